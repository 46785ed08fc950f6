//! Removing what conversations refer to: contacts, inboxes, teams, members, bots.
//!
//! Each of these is a row of its own domain that conversations point to, so removing one
//! begins with the conversations. What was said is removed with its contact or its inbox;
//! a team, a member or a bot only lets go of theirs.

use crate::{
    accounts, agent_bots, agents, contacts,
    conversations::{self, assign, participants},
    error::{Error, Result},
    id::{AgentBotId, ContactId, InboxId, TeamId, UserId},
    inboxes,
    notifications::upkeep,
    teams, users,
    webhooks::deliveries::{self, Endpoint},
    work::Work,
};

/// Conversations removed with one statement.
const AT_ONCE: i64 = 500;

/// Removes a contact with everything they said, unless they are there at this moment.
pub async fn contact(work: &mut Work<'_>, id: ContactId) -> Result<()> {
    let contact = contacts::alone(work, id).await?;
    if work.presence.is_contact_there(work.account, id, work.now) {
        let name = contact.name;
        return Err(Error::refused(format!("{name} is Online, please try again later")));
    }
    loop {
        let found = conversations::batch_of_contact(work, id, AT_ONCE).await?;
        if found.is_empty() {
            return contacts::delete(work, id).await;
        }
        upkeep::forget(work, &found).await?;
        conversations::forget(work, &found).await?;
    }
}

/// Removes an inbox with its conversations. The contacts stay.
pub async fn inbox(work: &mut Work<'_>, id: InboxId) -> Result<()> {
    accounts::alone(work).await?;
    inboxes::show(work, id).await?;
    loop {
        let found = conversations::batch_of_inbox(work, id, AT_ONCE).await?;
        if found.is_empty() {
            return inboxes::delete(work, id).await;
        }
        upkeep::forget(work, &found).await?;
        conversations::forget(work, &found).await?;
    }
}

/// Removes a team. Its conversations stay, and belong to no team.
pub async fn team(work: &mut Work<'_>, id: TeamId) -> Result<()> {
    accounts::alone(work).await?;
    teams::show(work, id).await?;
    assign::leave_team(work, id).await?;
    teams::delete(work, id).await
}

/// Removes a bot. What it said stays, and nobody's conversations are its any more.
pub async fn agent_bot(work: &mut Work<'_>, id: AgentBotId) -> Result<()> {
    agent_bots::own(work, id).await?;
    assign::leave_bot(work, id).await?;
    deliveries::forget_later(work, Endpoint::agent_bot(id)).await?;
    agent_bots::delete(work, id).await
}

/// Takes a member out of the account, its teams and its inboxes. Their conversations are
/// left to nobody. A user who is a member of no account any more is removed.
pub async fn agent(work: &mut Work<'_>, id: UserId) -> Result<()> {
    agents::leave(work, id).await?;
    teams::forget_member(work, id).await?;
    inboxes::forget_member(work, id).await?;
    participants::forget_participant(work, id).await?;
    upkeep::forget_member(work, id).await?;
    assign::unassign_all(work, id).await?;
    users::delete_without_account(work, id).await
}

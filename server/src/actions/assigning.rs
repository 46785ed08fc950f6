//! Who has a conversation, by an action.

use super::step::Assignee;
use crate::{
    agents,
    conversations::{
        Conversation,
        assign::{self, Assignment},
    },
    error::{Error, NOT_ALLOWED, Result},
    id::{DisplayId, TeamId, UserId},
    inboxes::members,
    messages,
    patch::Patch,
    work::Work,
};

pub async fn agent(
    work: &mut Work<'_>,
    conversation: &Conversation,
    assignee: Assignee,
) -> Result<()> {
    let user = match assignee {
        Assignee::Nobody => None,
        Assignee::User(user) => Some(able(work, conversation, user).await?),
        Assignee::Oneself => Some(work.actor.member().ok_or(NOT_ALLOWED)?.user),
        Assignee::LastResponder => {
            let last = messages::last_responder(work, conversation.id).await?;
            let last = last.ok_or(Error::refused("Nobody has answered yet"))?;
            Some(able(work, conversation, last).await?)
        }
    };
    if user == conversation.assignee_id {
        return Ok(());
    }
    let assignee_id = user.map_or(Patch::Clear, Patch::Set);
    let assignment = Assignment { assignee_id, ..Assignment::default() };
    assign::assign(work, conversation.display_id, &assignment).await.map(drop)
}

pub async fn team(work: &mut Work<'_>, id: DisplayId, team: Option<TeamId>) -> Result<()> {
    let team_id = team.map_or(Patch::Clear, Patch::Set);
    let assignment = Assignment { team_id, ..Assignment::default() };
    assign::assign(work, id, &assignment).await.map(drop)
}

/// Somebody who can be given the conversation: they belong to its inbox or administer the
/// account, and have confirmed their address.
async fn able(work: &mut Work<'_>, conversation: &Conversation, user: UserId) -> Result<UserId> {
    let agent = agents::find(work, user).await?.ok_or(Error::NotFound)?;
    let may_have_it =
        agent.is_administrator() || members::has(work, conversation.inbox_id, user).await?;
    if agent.confirmed && may_have_it {
        return Ok(user);
    }
    Err(Error::refused("They cannot be given conversations of this inbox"))
}

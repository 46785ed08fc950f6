//! What follows when the place of a member in the account changes: they set another
//! availability, have another role or a custom one, join or leave inboxes and teams. What they
//! have asked for is done with what they may do by then.

use std::sync::Arc;

use db::Tx;

use crate::{
    actor::{Actor, Member},
    agents::{self, Changed, Restricted},
    conversations::{distribute, participants, transcript::Transcript},
    custom_roles::Narrowed,
    error::Result,
    id::{AccountId, UserId},
    inboxes,
    notifications::upkeep,
    tasks::Action,
    teams,
    work::Work,
};

/// A user as they act in an account, if they are a member of it.
pub async fn member(tx: &mut Tx, account: AccountId, user: UserId) -> Result<Option<Member>> {
    let Some(mut member) = agents::member(tx, account, user).await? else { return Ok(None) };
    member.inboxes = inboxes::of_member(tx, account, user).await?;
    member.teams = teams::of_member(tx, account, user).await?;
    Ok(Some(member))
}

/// Has the work done as a member, if it was asked for by one. Tells whether it can be: who has
/// left does nothing more.
pub async fn act_as(work: &mut Work<'_>, by: Option<UserId>) -> Result<bool> {
    let Some(user) = by else { return Ok(true) };
    let Some(member) = member(work.tx, work.account, user).await? else { return Ok(false) };
    work.actor = Actor::Member(Arc::new(member));
    Ok(true)
}

impl Action for Changed {
    /// Offers them what waits in their inboxes.
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        distribute::offer(work, self.user).await
    }
}

impl Action for Narrowed {
    /// Each of those who have the role may see less, or be given more.
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        let holders = agents::with_custom_role(work, self.role).await?;
        agents::changed_later(work, &holders).await?;
        agents::restricted_later(work, &holders).await
    }
}

impl Action for Restricted {
    /// Of what they do not see any more they are told nothing more.
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        participants::forget_unseen(work, self.user).await?;
        upkeep::forget_unseen(work, self.user).await
    }
}

impl Action for Transcript {
    /// Whoever has left has nothing sent any more.
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        if act_as(work, self.by).await? { self.write(work).await } else { Ok(()) }
    }
}

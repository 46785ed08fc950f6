//! Who can be given a conversation: the members of its inbox, and the administrators.

use std::collections::HashSet;

use super::{list, members};
use crate::{
    agents::{self, Agent},
    error::{Error, NOT_ALLOWED, Result},
    id::{InboxId, UserId},
    work::Work,
};

/// Inboxes that are asked about at once.
const MOST_AT_ONCE: usize = 100;

/// Those who can be given what comes in at any of the inboxes, all of which the caller may see:
/// who belongs to each of them, and the administrators.
pub async fn to_all(work: &mut Work<'_>, inboxes: &[InboxId]) -> Result<Vec<Agent>> {
    if inboxes.len() > MOST_AT_ONCE {
        let problem = format!("are too many (maximum is {MOST_AT_ONCE})");
        return Err(Error::invalid("inbox_ids", problem));
    }
    if inboxes.is_empty() {
        return Err(Error::NotFound);
    }
    let known: HashSet<InboxId> = list(work).await?.iter().map(|inbox| inbox.id).collect();
    if !inboxes.iter().all(|inbox| known.contains(inbox)) {
        return Err(Error::NotFound);
    }
    if work.actor.member().is_some_and(|member| !inboxes.iter().all(|inbox| member.sees(*inbox))) {
        return Err(NOT_ALLOWED);
    }
    let ids: Vec<i64> = inboxes.iter().map(|inbox| inbox.0).collect();
    let members = members::of_inboxes(work, &ids).await?;
    let belongs_to = |inbox: &InboxId, user: UserId| {
        members.get(inbox).is_some_and(|members| members.contains(&user))
    };
    let mut agents = agents::list(work).await?;
    agents.retain(|agent| {
        agent.is_administrator() || inboxes.iter().all(|inbox| belongs_to(inbox, agent.id))
    });
    Ok(agents)
}

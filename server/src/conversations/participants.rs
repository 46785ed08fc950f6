//! Who takes part in a conversation, and is told of what is said in it.
//!
//! Whoever is given a conversation takes part from then on, as does whoever is mentioned in
//! it; others are added by hand. Only those can who see its inbox: its members and the
//! administrators. Who cannot is left out in silence (contract `application-core.md`, 17.14).

use std::collections::HashMap;

use super::{Conversation, find, lock, store};
use crate::{
    agents::{self, Agent},
    error::Result,
    id::{ConversationId, DisplayId, UserId},
    inboxes::members,
    work::Work,
};

pub use store::{forget_participant, forget_unseen, participants_of as of_conversations};

/// Those who take part, in the order in which they joined.
pub async fn list(work: &mut Work<'_>, id: DisplayId) -> Result<Vec<Agent>> {
    let conversation = find(work, id).await?;
    let users = store::participants(work, conversation.id).await?;
    in_order(work, &users).await
}

/// Adds members to those who take part, and returns those who did not before.
pub async fn add(work: &mut Work<'_>, id: DisplayId, users: &[UserId]) -> Result<Vec<Agent>> {
    let conversation = lock(work, id).await?;
    let before = store::participants(work, conversation.id).await?;
    let new: Vec<UserId> = users.iter().copied().filter(|user| !before.contains(user)).collect();
    let joined = join(work, &conversation, &new).await?;
    in_order(work, &joined).await
}

/// Makes these the members who take part, and no others.
pub async fn replace(work: &mut Work<'_>, id: DisplayId, users: &[UserId]) -> Result<Vec<Agent>> {
    let conversation = lock(work, id).await?;
    let before = store::participants(work, conversation.id).await?;
    let (kept, gone): (Vec<UserId>, Vec<UserId>) =
        before.into_iter().partition(|user| users.contains(user));
    let new: Vec<UserId> = users.iter().copied().filter(|user| !kept.contains(user)).collect();
    store::remove_participants(work, conversation.id, &gone).await?;
    join(work, &conversation, &new).await?;
    let users = store::participants(work, conversation.id).await?;
    in_order(work, &users).await
}

/// Has members take part no more. Those who do not anyway do not matter.
pub async fn remove(work: &mut Work<'_>, id: DisplayId, users: &[UserId]) -> Result<()> {
    let conversation = lock(work, id).await?;
    Ok(store::remove_participants(work, conversation.id, users).await?)
}

/// Those who take part, by their ids.
pub async fn ids(work: &mut Work<'_>, conversation: ConversationId) -> Result<Vec<UserId>> {
    Ok(store::participants(work, conversation).await?)
}

/// Has those of the users take part who may, and returns them.
pub(super) async fn join(
    work: &mut Work<'_>,
    conversation: &Conversation,
    users: &[UserId],
) -> Result<Vec<UserId>> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let able = members::who_see(work, conversation.inbox_id, users).await?;
    for user in &able {
        store::add_participant(work, conversation.id, *user).await?;
    }
    Ok(able)
}

/// Members of the account, in the order of their ids.
async fn in_order(work: &mut Work<'_>, users: &[UserId]) -> Result<Vec<Agent>> {
    let found = agents::of_users(work, users).await?;
    let mut by_id: HashMap<UserId, Agent> =
        found.into_iter().map(|agent| (agent.id, agent)).collect();
    Ok(users.iter().filter_map(|user| by_id.remove(user)).collect())
}

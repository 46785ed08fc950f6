//! What is changed of a conversation as a whole: how urgent it is, and what it is held to.

use super::{Conversation, lock, priority::PriorityChange, save::save, sla::Holding};
use crate::{error::Result, id::DisplayId, work::Work};

/// Changes of a conversation what is mentioned.
pub async fn change(
    work: &mut Work<'_>,
    id: DisplayId,
    urgency: &PriorityChange,
    holding: &Holding,
) -> Result<Conversation> {
    let before = lock(work, id).await?;
    let priority = urgency.priority.clone().over(before.priority);
    let sla_policy_id = holding.over(work, &before).await?;
    let after = Conversation { priority, sla_policy_id, ..before.clone() };
    save(work, &before, after).await
}

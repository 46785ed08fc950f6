//! The conversations of a contact who has turned out to be another (contract `behaviour.md`,
//! 2.17).

use super::store;
use crate::{
    error::Result,
    events::{Changes, Event, Name},
    id::{ContactId, ContactInboxId, ConversationId},
    work::Work,
};

/// Keeps everybody else from changing the conversations of a contact until this work is done.
pub async fn lock_all(work: &mut Work<'_>, contact: ContactId) -> Result<()> {
    store::lock_all_of_contact(work, contact).await?;
    Ok(())
}

/// Gives the conversations of one contact, whom nobody begins any more with, to another: all, or
/// those that were begun where they are known by `device`. Returns which they are.
pub async fn move_all(
    work: &mut Work<'_>,
    from: ContactId,
    device: Option<ContactInboxId>,
    to: ContactId,
) -> Result<Vec<ConversationId>> {
    store::lock_all_of_contact(work, from).await?;
    let mut moved = store::move_to_contact(work, from, device, to).await?;
    moved.sort_unstable_by_key(|id| id.0);
    let changes = Changes::default().field("contact_id", from.0, to.0);
    for id in &moved {
        let event = Event::new(Name::ConversationContactChanged).conversation(*id).contact(to);
        work.emit(event.with(&changes)).await?;
    }
    Ok(moved)
}

//! Merging: two contacts who have turned out to be one person (contract `behaviour.md`, 2.17).
//!
//! Everything that refers to the one refers to the other afterwards: conversations, what was said
//! in them, how they are known in inboxes, notes, labels. It is one transaction, however much
//! that is, so nobody ever sees half of it, and whoever writes to them meanwhile waits. What a
//! contact is and what becomes of two is in [`contacts`]; here it is only seen to that nothing
//! is left behind.

pub mod http;

use crate::{
    campaigns::recipients,
    contacts::{
        self, Contact, claims,
        contact_inboxes::{self, ContactInbox},
    },
    conversations::contact as conversations,
    error::Result,
    events::{Event, Name},
    id::ContactId,
    messages::change as messages,
    work::Work,
};

/// Makes a contact who turned out to be another one with them. What is known of both is what was
/// known of the first.
pub async fn contacts(work: &mut Work<'_>, base: ContactId, mergee: ContactId) -> Result<Contact> {
    if base == mergee {
        return contacts::show(work, base).await;
    }
    let (base, mergee) = said_by_both(work, base, mergee).await?;
    contacts::absorb(work, base, mergee).await
}

/// Makes a contact who says that they are another one with them. What they have begun is the
/// other's from then on; what was known of them is not, since nobody has shown that it is true.
pub async fn claim(work: &mut Work<'_>, base: ContactId, mergee: ContactId) -> Result<()> {
    let (base, mergee) = said_by_both(work, base, mergee).await?;
    claims::claim_all(work, mergee.id, base.id).await?;
    contacts::delete(work, mergee.id).await
}

/// Makes what was begun by a device that was taken for one contact another's, who has turned out
/// to use it.
pub async fn part(work: &mut Work<'_>, device: &ContactInbox, own: ContactId) -> Result<()> {
    work.tx.without_time_limit().await?;
    let taken_for = device.contact_id;
    let moved = conversations::move_all(work, taken_for, Some(device.id), own).await?;
    messages::move_all(work, &moved, taken_for, own).await?;
    claims::hand_over(work, device.id, own).await?;
    Ok(())
}

/// Makes all that one contact has begun and said the other's. Both are alone then.
async fn said_by_both(
    work: &mut Work<'_>,
    base: ContactId,
    mergee: ContactId,
) -> Result<(Contact, Contact)> {
    work.tx.without_time_limit().await?;
    // A visitor who writes has by what they are known first, then their conversation, and then
    // their contact, so this does too.
    contact_inboxes::lock_all(work, &[base, mergee]).await?;
    conversations::lock_all(work, mergee).await?;
    let (base, mergee) = contacts::alone_together(work, base, mergee).await?;
    work.emit(Event::new(Name::ContactMerged).contact(base.id).about(mergee.id)).await?;
    let moved = conversations::move_all(work, mergee.id, None, base.id).await?;
    messages::move_all(work, &moved, mergee.id, base.id).await?;
    recipients::merge(work, base.id, mergee.id).await?;
    Ok((base, mergee))
}

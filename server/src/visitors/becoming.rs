//! The chat of a website says who its visitor is (contract `realtime-client-platform.md`, 4.7 and
//! 4.9): somebody new, somebody who is known, or another than before.

use super::{Introduction, Known, admit, believed, door::Door, is_nobody, note, recognise, reread};
use crate::{
    contacts::{
        self, Contact, ContactChange,
        contact_inboxes::{self, ContactInbox},
    },
    error::Result,
    merge,
    patch::Patch,
    validate::filled,
    work::Work,
};

/// A visitor after they have said who they are, and whether that is another than before, who is
/// known by another source id.
#[derive(Debug)]
pub struct Became {
    pub known: Known,
    pub is_another: bool,
}

/// Has a visitor be whom they show or say that they are, and notes what else they say.
pub async fn become_one(
    work: &mut Work<'_>,
    door: &Door,
    known: ContactInbox,
    said: &Introduction,
) -> Result<Became> {
    let identifier = filled(said.identifier.clone());
    let only_attributes = identifier.is_none() && said.custom_attributes.is_some();
    let proven = if only_attributes { None } else { door.proven(&said.identity())? };
    let contact = contacts::show(work, known.contact_id).await?;
    let Some(identifier) = identifier else {
        let known = note(work, known, contact, said).await?;
        return Ok(Became { known, is_another: false });
    };
    if contact.identifier.as_deref() == Some(&identifier) {
        let Known { contact, contact_inbox } = recognise(work, known, proven.as_deref()).await?;
        let known = note(work, contact_inbox, contact, said).await?;
        return Ok(Became { known, is_another: false });
    }
    let is_sure = proven.is_some();
    let is_free = contact.identifier.is_none() && !known.claimed;
    let other = contacts::known_by(work, Some(&identifier), None, None).await?.pop();
    let became = match other {
        None if is_free => {
            Some(take_identifier(work, &contact, &known, &identifier, is_sure).await?)
        }
        Some(other) if is_free && !other.blocked && is_nobody(work, &contact).await? => {
            contact_inboxes::claim_all(work, contact.id).await?;
            merge::contacts(work, other.id, contact.id).await?;
            Some(if is_sure {
                believed(work, known, true).await?
            } else {
                reread(work, known).await?
            })
        }
        _ => None,
    };
    let is_another = became.is_none();
    let Known { contact, contact_inbox } = match became {
        Some(known) => known,
        None => {
            let said = Introduction { source_id: None, ..said.clone() };
            admit(work, door, &said, proven.as_deref()).await?
        }
    };
    let known = note(work, contact_inbox, contact, said).await?;
    Ok(Became { known, is_another })
}

/// Nobody is known by the identifier, so it is theirs from now on.
async fn take_identifier(
    work: &mut Work<'_>,
    contact: &Contact,
    known: &ContactInbox,
    identifier: &str,
    is_sure: bool,
) -> Result<Known> {
    let change =
        ContactChange { identifier: Patch::Set(identifier.to_owned()), ..ContactChange::default() };
    contacts::update(work, contact.id, &change).await?;
    if is_sure {
        return believed(work, known.clone(), true).await;
    }
    reread(work, known.clone()).await
}

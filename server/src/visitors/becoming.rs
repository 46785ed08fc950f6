//! The chat of a website says who its visitor is (contract `realtime-client-platform.md`, 4.7 and
//! 4.9): somebody new, somebody who is known, or another than before.

use super::{
    Introduction, Known, admit,
    door::Door,
    note,
    proof::{recognise, said_to_be},
};
use crate::{
    contacts::{self, contact_inboxes::ContactInbox},
    error::Result,
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

/// Has a visitor be whom they show or say that they are, and notes what else they say. Whoever is
/// somebody new by that is counted before.
pub async fn become_one(
    work: &mut Work<'_>,
    door: &Door,
    known: ContactInbox,
    said: &Introduction,
    count: impl Fn() -> Result<()>,
) -> Result<Became> {
    let identifier = filled(said.identifier.clone());
    let only_attributes = identifier.is_none() && said.custom_attributes.is_some();
    let proven = if only_attributes { None } else { door.proven(&said.identity())? };
    let contact = contacts::show(work, known.contact_id).await?;
    let Some(identifier) = identifier else {
        let known = note(work, known, contact, said).await?;
        return Ok(Became { known, is_another: false });
    };
    let is_same = contact.identifier.as_deref() == Some(&identifier);
    let became = match proven {
        Some(_) if is_same || contact.identifier.is_none() => {
            Some(recognise(work, known, proven.as_deref()).await?)
        }
        None if is_same => Some(Known { contact, contact_inbox: known }),
        None if contact.identifier.is_none() && !known.claimed => {
            said_to_be(work, &known, &contact, &identifier).await?
        }
        _ => None,
    };
    let is_another = became.is_none();
    let Known { contact, contact_inbox } = match became {
        Some(known) => known,
        None => {
            count()?;
            let said = Introduction { source_id: None, ..said.clone() };
            admit(work, door, &said, proven.as_deref()).await?
        }
    };
    let known = note(work, contact_inbox, contact, said).await?;
    Ok(Became { known, is_another })
}

//! What follows from what visitors show or say that the account calls them
//! (`docs/decisions/0013`).

use super::{Known, identity, names, reread};
use crate::{
    contacts::{
        self, Contact, ContactChange, Place, claims,
        contact_inboxes::{self, ContactInbox},
    },
    conversations,
    error::Result,
    merge, messages,
    patch::Patch,
    work::Work,
};

/// Messages of somebody who is nobody and may become another at once. Who has written more stays
/// who they are, until agents make them one.
const MOST: i64 = 1_000;

/// A visitor as they are known. Whoever shows who they are is believed from then on.
pub async fn recognise(
    work: &mut Work<'_>,
    known: ContactInbox,
    proven: Option<&str>,
) -> Result<Known> {
    let contact = contacts::show(work, known.contact_id).await?;
    let Some(shown) = proven else { return Ok(Known { contact, contact_inbox: known }) };
    match contact.identifier.as_deref() {
        Some(own) if own != shown => Err(identity::WRONG),
        Some(_) if known.hmac_verified && !known.claimed => {
            Ok(Known { contact, contact_inbox: known })
        }
        _ => shown_to_be(work, &known, &contact, shown).await,
    }
}

/// Somebody shows their identifier. They are its contact from then on: by becoming one with them if
/// they are nobody yet, else by taking along what they have begun by this device. Is it nobody's,
/// it is theirs; or that of a contact of their own, if they have only said to be the one they are.
async fn shown_to_be(
    work: &mut Work<'_>,
    known: &ContactInbox,
    contact: &Contact,
    shown: &str,
) -> Result<Known> {
    conversations::contact::lock_all(work, contact.id).await?;
    match owner(work, shown).await? {
        Some(owner) if owner.id == contact.id => {}
        Some(owner) if !known.claimed && !owner.blocked && stays_nobody(work, contact).await? => {
            merge::claim(work, owner.id, contact.id).await?;
        }
        Some(owner) => merge::part(work, known, owner.id).await?,
        None if known.claimed => {
            let new = ContactChange {
                identifier: Patch::Set(shown.to_owned()),
                name: Patch::Set(names::made_up()),
                ..ContactChange::default()
            };
            let (own, _) = contacts::create(work, &new, &Place::default()).await?;
            merge::part(work, known, own.id).await?;
        }
        None => take(work, contact, shown).await?,
    }
    let known = reread(work, known.clone()).await?;
    believed(work, known.contact_inbox, true).await
}

/// Somebody who has no identifier says theirs. Who is nobody yet becomes the contact who has it
/// already; who is somebody else than that stays who they are, which is none.
pub(super) async fn said_to_be(
    work: &mut Work<'_>,
    known: &ContactInbox,
    contact: &Contact,
    said: &str,
) -> Result<Option<Known>> {
    match contacts::known_by(work, Some(said), None, None).await?.into_iter().next() {
        None => {
            take(work, contact, said).await?;
            claims::came_in(work, known.id, Some(said)).await?;
        }
        Some(other) if !other.blocked && stays_nobody(work, contact).await? => {
            merge::claim(work, other.id, contact.id).await?;
        }
        Some(_) => return Ok(None),
    }
    reread(work, known.clone()).await.map(Some)
}

/// An identifier that is nobody's is a contact's from now on.
async fn take(work: &mut Work<'_>, contact: &Contact, identifier: &str) -> Result<()> {
    let identifier = Patch::Set(identifier.to_owned());
    let change = ContactChange { identifier, ..ContactChange::default() };
    contacts::update(work, contact.id, &change).await.map(drop)
}

/// The contact of an identifier that is shown. It is taken from whoever has only said that it is
/// theirs: what they have said with it, such as addresses, is not to become somebody else's.
pub(super) async fn owner(work: &mut Work<'_>, shown: &str) -> Result<Option<Contact>> {
    let found = contacts::known_by(work, Some(shown), None, None).await?.into_iter().next();
    let Some(contact) = found else { return Ok(None) };
    if !claims::is_only_said(work, &contact).await? {
        return Ok(Some(contact));
    }
    let change = ContactChange { identifier: Patch::Clear, ..ContactChange::default() };
    contacts::update(work, contact.id, &change).await?;
    Ok(None)
}

/// Whether a contact is nobody yet, and stays that until this work is done.
pub(super) async fn stays_nobody(work: &mut Work<'_>, contact: &Contact) -> Result<bool> {
    if !is_nobody(work, contact).await? {
        return Ok(false);
    }
    conversations::contact::lock_all(work, contact.id).await?;
    let contact = contacts::lock(work, contact.id).await?;
    is_nobody(work, &contact).await
}

/// Whether nothing is known of a contact that could be taken from them, or by them, when they
/// become another: nothing that they have said or shown, and nothing that members have noted.
async fn is_nobody(work: &mut Work<'_>, contact: &Contact) -> Result<bool> {
    if contact.is_resolved() || contact.blocked {
        return Ok(false);
    }
    Ok(contact_inboxes::verified_of(work, &[contact.id.0]).await?.is_empty()
        && !claims::is_annotated(work, contact.id).await?
        && !messages::are_many_of_contact(work, contact.id, MOST).await?)
}

/// A visitor, when it is noted whether they have shown or only said who they are. What others have
/// said before somebody shows it was said without proof.
pub(super) async fn believed(
    work: &mut Work<'_>,
    known: ContactInbox,
    is_sure: bool,
) -> Result<Known> {
    claims::believe(work, known.id, is_sure).await?;
    if is_sure {
        claims::doubt_unproven(work, known.contact_id).await?;
    }
    reread(work, known).await
}

//! Visitors: contacts who come by themselves, through a chat of their own (contract
//! `realtime-client-platform.md`, 3.3 and 4.7).
//!
//! A visitor is known by a secret, the source id of their contact in an inbox. Who they say that
//! they are is believed if the account has signed it ([`identity`]). If not, what is new of them
//! is written down; but whoever says that they are somebody who is known already has only *claimed*
//! to be that contact. They write to the account as that contact, so that agents see what was said
//! before, and are told nothing of it (`docs/decisions/0013`).
//!
//! Where they come in is in [`door`], how the chat of a website says who they are in [`becoming`],
//! how they answer what they are asked in [`answers`], what they are called who have no name in
//! `names`. What they are shown is gathered in [`view`], its JSON is in [`wire`].

pub mod answers;
pub mod becoming;
pub mod door;
pub mod identity;
mod names;
pub mod view;
pub mod wire;

use schemars::JsonSchema;
use serde::Deserialize;

use self::{door::Door, identity::Identity};
use crate::{
    actor::Actor,
    contacts::{
        self, Contact, ContactChange, Place,
        contact_inboxes::{self, ContactInbox},
    },
    conversations,
    error::{Error, Result},
    id::{self, ContactInboxId},
    json::Object,
    merge,
    patch::Patch,
    validate::{filled, is_email, is_phone_number},
    work::Work,
};

/// What a visitor says of themselves.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{
    "identifier": "customer-17",
    "identifier_hash": "2ac7847888bff117123f8a31d40f91559346dd85bc1d87cd887f7cb0925cd95d",
    "name": "Lea Marsh",
    "email": "lea@customer.example"
}]))]
#[serde(default)]
pub struct Introduction {
    /// By what they are known from then on, or are known already. It is made up if it is not given.
    pub source_id: Option<String>,
    /// What the account calls them.
    pub identifier: Option<String>,
    /// The HMAC-SHA256 of the identifier by the token of the inbox, in hexadecimal digits.
    pub identifier_hash: Option<String>,
    pub email: Option<String>,
    pub name: Option<String>,
    pub phone_number: Option<String>,
    /// A picture that was uploaded, by its signed id.
    pub avatar: Option<String>,
    /// Where a picture is to be fetched from, if there is none.
    pub avatar_url: Option<String>,
    pub custom_attributes: Option<Object>,
}

/// A visitor as they are told of themselves.
#[derive(Clone, Debug)]
pub struct Known {
    pub contact: Contact,
    pub contact_inbox: ContactInbox,
}

impl Introduction {
    fn identity(&self) -> Identity {
        Identity {
            identifier: self.identifier.clone(),
            identifier_hash: self.identifier_hash.clone(),
        }
    }

    fn email(&self) -> Option<String> {
        filled(self.email.clone()).map(|email| email.trim().to_lowercase())
    }

    fn phone_number(&self) -> Option<String> {
        filled(self.phone_number.clone()).map(|number| number.trim().to_owned())
    }

    /// The same, without addresses that are none: a chat goes on without them.
    #[must_use]
    pub fn as_far_as_it_fits(self) -> Self {
        let email = self.email().filter(|email| is_email(email));
        let phone_number = self.phone_number().filter(|number| is_phone_number(number));
        Introduction { email, phone_number, ..self }
    }

    /// What it changes of a contact: what is blank says nothing.
    fn change(&self, contact: Option<&Contact>) -> ContactChange {
        let set = |text: Option<String>| text.map_or(Patch::Keep, Patch::Set);
        let has_picture = contact.is_some_and(|contact| contact.avatar.blob.is_some());
        let attributes = |attributes: &Object| match contact {
            Some(contact) => attributes.filled_from(&contact.custom_attributes),
            None => attributes.clone(),
        };
        ContactChange {
            name: set(filled(self.name.clone())),
            email: set(self.email()),
            phone_number: set(self.phone_number()),
            custom_attributes: self.custom_attributes.as_ref().map(attributes),
            avatar: filled(self.avatar.clone()),
            avatar_url: self.avatar_url.clone().filter(|_| !has_picture),
            ..ContactChange::default()
        }
    }
}

/// How a visitor is known at this moment, and as whom: since they came to the door, that may have
/// become another.
pub async fn recall(work: &mut Work<'_>, id: ContactInboxId) -> Result<ContactInbox> {
    let known = contact_inboxes::of_ids(work, &[id.0]).await?.pop().ok_or(Error::NotOffered)?;
    work.actor = Actor::Contact(known.contact_id);
    Ok(known)
}

/// The same, and nobody changes it until this work is done.
pub async fn hold(work: &mut Work<'_>, id: ContactInboxId) -> Result<ContactInbox> {
    contact_inboxes::lock(work, id).await?;
    recall(work, id).await
}

/// Somebody comes in: as whom they are known by their source id, as whoever they show or say that
/// they are, or as somebody new.
pub async fn introduce(work: &mut Work<'_>, door: &Door, said: &Introduction) -> Result<Known> {
    let proven = door.proven(&said.identity())?;
    let source = filled(said.source_id.clone());
    if let Some(source) = &source
        && let Some(known) = contact_inboxes::by_source(work, door.inbox, source).await?
    {
        let known = hold(work, known.id).await?;
        return recognise(work, known, proven.as_deref()).await;
    }
    admit(work, door, said, proven.as_deref()).await
}

/// Somebody comes in who is not known there, and has shown to be whom they have.
pub async fn admit(
    work: &mut Work<'_>,
    door: &Door,
    said: &Introduction,
    proven: Option<&str>,
) -> Result<Known> {
    let source = filled(said.source_id.clone()).unwrap_or_else(id::uuid);
    if let Some(contact) = whom(work, said, proven).await? {
        let is_sure = proven.is_some();
        let known =
            contact_inboxes::find_or_create(work, &contact, door.inbox, Some(&source), is_sure)
                .await?;
        return believed(work, known, is_sure).await;
    }
    let mut new = said.change(None);
    new.identifier = filled(said.identifier.clone()).map_or(Patch::Keep, Patch::Set);
    if !new.name.is_mentioned() {
        new.name = Patch::Set(names::made_up());
    }
    drop_taken(work, &mut new, None).await?;
    let place = Place { inbox_id: Some(door.inbox), source_id: Some(source) };
    let (_, known) = contacts::create(work, &new, &place).await?;
    let known = known.ok_or(Error::NotFound)?;
    if let (None, Patch::Set(identifier)) = (proven, &new.identifier) {
        contact_inboxes::note_said(work, known.id, identifier).await?;
    }
    if proven.is_some() { believed(work, known, true).await } else { reread(work, known).await }
}

/// A visitor as they are known. Whoever shows who they are is believed from then on.
pub async fn recognise(
    work: &mut Work<'_>,
    known: ContactInbox,
    proven: Option<&str>,
) -> Result<Known> {
    let contact = contacts::show(work, known.contact_id).await?;
    match (proven, contact.identifier.as_deref()) {
        (Some(shown), Some(own)) if shown != own => Err(identity::WRONG),
        (Some(shown), Some(_)) if known.claimed => shown_to_be(work, known, contact, shown).await,
        (Some(_), Some(_)) if !known.hmac_verified => believed(work, known, true).await,
        (Some(shown), None) if !known.claimed => {
            let became = identified(work, &known, &contact, shown, true).await?;
            Ok(became.unwrap_or(Known { contact, contact_inbox: known }))
        }
        _ => Ok(Known { contact, contact_inbox: known }),
    }
}

/// Somebody who was taken for a contact, and shows the identifier that the contact has. Is it the
/// contact's only since somebody else has said so, they are a contact of their own from then on.
async fn shown_to_be(
    work: &mut Work<'_>,
    known: ContactInbox,
    contact: Contact,
    shown: &str,
) -> Result<Known> {
    conversations::contact::lock_all(work, contact.id).await?;
    if owner(work, shown).await?.is_none() {
        let new = ContactChange {
            identifier: Patch::Set(shown.to_owned()),
            name: Patch::Set(names::made_up()),
            ..ContactChange::default()
        };
        let (own, _) = contacts::create(work, &new, &Place::default()).await?;
        merge::part(work, &known, own.id).await?;
    }
    believed(work, known, true).await
}

/// Somebody who had no identifier, and shows or says theirs. Who is nobody yet becomes the contact
/// who has it already; who is somebody else than that stays who they are, which is none.
async fn identified(
    work: &mut Work<'_>,
    known: &ContactInbox,
    contact: &Contact,
    identifier: &str,
    is_sure: bool,
) -> Result<Option<Known>> {
    let other = if is_sure {
        owner(work, identifier).await?
    } else {
        contacts::known_by(work, Some(identifier), None, None).await?.into_iter().next()
    };
    match other {
        None => {
            let theirs = Patch::Set(identifier.to_owned());
            let change = ContactChange { identifier: theirs, ..ContactChange::default() };
            contacts::update(work, contact.id, &change).await?;
            if !is_sure {
                contact_inboxes::note_said(work, known.id, identifier).await?;
            }
        }
        Some(other) if is_nobody(work, contact).await? && !other.blocked => {
            merge::claim(work, other.id, contact.id).await?;
        }
        Some(_) => return Ok(None),
    }
    let known = reread(work, known.clone()).await?;
    if is_sure {
        believed(work, known.contact_inbox, true).await.map(Some)
    } else {
        Ok(Some(known))
    }
}

/// Notes what a visitor says of themselves, who may show at the same time who they are.
pub async fn update(
    work: &mut Work<'_>,
    door: &Door,
    known: ContactInbox,
    said: &Introduction,
) -> Result<Known> {
    let proven = door.proven(&said.identity())?;
    let Known { contact, contact_inbox } = recognise(work, known, proven.as_deref()).await?;
    note(work, contact_inbox, contact, said).await
}

/// Notes what a visitor says of themselves. What they have only claimed to be is left as it is.
pub async fn note(
    work: &mut Work<'_>,
    known: ContactInbox,
    contact: Contact,
    said: &Introduction,
) -> Result<Known> {
    if known.claimed {
        return Ok(Known { contact, contact_inbox: known });
    }
    let (email, number) = (said.email(), said.phone_number());
    let others = contacts::known_by(work, None, email.as_deref(), number.as_deref()).await?;
    let other = others.into_iter().find(|other| other.id != contact.id);
    if let Some(other) = other
        && is_nobody(work, &contact).await?
        && !other.blocked
    {
        merge::claim(work, other.id, contact.id).await?;
        return reread(work, known).await;
    }
    let mut change = said.change(Some(&contact));
    drop_taken(work, &mut change, Some(&contact)).await?;
    let contact = contacts::update(work, contact.id, &change).await?;
    Ok(Known { contact, contact_inbox: known })
}

/// Notes what a visitor fills in before they write. Whoever is known keeps their name, and whoever
/// leaves an address without one is called by what is before its `@`.
pub async fn fill_in(
    work: &mut Work<'_>,
    known: ContactInbox,
    said: &Introduction,
) -> Result<Known> {
    let contact = contacts::show(work, known.contact_id).await?;
    let name = match (filled(said.name.clone()), said.email()) {
        _ if contact.is_resolved() => None,
        (Some(name), _) => Some(name),
        (None, Some(email)) => email.split('@').next().map(str::to_owned),
        (None, None) => None,
    };
    let said = Introduction { name, ..said.clone() };
    if said.name.is_none() && said.email().is_none() && said.phone_number().is_none() {
        return Ok(Known { contact, contact_inbox: known });
    }
    note(work, known, contact, &said).await
}

/// The contact whom somebody shows or says that they are. What they show goes before what they
/// say.
async fn whom(
    work: &mut Work<'_>,
    said: &Introduction,
    proven: Option<&str>,
) -> Result<Option<Contact>> {
    if let Some(identifier) = proven {
        return owner(work, identifier).await;
    }
    let identifier = filled(said.identifier.clone());
    let (email, number) = (said.email(), said.phone_number());
    let email = email.as_deref().filter(|email| is_email(email));
    let number = number.as_deref().filter(|number| is_phone_number(number));
    let found = contacts::known_by(work, identifier.as_deref(), email, number).await?;
    Ok(found.into_iter().next())
}

/// The contact of an identifier that is shown. It is taken from whoever has only said that it is
/// theirs: what they have said with it, such as addresses, is not to become somebody else's.
async fn owner(work: &mut Work<'_>, shown: &str) -> Result<Option<Contact>> {
    let found = contacts::known_by(work, Some(shown), None, None).await?.into_iter().next();
    let Some(contact) = found else { return Ok(None) };
    if !contact_inboxes::is_only_said(work, &contact).await? {
        return Ok(Some(contact));
    }
    let change = ContactChange { identifier: Patch::Clear, ..ContactChange::default() };
    contacts::update(work, contact.id, &change).await?;
    Ok(None)
}

/// Leaves out addresses that belong to somebody else, who need not be this one.
async fn drop_taken(
    work: &mut Work<'_>,
    change: &mut ContactChange,
    own: Option<&Contact>,
) -> Result<()> {
    let (email, number) = (change.email.value().cloned(), change.phone_number.value().cloned());
    let others = contacts::known_by(work, None, email.as_deref(), number.as_deref()).await?;
    for other in others.iter().filter(|other| own.is_none_or(|own| own.id != other.id)) {
        if other.email == email {
            change.email = Patch::Keep;
        }
        if other.phone_number == number {
            change.phone_number = Patch::Keep;
        }
    }
    Ok(())
}

/// Whether nothing is known of a contact that could be taken from them, or by them, when they
/// become another.
async fn is_nobody(work: &mut Work<'_>, contact: &Contact) -> Result<bool> {
    if contact.is_resolved() || contact.blocked {
        return Ok(false);
    }
    Ok(contact_inboxes::verified_of(work, &[contact.id.0]).await?.is_empty())
}

/// A visitor, when it is noted whether they have shown or only said who they are. What others have
/// said before somebody shows it was said without proof.
async fn believed(work: &mut Work<'_>, known: ContactInbox, is_sure: bool) -> Result<Known> {
    contact_inboxes::believe(work, known.id, is_sure).await?;
    if is_sure {
        contact_inboxes::doubt_others(work, &known).await?;
    }
    reread(work, known).await
}

/// A visitor as they are known by now.
pub async fn reread(work: &mut Work<'_>, known: ContactInbox) -> Result<Known> {
    let known = contact_inboxes::of_ids(work, &[known.id.0]).await?.pop();
    let contact_inbox = known.ok_or(Error::NotFound)?;
    let contact = contacts::show(work, contact_inbox.contact_id).await?;
    Ok(Known { contact, contact_inbox })
}

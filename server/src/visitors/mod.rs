//! Visitors: contacts who come by themselves, through a chat of their own (contract
//! `realtime-client-platform.md`, 3.3 and 4.7).
//!
//! A visitor is known by a secret, the source id of their contact in an inbox. Who they say that
//! they are is believed if the account has signed it ([`identity`]). If not, what is new of them
//! is written down; but whoever says that they are somebody who is known already has only *claimed*
//! to be that contact. They write to the account as that contact, so that agents see what was said
//! before, and are told nothing of it (`docs/decisions/0013`).
//!
//! Where they come in is in [`door`], what follows from what they show in `proof`, how the chat of a website says who they are in [`becoming`],
//! how they answer what they are asked in [`answers`], what they are called who have no name in
//! `names`. What they are shown is gathered in [`view`], its JSON is in [`wire`].

pub mod answers;
pub mod becoming;
pub mod door;
pub mod identity;
mod names;
mod proof;
pub mod view;
pub mod wire;

use schemars::JsonSchema;
use serde::Deserialize;

pub use self::proof::recognise;
use self::{
    door::Door,
    identity::Identity,
    proof::{believed, owner, stays_nobody},
};
use crate::{
    actor::Actor,
    contacts::{
        self, Contact, ContactChange, Place, claims,
        contact_inboxes::{self, ContactInbox},
    },
    error::{Error, Result},
    id::{self, ContactInboxId},
    json::Object,
    merge,
    patch::Patch,
    validate::{filled, is_email, is_phone_number, is_web_url},
    work::Work,
};

/// Bytes of where a picture is, at most.
const LONGEST_URL: usize = 2_000;

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
    pub additional_attributes: Option<Object>,
    /// These are among the additional attributes, too.
    pub company_name: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub country_code: Option<String>,
    pub description: Option<String>,
    pub social_profiles: Option<Object>,
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
        let avatar_url = self.avatar_url.filter(|url| is_web_url(url) && url.len() <= LONGEST_URL);
        Introduction { email, phone_number, avatar_url, ..self }
    }

    /// What else is said of somebody, however it is said.
    fn additional(&self) -> Option<Object> {
        let mut all = self.additional_attributes.as_ref().map(Object::to_map).unwrap_or_default();
        let texts = [
            ("company_name", &self.company_name),
            ("city", &self.city),
            ("country", &self.country),
            ("country_code", &self.country_code),
            ("description", &self.description),
        ];
        for (name, text) in texts {
            if let Some(text) = filled(text.clone()) {
                all.insert(name.to_owned(), text.into());
            }
        }
        if let Some(profiles) = &self.social_profiles {
            all.insert("social_profiles".to_owned(), profiles.to_map().into());
        }
        (!all.is_empty()).then(|| all.into())
    }

    /// What it changes of a contact: what is blank says nothing.
    fn change(&self, contact: Option<&Contact>) -> ContactChange {
        let set = |text: Option<String>| text.map_or(Patch::Keep, Patch::Set);
        let has_picture = contact.is_some_and(|contact| contact.avatar.blob.is_some());
        let attributes = |attributes: &Object| match contact {
            Some(contact) => attributes.filled_from(&contact.custom_attributes),
            None => attributes.clone(),
        };
        let additional = |attributes: Object| match contact {
            Some(contact) => attributes.filled_from(&contact.additional_attributes),
            None => attributes,
        };
        ContactChange {
            name: set(filled(self.name.clone())),
            email: set(self.email()),
            phone_number: set(self.phone_number()),
            custom_attributes: self.custom_attributes.as_ref().map(attributes),
            additional_attributes: self.additional().map(additional),
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
        claims::came_in(work, known.id, None).await?;
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
    let said = new.identifier.value().filter(|_| proven.is_none());
    claims::came_in(work, known.id, said.map(String::as_str)).await?;
    if proven.is_some() { believed(work, known, true).await } else { reread(work, known).await }
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
        && !other.blocked
        && stays_nobody(work, &contact).await?
    {
        merge::claim(work, other.id, contact.id).await?;
        return reread(work, known).await;
    }
    // What others change of the contact meanwhile is kept.
    let contact = contacts::lock(work, contact.id).await?;
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

/// A visitor as they are known by now.
async fn reread(work: &mut Work<'_>, known: ContactInbox) -> Result<Known> {
    let contact_inbox = recall(work, known.id).await?;
    let contact = contacts::show(work, contact_inbox.contact_id).await?;
    Ok(Known { contact, contact_inbox })
}

//! Contacts: the people who write in.
//!
//! An e-mail address, a telephone number and an identifier each belong to one contact of
//! the account. A contact is *resolved* when it has any of them; lists show resolved
//! contacts only. A visitor becomes a lead once there is a way to reach them, and never
//! goes back.
//!
//! Rows in `store`, pages of them in [`page`], search in [`search`], how a contact is known in
//! an inbox in [`contact_inboxes`] and by what in [`source_ids`], pictures in [`picture`], what
//! is written down about them in [`notes`], what becomes of two who are one in `merge`, tables
//! of them that come in [`imports`] and go in [`exports`], JSON in [`wire`], endpoints in
//! [`http`].

mod attributes;
mod changes;
pub mod claims;
pub mod contact_inboxes;
pub mod exports;
pub mod http;
pub mod imports;
mod letters;
mod merge;
pub mod notes;
pub mod page;
pub mod picture;
pub mod row;
pub mod search;
pub mod sheets;
pub mod source_ids;
mod store;
mod veil;
pub mod wire;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    clock::Timestamp,
    companies::linking,
    custom_attributes::{Model, check},
    error::{Error, Problems, Result, TAKEN},
    events::{Changes, Event, Name},
    files::avatar,
    id::{CompanyId, ContactId, InboxId},
    json::Object,
    labels::tags::{self, Tagged},
    links::Avatar,
    patch::Patch,
    validate::{self, SHORT},
    work::Work,
};

use self::contact_inboxes::ContactInbox;
pub use attributes::destroy_custom_attributes;
pub use merge::absorb;
pub use store::{changed_at, find, known_by, leave_company, of_ids};

#[derive(Clone, Debug)]
pub struct Contact {
    pub id: ContactId,
    pub name: String,
    pub email: Option<String>,
    pub phone_number: Option<String>,
    pub identifier: Option<String>,
    pub contact_type: ContactType,
    pub blocked: bool,
    /// Where they work, as far as their address tells.
    pub company_id: Option<CompanyId>,
    pub avatar: Avatar,
    pub additional_attributes: Object,
    pub custom_attributes: Object,
    pub last_activity_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactType {
    Visitor,
    Lead,
    Customer,
}

crate::stored! {
    ContactType { Visitor = 0 "visitor", Lead = 1 "lead", Customer = 2 "customer" }
}

/// What a request says of a contact, new or known. Attributes are merged into those that
/// are stored.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{
    "name": "Lea Marsh",
    "email": "lea@customer.example",
    "phone_number": "+14155550123",
    "custom_attributes": { "plan": "premium" }
}]))]
#[serde(default)]
pub struct ContactChange {
    pub name: Patch<String>,
    pub email: Patch<String>,
    pub phone_number: Patch<String>,
    pub identifier: Patch<String>,
    pub blocked: Option<bool>,
    pub additional_attributes: Option<Object>,
    pub custom_attributes: Option<Object>,
    /// A picture that was uploaded, by its signed id. A blank one takes theirs away.
    pub avatar: Option<String>,
    /// Where a picture is to be fetched from.
    pub avatar_url: Option<String>,
}

/// The inbox in which a new contact is to be known at once.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Place {
    pub inbox_id: Option<InboxId>,
    pub source_id: Option<String>,
}

impl Contact {
    /// Someone of whom nothing is known.
    fn blank(now: Timestamp) -> Self {
        Contact {
            id: ContactId(0),
            name: String::new(),
            email: None,
            phone_number: None,
            identifier: None,
            contact_type: ContactType::Visitor,
            blocked: false,
            company_id: None,
            avatar: Avatar::default(),
            additional_attributes: Object::empty(),
            custom_attributes: Object::empty(),
            last_activity_at: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// Whether there is a way to tell who this is.
    pub fn is_resolved(&self) -> bool {
        [&self.email, &self.phone_number, &self.identifier]
            .into_iter()
            .any(|known| known.as_deref().is_some_and(|text| !text.is_empty()))
    }
}

pub async fn show(work: &mut Work<'_>, id: ContactId) -> Result<Contact> {
    find(work, id).await?.ok_or(Error::NotFound)
}

/// Keeps everybody else from changing a contact and from beginning conversations with it
/// until this work is done.
pub async fn alone(work: &mut Work<'_>, id: ContactId) -> Result<Contact> {
    store::alone(work, id).await?.ok_or(Error::NotFound)
}

/// A contact that nobody else changes until this work is done.
pub async fn lock(work: &mut Work<'_>, id: ContactId) -> Result<Contact> {
    store::lock(work, id).await?.ok_or(Error::NotFound)
}

/// Two contacts whom nobody else changes or refers to until this work is done.
pub async fn alone_together(
    work: &mut Work<'_>,
    one: ContactId,
    other: ContactId,
) -> Result<(Contact, Contact)> {
    let mut found = store::alone_of_ids(work, &[one.0, other.0]).await?;
    found.sort_by_key(|contact| contact.id != one);
    match <[Contact; 2]>::try_from(found) {
        Ok([one, other]) => Ok((one, other)),
        Err(_) => Err(Error::NotFound),
    }
}

/// Adds a contact, and makes it known in an inbox when one is given.
pub async fn create(
    work: &mut Work<'_>,
    new: &ContactChange,
    place: &Place,
) -> Result<(Contact, Option<ContactInbox>)> {
    let blank = Contact::blank(work.now);
    let contact = blank.clone().changed(new);
    check_contact(work, &blank, &contact).await?;
    let contact = picture::changed(work, contact, new).await?;
    let contact = at_work(work, &blank, contact).await?;
    let contact = store::insert(work, &contact).await.map_err(taken)?;
    store::count(work, contact.is_resolved(), 1).await?;
    search::index(work, &contact).await?;
    picture::fetch_later(work, contact.id, new).await?;
    work.emit(Event::new(Name::ContactCreated).contact(contact.id)).await?;
    let known = match place.inbox_id {
        Some(inbox) => {
            let source = place.source_id.as_deref();
            Some(contact_inboxes::find_or_create(work, &contact, inbox, source, false).await?)
        }
        None => None,
    };
    Ok((contact, known))
}

pub async fn update(work: &mut Work<'_>, id: ContactId, change: &ContactChange) -> Result<Contact> {
    let before = lock(work, id).await?;
    let contact = before.clone().changed(change);
    check_contact(work, &before, &contact).await?;
    let contact = picture::changed(work, contact, change).await?;
    let contact = at_work(work, &before, contact).await?;
    save(work, &before, &contact).await?;
    picture::fetch_later(work, id, change).await?;
    changes::tell(work, &before, before.changes_to(&contact)).await?;
    Ok(Contact { updated_at: work.now, ..contact })
}

/// Writes the row of a contact, counts it where it is now, and has it found by what it is called
/// now.
async fn save(work: &mut Work<'_>, before: &Contact, contact: &Contact) -> Result<()> {
    store::update(work, contact).await.map_err(taken)?;
    if before.identifier.is_some() && before.identifier != contact.identifier {
        claims::doubt_all(work, contact.id).await?;
    }
    if before.is_resolved() != contact.is_resolved() {
        // Always in this order, so that nobody waits in a circle.
        let resolved = if contact.is_resolved() { 1 } else { -1 };
        store::count(work, false, -resolved).await?;
        store::count(work, true, resolved).await?;
    }
    Ok(search::reindex(work, before, contact).await?)
}

/// The contact with the company that they are found to belong to, once their address is known.
async fn at_work(work: &mut Work<'_>, before: &Contact, after: Contact) -> Result<Contact> {
    let is_known = before.email.is_some() || after.company_id.is_some();
    let Some(email) = after.email.as_deref().filter(|_| !is_known) else { return Ok(after) };
    let company_id = linking::join(work, email, &after.additional_attributes).await?;
    Ok(Contact { company_id, ..after })
}

/// Removes a contact who has no conversations.
pub async fn delete(work: &mut Work<'_>, id: ContactId) -> Result<()> {
    let contact = alone(work, id).await?;
    search::forget(work, id).await?;
    avatar::remove(work, &contact.avatar).await?;
    store::delete(work, id).await?;
    store::count(work, contact.is_resolved(), -1).await?;
    linking::leave(work, contact.company_id).await?;
    // Whoever is told later can no longer look them up.
    let was = wire::snapshot(contact);
    work.emit(Event::new(Name::ContactDeleted).contact(id).telling(&was)).await
}

/// Removes so many contacts of an account that is going and has no conversations any more. Nobody
/// is told of it. Returns how many there were.
pub async fn erase_some(work: &mut Work<'_>, most: i64) -> Result<usize> {
    let ids = store::some_of_account(work, most).await?;
    for id in &ids {
        search::forget(work, ContactId(*id)).await?;
    }
    store::delete_all(work, &ids).await?;
    Ok(ids.len())
}

/// Notes that a contact, whom nobody else changes, did something just now.
pub async fn seen_active(work: &mut Work<'_>, contact: &Contact) -> Result<()> {
    store::set_last_activity(work, contact.id, Some(work.now)).await?;
    let times = (contact.last_activity_at.map(Timestamp::iso), work.now.iso());
    let changes = Changes::default().field("last_activity_at", times.0, times.1);
    let changes = changes.dated(contact.updated_at, work.now);
    work.emit(Event::new(Name::ContactUpdated).contact(contact.id).with(&changes)).await
}

/// The labels of a contact.
pub async fn labels(work: &mut Work<'_>, id: ContactId) -> Result<Vec<String>> {
    show(work, id).await?;
    Ok(tags::of_one(work, Tagged::Contact, id.0).await?)
}

/// Makes a contact carry these labels and no others.
pub async fn set_labels(
    work: &mut Work<'_>,
    id: ContactId,
    wanted: &[String],
) -> Result<Vec<String>> {
    let contact = lock(work, id).await?;
    let before = tags::of_one(work, Tagged::Contact, id.0).await?;
    let after = tags::replace(work, Tagged::Contact, id.0, &tags::names(wanted)?).await?;
    let changes = Changes::default().field("label_list", before, after.clone());
    if !changes.is_empty() {
        store::touch(work, id).await?;
    }
    changes::tell(work, &contact, changes).await?;
    Ok(after)
}

impl Contact {
    #[must_use]
    fn changed(self, change: &ContactChange) -> Self {
        let text = |patch: &Patch<String>, kept| validate::filled(patch.clone().over(kept));
        let mut contact = Contact {
            name: change.name.clone().over(Some(self.name)).unwrap_or_default(),
            email: text(&change.email, self.email).map(|email| email.trim().to_lowercase()),
            phone_number: text(&change.phone_number, self.phone_number)
                .map(|number| number.trim().to_owned()),
            identifier: text(&change.identifier, self.identifier),
            blocked: change.blocked.unwrap_or(self.blocked),
            additional_attributes: merged(
                self.additional_attributes,
                change.additional_attributes.as_ref(),
            ),
            custom_attributes: merged(self.custom_attributes, change.custom_attributes.as_ref()),
            ..self
        };
        if contact.contact_type == ContactType::Visitor && contact.is_reachable() {
            contact.contact_type = ContactType::Lead;
        }
        contact
    }

    /// Whether there is an address, a number, or a profile on a social network.
    fn is_reachable(&self) -> bool {
        let social = |(key, value): (&String, &serde_json::Value)| {
            key.starts_with("social_") && value.as_str() != Some("") && !value.is_null()
        };
        self.email.is_some()
            || self.phone_number.is_some()
            || self.additional_attributes.to_map().iter().any(social)
    }
}

fn merged(stored: Object, change: Option<&Object>) -> Object {
    match change {
        Some(change) => stored.merged(change),
        None => stored,
    }
}

async fn check_contact(work: &mut Work<'_>, before: &Contact, after: &Contact) -> Result<()> {
    check_fields(before, after)?;
    let (before, after) = (&before.custom_attributes, &after.custom_attributes);
    check::changes(work, Model::ContactAttribute, before, after).await
}

/// Checks all but the custom attributes.
fn check_fields(before: &Contact, after: &Contact) -> Result<()> {
    let mut problems = Problems::default();
    problems.at_most("name", &after.name, SHORT);
    problems.at_most_if("email", after.email.as_deref(), SHORT);
    if after.email.as_deref().is_some_and(|email| !validate::is_email(email)) {
        problems.add("email", "Invalid email");
    }
    problems.at_most_if("phone_number", after.phone_number.as_deref(), SHORT);
    if after.phone_number.as_deref().is_some_and(|number| !validate::is_phone_number(number)) {
        problems.add("phone_number", "should be in e164 format");
    }
    problems.at_most_if("identifier", after.identifier.as_deref(), SHORT);
    problems.check()?;
    let (stored, wanted) = (&before.additional_attributes, &after.additional_attributes);
    check::fits("additional_attributes", stored, wanted)
}

fn taken(error: db::Error) -> Error {
    let field = match &error {
        db::Error::Taken(index) => match index.as_str() {
            "contacts_email" => "email",
            "contacts_phone_number" => "phone_number",
            "contacts_identifier" => "identifier",
            _ => return error.into(),
        },
        _ => return error.into(),
    };
    Error::invalid(field, TAKEN)
}

//! Contacts as clients see them (contract `application-core.md`, 3.6).

use std::collections::{HashMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Map;

use super::contact_inboxes::{ContactInbox, Known, Reachable};
use crate::{
    clock::{self, Timestamp},
    id::{CompanyId, ContactId},
    inboxes::wire::{InboxRow, SlimInbox},
    json::Object,
    links::Avatar,
};

#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Contact {
    pub additional_attributes: Object,
    pub availability_status: &'static str,
    pub email: Option<String>,
    pub id: ContactId,
    pub name: String,
    pub phone_number: Option<String>,
    pub blocked: bool,
    pub identifier: Option<String>,
    pub thumbnail: Avatar,
    pub custom_attributes: Object,
    #[serde(with = "clock::EpochOrNull", skip_serializing_if = "Option::is_none")]
    pub last_activity_at: Option<Timestamp>,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
    /// Left out where the endpoint does not tell it, or was asked not to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_inboxes: Option<Vec<KnownIn>>,
    /// Where they work. Left out where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_id: Option<CompanyId>,
}

/// A contact as the sender of a message and in events.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ContactPush {
    pub additional_attributes: Object,
    pub custom_attributes: Object,
    pub email: Option<String>,
    pub id: ContactId,
    pub identifier: Option<String>,
    pub name: String,
    pub phone_number: Option<String>,
    pub thumbnail: Avatar,
    pub blocked: bool,
    pub r#type: &'static str,
}

/// What is told of contacts beside what is stored of them.
pub struct Beside {
    /// The inboxes in which they are known, if those are told.
    pub known: Option<Vec<Known>>,
    /// Those who are there.
    pub there: HashSet<ContactId>,
}

/// An inbox in which a contact is known.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "ContactInbox")]
pub struct KnownIn {
    pub source_id: String,
    pub inbox: SlimInbox,
}

/// A page of contacts.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Page {
    pub meta: PageMeta,
    pub payload: Vec<Contact>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct PageMeta {
    pub count: i64,
    pub current_page: u32,
}

/// What a search found.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Found {
    pub meta: FoundMeta,
    pub payload: Vec<Contact>,
}

/// Without a text to search for there is nothing to count.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct FoundMeta {
    pub count: Option<usize>,
    pub current_page: u32,
    pub has_more: Option<bool>,
}

/// A contact that was just added, and how it is known in the inbox that was given.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Created {
    pub contact: Contact,
    pub contact_inbox: CreatedInbox,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct CreatedInbox {
    pub inbox: Option<InboxRow>,
    pub source_id: Option<String>,
}

impl Contact {
    pub fn of(contact: super::Contact, is_there: bool) -> Self {
        let super::Contact {
            id,
            name,
            email,
            phone_number,
            identifier,
            contact_type: _,
            blocked,
            company_id,
            avatar,
            additional_attributes,
            custom_attributes,
            last_activity_at,
            created_at,
            updated_at: _,
        } = contact;
        Contact {
            additional_attributes,
            availability_status: if is_there { "online" } else { "offline" },
            email,
            id,
            name,
            phone_number,
            blocked,
            identifier,
            thumbnail: avatar,
            custom_attributes,
            last_activity_at,
            created_at,
            contact_inboxes: None,
            company_id,
        }
    }

    pub fn all(contacts: Vec<super::Contact>, beside: Beside) -> Vec<Self> {
        let Beside { known, there } = beside;
        let mut known = known.map(by_contact);
        let with_inboxes = |contact: super::Contact| {
            let id = contact.id;
            let contact_inboxes = known.as_mut().map(|known| known.remove(&id).unwrap_or_default());
            Contact { contact_inboxes, ..Contact::of(contact, there.contains(&id)) }
        };
        contacts.into_iter().map(with_inboxes).collect()
    }
}

impl Page {
    pub fn of(page: super::page::Page, beside: Beside, current_page: u32) -> Self {
        let meta = PageMeta { count: page.count, current_page };
        Page { meta, payload: Contact::all(page.contacts, beside) }
    }
}

impl From<Reachable> for KnownIn {
    fn from(Reachable { inbox, source_id }: Reachable) -> Self {
        KnownIn { source_id, inbox: inbox.into() }
    }
}

fn by_contact(known: Vec<Known>) -> HashMap<ContactId, Vec<KnownIn>> {
    let mut by_contact: HashMap<ContactId, Vec<KnownIn>> = HashMap::new();
    for known in known {
        let Known {
            contact_id,
            source_id,
            inbox_id,
            channel_id,
            inbox_name,
            channel_type,
            provider,
            inbox_avatar,
        } = known;
        let inbox = SlimInbox {
            id: inbox_id,
            avatar_url: inbox_avatar,
            channel_id,
            name: inbox_name,
            channel_type,
            provider,
        };
        by_contact.entry(contact_id).or_default().push(KnownIn { source_id, inbox });
    }
    by_contact
}

impl From<super::Contact> for ContactPush {
    fn from(contact: super::Contact) -> Self {
        let super::Contact {
            id,
            name,
            email,
            phone_number,
            identifier,
            contact_type: _,
            blocked,
            company_id: _,
            avatar,
            additional_attributes,
            custom_attributes,
            last_activity_at: _,
            created_at: _,
            updated_at: _,
        } = contact;
        ContactPush {
            additional_attributes,
            custom_attributes,
            email,
            id,
            identifier,
            name,
            phone_number,
            thumbnail: avatar,
            blocked,
            r#type: "contact",
        }
    }
}

/// What is told of a contact who is gone, and whom nobody can look up any more.
pub fn snapshot(contact: super::Contact) -> Object {
    let contact = serde_json::to_value(ContactPush::from(contact));
    let contact = contact.expect("a contact is written as JSON");
    Map::from_iter([("contact".to_owned(), contact)]).into()
}

impl CreatedInbox {
    pub fn of(inbox: Option<InboxRow>, known: Option<ContactInbox>) -> Self {
        CreatedInbox { inbox, source_id: known.map(|known| known.source_id) }
    }
}

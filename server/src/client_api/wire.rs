//! What chats of others see (contract `realtime-client-platform.md`, 0.12 and 3).

use schemars::JsonSchema;
use serde::Serialize;

use super::reception::Reception;
use crate::{
    clock::{self, Timestamp},
    contacts::row::ContactRow,
    conversations::Status,
    id::{DisplayId, InboxId},
    inboxes::hours::Day,
    visitors::{
        view::{Profile as Shown, Talk},
        wire::Message,
    },
};

/// An inbox as everybody may see it (3.2).
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PublicInbox")]
pub struct Inbox {
    pub identifier: String,
    pub identity_validation_enabled: bool,
    pub name: String,
    pub timezone: String,
    pub working_hours: Vec<Day>,
    pub working_hours_enabled: bool,
    pub csat_survey_enabled: bool,
    pub greeting_enabled: bool,
}

/// A contact as they see themselves: their row, and by what they are known.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PublicContact")]
pub struct Contact {
    pub source_id: String,
    /// By this they listen on `/cable`.
    pub pubsub_token: String,
    #[serde(flatten)]
    pub row: ContactRow,
}

/// A conversation as its contact sees it, with its newest messages: 1000 of one that is asked for
/// by its number, 20 of each in a list, fewer if they are long or of many conversations. Those
/// before them are read page by page.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PublicConversation")]
pub struct Conversation {
    pub id: DisplayId,
    pub uuid: String,
    pub inbox_id: InboxId,
    #[serde(with = "clock::EpochOrZero")]
    pub contact_last_seen_at: Option<Timestamp>,
    pub status: Status,
    #[serde(with = "clock::EpochOrZero")]
    pub agent_last_seen_at: Option<Timestamp>,
    pub messages: Vec<Message>,
    pub contact: ContactRow,
}

impl From<Reception> for Inbox {
    fn from(reception: Reception) -> Self {
        let Reception { details, identifier, asks_who } = reception;
        let settings = details.inbox.settings;
        Inbox {
            identifier,
            identity_validation_enabled: asks_who,
            name: settings.name,
            timezone: settings.timezone,
            working_hours: details.working_hours,
            working_hours_enabled: settings.working_hours_enabled,
            csat_survey_enabled: settings.csat_survey_enabled,
            greeting_enabled: settings.greeting_enabled,
        }
    }
}

impl From<Shown> for Contact {
    fn from(profile: Shown) -> Self {
        Contact {
            source_id: profile.known.source_id.clone(),
            pubsub_token: profile.known.pubsub_token.clone(),
            row: profile.row(),
        }
    }
}

impl Conversation {
    pub fn of(talk: Talk, profile: &Shown) -> Self {
        let Talk { conversation, messages } = talk;
        let id = conversation.display_id;
        Conversation {
            id,
            uuid: conversation.uuid,
            inbox_id: conversation.inbox_id,
            contact_last_seen_at: conversation.contact_last_seen_at,
            status: conversation.status,
            agent_last_seen_at: conversation.agent_last_seen_at,
            messages: messages.into_iter().map(|sent| Message::of(id, sent)).collect(),
            contact: profile.row(),
        }
    }
}

//! Inboxes as clients see them (contract `application-core.md`, 3.5).

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    Details, HelpCenter, SenderName,
    channel::{
        Secrets,
        wire::{ChannelKeys, Shown, Website},
    },
    hours::Day,
    members::Belonging,
};
use crate::{
    audits::Audited,
    clock::{self, Timestamp},
    id::{AccountId, InboxId},
    json::Object,
    links::Avatar,
};

/// An inbox with every key that all channel types have, and those of its own.
#[derive(JsonSchema, Serialize)]
pub struct Inbox {
    pub id: InboxId,
    pub avatar_url: Avatar,
    pub channel_id: i64,
    pub name: String,
    pub channel_type: String,
    pub greeting_enabled: bool,
    pub greeting_message: Option<String>,
    pub working_hours_enabled: bool,
    pub enable_email_collect: bool,
    pub csat_survey_enabled: bool,
    pub csat_config: Object,
    pub enable_auto_assignment: bool,
    pub auto_assignment_config: Object,
    pub out_of_office_message: Option<String>,
    pub working_hours: Vec<Day>,
    pub timezone: String,
    pub callback_webhook_url: Option<String>,
    pub allow_messages_after_resolved: bool,
    pub lock_to_single_conversation: bool,
    pub sender_name_type: SenderName,
    pub business_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help_center: Option<HelpCenter>,
    #[serde(flatten)]
    pub website: Website,
    pub hmac_mandatory: Option<bool>,
    pub messaging_service_sid: Option<String>,
    pub phone_number: Option<String>,
    pub provider: Option<String>,
    #[serde(flatten)]
    pub channel: ChannelKeys,
}

/// An inbox where it is mentioned by something else.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SlimInbox {
    pub id: InboxId,
    pub avatar_url: Avatar,
    pub channel_id: i64,
    pub name: String,
    pub channel_type: String,
    pub provider: Option<String>,
}

/// An inbox as the answer to a new contact shows it (16.7).
#[derive(JsonSchema, Serialize)]
pub struct InboxRow {
    pub id: InboxId,
    pub channel_id: i64,
    pub account_id: AccountId,
    pub name: String,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
    pub channel_type: String,
    pub enable_auto_assignment: bool,
    pub greeting_enabled: bool,
    pub greeting_message: Option<String>,
    pub email_address: Option<String>,
    pub working_hours_enabled: bool,
    pub out_of_office_message: Option<String>,
    pub timezone: String,
    pub enable_email_collect: bool,
    pub csat_survey_enabled: bool,
    pub allow_messages_after_resolved: bool,
    pub auto_assignment_config: Object,
    pub lock_to_single_conversation: bool,
    pub portal_id: Option<i64>,
    pub sender_name_type: SenderName,
    pub business_name: Option<String>,
    pub csat_config: Object,
}

impl Inbox {
    /// `secrets` is what the reader is told besides, if they may be.
    pub fn of(details: Details, secrets: Option<Secrets>) -> Self {
        let Details { inbox, channel, working_hours, help_center } = details;
        let super::Inbox {
            id,
            channel_type,
            channel_id,
            provider,
            agent_bot_id: _,
            avatar,
            created_at: _,
            updated_at: _,
            settings,
        } = inbox;
        let Shown { website, hmac_mandatory, network, keys } =
            Shown::of(channel, provider.as_deref(), secrets);
        Inbox {
            id,
            avatar_url: avatar,
            channel_id,
            name: settings.name,
            channel_type,
            greeting_enabled: settings.greeting_enabled,
            greeting_message: settings.greeting_message,
            working_hours_enabled: settings.working_hours_enabled,
            enable_email_collect: settings.enable_email_collect,
            csat_survey_enabled: settings.csat_survey_enabled,
            csat_config: settings.csat_config,
            enable_auto_assignment: settings.enable_auto_assignment,
            auto_assignment_config: settings.auto_assignment_config,
            out_of_office_message: settings.out_of_office_message,
            working_hours,
            timezone: settings.timezone,
            callback_webhook_url: network.callback_url,
            allow_messages_after_resolved: settings.allow_messages_after_resolved,
            lock_to_single_conversation: settings.lock_to_single_conversation,
            sender_name_type: settings.sender_name_type,
            business_name: settings.business_name,
            help_center,
            website,
            hmac_mandatory,
            messaging_service_sid: network.messaging_service_sid,
            phone_number: network.phone_number,
            provider,
            channel: keys,
        }
    }
}

impl From<super::Inbox> for SlimInbox {
    fn from(inbox: super::Inbox) -> Self {
        SlimInbox {
            id: inbox.id,
            avatar_url: inbox.avatar,
            channel_id: inbox.channel_id,
            name: inbox.settings.name,
            channel_type: inbox.channel_type,
            provider: inbox.provider,
        }
    }
}

impl InboxRow {
    pub fn of(account_id: AccountId, inbox: super::Inbox) -> Self {
        let super::Inbox {
            id,
            channel_type,
            channel_id,
            provider: _,
            agent_bot_id: _,
            avatar: _,
            created_at,
            updated_at,
            settings,
        } = inbox;
        InboxRow {
            id,
            channel_id,
            account_id,
            name: settings.name,
            created_at,
            updated_at,
            channel_type,
            enable_auto_assignment: settings.enable_auto_assignment,
            greeting_enabled: settings.greeting_enabled,
            greeting_message: settings.greeting_message,
            email_address: None,
            working_hours_enabled: settings.working_hours_enabled,
            out_of_office_message: settings.out_of_office_message,
            timezone: settings.timezone,
            enable_email_collect: settings.enable_email_collect,
            csat_survey_enabled: settings.csat_survey_enabled,
            allow_messages_after_resolved: settings.allow_messages_after_resolved,
            auto_assignment_config: settings.auto_assignment_config,
            lock_to_single_conversation: settings.lock_to_single_conversation,
            portal_id: settings.portal_id,
            sender_name_type: settings.sender_name_type,
            business_name: settings.business_name,
            csat_config: settings.csat_config,
        }
    }
}

impl Audited for Details {
    const KIND: &'static str = "Inbox";

    fn key(&self) -> i64 {
        self.inbox.id.0
    }

    /// What agents are told of it. Where its picture is found is different each time.
    fn noted(&self) -> Value {
        let inbox = super::Inbox { avatar: Avatar::default(), ..self.inbox.clone() };
        json!(Inbox::of(Details { inbox, ..self.clone() }, None))
    }
}

impl Audited for Belonging {
    const KIND: &'static str = "InboxMember";

    fn key(&self) -> i64 {
        self.user.0
    }

    fn noted(&self) -> Value {
        json!({ "inbox_id": self.inbox, "user_id": self.user })
    }
}

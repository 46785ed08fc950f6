//! Conversations as events tell of them (contract `realtime-client-platform.md`, 0.9).
//!
//! By what a contact listens is for webhooks only, which have always been told it. Members are
//! not: with it they would hear what is no longer theirs to hear (`docs/decisions/0012`).

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Priority, Status,
    details::Details,
    wire::{pushed, unread},
};
use crate::{
    clock::{self, Timestamp},
    contacts::{contact_inboxes::ContactInbox, wire::ContactPush},
    id::{AccountId, ContactId, ContactInboxId, DisplayId, InboxId, SlaPolicyId},
    json::Object,
    messages::{
        senders::Sender,
        wire::{MessagePush, SenderJson},
    },
    sla_policies::wire::{AppliedSla, SlaEvent},
    teams::wire::TeamPush,
};

#[derive(Clone, JsonSchema, Serialize)]
pub struct ConversationPush {
    pub additional_attributes: Object,
    pub can_reply: bool,
    pub channel: String,
    pub contact_inbox: ContactInboxRow,
    pub id: DisplayId,
    pub inbox_id: InboxId,
    /// The newest one that the contact can see, if there is any.
    pub messages: Vec<MessagePush>,
    pub labels: Vec<String>,
    pub meta: Meta,
    pub status: Status,
    pub custom_attributes: Object,
    #[serde(with = "clock::IsoOrNull")]
    pub snoozed_until: Option<Timestamp>,
    pub unread_count: i64,
    #[serde(with = "clock::IsoOrNull")]
    pub first_reply_created_at: Option<Timestamp>,
    pub priority: Option<Priority>,
    #[serde(with = "clock::EpochOrZero")]
    pub waiting_since: Option<Timestamp>,
    #[serde(with = "clock::EpochOrZero")]
    pub agent_last_seen_at: Option<Timestamp>,
    #[serde(with = "clock::EpochOrZero")]
    pub contact_last_seen_at: Option<Timestamp>,
    #[serde(with = "clock::Epoch")]
    pub last_activity_at: Timestamp,
    #[serde(with = "clock::Epoch")]
    pub timestamp: Timestamp,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
    #[serde(with = "clock::EpochFloat")]
    pub updated_at: Timestamp,
    /// Told to members of a conversation that is held to an SLA policy, as are the two others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sla_policy_id: Option<SlaPolicyId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied_sla: Option<AppliedSla>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sla_events: Option<Vec<SlaEvent>>,
}

#[derive(Clone, JsonSchema, Serialize)]
#[schemars(rename = "ConversationPushMeta")]
pub struct Meta {
    pub sender: ContactPush,
    pub assignee: Option<SenderJson>,
    pub assignee_type: Option<&'static str>,
    pub team: Option<TeamPush>,
    pub hmac_verified: bool,
}

/// How the contact is known in the inbox, whole (0.6).
#[derive(Clone, JsonSchema, Serialize)]
pub struct ContactInboxRow {
    pub id: ContactInboxId,
    pub contact_id: ContactId,
    pub inbox_id: InboxId,
    pub source_id: String,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
    pub hmac_verified: bool,
    /// Empty, except in webhooks.
    pub pubsub_token: String,
}

/// A conversation as it is told to those who see it no more, in the shape that clients expect:
/// what they need to take it off their lists, and nothing that was said or noted in it.
#[derive(Serialize)]
pub struct Farewell {
    id: DisplayId,
    inbox_id: InboxId,
    status: Status,
    messages: [(); 0],
    labels: [(); 0],
    additional_attributes: Object,
    custom_attributes: Object,
    meta: FarewellMeta,
    contact_inbox: FarewellPlace,
}

#[derive(Serialize)]
struct FarewellMeta {
    sender: FarewellSender,
    assignee: Option<SenderJson>,
    assignee_type: Option<&'static str>,
}

#[derive(Serialize)]
struct FarewellSender {
    id: ContactId,
    name: String,
}

#[derive(Serialize)]
struct FarewellPlace {
    id: ContactInboxId,
    contact_id: ContactId,
    inbox_id: InboxId,
}

impl ConversationPush {
    pub fn of(account: AccountId, details: &Details) -> Self {
        let message = details.last_public_message.clone();
        let messages = message.into_iter().map(|sent| pushed(account, details, sent)).collect();
        let agent = details.assignee.clone().map(|agent| Sender::from(agent).unseen());
        let bot = details.agent_bot.clone().map(Sender::from);
        let assignee_type = match (&bot, &agent) {
            (Some(_), _) => Some("AgentBot"),
            (None, Some(_)) => Some("User"),
            (None, None) => None,
        };
        let conversation = details.conversation.clone();
        ConversationPush {
            can_reply: details.can_reply(),
            channel: details.channel_type.clone(),
            id: conversation.display_id,
            inbox_id: conversation.inbox_id,
            messages,
            labels: details.labels.clone(),
            status: conversation.status,
            snoozed_until: conversation.snoozed_until,
            unread_count: unread(&conversation),
            first_reply_created_at: conversation.first_reply_created_at,
            priority: conversation.priority,
            waiting_since: conversation.waiting_since,
            agent_last_seen_at: conversation.agent_last_seen_at,
            contact_last_seen_at: conversation.contact_last_seen_at,
            last_activity_at: conversation.last_activity_at,
            timestamp: conversation.last_activity_at,
            created_at: conversation.created_at,
            updated_at: conversation.updated_at,
            sla_policy_id: details.sla.as_ref().map(|sla| sla.policy.id),
            applied_sla: details.sla.as_ref().map(Into::into),
            sla_events: details.sla.as_ref().map(SlaEvent::all),
            additional_attributes: conversation.additional_attributes,
            custom_attributes: conversation.custom_attributes,
            meta: Meta {
                sender: details.contact.clone().into(),
                assignee_type,
                assignee: bot.or(agent).map(SenderJson::from),
                team: details.team.as_ref().map(TeamPush::of),
                hmac_verified: details.contact_inbox.hmac_verified,
            },
            contact_inbox: ContactInboxRow {
                pubsub_token: String::new(),
                ..details.contact_inbox.clone().into()
            },
        }
    }

    /// The same, with what the contact listens by.
    pub fn with_token(account: AccountId, details: &Details) -> Self {
        let contact_inbox = details.contact_inbox.clone().into();
        ConversationPush { contact_inbox, ..Self::of(account, details) }
    }
}

impl Farewell {
    pub fn of(account: AccountId, details: &Details) -> Self {
        let ConversationPush { id, inbox_id, status, meta, contact_inbox, .. } =
            ConversationPush::of(account, details);
        let Meta { sender, assignee, assignee_type, team: _, hmac_verified: _ } = meta;
        let ContactInboxRow { id: place, contact_id, inbox_id: of_inbox, .. } = contact_inbox;
        Farewell {
            id,
            inbox_id,
            status,
            messages: [],
            labels: [],
            additional_attributes: Object::empty(),
            custom_attributes: Object::empty(),
            meta: FarewellMeta {
                sender: FarewellSender { id: sender.id, name: sender.name },
                assignee,
                assignee_type,
            },
            contact_inbox: FarewellPlace { id: place, contact_id, inbox_id: of_inbox },
        }
    }
}

impl From<ContactInbox> for ContactInboxRow {
    fn from(known: ContactInbox) -> Self {
        let ContactInbox {
            id,
            contact_id,
            inbox_id,
            source_id,
            hmac_verified,
            pubsub_token,
            created_at,
            updated_at,
            claimed: _,
        } = known;
        ContactInboxRow {
            id,
            contact_id,
            inbox_id,
            source_id,
            created_at,
            updated_at,
            hmac_verified,
            pubsub_token,
        }
    }
}

//! Conversations as clients see them (contract `application-core.md`, 3.11).

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    Conversation as Stored, Priority, Status,
    assign::Assigned,
    details::{Details, Sent},
    status::Toggled,
    tally,
};
use crate::{
    actor::Member,
    agent_bots::{AgentBot, wire::SlimBot},
    agents::{Agent, wire::Agent as AgentJson},
    audits::Audited,
    clock::{self, Timestamp},
    contacts::wire::{Contact, ContactPush},
    id::{AccountId, DisplayId, InboxId, SlaPolicyId},
    json::Object,
    messages::{
        self,
        wire::{ConversationBrief, MessagePush, SenderJson, SourceBrief},
    },
    sla_policies::wire::{AppliedSla, SlaEvent},
    teams::wire::{Team, TeamRow},
};

/// More than this many unseen messages are not counted.
const MOST_UNREAD: i64 = 10;

#[derive(JsonSchema, Serialize)]
pub struct Conversation {
    pub meta: Meta,
    pub id: DisplayId,
    pub messages: Vec<MessagePush>,
    pub account_id: AccountId,
    pub uuid: String,
    pub additional_attributes: Object,
    #[serde(with = "clock::EpochOrZero")]
    pub agent_last_seen_at: Option<Timestamp>,
    #[serde(with = "clock::EpochOrZero")]
    pub assignee_last_seen_at: Option<Timestamp>,
    pub can_reply: bool,
    #[serde(with = "clock::EpochOrZero")]
    pub contact_last_seen_at: Option<Timestamp>,
    pub custom_attributes: Object,
    pub inbox_id: InboxId,
    pub labels: Vec<String>,
    pub muted: bool,
    #[serde(with = "clock::IsoOrNull")]
    pub snoozed_until: Option<Timestamp>,
    pub status: Status,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
    #[serde(with = "clock::EpochFloat")]
    pub updated_at: Timestamp,
    #[serde(with = "clock::Epoch")]
    pub timestamp: Timestamp,
    #[serde(with = "clock::EpochOrZero")]
    pub first_reply_created_at: Option<Timestamp>,
    pub unread_count: i64,
    pub last_non_activity_message: Option<MessagePush>,
    #[serde(with = "clock::Epoch")]
    pub last_activity_at: Timestamp,
    pub priority: Option<Priority>,
    #[serde(with = "clock::EpochOrZero")]
    pub waiting_since: Option<Timestamp>,
    pub sla_policy_id: Option<SlaPolicyId>,
    /// Told of a conversation that is held to an SLA policy, as is what was missed of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied_sla: Option<AppliedSla>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sla_events: Option<Vec<SlaEvent>>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ConversationMeta")]
pub struct Meta {
    pub sender: Contact,
    pub channel: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<AssigneeJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<Team>,
    pub hmac_verified: bool,
}

/// Who has a conversation.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
#[serde(untagged)]
pub enum AssigneeJson {
    Agent(Box<AgentJson>),
    Bot(SlimBot),
}

/// A page of a list, in the envelope of lists.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Page {
    pub data: PageData,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct PageData {
    pub meta: Counts,
    pub payload: Vec<Conversation>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct CountsReply {
    pub meta: Counts,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ConversationCounts")]
pub struct Counts {
    pub mine_count: i64,
    pub assigned_count: i64,
    pub unassigned_count: i64,
    pub all_count: i64,
}

/// The counts of what was searched for or filtered.
#[derive(JsonSchema, Serialize)]
pub struct PageCounts {
    pub mine_count: i64,
    pub unassigned_count: i64,
    pub all_count: i64,
}

/// A page of what was filtered (17.4).
#[derive(JsonSchema, Serialize)]
pub struct Filtered {
    pub meta: PageCounts,
    pub payload: Vec<Conversation>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct StatusReply {
    /// Null when a bot has left the conversation to people.
    pub success: Option<bool>,
    pub conversation_id: DisplayId,
    pub current_status: Status,
    #[serde(with = "clock::IsoOrNull")]
    pub snoozed_until: Option<Timestamp>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct PriorityReply {
    pub id: DisplayId,
    pub priority: Option<Priority>,
    pub status: Status,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct AttributesReply {
    pub custom_attributes: Object,
}

/// Who has a conversation after an assignment (17.12).
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
#[serde(untagged)]
pub enum AssignedReply {
    Agent(Box<AgentJson>),
    Bot(SlimBot),
    Team(TeamRow),
    Nobody,
}

/// Messages of a conversation, with what is told of it beside them (18.1).
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Messages {
    pub meta: MessagesMeta,
    pub payload: Vec<messages::wire::Message>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct MessagesMeta {
    pub labels: Vec<String>,
    pub additional_attributes: Object,
    pub contact: ContactPush,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<SenderJson>,
    #[serde(with = "clock::IsoOrNull")]
    pub agent_last_seen_at: Option<Timestamp>,
    #[serde(with = "clock::IsoOrNull")]
    pub assignee_last_seen_at: Option<Timestamp>,
}

impl Conversation {
    /// A conversation with its newest message.
    pub fn of(account: AccountId, reader: Option<&Member>, details: Details) -> Self {
        let newest = details.last_message.clone().into_iter().collect();
        Self::with_messages(account, reader, details, newest)
    }

    pub fn with_messages(
        account: AccountId,
        reader: Option<&Member>,
        details: Details,
        messages: Vec<Sent>,
    ) -> Self {
        let can_reply = details.can_reply();
        let push = |sent| pushed(account, &details, sent);
        let messages = messages.into_iter().map(push).collect();
        let last_non_activity_message = details.last_non_activity_message.clone().map(push);
        let Details { conversation, contact, channel_type, team, labels, sla, .. } = details;
        let assignee = AssigneeJson::of(account, details.agent_bot, details.assignee);
        Conversation {
            id: conversation.display_id,
            messages,
            account_id: account,
            agent_last_seen_at: conversation.agent_last_seen_at,
            assignee_last_seen_at: conversation.assignee_last_seen_at,
            can_reply,
            contact_last_seen_at: conversation.contact_last_seen_at,
            inbox_id: conversation.inbox_id,
            labels,
            muted: contact.blocked,
            snoozed_until: conversation.snoozed_until,
            status: conversation.status,
            created_at: conversation.created_at,
            updated_at: conversation.updated_at,
            timestamp: conversation.last_activity_at,
            first_reply_created_at: conversation.first_reply_created_at,
            unread_count: unread(&conversation),
            last_non_activity_message,
            last_activity_at: conversation.last_activity_at,
            priority: conversation.priority,
            waiting_since: conversation.waiting_since,
            sla_policy_id: conversation.sla_policy_id,
            applied_sla: sla.as_ref().map(Into::into),
            sla_events: sla.as_ref().map(SlaEvent::all),
            uuid: conversation.uuid,
            additional_attributes: conversation.additional_attributes,
            custom_attributes: conversation.custom_attributes,
            meta: Meta {
                sender: Contact::of(contact, details.is_contact_there),
                channel: channel_type,
                assignee_type: assignee.as_ref().map(AssigneeJson::kind),
                assignee,
                team: team.map(|team| Team::of(account, reader, team)),
                hmac_verified: details.contact_inbox.hmac_verified,
            },
        }
    }
}

impl AssigneeJson {
    fn of(account: AccountId, bot: Option<AgentBot>, agent: Option<Agent>) -> Option<Self> {
        match (bot, agent) {
            (Some(bot), _) => Some(AssigneeJson::Bot(bot.into())),
            (None, Some(agent)) => {
                Some(AssigneeJson::Agent(Box::new(AgentJson::of(account, agent))))
            }
            (None, None) => None,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            AssigneeJson::Agent(_) => "User",
            AssigneeJson::Bot(_) => "AgentBot",
        }
    }
}

/// A message inside its conversation, as events and lists show it.
pub fn pushed(account: AccountId, details: &Details, sent: Sent) -> MessagePush {
    let conversation = &details.conversation;
    let brief = ConversationBrief {
        assignee_id: conversation.assignee_id,
        unread_count: unread(conversation),
        last_activity_at: conversation.last_activity_at,
        contact_inbox: SourceBrief { source_id: details.contact_inbox.source_id.clone() },
    };
    MessagePush::of(account, conversation.display_id, sent.message, sent.sender, brief)
}

pub fn unread(conversation: &Stored) -> i64 {
    conversation.unread_count.min(MOST_UNREAD)
}

impl Counts {
    pub fn of(counts: tally::Counts) -> Self {
        let tally::Counts { all, mine, unassigned } = counts;
        Counts {
            mine_count: mine,
            assigned_count: all - unassigned,
            unassigned_count: unassigned,
            all_count: all,
        }
    }
}

impl From<tally::Counts> for PageCounts {
    fn from(counts: tally::Counts) -> Self {
        let tally::Counts { all, mine, unassigned } = counts;
        PageCounts { mine_count: mine, unassigned_count: unassigned, all_count: all }
    }
}

impl AssignedReply {
    pub fn of(account: AccountId, assigned: Assigned) -> Self {
        match assigned {
            Assigned::Agent(agent) => AssignedReply::Agent(Box::new(AgentJson::of(account, agent))),
            Assigned::Bot(bot) => AssignedReply::Bot(bot.into()),
            Assigned::Team(team) => AssignedReply::Team(TeamRow::of(account, team)),
            Assigned::Nobody => AssignedReply::Nobody,
        }
    }
}

impl From<Toggled> for StatusReply {
    fn from(toggled: Toggled) -> Self {
        let Toggled { conversation, is_handed_off } = toggled;
        StatusReply {
            success: (!is_handed_off).then_some(true),
            conversation_id: conversation.display_id,
            current_status: conversation.status,
            snoozed_until: conversation.snoozed_until,
        }
    }
}

impl From<Stored> for PriorityReply {
    fn from(conversation: Stored) -> Self {
        PriorityReply {
            id: conversation.display_id,
            priority: conversation.priority,
            status: conversation.status,
        }
    }
}

impl Audited for super::Conversation {
    const KIND: &'static str = "Conversation";

    fn key(&self) -> i64 {
        self.id.0
    }

    fn noted(&self) -> Value {
        json!({
            "display_id": self.display_id,
            "inbox_id": self.inbox_id,
            "contact_id": self.contact_id,
            "assignee_id": self.assignee_id,
            "team_id": self.team_id,
            "status": self.status,
            "priority": self.priority,
        })
    }
}

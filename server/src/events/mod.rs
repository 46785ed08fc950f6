//! Facts: what happened, to which records, by whom, when.
//!
//! A row is appended in the transaction of the change it describes, so there is no
//! change without its event and no event without its change. They are read afterwards, in
//! the order of [`after`]; nothing here knows who listens.
//!
//! The names are those of the contract (`realtime-client-platform.md`, 1.8).

mod facts;
pub mod http;
mod store;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{
    clock::Timestamp,
    error::Result,
    id::{ContactId, ConversationId, MessageId},
    json::Object,
    work::Work,
};

pub use facts::{
    Fact, Position, Reading, after, begin, behind, gone, last, lock_cursor, of_account, place,
    remove_read, set_cursor,
};
pub use store::{delete_some_of_account, names_of_account};

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Name {
            $($(#[$doc])* $name,)*
        }

        impl Name {
            pub fn as_str(self) -> &'static str {
                match self { $(Name::$name => $text,)* }
            }

            fn from_text(text: &str) -> Option<Self> {
                match text { $($text => Some(Name::$name),)* _ => None }
            }
        }
    };
}

names! {
    AccountCreated = "account.created",
    AccountUpdated = "account.updated",
    AgentAdded = "agent.added",
    AgentBotCreated = "agent_bot.created",
    AgentBotDeleted = "agent_bot.deleted",
    AgentBotUpdated = "agent_bot.updated",
    AgentRemoved = "agent.removed",
    AgentUpdated = "agent.updated",
    ArticleCreated = "article.created",
    ArticleDeleted = "article.deleted",
    ArticleUpdated = "article.updated",
    AssigneeChanged = "assignee.changed",
    AttributeDefinitionCreated = "attribute_definition.created",
    AttributeDefinitionDeleted = "attribute_definition.deleted",
    AttributeDefinitionUpdated = "attribute_definition.updated",
    AutomationRuleCreated = "automation_rule.created",
    AutomationRuleDeleted = "automation_rule.deleted",
    AutomationRuleUpdated = "automation_rule.updated",
    CampaignCreated = "campaign.created",
    CampaignDeleted = "campaign.deleted",
    CampaignUpdated = "campaign.updated",
    CannedResponseCreated = "canned_response.created",
    CannedResponseDeleted = "canned_response.deleted",
    CannedResponseUpdated = "canned_response.updated",
    CategoryCreated = "category.created",
    CategoryDeleted = "category.deleted",
    CategoryUpdated = "category.updated",
    CompanyCreated = "company.created",
    CompanyDeleted = "company.deleted",
    CompanyUpdated = "company.updated",
    ContactCreated = "contact.created",
    ContactDeleted = "contact.deleted",
    /// Another contact has turned out to be this one. Its id is the subject.
    ContactMerged = "contact.merged",
    ContactUpdated = "contact.updated",
    /// A bot has left a conversation to the people who answer.
    ConversationBotHandoff = "conversation.bot_handoff",
    ConversationContactChanged = "conversation.contact_changed",
    ConversationCreated = "conversation.created",
    ConversationDeleted = "conversation.deleted",
    /// A note mentions somebody, who is the subject.
    ConversationMentioned = "conversation.mentioned",
    ConversationOpened = "conversation.opened",
    /// The contact has seen what was said.
    ConversationRead = "conversation.read",
    ConversationResolved = "conversation.resolved",
    /// Something was not done in time. What, is told with it.
    ConversationSlaMissed = "conversation.sla_missed",
    ConversationStatusChanged = "conversation.status_changed",
    ConversationUpdated = "conversation.updated",
    CustomRoleCreated = "custom_role.created",
    CustomRoleDeleted = "custom_role.deleted",
    CustomRoleUpdated = "custom_role.updated",
    DashboardAppCreated = "dashboard_app.created",
    DashboardAppDeleted = "dashboard_app.deleted",
    DashboardAppUpdated = "dashboard_app.updated",
    FirstReplyCreated = "first.reply.created",
    /// A conversation has come to another stage. Which, is told with it.
    FunnelConversationMoved = "funnel.conversation_moved",
    FunnelConversationRemoved = "funnel.conversation_removed",
    FunnelCreated = "funnel.created",
    FunnelDeleted = "funnel.deleted",
    FunnelUpdated = "funnel.updated",
    InboxCreated = "inbox.created",
    InboxDeleted = "inbox.deleted",
    InboxMembersChanged = "inbox.members_changed",
    InboxUpdated = "inbox.updated",
    IntegrationHookCreated = "integration_hook.created",
    IntegrationHookDeleted = "integration_hook.deleted",
    IntegrationHookUpdated = "integration_hook.updated",
    LabelCreated = "label.created",
    LabelDeleted = "label.deleted",
    LabelUpdated = "label.updated",
    MacroCreated = "macro.created",
    MacroDeleted = "macro.deleted",
    MacroUpdated = "macro.updated",
    MessageCreated = "message.created",
    MessageUpdated = "message.updated",
    NoteCreated = "note.created",
    NoteDeleted = "note.deleted",
    NoteUpdated = "note.updated",
    /// A member was told of something. Whose notification it is, is told with it.
    NotificationCreated = "notification.created",
    NotificationDeleted = "notification.deleted",
    NotificationUpdated = "notification.updated",
    PortalCreated = "portal.created",
    PortalDeleted = "portal.deleted",
    PortalUpdated = "portal.updated",
    ReplyCreated = "reply.created",
    SlaPolicyCreated = "sla_policy.created",
    SlaPolicyDeleted = "sla_policy.deleted",
    SlaPolicyUpdated = "sla_policy.updated",
    /// A conversation was given to another team, or to none.
    TeamChanged = "team.changed",
    TeamCreated = "team.created",
    TeamDeleted = "team.deleted",
    TeamMembersChanged = "team.members_changed",
    TeamUpdated = "team.updated",
    WebhookCreated = "webhook.created",
    WebhookDeleted = "webhook.deleted",
    /// It had failed for too long.
    WebhookDisabled = "webhook.disabled",
    WebhookUpdated = "webhook.updated",
    /// The chat of a website was opened.
    WebwidgetTriggered = "webwidget.triggered",
}

/// A fact, about the records that it names.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    pub name: Name,
    pub conversation: Option<ConversationId>,
    pub message: Option<MessageId>,
    pub contact: Option<ContactId>,
    /// The record, when it is none of the above.
    pub subject: Option<i64>,
    pub changes: Option<&'a Changes>,
    /// What is told beside the changes, and cannot be found out later.
    pub data: Option<&'a Object>,
}

/// Which fields changed: the value before, the value after.
#[derive(Clone, Debug, Default, JsonSchema, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Changes(Map<String, Value>);

impl Event<'_> {
    pub fn new(name: Name) -> Self {
        Self {
            name,
            conversation: None,
            message: None,
            contact: None,
            subject: None,
            changes: None,
            data: None,
        }
    }

    #[must_use]
    pub fn conversation(self, id: ConversationId) -> Self {
        Self { conversation: Some(id), ..self }
    }

    #[must_use]
    pub fn message(self, id: MessageId) -> Self {
        Self { message: Some(id), ..self }
    }

    #[must_use]
    pub fn contact(self, id: ContactId) -> Self {
        Self { contact: Some(id), ..self }
    }

    #[must_use]
    pub fn about(self, subject: impl Into<i64>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }
}

impl<'a> Event<'a> {
    #[must_use]
    pub fn with(self, changes: &'a Changes) -> Self {
        Self { changes: Some(changes), ..self }
    }

    #[must_use]
    pub fn telling(self, data: &'a Object) -> Self {
        Self { data: Some(data), ..self }
    }
}

impl From<&Changes> for Object {
    fn from(changes: &Changes) -> Self {
        changes.0.clone().into()
    }
}

impl Changes {
    /// Notes a field, if its value is another one now.
    #[must_use]
    pub fn field(mut self, name: &str, before: impl Into<Value>, after: impl Into<Value>) -> Self {
        let (before, after) = (before.into(), after.into());
        if before != after {
            self.0.insert(name.to_owned(), Value::Array(vec![before, after]));
        }
        self
    }

    /// Notes when that was, if there is a field that has changed.
    #[must_use]
    pub fn dated(self, before: Timestamp, now: Timestamp) -> Self {
        if self.is_empty() { self } else { self.field("updated_at", before.iso(), now.iso()) }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a field has become, if it has changed to something of this kind.
    pub fn after<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let (.., after) = self.each().find(|(field, ..)| *field == name)?;
        T::deserialize(after).ok()
    }

    /// The fields, each with the value before and the value after.
    pub fn each(&self) -> impl Iterator<Item = (&str, &Value, &Value)> {
        self.0.iter().filter_map(|(name, value)| {
            let [before, after] = value.as_array()?.as_slice() else { return None };
            Some((name.as_str(), before, after))
        })
    }

    fn from_json(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap_or_default())
    }

    fn to_json(&self) -> String {
        serde_json::to_string(&self.0).expect("a map of JSON values is JSON")
    }
}

/// What is noted with an event that sets nothing off.
const TO_MANY: &str = "to_many";

/// Writes an event of this unit of work.
pub async fn append(work: &mut Work<'_>, event: Event<'_>) -> Result<()> {
    let changes = event.changes.map_or_else(|| "{}".to_owned(), Changes::to_json);
    if work.is_to_many {
        // Few events are, so the others do not carry it along.
        return Box::pin(append_to_many(work, event, &changes)).await;
    }
    Ok(store::insert(work, &event, &changes).await?)
}

async fn append_to_many(work: &mut Work<'_>, event: Event<'_>, changes: &str) -> Result<()> {
    let mut data = event.data.map(Object::to_map).unwrap_or_default();
    data.insert(TO_MANY.to_owned(), true.into());
    let data = data.into();
    Ok(store::insert(work, &event.telling(&data), changes).await?)
}

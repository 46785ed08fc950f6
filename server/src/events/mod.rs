//! Facts: what happened, to which records, by whom, when.
//!
//! A row is appended in the transaction of the change it describes, so there is no
//! change without its event and no event without its change. Delivery reads the rows
//! afterwards, by id; nothing here knows who listens.
//!
//! The names are those of the contract (`realtime-client-platform.md`, 1.8).

mod store;

use serde_json::{Map, Value};

use crate::{
    error::Result,
    id::{ContactId, ConversationId, MessageId},
    work::Work,
};

pub use store::names_of_account;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    AccountCreated,
    AccountUpdated,
    AgentAdded,
    AgentRemoved,
    AgentUpdated,
    AssigneeChanged,
    AttributeDefinitionCreated,
    AttributeDefinitionDeleted,
    AttributeDefinitionUpdated,
    ContactCreated,
    ContactDeleted,
    ContactUpdated,
    ConversationCreated,
    ConversationDeleted,
    ConversationOpened,
    ConversationResolved,
    ConversationStatusChanged,
    ConversationUpdated,
    FirstReplyCreated,
    InboxCreated,
    InboxDeleted,
    InboxMembersChanged,
    InboxUpdated,
    LabelCreated,
    LabelDeleted,
    LabelUpdated,
    MessageCreated,
    MessageUpdated,
    ReplyCreated,
    /// A conversation was given to another team, or to none.
    TeamChanged,
    TeamCreated,
    TeamDeleted,
    TeamMembersChanged,
    TeamUpdated,
    WebhookCreated,
    WebhookDeleted,
    WebhookUpdated,
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
}

/// Which fields changed: the value before, the value after.
#[derive(Clone, Debug, Default)]
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

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn to_json(&self) -> String {
        serde_json::to_string(&self.0).expect("a map of JSON values is JSON")
    }
}

impl Name {
    pub fn as_str(self) -> &'static str {
        match self {
            Name::AccountCreated => "account.created",
            Name::AccountUpdated => "account.updated",
            Name::AgentAdded => "agent.added",
            Name::AgentRemoved => "agent.removed",
            Name::AgentUpdated => "agent.updated",
            Name::AssigneeChanged => "assignee.changed",
            Name::AttributeDefinitionCreated => "attribute_definition.created",
            Name::AttributeDefinitionDeleted => "attribute_definition.deleted",
            Name::AttributeDefinitionUpdated => "attribute_definition.updated",
            Name::ContactCreated => "contact.created",
            Name::ContactDeleted => "contact.deleted",
            Name::ContactUpdated => "contact.updated",
            Name::ConversationCreated => "conversation.created",
            Name::ConversationDeleted => "conversation.deleted",
            Name::ConversationOpened => "conversation.opened",
            Name::ConversationResolved => "conversation.resolved",
            Name::ConversationStatusChanged => "conversation.status_changed",
            Name::ConversationUpdated => "conversation.updated",
            Name::FirstReplyCreated => "first.reply.created",
            Name::InboxCreated => "inbox.created",
            Name::InboxDeleted => "inbox.deleted",
            Name::InboxMembersChanged => "inbox.members_changed",
            Name::InboxUpdated => "inbox.updated",
            Name::LabelCreated => "label.created",
            Name::LabelDeleted => "label.deleted",
            Name::LabelUpdated => "label.updated",
            Name::MessageCreated => "message.created",
            Name::MessageUpdated => "message.updated",
            Name::ReplyCreated => "reply.created",
            Name::TeamChanged => "team.changed",
            Name::TeamCreated => "team.created",
            Name::TeamDeleted => "team.deleted",
            Name::TeamMembersChanged => "team.members_changed",
            Name::TeamUpdated => "team.updated",
            Name::WebhookCreated => "webhook.created",
            Name::WebhookDeleted => "webhook.deleted",
            Name::WebhookUpdated => "webhook.updated",
        }
    }
}

/// Writes an event of this unit of work.
pub async fn append(work: &mut Work<'_>, event: Event<'_>) -> Result<()> {
    let changes = event.changes.map_or_else(|| "{}".to_owned(), Changes::to_json);
    Ok(store::insert(work, &event, &changes).await?)
}

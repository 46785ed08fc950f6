//! Records as a fact has left them.
//!
//! What is told is put together after the fact, when the record may have changed again. What the
//! fact itself has changed is told as it became by that: whoever waits for a status hears of it,
//! however short it lasted, and no body contradicts the changes that stand in it. Everything else
//! is told as it is by now, and so are messages: what was deleted meanwhile is told to nobody.

use serde::de::DeserializeOwned;

use crate::{
    clock::Timestamp,
    contacts::Contact,
    conversations::{Status, details::Details},
    delivery::news::News,
    events::{Changes, Fact, Name},
    id::{AgentBotId, InboxId, SlaPolicyId, TeamId, UserId},
    inboxes,
};

/// The conversation that a fact is about.
pub fn conversation(news: &News, fact: &Fact) -> Option<Details> {
    let mut details = news.conversation(fact)?.clone();
    let (changes, conversation) = (&fact.changes, &mut details.conversation);
    if let Some(status) = became(fact.name) {
        (conversation.status, conversation.snoozed_until) = (status, None);
    }
    set(&mut conversation.status, changes, "status");
    set(&mut conversation.priority, changes, "priority");
    set(&mut conversation.custom_attributes, changes, "custom_attributes");
    set(&mut details.labels, changes, "label_list");
    set_time(&mut conversation.snoozed_until, changes, "snoozed_until");
    set_time(&mut conversation.waiting_since, changes, "waiting_since");
    set_time(&mut conversation.first_reply_created_at, changes, "first_reply_created_at");
    if has_date(changes) {
        conversation.updated_at = fact.created_at;
    }
    if let Some(id) = changes.after::<Option<UserId>>("assignee_id") {
        conversation.assignee_id = id;
        details.assignee = id.and_then(|id| news.members.get(&id).cloned());
    }
    if let Some(id) = changes.after::<Option<AgentBotId>>("assignee_agent_bot_id") {
        conversation.assignee_agent_bot_id = id;
        details.agent_bot = id.and_then(|id| news.bots.get(&id).cloned());
    }
    if let Some(id) = changes.after::<Option<TeamId>>("team_id") {
        conversation.team_id = id;
        details.team = id.and_then(|id| news.teams.get(&id).cloned());
    }
    if let Some(id) = changes.after::<Option<SlaPolicyId>>("sla_policy_id") {
        // How another one went that it was held to is not kept.
        conversation.sla_policy_id = id;
        details.sla = details.sla.filter(|sla| Some(sla.policy.id) == id);
    }
    Some(details)
}

/// The contact whom a fact is about. A picture that was replaced is not there any more.
pub fn contact(news: &News, fact: &Fact) -> Option<Contact> {
    let mut contact = news.contacts.get(&fact.contact?)?.clone();
    let changes = &fact.changes;
    set(&mut contact.name, changes, "name");
    set(&mut contact.email, changes, "email");
    set(&mut contact.phone_number, changes, "phone_number");
    set(&mut contact.identifier, changes, "identifier");
    set(&mut contact.blocked, changes, "blocked");
    set(&mut contact.additional_attributes, changes, "additional_attributes");
    set(&mut contact.custom_attributes, changes, "custom_attributes");
    Some(contact)
}

/// The inbox that a fact is about.
pub fn inbox(news: &News, fact: &Fact) -> Option<inboxes::Details> {
    let mut details = news.inboxes.get(&InboxId(fact.subject?))?.clone();
    let (changes, settings) = (&fact.changes, &mut details.inbox.settings);
    set(&mut settings.name, changes, "name");
    set(&mut settings.enable_auto_assignment, changes, "enable_auto_assignment");
    set(&mut settings.greeting_enabled, changes, "greeting_enabled");
    set(&mut settings.greeting_message, changes, "greeting_message");
    set(&mut settings.working_hours_enabled, changes, "working_hours_enabled");
    set(&mut settings.out_of_office_message, changes, "out_of_office_message");
    set(&mut settings.timezone, changes, "timezone");
    set(&mut settings.enable_email_collect, changes, "enable_email_collect");
    set(&mut settings.csat_survey_enabled, changes, "csat_survey_enabled");
    set(&mut settings.csat_config, changes, "csat_config");
    set(&mut settings.allow_messages_after_resolved, changes, "allow_messages_after_resolved");
    set(&mut settings.auto_assignment_config, changes, "auto_assignment_config");
    set(&mut settings.lock_to_single_conversation, changes, "lock_to_single_conversation");
    set(&mut settings.sender_name_type, changes, "sender_name_type");
    set(&mut settings.business_name, changes, "business_name");
    if has_date(changes) {
        details.inbox.updated_at = fact.created_at;
    }
    Some(details)
}

/// The status that a conversation has come to by something that says so by its name alone.
fn became(name: Name) -> Option<Status> {
    match name {
        Name::ConversationOpened => Some(Status::Open),
        Name::ConversationResolved => Some(Status::Resolved),
        _ => None,
    }
}

fn set<T: DeserializeOwned>(field: &mut T, changes: &Changes, name: &str) {
    if let Some(value) = changes.after(name) {
        *field = value;
    }
}

fn set_time(field: &mut Option<Timestamp>, changes: &Changes, name: &str) {
    if let Some(time) = changes.after::<Option<String>>(name) {
        *field = time.and_then(|time| Timestamp::from_iso(&time));
    }
}

/// Whether it is told when the record was changed: when that has happened, to the microsecond.
fn has_date(changes: &Changes) -> bool {
    changes.after::<String>("updated_at").is_some()
}

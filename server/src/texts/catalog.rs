//! Everything that is said, by who hears it. The fields are those of the files, which say it.

use serde::Deserialize;

use super::{Counted, Language, Text};

/// What is said in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    #[serde(skip)]
    pub language: Language,
    pub chat: Chat,
    pub notes: Notes,
    pub survey: Survey,
    pub transcript: Transcript,
    pub notifications: Notifications,
    pub notification_mails: NotificationMails,
    pub letters: Letters,
    pub tables: Tables,
    pub rules: Rules,
    pub webhooks: Webhooks,
    pub domains: Domains,
}

/// What contacts are told in their conversations.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chat {
    /// Somebody without an address is to leave one.
    pub leave_address: Text,
    pub address_field: Text,
    pub deleted: Text,
    /// How were you helped?
    pub rate: Text,
    /// The same, before the link to where it is answered.
    pub rate_at: Text,
    pub needs_scripts: Text,
}

/// What conversations note of what was done to them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notes {
    pub resolved: Text,
    pub opened: Text,
    pub pending: Text,
    pub snoozed: Text,
    pub resolved_by_contact: Text,
    pub reopened_by_message: Text,
    pub opened_by_failure: Text,
    /// How long is one of `days`, `hours` and `minutes`.
    pub resolved_after: Text,
    pub days: Counted,
    pub hours: Counted,
    pub minutes: Counted,
    pub priority_set: Text,
    pub priority_changed: Text,
    pub priority_removed: Text,
    pub priorities: Priorities,
    pub labels_added: Text,
    pub labels_removed: Text,
    pub sla_added: Text,
    pub taken: Text,
    pub assigned: Text,
    pub assigned_in_team: Text,
    pub unassigned: Text,
    pub team_assigned: Text,
    pub team_unassigned: Text,
    pub muted: Text,
    pub unmuted: Text,
    pub survey_not_sent: Text,
    pub goodbye_not_sent: Text,
    /// Who has done something that no person has done.
    pub automation: Text,
    pub automation_by_policy: Text,
    pub automation_by_inbox: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Priorities {
    pub low: Text,
    pub medium: Text,
    pub high: Text,
    pub urgent: Text,
}

/// The page on which contacts say how they were helped.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    pub title: Text,
    pub question: Text,
    pub rating: Text,
    /// What a rating means, from the worst to the best.
    pub ratings: [Text; 5],
    pub more: Text,
    pub send: Text,
    pub wait: Text,
    pub thanks: Text,
    pub closed: Text,
    pub missing: Text,
    pub later: Text,
    pub unreachable: Text,
    pub needs_scripts: Text,
}

/// A mail of what was said in a conversation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transcript {
    pub subject: Text,
    pub opening: Text,
    /// A contact without a name.
    pub contact: Text,
    /// Nobody in particular.
    pub automatic: Text,
}

/// What members are told of conversations, in a line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notifications {
    pub created: Text,
    pub assigned: Text,
    pub message: Text,
    pub mentioned: Text,
    pub missed_first_response: Text,
    pub missed_next_response: Text,
    pub missed_resolution: Text,
    pub attachment: Text,
    pub nothing: Text,
}

/// What members are told of conversations in mails.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotificationMails {
    pub hello: Text,
    pub subjects: PerNotification,
    pub openings: PerNotification,
    /// A message that says nothing.
    pub without_words: Text,
    pub open: Text,
    pub why: Text,
}

/// A text for each kind of notification.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerNotification {
    pub created: Text,
    pub assigned: Text,
    pub assigned_message: Text,
    pub mentioned: Text,
    pub participating_message: Text,
    pub missed_first_response: Text,
    pub missed_next_response: Text,
    pub missed_resolution: Text,
}

/// What users are written about themselves.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letters {
    pub hello: Text,
    /// An account whose name is not known.
    pub some_desk: Text,
    pub invitation: Letter,
    pub password: Letter,
    pub confirmation: Letter,
}

/// A mail with something to do.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    pub subject: Text,
    pub opening: Text,
    pub action: Text,
    pub note: Text,
}

/// What administrators are written about tables of contacts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    pub imported: Letter,
    pub exported: Letter,
    pub not_imported: Failure,
    /// What of a table was read before it failed.
    pub rows_before: Text,
    pub not_exported: Failure,
}

/// A mail about something that went wrong.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    pub subject: Text,
    pub opening: Text,
}

/// What automation rules write, and what is written about them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub to_team_subject: Text,
    pub to_team_action: Text,
    pub to_team_note: Text,
    pub off_subject: Text,
    pub off: Text,
    pub off_because: Text,
    pub off_note: Text,
}

/// What is written about webhooks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhooks {
    pub off_subject: Text,
    pub off: Text,
    pub off_note: Text,
}

/// How the domain of a help center is set up, for whoever runs it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domains {
    pub subject: Text,
    pub opening: Text,
    pub record: Text,
    pub patience: Text,
}

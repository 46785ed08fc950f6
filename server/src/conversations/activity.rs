//! What a conversation notes of what was done to it: short texts between its messages, of the
//! type `activity`, sent by nobody.
//!
//! What is noted, and in which words, is in contract `behaviour.md`, 3; it is said in the language
//! of the account. A note is a message in the transaction of the change, and is told after the
//! change. It is activity, but it is neither an answer nor a question, so nobody waits because of
//! it and nothing is unread. A conversation that takes no more messages is changed all the same,
//! without a note.

use super::{Conversation, Priority, Status, distribute::Deal, flood, save};
use crate::{
    accounts,
    actor::{Actor, By},
    agents, contacts,
    error::Result,
    events::{Event, Name},
    id::{MessageId, TeamId, UserId},
    messages::{self, Message, MessageType},
    sla_policies, teams,
    texts::{self, Notes, Priorities, Texts},
    work::Work,
};

/// What is known of a change beside the conversation before and after it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    pub cause: Cause,
    /// What the new assignee and the new team are called. They are looked up where it is not
    /// known.
    pub assignee: Option<&'a str>,
    pub team: Option<&'a str>,
    /// Whether the inbox has decided on the assignee, and not the one at work.
    pub deal: Deal,
    /// The labels before and after.
    pub labels: Option<(&'a [String], &'a [String])>,
}

/// Why a conversation is changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cause {
    /// The one at work wants it.
    #[default]
    Wanted,
    /// The contact has written.
    NewMessage,
    /// Nothing has happened for so many minutes.
    Idle { minutes: i64 },
    /// A bot could not be told of a message.
    BotFailure,
    /// Something that is not noted.
    Unsaid,
}

impl Known<'_> {
    pub fn because(cause: Cause) -> Self {
        Known { cause, ..Known::default() }
    }
}

/// Notes what is done to a conversation, in it, before it is stored.
pub async fn note(
    work: &mut Work<'_>,
    before: &Conversation,
    after: &mut Conversation,
    known: &Known<'_>,
) -> Result<Vec<MessageId>> {
    let mut notes = Vec::new();
    for text in texts(work, before, after, known).await? {
        notes.extend(write(work, after, text).await?);
    }
    Ok(notes)
}

/// Notes something in a conversation of which nothing else changes.
pub async fn say(work: &mut Work<'_>, before: Conversation, text: String) -> Result<Conversation> {
    let mut after = before.clone();
    let note = write(work, &mut after, text).await?;
    let after = save::store(work, &before, after).await?;
    tell(work, &after, note.into_iter().collect()).await?;
    Ok(after)
}

/// Writes a note, if the conversation takes one more.
async fn write(
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    text: String,
) -> Result<Option<MessageId>> {
    let Some(burst_count) = flood::one_more(work, conversation).await? else { return Ok(None) };
    let (inbox, id) = (conversation.inbox_id, conversation.id);
    let blank = Message::blank(inbox, id, MessageType::Activity, work.now);
    let id = messages::insert(work, &Message { content: Some(text), ..blank }).await?;
    conversation.burst_count = burst_count;
    conversation.last_activity_at = work.now;
    conversation.last_message_id = Some(id);
    Ok(Some(id))
}

/// Tells what was noted.
pub async fn tell(
    work: &mut Work<'_>,
    conversation: &Conversation,
    notes: Vec<MessageId>,
) -> Result<()> {
    for note in notes {
        let event = Event::new(Name::MessageCreated).conversation(conversation.id).message(note);
        work.emit(event).await?;
    }
    Ok(())
}

/// What is noted of a change, in the order of contract 0.3.
async fn texts(
    work: &mut Work<'_>,
    before: &Conversation,
    after: &Conversation,
    known: &Known<'_>,
) -> Result<Vec<String>> {
    let mut texts = match known.cause {
        Cause::Unsaid => Vec::new(),
        Cause::Wanted | Cause::NewMessage | Cause::Idle { .. } | Cause::BotFailure => {
            of_change(work, before, after, known).await?
        }
    };
    if let Some(user) = after.assignee_id.filter(|_| known.deal == Deal::Given) {
        let notes = notes_of(work).await?;
        let assignee = assignee_name(work, user, known.assignee).await?;
        let name = performer(&By::Inbox, notes);
        texts.push(notes.assigned.with(&[("assignee", &assignee), ("name", &name)]));
    }
    Ok(texts)
}

/// What is noted of what the one at work has done.
async fn of_change(
    work: &mut Work<'_>,
    before: &Conversation,
    after: &Conversation,
    known: &Known<'_>,
) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    if before.status != after.status {
        texts.extend(of_status(work, before, after, known.cause).await?);
    }
    // Most messages change nothing of this, and are to cost nothing for it.
    if known.labels.is_none() && shown(before) == shown(after) {
        return Ok(texts);
    }
    let notes = notes_of(work).await?;
    let Some(name) = name(work, notes) else { return Ok(texts) };
    if before.priority != after.priority {
        texts.push(of_priority(notes, &name, before.priority, after.priority));
    }
    if let Some((before, after)) = known.labels {
        texts.extend(of_labels(notes, &name, before, after));
    }
    if let Some(policy) = after.sla_policy_id.filter(|_| before.sla_policy_id.is_none()) {
        let policy = sla_policies::show(work, policy).await?.name;
        texts.push(notes.sla_added.with(&[("name", &name), ("policy", &policy)]));
    }
    if before.team_id != after.team_id {
        texts.push(of_team(work, &name, before, after, known).await?);
    } else if before.assignee_id != after.assignee_id && known.deal != Deal::Given {
        texts.push(of_assignee(work, &name, after.assignee_id, known.assignee).await?);
    }
    Ok(texts)
}

/// What of a conversation is noted beside its status, when somebody changes it.
fn shown(conversation: &Conversation) -> impl PartialEq {
    let Conversation { priority, sla_policy_id, team_id, assignee_id, .. } = *conversation;
    (priority, sla_policy_id, team_id, assignee_id)
}

async fn notes_of(work: &mut Work<'_>) -> Result<&'static Notes> {
    Ok(&accounts::texts(work).await?.notes)
}

/// What the one at work is called, if they are named.
fn name(work: &Work<'_>, notes: &Notes) -> Option<String> {
    match &work.actor {
        Actor::Automation(automation) => Some(performer(&automation.by, notes)),
        actor => actor.name().map(str::to_owned),
    }
}

fn performer(by: &By, notes: &Notes) -> String {
    match by {
        By::Rule => notes.automation.as_str().to_owned(),
        By::Policy(policy) => notes.automation_by_policy.with(&[("policy", policy)]),
        By::Inbox => notes.automation_by_inbox.as_str().to_owned(),
    }
}

async fn of_status(
    work: &mut Work<'_>,
    before: &Conversation,
    after: &Conversation,
    cause: Cause,
) -> Result<Option<String>> {
    let texts = accounts::texts(work).await?;
    let notes = &texts.notes;
    match cause {
        Cause::NewMessage => {
            let again = before.status == Status::Resolved && after.status == Status::Open;
            return Ok(again.then(|| notes.reopened_by_message.as_str().to_owned()));
        }
        Cause::Idle { minutes } => return Ok(Some(of_idleness(texts, minutes))),
        Cause::BotFailure => return Ok(Some(notes.opened_by_failure.as_str().to_owned())),
        Cause::Wanted | Cause::Unsaid => {}
    }
    if let Some(name) = name(work, notes) {
        let text = match after.status {
            Status::Open => &notes.opened,
            Status::Resolved => &notes.resolved,
            Status::Pending => &notes.pending,
            Status::Snoozed => &notes.snoozed,
        };
        return Ok(Some(text.with(&[("name", &name)])));
    }
    let Actor::Contact(contact) = work.actor else { return Ok(None) };
    if after.status != Status::Resolved {
        return Ok(None);
    }
    let contact = capitalized(&contacts::show(work, contact).await?.name);
    Ok(Some(notes.resolved_by_contact.with(&[("name", &contact)])))
}

fn of_idleness(texts: &Texts, minutes: i64) -> String {
    const HOUR: i64 = 60;
    const DAY: i64 = 24 * HOUR;
    let notes = &texts.notes;
    let (count, unit) = match minutes {
        days if days % DAY == 0 => (days / DAY, &notes.days),
        hours if hours % HOUR == 0 => (hours / HOUR, &notes.hours),
        minutes => (minutes, &notes.minutes),
    };
    notes.resolved_after.with(&[("time", &unit.with(texts.language, count))])
}

fn of_priority(
    notes: &Notes,
    name: &str,
    before: Option<Priority>,
    after: Option<Priority>,
) -> String {
    let said = |priority: Priority| in_words(&notes.priorities, priority);
    match (before.map(said), after.map(said)) {
        (Some(before), Some(after)) => {
            let values: texts::Values<'_> =
                &[("name", &name), ("before", &before), ("priority", &after)];
            notes.priority_changed.with(values)
        }
        (None, Some(after)) => notes.priority_set.with(&[("name", &name), ("priority", &after)]),
        (_, None) => notes.priority_removed.with(&[("name", &name)]),
    }
}

fn in_words(priorities: &Priorities, priority: Priority) -> &str {
    let text = match priority {
        Priority::Low => &priorities.low,
        Priority::Medium => &priorities.medium,
        Priority::High => &priorities.high,
        Priority::Urgent => &priorities.urgent,
    };
    text.as_str()
}

fn of_labels(notes: &Notes, name: &str, before: &[String], after: &[String]) -> Vec<String> {
    let without = |labels: &[String], others: &[String]| -> Vec<String> {
        labels.iter().filter(|label| !others.contains(label)).cloned().collect()
    };
    let added = (&notes.labels_added, without(after, before));
    let removed = (&notes.labels_removed, without(before, after));
    let changed = [added, removed].into_iter().filter(|(_, labels)| !labels.is_empty());
    let say = |(text, labels): (&texts::Text, Vec<String>)| {
        text.with(&[("name", &name), ("labels", &labels.join(", "))])
    };
    changed.map(say).collect()
}

/// What is noted of another team. Who has the conversation is noted with it, not beside it.
async fn of_team(
    work: &mut Work<'_>,
    name: &str,
    before: &Conversation,
    after: &Conversation,
    known: &Known<'_>,
) -> Result<String> {
    let notes = notes_of(work).await?;
    let Some(team) = after.team_id else {
        let team = team_name(work, before.team_id).await?;
        return Ok(notes.team_unassigned.with(&[("team", &team), ("name", &name)]));
    };
    let team = match known.team {
        Some(team) => team.to_owned(),
        None => team_name(work, Some(team)).await?,
    };
    match after.assignee_id.filter(|_| before.assignee_id != after.assignee_id) {
        None => Ok(notes.team_assigned.with(&[("team", &team), ("name", &name)])),
        Some(user) => {
            let assignee = assignee_name(work, user, known.assignee).await?;
            let values: texts::Values<'_> =
                &[("assignee", &assignee), ("team", &team), ("name", &name)];
            Ok(notes.assigned_in_team.with(values))
        }
    }
}

async fn of_assignee(
    work: &mut Work<'_>,
    name: &str,
    assignee: Option<UserId>,
    known: Option<&str>,
) -> Result<String> {
    let notes = notes_of(work).await?;
    let Some(user) = assignee else { return Ok(notes.unassigned.with(&[("name", &name)])) };
    if work.actor.member().is_some_and(|member| member.user == user) {
        return Ok(notes.taken.with(&[("name", &name)]));
    }
    let assignee = assignee_name(work, user, known).await?;
    Ok(notes.assigned.with(&[("assignee", &assignee), ("name", &name)]))
}

async fn assignee_name(work: &mut Work<'_>, user: UserId, known: Option<&str>) -> Result<String> {
    if let Some(name) = known {
        return Ok(name.to_owned());
    }
    if let Some(member) = work.actor.member().filter(|member| member.user == user) {
        return Ok(member.name.clone());
    }
    let agent = agents::find(work, user).await?;
    Ok(agent.map(|agent| agent.name).unwrap_or_default())
}

async fn team_name(work: &mut Work<'_>, team: Option<TeamId>) -> Result<String> {
    let Some(team) = team else { return Ok(String::new()) };
    let team = teams::find(work, team).await?;
    Ok(team.map(|team| team.name).unwrap_or_default())
}

/// The first letter large and all others small, as the contract has it for contacts.
fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>());
    first.unwrap_or_default() + &letters.as_str().to_lowercase()
}

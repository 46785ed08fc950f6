//! What a conversation notes of what was done to it: short texts between its messages, of the
//! type `activity`, sent by nobody.
//!
//! What is noted, and in which words, is in contract `behaviour.md`, 3. A note is a message in
//! the transaction of the change, and is told after the change. It is activity, but it is
//! neither an answer nor a question, so nobody waits because of it and nothing is unread. A
//! conversation that takes no more messages is changed all the same, without a note.

use super::{Conversation, Priority, Status, distribute::Deal, flood, save};
use crate::{
    actor::{Actor, Automation},
    agents, contacts,
    error::Result,
    events::{Event, Name},
    id::{MessageId, TeamId, UserId},
    messages::{self, Message, MessageType},
    sla_policies, teams,
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
pub async fn say(work: &mut Work<'_>, before: Conversation, text: &str) -> Result<Conversation> {
    let mut after = before.clone();
    let note = write(work, &mut after, text.to_owned()).await?;
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
        let name = Automation::inbox(after.inbox_id).name;
        let assignee = assignee_name(work, user, known.assignee).await?;
        texts.push(format!("Assigned to {assignee} by {name}"));
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
    let Some(name) = work.actor.name().map(str::to_owned) else { return Ok(texts) };
    if before.priority != after.priority {
        texts.push(of_priority(&name, before.priority, after.priority));
    }
    if let Some((before, after)) = known.labels {
        texts.extend(of_labels(&name, before, after));
    }
    if let Some(policy) = after.sla_policy_id.filter(|_| before.sla_policy_id.is_none()) {
        let policy = sla_policies::show(work, policy).await?.name;
        texts.push(format!("{name} added SLA policy {policy}"));
    }
    if before.team_id != after.team_id {
        texts.push(of_team(work, &name, before, after, known).await?);
    } else if before.assignee_id != after.assignee_id && known.deal != Deal::Given {
        texts.push(of_assignee(work, &name, after.assignee_id, known.assignee).await?);
    }
    Ok(texts)
}

async fn of_status(
    work: &mut Work<'_>,
    before: &Conversation,
    after: &Conversation,
    cause: Cause,
) -> Result<Option<String>> {
    match cause {
        Cause::NewMessage => {
            let again = before.status == Status::Resolved && after.status == Status::Open;
            let text = "System reopened the conversation due to a new incoming message.";
            return Ok(again.then(|| text.to_owned()));
        }
        Cause::Idle { minutes } => return Ok(Some(of_idleness(minutes))),
        Cause::BotFailure => {
            let text = "Conversation was marked open by system due to an error with the agent bot.";
            return Ok(Some(text.to_owned()));
        }
        Cause::Wanted | Cause::Unsaid => {}
    }
    if let Some(name) = work.actor.name() {
        return Ok(Some(match after.status {
            Status::Open => format!("Conversation was reopened by {name}"),
            Status::Resolved => format!("Conversation was marked resolved by {name}"),
            Status::Pending => format!("Conversation was marked as pending by {name}"),
            Status::Snoozed => format!("Conversation was snoozed by {name}"),
        }));
    }
    let Actor::Contact(contact) = work.actor else { return Ok(None) };
    if after.status != Status::Resolved {
        return Ok(None);
    }
    let contact = contacts::show(work, contact).await?;
    Ok(Some(format!("Conversation was resolved by {}", capitalized(&contact.name))))
}

fn of_idleness(minutes: i64) -> String {
    const HOUR: i64 = 60;
    const DAY: i64 = 24 * HOUR;
    let (count, unit) = match minutes {
        days if days % DAY == 0 => (days / DAY, "days"),
        hours if hours % HOUR == 0 => (hours / HOUR, "hours"),
        minutes => (minutes, "minutes"),
    };
    format!("Conversation was marked resolved by system due to {count} {unit} of inactivity")
}

fn of_priority(name: &str, before: Option<Priority>, after: Option<Priority>) -> String {
    match (before.map(Priority::as_str), after.map(Priority::as_str)) {
        (Some(before), Some(after)) => {
            format!("{name} changed the priority from {before} to {after}")
        }
        (None, Some(after)) => format!("{name} set the priority to {after}"),
        (_, None) => format!("{name} removed the priority"),
    }
}

fn of_labels(name: &str, before: &[String], after: &[String]) -> Vec<String> {
    let without = |labels: &[String], others: &[String]| -> Vec<String> {
        labels.iter().filter(|label| !others.contains(label)).cloned().collect()
    };
    let changes = [("added", without(after, before)), ("removed", without(before, after))];
    let changed = changes.into_iter().filter(|(_, labels)| !labels.is_empty());
    changed.map(|(verb, labels)| format!("{name} {verb} {}", labels.join(", "))).collect()
}

/// What is noted of another team. Who has the conversation is noted with it, not beside it.
async fn of_team(
    work: &mut Work<'_>,
    name: &str,
    before: &Conversation,
    after: &Conversation,
    known: &Known<'_>,
) -> Result<String> {
    let Some(team) = after.team_id else {
        let team = team_name(work, before.team_id).await?;
        return Ok(format!("Unassigned from {team} by {name}"));
    };
    let team = match known.team {
        Some(team) => team.to_owned(),
        None => team_name(work, Some(team)).await?,
    };
    match after.assignee_id.filter(|_| before.assignee_id != after.assignee_id) {
        None => Ok(format!("Assigned to {team} by {name}")),
        Some(user) => {
            let assignee = assignee_name(work, user, known.assignee).await?;
            Ok(format!("Assigned to {assignee} via {team} by {name}"))
        }
    }
}

async fn of_assignee(
    work: &mut Work<'_>,
    name: &str,
    assignee: Option<UserId>,
    known: Option<&str>,
) -> Result<String> {
    let Some(user) = assignee else { return Ok(format!("Conversation unassigned by {name}")) };
    if work.actor.member().is_some_and(|member| member.user == user) {
        return Ok(format!("{name} self-assigned this conversation"));
    }
    let assignee = assignee_name(work, user, known).await?;
    Ok(format!("Assigned to {assignee} by {name}"))
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

//! Stores what has changed of a conversation, keeps the counts, notes it in the conversation,
//! and tells what happened. What is opened here and has nobody is given to somebody
//! ([`distribute`]).
//!
//! Which events follow from which change is in contract `behaviour.md`, 0.3 and 2.12.

use std::sync::Arc;

use serde_json::Map;

use super::{
    Conversation, Priority, Status,
    activity::{self, Known},
    distribute::{self, Deal},
    participants, sla, snooze, store, tally,
};
use crate::{
    actor::{Actor, Automation},
    clock::Timestamp,
    error::Result,
    events::{Changes, Event, Name},
    json::Object,
    report_cells::{self, Dimension},
    reporting_events,
    work::Work,
};

/// What an assignment tells with which a conversation begins: nobody saw it without.
pub const BEGINS: &str = "begins";

/// What a conversation is counted for by who has it.
const HANDS: [Dimension; 2] = [Dimension::User, Dimension::Team];

/// Stores a conversation that was changed by the caller. `before` is how it was found.
pub async fn save(
    work: &mut Work<'_>,
    before: &Conversation,
    after: Conversation,
) -> Result<Conversation> {
    save_knowing(work, before, after, &Known::default()).await
}

/// The same, for a caller who knows more of the change than the conversation shows.
pub async fn save_knowing(
    work: &mut Work<'_>,
    before: &Conversation,
    after: Conversation,
    known: &Known<'_>,
) -> Result<Conversation> {
    let mut after = settled(before, after);
    let deal = distribute::give(work, Some(before), &mut after).await?;
    let known = Known { deal, ..*known };
    let notes = activity::note(work, before, &mut after, &known).await?;
    let after = store(work, before, after).await?;
    tell(work, before, &after, &known).await?;
    activity::tell(work, &after, notes).await?;
    distribute::follow_up(work, Some(before), &after, deal).await?;
    Ok(after)
}

/// A conversation that somebody else has, or another team.
#[derive(Debug)]
pub struct Moved {
    pub before: Conversation,
    pub after: Conversation,
}

/// Stores who has conversations now, of which nothing else has changed. They are counted
/// together, so that whoever changes many waits for nobody in a circle.
pub async fn save_moved(
    work: &mut Work<'_>,
    mut moved: Vec<Moved>,
    known: &Known<'_>,
) -> Result<()> {
    let mut notes = Vec::new();
    report_cells::take_out(work, &HANDS, moved.iter().map(|moved| moved.before.age())).await?;
    for Moved { before, after } in &mut moved {
        notes.push(activity::note(work, before, after, known).await?);
        after.updated_at = work.now;
        store::update(work, after).await?;
    }
    report_cells::put_back(work, &HANDS, moved.iter().map(|moved| moved.before.age())).await?;
    let counted = moved.iter().map(|moved| (Some(&moved.before), Some(&moved.after)));
    tally::moved_all(work, counted).await?;
    for (Moved { before, after }, notes) in moved.iter().zip(notes) {
        tell(work, before, after, known).await?;
        activity::tell(work, after, notes).await?;
    }
    distribute::follow_up_moved(work, &moved).await
}

/// The conversation with what follows from its status, and from who has it.
pub fn settled(before: &Conversation, mut after: Conversation) -> Conversation {
    if after.status != Status::Snoozed {
        after.snoozed_until = None;
    }
    if after.assignee_id.is_some() && after.assignee_id != before.assignee_id {
        after.assignee_agent_bot_id = None;
    }
    if after.status == Status::Resolved && before.status != Status::Resolved {
        after.waiting_since = None;
    }
    after
}

/// Writes the row, counts the conversation where it is now, has its snooze end in time, and sees
/// to its SLA.
pub async fn store(
    work: &mut Work<'_>,
    before: &Conversation,
    mut after: Conversation,
) -> Result<Conversation> {
    after.updated_at = work.now;
    if before.assignee_id == after.assignee_id && before.team_id == after.team_id {
        store::update(work, &after).await?;
    } else {
        report_cells::take_out(work, &HANDS, [before.age()]).await?;
        store::update(work, &after).await?;
        report_cells::put_back(work, &HANDS, [before.age()]).await?;
    }
    tally::moved(work, Some(before), Some(&after)).await?;
    snooze::keep(work, before.snoozed_until, &after).await?;
    sla::keep(work, before, &after).await?;
    Ok(after)
}

/// Tells what has changed.
pub async fn tell(
    work: &mut Work<'_>,
    before: &Conversation,
    after: &Conversation,
    known: &Known<'_>,
) -> Result<()> {
    let mut changes = changes(before, after);
    if let Some((before, after)) = known.labels {
        changes = changes.field("label_list", before, after);
    }
    let event = |name| Event::new(name).conversation(after.id);
    if before.contact_last_seen_at != after.contact_last_seen_at {
        work.emit(event(Name::ConversationRead)).await?;
    }
    if changes.is_empty() {
        return Ok(());
    }
    let changes = changes.dated(before.updated_at, work.now);
    if before.status != after.status {
        match after.status {
            Status::Open => {
                work.emit(event(Name::ConversationOpened)).await?;
                reporting_events::opened(work, &after.measured()).await?;
            }
            Status::Resolved => {
                work.emit(event(Name::ConversationResolved)).await?;
                reporting_events::resolved(work, &after.measured()).await?;
            }
            Status::Pending | Status::Snoozed => {}
        }
        work.emit(event(Name::ConversationStatusChanged).with(&changes)).await?;
    }
    work.emit(event(Name::ConversationUpdated).with(&changes)).await?;
    tell_who_has_it(work, before, after, &changes, known.deal, &Object::empty()).await
}

/// Notes and tells who has a conversation that has just begun. Before, nobody had it.
pub async fn begin(
    work: &mut Work<'_>,
    mut after: Conversation,
    deal: Deal,
) -> Result<Conversation> {
    let before = Conversation { assignee_id: None, team_id: None, ..after.clone() };
    let changes = changes(&before, &after);
    if changes.is_empty() {
        return Ok(after);
    }
    let known = Known { deal, ..Known::default() };
    let notes = activity::note(work, &before, &mut after, &known).await?;
    store::update(work, &after).await?;
    let begins = Map::from_iter([(BEGINS.to_owned(), true.into())]).into();
    tell_who_has_it(work, &before, &after, &changes, deal, &begins).await?;
    activity::tell(work, &after, notes).await?;
    Ok(after)
}

async fn tell_who_has_it(
    work: &mut Work<'_>,
    before: &Conversation,
    after: &Conversation,
    changes: &Changes,
    deal: Deal,
    told: &Object,
) -> Result<()> {
    let event = |name| Event::new(name).conversation(after.id).with(changes);
    if before.assignee_id != after.assignee_id {
        let actor = work.actor.clone();
        if deal == Deal::Given {
            work.actor = Actor::Automation(Arc::new(Automation::inbox(after.inbox_id)));
        }
        work.emit(event(Name::AssigneeChanged).telling(told)).await?;
        work.actor = actor;
        if let Some(assignee) = after.assignee_id {
            participants::join(work, after, &[assignee]).await?;
        }
    }
    if before.team_id != after.team_id {
        work.emit(event(Name::TeamChanged)).await?;
    }
    Ok(())
}

/// The changes that are told. What a message brings with it is not among them.
fn changes(before: &Conversation, after: &Conversation) -> Changes {
    let mut changes = Changes::default();
    if before.status != after.status {
        changes = changes.field("status", before.status.as_str(), after.status.as_str());
    }
    if before.priority != after.priority {
        let priority = |priority: Option<Priority>| priority.map(Priority::as_str);
        changes = changes.field("priority", priority(before.priority), priority(after.priority));
    }
    if before.assignee_id != after.assignee_id {
        let ids = |conversation: &Conversation| conversation.assignee_id.map(|id| id.0);
        changes = changes.field("assignee_id", ids(before), ids(after));
    }
    if before.assignee_agent_bot_id != after.assignee_agent_bot_id {
        let ids = |conversation: &Conversation| conversation.assignee_agent_bot_id.map(|id| id.0);
        changes = changes.field("assignee_agent_bot_id", ids(before), ids(after));
    }
    if before.team_id != after.team_id {
        let ids = |conversation: &Conversation| conversation.team_id.map(|id| id.0);
        changes = changes.field("team_id", ids(before), ids(after));
    }
    if before.sla_policy_id != after.sla_policy_id {
        let ids = |conversation: &Conversation| conversation.sla_policy_id.map(|id| id.0);
        changes = changes.field("sla_policy_id", ids(before), ids(after));
    }
    if before.custom_attributes != after.custom_attributes {
        let map = |conversation: &Conversation| conversation.custom_attributes.to_map();
        changes = changes.field("custom_attributes", map(before), map(after));
    }
    let times = [
        ("snoozed_until", before.snoozed_until, after.snoozed_until),
        ("waiting_since", before.waiting_since, after.waiting_since),
        ("first_reply_created_at", before.first_reply_created_at, after.first_reply_created_at),
    ];
    for (name, before, after) in times {
        if before != after {
            changes = changes.field(name, before.map(Timestamp::iso), after.map(Timestamp::iso));
        }
    }
    changes
}

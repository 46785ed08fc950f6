//! What has happened, as rules are told of it.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{RuleEvent, store};
use crate::{
    error::Result,
    events::{Changes, Fact, Name, Position},
    id::{ConversationId, EventId, MessageId},
    tasks::Task,
    work::Work,
};

/// An event for which there are rules. They are looked at after it was told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trigger {
    pub event: EventId,
    pub name: RuleEvent,
    pub conversation: ConversationId,
    pub message: Option<MessageId>,
    /// What has changed of the conversation by that.
    pub changes: Changes,
}

impl Task for Trigger {
    const KIND: &'static str = "automation_rules.trigger";

    fn key(&self) -> String {
        self.event.to_string()
    }
}

/// Those of the facts of an account that its rules wait for, each with its place.
pub async fn triggers(work: &mut Work<'_>, facts: &[&Fact]) -> Result<Vec<(Position, Trigger)>> {
    let mut triggers: Vec<(Position, Trigger)> =
        facts.iter().filter_map(|fact| Some((fact.position, Trigger::of(fact)?))).collect();
    if triggers.is_empty() {
        return Ok(triggers);
    }
    let awaited: HashSet<RuleEvent> = store::awaited(work).await?.into_iter().collect();
    triggers.retain(|(_, trigger)| awaited.contains(&trigger.name));
    Ok(triggers)
}

impl Trigger {
    /// What a rule has done is no reason for a rule to do something.
    fn of(fact: &Fact) -> Option<Self> {
        let by_rule = fact.actor.as_ref().is_some_and(|(kind, _)| kind == "AutomationRule");
        let name = RuleEvent::of(fact.name).filter(|_| !by_rule)?;
        Some(Trigger {
            event: fact.position.event(),
            name,
            conversation: fact.conversation?,
            message: fact.message,
            changes: fact.changes.clone(),
        })
    }
}

impl RuleEvent {
    fn of(name: Name) -> Option<Self> {
        match name {
            Name::ConversationCreated => Some(RuleEvent::ConversationCreated),
            Name::ConversationUpdated => Some(RuleEvent::ConversationUpdated),
            Name::ConversationOpened => Some(RuleEvent::ConversationOpened),
            Name::ConversationResolved => Some(RuleEvent::ConversationResolved),
            Name::MessageCreated => Some(RuleEvent::MessageCreated),
            _ => None,
        }
    }
}

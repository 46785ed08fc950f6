//! Rules at work: which of them an event is for, and doing what they say (contract
//! `behaviour.md`, 6.1).
//!
//! What a rule does is done once for each event, in one transaction with the note of it. Whatever
//! one rule does, it is no reason for another; and where a rule is called again and again all the
//! same, by programs that answer what it does, it is held back for a while.

use std::sync::Arc;

use super::{
    AutomationRule, RuleEvent, Trigger,
    conditions::{self, Scope},
    runs::{self, Status},
    store,
};
use crate::{
    actions::{self, Order, Outcome, files::Owner},
    actor::{Actor, Automation},
    agents::{self, Agent},
    conversations::{self, Conversation},
    error::{Error, Result},
    events::{Event, Name},
    id::AutomationRuleId,
    mail::{Letter, Mail},
    messages::{self, MessageType},
    work::Work,
};

/// How often conditions may turn out not to be understood before a rule is switched off.
const MOST_ERRORS: i64 = 2;

/// What an event is to a rule.
#[derive(Clone, Debug)]
pub enum Verdict {
    Fits(AutomationRuleId),
    /// Its conditions cannot be understood any more.
    Broken(AutomationRuleId, String),
}

/// Looks which of the rules that wait for an event it is for.
pub async fn consider(work: &mut Work<'_>, trigger: &Trigger) -> Result<Vec<Verdict>> {
    if !is_considered(work, trigger).await? {
        return Ok(Vec::new());
    }
    let (conversation, messages) = ([trigger.conversation.0], trigger.messages());
    let scope = Scope {
        conversations: &conversation,
        messages: messages.as_deref(),
        changes: &trigger.changes,
    };
    let mut verdicts = Vec::new();
    let custom = conditions::known(work).await?;
    for rule in store::active_for(work, trigger.name).await? {
        match conditions::matching(work, &rule.conditions, &scope, &custom).await {
            Ok(found) if found.is_empty() => {}
            Ok(_) => verdicts.push(Verdict::Fits(rule.id)),
            Err(error) => match conditions::check(work, &rule.conditions, &custom).await {
                Err(Error::Invalid(problems)) => {
                    verdicts.push(Verdict::Broken(rule.id, problems.to_string()));
                }
                // They are as they should be, and can be asked another time.
                _ => return Err(error),
            },
        }
    }
    Ok(verdicts)
}

/// Whether rules look at such an event at all: what machines have sent and what was noted by
/// itself is none of theirs.
async fn is_considered(work: &mut Work<'_>, trigger: &Trigger) -> Result<bool> {
    let found = conversations::of_ids(work, &[trigger.conversation.0]).await?.pop();
    let Some(conversation) = found else { return Ok(false) };
    match (trigger.name, trigger.message) {
        (RuleEvent::ConversationCreated | RuleEvent::ConversationOpened, _) => {
            Ok(!is_automatic(&conversation))
        }
        (RuleEvent::MessageCreated, Some(message)) => {
            let message = messages::of_ids(work, &[message.0]).await?.pop();
            Ok(message.is_some_and(|message| {
                message.message_type != MessageType::Activity && !message.is_automatic()
            }))
        }
        _ => Ok(true),
    }
}

fn is_automatic(conversation: &Conversation) -> bool {
    let attributes = &conversation.additional_attributes;
    !attributes.is_empty() && attributes.to_map().get("auto_reply") == Some(&true.into())
}

/// Does what a rule says, unless that was done for this event.
pub async fn act(work: &mut Work<'_>, trigger: &Trigger, id: AutomationRuleId) -> Result<()> {
    let Some(rule) = store::find(work, id).await?.filter(|rule| rule.active) else {
        return Ok(());
    };
    let found = conversations::of_ids(work, &[trigger.conversation.0]).await?.pop();
    let Some(conversation) = found else { return Ok(()) };
    let is_too_much = runs::are_many(work, id, conversation.display_id).await?;
    if !runs::begin(work, id, trigger, conversation.display_id).await? {
        return Ok(());
    }
    if is_too_much {
        return runs::note(work, id, trigger.event, Status::HeldBack, &[]).await;
    }
    let outcomes = perform(work, trigger, &rule, &conversation).await?;
    let is_all = outcomes.iter().all(|outcome| outcome.problem.is_none());
    let status = if is_all { Status::Done } else { Status::Partly };
    runs::note(work, id, trigger.event, status, &outcomes).await
}

async fn perform(
    work: &mut Work<'_>,
    trigger: &Trigger,
    rule: &AutomationRule,
    conversation: &Conversation,
) -> Result<Vec<Outcome>> {
    work.actor = Actor::Automation(Arc::new(Automation::rule(rule.id.0)));
    let event = format!("automation_event.{}", trigger.name.as_str());
    let order = Order { owner: Owner::Rule(rule.id), event };
    actions::perform(work, &order, conversation.id, &rule.actions).await
}

/// Notes that the conditions of a rule cannot be understood. When that goes on, it is switched
/// off, and the administrators are told.
pub async fn note_broken(work: &mut Work<'_>, id: AutomationRuleId, problem: &str) -> Result<()> {
    let Some(rule) = store::lock(work, id).await?.filter(|rule| rule.active) else {
        return Ok(());
    };
    let errors = rule.errors + 1;
    let rule = AutomationRule { errors, active: errors < MOST_ERRORS, ..rule };
    store::update(work, &rule).await?;
    if rule.active {
        return Ok(());
    }
    work.emit(Event::new(Name::AutomationRuleUpdated).about(id)).await?;
    let letter = Letter::new()
        .paragraph(format!("The automation rule \"{}\" has been switched off.", rule.name))
        .paragraph(format!("Its conditions cannot be understood any more: {problem}"))
        .note("Correct its conditions and switch it on again.");
    for reader in agents::list(work).await?.into_iter().filter(Agent::is_administrator) {
        let mail = Mail::new(reader.email, "An automation rule has been switched off", &letter);
        work.enqueue(mail).await?;
    }
    Ok(())
}

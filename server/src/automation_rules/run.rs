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
    accounts,
    actions::{self, Order, Outcome, files::Owner},
    actor::{Actor, Automation},
    agents,
    conversations::{self, Conversation},
    custom_attributes::Definition,
    error::{Error, Result},
    events::{Event, Name},
    id::AutomationRuleId,
    mail::Letter,
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

/// Rules that wait for an event, and what is asked of them with.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    pub rules: Vec<AutomationRule>,
    pub custom: Vec<Definition>,
}

/// The rules that wait for an event, if rules look at it at all.
pub async fn waiting(work: &mut Work<'_>, trigger: &Trigger) -> Result<Waiting> {
    if !is_considered(work, trigger).await? {
        return Ok(Waiting::default());
    }
    let rules = store::active_for(work, trigger.name).await?;
    Ok(Waiting { rules, custom: conditions::known(work).await? })
}

/// Looks whether an event is for a rule. To be asked in a transaction of its own: one that takes
/// too long is in the way of no other.
pub async fn consider(
    work: &mut Work<'_>,
    trigger: &Trigger,
    rule: &AutomationRule,
    custom: &[Definition],
) -> Result<Option<Verdict>> {
    let (conversation, messages) = ([trigger.conversation.0], trigger.messages());
    let scope = Scope {
        conversations: &conversation,
        messages: messages.as_deref(),
        changes: &trigger.changes,
    };
    let broken = |problem: String| Ok(Some(Verdict::Broken(rule.id, problem)));
    match conditions::matching(work, &rule.conditions, &scope, custom).await {
        Ok(found) => Ok((!found.is_empty()).then_some(Verdict::Fits(rule.id))),
        Err(Error::Refused(problem)) => broken(problem.to_string()),
        Err(error) => match conditions::check(work, &rule.conditions, custom).await {
            Err(Error::Invalid(problems)) => broken(problems.to_string()),
            // They are as they should be, and can be asked another time.
            _ => Err(error),
        },
    }
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
    let texts = accounts::texts(work).await?;
    let letter = Letter::in_language(texts.language)
        .paragraph(texts.rules.off.with(&[("rule", &rule.name)]))
        .paragraph(texts.rules.off_because.with(&[("problem", &problem)]))
        .note(&texts.rules.off_note);
    agents::write_to_administrators(work, &texts.rules.off_subject, &letter).await
}

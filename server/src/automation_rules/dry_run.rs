//! What a rule would do, without doing it: which of the newest conversations fit. The contract has
//! nothing like it; this is our own.
//!
//! A rule that waits for messages is tried on the last thing that was said in each of them. What
//! has changed is known of no conversation, so a condition on that fits none.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    AutomationRule, RuleChange, RuleEvent, blank, check, check_actions,
    conditions::{self, Scope},
    store,
};
use crate::{
    actions::{self, Action},
    conversations::{self, Conversation},
    error::{Error, Result},
    events::Changes,
    id::{AutomationRuleId, DisplayId, MessageId},
    work::Work,
};

/// Conversations that are looked at, unless something else is wanted, and at most.
const USUAL: i64 = 25;
const MOST: i64 = 100;

/// How many conversations are to be looked at, the newest.
#[derive(Clone, Copy, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Extent {
    pub limit: Option<i64>,
}

#[derive(Debug)]
pub struct Trial {
    pub looked_at: usize,
    /// The conversations that fit, with the messages that were looked at.
    pub matches: Vec<(DisplayId, Option<MessageId>)>,
    pub actions: Vec<Action>,
}

/// Tries a rule that there is, with what is to change of it.
pub async fn of_known(
    work: &mut Work<'_>,
    id: AutomationRuleId,
    change: &RuleChange,
    extent: Extent,
) -> Result<Trial> {
    let rule = store::find(work, id).await?.ok_or(Error::NotFound)?.changed(change);
    try_out(work, rule, extent).await
}

/// Tries a rule that there is not yet.
pub async fn of_new(work: &mut Work<'_>, new: &RuleChange, extent: Extent) -> Result<Trial> {
    let rule = blank(work, new)?.changed(new);
    try_out(work, rule, extent).await
}

async fn try_out(work: &mut Work<'_>, rule: AutomationRule, extent: Extent) -> Result<Trial> {
    let limit = extent.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        let problem = format!("must be between 1 and {MOST}");
        return Err(Error::invalid("limit", problem).by_field());
    }
    check(&rule)?;
    let custom = conditions::known(work).await?;
    conditions::check(work, &rule.conditions, &custom).await.map_err(Error::by_field)?;
    check_actions(&actions::files::readable(work, &rule.actions), &[])?;
    let newest = conversations::newest(work, limit).await?;
    let ids: Vec<i64> = newest.iter().map(|conversation| conversation.id.0).collect();
    let looks_at_message = rule.event == RuleEvent::MessageCreated;
    let message = |conversation: &Conversation| {
        conversation.last_non_activity_message_id.filter(|_| looks_at_message)
    };
    let said: Vec<i64> = newest.iter().filter_map(message).map(|id| id.0).collect();
    let scope = Scope {
        conversations: &ids,
        messages: looks_at_message.then_some(said.as_slice()),
        changes: &Changes::default(),
    };
    let fitting = conditions::matching(work, &rule.conditions, &scope, &custom).await?;
    let fits = |conversation: &&Conversation| {
        let is_told_of = !looks_at_message || message(conversation).is_some();
        is_told_of && fitting.contains(&conversation.id)
    };
    let matches = newest.iter().filter(fits);
    let matches = matches.map(|conversation| (conversation.display_id, message(conversation)));
    Ok(Trial { looked_at: newest.len(), matches: matches.collect(), actions: rule.actions })
}

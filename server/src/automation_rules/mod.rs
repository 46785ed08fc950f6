//! Automation rules: what is done by itself when something happens in a conversation (contract
//! `behaviour.md`, 6.1). Administrators set them up.
//!
//! A rule waits for an event, looks at the conversation by its [`conditions`], and does its
//! [`actions`](crate::actions). Which events it is about is in [`trigger`], how it is found and
//! done in [`run`], and what was done is kept in [`runs`] for a while. What a rule would do can be
//! tried without doing it: [`dry_run`]. Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod conditions;
pub mod dry_run;
pub mod http;
pub mod run;
pub mod runs;
mod store;
pub mod trigger;
pub mod wire;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    accounts,
    actions::{
        self, Action, Kind,
        files::{self, ActionFile, Owner},
    },
    audits,
    clock::Timestamp,
    error::{Error, Problems, Result},
    events::{Event, Name},
    id::{AutomationRuleId, BlobId},
    patch::Patch,
    tasks::{self, Task},
    validate::{BLANK, LONG, SHORT},
    work::Work,
};

use self::conditions::Condition;
pub use trigger::{Trigger, triggers};

/// Rules of an account at most.
const MOST: i64 = 500;

/// Runs of a rule that are removed in one transaction.
const RUNS_AT_ONCE: u64 = 500;

/// Bytes of the conditions of a rule, and of its actions.
const MOST_BYTES: usize = 65_536;

#[derive(Clone, Debug)]
pub struct AutomationRule {
    pub id: AutomationRuleId,
    pub name: String,
    pub description: Option<String>,
    pub event: RuleEvent,
    pub conditions: Vec<Condition>,
    pub actions: Vec<Action>,
    pub active: bool,
    /// How often its conditions could not be understood since they were set.
    pub errors: i64,
    pub created_at: Timestamp,
}

/// What a rule waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RuleEvent {
    ConversationCreated,
    ConversationUpdated,
    ConversationOpened,
    ConversationResolved,
    MessageCreated,
}

crate::stored! {
    RuleEvent {
        ConversationCreated = 0 "conversation_created",
        ConversationUpdated = 1 "conversation_updated",
        ConversationOpened = 2 "conversation_opened",
        ConversationResolved = 3 "conversation_resolved",
        MessageCreated = 4 "message_created"
    }
}

/// A rule with the files that it sends.
#[derive(Clone, Debug)]
pub struct Details {
    pub rule: AutomationRule,
    pub files: Vec<ActionFile>,
}

/// What a request says of a rule, new or known.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{
    "name": "Billing questions",
    "event_name": "message_created",
    "conditions": [{
        "attribute_key": "content", "filter_operator": "contains", "values": ["invoice"],
        "query_operator": null
    }],
    "actions": [{ "action_name": "add_label", "action_params": ["billing"] }]
}]))]
#[serde(default)]
pub struct RuleChange {
    pub name: Option<String>,
    pub description: Patch<String>,
    pub event_name: Option<RuleEvent>,
    pub conditions: Option<Vec<Condition>>,
    pub actions: Option<Vec<Action>>,
    pub active: Option<bool>,
}

pub async fn list(work: &mut Work<'_>) -> Result<Vec<Details>> {
    let rules = store::list(work).await?;
    let mut files = files::of_all(work, Kind::Rule).await?;
    let with_files = |rule: AutomationRule| {
        let files = files.remove(&rule.id.0).unwrap_or_default();
        Details { rule, files }
    };
    Ok(rules.into_iter().map(with_files).collect())
}

pub async fn show(work: &mut Work<'_>, id: AutomationRuleId) -> Result<Details> {
    let rule = store::find(work, id).await?.ok_or(Error::NotFound)?;
    Ok(Details { rule, files: files::of(work, Owner::Rule(id)).await? })
}

pub async fn create(work: &mut Work<'_>, new: &RuleChange) -> Result<Details> {
    accounts::alone(work).await?;
    if store::count(work).await? >= MOST {
        return Err(too_many());
    }
    let rule = blank(work, new)?.changed(new);
    check(&rule)?;
    let custom = conditions::known(work).await?;
    conditions::check(work, &rule.conditions, &custom).await.map_err(Error::by_field)?;
    let (actions, new) = files::take(work, &[], &rule.actions).await?;
    let rule = AutomationRule { actions, ..rule };
    check_actions(&rule.actions, &new)?;
    insert(work, rule, &new, &[]).await
}

pub async fn update(
    work: &mut Work<'_>,
    id: AutomationRuleId,
    change: &RuleChange,
) -> Result<Details> {
    let before = store::lock(work, id).await?.ok_or(Error::NotFound)?;
    let known = blobs(&files::of(work, Owner::Rule(id)).await?);
    let mut rule = before.clone().changed(change);
    check(&rule)?;
    // What was understood once may not be any more, and is to be switched off all the same.
    if change.conditions.is_some() {
        let custom = conditions::known(work).await?;
        conditions::check(work, &rule.conditions, &custom).await.map_err(Error::by_field)?;
        rule.errors = 0;
    }
    let (actions, new) = files::take(work, &known, &rule.actions).await?;
    let rule = AutomationRule { actions, ..rule };
    check_actions(&rule.actions, &new)?;
    files::keep(work, Owner::Rule(id), &new).await?;
    files::let_go(work, Owner::Rule(id), &known, &rule.actions).await?;
    store::update(work, &rule).await?;
    audits::updated(work, &before, &rule).await?;
    work.emit(Event::new(Name::AutomationRuleUpdated).about(id)).await?;
    Ok(Details { rule, files: files::of(work, Owner::Rule(id)).await? })
}

/// Adds a rule that is like another, with the same files.
pub async fn copy(work: &mut Work<'_>, id: AutomationRuleId) -> Result<Details> {
    accounts::alone(work).await?;
    let Details { rule, files } = show(work, id).await?;
    if store::count(work).await? >= MOST {
        return Err(too_many());
    }
    let rule = AutomationRule { errors: 0, created_at: work.now, ..rule };
    insert(work, rule, &[], &files).await
}

/// Removes a rule: at once for everybody, and then with what it has done, bit by bit.
pub async fn delete(work: &mut Work<'_>, id: AutomationRuleId) -> Result<()> {
    let gone = store::lock(work, id).await?.ok_or(Error::NotFound)?;
    let known = blobs(&files::of(work, Owner::Rule(id)).await?);
    files::let_go(work, Owner::Rule(id), &known, &[]).await?;
    store::doom(work, id).await?;
    work.enqueue(RuleRemoval { rule: id }).await?;
    audits::destroyed(work, &gone).await?;
    work.emit(Event::new(Name::AutomationRuleDeleted).about(id)).await
}

/// What is left to remove of a rule that nobody finds any more.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct RuleRemoval {
    rule: AutomationRuleId,
}

impl Task for RuleRemoval {
    const KIND: &'static str = "automation_rules.remove";

    fn key(&self) -> String {
        self.rule.to_string()
    }
}

impl tasks::Action for RuleRemoval {
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        if runs::delete_some_of(work, self.rule, RUNS_AT_ONCE).await? < RUNS_AT_ONCE {
            return Ok(store::delete(work, self.rule).await?);
        }
        Ok(work.enqueue(*self).await?)
    }
}

async fn insert(
    work: &mut Work<'_>,
    rule: AutomationRule,
    new: &[BlobId],
    shared: &[ActionFile],
) -> Result<Details> {
    let id = store::insert(work, &rule).await?;
    files::keep(work, Owner::Rule(id), new).await?;
    files::copy(work, shared, Owner::Rule(id)).await?;
    work.emit(Event::new(Name::AutomationRuleCreated).about(id)).await?;
    let rule = AutomationRule { id, ..rule };
    audits::created(work, &rule).await?;
    Ok(Details { rule, files: files::of(work, Owner::Rule(id)).await? })
}

fn blank(work: &Work<'_>, new: &RuleChange) -> Result<AutomationRule> {
    Ok(AutomationRule {
        id: AutomationRuleId(0),
        name: String::new(),
        description: None,
        event: new.event_name.ok_or(Error::invalid("event_name", BLANK).by_field())?,
        conditions: Vec::new(),
        actions: Vec::new(),
        active: true,
        errors: 0,
        created_at: work.now,
    })
}

impl AutomationRule {
    #[must_use]
    fn changed(self, change: &RuleChange) -> Self {
        AutomationRule {
            name: change.name.clone().unwrap_or(self.name),
            description: change.description.clone().over(self.description),
            event: change.event_name.unwrap_or(self.event),
            conditions: change.conditions.clone().unwrap_or(self.conditions),
            actions: change.actions.clone().unwrap_or(self.actions),
            active: change.active.unwrap_or(self.active),
            ..self
        }
    }
}

fn check(rule: &AutomationRule) -> Result<()> {
    let mut problems = Problems::default();
    problems.present("name", &rule.name);
    problems.at_most("name", &rule.name, SHORT);
    problems.at_most_if("description", rule.description.as_deref(), LONG);
    let too_long = || format!("are too long (maximum is {MOST_BYTES} bytes)");
    if store::json(&rule.conditions).len() > MOST_BYTES {
        problems.add("conditions", too_long());
    }
    if store::json(&rule.actions).len() > MOST_BYTES {
        problems.add("actions", too_long());
    }
    problems.by_field().check()
}

/// Refuses actions that no rule can do, and more files than one may have.
fn check_actions(actions: &[Action], new: &[BlobId]) -> Result<()> {
    files::check(new).and(actions::check(actions, Kind::Rule)).map_err(Error::by_field)
}

fn too_many() -> Error {
    Error::said("base", format!("An account has at most {MOST} rules")).by_field()
}

fn blobs(files: &[ActionFile]) -> Vec<BlobId> {
    files.iter().map(|file| file.blob).collect()
}

//! The conditions of a rule: what they may ask for, and which conversations fit (contract
//! `behaviour.md`, 6.1).
//!
//! A condition is a rule of a [filter](crate::filters) about the conversation, its contact or a
//! message of it, joined to the next by AND or OR without parentheses, and compares as filters do:
//! labels by whether the conversation carries them. What has changed by the
//! event (`attribute_changed`) only the event can tell; that is decided first, and what is left is
//! asked of the database.

use std::collections::HashSet;

use schemars::JsonSchema;
use sea_query::{Condition as Where, Expr, ExprTrait as _, Func, Query, SelectStatement};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::trigger::Trigger;
use crate::{
    conversations::filter::SUBJECT as CONVERSATION,
    custom_attributes::{self, Definition, Model},
    error::{Error, Problems, Result},
    events::Changes,
    filters::{
        self, Attribute, Fold, Rule, Source, Subject, Tagging,
        operators::{BEGINNING, CONTAINING, EQUAL, PRESENT},
    },
    id::ConversationId,
    work::Work,
};

/// Conditions of a rule at most.
const MOST: usize = 50;

/// One condition, as clients send it and are shown it.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
pub struct Condition {
    #[serde(default)]
    pub attribute_key: String,
    #[serde(default)]
    pub filter_operator: String,
    /// A list; what something changed `from` and `to`, when it is asked whether it has changed.
    #[serde(default)]
    pub values: Value,
    #[serde(default)]
    pub query_operator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_attribute_type: Option<String>,
}

/// Which conversations are asked about, and which of their messages.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    pub conversations: &'a [i64],
    /// None for all that were said in them.
    pub messages: Option<&'a [i64]>,
    /// What has changed by the event, if there was one.
    pub changes: &'a Changes,
}

const CHANGED: &str = "attribute_changed";

/// What a condition may ask for, besides custom attributes.
const OF_CONVERSATION: [&str; 10] = [
    "status",
    "priority",
    "assignee_id",
    "inbox_id",
    "team_id",
    "labels",
    "browser_language",
    "conversation_language",
    "referer",
    "mail_subject",
];

/// What only rules can ask of a conversation, and lists cannot.
const PROMISE: Subject = Subject {
    attributes: &[Attribute::new("sla_policy_id", Source::Number("sla_policy_id"), PRESENT)],
    ..CONVERSATION
};

const CONTACT: Subject = Subject {
    table: "contacts",
    custom: Model::ContactAttribute,
    tagging: Tagging { table: "contact_labels", record: "contact_id" },
    first_value_only: false,
    attributes: &[
        Attribute::new("email", Source::Text("email", Fold::Exact), CONTAINING),
        Attribute::new("phone_number", Source::Text("phone_number", Fold::Phone), BEGINNING),
        Attribute::new("country_code", Source::Additional("country_code", Fold::Exact), EQUAL),
        Attribute::new("city", Source::Additional("city", Fold::Exact), CONTAINING),
        Attribute::new("company", Source::Additional("company", Fold::Exact), CONTAINING),
    ],
};

const MESSAGE: Subject = Subject {
    table: "said",
    custom: Model::ConversationAttribute,
    tagging: CONVERSATION.tagging,
    first_value_only: false,
    attributes: &[
        Attribute::new("content", Source::Text("content", Fold::Caseless), CONTAINING),
        Attribute::new("message_type", Source::Named("message_type", MESSAGE_TYPES), EQUAL),
        Attribute::new("private_note", Source::Boolean("private"), EQUAL),
    ],
};

const MESSAGE_TYPES: &[(&str, i64)] =
    &[("incoming", 0), ("outgoing", 1), ("activity", 2), ("template", 3)];

/// The custom attributes that conditions may ask for.
pub async fn known(work: &mut Work<'_>) -> Result<Vec<Definition>> {
    custom_attributes::list(work, None).await
}

/// Checks the conditions that somebody has sent.
pub async fn check(
    work: &mut Work<'_>,
    conditions: &[Condition],
    custom: &[Definition],
) -> Result<()> {
    let unknown: Vec<&str> = conditions
        .iter()
        .filter(|condition| condition.subject(custom).is_none())
        .map(|condition| condition.attribute_key.as_str())
        .collect();
    let mut problems = Problems::default();
    let mut say = |sentence: String| problems.say("conditions", sentence);
    if conditions.len() > MOST {
        say(format!("A rule has at most {MOST} conditions."));
    }
    if !unknown.is_empty() {
        say(format!("Automation conditions {} not supported.", unknown.join(",")));
    }
    if conditions.iter().filter(|condition| condition.query_operator.is_none()).count() > 1 {
        say("Automation conditions should have query operator.".to_owned());
    }
    if conditions.iter().any(|condition| condition.joins_by_or().is_none()) {
        say("Query operator must be either \"AND\" or \"OR\".".to_owned());
    }
    problems.check()?;
    for condition in conditions.iter().filter(|condition| !condition.is_of_change()) {
        // What cannot be asked now cannot be asked later.
        if let Err(error) = condition.asked(work, custom).await {
            return Err(said(error));
        }
    }
    Ok(())
}

/// A refusal of a filter, as one of the conditions.
fn said(error: Error) -> Error {
    match error {
        Error::Refused(sentence) => Error::said("conditions", sentence),
        error => error,
    }
}

/// Those of the conversations that fit. What cannot be asked is refused.
pub async fn matching(
    work: &mut Work<'_>,
    conditions: &[Condition],
    scope: &Scope<'_>,
    custom: &[Definition],
) -> Result<HashSet<ConversationId>> {
    let mut any = Where::any();
    let mut all = Some(Where::all());
    let mut fits_anyway = conditions.is_empty();
    for (at, condition) in conditions.iter().enumerate() {
        if condition.is_of_change() {
            all = all.filter(|_| condition.has_come_about(scope.changes));
        } else if let Some(so_far) = all {
            all = Some(so_far.add(condition.asked(work, custom).await?));
        }
        let is_last = at + 1 == conditions.len();
        if is_last || condition.joins_by_or() == Some(true) {
            if let Some(all) = all {
                fits_anyway |= all.is_empty();
                any = any.add(all);
            }
            all = Some(Where::all());
        }
    }
    if any.is_empty() && !fits_anyway {
        return Ok(HashSet::new());
    }
    let mut query = query(work, scope, conditions);
    if !fits_anyway {
        query.cond_where(any);
    }
    let found = work.tx.select::<(ConversationId,)>(&query).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The conversations of a scope with their contacts, and with what was said if that is asked for.
fn query(work: &Work<'_>, scope: &Scope<'_>, conditions: &[Condition]) -> SelectStatement {
    let column = |name| Expr::col(("conversations", name));
    let mut query = Query::select();
    query
        .column(("conversations", "id"))
        .from("conversations")
        .inner_join(
            "contacts",
            Expr::col(("contacts", "id")).equals(("conversations", "contact_id")),
        )
        .and_where(column("account_id").eq(work.account))
        .and_where(column("id").is_in(scope.conversations.iter().copied()));
    if conditions.iter().any(Condition::is_of_message) {
        query.join_subquery(
            sea_query::JoinType::LeftJoin,
            said_in(work, scope),
            "said",
            Expr::col(("said", "conversation_id")).equals(("conversations", "id")),
        );
        // However much was said in a conversation, it is looked for once.
        query.distinct().limit(scope.conversations.len() as u64);
    }
    query
}

/// What was said, in the words that are looked at.
fn said_in(work: &Work<'_>, scope: &Scope<'_>) -> SelectStatement {
    let content = Func::coalesce([Expr::col("processed_message_content"), Expr::col("content")]);
    let mut said = Query::select();
    said.columns(["conversation_id", "message_type", "private"])
        .expr_as(content, "content")
        .from("messages")
        .and_where(Expr::col("account_id").eq(work.account));
    match scope.messages {
        Some(ids) => said.and_where(Expr::col("id").is_in(ids.iter().copied())),
        None => {
            said.and_where(Expr::col("conversation_id").is_in(scope.conversations.iter().copied()))
        }
    };
    said
}

impl Condition {
    fn is_of_change(&self) -> bool {
        self.filter_operator == CHANGED
    }

    fn is_of_message(&self) -> bool {
        MESSAGE.attributes.iter().any(|known| known.key == self.attribute_key)
    }

    /// Whether the condition after this one is an alternative; none if it says nothing known.
    fn joins_by_or(&self) -> Option<bool> {
        match self.query_operator.as_deref().unwrap_or_default() {
            "" => Some(false),
            and if and.eq_ignore_ascii_case("and") => Some(false),
            or if or.eq_ignore_ascii_case("or") => Some(true),
            _ => None,
        }
    }

    /// What the condition is about: the conversation, its contact, or what was said.
    fn subject(&self, custom: &[Definition]) -> Option<&'static Subject> {
        let key = self.attribute_key.as_str();
        if OF_CONVERSATION.contains(&key) {
            return Some(&CONVERSATION);
        }
        for subject in [&PROMISE, &CONTACT, &MESSAGE] {
            if subject.attributes.iter().any(|known| known.key == key) {
                return Some(subject);
            }
        }
        let defined = |model| custom.iter().any(|it| it.key == key && it.model == model);
        let wanted = self.custom_attribute_type.as_deref().unwrap_or_default();
        let of_contact = wanted == Model::ContactAttribute.as_str();
        let subjects =
            if of_contact { [&CONTACT, &CONVERSATION] } else { [&CONVERSATION, &CONTACT] };
        subjects.into_iter().find(|subject| defined(subject.custom))
    }

    async fn asked(&self, work: &mut Work<'_>, custom: &[Definition]) -> Result<Where> {
        let Some(subject) = self.subject(custom) else {
            return Err(Error::refused(format!("There is no attribute {}.", self.attribute_key)));
        };
        if self.filter_operator == "starts_with" && self.attribute_key == "phone_number" {
            return self.beginning();
        }
        let rule = Rule {
            attribute_key: self.attribute_key.clone(),
            filter_operator: self.filter_operator.clone(),
            values: self.values.clone(),
            query_operator: None,
        };
        filters::condition_knowing(work, subject, custom, &[rule]).await
    }

    /// Whether the telephone number begins with one of the values.
    fn beginning(&self) -> Result<Where> {
        let mut any = Where::any();
        for value in self.values.as_array().into_iter().flatten().filter_map(Value::as_str) {
            let length = i64::try_from(value.chars().count()).unwrap_or(i64::MAX);
            let first = Func::cust("substr")
                .arg(Expr::col(("contacts", "phone_number")))
                .arg(Expr::val(1_i64).cast_as("integer"))
                .arg(Expr::val(length).cast_as("integer"));
            any = any.add(Expr::from(first).eq(value));
        }
        if any.is_empty() {
            let key = &self.attribute_key;
            return Err(Error::refused(format!(
                "Invalid value. The values provided for {key} are invalid"
            )));
        }
        Ok(any)
    }

    /// Whether the event has changed the attribute, from and to what is wanted.
    fn has_come_about(&self, changes: &Changes) -> bool {
        let wanted = |end: &str, value: &Value| {
            let listed = self.values.get(end).and_then(Value::as_array);
            listed.is_none_or(|listed| {
                listed.is_empty() || listed.iter().any(|one| spelled(one) == spelled(value))
            })
        };
        let key = if self.attribute_key == "labels" { "label_list" } else { &self.attribute_key };
        let of_custom = |before: &Value, after: &Value| {
            let (before, after) = (before.get(key).cloned(), after.get(key).cloned());
            let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
            before != after && wanted("from", &before) && wanted("to", &after)
        };
        changes.each().any(|(field, before, after)| match field {
            "custom_attributes" => of_custom(before, after),
            field => field == key && wanted("from", before) && wanted("to", after),
        })
    }
}

/// Ids are sent as numbers or as texts.
fn spelled(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Trigger {
    /// The messages that its rules look at: the one that it is about, if it is about one.
    pub fn messages(&self) -> Option<Vec<i64>> {
        self.message.map(|message| vec![message.0])
    }
}

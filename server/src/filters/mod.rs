//! Filters: conditions that clients put together, as one condition of a query.
//!
//! A filter is a list of rules, each joined to the next by AND or OR without
//! parentheses, so AND binds tighter. What can be asked for, and by which operators, is a
//! table of [`Attribute`]s; any custom attribute of the account can be asked for too.
//! The order of the checks and their texts are those of contract `application-core.md`,
//! 21. Values are always bound, never written into the text.
//!
//! The rules are read and checked here; what each compares is in [`compare`].

mod compare;
pub mod operators;

use schemars::JsonSchema;
use sea_query::{Condition, DynIden, IntoIden as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    clock::Timestamp,
    custom_attributes::{self, Definition, Model},
    error::{Error, Result},
    work::Work,
};

pub use compare::{Tagging, containing};

/// Rules in a filter at most.
const MOST_RULES: usize = 100;

/// Values in a filter at most, in all its rules together. Each makes the condition deeper,
/// and a condition that is too deep cannot be put together.
const MOST_VALUES: usize = 500;

/// Characters of a text that is looked for within others, at most.
pub const LONGEST_PART: usize = 255;

/// One condition, as a client sends it.
#[derive(Clone, Debug, JsonSchema, Deserialize, Serialize)]
pub struct Rule {
    #[serde(default)]
    pub attribute_key: String,
    #[serde(default)]
    pub filter_operator: String,
    #[serde(default)]
    pub values: Value,
    pub query_operator: Option<String>,
}

/// The rules of a filter, as they are sent.
#[derive(Clone, Debug, JsonSchema, Deserialize)]
pub struct Rules {
    payload: Option<Vec<Rule>>,
}

impl Rules {
    pub fn required(self) -> Result<Vec<Rule>> {
        self.payload.ok_or(Error::Missing("payload"))
    }
}

impl Rule {
    /// The ids that this must be one of, if that is what the rule says of an attribute.
    pub fn ids(&self, key: &str) -> Option<Vec<i64>> {
        self.equal_to(key)?.iter().map(compare::integer).collect()
    }

    /// The same of names.
    pub fn names(&self, key: &str) -> Option<Vec<String>> {
        self.equal_to(key)?.iter().map(compare::spelled).collect()
    }

    fn equal_to(&self, key: &str) -> Option<Vec<Value>> {
        let is_said = self.attribute_key == key && self.filter_operator == "equal_to";
        is_said.then(|| values(self).ok()).flatten()
    }

    /// Whether the rule after this one must be so as well.
    pub fn joins_by_and(&self) -> bool {
        joins_by_or(self).is_ok_and(|is_or| !is_or)
    }
}

/// Something that can be asked for.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    pub key: &'static str,
    pub source: Source,
    pub operators: &'static [&'static str],
}

impl Attribute {
    pub const fn new(
        key: &'static str,
        source: Source,
        operators: &'static [&'static str],
    ) -> Self {
        Attribute { key, source, operators }
    }
}

/// Where an attribute is kept, and how it is compared.
#[derive(Clone, Copy, Debug)]
pub enum Source {
    /// A text column. What is compared is brought into the form it is kept in.
    Text(&'static str, Fold),
    /// A column of numbers or ids.
    Number(&'static str),
    /// Numbers or ids that no record has.
    Nothing,
    /// A column that holds the number of a name. Some names stand for several.
    Named(&'static str, &'static [(&'static str, i64)]),
    Boolean(&'static str),
    /// A column of times.
    Date(&'static str),
    /// A key of `additional_attributes`.
    Additional(&'static str, Fold),
    Labels,
}

/// How a text is kept, so that a value is compared in the same form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// As it was typed.
    Exact,
    /// In lower case already.
    Lower,
    /// As it was typed, compared without regard to case.
    Caseless,
    /// A telephone number, with its plus sign.
    Phone,
}

/// What a filter is about.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    pub table: &'static str,
    pub attributes: &'static [Attribute],
    pub custom: Model,
    pub tagging: Tagging,
    /// Whether equality looks at the first value only, as for contacts.
    pub first_value_only: bool,
}

impl Subject {
    fn table(&self) -> DynIden {
        self.table.into_iden()
    }
}

/// Makes a filter the condition that it is. An empty one is no condition.
pub async fn condition(
    work: &mut Work<'_>,
    subject: &Subject,
    rules: &[Rule],
) -> Result<Condition> {
    let custom = custom_attributes::of_model(work, subject.custom).await?;
    condition_knowing(work, subject, &custom, rules).await
}

/// The same, for whoever knows already which custom attributes there are, and maybe of more than
/// the subject.
pub async fn condition_knowing(
    work: &mut Work<'_>,
    subject: &Subject,
    custom: &[Definition],
    rules: &[Rule],
) -> Result<Condition> {
    check_size(rules)?;
    let joins = rules.iter().map(joins_by_or).collect::<Result<Vec<bool>>>()?;
    let mut any = Condition::any();
    let mut all = Condition::all();
    for (rule, or_follows) in rules.iter().zip(joins) {
        all = all.add(asked(work, subject, custom, rule).await?);
        if or_follows {
            any = any.add(std::mem::replace(&mut all, Condition::all()));
        }
    }
    Ok(if all.is_empty() { any } else { any.add(all) })
}

fn check_size(rules: &[Rule]) -> Result<()> {
    if rules.len() > MOST_RULES {
        return Err(Error::refused(format!("A filter has at most {MOST_RULES} conditions.")));
    }
    let values = rules.iter().filter_map(|rule| rule.values.as_array()).map(Vec::len);
    if values.sum::<usize>() > MOST_VALUES {
        return Err(Error::refused(format!("A filter has at most {MOST_VALUES} values.")));
    }
    Ok(())
}

/// Whether the rule after this one is an alternative. Nothing said means AND.
fn joins_by_or(rule: &Rule) -> Result<bool> {
    match rule.query_operator.as_deref().unwrap_or_default() {
        "" => Ok(false),
        and if and.eq_ignore_ascii_case("and") => Ok(false),
        or if or.eq_ignore_ascii_case("or") => Ok(true),
        _ => Err(Error::refused("Query operator must be either \"AND\" or \"OR\".")),
    }
}

async fn asked(
    work: &mut Work<'_>,
    subject: &Subject,
    custom: &[Definition],
    rule: &Rule,
) -> Result<Condition> {
    let standard = subject.attributes.iter().find(|known| known.key == rule.attribute_key);
    if let Some(attribute) = standard
        && !attribute.operators.contains(&rule.filter_operator.as_str())
    {
        return Err(Error::refused(format!(
            "Invalid operator. The allowed operators for {} are [{}].",
            attribute.key,
            attribute.operators.join(",")
        )));
    }
    let values = values(rule)?;
    let comparison = compare::Comparison {
        subject,
        operator: &rule.filter_operator,
        key: &rule.attribute_key,
        values: &values,
        now: work.now,
        engine: work.tx.kind(),
    };
    if let Some(attribute) = standard {
        if let Source::Labels = attribute.source {
            return comparison.labels(work).await;
        }
        return comparison.standard(attribute.source);
    }
    let is_meant =
        |known: &&Definition| known.model == subject.custom && known.key == rule.attribute_key;
    match custom.iter().find(is_meant) {
        Some(definition) => comparison.custom(definition),
        None if comparison.is_ordering() => Err(comparison.invalid_value()),
        None => Err(unknown(subject, &rule.attribute_key)),
    }
}

/// The values of a rule, one or many. Presence is asked for without any.
fn values(rule: &Rule) -> Result<Vec<Value>> {
    let values = match &rule.values {
        Value::Array(values) => values.clone(),
        Value::Null => Vec::new(),
        Value::String(text) if text.is_empty() => Vec::new(),
        value => vec![value.clone()],
    };
    let is_presence = matches!(rule.filter_operator.as_str(), "is_present" | "is_not_present");
    if !is_presence && values.is_empty() {
        return Err(invalid_value(&rule.attribute_key));
    }
    Ok(values)
}

fn unknown(subject: &Subject, key: &str) -> Error {
    let keys: Vec<&str> = subject.attributes.iter().map(|attribute| attribute.key).collect();
    Error::refused(format!(
        "Invalid attribute key - [{key}]. The key should be one of [{}] or a custom attribute \
         defined in the account.",
        keys.join(",")
    ))
}

fn invalid_value(key: &str) -> Error {
    Error::refused(format!("Invalid value. The values provided for {key} are invalid"))
}

/// The first moment of a day.
fn start_of(day: jiff::civil::Date) -> Option<Timestamp> {
    let moment = day.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    Some(Timestamp(moment.as_microsecond()))
}

//! Custom attributes: fields that an account adds to its conversations and contacts.
//!
//! A definition says what a field is called and what it may hold. It is held against
//! values that change (see [`check`]); what was stored before stays as it is, also when
//! a definition comes, changes or goes. The forms of websites follow it (see `forms`).
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`], the rules in [`check`].

pub mod check;
mod forms;
pub mod http;
mod store;
pub mod wire;

use std::sync::LazyLock;

use regex::Regex;
use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error as _},
};
use serde_json::Value;

use crate::{
    accounts,
    clock::Timestamp,
    error::{Error, Problems, Result, taken},
    events::{Event, Name},
    id::DefinitionId,
    patch::Patch,
    validate::{LONG, SHORT},
    work::Work,
};

pub use store::of_model;

#[derive(Clone, Debug)]
pub struct Definition {
    pub id: DefinitionId,
    pub model: Model,
    pub key: String,
    pub display_name: String,
    pub display_type: DisplayType,
    pub description: Option<String>,
    /// What a list may hold.
    pub values: Vec<String>,
    pub regex_pattern: Option<String>,
    /// What to tell someone whose text does not match the pattern.
    pub regex_cue: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What has the attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    ConversationAttribute,
    ContactAttribute,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisplayType {
    Text,
    Number,
    Currency,
    Percent,
    Link,
    Date,
    List,
    Checkbox,
}

crate::stored! {
    Model { ConversationAttribute = 0 "conversation_attribute", ContactAttribute = 1 "contact_attribute" }
    DisplayType {
        Text = 0 "text", Number = 1 "number", Currency = 2 "currency", Percent = 3 "percent", Link = 4 "link", Date = 5 "date", List = 6 "list", Checkbox = 7 "checkbox"
    }
}

/// What a request says of a definition, new or known. A known one keeps its model and key
/// unless they are mentioned.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct DefinitionChange {
    pub attribute_display_name: Option<String>,
    pub attribute_description: Patch<String>,
    #[serde(deserialize_with = "also_by_digits")]
    pub attribute_display_type: Option<DisplayType>,
    pub attribute_key: Option<String>,
    #[serde(deserialize_with = "also_by_digits")]
    pub attribute_model: Option<Model>,
    pub attribute_values: Option<Vec<String>>,
    pub regex_pattern: Patch<String>,
    pub regex_cue: Patch<String>,
}

/// Keys that would be mistaken for what every record has.
fn reserved(model: Model) -> &'static [&'static str] {
    match model {
        Model::ConversationAttribute => &[
            "status",
            "priority",
            "assignee_id",
            "inbox_id",
            "team_id",
            "display_id",
            "campaign_id",
            "labels",
            "browser_language",
            "country_code",
            "referer",
            "created_at",
            "last_activity_at",
        ],
        Model::ContactAttribute => &[
            "name",
            "email",
            "phone_number",
            "identifier",
            "country_code",
            "city",
            "created_at",
            "last_activity_at",
            "referer",
            "blocked",
        ],
    }
}

pub async fn list(work: &mut Work<'_>, model: Option<Model>) -> Result<Vec<Definition>> {
    match model {
        Some(model) => Ok(store::of_model(work, model).await?),
        None => Ok(store::list(work).await?),
    }
}

pub async fn show(work: &mut Work<'_>, id: DefinitionId) -> Result<Definition> {
    store::find(work, id).await?.ok_or(Error::NotFound)
}

pub async fn create(work: &mut Work<'_>, new: &DefinitionChange) -> Result<Definition> {
    let blank = Definition {
        id: DefinitionId(0),
        model: Model::ConversationAttribute,
        key: String::new(),
        display_name: String::new(),
        display_type: DisplayType::Text,
        description: None,
        values: Vec::new(),
        regex_pattern: None,
        regex_cue: None,
        created_at: work.now,
        updated_at: work.now,
    };
    let definition = blank.changed(new);
    let mut problems = definition.problems();
    if reserved(definition.model).contains(&definition.key.as_str()) {
        problems.add(
            "attribute_key",
            "The provided key is not allowed as it might conflict with default attributes.",
        );
    }
    problems.check()?;
    let definition = store::insert(work, &definition).await.map_err(taken("attribute_key"))?;
    work.emit(Event::new(Name::AttributeDefinitionCreated).about(definition.id)).await?;
    Ok(definition)
}

pub async fn update(
    work: &mut Work<'_>,
    id: DefinitionId,
    change: &DefinitionChange,
) -> Result<Definition> {
    accounts::alone(work).await?;
    let before = show(work, id).await?;
    let definition = before.clone().changed(change);
    definition.problems().check()?;
    let definition = store::update(work, &definition).await.map_err(taken("attribute_key"))?;
    forms::follow(work, &before, Some(&definition)).await?;
    work.emit(Event::new(Name::AttributeDefinitionUpdated).about(id)).await?;
    Ok(definition)
}

/// Removes a definition. Values stored under its key stay.
pub async fn delete(work: &mut Work<'_>, id: DefinitionId) -> Result<()> {
    accounts::alone(work).await?;
    let before = show(work, id).await?;
    store::delete(work, id).await?;
    forms::follow(work, &before, None).await?;
    work.emit(Event::new(Name::AttributeDefinitionDeleted).about(id)).await
}

impl Definition {
    #[must_use]
    fn changed(self, change: &DefinitionChange) -> Self {
        let key = change.attribute_key.as_deref().unwrap_or(&self.key).trim().to_owned();
        Definition {
            model: change.attribute_model.unwrap_or(self.model),
            key,
            display_name: change.attribute_display_name.clone().unwrap_or(self.display_name),
            display_type: change.attribute_display_type.unwrap_or(self.display_type),
            description: change.attribute_description.clone().over(self.description),
            values: change.attribute_values.clone().unwrap_or(self.values),
            regex_pattern: change.regex_pattern.clone().over(self.regex_pattern),
            regex_cue: change.regex_cue.clone().over(self.regex_cue),
            ..self
        }
    }

    fn problems(&self) -> Problems {
        static KEY: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\A[\p{L}\p{N}_.\-]+\z").expect("the pattern is valid"));
        let mut problems = Problems::default();
        problems.present("attribute_display_name", &self.display_name);
        problems.at_most("attribute_display_name", &self.display_name, SHORT);
        problems.present("attribute_key", &self.key);
        problems.at_most("attribute_key", &self.key, SHORT);
        if !self.key.is_empty() && !KEY.is_match(&self.key) {
            problems.add(
                "attribute_key",
                "must only contain letters, numbers, underscores, hyphens, and dots",
            );
        }
        problems.at_most_if("attribute_description", self.description.as_deref(), LONG);
        problems.at_most_if("regex_pattern", self.regex_pattern.as_deref(), SHORT);
        problems.at_most_if("regex_cue", self.regex_cue.as_deref(), SHORT);
        if self.regex_pattern.as_deref().is_some_and(|text| check::pattern_of(text).is_none()) {
            problems.add("regex_pattern", "is not a pattern that can be used");
        }
        if self.values.len() > 1_000 {
            problems.add("attribute_values", "are too many (maximum is 1000)");
        }
        for value in &self.values {
            problems.at_most("attribute_values", value, SHORT);
        }
        problems
    }
}

/// A kind by its name or by its number, here also by the text of its number (contract
/// `seeds-vs-upstream.md`, 12).
pub fn also_by_digits<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let sent = Value::deserialize(from)?;
    let digits = sent.as_str().and_then(|text| text.parse::<u64>().ok());
    Option::deserialize(digits.map_or(sent, Value::from)).map_err(D::Error::custom)
}

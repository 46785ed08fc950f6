//! The form that visitors of a website fill in before they write (contract `behaviour.md`,
//! 9.2).

use std::collections::HashSet;

use db::{args, sql};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::OF_WEBSITE;
use crate::{
    accounts::{self, Cache},
    error::{Problems, Result},
    id::InboxId,
    json::Object,
    validate::{LONG, SHORT},
    work::Work,
};

/// Fields of a form, and choices of a field.
const MOST_FIELDS: usize = 50;
const MOST_CHOICES: usize = 1_000;

/// A form as a client sends it and as it is kept: with what was said of it, and no more.
#[derive(Clone, Debug, Default, JsonSchema, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pre_chat_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require_email: Option<bool>,
    pub pre_chat_fields: Vec<Field>,
}

#[derive(Clone, Debug, Default, JsonSchema, Serialize, Deserialize)]
#[serde(default)]
pub struct Field {
    /// What the answer is kept as: what every contact has, or a custom attribute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field_type: Option<FieldType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regex_pattern: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regex_cue: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    Standard,
    ContactAttribute,
    ConversationAttribute,
}

impl Form {
    /// The form that there is until somebody makes one: it asks for nothing.
    pub fn usual() -> Self {
        let field = |name: &str, label: &str, kind: &str, required| Field {
            field_type: Some(FieldType::Standard),
            label: Some(label.to_owned()),
            name: name.to_owned(),
            r#type: Some(kind.to_owned()),
            required: Some(required),
            enabled: Some(false),
            ..Field::default()
        };
        Form {
            pre_chat_message: Some("Share your queries or comments here.".to_owned()),
            require_email: None,
            pre_chat_fields: vec![
                field("emailAddress", "Email Id", "email", true),
                field("fullName", "Full name", "text", false),
                field("phoneNumber", "Phone number", "text", false),
            ],
        }
    }

    /// The form as it is kept. One without fields is the usual one.
    pub fn kept(&self) -> Result<Object> {
        self.check()?;
        let usual = Self::usual();
        let form = if self.pre_chat_fields.is_empty() { &usual } else { self };
        Ok(form.as_object())
    }

    fn as_object(&self) -> Object {
        match serde_json::to_value(self).expect("texts are JSON") {
            Value::Object(map) => map.into(),
            _ => Object::empty(),
        }
    }

    fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        problems.at_most_if("pre_chat_message", self.pre_chat_message.as_deref(), LONG);
        if self.pre_chat_fields.len() > MOST_FIELDS {
            let problem = format!("are too many (maximum is {MOST_FIELDS})");
            problems.add("pre_chat_fields", problem);
        }
        let mut names = HashSet::new();
        for field in &self.pre_chat_fields {
            field.check(&mut problems);
            if !names.insert(field.name.as_str()) {
                problems.add("pre_chat_fields", "must have different names");
            }
        }
        problems.check()
    }
}

/// Changes the forms of the account's websites. `change` tells whether it has changed one.
pub async fn change_all(work: &mut Work<'_>, change: impl Fn(&mut Form) -> bool) -> Result<()> {
    let sql = sql!(
        "select id, pre_chat_form_options from website_channels where account_id = $1 order by id"
    );
    for (id, kept) in work.tx.all::<(i64, Object)>(sql, args![work.account]).await? {
        let mut form: Form = serde_json::from_str(kept.as_str()).unwrap_or_default();
        if change(&mut form) {
            store(work, id, &form.as_object()).await?;
            accounts::touch_cache(work, Cache::Inbox).await?;
        }
    }
    Ok(())
}

/// The attributes of conversations that the form of a website asks for, by their keys.
pub async fn asked_of(work: &mut Work<'_>, inbox: InboxId) -> Result<HashSet<String>> {
    let sql = sql!("select website_channels.pre_chat_form_options {OF_WEBSITE}");
    let kept = work.tx.first::<(Object,)>(sql, args![work.account, inbox]).await?;
    let form = kept.and_then(|(kept,)| serde_json::from_str::<Form>(kept.as_str()).ok());
    let fields = form.map(|form| form.pre_chat_fields).unwrap_or_default().into_iter();
    let is_of_conversation = |field: &Field| {
        !matches!(field.field_type, Some(FieldType::Standard | FieldType::ContactAttribute))
    };
    Ok(fields.filter(is_of_conversation).map(|field| field.name).collect())
}

async fn store(work: &mut Work<'_>, channel: i64, form: &Object) -> db::Result<()> {
    let sql = sql!(
        "update website_channels set pre_chat_form_options = $3, updated_at = $4
         where account_id = $1 and id = $2"
    );
    work.tx.push(sql, args![work.account, channel, form, work.now]).await
}

impl Field {
    fn check(&self, problems: &mut Problems) {
        if self.name.trim().is_empty() {
            problems.add("pre_chat_fields", "must have names");
        }
        let texts = [
            ("pre_chat_fields.name", Some(&self.name)),
            ("pre_chat_fields.label", self.label.as_ref()),
            ("pre_chat_fields.placeholder", self.placeholder.as_ref()),
            ("pre_chat_fields.type", self.r#type.as_ref()),
            ("pre_chat_fields.locale", self.locale.as_ref()),
            ("pre_chat_fields.regex_pattern", self.regex_pattern.as_ref()),
            ("pre_chat_fields.regex_cue", self.regex_cue.as_ref()),
        ];
        for (field, text) in texts {
            problems.at_most_if(field, text.map(String::as_str), SHORT);
        }
        let choices = self.values.as_deref().unwrap_or_default();
        if choices.len() > MOST_CHOICES {
            let problem = format!("are too many (maximum is {MOST_CHOICES})");
            problems.add("pre_chat_fields.values", problem);
        }
        for choice in choices {
            problems.at_most("pre_chat_fields.values", choice, SHORT);
        }
    }
}

//! How contacts are asked whether they were helped (contract `application-core.md`, 9.3).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    error::{Problems, Result},
    json::Object,
    validate::{LONG, SHORT},
};

/// Labels that decide on whether somebody is asked.
const MOST_VALUES: usize = 100;

/// What is set of the survey of an inbox. What is left out is as it usually is.
#[derive(Clone, Debug, Default, JsonSchema, Serialize, Deserialize)]
#[serde(default)]
pub struct Survey {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_type: Option<Display>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub button_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survey_rules: Option<Rules>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<Template>,
}

/// By what a contact says how they were helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Display {
    Emoji,
    Star,
}

/// Which conversations are followed by a survey: those with certain labels, or without.
#[derive(Clone, Debug, Default, JsonSchema, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<Operator>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    Contains,
    DoesNotContain,
}

/// The message that a service wants to have seen before it is sent.
#[derive(Clone, Debug, Default, JsonSchema, Serialize, Deserialize)]
#[serde(default)]
pub struct Template {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval_sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

impl Survey {
    /// The same with everything that is usual, as a known inbox keeps it.
    #[must_use]
    pub fn filled(self) -> Self {
        // Nothing at all means that nothing is set.
        if self.as_object().is_empty() {
            return self;
        }
        let rules = self.survey_rules.unwrap_or_default();
        Survey {
            display_type: self.display_type.or(Some(Display::Emoji)),
            message: self.message.or_else(|| Some(String::new())),
            button_text: self.button_text.or_else(|| Some("Please rate us".to_owned())),
            language: self.language.or_else(|| Some("en".to_owned())),
            survey_rules: Some(Rules {
                operator: rules.operator.or(Some(Operator::Contains)),
                values: rules.values.or_else(|| Some(Vec::new())),
            }),
            template: self.template,
        }
    }

    pub fn as_object(&self) -> Object {
        match serde_json::to_value(self).expect("texts are JSON") {
            Value::Object(map) => map.into(),
            _ => Object::empty(),
        }
    }

    pub fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        let texts = [
            ("csat_config.message", &self.message, LONG),
            ("csat_config.button_text", &self.button_text, SHORT),
            ("csat_config.language", &self.language, SHORT),
        ];
        let template = self.template.clone().unwrap_or_default();
        let of_template = [
            ("csat_config.template.name", &template.name, SHORT),
            ("csat_config.template.template_id", &template.template_id, SHORT),
            ("csat_config.template.friendly_name", &template.friendly_name, SHORT),
            ("csat_config.template.content_sid", &template.content_sid, SHORT),
            ("csat_config.template.approval_sid", &template.approval_sid, SHORT),
            ("csat_config.template.created_at", &template.created_at, SHORT),
            ("csat_config.template.language", &template.language, SHORT),
            ("csat_config.template.status", &template.status, SHORT),
        ];
        for (field, text, most) in texts.into_iter().chain(of_template) {
            problems.at_most_if(field, text.as_deref(), most);
        }
        let values = self.survey_rules.as_ref().and_then(|rules| rules.values.as_deref());
        for value in values.unwrap_or_default() {
            problems.at_most("csat_config.survey_rules.values", value, SHORT);
        }
        if values.is_some_and(|values| values.len() > MOST_VALUES) {
            let problem = format!("are too many (maximum is {MOST_VALUES})");
            problems.add("csat_config.survey_rules.values", problem);
        }
        problems.check()
    }
}

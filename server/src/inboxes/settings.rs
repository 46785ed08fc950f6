//! What can be set of an inbox, whatever its channel: its name, what it says by itself, who is
//! given its conversations.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::csat::Survey;
use crate::{
    error::{Problems, Result},
    json::Object,
    patch::Patch,
    validate::SHORT,
};

const MAX_ASSIGNMENT_LIMIT: &str = "max_assignment_limit";

/// Characters of a greeting, and of a message for when nobody is there.
const GREETING: usize = 10_000;

/// What can be set of an inbox, whatever its channel.
#[derive(Clone, Debug)]
pub struct Settings {
    pub name: String,
    pub enable_auto_assignment: bool,
    pub greeting_enabled: bool,
    pub greeting_message: Option<String>,
    pub working_hours_enabled: bool,
    pub out_of_office_message: Option<String>,
    pub timezone: String,
    pub enable_email_collect: bool,
    pub csat_survey_enabled: bool,
    pub csat_config: Object,
    pub allow_messages_after_resolved: bool,
    pub auto_assignment_config: Object,
    pub lock_to_single_conversation: bool,
    pub portal_id: Option<i64>,
    pub sender_name_type: SenderName,
    pub business_name: Option<String>,
}

/// How agents are named to customers in mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SenderName {
    Friendly,
    Professional,
}

crate::stored! {
    SenderName { Friendly = 0 "friendly", Professional = 1 "professional" }
}

#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct SettingsChange {
    pub name: Option<String>,
    pub enable_auto_assignment: Option<bool>,
    pub greeting_enabled: Option<bool>,
    pub greeting_message: Patch<String>,
    pub working_hours_enabled: Option<bool>,
    pub out_of_office_message: Patch<String>,
    pub timezone: Option<String>,
    pub enable_email_collect: Option<bool>,
    pub csat_survey_enabled: Option<bool>,
    pub csat_config: Option<Survey>,
    pub allow_messages_after_resolved: Option<bool>,
    pub auto_assignment_config: Option<Object>,
    pub lock_to_single_conversation: Option<bool>,
    pub portal_id: Patch<i64>,
    pub sender_name_type: Option<SenderName>,
    pub business_name: Patch<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            name: String::new(),
            enable_auto_assignment: true,
            greeting_enabled: false,
            greeting_message: None,
            working_hours_enabled: false,
            out_of_office_message: None,
            timezone: "UTC".to_owned(),
            enable_email_collect: true,
            csat_survey_enabled: false,
            csat_config: Object::empty(),
            allow_messages_after_resolved: true,
            auto_assignment_config: Object::empty(),
            lock_to_single_conversation: false,
            portal_id: None,
            sender_name_type: SenderName::Friendly,
            business_name: None,
        }
    }
}

impl Settings {
    /// What a new inbox is set to.
    pub(super) fn of_new(change: &SettingsChange) -> Result<Self> {
        Self::default().with(change, change.csat_config.clone())
    }

    /// What a known inbox is set to after a change. Its survey is replaced, and what is left
    /// out of that is as it usually is.
    pub(super) fn changed(self, change: &SettingsChange) -> Result<Self> {
        let survey = change.csat_config.clone().map(Survey::filled);
        self.with(change, survey)
    }

    fn with(self, change: &SettingsChange, survey: Option<Survey>) -> Result<Self> {
        if let Some(survey) = &survey {
            survey.check()?;
        }
        let text = |patch: &Patch<String>, kept| patch.clone().over(kept);
        let settings = Settings {
            name: change.name.clone().unwrap_or(self.name),
            enable_auto_assignment: change
                .enable_auto_assignment
                .unwrap_or(self.enable_auto_assignment),
            greeting_enabled: change.greeting_enabled.unwrap_or(self.greeting_enabled),
            greeting_message: text(&change.greeting_message, self.greeting_message),
            working_hours_enabled: change
                .working_hours_enabled
                .unwrap_or(self.working_hours_enabled),
            out_of_office_message: text(&change.out_of_office_message, self.out_of_office_message),
            timezone: change.timezone.clone().unwrap_or(self.timezone),
            enable_email_collect: change.enable_email_collect.unwrap_or(self.enable_email_collect),
            csat_survey_enabled: change.csat_survey_enabled.unwrap_or(self.csat_survey_enabled),
            csat_config: survey.map_or(self.csat_config, |survey| survey.as_object()),
            allow_messages_after_resolved: change
                .allow_messages_after_resolved
                .unwrap_or(self.allow_messages_after_resolved),
            auto_assignment_config: change
                .auto_assignment_config
                .clone()
                .unwrap_or(self.auto_assignment_config),
            lock_to_single_conversation: change
                .lock_to_single_conversation
                .unwrap_or(self.lock_to_single_conversation),
            portal_id: change.portal_id.clone().over(self.portal_id),
            sender_name_type: change.sender_name_type.unwrap_or(self.sender_name_type),
            business_name: text(&change.business_name, self.business_name),
        };
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        problems.present("name", &self.name);
        problems.at_most("name", &self.name, SHORT);
        problems.at_most_if("greeting_message", self.greeting_message.as_deref(), GREETING);
        let away = self.out_of_office_message.as_deref();
        problems.at_most_if("out_of_office_message", away, GREETING);
        problems.at_most_if("business_name", self.business_name.as_deref(), SHORT);
        if jiff::tz::TimeZone::get(&self.timezone).is_err() {
            problems.add("timezone", "is not included in the list");
        }
        if let Some(limit) = self.assignment_config(MAX_ASSIGNMENT_LIMIT)
            && limit.as_i64().is_none_or(|limit| limit <= 0)
        {
            problems.add(MAX_ASSIGNMENT_LIMIT, "must be greater than 0");
        }
        problems.check()
    }

    /// The open conversations of the inbox that a member has at most before they are not given
    /// any more.
    pub fn max_assignment_limit(&self) -> Option<i64> {
        self.assignment_config(MAX_ASSIGNMENT_LIMIT)?.as_i64()
    }

    fn assignment_config(&self, key: &str) -> Option<Value> {
        if self.auto_assignment_config.is_empty() {
            return None;
        }
        self.auto_assignment_config.to_map().remove(key).filter(|value| !value.is_null())
    }
}

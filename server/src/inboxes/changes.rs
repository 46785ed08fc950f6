//! What is told of a change of settings.

use serde_json::{Value, json};

use super::Settings;
use crate::events::Changes;

impl Settings {
    /// The settings that are others now.
    pub(super) fn changes_to(&self, after: &Settings) -> Changes {
        let (before, after) = (self.told(), after.told());
        before.into_iter().zip(after).fold(Changes::default(), |changes, (before, after)| {
            changes.field(before.0, before.1, after.1)
        })
    }

    /// Whether it is open at other times by the other settings.
    pub(super) fn keeps_other_hours(&self, after: &Settings) -> bool {
        self.working_hours_enabled != after.working_hours_enabled || self.timezone != after.timezone
    }

    fn told(&self) -> [(&'static str, Value); 16] {
        [
            ("name", json!(self.name)),
            ("enable_auto_assignment", json!(self.enable_auto_assignment)),
            ("greeting_enabled", json!(self.greeting_enabled)),
            ("greeting_message", json!(self.greeting_message)),
            ("working_hours_enabled", json!(self.working_hours_enabled)),
            ("out_of_office_message", json!(self.out_of_office_message)),
            ("timezone", json!(self.timezone)),
            ("enable_email_collect", json!(self.enable_email_collect)),
            ("csat_survey_enabled", json!(self.csat_survey_enabled)),
            ("csat_config", json!(self.csat_config)),
            ("allow_messages_after_resolved", json!(self.allow_messages_after_resolved)),
            ("auto_assignment_config", json!(self.auto_assignment_config)),
            ("lock_to_single_conversation", json!(self.lock_to_single_conversation)),
            ("portal_id", json!(self.portal_id)),
            ("sender_name_type", json!(self.sender_name_type)),
            ("business_name", json!(self.business_name)),
        ]
    }
}

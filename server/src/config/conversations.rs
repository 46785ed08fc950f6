//! Settings of conversations.

use serde::Deserialize;

use super::ConfigError;
use crate::page;

/// How much of conversations there is at once.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conversations {
    pub per_page: u64,
    pub messages_per_minute: u32,
}

impl Conversations {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if !(1..=page::MOST).contains(&self.per_page) {
            let most = page::MOST;
            let problem = format!("conversations.per_page must be between 1 and {most}");
            return Err(ConfigError(problem));
        }
        if self.messages_per_minute == 0 {
            let problem = "conversations.messages_per_minute must be at least 1";
            return Err(ConfigError(problem.to_owned()));
        }
        Ok(())
    }
}

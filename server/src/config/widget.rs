//! Settings of the chat of websites.

use std::time::Duration;

use serde::Deserialize;

use super::{ConfigError, values::days};
use crate::validate;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Widget {
    /// For how long a visitor who does not come back is known.
    #[serde(rename = "token_days", deserialize_with = "days")]
    pub token_lasts: Duration,
    pub brand_name: String,
    /// Empty if the name leads nowhere.
    pub brand_url: String,
}

impl Widget {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.token_lasts.is_zero() {
            return Err(ConfigError("widget.token_days must be at least 1".to_owned()));
        }
        let url = &self.brand_url;
        if !url.is_empty() && !validate::is_web_url(url) {
            let problem = format!("widget.brand_url: \"{url}\" is not an http or https address");
            return Err(ConfigError(problem));
        }
        Ok(())
    }
}

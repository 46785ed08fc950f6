//! Second factors as clients see them (contract `application-core.md`, 4.10).

use schemars::JsonSchema;
use serde::Serialize;

use super::{SetUp, Standing};

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Shown {
    pub feature_available: bool,
    pub enabled: bool,
    pub backup_codes_generated: bool,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Begun {
    pub provisioning_url: String,
    pub secret: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Enabled {
    pub enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_codes: Option<Vec<String>>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct BackupCodes {
    pub backup_codes: Vec<String>,
}

impl From<Standing> for Shown {
    fn from(standing: Standing) -> Self {
        let Standing { is_on, has_backup_codes } = standing;
        Shown { feature_available: true, enabled: is_on, backup_codes_generated: has_backup_codes }
    }
}

impl From<SetUp> for Begun {
    fn from(set_up: SetUp) -> Self {
        let SetUp { secret, url } = set_up;
        Begun { provisioning_url: url, secret }
    }
}

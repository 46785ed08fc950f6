//! Definitions as clients see them (contract `application-core.md`, 12).

use schemars::JsonSchema;
use serde::Serialize;

use super::{DisplayType, Model};
use crate::{
    clock::{self, Timestamp},
    id::DefinitionId,
};

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "CustomAttributeDefinition")]
pub struct Definition {
    pub id: DefinitionId,
    pub attribute_display_name: String,
    pub attribute_display_type: DisplayType,
    pub attribute_description: Option<String>,
    pub attribute_key: String,
    pub regex_pattern: Option<String>,
    pub regex_cue: Option<String>,
    pub attribute_values: Vec<String>,
    pub attribute_model: Model,
    /// Nothing sets it, but clients read it.
    pub default_value: Option<()>,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
}

impl From<super::Definition> for Definition {
    fn from(definition: super::Definition) -> Self {
        let super::Definition {
            id,
            model,
            key,
            display_name,
            display_type,
            description,
            values,
            regex_pattern,
            regex_cue,
            created_at,
            updated_at,
        } = definition;
        Definition {
            id,
            attribute_display_name: display_name,
            attribute_display_type: display_type,
            attribute_description: description,
            attribute_key: key,
            regex_pattern,
            regex_cue,
            attribute_values: values,
            attribute_model: model,
            default_value: None,
            created_at,
            updated_at,
        }
    }
}

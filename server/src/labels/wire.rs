//! Labels as clients see them (contract `application-core.md`, 3.14).

use schemars::JsonSchema;
use serde::Serialize;

use crate::id::LabelId;

#[derive(JsonSchema, Serialize)]
pub struct Label {
    pub id: LabelId,
    pub title: String,
    pub description: Option<String>,
    pub color: String,
    pub show_on_sidebar: Option<bool>,
}

impl From<super::Label> for Label {
    fn from(label: super::Label) -> Self {
        let super::Label { id, title, description, color, show_on_sidebar } = label;
        Label { id, title, description, color, show_on_sidebar }
    }
}

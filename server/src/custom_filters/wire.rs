//! Custom filters as clients see them (contract `application-core.md`, 13).

use schemars::JsonSchema;
use serde::Serialize;

use super::FilterType;
use crate::{
    clock::{self, Timestamp},
    id::CustomFilterId,
    json::Object,
};

#[derive(JsonSchema, Serialize)]
pub struct CustomFilter {
    pub id: CustomFilterId,
    pub name: String,
    pub filter_type: FilterType,
    pub query: Object,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
}

impl From<super::CustomFilter> for CustomFilter {
    fn from(filter: super::CustomFilter) -> Self {
        let super::CustomFilter { id, name, filter_type, query, created_at, updated_at } = filter;
        CustomFilter { id, name, filter_type, query, created_at, updated_at }
    }
}

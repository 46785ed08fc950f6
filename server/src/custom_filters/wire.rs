//! Custom filters as clients see them (contract `application-core.md`, 13).

use serde::Serialize;

use super::FilterType;
use crate::{
    clock::{self, Timestamp},
    id::CustomFilterId,
    json::Object,
};

#[derive(Serialize)]
pub struct CustomFilter {
    pub id: CustomFilterId,
    pub name: String,
    pub filter_type: FilterType,
    pub query: Object,
    #[serde(serialize_with = "clock::iso")]
    pub created_at: Timestamp,
    #[serde(serialize_with = "clock::iso")]
    pub updated_at: Timestamp,
}

impl From<super::CustomFilter> for CustomFilter {
    fn from(filter: super::CustomFilter) -> Self {
        let super::CustomFilter { id, name, filter_type, query, created_at, updated_at } = filter;
        CustomFilter { id, name, filter_type, query, created_at, updated_at }
    }
}

//! Dashboard apps as clients see them (contract `behaviour.md`, 10.4).

use schemars::JsonSchema;
use serde::Serialize;

use super::Frame;
use crate::{
    clock::{self, Timestamp},
    id::DashboardAppId,
};

#[derive(JsonSchema, Serialize)]
pub struct DashboardApp {
    pub id: DashboardAppId,
    pub title: String,
    pub content: Vec<Frame>,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
}

impl From<super::DashboardApp> for DashboardApp {
    fn from(app: super::DashboardApp) -> Self {
        let super::DashboardApp { id, title, content, created_at } = app;
        DashboardApp { id, title, content, created_at }
    }
}

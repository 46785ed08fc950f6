//! Reporting events as clients see them (contract `behaviour.md`, 7.1).

use schemars::JsonSchema;
use serde::Serialize;

use super::Name;
use crate::{
    clock::{self, Timestamp},
    id::{AccountId, ConversationId, InboxId, ReportingEventId, UserId},
};

#[derive(JsonSchema, Serialize)]
pub struct ReportingEvent {
    pub id: ReportingEventId,
    pub name: Name,
    /// Seconds.
    pub value: f64,
    pub value_in_business_hours: f64,
    #[serde(with = "clock::Iso")]
    pub event_start_time: Timestamp,
    #[serde(with = "clock::Iso")]
    pub event_end_time: Timestamp,
    pub account_id: AccountId,
    /// The key of the conversation, which is not its number.
    pub conversation_id: ConversationId,
    pub inbox_id: InboxId,
    pub user_id: Option<UserId>,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Page {
    payload: Vec<ReportingEvent>,
    meta: Meta,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
struct Meta {
    count: i64,
    current_page: u32,
    total_pages: i64,
}

impl ReportingEvent {
    #[expect(clippy::cast_precision_loss, reason = "a float holds the seconds of any lifetime")]
    pub fn of(account_id: AccountId, event: super::ReportingEvent) -> Self {
        let super::ReportingEvent {
            id,
            conversation_id,
            inbox_id,
            user_id,
            name,
            value,
            value_in_business_hours,
            start,
            end,
            created_at,
        } = event;
        ReportingEvent {
            id,
            name,
            value: value as f64,
            value_in_business_hours: value_in_business_hours as f64,
            event_start_time: start,
            event_end_time: end,
            account_id,
            conversation_id,
            inbox_id,
            user_id,
            created_at,
            updated_at: created_at,
        }
    }

    pub fn all(account: AccountId, events: Vec<super::ReportingEvent>) -> Vec<Self> {
        events.into_iter().map(|event| Self::of(account, event)).collect()
    }
}

impl Page {
    pub fn of(account: AccountId, (current_page, per_page): (u32, u64), page: super::Page) -> Self {
        let super::Page { events, count, next: _ } = page;
        let per_page = per_page.cast_signed();
        let total_pages = (count + per_page - 1) / per_page;
        let meta = Meta { count, current_page, total_pages };
        Page { payload: ReportingEvent::all(account, events), meta }
    }
}

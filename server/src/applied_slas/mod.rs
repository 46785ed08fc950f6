//! Applied SLAs as administrators look at them: where something was missed, and how often not
//! (contract `behaviour.md`, 6.7).
//!
//! How conversations come to be held to a policy is in `conversations::sla`. Rows are looked for
//! in `store`; as a table they are in `table`. JSON in [`wire`], endpoints in [`http`].

pub mod http;
mod store;
mod table;
pub mod wire;

use std::collections::HashMap;

use schemars::JsonSchema;
use sea_query::Expr;
use serde::Deserialize;

use crate::{
    clock::Timestamp,
    conversations::{
        self, Conversation,
        details::{self, Details},
        status::Seconds,
    },
    error::{Problems, Result},
    filters::LONGEST_PART,
    id::{AppliedSlaId, ConversationId, InboxId, SlaPolicyId, TeamId, UserId},
    page::{
        Part,
        moments::{Moments, Place},
    },
    work::Work,
};

/// Conversations on a page.
pub const PAGE: u64 = 25;

/// Which of them are wanted.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Seconds since 1970, as is `until`: when the conversation came to be held to the policy.
    pub since: Option<Seconds>,
    pub until: Option<Seconds>,
    pub inbox_id: Option<InboxId>,
    pub team_id: Option<TeamId>,
    pub sla_policy_id: Option<SlaPolicyId>,
    /// A part of the title of a label.
    pub label_list: Option<String>,
    pub assigned_agent_id: Option<UserId>,
}

/// A page of what was missed, and how many there are on all pages.
#[derive(Debug)]
pub struct Page {
    pub missed: Vec<Details>,
    pub count: i64,
    /// Where the next part begins, if it was asked for.
    pub next: Option<String>,
}

/// How many are held to anything, and in how many something was missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metrics {
    pub total: i64,
    pub missed: i64,
}

impl Wanted {
    pub fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        problems.at_most_if("label_list", self.label_list.as_deref(), LONGEST_PART);
        problems.check()
    }
}

/// The conversations in which something was missed, those first that came last to be held to
/// anything.
pub async fn list(work: &mut Work<'_>, wanted: &Wanted, part: &Part) -> Result<Page> {
    wanted.check()?;
    let moments = Moments::newest_first("applied_slas");
    let (begin, window) = (moments.begin(part)?, part.window(PAGE));
    let [moment, id] = store::KEYS.map(Expr::col);
    let behind = moments.behind(&moment, &id, begin);
    let count = store::count(work, wanted, true).await?;
    let found = store::page(work, wanted, behind, window).await?;
    let place =
        |(_, moment, id): &(_, Timestamp, AppliedSlaId)| Place { moment: *moment, id: id.0 };
    let next = moments.next(part, window, &found.iter().map(place).collect::<Vec<_>>())?;
    let ids: Vec<ConversationId> =
        found.into_iter().map(|(conversation, ..)| conversation).collect();
    Ok(Page { missed: load(work, &ids).await?, count, next })
}

pub async fn metrics(work: &mut Work<'_>, wanted: &Wanted) -> Result<Metrics> {
    wanted.check()?;
    let total = store::count(work, wanted, false).await?;
    Ok(Metrics { total, missed: store::count(work, wanted, true).await? })
}

/// What was missed after a place, for whoever reads all of it.
async fn after(
    work: &mut Work<'_>,
    wanted: &Wanted,
    place: AppliedSlaId,
    most: u64,
) -> Result<(Vec<Details>, Option<AppliedSlaId>)> {
    let found = store::after(work, wanted, place, most).await?;
    let last = found.last().map(|(applied, _)| *applied);
    let ids: Vec<ConversationId> = found.into_iter().map(|(_, id)| id).collect();
    Ok((load(work, &ids).await?, last))
}

/// These conversations, in their order.
async fn load(work: &mut Work<'_>, ids: &[ConversationId]) -> Result<Vec<Details>> {
    let wanted: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let found = conversations::of_ids(work, &wanted).await?;
    let mut found: HashMap<ConversationId, Conversation> =
        found.into_iter().map(|conversation| (conversation.id, conversation)).collect();
    let in_order = ids.iter().filter_map(|id| found.remove(id)).collect();
    details::load(work, in_order).await
}

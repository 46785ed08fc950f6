//! Custom filters: what a member looks for again and again, under a name (contract
//! `application-core.md`, 13).
//!
//! A filter belongs to the member who made it, and nobody else sees it. What it asks for is
//! kept as it was sent: clients send it back when they filter.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod http;
mod store;
pub mod wire;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    accounts,
    clock::Timestamp,
    custom_attributes::also_by_digits,
    error::{Error, NOT_ALLOWED, Problems, Result},
    id::{CustomFilterId, UserId},
    json::Object,
    validate::SHORT,
    work::Work,
};

pub use store::forget_member;

/// Filters of a member in an account at most.
const MOST: i64 = 1_000;

/// Bytes of what a filter asks for.
const MOST_BYTES: usize = 65_536;

#[derive(Clone, Debug)]
pub struct CustomFilter {
    pub id: CustomFilterId,
    pub name: String,
    pub filter_type: FilterType,
    pub query: Object,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What a filter is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FilterType {
    #[default]
    Conversation,
    Contact,
    Report,
}

crate::stored! {
    FilterType { Conversation = 0 "conversation", Contact = 1 "contact", Report = 2 "report" }
}

/// What a request says of a filter, new or known.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct FilterChange {
    pub name: Option<String>,
    #[serde(deserialize_with = "also_by_digits")]
    pub filter_type: Option<FilterType>,
    pub query: Option<Object>,
}

/// The filters of the member who asks that are about this.
pub async fn list(work: &mut Work<'_>, about: FilterType) -> Result<Vec<CustomFilter>> {
    let me = me(work)?;
    Ok(store::list(work, me, about).await?)
}

pub async fn show(work: &mut Work<'_>, id: CustomFilterId) -> Result<CustomFilter> {
    let me = me(work)?;
    store::find(work, me, id).await?.ok_or(Error::NotFound)
}

pub async fn create(work: &mut Work<'_>, new: &FilterChange) -> Result<CustomFilter> {
    let me = me(work)?;
    let blank = CustomFilter {
        id: CustomFilterId(0),
        name: String::new(),
        filter_type: FilterType::default(),
        query: Object::empty(),
        created_at: work.now,
        updated_at: work.now,
    };
    let filter = blank.changed(new);
    check(&filter)?;
    // So that nobody else adds one while they are counted.
    accounts::alone(work).await?;
    if store::count(work, me).await? >= MOST {
        return Err(Error::said(
            "account_id",
            format!(
                "Account Limit reached. The maximum number of allowed custom filters for a user \
                 per account is {MOST}."
            ),
        ));
    }
    Ok(store::insert(work, me, &filter).await?)
}

pub async fn update(
    work: &mut Work<'_>,
    id: CustomFilterId,
    change: &FilterChange,
) -> Result<CustomFilter> {
    let me = me(work)?;
    let before = store::lock(work, me, id).await?.ok_or(Error::NotFound)?;
    let filter = CustomFilter { updated_at: work.now, ..before.changed(change) };
    check(&filter)?;
    store::update(work, me, &filter).await?;
    Ok(filter)
}

pub async fn delete(work: &mut Work<'_>, id: CustomFilterId) -> Result<()> {
    let me = me(work)?;
    if store::delete(work, me, id).await? == 0 { Err(Error::NotFound) } else { Ok(()) }
}

impl CustomFilter {
    #[must_use]
    fn changed(self, change: &FilterChange) -> Self {
        CustomFilter {
            name: change.name.clone().unwrap_or(self.name),
            filter_type: change.filter_type.unwrap_or(self.filter_type),
            query: change.query.clone().unwrap_or(self.query),
            ..self
        }
    }
}

fn check(filter: &CustomFilter) -> Result<()> {
    let mut problems = Problems::default();
    problems.present("name", &filter.name);
    problems.at_most("name", &filter.name, SHORT);
    if filter.query.as_str().len() > MOST_BYTES {
        problems.add("query", format!("is too long (maximum is {MOST_BYTES} bytes)"));
    }
    problems.check()
}

fn me(work: &Work<'_>) -> Result<UserId> {
    work.actor.member().map(|member| member.user).ok_or(NOT_ALLOWED)
}

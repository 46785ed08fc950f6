//! The audit log: who has changed how the account is set up, from where, and who has signed in.
//!
//! A record says what it tells of itself ([`Audited`]), and the action that makes, changes or
//! removes it says so here, in its transaction. Noted is what differs, with who did it, the id
//! of their request and the address that it came from. What lets somebody in is never noted.
//! Administrators read it for as long as the settings say (contract `behaviour.md`, 6.10).
//!
//! Rows in `store`, JSON in [`wire`], its endpoint in [`http`].

pub mod http;
mod store;
pub mod wire;

use std::time::Duration;

use serde_json::{Map, Value};

use crate::{
    clock::Timestamp,
    error::Result,
    events::Changes,
    id::{AuditId, UserId},
    json::Object,
    page::{
        Part,
        moments::{Moments, Place},
    },
    work::Work,
};

pub use store::{delete_some_of_account, remove_old};

/// Entries on a page.
pub const PAGE: u64 = 15;

/// A record whose changes are noted.
pub trait Audited {
    /// What clients know such records as: `AutomationRule`.
    const KIND: &'static str;

    fn key(&self) -> i64;

    /// What is noted of it, by name, and no secrets.
    fn noted(&self) -> Value;
}

/// Something that was done.
#[derive(Clone, Debug)]
pub struct Audit {
    pub id: AuditId,
    pub kind: String,
    pub key: i64,
    pub user_type: Option<String>,
    pub user: Option<i64>,
    pub username: Option<String>,
    pub action: Action,
    pub changes: Object,
    pub version: i64,
    pub request: Option<String>,
    pub address: Option<String>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Create,
    Update,
    Destroy,
    SignIn,
    SignOut,
}

crate::stored! {
    Action {
        Create = 0 "create",
        Update = 1 "update",
        Destroy = 2 "destroy",
        SignIn = 3 "sign_in",
        SignOut = 4 "sign_out",
    }
}

/// A page, and how many entries there are.
#[derive(Debug)]
pub struct Page {
    pub audits: Vec<Audit>,
    pub count: i64,
    /// Where the next part begins, if it was asked for.
    pub next: Option<String>,
}

/// Notes that a record was made.
pub async fn created<A: Audited>(work: &mut Work<'_>, new: &A) -> Result<()> {
    whole(work, Action::Create, new).await
}

/// Notes what is different of a record now, if anything is.
pub async fn updated<A: Audited>(work: &mut Work<'_>, before: &A, after: &A) -> Result<()> {
    let (mut was, is) = (fields(before), fields(after));
    let changes = is.into_iter().fold(Changes::default(), |changes, (name, after)| {
        let before = was.remove(&name).unwrap_or_default();
        changes.field(&name, before, after)
    });
    if changes.is_empty() {
        return Ok(());
    }
    note::<A>(work, Action::Update, after.key(), &Object::from(&changes)).await
}

/// Notes that a record is gone, or is going.
pub async fn destroyed<A: Audited>(work: &mut Work<'_>, gone: &A) -> Result<()> {
    whole(work, Action::Destroy, gone).await
}

/// Notes in each account of a user that they have signed in.
pub async fn signed_in(work: &mut Work<'_>, user: UserId) -> Result<()> {
    Ok(store::insert_for_accounts_of(work, user, Action::SignIn).await?)
}

/// The same when they have signed out.
pub async fn signed_out(work: &mut Work<'_>, user: UserId) -> Result<()> {
    Ok(store::insert_for_accounts_of(work, user, Action::SignOut).await?)
}

/// What was done within a time until now, the newest first.
pub async fn list(work: &mut Work<'_>, kept: Duration, part: &Part) -> Result<Page> {
    let since = work.now.minus(kept);
    let moments = Moments::newest_first("audits");
    let (behind, window) = (moments.begin(part)?, part.window(PAGE));
    let count = store::count(work, since).await?;
    let audits = store::page(work, since, behind, window).await?;
    let place = |it: &Audit| Place { moment: it.created_at, id: it.id.0 };
    let next = moments.next(part, window, &audits.iter().map(place).collect::<Vec<_>>())?;
    Ok(Page { audits, count, next })
}

async fn whole<A: Audited>(work: &mut Work<'_>, action: Action, record: &A) -> Result<()> {
    let mut noted = fields(record);
    noted.insert("account_id".to_owned(), work.account.0.into());
    note::<A>(work, action, record.key(), &noted.into()).await
}

fn fields<A: Audited>(record: &A) -> Map<String, Value> {
    match record.noted() {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// What is done for no account is for nobody to read.
async fn note<A: Audited>(
    work: &mut Work<'_>,
    action: Action,
    key: i64,
    changes: &Object,
) -> Result<()> {
    match work.tenant() {
        Some(_) => Ok(store::insert(work, A::KIND, key, action, changes).await?),
        None => Ok(()),
    }
}

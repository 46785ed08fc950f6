//! Rows of `webhook_bodies`, `webhook_deliveries`, `webhook_attempts` and
//! `webhook_health`. What is to be made again is in [`again`], what
//! becomes old in [`old`].

mod again;
mod old;

use std::time::Duration;

use db::{FromRow, Row, Tx, args, sql};

use super::{
    Attempt, Delivery, Endpoint, Post, State,
    endpoint::Health,
    log::{Logged, Tried},
};
use crate::{
    clock::Timestamp,
    id::{BodyId, DeliveryId},
    work::Work,
};

pub use again::{given_up_of, hurry, put_back_in_line, repeat, whose};
pub use old::{remove_ended, remove_unused_bodies};

/// Deliveries that are removed in one transaction.
const AT_ONCE: i64 = 1_000;

/// For how long somebody who asked for a delivery is waited for to tell it.
const BY_HAND: Duration = Duration::from_mins(5);

const COLUMNS: &str = "webhook_deliveries.id, webhook_deliveries.endpoint_kind,
    webhook_deliveries.endpoint_id,
    coalesce(webhook_deliveries.event_id, webhook_deliveries.repeats_event_id),
    webhook_deliveries.event, webhook_deliveries.message_id, webhook_deliveries.uuid, webhook_deliveries.state,
    webhook_deliveries.attempts, webhook_deliveries.next_at, webhook_bodies.body";

const DELIVERIES: &str = "webhook_deliveries
    join webhook_bodies on webhook_bodies.id = webhook_deliveries.body_id";

impl FromRow for Delivery {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Delivery {
            id: row.take()?,
            endpoint: Endpoint { kind: row.take()?, id: row.take()? },
            event_id: row.take()?,
            event: row.take()?,
            message: row.take()?,
            uuid: row.take()?,
            state: row.take()?,
            attempts: count(row.take()?),
            next_at: row.take()?,
            body: row.take()?,
        })
    }
}

impl FromRow for Logged {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        let delivery = Delivery::from_row(row)?;
        Ok(Logged {
            delivery,
            created_at: row.take()?,
            finished_at: row.take()?,
            attempts: Vec::new(),
        })
    }
}

impl FromRow for Tried {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Tried {
            delivery: row.take()?,
            began_at: row.take()?,
            took: row.take()?,
            status: row.take()?,
            answer: row.take()?,
            problem: row.take()?,
        })
    }
}

/// An address that has failed.
pub struct Failing {
    pub endpoint: Endpoint,
    pub health: Health,
}

impl FromRow for Failing {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        let endpoint = Endpoint { kind: row.take()?, id: row.take()? };
        Ok(Failing { endpoint, health: Health::from_row(row)? })
    }
}

impl FromRow for Health {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Health {
            failing_since: row.take()?,
            failures: count(row.take()?),
            paused_until: row.take::<Option<Timestamp>>()?.filter(|until| until.0 > 0),
            disabled_at: row.take()?,
        })
    }
}

fn count(number: i64) -> usize {
    usize::try_from(number).unwrap_or_default()
}

pub async fn insert_body(work: &mut Work<'_>, body: &str) -> db::Result<BodyId> {
    let sql = sql!(
        "insert into webhook_bodies (account_id, body, created_at) values ($1, $2, $3)
         returning id"
    );
    let (id,) = work.tx.one::<(BodyId,)>(sql, args![work.account, body, work.now]).await?;
    Ok(id)
}

pub async fn insert(
    work: &mut Work<'_>,
    endpoint: Endpoint,
    post: &Post,
    body: BodyId,
    uuid: &str,
) -> db::Result<()> {
    let sql = sql!(
        "insert into webhook_deliveries (account_id, endpoint_kind, endpoint_id, event_id, event,
           message_id, body_id, uuid, state, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)
         on conflict (endpoint_kind, endpoint_id, event_id) do nothing"
    );
    let args = args![
        work.account,
        endpoint.kind,
        endpoint.id,
        post.event_id,
        post.event,
        post.message,
        body,
        uuid,
        work.now,
    ];
    work.tx.push(sql, args).await
}

/// Adds one that is told by whoever asked for it: it is not in line, and waits for a while
/// before it would be tried by itself.
pub async fn insert_by_hand(
    work: &mut Work<'_>,
    endpoint: Endpoint,
    event: &str,
    body: BodyId,
    uuid: &str,
) -> db::Result<DeliveryId> {
    let sql = sql!(
        "insert into webhook_deliveries (account_id, endpoint_kind, endpoint_id, event, body_id,
           uuid, state, next_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id"
    );
    let later = work.now.plus(BY_HAND);
    let args = args![
        work.account,
        endpoint.kind,
        endpoint.id,
        event,
        body,
        uuid,
        State::SetAside,
        later,
        work.now,
    ];
    let (id,) = work.tx.one::<(DeliveryId,)>(sql, args).await?;
    Ok(id)
}

pub async fn first_in_line(
    work: &mut Work<'_>,
    endpoint: Endpoint,
) -> db::Result<Option<Delivery>> {
    let sql = sql!(
        "select {COLUMNS} from {DELIVERIES}
         where webhook_deliveries.endpoint_kind = $2 and webhook_deliveries.endpoint_id = $3
           and webhook_deliveries.state = 0 and webhook_deliveries.finished_at is null
           and webhook_deliveries.account_id = $1
         order by webhook_deliveries.id limit 1"
    );
    work.tx.first(sql, args![work.account, endpoint.kind, endpoint.id]).await
}

/// The one of those set aside that is due first. There are few of them.
pub async fn first_set_aside(
    work: &mut Work<'_>,
    endpoint: Endpoint,
) -> db::Result<Option<Delivery>> {
    let sql = sql!(
        "select {COLUMNS} from {DELIVERIES}
         where webhook_deliveries.endpoint_kind = $2 and webhook_deliveries.endpoint_id = $3
           and webhook_deliveries.state = 1 and webhook_deliveries.finished_at is null
           and webhook_deliveries.account_id = $1
         order by webhook_deliveries.next_at, webhook_deliveries.id limit 1"
    );
    work.tx.first(sql, args![work.account, endpoint.kind, endpoint.id]).await
}

pub async fn find(
    work: &mut Work<'_>,
    endpoint: Endpoint,
    id: DeliveryId,
) -> db::Result<Option<Delivery>> {
    let sql = sql!(
        "select {COLUMNS} from {DELIVERIES}
         where webhook_deliveries.account_id = $1 and webhook_deliveries.id = $2
           and webhook_deliveries.endpoint_kind = $3 and webhook_deliveries.endpoint_id = $4"
    );
    work.tx.first(sql, args![work.account, id, endpoint.kind, endpoint.id]).await
}

/// The newest deliveries before one.
pub async fn page(
    work: &mut Work<'_>,
    endpoint: Endpoint,
    before: DeliveryId,
    count: i64,
) -> db::Result<Vec<Logged>> {
    let sql = sql!(
        "select {COLUMNS}, webhook_deliveries.created_at, webhook_deliveries.finished_at
         from {DELIVERIES}
         where webhook_deliveries.endpoint_kind = $2 and webhook_deliveries.endpoint_id = $3
           and webhook_deliveries.id < $4 and webhook_deliveries.account_id = $1
         order by webhook_deliveries.id desc limit $5"
    );
    let args = args![work.account, endpoint.kind, endpoint.id, before, count];
    work.tx.all(sql, args).await
}

/// The attempts at deliveries, oldest first.
pub async fn attempts(work: &mut Work<'_>, deliveries: &[i64]) -> db::Result<Vec<Tried>> {
    let sql = sql!(
        "select delivery_id, began_at, took, status, answer, problem from webhook_attempts
         where delivery_id = any($1) order by delivery_id, id"
    );
    work.tx.all(sql, args![deliveries]).await
}

pub async fn set_state(
    work: &mut Work<'_>,
    delivery: DeliveryId,
    state: State,
    attempts: usize,
    next_at: Timestamp,
) -> db::Result<()> {
    let sql = sql!(
        "update webhook_deliveries set state = $3, attempts = $4, next_at = $5, finished_at = $6
         where account_id = $1 and id = $2"
    );
    let finished = matches!(state, State::Delivered | State::GivenUp).then_some(work.now);
    let attempts = i64::try_from(attempts).unwrap_or(i64::MAX);
    work.tx.push(sql, args![work.account, delivery, state, attempts, next_at, finished]).await
}

/// Keeps an attempt, unless its delivery is gone.
pub async fn insert_attempt(
    work: &mut Work<'_>,
    delivery: DeliveryId,
    attempt: &Attempt,
) -> db::Result<()> {
    let sql = sql!(
        "insert into webhook_attempts (delivery_id, began_at, took, status, answer, problem)
         select id, $2, $3, $4, $5, $6 from webhook_deliveries where id = $1"
    );
    let took = i64::try_from(attempt.took.as_micros()).unwrap_or(i64::MAX);
    let args = args![
        delivery,
        attempt.began_at,
        took,
        attempt.status.map(i64::from),
        &attempt.answer,
        &attempt.problem,
    ];
    work.tx.push(sql, args).await
}

pub async fn health(work: &mut Work<'_>, endpoint: Endpoint) -> db::Result<Option<Health>> {
    let sql = sql!(
        "select failing_since, failures, paused_until, disabled_at from webhook_health
         where endpoint_kind = $2 and endpoint_id = $3 and account_id = $1"
    );
    work.tx.first(sql, args![work.account, endpoint.kind, endpoint.id]).await
}

/// How those of the account's addresses are doing that have failed.
pub async fn failing(work: &mut Work<'_>) -> db::Result<Vec<Failing>> {
    let sql = sql!(
        "select endpoint_kind, endpoint_id, failing_since, failures, paused_until, disabled_at
         from webhook_health where account_id = $1"
    );
    work.tx.all(sql, args![work.account]).await
}

/// How many addresses are left alone for a while, and how many are told nothing more.
pub async fn count_unwell(tx: &mut Tx, now: Timestamp) -> db::Result<(i64, i64)> {
    let sql = sql!(
        "select count(*) filter (where disabled_at is null and paused_until > $1),
           count(*) filter (where disabled_at is not null)
         from webhook_health"
    );
    tx.one(sql, args![now]).await
}

pub async fn set_health(
    work: &mut Work<'_>,
    endpoint: Endpoint,
    health: &Health,
) -> db::Result<()> {
    let sql = sql!(
        "insert into webhook_health (endpoint_kind, endpoint_id, account_id, failing_since,
           failures, paused_until, disabled_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (account_id, endpoint_kind, endpoint_id) do update set
           failing_since = excluded.failing_since, failures = excluded.failures,
           paused_until = excluded.paused_until, disabled_at = excluded.disabled_at"
    );
    let args = args![
        endpoint.kind,
        endpoint.id,
        work.account,
        health.failing_since,
        i64::try_from(health.failures).unwrap_or(i64::MAX),
        health.paused_until.unwrap_or(Timestamp(0)),
        health.disabled_at,
    ];
    work.tx.push(sql, args).await
}

/// Forgets that an address has failed.
pub async fn recovered(work: &mut Work<'_>, endpoint: Endpoint) -> db::Result<()> {
    let sql = sql!(
        "delete from webhook_health
         where endpoint_kind = $2 and endpoint_id = $3 and account_id = $1"
    );
    work.tx.push(sql, args![work.account, endpoint.kind, endpoint.id]).await
}

pub async fn disabled(work: &mut Work<'_>) -> db::Result<Vec<Endpoint>> {
    let sql = sql!(
        "select endpoint_kind, endpoint_id from webhook_health
         where account_id = $1 and disabled_at is not null"
    );
    let found = work.tx.all(sql, args![work.account]).await?;
    Ok(found.into_iter().map(|(kind, id)| Endpoint { kind, id }).collect())
}

/// Removes some of what was told in the account, then of the texts of it. Returns how much that
/// was.
pub async fn delete_some_of_account(work: &mut Work<'_>, most: i64) -> db::Result<u64> {
    let deliveries = sql!(
        "delete from webhook_deliveries where id in (
           select id from webhook_deliveries where account_id = $1 limit $2)"
    );
    let count = work.tx.exec(deliveries, args![work.account, most]).await?;
    if count > 0 {
        return Ok(count);
    }
    let bodies = sql!(
        "delete from webhook_bodies where id in (
           select id from webhook_bodies where account_id = $1 limit $2)"
    );
    work.tx.exec(bodies, args![work.account, most]).await
}

/// Removes some of what was told to an address. Returns how much that was.
pub async fn delete_some_of(work: &mut Work<'_>, endpoint: Endpoint) -> db::Result<u64> {
    let sql = sql!(
        "delete from webhook_deliveries where id in (
           select id from webhook_deliveries
           where endpoint_kind = $2 and endpoint_id = $3 and account_id = $1
           order by id limit $4)"
    );
    work.tx.exec(sql, args![work.account, endpoint.kind, endpoint.id, AT_ONCE]).await
}

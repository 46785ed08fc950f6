//! Looking after the queue by hand: what waits, what was given up and why.

use db::{FromRow, Row, Tx, args, sql};

/// A job, as people see it.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: i64,
    pub kind: String,
    pub key: Option<String>,
    pub payload: String,
    /// When it is due, in microseconds since 1970.
    pub run_at: i64,
    pub running: bool,
    pub failures: i64,
    pub problem: Option<String>,
    /// Since when nobody tries any more.
    pub dead_at: Option<i64>,
}

/// How many jobs of a kind there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub kind: String,
    pub waiting: i64,
    pub running: i64,
    /// Those that were given up.
    pub dead: i64,
    /// When the first of those was due that wait and are due.
    pub oldest_due: Option<i64>,
}

const COLUMNS: &str = "id, kind, job_key, payload, run_at, running, failures, problem, dead_at";

impl FromRow for Listed {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Listed {
            id: row.take()?,
            kind: row.take()?,
            key: row.take()?,
            payload: row.take()?,
            run_at: row.take()?,
            running: row.take()?,
            failures: row.take()?,
            problem: row.take()?,
            dead_at: row.take()?,
        })
    }
}

/// Which jobs are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Those that were given up, instead of all others.
    pub dead: bool,
    /// Those of one kind only.
    pub kind: Option<String>,
}

/// What became of a job that somebody wanted something of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tended {
    Done,
    /// It is under way, and left alone.
    Running,
    Missing,
}

impl FromRow for Tally {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Tally {
            kind: row.take()?,
            waiting: row.take()?,
            running: row.take()?,
            dead: row.take()?,
            oldest_due: row.take()?,
        })
    }
}

/// How many jobs of each kind there are.
pub async fn tally(tx: &mut Tx, now: i64) -> db::Result<Vec<Tally>> {
    let sql = sql!(
        "select kind, count(*) filter (where dead_at is null and not running),
           count(*) filter (where dead_at is null and running),
           count(*) filter (where dead_at is not null),
           min(case when dead_at is null and not running and run_at <= $1 then run_at end)
         from jobs group by kind order by kind"
    );
    tx.all(sql, args![now]).await
}

/// The oldest jobs.
pub async fn list(tx: &mut Tx, wanted: &Wanted, most: i64) -> db::Result<Vec<Listed>> {
    let given_up = sql!(
        "select {COLUMNS} from jobs
         where dead_at is not null and kind = coalesce($1, kind) order by dead_at, id limit $2"
    );
    let others = sql!(
        "select {COLUMNS} from jobs
         where dead_at is null and kind = coalesce($1, kind) order by id limit $2"
    );
    tx.all(if wanted.dead { given_up } else { others }, args![&wanted.kind, most]).await
}

/// One job.
pub async fn find(tx: &mut Tx, id: i64) -> db::Result<Option<Listed>> {
    tx.first(sql!("select {COLUMNS} from jobs where id = $1"), args![id]).await
}

/// Has a job run now: one that was given up, or one that waits.
pub async fn retry(tx: &mut Tx, id: i64, now: i64) -> db::Result<Tended> {
    let sql = sql!(
        "update jobs set dead_at = null, failures = 0, run_at = $2 where id = $1 and not running"
    );
    let retried = tx.exec(sql, args![id, now]).await? > 0;
    tended(tx, id, retried).await
}

/// Has the oldest jobs that were given up run now, of one kind or of all. Returns how many
/// those are.
pub async fn retry_dead(tx: &mut Tx, kind: Option<&str>, most: i64, now: i64) -> db::Result<u64> {
    let sql = sql!(
        "update jobs set dead_at = null, failures = 0, run_at = $3
         where id in (
           select id from jobs where dead_at is not null and kind = coalesce($1, kind)
           order by dead_at, id limit $2)"
    );
    tx.exec(sql, args![kind, most, now]).await
}

/// Removes a job that does not run.
pub async fn remove(tx: &mut Tx, id: i64) -> db::Result<Tended> {
    let sql = sql!("delete from jobs where id = $1 and not running");
    let removed = tx.exec(sql, args![id]).await? > 0;
    tended(tx, id, removed).await
}

/// Removes some of the jobs that were given up before a time. Returns how many those are.
pub async fn remove_dead(tx: &mut Tx, before: i64, most: i64) -> db::Result<u64> {
    let sql = sql!(
        "delete from jobs where id in (
           select id from jobs where dead_at < $1 order by dead_at, id limit $2)"
    );
    tx.exec(sql, args![before, most]).await
}

async fn tended(tx: &mut Tx, id: i64, done: bool) -> db::Result<Tended> {
    if done {
        return Ok(Tended::Done);
    }
    Ok(if find(tx, id).await?.is_some() { Tended::Running } else { Tended::Missing })
}

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

/// The oldest jobs: those that were given up, or all others.
pub async fn list(tx: &mut Tx, dead: bool, most: i64) -> db::Result<Vec<Listed>> {
    let given_up =
        sql!("select {COLUMNS} from jobs where dead_at is not null order by dead_at, id limit $1");
    let others = sql!("select {COLUMNS} from jobs where dead_at is null order by id limit $1");
    tx.all(if dead { given_up } else { others }, args![most]).await
}

/// Has a job run now: one that was given up, or one that waits. Tells whether there is one.
pub async fn retry(tx: &mut Tx, id: i64, now: i64) -> db::Result<bool> {
    let sql = sql!(
        "update jobs set dead_at = null, failures = 0, run_at = $2 where id = $1 and not running"
    );
    Ok(tx.exec(sql, args![id, now]).await? > 0)
}

/// Removes a job that does not run. Tells whether there is one.
pub async fn remove(tx: &mut Tx, id: i64) -> db::Result<bool> {
    Ok(tx.exec(sql!("delete from jobs where id = $1 and not running"), args![id]).await? > 0)
}

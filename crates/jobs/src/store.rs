//! Rows of `jobs`.

use db::{Kind, Tx, args, sql};

use crate::{Job, NewJob, Next};

/// Asks for a job, in the transaction of `tx`. One with the same key that waits already keeps
/// its time; one that is running runs once more, when that time has come.
pub async fn enqueue(tx: &mut Tx, job: &NewJob<'_>) -> db::Result<()> {
    let sql = sql!(
        "insert into jobs (kind, job_key, payload, run_at) values ($1, $2, $3, $4)
         on conflict (kind, job_key) do update set
           payload = excluded.payload, asked = jobs.asked + 1,
           run_at = case when jobs.dead_at is null then jobs.run_at else excluded.run_at end,
           wanted_at = case when jobs.running then coalesce(jobs.wanted_at, excluded.run_at) end,
           failures = case when jobs.dead_at is null then jobs.failures else 0 end,
           dead_at = null"
    );
    tx.push(sql, args![job.kind, job.key, job.payload, job.at]).await
}

/// Asks for a job at a time that takes the place of the one that was set before. One that is
/// running runs once more at that time.
pub async fn schedule(tx: &mut Tx, job: &NewJob<'_>) -> db::Result<()> {
    let sql = sql!(
        "insert into jobs (kind, job_key, payload, run_at) values ($1, $2, $3, $4)
         on conflict (kind, job_key) do update set
           payload = excluded.payload, asked = jobs.asked + 1,
           run_at = case when jobs.running then jobs.run_at else excluded.run_at end,
           wanted_at = case when jobs.running then excluded.run_at end,
           failures = 0, dead_at = null"
    );
    tx.push(sql, args![job.kind, job.key, job.payload, job.at]).await
}

/// Brings forward to its time a job that waits for a time after `latest`. Others keep theirs.
pub async fn bring_forward(tx: &mut Tx, job: &NewJob<'_>, latest: i64) -> db::Result<()> {
    let sql = sql!(
        "update jobs set run_at = $3
         where kind = $1 and job_key = $2 and run_at > $4 and not running and dead_at is null"
    );
    tx.push(sql, args![job.kind, job.key, job.at, latest]).await
}

/// Takes back a job that has not begun.
pub async fn cancel(tx: &mut Tx, kind: &str, key: &str) -> db::Result<()> {
    let sql = sql!("delete from jobs where kind = $1 and job_key = $2 and not running");
    tx.push(sql, args![kind, key]).await
}

/// Begins up to `most` jobs of a kind that are due. Those of which nothing is heard until
/// `lost_at` are begun again.
pub async fn claim(
    tx: &mut Tx,
    kind: &str,
    most: usize,
    now: i64,
    lost_at: i64,
) -> db::Result<Vec<Job>> {
    let alone = sql!(
        "update jobs set running = true, begun = begun + 1, run_at = $4
         where id in (
           select id from jobs where kind = $1 and dead_at is null and run_at <= $2
           order by run_at, id limit $3)
         returning id, payload, failures, begun, asked"
    );
    // Others may claim at the same time, and take what is next.
    let beside_others = sql!(
        "update jobs set running = true, begun = begun + 1, run_at = $4
         where id in (
           select id from jobs where kind = $1 and dead_at is null and run_at <= $2
           order by run_at, id limit $3 for update skip locked)
         returning id, payload, failures, begun, asked"
    );
    let sql = match tx.kind() {
        Kind::Sqlite => alone,
        Kind::Postgres => beside_others,
    };
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut jobs: Vec<Job> = tx.all(sql, args![kind, now, most, lost_at]).await?;
    jobs.sort_by_key(|job| job.id);
    Ok(jobs)
}

/// When the next job is due, of each of these kinds of which there is one.
pub async fn next_due(tx: &mut Tx, kinds: &[String]) -> db::Result<Vec<(String, i64)>> {
    let on_sqlite = sql!(
        "select wanted.value, (select run_at from jobs
           where kind = wanted.value and dead_at is null order by run_at limit 1)
         from json_each($1) as wanted"
    );
    let on_postgres = sql!(
        "select wanted.kind, (select run_at from jobs
           where kind = wanted.kind and dead_at is null order by run_at limit 1)
         from unnest(cast($1 as text[])) as wanted (kind)"
    );
    let sql = match tx.kind() {
        Kind::Sqlite => on_sqlite,
        Kind::Postgres => on_postgres,
    };
    let due: Vec<(String, Option<i64>)> = tx.all(sql, args![kinds.to_vec()]).await?;
    Ok(due.into_iter().filter_map(|(kind, at)| Some((kind, at?))).collect())
}

/// Ends an attempt that did what it should.
pub async fn succeeded(tx: &mut Tx, job: &Job, next: Next, now: i64) -> db::Result<()> {
    let at = match next {
        Next::Done => {
            let remove = sql!(
                "delete from jobs
                 where id = $1 and begun = $2 and asked = $3 and wanted_at is null"
            );
            if tx.exec(remove, args![job.id, job.begun, job.asked]).await? > 0 {
                return Ok(());
            }
            now
        }
        Next::At(at) => at,
    };
    let put_off = sql!(
        "update jobs set running = false, failures = 0, problem = null, wanted_at = null,
           run_at = coalesce(wanted_at,
             case when asked > $3 then cast($4 as bigint) else cast($5 as bigint) end)
         where id = $1 and begun = $2"
    );
    tx.push(put_off, args![job.id, job.begun, job.asked, now, at]).await
}

/// Ends an attempt that failed. It is tried again at `again`, or not at all. One that was asked
/// for meanwhile is tried when that has to be, whatever became of this attempt.
pub async fn failed(
    tx: &mut Tx,
    job: &Job,
    problem: &str,
    again: Option<i64>,
    now: i64,
) -> db::Result<()> {
    let sql = sql!(
        "update jobs set running = false, problem = $3, wanted_at = null,
           failures = case when asked > $6 then 0 else failures + 1 end,
           run_at = coalesce(wanted_at, cast($4 as bigint)),
           dead_at = case when wanted_at is null and asked = $6 then cast($5 as bigint) end
         where id = $1 and begun = $2"
    );
    let dead_at = if again.is_none() { Some(now) } else { None };
    let args = args![job.id, job.begun, problem, again.unwrap_or(now), dead_at, job.asked];
    tx.push(sql, args).await
}

/// Gives back an attempt that was not finished.
pub async fn give_back(tx: &mut Tx, job: &Job, now: i64) -> db::Result<()> {
    let sql = sql!("update jobs set running = false, run_at = $3 where id = $1 and begun = $2");
    tx.push(sql, args![job.id, job.begun, now]).await
}

/// Gives back every attempt, when it is certain that nobody is at work.
pub async fn give_back_all(tx: &mut Tx, now: i64) -> db::Result<u64> {
    let sql =
        sql!("update jobs set running = false, run_at = $1 where running and dead_at is null");
    tx.exec(sql, args![now]).await
}

//! Rows of `conversation_tallies`.

use db::{FromRow, Row, args, sql};

use crate::{
    conversations::{
        Status,
        tally::{Cell, Counts, Scope},
    },
    id::{InboxId, UserId},
    work::Work,
};

impl FromRow for Counts {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Counts { all: row.take()?, mine: row.take()?, unassigned: row.take()? })
    }
}

/// Counts conversations in or out.
pub async fn add(work: &mut Work<'_>, cell: Cell, by: i64) -> db::Result<()> {
    let sql = sql!(
        "insert into conversation_tallies
           (account_id, status, inbox_id, team_id, assignee_id, count)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (account_id, status, inbox_id, team_id, assignee_id)
         do update set count = conversation_tallies.count + excluded.count"
    );
    let Cell { status, inbox, team, assignee } = cell;
    work.tx.push(sql, args![work.account, status, inbox, team, assignee, by]).await
}

/// How many open conversations of an inbox each of these users has, if any.
pub async fn open_of(
    work: &mut Work<'_>,
    inbox: InboxId,
    users: &[i64],
) -> db::Result<Vec<(UserId, i64)>> {
    let sql = sql!(
        "select assignee_id, count from conversation_tallies
         where account_id = $1 and status = 0 and inbox_id = $2 and team_id = 0
           and assignee_id = any($3)"
    );
    work.tx.all(sql, args![work.account, inbox, users]).await
}

/// Adds up what was counted of these statuses in a scope.
pub async fn sum(
    work: &mut Work<'_>,
    statuses: &[Status],
    scope: &Scope,
    me: Option<UserId>,
) -> db::Result<Counts> {
    let sql = sql!(
        "select cast(coalesce(sum(count), 0) as bigint),
           cast(coalesce(sum(case when assignee_id = $5 then count end), 0) as bigint),
           cast(coalesce(sum(case when assignee_id = 0 then count end), 0) as bigint)
         from conversation_tallies
         where account_id = $1 and status = any($2) and inbox_id = any($3) and team_id = $4"
    );
    let statuses: Vec<i64> = statuses.iter().map(|status| (*status).into()).collect();
    let me = me.map_or(-1, |me| me.0);
    work.tx.one(sql, args![work.account, statuses, &scope.inboxes, scope.team, me]).await
}

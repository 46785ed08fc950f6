//! What reports ask of other domains' tables. What is added up is in `report_cells`.

use db::{FromRow, Row, args, sql};
use sea_query::{Expr, ExprTrait as _, Func, Query, SelectStatement, SimpleExpr};

use crate::{conversations::Status, id::TeamId, report_cells::read::Time, work::Work};

/// Open conversations of a group.
#[derive(Clone, Copy, Debug, Default)]
pub struct Waiting {
    /// The team, or who has them. None if nobody has.
    pub group: Option<i64>,
    pub open: i64,
    pub unattended: i64,
    pub unassigned: i64,
}

impl FromRow for Waiting {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Waiting {
            group: row.take()?,
            open: row.take()?,
            unattended: row.take()?,
            unassigned: row.take()?,
        })
    }
}

/// Open conversations of a team or of all, in groups if those are wanted. The index of what is not
/// resolved has all that is asked for, so this costs what is under way at the moment, whatever was
/// resolved before.
pub async fn waiting(
    work: &mut Work<'_>,
    group: Option<&'static str>,
    team: Option<TeamId>,
) -> db::Result<Vec<Waiting>> {
    let column = |name| Expr::col(("conversations", name));
    let is_unattended =
        column("first_reply_created_at").is_null().or(column("waiting_since").is_not_null());
    let mut query = Query::select();
    match group {
        Some(group) => {
            query.column(("conversations", group)).group_by_col(("conversations", group))
        }
        None => query.expr(Expr::cust("cast(null as bigint)")),
    };
    query
        .expr(column("id").count())
        .expr(number_of(is_unattended))
        .expr(number_of(column("assignee_id").is_null()))
        .from("conversations")
        .and_where(column("account_id").eq(work.account))
        .and_where(Expr::cust("conversations.status <> 1"))
        .and_where(column("status").eq(Status::Open));
    of_team(&mut query, team);
    work.tx.select(&query).await
}

fn number_of(condition: SimpleExpr) -> SimpleExpr {
    let one: SimpleExpr = Expr::case(condition, Expr::Constant(1.into())).into();
    Func::count(one).into()
}

fn of_team(query: &mut SelectStatement, team: Option<TeamId>) {
    if let Some(team) = team {
        query.and_where(Expr::col(("conversations", "team_id")).eq(team));
    }
}

/// How many of the conversations that bots resolved in a time they had resolved in it before.
pub async fn resolved_by_bots_again(work: &mut Work<'_>, time: Time) -> db::Result<i64> {
    let sql = sql!(
        "select count(*) from reporting_events
         where account_id = $1 and created_at >= $2 and created_at < $3 and previous_at >= $2"
    );
    let args = args![work.account, time.since, time.until];
    Ok(work.tx.one::<(i64,)>(sql, args).await?.0)
}

/// Conversations that began in a time and are not resolved, by inbox and by what they are up to.
/// Most that are old are resolved, so this looks at few.
pub async fn unresolved(work: &mut Work<'_>, time: Time) -> db::Result<Vec<(i64, Status, i64)>> {
    let sql = sql!(
        "select inbox_id, status, count(*) from conversations
         where account_id = $1 and status <> 1 and created_at >= $2 and created_at < $3
         group by inbox_id, status"
    );
    work.tx.all(sql, args![work.account, time.since, time.until]).await
}

/// Each label with the tag that says the same, where there is one.
pub async fn tags_of_labels(work: &mut Work<'_>) -> db::Result<Vec<(i64, i64)>> {
    let sql = sql!(
        "select labels.id, tags.id from labels
         join tags on tags.account_id = labels.account_id and tags.name_key = labels.title
         where labels.account_id = $1"
    );
    work.tx.all(sql, args![work.account]).await
}

pub async fn tag_names(work: &mut Work<'_>, tags: &[i64]) -> db::Result<Vec<(i64, String)>> {
    let sql = sql!("select id, name from tags where account_id = $1 and id = any($2)");
    work.tx.all(sql, args![work.account, tags]).await
}

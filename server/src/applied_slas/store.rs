//! Rows of `applied_slas`, as they are looked for.

use sea_query::{Condition, Expr, ExprTrait as _, Func, Order, Query, SelectStatement};

use super::Wanted;
use crate::{
    clock::Timestamp,
    filters::containing,
    id::{AppliedSlaId, ConversationId},
    page::Window,
    work::Work,
};

/// What they are ordered by: when each was promised, and its id.
pub const KEYS: [(&str, &str); 2] = [("applied_slas", "created_at"), ("applied_slas", "id")];

/// How many are wanted, or in how many of them something was missed.
pub async fn count(work: &mut Work<'_>, wanted: &Wanted, only_missed: bool) -> db::Result<i64> {
    let mut query = filtered(work, wanted);
    query.expr(Func::count(Expr::col(("applied_slas", "id"))));
    if only_missed {
        was_missed(&mut query);
    }
    let counted = work.tx.select::<(i64,)>(&query).await?;
    Ok(counted.first().map_or(0, |(count,)| *count))
}

/// The conversations of a page of those in which something was missed.
pub async fn page(
    work: &mut Work<'_>,
    wanted: &Wanted,
    behind: Condition,
    window: Window,
) -> db::Result<Vec<(ConversationId, Timestamp, AppliedSlaId)>> {
    let mut query = filtered(work, wanted);
    was_missed(&mut query);
    query
        .column(("applied_slas", "conversation_id"))
        .columns(KEYS)
        .cond_where(behind)
        .order_by(KEYS[0], Order::Desc)
        .order_by(KEYS[1], Order::Desc)
        .limit(window.limit)
        .offset(window.offset);
    work.tx.select(&query).await
}

/// Those after a place, in the order in which they were added.
pub async fn after(
    work: &mut Work<'_>,
    wanted: &Wanted,
    place: AppliedSlaId,
    most: u64,
) -> db::Result<Vec<(AppliedSlaId, ConversationId)>> {
    let mut query = filtered(work, wanted);
    was_missed(&mut query);
    query
        .column(("applied_slas", "id"))
        .column(("applied_slas", "conversation_id"))
        .and_where(Expr::col(("applied_slas", "id")).gt(place.0))
        .order_by(("applied_slas", "id"), Order::Asc)
        .limit(most);
    work.tx.select(&query).await
}

/// Written out, so that the index of what was missed is found.
fn was_missed(query: &mut SelectStatement) {
    query.and_where(Expr::cust("applied_slas.sla_status in (2, 3)"));
}

/// Those that are wanted, with their conversations.
fn filtered(work: &Work<'_>, wanted: &Wanted) -> SelectStatement {
    let column = |name| Expr::col(("applied_slas", name));
    let conversation = |name| Expr::col(("conversations", name));
    let mut query = Query::select();
    query
        .from("applied_slas")
        .inner_join("conversations", conversation("id").equals(("applied_slas", "conversation_id")))
        .and_where(column("account_id").eq(work.account));
    if let Some(since) = wanted.since {
        query.and_where(column("created_at").gte(Timestamp::from_seconds(since.0)));
    }
    if let Some(until) = wanted.until {
        query.and_where(column("created_at").lte(Timestamp::from_seconds(until.0)));
    }
    if let Some(policy) = wanted.sla_policy_id {
        query.and_where(column("sla_policy_id").eq(policy));
    }
    if let Some(inbox) = wanted.inbox_id {
        query.and_where(conversation("inbox_id").eq(inbox));
    }
    if let Some(team) = wanted.team_id {
        query.and_where(conversation("team_id").eq(team));
    }
    if let Some(user) = wanted.assigned_agent_id {
        query.and_where(conversation("assignee_id").eq(user));
    }
    if let Some(part) = &wanted.label_list {
        query.and_where(Expr::exists(labelled(part)));
    }
    query
}

/// The labels of a conversation whose title has this in it.
fn labelled(part: &str) -> SelectStatement {
    let mut labels = Query::select();
    labels
        .expr(Expr::val(1))
        .from("conversation_labels")
        .inner_join("tags", Expr::col(("tags", "id")).equals(("conversation_labels", "tag_id")))
        .and_where(
            Expr::col(("conversation_labels", "conversation_id")).equals(("conversations", "id")),
        )
        .and_where(Expr::col(("tags", "name_key")).like(containing(&part.to_lowercase())));
    labels
}

//! Rows of `csat_responses`.

use std::collections::HashSet;

use db::{FromRow, Row, args, sql};
use sea_query::{Expr, ExprTrait as _, Func, Order, Query, SelectStatement};

use super::{CsatResponse, Place, Review, Wanted};
use crate::{
    clock::Timestamp,
    conversations::{Conversation, status::Seconds},
    id::{ConversationId, CsatResponseId, MessageId, UserId},
    messages::ContentType,
    page::{self, Window, moments::Moments},
    work::Work,
};

/// What they are ordered by: when each was given first, and its id.
const KEYS: [(&str, &str); 2] = [("csat_responses", "created_at"), ("csat_responses", "id")];

const COLUMNS: [&str; 11] = [
    "id",
    "conversation_id",
    "message_id",
    "assigned_agent_id",
    "rating",
    "feedback_message",
    "review_notes",
    "review_notes_updated_at",
    "review_notes_updated_by_id",
    "created_at",
    "updated_at",
];

/// The same with what is taken from the conversation, and where all of it is from.
const ROW: &str = "csat_responses.id, csat_responses.conversation_id, csat_responses.message_id,
    csat_responses.assigned_agent_id, csat_responses.rating, csat_responses.feedback_message,
    csat_responses.review_notes, csat_responses.review_notes_updated_at,
    csat_responses.review_notes_updated_by_id, csat_responses.created_at,
    csat_responses.updated_at, conversations.display_id, conversations.contact_id
    from csat_responses
    join conversations on conversations.id = csat_responses.conversation_id";

impl FromRow for CsatResponse {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(CsatResponse {
            id: row.take()?,
            conversation_id: row.take()?,
            message_id: row.take()?,
            assigned_agent_id: row.take()?,
            rating: row.take()?,
            feedback_message: row.take()?,
            review: Review { notes: row.take()?, updated_at: row.take()?, updated_by: row.take()? },
            created_at: row.take()?,
            updated_at: row.take()?,
            number: row.take()?,
            contact_id: row.take()?,
        })
    }
}

/// Those of the conversations whose inboxes ask their contacts.
pub async fn where_inboxes_ask(
    work: &mut Work<'_>,
    conversations: &[i64],
) -> db::Result<HashSet<ConversationId>> {
    let sql = sql!(
        "select conversations.id from conversations
           join inboxes on inboxes.id = conversations.inbox_id
         where conversations.id = any($2) and conversations.account_id = $1
           and inboxes.csat_survey_enabled"
    );
    let found = work.tx.all::<(ConversationId,)>(sql, args![work.account, conversations]).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

pub async fn of_message(
    work: &mut Work<'_>,
    message: MessageId,
) -> db::Result<Option<CsatResponse>> {
    let sql = sql!(
        "select {ROW}
         where csat_responses.message_id = $2 and csat_responses.account_id = $1"
    );
    work.tx.first(sql, args![work.account, message]).await
}

pub async fn find(work: &mut Work<'_>, id: CsatResponseId) -> db::Result<Option<CsatResponse>> {
    let sql = sql!(
        "select {ROW}
         where csat_responses.id = $2 and csat_responses.account_id = $1"
    );
    work.tx.first(sql, args![work.account, id]).await
}

/// Keeps what is noted about an answer, and who has noted it.
pub async fn review(
    work: &mut Work<'_>,
    id: CsatResponseId,
    notes: Option<&str>,
    by: Option<UserId>,
) -> db::Result<()> {
    let sql = sql!(
        "update csat_responses set review_notes = $3, review_notes_updated_at = $4,
           review_notes_updated_by_id = $5
         where account_id = $1 and id = $2"
    );
    work.tx.push(sql, args![work.account, id, notes, work.now, by]).await
}

/// Keeps an answer. Whose conversation it is, is what it was when it was answered first.
pub async fn keep(
    work: &mut Work<'_>,
    conversation: &Conversation,
    message: MessageId,
    rating: i64,
    feedback: Option<&str>,
) -> db::Result<()> {
    let sql = sql!(
        "insert into csat_responses (account_id, conversation_id, message_id,
           assigned_agent_id, rating, feedback_message, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)
         on conflict (message_id) do update set rating = excluded.rating,
           feedback_message = excluded.feedback_message, updated_at = excluded.updated_at"
    );
    let args = args![
        work.account,
        conversation.id,
        message,
        conversation.assignee_id,
        rating,
        feedback,
        work.now,
    ];
    work.tx.push(sql, args).await
}

pub async fn page(
    work: &mut Work<'_>,
    wanted: &Wanted,
    moments: &Moments,
    behind: page::moments::Place,
    window: Window,
) -> db::Result<Vec<CsatResponse>> {
    let [moment, id] = KEYS.map(Expr::col);
    let mut query = rows(work, wanted);
    query
        .cond_where(moments.behind(&moment, &id, behind))
        .order_by(KEYS[0], moments.order())
        .order_by(KEYS[1], moments.order())
        .limit(window.limit)
        .offset(window.offset);
    work.tx.select(&query).await
}

/// Those after a place, oldest first.
pub async fn after(
    work: &mut Work<'_>,
    wanted: &Wanted,
    (created_at, id): Place,
    most: u64,
) -> db::Result<Vec<CsatResponse>> {
    let place = [Expr::val(created_at.0), Expr::val(id.0)];
    let mut query = rows(work, wanted);
    query
        .and_where(Expr::tuple(KEYS.map(Expr::col)).gt(Expr::tuple(place)))
        .order_by(KEYS[0], Order::Asc)
        .order_by(KEYS[1], Order::Asc)
        .limit(most);
    work.tx.select(&query).await
}

/// How often each rating was given.
pub async fn count_by_rating(work: &mut Work<'_>, wanted: &Wanted) -> db::Result<Vec<(i64, i64)>> {
    let mut query = filtered(work, wanted);
    query
        .column(("csat_responses", "rating"))
        .expr(Func::count(Expr::col(("csat_responses", "id"))))
        .group_by_col(("csat_responses", "rating"))
        .order_by(("csat_responses", "rating"), Order::Asc);
    work.tx.select(&query).await
}

/// How often somebody was asked within the time that is wanted.
pub async fn count_asked(work: &mut Work<'_>, wanted: &Wanted) -> db::Result<i64> {
    let mut query = Query::select();
    query
        .expr(Func::count(Expr::col("id")))
        .from("messages")
        .and_where(Expr::col("account_id").eq(work.account))
        // Written out, so that the index of surveys is found.
        .and_where(Expr::col("content_type").eq(Expr::cust(survey())));
    if let Some(since) = wanted.since {
        query.and_where(Expr::col("created_at").gte(moment(since)));
    }
    if let Some(until) = wanted.until {
        query.and_where(Expr::col("created_at").lte(moment(until)));
    }
    let counted = work.tx.select::<(i64,)>(&query).await?;
    Ok(counted.first().map_or(0, |(count,)| *count))
}

fn rows(work: &Work<'_>, wanted: &Wanted) -> SelectStatement {
    let mut query = filtered(work, wanted);
    query
        .columns(COLUMNS.map(|column| ("csat_responses", column)))
        .column(("conversations", "display_id"))
        .column(("conversations", "contact_id"));
    query
}

/// The answers that are wanted, with their conversations.
fn filtered(work: &Work<'_>, wanted: &Wanted) -> SelectStatement {
    let column = |name| Expr::col(("csat_responses", name));
    let mut query = Query::select();
    query
        .from("csat_responses")
        .inner_join(
            "conversations",
            Expr::col(("conversations", "id")).equals(("csat_responses", "conversation_id")),
        )
        .and_where(column("account_id").eq(work.account));
    if let Some(since) = wanted.since {
        query.and_where(column("created_at").gte(moment(since)));
    }
    if let Some(until) = wanted.until {
        query.and_where(column("created_at").lte(moment(until)));
    }
    if let Some(rating) = wanted.rating {
        query.and_where(column("rating").eq(rating));
    }
    if let Some(users) = &wanted.user_ids {
        query.and_where(column("assigned_agent_id").is_in(users.iter().copied()));
    }
    if let Some(inbox) = wanted.inbox_id {
        query.and_where(Expr::col(("conversations", "inbox_id")).eq(inbox));
    }
    if let Some(team) = wanted.team_id {
        query.and_where(Expr::col(("conversations", "team_id")).eq(team));
    }
    query
}

fn survey() -> String {
    i64::from(ContentType::InputCsat).to_string()
}

fn moment(seconds: Seconds) -> Timestamp {
    Timestamp::from_seconds(seconds.0)
}

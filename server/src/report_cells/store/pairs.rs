//! What cells hold of two things at once, and the rows of what they do not hold.

use db::{args, sql};

use super::super::{Span, pairs::Paces};
use crate::work::Work;

/// First answers in a time, by inbox and by how long they took.
pub async fn first_responses(
    work: &mut Work<'_>,
    from: i64,
    to: i64,
) -> db::Result<Vec<(i64, Paces)>> {
    let sql = sql!(
        "select inbox_id, count(case when value < 3600 then 1 end),
           count(case when value >= 3600 and value < 14400 then 1 end),
           count(case when value >= 14400 and value < 28800 then 1 end),
           count(case when value >= 28800 and value < 86400 then 1 end),
           count(case when value >= 86400 then 1 end)
         from reporting_events
         where account_id = $1 and name = 0 and created_at >= $2 and created_at < $3
         group by inbox_id"
    );
    let args = args![work.account, from, to];
    let found = work.tx.all::<(i64, i64, i64, i64, i64, i64)>(sql, args).await?;
    Ok(found.into_iter().map(|(inbox, a, b, c, d, e)| (inbox, [a, b, c, d, e])).collect())
}

/// Conversations that began in a time, by inbox and by what they carry.
pub async fn begun_by_tag(
    work: &mut Work<'_>,
    from: i64,
    to: i64,
) -> db::Result<Vec<(i64, i64, i64)>> {
    let sql = sql!(
        "select conversations.inbox_id, conversation_labels.tag_id, count(*) from conversations
         join conversation_labels on conversation_labels.conversation_id = conversations.id
         where conversations.account_id = $1 and conversations.created_at >= $2
           and conversations.created_at < $3
         group by conversations.inbox_id, conversation_labels.tag_id"
    );
    work.tx.all(sql, args![work.account, from, to]).await
}

/// What was said, before a moment, to contacts whose conversations began in a time.
pub async fn answers_of_begun(
    work: &mut Work<'_>,
    inboxes: &[i64],
    (from, to): (i64, i64),
    until: i64,
) -> db::Result<i64> {
    let sql = sql!(
        "select count(*) from conversations
         join messages on messages.conversation_id = conversations.id
         where conversations.account_id = $1 and conversations.created_at >= $2
           and conversations.created_at < $3 and conversations.inbox_id = any($4)
           and messages.message_type = 1 and messages.created_at < $5"
    );
    let args = args![work.account, from, to, inboxes, until];
    Ok(work.tx.one::<(i64,)>(sql, args).await?.0)
}

/// The same of whole days in which they began and it was said, as cells have it.
pub async fn answers_by_days(
    work: &mut Work<'_>,
    inboxes: &[i64],
    (from, to): (i64, i64),
) -> db::Result<i64> {
    let day = Span::Day.length();
    let sql = sql!(
        "select cast(coalesce(sum(outgoing), 0) as bigint) from report_cells
         where account_id = $1 and dimension = 8 and span = 1 and start >= $2
           and start + dimension_id % 100000 < $3 and dimension_id / 100000 = any($4)"
    );
    let args = args![work.account, from / day, to / day, inboxes];
    Ok(work.tx.one::<(i64,)>(sql, args).await?.0)
}

/// What was said in a time to contacts whose conversations began from a moment on.
pub async fn answers_since(
    work: &mut Work<'_>,
    inboxes: &[i64],
    (from, to): (i64, i64),
    began: i64,
) -> db::Result<i64> {
    let sql = sql!(
        "select count(*) from messages
         where account_id = $1 and created_at >= $2 and created_at < $3 and message_type = 1
           and inbox_id = any($4) and (
             select created_at from conversations where conversations.id = messages.conversation_id
           ) >= $5"
    );
    Ok(work.tx.one::<(i64,)>(sql, args![work.account, from, to, inboxes, began]).await?.0)
}

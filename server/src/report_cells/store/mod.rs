//! Rows of `report_cells`, and what they are counted from: messages, conversations and reporting
//! events. Conversations are counted for what they belong to now.

pub mod pairs;
mod seals;

use db::{FromRow, Row, args, sql};

use super::{Dimension, Span, Took, Totals, read::Cell};
use crate::{clock::Timestamp, work::Work};

pub use seals::{accounts_behind, begin_seal, keep_seal, lock_seal, seal, set_seal};

/// Everything from a moment on until before another. Incoming messages are 0, outgoing 1,
/// conversations 2, events the numbers of their names from 3 on. Conversations are looked up one by
/// one, since SQLite reads all of them to join them. When they began is only asked for what was said
/// to contacts, and for events.
const OF_TIME: &str = "facts as (
    select conversation_id, inbox_id, case when sender_type = 'User' then sender_id end as user_id,
      (select team_id from conversations where conversations.id = messages.conversation_id)
        as team_id,
      message_type as what, 0 as took, 0 as took_open, created_at,
      case when message_type = 1 then (
        select created_at from conversations where conversations.id = messages.conversation_id
      ) else created_at end as began
    from messages
    where account_id = $1 and created_at >= $2 and created_at < $3 and message_type in (0, 1)
    union all
    select id, inbox_id, assignee_id, team_id, 2, 0, 0, created_at, created_at from conversations
    where account_id = $1 and created_at >= $2 and created_at < $3
    union all
    select conversation_id, inbox_id, user_id,
      (select team_id from conversations where conversations.id = reporting_events.conversation_id),
      name + 3, value, value_in_business_hours, created_at,
      (select created_at from conversations
        where conversations.id = reporting_events.conversation_id)
    from reporting_events
    where account_id = $1 and created_at >= $2 and created_at < $3
  )";

/// The same of some conversations, before a moment.
const OF_CONVERSATIONS: &str = "facts as (
    select conversation_id, inbox_id, case when sender_type = 'User' then sender_id end as user_id,
      (select team_id from conversations where conversations.id = messages.conversation_id)
        as team_id,
      message_type as what, 0 as took, 0 as took_open, created_at,
      case when message_type = 1 then (
        select created_at from conversations where conversations.id = messages.conversation_id
      ) else created_at end as began
    from messages
    where conversation_id = any($2) and account_id = $1 and created_at < $3
      and message_type in (0, 1)
    union all
    select id, inbox_id, assignee_id, team_id, 2, 0, 0, created_at, created_at from conversations
    where id = any($2) and account_id = $1 and created_at < $3
    union all
    select conversation_id, inbox_id, user_id,
      (select team_id from conversations where conversations.id = reporting_events.conversation_id),
      name + 3, value, value_in_business_hours, created_at,
      (select created_at from conversations
        where conversations.id = reporting_events.conversation_id)
    from reporting_events
    where conversation_id = any($2) and account_id = $1 and created_at < $3
  )";

/// The facts in everything that they are counted for. How two things make one number is said in
/// [`super::pairs`].
const PLACED: &str = "placed as (
    select cast(0 as bigint) as dimension, cast(0 as bigint) as dimension_id, what, took,
      took_open, created_at
    from facts
    union all
    select 1, inbox_id, what, took, took_open, created_at from facts
    union all
    select 2, user_id, what, took, took_open, created_at from facts where user_id is not null
    union all
    select 3, team_id, what, took, took_open, created_at from facts where team_id is not null
    union all
    select 4, conversation_labels.tag_id, what, took, took_open, facts.created_at
    from facts join conversation_labels
      on conversation_labels.conversation_id = facts.conversation_id
    union all
    select 5, conversation_labels.tag_id, what, took, took_open, facts.began
    from facts join conversation_labels
      on conversation_labels.conversation_id = facts.conversation_id
    where what in (3, 4, 5)
    union all
    select 6, inbox_id * 5 + case when took < 3600 then 0 when took < 14400 then 1
        when took < 28800 then 2 when took < 86400 then 3 else 4 end,
      what, took, took_open, created_at
    from facts where what = 3
    union all
    select 7, inbox_id * 2147483648 + conversation_labels.tag_id, what, took, took_open,
      facts.created_at
    from facts join conversation_labels
      on conversation_labels.conversation_id = facts.conversation_id
    where what = 2
    union all
    select 8, inbox_id * 100000 + case when created_at > began
        then created_at / 86400000000 - began / 86400000000 else 0 end,
      what, took, took_open, began
    from facts where what = 1
  )";

/// What cells hold of facts, so many times.
const COUNTED: &str = "$4 * count(case when what = 0 then 1 end),
    $4 * count(case when what = 1 then 1 end),
    $4 * count(case when what = 2 then 1 end),
    $4 * count(case when what = 3 then 1 end),
    $4 * cast(sum(case when what = 3 then took else 0 end) as bigint),
    $4 * cast(sum(case when what = 3 then took_open else 0 end) as bigint),
    $4 * count(case when what = 4 then 1 end),
    $4 * cast(sum(case when what = 4 then took else 0 end) as bigint),
    $4 * cast(sum(case when what = 4 then took_open else 0 end) as bigint),
    $4 * count(case when what = 5 then 1 end),
    $4 * cast(sum(case when what = 5 then took else 0 end) as bigint),
    $4 * cast(sum(case when what = 5 then took_open else 0 end) as bigint),
    $4 * count(case when what = 7 then 1 end),
    $4 * count(case when what = 8 then 1 end)";

const COLUMNS: &str = "incoming, outgoing, conversations, first_responses, first_response_time,
    first_response_open_time, replies, reply_time, reply_open_time, resolutions,
    resolution_time, resolution_open_time, bot_resolutions, bot_handoffs";

const SUMS: &str = "cast(sum(incoming) as bigint), cast(sum(outgoing) as bigint),
    cast(sum(conversations) as bigint), cast(sum(first_responses) as bigint),
    cast(sum(first_response_time) as bigint), cast(sum(first_response_open_time) as bigint),
    cast(sum(replies) as bigint), cast(sum(reply_time) as bigint),
    cast(sum(reply_open_time) as bigint), cast(sum(resolutions) as bigint),
    cast(sum(resolution_time) as bigint), cast(sum(resolution_open_time) as bigint),
    cast(sum(bot_resolutions) as bigint), cast(sum(bot_handoffs) as bigint)";

/// Adds what was counted now to what was counted before.
const ADDED: &str = "on conflict (account_id, dimension, span, dimension_id, start) do update set
    incoming = report_cells.incoming + excluded.incoming,
    outgoing = report_cells.outgoing + excluded.outgoing,
    conversations = report_cells.conversations + excluded.conversations,
    first_responses = report_cells.first_responses + excluded.first_responses,
    first_response_time = report_cells.first_response_time + excluded.first_response_time,
    first_response_open_time =
      report_cells.first_response_open_time + excluded.first_response_open_time,
    replies = report_cells.replies + excluded.replies,
    reply_time = report_cells.reply_time + excluded.reply_time,
    reply_open_time = report_cells.reply_open_time + excluded.reply_open_time,
    resolutions = report_cells.resolutions + excluded.resolutions,
    resolution_time = report_cells.resolution_time + excluded.resolution_time,
    resolution_open_time = report_cells.resolution_open_time + excluded.resolution_open_time,
    bot_resolutions = report_cells.bot_resolutions + excluded.bot_resolutions,
    bot_handoffs = report_cells.bot_handoffs + excluded.bot_handoffs";

/// Both lengths of cells, in microseconds.
const SPANS: &str = "spans (span, length) as (select 0, 900000000 union all select 1, 86400000000)";

impl FromRow for Cell {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Cell { id: row.take()?, start: row.take()?, totals: Totals::from_row(row)? })
    }
}

impl FromRow for Totals {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Totals {
            incoming: row.take()?,
            outgoing: row.take()?,
            conversations: row.take()?,
            first_responses: Took::from_row(row)?,
            replies: Took::from_row(row)?,
            resolutions: Took::from_row(row)?,
            bot_resolutions: row.take()?,
            bot_handoffs: row.take()?,
        })
    }
}

impl FromRow for Took {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Took { count: row.take()?, time: row.take()?, open_time: row.take()? })
    }
}

/// Counts all of a time that was never counted.
pub async fn count_time(work: &mut Work<'_>, from: Timestamp, to: Timestamp) -> db::Result<()> {
    let sql = sql!(
        "with {OF_TIME}, {PLACED}, {SPANS}
         insert into report_cells (account_id, dimension, span, dimension_id, start, {COLUMNS})
         select $1, dimension, span, dimension_id, created_at / length, {COUNTED}
         from placed cross join spans where dimension < 7 or span = 1
         group by dimension, span, dimension_id, created_at / length
         order by dimension, span, dimension_id, created_at / length
         {ADDED}"
    );
    work.tx.push(sql, args![work.account, from, to, 1_i64]).await
}

/// Counts all of some conversations up to the seal, so many times.
pub async fn count_conversations(
    work: &mut Work<'_>,
    conversations: &[i64],
    dimensions: &[Dimension],
    seal: Timestamp,
    times: i64,
) -> db::Result<()> {
    let sql = sql!(
        "with {OF_CONVERSATIONS}, {PLACED}, {SPANS}
         insert into report_cells (account_id, dimension, span, dimension_id, start, {COLUMNS})
         select $1, dimension, span, dimension_id, created_at / length, {COUNTED}
         from placed cross join spans
         where dimension = any($5) and (dimension < 7 or span = 1)
         group by dimension, span, dimension_id, created_at / length
         order by dimension, span, dimension_id, created_at / length
         {ADDED}"
    );
    let dimensions: Vec<i64> = dimensions.iter().map(|dimension| (*dimension).into()).collect();
    work.tx.push(sql, args![work.account, conversations, seal, times, dimensions]).await
}

/// What no cell holds of a time, by quarters of an hour.
pub async fn uncounted(
    work: &mut Work<'_>,
    dimension: Dimension,
    from: i64,
    to: i64,
) -> db::Result<Vec<Cell>> {
    let sql = sql!(
        "with {OF_TIME}, {PLACED}
         select dimension_id, created_at / 900000000 * 900000000, {COUNTED}
         from placed where dimension = $5 group by dimension_id, created_at / 900000000"
    );
    work.tx.all(sql, args![work.account, from, to, 1_i64, dimension]).await
}

/// What was ever measured of conversations that began in a time, by tag.
pub async fn measured_of_begun(work: &mut Work<'_>, from: i64, to: i64) -> db::Result<Vec<Cell>> {
    let sql = sql!(
        "with facts as (
           select tag_id, name + 3 as what, value as took, value_in_business_hours as took_open
           from conversations
           join conversation_labels on conversation_labels.conversation_id = conversations.id
           join reporting_events on reporting_events.conversation_id = conversations.id
           where conversations.account_id = $1 and conversations.created_at >= $2
             and conversations.created_at < $3 and name in (0, 1, 2)
         )
         select tag_id, cast($2 as bigint), {COUNTED} from facts group by tag_id"
    );
    work.tx.all(sql, args![work.account, from, to, 1_i64]).await
}

/// What was measured since a moment of conversations that began in a time, by tag. SQLite joins
/// them in this order, so that it begins with the few things that are new.
pub async fn measured_since(
    work: &mut Work<'_>,
    since: Timestamp,
    from: i64,
    to: i64,
) -> db::Result<Vec<Cell>> {
    let sql = sql!(
        "with facts as (
           select tag_id, name + 3 as what, value as took, value_in_business_hours as took_open
           from reporting_events cross join conversations cross join conversation_labels
           where reporting_events.account_id = $1 and reporting_events.created_at >= $5
             and name in (0, 1, 2) and conversations.id = reporting_events.conversation_id
             and conversations.created_at >= $2 and conversations.created_at < $3
             and conversation_labels.conversation_id = conversations.id
         )
         select tag_id, cast($2 as bigint), {COUNTED} from facts group by tag_id"
    );
    work.tx.all(sql, args![work.account, from, to, 1_i64, since]).await
}

/// What cells of one length hold between two moments, of each of these together.
pub async fn sums(
    work: &mut Work<'_>,
    dimension: Dimension,
    ids: &[i64],
    span: Span,
    (from, to): (i64, i64),
) -> db::Result<Vec<Cell>> {
    let sql = sql!(
        "select dimension_id, min(start) * $7, {SUMS} from report_cells
         where account_id = $1 and dimension = $2 and span = $3 and dimension_id = any($4)
           and start >= $5 and start < $6
         group by dimension_id"
    );
    let length = span.length();
    let args = args![work.account, dimension, span, ids, from / length, to / length, length];
    work.tx.all(sql, args).await
}

/// The cells of one length between two moments, of one of them.
pub async fn cells(
    work: &mut Work<'_>,
    dimension: Dimension,
    id: i64,
    span: Span,
    (from, to): (i64, i64),
) -> db::Result<Vec<Cell>> {
    let sql = sql!(
        "select dimension_id, start * $7, {COLUMNS} from report_cells
         where account_id = $1 and dimension = $2 and span = $3 and dimension_id = $4
           and start >= $5 and start < $6"
    );
    let length = span.length();
    let args = args![work.account, dimension, span, id, from / length, to / length, length];
    work.tx.all(sql, args).await
}

/// Of whom there are cells.
pub async fn known_ids(work: &mut Work<'_>, dimension: Dimension) -> db::Result<Vec<i64>> {
    let sql = sql!(
        "select distinct dimension_id from report_cells
         where account_id = $1 and dimension = $2 and span = 1"
    );
    let ids = work.tx.all::<(i64,)>(sql, args![work.account, dimension]).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// Forgets all that was counted of the account, for it to be counted anew. Nobody counts meanwhile,
/// and it may take long.
pub async fn forget(work: &mut Work<'_>) -> db::Result<()> {
    work.tx.without_time_limit().await?;
    lock_seal(work).await?;
    let cells = sql!("delete from report_cells where account_id = $1");
    work.tx.push(cells, args![work.account]).await?;
    work.tx.push(sql!("delete from report_seals where account_id = $1"), args![work.account]).await
}

/// When the first conversation began.
pub async fn first_conversation(work: &mut Work<'_>) -> db::Result<Option<Timestamp>> {
    let sql = sql!(
        "select created_at from conversations where account_id = $1 order by created_at limit 1"
    );
    Ok(work.tx.first::<(Timestamp,)>(sql, args![work.account]).await?.map(|(first,)| first))
}

/// When a message was written that so many others come before, from a moment on.
pub async fn created_after(
    work: &mut Work<'_>,
    from: Timestamp,
    others: i64,
) -> db::Result<Option<Timestamp>> {
    let sql = sql!(
        "select created_at from messages where account_id = $1 and created_at >= $2
         order by created_at limit 1 offset $3"
    );
    let found = work.tx.first::<(Timestamp,)>(sql, args![work.account, from, others]).await?;
    Ok(found.map(|(moment,)| moment))
}

/// Removes some of what was counted in the account. Tells how much.
pub async fn delete_some_of_account(work: &mut Work<'_>, most: i64) -> db::Result<u64> {
    let sql = sql!(
        "delete from report_cells where (account_id, dimension, span, dimension_id, start) in (
           select account_id, dimension, span, dimension_id, start from report_cells
           where account_id = $1 limit $2)"
    );
    work.tx.exec(sql, args![work.account, most]).await
}

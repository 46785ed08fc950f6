//! How many conversations carry a tag, kept up to date so that the list of a label need not
//! count.
//!
//! Whoever changes where conversations are, or what they carry, takes them out before and puts
//! them back after that. Each is counted with its inbox and in all inboxes together.

use db::{args, sql};

use crate::{
    id::{TagId, UserId},
    work::Work,
};

/// Takes conversations out of what their tags have: something of it is about to change.
pub async fn take_out(work: &mut Work<'_>, conversations: &[i64]) -> db::Result<()> {
    count(work, conversations, -1).await
}

/// Counts them again, where they are now, for what they carry now.
pub async fn put_back(work: &mut Work<'_>, conversations: &[i64]) -> db::Result<()> {
    count(work, conversations, 1).await
}

async fn count(work: &mut Work<'_>, conversations: &[i64], times: i64) -> db::Result<()> {
    // Rows are taken in one order, so that nobody waits in a circle.
    let sql = sql!(
        "insert into label_tallies (tag_id, status, inbox_id, assignee_id, count)
         select conversation_labels.tag_id, conversations.status,
           conversations.inbox_id * sides.side, coalesce(conversations.assignee_id, 0),
           $2 * count(*)
         from conversation_labels
         join conversations on conversations.id = conversation_labels.conversation_id
         cross join (select 0 as side union all select 1) as sides
         where conversation_labels.conversation_id = any($1)
         group by conversation_labels.tag_id, conversations.status,
           conversations.inbox_id * sides.side, coalesce(conversations.assignee_id, 0)
         order by conversation_labels.tag_id, conversations.status,
           conversations.inbox_id * sides.side, coalesce(conversations.assignee_id, 0)
         on conflict (tag_id, status, inbox_id, assignee_id)
         do update set count = label_tallies.count + excluded.count"
    );
    work.tx.push(sql, args![conversations, times]).await
}

/// How many conversations of some statuses carry a tag: all of them, those of one user, and those
/// of nobody. The inboxes are some, or a 0 for all of them.
pub async fn sum(
    work: &mut Work<'_>,
    tag: TagId,
    statuses: &[i64],
    inboxes: &[i64],
    me: Option<UserId>,
) -> db::Result<(i64, i64, i64)> {
    let sql = sql!(
        "select cast(coalesce(sum(count), 0) as bigint),
           cast(coalesce(sum(case when assignee_id = $4 then count end), 0) as bigint),
           cast(coalesce(sum(case when assignee_id = 0 then count end), 0) as bigint)
         from label_tallies
         where tag_id = $1 and status = any($2) and inbox_id = any($3)"
    );
    let me = me.map_or(-1, |me| me.0);
    work.tx.one(sql, args![tag, statuses, inboxes, me]).await
}

//! Rows of `funnel_cards`.

use db::{FromRow, Row, Tx, args, sql};

use super::{
    super::{Seen, cards::Kept},
    Counted, inboxes,
};
use crate::{
    custom_roles::HAD_BY,
    id::{ConversationId, FunnelId, StageId, UserId},
    work::Work,
};

const COLUMNS: &str = "funnel_id, conversation_id, stage_id, inbox_id, position, value, entered_at,
    visited";

impl FromRow for Kept {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Kept {
            funnel: row.take()?,
            conversation: row.take()?,
            stage: row.take()?,
            inbox: row.take()?,
            position: row.take()?,
            value: row.take()?,
            entered_at: row.take()?,
            visited: read(&row.take::<String>()?),
        })
    }
}

/// The stages of a card as they are stored: `3,7`.
fn written(stages: &[StageId]) -> String {
    stages.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn read(stages: &str) -> Vec<StageId> {
    stages.split(',').filter_map(|id| id.parse().ok()).map(StageId).collect()
}

pub async fn card(
    tx: &mut Tx,
    funnel: FunnelId,
    conversation: ConversationId,
) -> db::Result<Option<Kept>> {
    let sql =
        sql!("select {COLUMNS} from funnel_cards where funnel_id = $1 and conversation_id = $2");
    tx.first(sql, args![funnel, conversation]).await
}

/// The cards of conversations, those of a funnel together.
pub async fn cards_of(tx: &mut Tx, conversations: &[i64]) -> db::Result<Vec<Kept>> {
    let sql = sql!(
        "select {COLUMNS} from funnel_cards where conversation_id = any($1)
         order by funnel_id, conversation_id"
    );
    tx.all(sql, args![conversations]).await
}

/// The next cards of a column, after a position.
pub async fn column(
    tx: &mut Tx,
    stage: StageId,
    after: i64,
    seen: &Seen,
    most: usize,
) -> db::Result<Vec<Kept>> {
    let sql = sql!(
        "select {COLUMNS} from funnel_cards
         where stage_id = $1 and position > $4 and ($5 or inbox_id = any($6))
           and ($7 or exists (select 1 from conversations
             where conversations.id = funnel_cards.conversation_id and {HAD_BY}))
         order by position limit $8"
    );
    let (anyones, (user, or_nobodys)) = owners(seen);
    let all = seen.inboxes.is_none();
    let args = args![stage, user, or_nobodys, after, all, inboxes(seen), anyones, number(most)];
    tx.all(sql, args).await
}

/// What is in the stages of funnels, counted by the cards of those conversations that a member
/// has, or nobody if those are meant as well. How long others stayed there is not told.
pub(super) async fn counted(
    tx: &mut Tx,
    funnels: &[i64],
    seen: &Seen,
    (user, or_nobodys): (UserId, bool),
) -> db::Result<Vec<Counted>> {
    let sql = sql!(
        "select funnel_stages.id,
           count(case when funnel_cards.stage_id = funnel_stages.id then 1 end),
           cast(coalesce(sum(case when funnel_cards.stage_id = funnel_stages.id
             then funnel_cards.value end), 0) as bigint),
           cast(coalesce(sum(case when funnel_cards.stage_id = funnel_stages.id
             then funnel_cards.entered_at / 1000000 end), 0) as bigint),
           cast(0 as bigint), cast(0 as bigint),
           count(case when ',' || funnel_cards.visited || ','
             like '%,' || cast(funnel_stages.id as text) || ',%' then 1 end)
         from funnel_stages
         join funnel_cards on funnel_cards.funnel_id = funnel_stages.funnel_id
         join conversations on conversations.id = funnel_cards.conversation_id
         where funnel_stages.funnel_id = any($1) and {HAD_BY}
           and ($4 or funnel_cards.inbox_id = any($5))
         group by funnel_stages.id"
    );
    let args = args![funnels, user, or_nobodys, seen.inboxes.is_none(), inboxes(seen)];
    tx.all(sql, args).await
}

/// Whether it does not matter who has a conversation, and otherwise whose are seen.
fn owners(seen: &Seen) -> (bool, (UserId, bool)) {
    let bounds = seen.sight.bounds();
    (bounds.is_none(), bounds.unwrap_or((UserId(0), false)))
}

pub async fn first_cards(tx: &mut Tx, stage: StageId, most: usize) -> db::Result<Vec<Kept>> {
    column(tx, stage, i64::MIN, &Seen::default(), most).await
}

pub async fn insert_card(tx: &mut Tx, card: &Kept) -> db::Result<()> {
    let sql = sql!(
        "insert into funnel_cards (funnel_id, conversation_id, stage_id, inbox_id, position,
           value, entered_at, visited)
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let args = args![
        card.funnel,
        card.conversation,
        card.stage,
        card.inbox,
        card.position,
        card.value,
        card.entered_at,
        written(&card.visited),
    ];
    tx.push(sql, args).await
}

pub async fn update_card(work: &mut Work<'_>, card: &Kept) -> db::Result<()> {
    let sql = sql!(
        "update funnel_cards set stage_id = $3, position = $4, value = $5, entered_at = $6,
           visited = $7
         where funnel_id = $1 and conversation_id = $2"
    );
    let args = args![
        card.funnel,
        card.conversation,
        card.stage,
        card.position,
        card.value,
        card.entered_at,
        written(&card.visited),
    ];
    work.tx.push(sql, args).await
}

pub async fn delete_card(
    tx: &mut Tx,
    funnel: FunnelId,
    conversation: ConversationId,
) -> db::Result<()> {
    let sql = sql!("delete from funnel_cards where funnel_id = $1 and conversation_id = $2");
    tx.push(sql, args![funnel, conversation]).await
}

/// Removes some cards of a funnel. Tells how many there were.
pub async fn delete_some_cards(tx: &mut Tx, funnel: FunnelId, most: i64) -> db::Result<u64> {
    let sql = sql!(
        "delete from funnel_cards where funnel_id = $1 and conversation_id in (
           select conversation_id from funnel_cards where funnel_id = $1
           order by conversation_id limit $2)"
    );
    tx.exec(sql, args![funnel, most]).await
}

/// Where the card stands that has so many before it, of those that are seen; one card is not
/// looked at.
pub async fn position_at(
    tx: &mut Tx,
    stage: StageId,
    but: ConversationId,
    index: u32,
    seen: &Seen,
) -> db::Result<Option<i64>> {
    let sql = sql!(
        "select position from funnel_cards
         where stage_id = $1 and conversation_id <> $4 and ($5 or inbox_id = any($6))
           and ($7 or exists (select 1 from conversations
             where conversations.id = funnel_cards.conversation_id and {HAD_BY}))
         order by position limit 1 offset $8"
    );
    let (anyones, (user, or_nobodys)) = owners(seen);
    let (all, index) = (seen.inboxes.is_none(), i64::from(index));
    let args = args![stage, user, or_nobodys, but, all, inboxes(seen), anyones, index];
    Ok(tx.first::<(i64,)>(sql, args).await?.map(|(position,)| position))
}

/// Where the card stands that comes before a position.
pub async fn position_before(
    tx: &mut Tx,
    stage: StageId,
    but: ConversationId,
    position: i64,
) -> db::Result<Option<i64>> {
    let sql = sql!(
        "select position from funnel_cards
         where stage_id = $1 and position < $3 and conversation_id <> $2
         order by position desc limit 1"
    );
    let args = args![stage, but, position];
    Ok(tx.first::<(i64,)>(sql, args).await?.map(|(position,)| position))
}

/// The cards that come after a position, in order, with theirs.
pub async fn positions_after(
    tx: &mut Tx,
    stage: StageId,
    but: ConversationId,
    position: i64,
    most: usize,
) -> db::Result<Vec<(ConversationId, i64)>> {
    let sql = sql!(
        "select conversation_id, position from funnel_cards
         where stage_id = $1 and position > $3 and conversation_id <> $2
         order by position limit $4"
    );
    tx.all(sql, args![stage, but, position, number(most)]).await
}

/// Where the last card of a column stands.
pub async fn last_position(tx: &mut Tx, stage: StageId) -> db::Result<Option<i64>> {
    last_position_but(tx, stage, ConversationId(0)).await
}

/// The same, when one card is not looked at.
pub async fn last_position_but(
    tx: &mut Tx,
    stage: StageId,
    but: ConversationId,
) -> db::Result<Option<i64>> {
    let sql = sql!(
        "select position from funnel_cards where stage_id = $1 and conversation_id <> $2
         order by position desc limit 1"
    );
    Ok(tx.first::<(i64,)>(sql, args![stage, but]).await?.map(|(position,)| position))
}

pub async fn set_position(
    tx: &mut Tx,
    stage: StageId,
    conversation: ConversationId,
    position: i64,
) -> db::Result<()> {
    let sql =
        sql!("update funnel_cards set position = $3 where stage_id = $1 and conversation_id = $2");
    tx.push(sql, args![stage, conversation, position]).await
}

fn number(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

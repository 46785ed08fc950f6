//! Rows of `funnels`, `funnel_stages` and `funnel_tallies`. Cards are in [`cards`].

mod cards;

use std::collections::HashMap;

use db::{FromRow, Row, Tx, args, sql};

use super::{
    Funnel, Seen, Stage, Tally,
    stages::{Wanted, key},
};
use crate::{
    id::{FunnelId, InboxId, StageId},
    work::Work,
};

pub use cards::{
    card, cards_of, column, delete_card, delete_some_cards, first_cards, insert_card,
    last_position, last_position_but, position_at, position_before, positions_after, set_position,
    update_card,
};

const COLUMNS: &str = "id, name, description, created_at";

impl FromRow for Funnel {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Funnel {
            id: row.take()?,
            name: row.take()?,
            description: row.take()?,
            stages: Vec::new(),
            created_at: row.take()?,
        })
    }
}

impl FromRow for Stage {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Stage {
            id: row.take()?,
            funnel: row.take()?,
            name: row.take()?,
            place: row.take()?,
            color: row.take()?,
            leaves_to: row.take()?,
            tally: Tally::default(),
        })
    }
}

/// What is in a stage.
struct Counted(StageId, Tally);

impl FromRow for Counted {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        let stage = row.take()?;
        Ok(Counted(
            stage,
            Tally {
                cards: row.take()?,
                value: row.take()?,
                entered: row.take()?,
                stays: row.take()?,
                stayed: row.take()?,
                visited: row.take()?,
            },
        ))
    }
}

pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<Funnel>> {
    let sql = sql!(
        "select {COLUMNS} from funnels where account_id = $1 and doomed_at is null order by id"
    );
    work.tx.all(sql, args![work.account]).await
}

pub async fn find(work: &mut Work<'_>, id: FunnelId) -> db::Result<Option<Funnel>> {
    let sql = sql!(
        "select {COLUMNS} from funnels where account_id = $1 and id = $2 and doomed_at is null"
    );
    work.tx.first(sql, args![work.account, id]).await
}

/// A funnel that nobody else changes until this work is done.
pub async fn lock(work: &mut Work<'_>, id: FunnelId) -> db::Result<Option<Funnel>> {
    let sql = sql!(
        "select {COLUMNS} from funnels where account_id = $1 and id = $2 and doomed_at is null
         for no key update"
    );
    work.tx.first(sql, args![work.account, id]).await
}

/// Waits until nobody else changes any of the funnels, and keeps them waiting.
pub async fn lock_all(work: &mut Work<'_>, ids: &[i64]) -> db::Result<()> {
    let sql = sql!(
        "select id from funnels where account_id = $1 and id = any($2) order by id
         for no key update"
    );
    work.tx.all::<(FunnelId,)>(sql, args![work.account, ids]).await.map(drop)
}

/// The same for one that is being removed. Tells whether it is.
pub async fn lock_doomed(work: &mut Work<'_>, id: FunnelId) -> db::Result<bool> {
    let sql = sql!(
        "select id from funnels where account_id = $1 and id = $2 and doomed_at is not null
         for update"
    );
    Ok(work.tx.first::<(FunnelId,)>(sql, args![work.account, id]).await?.is_some())
}

pub async fn insert(work: &mut Work<'_>, new: &Funnel) -> db::Result<FunnelId> {
    let sql = sql!(
        "insert into funnels (account_id, name, description, created_at, updated_at)
         values ($1, $2, $3, $4, $4) returning id"
    );
    let args = args![work.account, &new.name, &new.description, work.now];
    let (id,) = work.tx.one::<(FunnelId,)>(sql, args).await?;
    Ok(id)
}

pub async fn update(work: &mut Work<'_>, funnel: &Funnel) -> db::Result<()> {
    let sql = sql!(
        "update funnels set name = $3, description = $4, updated_at = $5
         where account_id = $1 and id = $2"
    );
    let args = args![work.account, funnel.id, &funnel.name, &funnel.description, work.now];
    work.tx.push(sql, args).await
}

/// Has nobody find a funnel any more.
pub async fn doom(work: &mut Work<'_>, id: FunnelId) -> db::Result<()> {
    let sql = sql!("update funnels set doomed_at = $3 where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id, work.now]).await
}

pub async fn delete(work: &mut Work<'_>, id: FunnelId) -> db::Result<()> {
    let sql = sql!("delete from funnels where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}

/// The stages of funnels, each funnel's in their order.
pub async fn stages_of(tx: &mut Tx, funnels: &[i64]) -> db::Result<Vec<Stage>> {
    let sql = sql!(
        "select id, funnel_id, name, place, color, leaves_to from funnel_stages
         where funnel_id = any($1) order by funnel_id, place, id"
    );
    tx.all(sql, args![funnels]).await
}

pub async fn insert_stage(work: &mut Work<'_>, funnel: FunnelId, stage: &Wanted) -> db::Result<()> {
    let sql = sql!(
        "insert into funnel_stages (funnel_id, name, name_key, place, color)
         values ($1, $2, $3, $4, $5)"
    );
    let args = args![funnel, &stage.name, key(&stage.name), stage.place, stage.color()];
    work.tx.push(sql, args).await
}

/// Changes a stage, which stays from then on.
pub async fn update_stage(tx: &mut Tx, id: StageId, stage: &Wanted) -> db::Result<()> {
    let sql = sql!(
        "update funnel_stages set name = $2, name_key = $3, place = $4,
           color = coalesce($5, color), leaves_to = null
         where id = $1"
    );
    let args = args![id, &stage.name, key(&stage.name), stage.place, &stage.color];
    tx.push(sql, args).await
}

/// Has the stages of a funnel take no names for a moment. No name begins with a space.
pub async fn free_names(tx: &mut Tx, funnel: FunnelId) -> db::Result<()> {
    let sql =
        sql!("update funnel_stages set name_key = ' ' || cast(id as text) where funnel_id = $1");
    tx.push(sql, args![funnel]).await
}

/// Has a stage have the name that it had.
pub async fn keep_name(tx: &mut Tx, stage: &Stage) -> db::Result<()> {
    let sql = sql!("update funnel_stages set name_key = $2 where id = $1");
    tx.exec(sql, args![stage.id, key(&stage.name)]).await.map(drop)
}

/// Notes where the cards of a stage go that is being removed, and those that were to go there.
pub async fn leave_to(tx: &mut Tx, stage: StageId, to: StageId) -> db::Result<()> {
    let sql = sql!("update funnel_stages set leaves_to = $2 where id = $1 or leaves_to = $1");
    tx.push(sql, args![stage, to]).await
}

pub async fn delete_stage(tx: &mut Tx, id: StageId) -> db::Result<()> {
    tx.push(sql!("delete from funnel_stages where id = $1"), args![id]).await
}

/// What is in the stages of funnels, of the conversations that are seen.
pub async fn tallies(
    tx: &mut Tx,
    funnels: &[i64],
    seen: &Seen,
) -> db::Result<HashMap<StageId, Tally>> {
    let counted = match seen.sight.bounds() {
        None => kept_tallies(tx, funnels, seen).await?,
        Some(bounds) => cards::counted(tx, funnels, seen, bounds).await?,
    };
    Ok(counted.into_iter().map(|Counted(stage, tally)| (stage, tally)).collect())
}

async fn kept_tallies(tx: &mut Tx, funnels: &[i64], seen: &Seen) -> db::Result<Vec<Counted>> {
    let sql = sql!(
        "select stage_id, cast(sum(cards) as bigint), cast(sum(value) as bigint),
           cast(sum(entered) as bigint), cast(sum(stays) as bigint),
           cast(sum(stayed) as bigint), cast(sum(visited) as bigint)
         from funnel_tallies
         where stage_id in (select id from funnel_stages where funnel_id = any($1))
           and ($2 or inbox_id = any($3))
         group by stage_id"
    );
    tx.all(sql, args![funnels, seen.inboxes.is_none(), inboxes(seen)]).await
}

/// The inboxes that are seen, where not all are.
fn inboxes(seen: &Seen) -> Vec<i64> {
    seen.inboxes.iter().flatten().map(|inbox| inbox.0).collect()
}

/// Counts what a stage has more, or less.
pub async fn count(tx: &mut Tx, stage: StageId, inbox: InboxId, more: Tally) -> db::Result<()> {
    let sql = sql!(
        "insert into funnel_tallies
           (stage_id, inbox_id, cards, value, entered, stays, stayed, visited)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (stage_id, inbox_id) do update set
           cards = funnel_tallies.cards + excluded.cards,
           value = funnel_tallies.value + excluded.value,
           entered = funnel_tallies.entered + excluded.entered,
           stays = funnel_tallies.stays + excluded.stays,
           stayed = funnel_tallies.stayed + excluded.stayed,
           visited = funnel_tallies.visited + excluded.visited"
    );
    let Tally { cards, value, entered, stays, stayed, visited } = more;
    tx.push(sql, args![stage, inbox, cards, value, entered, stays, stayed, visited]).await
}

/// Counts a card out of a stage in which it has been, if that stage is still there.
pub async fn unvisit(tx: &mut Tx, stage: StageId, inbox: InboxId) -> db::Result<()> {
    let sql = sql!(
        "update funnel_tallies set visited = visited - 1 where stage_id = $1 and inbox_id = $2"
    );
    tx.push(sql, args![stage, inbox]).await
}

//! What was told long ago.

use db::{Tx, args, sql};

use crate::clock::Timestamp;

/// Removes deliveries that ended before a time, after a place in the order of their ends.
/// Returns where to go on, if there may be more.
pub async fn remove_ended(
    tx: &mut Tx,
    before: Timestamp,
    after: (i64, i64),
    most: i64,
) -> db::Result<Option<(i64, i64)>> {
    let ended = sql!(
        "select finished_at, id from webhook_deliveries
         where finished_at < $1 and (finished_at, id) > ($2, $3)
         order by finished_at, id limit $4"
    );
    let found: Vec<(i64, i64)> = tx.all(ended, args![before, after.0, after.1, most]).await?;
    let remove = sql!("delete from webhook_deliveries where id = any($1)");
    tx.push(remove, args![ids(&found)]).await?;
    Ok(found.last().copied())
}

/// Removes texts that are older than a time and that no delivery refers to, after a place in
/// the order in which they were made.
pub async fn remove_unused_bodies(
    tx: &mut Tx,
    before: Timestamp,
    after: (i64, i64),
    most: i64,
) -> db::Result<Option<(i64, i64)>> {
    let old = sql!(
        "select created_at, id from webhook_bodies
         where created_at < $1 and (created_at, id) > ($2, $3)
         order by created_at, id limit $4"
    );
    let found: Vec<(i64, i64)> = tx.all(old, args![before, after.0, after.1, most]).await?;
    let remove = sql!(
        "delete from webhook_bodies where id = any($1) and not exists (
           select 1 from webhook_deliveries where body_id = webhook_bodies.id)"
    );
    tx.push(remove, args![ids(&found)]).await?;
    Ok(found.last().copied())
}

fn ids(found: &[(i64, i64)]) -> Vec<i64> {
    found.iter().map(|(_, id)| *id).collect()
}

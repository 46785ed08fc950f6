//! SQLite commits in the order of the ids, so ids are the order of events.

use db::{Tx, args, sql};

use super::{Position, Stored};

pub async fn after(tx: &mut Tx, position: Position, most: i64) -> db::Result<Vec<Stored>> {
    let sql = sql!(
        "select 0, id, account_id, name, conversation_id, message_id, contact_id, subject_id,
           actor_type, actor_id, changes, data, created_at, false
         from events where id > $1 order by id limit $2"
    );
    tx.all(sql, args![position.event, most]).await
}

pub async fn last(tx: &mut Tx) -> db::Result<Position> {
    let sql = sql!("select 0, coalesce((select max(id) from events), 0)");
    tx.one(sql, args![]).await
}

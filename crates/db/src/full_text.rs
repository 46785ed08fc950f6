//! Keeps full-text tables of SQLite quick.

use crate::{Result, Sql, Tx, Value};

/// Pages that are written in one go: a few milliseconds of the thread that writes.
const AT_ONCE: i64 = 64;

/// Writes together some of the segments of a full-text table. Returns whether there are more.
///
/// Every commit that adds to it leaves a segment, and every search looks into each of them;
/// SQLite itself merges only what there is very much of. `sql` is the command of the table,
/// `insert into t (t, rank) values ('merge', $1)`. Its setting `usermerge` says from how many of
/// the same size on they are merged.
pub async fn merge(tx: &mut Tx, sql: &Sql) -> Result<bool> {
    let before = changes(tx).await?;
    tx.exec(sql, &[Value::from(AT_ONCE)]).await?;
    // The command itself counts as one.
    Ok(changes(tx).await? - before > 1)
}

async fn changes(tx: &mut Tx) -> Result<i64> {
    let sql = Sql::portable("select total_changes()".to_owned());
    Ok(tx.one::<(i64,)>(&sql, &[]).await?.0)
}

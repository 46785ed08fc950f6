//! Rows of `installation_values`.

use db::{Tx, args, sql};

use crate::clock::Timestamp;

pub async fn insert(tx: &mut Tx, name: &str, value: &str, now: Timestamp) -> db::Result<()> {
    let sql = sql!(
        "insert into installation_values (name, value, created_at) values ($1, $2, $3)
         on conflict (name) do nothing"
    );
    tx.push(sql, args![name, value, now]).await
}

pub async fn find(tx: &mut Tx, name: &str) -> db::Result<Option<String>> {
    let sql = sql!("select value from installation_values where name = $1");
    Ok(tx.first::<(String,)>(sql, args![name]).await?.map(|(value,)| value))
}

//! What events tell beside their names.

use db::{args, sql};
use serde_json::Value;

use super::Desk;

/// An event of the account.
#[derive(Debug)]
pub struct Told {
    pub name: String,
    /// Each field that changed, with the value before and the value after.
    pub changes: Value,
    pub data: Value,
    /// The kind and id of who did it.
    pub actor: Option<(String, i64)>,
    /// The record that it is about, when that is no conversation, message or contact.
    pub subject: Option<i64>,
}

type Row = (String, String, Option<String>, Option<String>, Option<i64>, Option<i64>);

impl Desk {
    /// The events of what `action` did, oldest first.
    pub async fn told<T>(&self, action: impl Future<Output = T>) -> Vec<Told> {
        let before = self.events().await.len();
        action.await;
        self.all_told().await.split_off(before)
    }

    /// The events of the account so far, oldest first.
    pub async fn all_told(&self) -> Vec<Told> {
        let account = self.account;
        let sql = sql!(
            "select name, changes, data, actor_type, actor_id, subject_id from events
             where account_id = $1 order by id"
        );
        let asked =
            self.app.db.read(async move |tx: &mut db::Tx| tx.all::<Row>(sql, args![account]).await);
        let json = |text: &str| serde_json::from_str(text).unwrap();
        let told = |(name, changes, data, kind, id, subject): Row| Told {
            name,
            changes: json(&changes),
            data: data.map_or(Value::Null, |data| json(&data)),
            actor: kind.zip(id),
            subject,
        };
        asked.await.unwrap().into_iter().map(told).collect()
    }
}

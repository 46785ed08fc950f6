//! Rows of `notification_subscriptions`.

use db::{FromRow, Row, Tx, args, sql};

use crate::{
    clock::Timestamp,
    id::UserId,
    json::Object,
    notifications::subscriptions::{Kind, Subscription},
};

const COLUMNS: &str = "id, user_id, subscription_type, subscription_attributes, identifier,
    created_at, updated_at";

impl FromRow for Subscription {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Subscription {
            id: row.take()?,
            user: row.take()?,
            kind: row.take()?,
            attributes: row.take()?,
            identifier: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
        })
    }
}

/// Adds a subscription. One with the same identifier is that of this user from now on.
pub async fn put(
    tx: &mut Tx,
    user: UserId,
    kind: Kind,
    attributes: &Object,
    identifier: &str,
    now: Timestamp,
) -> db::Result<Subscription> {
    let sql = sql!(
        "insert into notification_subscriptions (user_id, subscription_type,
           subscription_attributes, identifier, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)
         on conflict (identifier) do update set user_id = excluded.user_id,
           subscription_type = excluded.subscription_type,
           subscription_attributes = excluded.subscription_attributes,
           updated_at = excluded.updated_at
         returning {COLUMNS}"
    );
    tx.one(sql, args![user, kind, attributes, identifier, now]).await
}

/// Removes all of a user's subscriptions but the newest.
pub async fn keep_newest(tx: &mut Tx, user: UserId, kept: i64) -> db::Result<()> {
    let sql = sql!(
        "delete from notification_subscriptions where user_id = $1 and id not in (
           select id from notification_subscriptions where user_id = $1
           order by updated_at desc, id desc limit $2)"
    );
    tx.push(sql, args![user, kept]).await
}

pub async fn find(tx: &mut Tx, user: UserId, id: i64) -> db::Result<Option<Subscription>> {
    let sql =
        sql!("select {COLUMNS} from notification_subscriptions where id = $1 and user_id = $2");
    tx.first(sql, args![id, user]).await
}

pub async fn delete_by_token(tx: &mut Tx, user: UserId, push_token: &str) -> db::Result<()> {
    let sql = sql!(
        "delete from notification_subscriptions
         where user_id = $1 and subscription_attributes ->> 'push_token' = $2"
    );
    tx.push(sql, args![user, push_token]).await
}

pub async fn of_user(tx: &mut Tx, user: UserId) -> db::Result<Vec<Subscription>> {
    let sql =
        sql!("select {COLUMNS} from notification_subscriptions where user_id = $1 order by id");
    tx.all(sql, args![user]).await
}

pub async fn delete(tx: &mut Tx, id: i64) -> db::Result<()> {
    tx.push(sql!("delete from notification_subscriptions where id = $1"), args![id]).await
}

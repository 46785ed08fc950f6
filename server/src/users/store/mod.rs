//! Rows of `users` and `access_tokens`. Tokens that count once are in [`one_time`].

pub mod one_time;

use std::collections::HashMap;

use db::{FromRow, Row, Tx, args, sql};
use serde_json::Value;

use super::{AccessToken, Card, Door, NewUser, Owner, PasswordHash, User};
use crate::{
    clock::Timestamp,
    id::{self, AgentBotId, UserId},
    json::Object,
    links::Avatar,
    texts::Language,
    work::Work,
};

const COLUMNS: &str = "id, name, display_name, email, confirmed_at, vouched_at, avatar_id";

impl FromRow for User {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(User {
            id: row.take()?,
            name: row.take()?,
            display_name: row.take()?,
            email: row.take()?,
            confirmed_at: row.take()?,
            vouched_at: row.take()?,
            avatar: row.take()?,
        })
    }
}

impl FromRow for Door {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Door {
            user: row.take()?,
            email: row.take()?,
            password: row.take::<Option<String>>()?.map(PasswordHash::stored),
            is_confirmed: row.take::<Option<Timestamp>>()?.is_some(),
        })
    }
}

struct OfBot(AgentBotId, AccessToken);

impl FromRow for OfBot {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        let bot = row.take()?;
        let (id, token) = (row.take()?, row.take()?);
        Ok(OfBot(bot, AccessToken { id, token, created_at: row.take()?, updated_at: row.take()? }))
    }
}

pub async fn insert(work: &mut Work<'_>, new: &NewUser, email: &str) -> db::Result<User> {
    let sql = sql!(
        "insert into users
           (name, email, password_hash, confirmed_at, pubsub_token, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6) returning {COLUMNS}"
    );
    let password = new.password.as_ref().map(PasswordHash::as_str);
    let confirmed = new.confirmed.then_some(work.now);
    let pubsub_token = id::token();
    let args = args![&new.name, email, password, confirmed, pubsub_token, work.now];
    work.tx.one(sql, args).await
}

/// Those of the users that there are, in no particular order.
pub async fn of_ids(tx: &mut Tx, ids: &[i64]) -> db::Result<Vec<User>> {
    tx.all(sql!("select {COLUMNS} from users where id = any($1)"), args![ids]).await
}

/// Takes an address as [`email_key`](super::email_key) makes it.
pub async fn by_email(tx: &mut Tx, email: &str) -> db::Result<Option<User>> {
    tx.first(sql!("select {COLUMNS} from users where email = $1"), args![email]).await
}

/// The same, for a user who is not removed until this work is done.
pub async fn keep(tx: &mut Tx, email: &str) -> db::Result<Option<User>> {
    tx.first(sql!("select {COLUMNS} from users where email = $1 for key share"), args![email]).await
}

/// What decides on whether the user of an address gets in.
pub async fn door(tx: &mut Tx, email: &str) -> db::Result<Option<Door>> {
    let sql = sql!("select id, email, password_hash, confirmed_at from users where email = $1");
    tx.first(sql, args![email]).await
}

/// The same, of a user who is known.
pub async fn door_of(tx: &mut Tx, user: UserId) -> db::Result<Option<Door>> {
    let sql = sql!("select id, email, password_hash, confirmed_at from users where id = $1");
    tx.first(sql, args![user]).await
}

/// The language that a user has chosen for themselves, if it is spoken here.
pub async fn language_of(tx: &mut Tx, user: UserId) -> db::Result<Option<Language>> {
    let sql = sql!("select ui_settings from users where id = $1");
    let found = tx.first::<(Object,)>(sql, args![user]).await?;
    let settings = found.map(|(settings,)| settings.to_map()).unwrap_or_default();
    Ok(settings.get("locale").and_then(Value::as_str).and_then(Language::find))
}

pub async fn set_password(
    tx: &mut Tx,
    user: UserId,
    password: &PasswordHash,
    now: Timestamp,
) -> db::Result<()> {
    let sql = sql!("update users set password_hash = $2, updated_at = $3 where id = $1");
    tx.push(sql, args![user, password.as_str(), now]).await
}

pub async fn clear_password(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    let sql = sql!("update users set password_hash = null, updated_at = $2 where id = $1");
    work.tx.push(sql, args![user, work.now]).await
}

pub async fn renew_pubsub_token(work: &mut Work<'_>, user: UserId, token: &str) -> db::Result<()> {
    work.tx.push(sql!("update users set pubsub_token = $2 where id = $1"), args![user, token]).await
}

/// Gives the user another address, if nobody else has it.
pub async fn set_email(work: &mut Work<'_>, user: UserId, email: &str) -> db::Result<()> {
    let sql = sql!(
        "update users set email = $2, confirmed_at = null, vouched_at = null, updated_at = $3
         where id = $1"
    );
    work.tx.exec(sql, args![user, email, work.now]).await.map(drop)
}

/// Notes that the address of the user was shown to be theirs, unless that was known. Tells how
/// many it was news of.
pub async fn confirm(work: &mut Work<'_>, user: UserId) -> db::Result<u64> {
    let sql = sql!(
        "update users set confirmed_at = $2, vouched_at = null, updated_at = $2
         where id = $1 and (confirmed_at is null or vouched_at is not null)"
    );
    work.tx.exec(sql, args![user, work.now]).await
}

/// Takes it that the address of the user is theirs, unless that was known.
pub async fn vouch(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    let sql = sql!(
        "update users set confirmed_at = $2, vouched_at = $2, updated_at = $2
         where id = $1 and confirmed_at is null"
    );
    work.tx.push(sql, args![user, work.now]).await
}

/// Takes it no more that the address of the user is theirs.
pub async fn doubt(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    let sql = sql!(
        "update users set confirmed_at = null, vouched_at = null, updated_at = $2 where id = $1"
    );
    work.tx.push(sql, args![user, work.now]).await
}

pub async fn update(work: &mut Work<'_>, user: UserId, card: &Card) -> db::Result<()> {
    let sql = sql!(
        "update users set name = $2, display_name = $3, message_signature = $4, ui_settings = $5,
           custom_attributes = $6, updated_at = $7
         where id = $1"
    );
    let args = args![
        user,
        &card.name,
        &card.display_name,
        &card.message_signature,
        &card.ui_settings,
        &card.custom_attributes,
        work.now,
    ];
    work.tx.push(sql, args).await
}

pub async fn rename(work: &mut Work<'_>, user: UserId, name: &str) -> db::Result<()> {
    let sql = sql!("update users set name = $2, updated_at = $3 where id = $1");
    work.tx.push(sql, args![user, name, work.now]).await
}

/// Removes a user who is a member of no account any more, and has nothing left in any. Returns
/// the picture that they had.
pub async fn delete_without_account(
    work: &mut Work<'_>,
    user: UserId,
) -> db::Result<Option<Avatar>> {
    // Whoever makes them a member somewhere else at this moment goes first.
    let alone = sql!("select id from users where id = $1 for update");
    work.tx.first::<(UserId,)>(alone, args![user]).await?;
    let tokens = sql!(
        "delete from access_tokens where owner_type = 'User' and owner_id = $1
           and not exists (select 1 from account_users where user_id = $1)
           and not exists (select 1 from departures where user_id = $1)"
    );
    work.tx.push(tokens, args![user]).await?;
    let sql = sql!(
        "delete from users where id = $1
           and not exists (select 1 from account_users where user_id = $1)
           and not exists (select 1 from departures where user_id = $1)
         returning avatar_id"
    );
    Ok(work.tx.first::<(Avatar,)>(sql, args![user]).await?.map(|(avatar,)| avatar))
}

/// The picture of a user who is not changed by anybody else until this work is done.
pub async fn lock_avatar(work: &mut Work<'_>, user: UserId) -> db::Result<Option<Avatar>> {
    let sql = sql!("select avatar_id from users where id = $1 for no key update");
    Ok(work.tx.first::<(Avatar,)>(sql, args![user]).await?.map(|(avatar,)| avatar))
}

pub async fn set_avatar(work: &mut Work<'_>, user: UserId, avatar: &Avatar) -> db::Result<()> {
    let sql = sql!("update users set avatar_id = $2, updated_at = $3 where id = $1");
    work.tx.push(sql, args![user, avatar.blob, work.now]).await
}

pub async fn insert_token(work: &mut Work<'_>, owner: Owner, token: &str) -> db::Result<()> {
    let sql = sql!(
        "insert into access_tokens (owner_type, owner_id, token, created_at, updated_at)
         values ($1, $2, $3, $4, $4)"
    );
    let (kind, id) = owner.stored();
    work.tx.push(sql, args![kind, id, token, work.now]).await
}

pub async fn renew_token(work: &mut Work<'_>, owner: Owner, token: &str) -> db::Result<()> {
    let sql = sql!(
        "update access_tokens set token = $3, updated_at = $4
         where owner_type = $1 and owner_id = $2"
    );
    let (kind, id) = owner.stored();
    work.tx.push(sql, args![kind, id, token, work.now]).await
}

pub async fn delete_tokens(work: &mut Work<'_>, owner: Owner) -> db::Result<()> {
    let sql = sql!("delete from access_tokens where owner_type = $1 and owner_id = $2");
    let (kind, id) = owner.stored();
    work.tx.push(sql, args![kind, id]).await
}

/// The tokens of those of the bots that have one.
pub async fn tokens_of_bots(
    tx: &mut Tx,
    ids: &[i64],
) -> db::Result<HashMap<AgentBotId, AccessToken>> {
    let sql = sql!(
        "select owner_id, id, token, created_at, updated_at from access_tokens
         where owner_type = 'AgentBot' and owner_id = any($1)"
    );
    let found = tx.all::<OfBot>(sql, args![ids]).await?;
    Ok(found.into_iter().map(|OfBot(bot, token)| (bot, token)).collect())
}

pub async fn token_of(tx: &mut Tx, user: UserId) -> db::Result<Option<String>> {
    let sql = sql!(
        "select token from access_tokens where owner_type = 'User' and owner_id = $1
         order by id limit 1"
    );
    Ok(tx.first::<(String,)>(sql, args![user]).await?.map(|(token,)| token))
}

pub async fn pubsub_token_of(tx: &mut Tx, user: UserId) -> db::Result<Option<String>> {
    let sql = sql!("select pubsub_token from users where id = $1");
    Ok(tx.first::<(String,)>(sql, args![user]).await?.map(|(token,)| token))
}

pub async fn token_owner(tx: &mut Tx, token: &str) -> db::Result<Option<(String, i64)>> {
    let sql = sql!("select owner_type, owner_id from access_tokens where token = $1");
    tx.first(sql, args![token]).await
}

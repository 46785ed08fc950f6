//! Rows of `events`.

use db::{args, sql};

use super::Event;
use crate::{id::AccountId, work::Work};

pub async fn insert(work: &mut Work<'_>, event: &Event<'_>, changes: &str) -> db::Result<()> {
    let sql = sql!(
        "insert into events (account_id, name, conversation_id, message_id, contact_id,
           subject_id, actor_type, actor_id, changes, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let args = args![
        work.account,
        event.name.as_str(),
        event.conversation,
        event.message,
        event.contact,
        event.subject,
        work.actor.kind(),
        work.actor.id(),
        changes,
        work.now,
    ];
    work.tx.push(sql, args).await
}

/// The names of an account's events, oldest first.
pub async fn names_of_account(tx: &mut db::Tx, account: AccountId) -> db::Result<Vec<String>> {
    let sql = sql!("select name from events where account_id = $1 order by id");
    let names = tx.all::<(String,)>(sql, args![account]).await?;
    Ok(names.into_iter().map(|(name,)| name).collect())
}

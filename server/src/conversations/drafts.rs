//! What somebody has begun to write in a conversation and not sent: one draft, which those who
//! see the conversation share (contract `application-core.md`, 17.15).

use db::{args, sql};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{find, lock};
use crate::{
    error::{Problems, Result},
    id::DisplayId,
    messages::content::LONGEST,
    work::Work,
};

/// What a draft is to say.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub message: String,
}

/// The draft of a conversation, if it has one.
pub async fn show(work: &mut Work<'_>, id: DisplayId) -> Result<Option<String>> {
    let conversation = find(work, id).await?;
    let sql = sql!("select message from drafts where conversation_id = $2 and account_id = $1");
    let found: Option<(String,)> = work.tx.first(sql, args![work.account, conversation.id]).await?;
    Ok(found.map(|(message,)| message))
}

/// Keeps a draft, in the place of the one that was kept before.
pub async fn keep(work: &mut Work<'_>, id: DisplayId, draft: &Draft) -> Result<()> {
    let mut problems = Problems::default();
    problems.at_most("message", &draft.message, LONGEST);
    problems.check()?;
    let conversation = lock(work, id).await?;
    let sql = sql!(
        "insert into drafts (conversation_id, account_id, message) values ($2, $1, $3)
         on conflict (conversation_id) do update set message = excluded.message"
    );
    Ok(work.tx.push(sql, args![work.account, conversation.id, &draft.message]).await?)
}

/// Forgets the draft of a conversation.
pub async fn forget(work: &mut Work<'_>, id: DisplayId) -> Result<()> {
    let conversation = find(work, id).await?;
    let sql = sql!("delete from drafts where conversation_id = $2 and account_id = $1");
    Ok(work.tx.push(sql, args![work.account, conversation.id]).await?)
}

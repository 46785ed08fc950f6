//! Conversations that a bot leaves to the people who answer: because it says so, or because it
//! could not be told of a message (contract `behaviour.md`, 2.4 and 2.5).

use super::{
    Conversation, Status,
    activity::{Cause, Known},
    save::{save, save_knowing},
    store,
};
use crate::{
    accounts,
    error::Result,
    events::{Event, Name},
    id::ConversationId,
    reporting_events,
    work::Work,
};

/// Opens a conversation that waits for a bot, at its own wish.
pub async fn by_bot(work: &mut Work<'_>, before: &Conversation) -> Result<Conversation> {
    let waiting_since = before.waiting_since.or(Some(work.now));
    let after = Conversation { waiting_since, ..left_by_bot(before) };
    let after = save(work, before, after).await?;
    work.emit(Event::new(Name::ConversationBotHandoff).conversation(after.id)).await?;
    reporting_events::handed_off(work, &after.measured()).await?;
    Ok(after)
}

/// Opens a conversation whose bot could not be told of a message, if it still waits for that
/// bot and the account does not wish it to go on waiting.
pub async fn after_failure(work: &mut Work<'_>, id: ConversationId) -> Result<()> {
    let Some(before) = store::lock_row(work, id).await? else { return Ok(()) };
    work.now = work.now.max(before.last_activity_at);
    if before.status != Status::Pending {
        return Ok(());
    }
    let settings = accounts::show(work).await?.settings.to_map();
    if settings.get("keep_pending_on_bot_failure") == Some(&true.into()) {
        return Ok(());
    }
    let after = left_by_bot(&before);
    save_knowing(work, &before, after, &Known::because(Cause::BotFailure)).await.map(drop)
}

/// Open, and nobody's: what a bot has is given to nobody else.
fn left_by_bot(before: &Conversation) -> Conversation {
    Conversation { status: Status::Open, assignee_agent_bot_id: None, ..before.clone() }
}

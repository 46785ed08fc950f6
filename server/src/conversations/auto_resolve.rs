//! Conversations in which nothing happens are resolved, where the account has set that
//! (contract `behaviour.md`, 2.6).
//!
//! They are found by the time of their last activity, in an index. An account has one task for
//! all of them, which comes when the oldest is due. A message only ever puts that off, so
//! nothing is written when one is posted; whatever becomes due that is not known of yet
//! becomes so no sooner than a conversation would in which something happens now, so the task
//! comes again by then.

use super::{
    Conversation, Status,
    activity::{self, Cause, Known},
    attributes, lock, post,
    save::save_knowing,
    store, wording,
};
use crate::{
    accounts::{self, AutoResolve},
    clock::Timestamp,
    error::Result,
    id::DisplayId,
    inboxes::channel::briefs::briefs,
    messages::{Message, MessageType},
    work::Work,
};

/// Conversations that are resolved before it is looked again.
pub const BATCH: usize = 100;

/// The conversations that are due, oldest first, as far as they are resolved together. So many of
/// them are passed over.
pub async fn due(work: &mut Work<'_>, passed_over: i64) -> Result<Vec<DisplayId>> {
    let Some(set) = set(work).await? else { return Ok(Vec::new()) };
    let since = work.now.minus(set.after());
    let most = i64::try_from(BATCH).unwrap_or(i64::MAX);
    Ok(store::idle_since(work, since, set.spares_waiting, passed_over, most).await?)
}

/// When it is to be looked again. None where nothing is resolved by itself.
pub async fn next(work: &mut Work<'_>) -> Result<Option<Timestamp>> {
    let Some(set) = set(work).await? else { return Ok(None) };
    let oldest = store::oldest_activity(work, set.spares_waiting).await?;
    let oldest = oldest.map_or(work.now, |oldest| oldest.min(work.now));
    Ok(Some(oldest.plus(set.after())))
}

/// Resolves a conversation, if it is still due.
pub async fn resolve(work: &mut Work<'_>, id: DisplayId) -> Result<()> {
    let Some(set) = set(work).await? else { return Ok(()) };
    let conversation = lock(work, id).await?;
    let is_spared = set.spares_waiting && conversation.waiting_since.is_some();
    let is_idle = conversation.last_activity_at <= work.now.minus(set.after());
    if conversation.status != Status::Open || is_spared || !is_idle {
        return Ok(());
    }
    let said = match &set.message {
        Some(message) => say(work, conversation, message).await?,
        None => conversation,
    };
    let before = match &set.label {
        Some(label) => attributes::add_labels(work, said, std::slice::from_ref(label)).await?,
        None => said,
    };
    let after = Conversation { status: Status::Resolved, ..before.clone() };
    let known = Known::because(Cause::Idle { minutes: set.minutes });
    save_knowing(work, &before, after, &known).await.map(drop)
}

async fn set(work: &mut Work<'_>) -> Result<Option<AutoResolve>> {
    let account = accounts::show(work).await?;
    Ok(AutoResolve::of(&account.settings))
}

async fn say(
    work: &mut Work<'_>,
    conversation: Conversation,
    message: &str,
) -> Result<Conversation> {
    let channels = briefs(work, &[conversation.inbox_id.0]).await?;
    let window = channels.get(&conversation.inbox_id).and_then(|brief| brief.reply_window);
    if !conversation.can_be_answered(window, work.now) {
        let note = String::from(&accounts::texts(work).await?.notes.goodbye_not_sent);
        return activity::say(work, conversation, note).await;
    }
    let (inbox, id) = (conversation.inbox_id, conversation.id);
    let blank = Message::blank(inbox, id, MessageType::Template, work.now);
    let message = Message { content: Some(message.to_owned()), ..blank };
    let message = wording::worded(work, &conversation, message).await?;
    Ok(post::add(work, conversation, message, None, None).await?.0)
}

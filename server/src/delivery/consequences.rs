//! What follows for a message and its conversation when an address did not take what it was
//! told of it, or took it after all (contract `realtime-client-platform.md`, 2.9).
//!
//! A message that the webhook of its inbox does not take has failed: the webhook is its way to
//! the contact. A conversation that waits for a bot which cannot be told is opened for people.
//! For a webhook of the account nothing follows.

use crate::{
    conversations::hand_off,
    error::Result,
    id::MessageId,
    messages::{self, delivery},
    webhooks::deliveries::{Attempt, Delivery, IN_LINE, Kind, State},
    work::Work,
};

/// To be called in the transaction that notes the attempt.
pub async fn follow(
    work: &mut Work<'_>,
    told: &Delivery,
    attempt: &Attempt,
    state: State,
) -> Result<()> {
    let is_of_message = matches!(told.event.as_str(), "message_created" | "message_updated");
    let Some(message) = told.message.filter(|_| is_of_message) else { return Ok(()) };
    match told.endpoint.kind {
        Kind::Inbox => of_inbox(work, message, told, attempt, state).await,
        Kind::AgentBot if state == State::GivenUp => of_bot(work, message).await,
        Kind::AgentBot | Kind::Webhook => Ok(()),
    }
}

async fn of_inbox(
    work: &mut Work<'_>,
    message: MessageId,
    told: &Delivery,
    attempt: &Attempt,
    state: State,
) -> Result<()> {
    let had_failed = told.attempts >= IN_LINE;
    let has_failed = told.attempts + 1 >= IN_LINE || state == State::GivenUp;
    match &attempt.problem {
        Some(problem) if has_failed => delivery::failed(work, message, problem).await,
        None if had_failed => delivery::delivered(work, message).await,
        _ => Ok(()),
    }
}

async fn of_bot(work: &mut Work<'_>, message: MessageId) -> Result<()> {
    let found = messages::of_ids(work, &[message.0]).await?;
    match found.first() {
        Some(message) => hand_off::after_failure(work, message.conversation_id).await,
        None => Ok(()),
    }
}

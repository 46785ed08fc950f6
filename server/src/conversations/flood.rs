//! How many messages a conversation takes within a minute, of whatever kind (contract
//! `behaviour.md`, 1.3).

use std::time::Duration;

use super::Conversation;
use crate::{error::Result, messages, work::Work};

const MINUTE: Duration = Duration::from_mins(1);

/// How many messages there are with one more since the conversation was last silent for a
/// minute; none if it takes no more. Only when these are many are the messages of the last
/// minute looked at.
pub async fn one_more(work: &mut Work<'_>, conversation: &Conversation) -> Result<Option<i64>> {
    let minute_ago = work.now.minus(MINUTE);
    if conversation.last_activity_at < minute_ago {
        return Ok(Some(1));
    }
    let burst = conversation.burst_count;
    let most = work.limits.messages_per_minute.into();
    if burst >= most && messages::are_many_since(work, conversation.id, minute_ago, most).await? {
        return Ok(None);
    }
    Ok(Some(burst + 1))
}

//! Which bot answers first in an inbox: what begins there waits for it, as pending.

use super::{AgentBot, show};
use crate::{
    error::Result,
    id::{AgentBotId, InboxId},
    inboxes,
    work::Work,
};

/// The bot of an inbox that the caller may see.
pub async fn bot_of(work: &mut Work<'_>, inbox: InboxId) -> Result<Option<AgentBot>> {
    match inboxes::show(work, inbox).await?.agent_bot_id {
        Some(id) => Ok(Some(show(work, id).await?)),
        None => Ok(None),
    }
}

/// Has a bot answer in an inbox instead of the one that did, or none. Conversations that have
/// begun stay as they are.
pub async fn set_bot(work: &mut Work<'_>, inbox: InboxId, bot: Option<AgentBotId>) -> Result<()> {
    if let Some(bot) = bot {
        show(work, bot).await?;
    }
    inboxes::set_agent_bot(work, inbox, bot).await
}

/// Takes a bot out of the inboxes in which it answers.
pub async fn forget(work: &mut Work<'_>, bot: AgentBotId) -> Result<()> {
    for inbox in inboxes::of_agent_bot(work, bot).await? {
        inboxes::set_agent_bot(work, inbox, None).await?;
    }
    Ok(())
}

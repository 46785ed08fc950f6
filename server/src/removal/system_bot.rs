//! Removing a bot of the system, which may have conversations and inboxes in any account.

use serde::{Deserialize, Serialize};

use super::AT_ONCE;
use crate::{
    accounts,
    agent_bots::{self, inbox},
    conversations::leave::{self, Leaving},
    error::Result,
    id::AgentBotId,
    tasks::{Action, Task},
    work::Work,
};

/// A bot of the system that is being removed. It is there until all is done.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct SystemBotRemoval {
    pub bot: AgentBotId,
}

/// Removes a bot of the system. To be asked for by work that is done for no account.
pub async fn system_bot(work: &mut Work<'_>, bot: AgentBotId) -> Result<()> {
    SystemBotRemoval { bot }.act(work).await
}

impl Task for SystemBotRemoval {
    const KIND: &'static str = "removal.system_bot";

    fn key(&self) -> String {
        self.bot.to_string()
    }
}

impl Action for SystemBotRemoval {
    /// Lets go of some of what the bot has in one account; then of the bot, when it has nothing
    /// any more.
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        let installation = work.account;
        let Some(account) = agent_bots::account_that_uses(work.tx, self.bot).await? else {
            return self.end(work).await;
        };
        work.account = account;
        accounts::alone(work).await?;
        if leave::some(work, Leaving::Bot(self.bot), AT_ONCE.into()).await? < AT_ONCE.into() {
            inbox::forget(work, self.bot).await?;
        }
        work.account = installation;
        Ok(work.enqueue(*self).await?)
    }
}

impl SystemBotRemoval {
    /// Removes the bot, if nobody has given it anything in the meantime.
    async fn end(self, work: &mut Work<'_>) -> Result<()> {
        agent_bots::own(work, self.bot).await?;
        match agent_bots::account_that_uses(work.tx, self.bot).await? {
            Some(_) => Ok(work.enqueue(self).await?),
            None => agent_bots::delete(work, self.bot).await,
        }
    }
}

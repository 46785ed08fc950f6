//! Removing an account with all that belongs to it.
//!
//! At once nobody finds it any more, and nobody is a member of it. Then it goes bit by bit, each
//! of them in a transaction of its own: what there may be very much of, one kind after the
//! other, and in the end the account with the rest. Whoever is killed in between goes on where
//! there is something left. Of what goes here nobody is told.

use serde::{Deserialize, Serialize};

use crate::{
    accounts, agent_bots, agents, audits,
    automation_rules::runs as automation_runs,
    companies,
    contacts::{self, exports, imports},
    conversations,
    error::{Error, Result, in_use},
    events, files,
    removal::portal,
    report_cells,
    tasks::{Action, Task},
    webhooks::{self, deliveries},
    work::Work,
};

/// Rows of a kind that are removed in one transaction.
const AT_ONCE: i64 = 500;

/// The account that the work is done for, as it is being removed.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct AccountRemoval {}

/// What is removed bit by bit, in this order.
#[derive(Clone, Copy, Debug)]
enum Part {
    /// First, so that nobody is told of the rest.
    Webhooks,
    Imports,
    Exports,
    Conversations,
    Contacts,
    Companies,
    HelpCenter,
    Deliveries,
    Events,
    Audits,
    Runs,
    Cells,
    Files,
}

const PARTS: [Part; 13] = [
    Part::Webhooks,
    Part::Imports,
    Part::Exports,
    Part::Conversations,
    Part::Contacts,
    Part::Companies,
    Part::HelpCenter,
    Part::Deliveries,
    Part::Events,
    Part::Audits,
    Part::Runs,
    Part::Cells,
    Part::Files,
];

/// Has an account removed. From here on nobody finds it.
pub async fn account(work: &mut Work<'_>) -> Result<()> {
    accounts::alone(work).await?;
    accounts::doom(work).await?;
    agents::remove_all(work).await?;
    Ok(work.enqueue(AccountRemoval {}).await?)
}

impl Task for AccountRemoval {
    const KIND: &'static str = "removal.account";

    fn key(&self) -> String {
        String::new()
    }
}

impl Action for AccountRemoval {
    /// Removes some of what is left; the account itself, when nothing is.
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        accounts::alone(work).await?;
        for part in PARTS {
            if part.erase_some(work).await? > 0 {
                return Ok(work.enqueue(*self).await?);
            }
        }
        agent_bots::erase_all(work).await?;
        agents::settle_departures(work).await?;
        accounts::delete(work).await.map_err(in_use("the account"))
    }
}

impl Part {
    /// Returns how much there was.
    async fn erase_some(self, work: &mut Work<'_>) -> Result<usize> {
        match self {
            Part::Webhooks => Ok(webhooks::erase_all(work).await?),
            Part::Imports => imports::erase_some(work, AT_ONCE).await,
            Part::Exports => exports::erase_some(work).await,
            Part::Conversations => conversations::erase_some(work, AT_ONCE).await,
            Part::Contacts => contacts::erase_some(work, AT_ONCE).await,
            Part::Companies => count(companies::erase_some(work, AT_ONCE).await?),
            Part::HelpCenter => portal::erase_some_of_account(work).await,
            Part::Deliveries => count(deliveries::delete_some_of_account(work, AT_ONCE).await?),
            Part::Events => count(events::delete_some_of_account(work, AT_ONCE).await?),
            Part::Audits => count(audits::delete_some_of_account(work, AT_ONCE).await?),
            Part::Runs => count(automation_runs::delete_some_of_account(work, AT_ONCE).await?),
            Part::Cells => count(report_cells::delete_some_of_account(work, AT_ONCE).await?),
            Part::Files => files::erase_some(work, AT_ONCE).await,
        }
    }
}

fn count(rows: u64) -> Result<usize> {
    usize::try_from(rows).map_err(|error| Error::Internal(error.into()))
}

//! Campaigns that are sent once, when their time has come.
//!
//! No channel of a telephone number can send anything by itself yet. So a campaign that is due is
//! over, as the contract has it, and says of itself that nobody was written to.

use serde::{Deserialize, Serialize};

use super::{Campaign, Kind, Status, store};
use crate::{
    clock::Timestamp,
    error::Result,
    events::{Event, Name},
    id::CampaignNumber,
    tasks::{Action, Task},
    work::Work,
};

/// Why nobody was written to.
const CANNOT_SEND: &str =
    "Nobody was written to: this server cannot send messages by the channel of this inbox yet";

/// Sending a campaign at its time.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Due {
    number: CampaignNumber,
}

impl Task for Due {
    const KIND: &'static str = "campaigns.due";

    fn key(&self) -> String {
        self.number.to_string()
    }
}

/// Has a campaign sent at its time, instead of when it was to be sent before.
pub async fn keep(work: &mut Work<'_>, before: Option<Timestamp>, after: &Campaign) -> Result<()> {
    if before == after.scheduled_at {
        return Ok(());
    }
    let due = Due { number: after.number };
    match after.scheduled_at {
        Some(at) => work.schedule(due, at.max(work.now)).await?,
        None => work.cancel(due).await?,
    }
    Ok(())
}

impl Action for Due {
    /// A campaign that is not due any more, or was sent, is left alone.
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        let Some(campaign) = store::lock(work, self.number).await? else { return Ok(()) };
        let is_waiting = campaign.kind == Kind::OneOff && campaign.status == Status::Active;
        let Some(at) = campaign.scheduled_at.filter(|_| is_waiting) else { return Ok(()) };
        if work.now < at {
            return Ok(work.schedule(*self, at).await?);
        }
        let (id, problem) = (campaign.id, Some(CANNOT_SEND.to_owned()));
        let (status, updated_at) = (Status::Completed, work.now);
        store::update(work, &Campaign { status, problem, updated_at, ..campaign }).await?;
        work.emit(Event::new(Name::CampaignUpdated).about(id)).await
    }
}

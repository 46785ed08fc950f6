//! How a campaign goes: at once for everybody, and then bit by bit with those whom it has written
//! to, and out of the conversations that it has begun. They stay, and name no campaign any more
//! (contract `behaviour.md`, 6.4).
//!
//! So one that is being sent is stopped. The row of the campaign belongs to whoever writes to some
//! of its audience, until that is committed: who removes it waits for that, a moment at most, and
//! nobody is written to after the answer.

use serde::{Deserialize, Serialize};

use super::{Campaign, due, recipients, store};
use crate::{
    accounts, conversations,
    error::{Error, Result},
    events::{Event, Name},
    id::{CampaignId, CampaignNumber, InboxId},
    tasks::{Action, Task},
    work::Work,
};

/// Conversations that let go of a campaign in one transaction.
const AT_ONCE: i64 = 500;

pub async fn delete(work: &mut Work<'_>, number: CampaignNumber) -> Result<()> {
    let gone = store::lock(work, number).await?.ok_or(Error::NotFound)?;
    doom(work, &gone).await
}

/// Removes the campaigns of an inbox that is being removed, before they begin more conversations.
pub async fn leave_inbox(work: &mut Work<'_>, inbox: InboxId) -> Result<()> {
    for campaign in store::of_inbox(work, inbox).await? {
        if let Some(gone) = store::lock(work, campaign.number).await? {
            doom(work, &gone).await?;
        }
    }
    Ok(())
}

async fn doom(work: &mut Work<'_>, gone: &Campaign) -> Result<()> {
    store::doom(work, gone.id).await?;
    due::forget(work, gone.number).await?;
    work.enqueue(CampaignRemoval { id: gone.id, number: gone.number }).await?;
    work.emit(Event::new(Name::CampaignDeleted).about(gone.id)).await
}

/// What is left to remove of a campaign that nobody finds any more.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct CampaignRemoval {
    id: CampaignId,
    number: CampaignNumber,
}

impl Task for CampaignRemoval {
    const KIND: &'static str = "campaigns.remove";

    fn key(&self) -> String {
        self.id.to_string()
    }
}

impl Action for CampaignRemoval {
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        if recipients::forget_some(work, self.id).await? {
            return Ok(work.enqueue(*self).await?);
        }
        // Conversations come in no order in which others take them.
        accounts::alone(work).await?;
        if conversations::forget_campaign(work, self.number, AT_ONCE).await? {
            return Ok(work.enqueue(*self).await?);
        }
        Ok(store::delete(work, self.id).await?)
    }
}

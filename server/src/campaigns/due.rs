//! Campaigns that are sent once, when their time has come.
//!
//! One that is due is completed first, so that nobody changes what is being said (contract
//! `behaviour.md`, 6.4). Then its audience is written to, some of them in each transaction, which
//! notes how far it has come: whoever is killed goes on there.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Campaign, Kind, Progress, Status, recipients, sending, store};
use crate::{
    accounts,
    clock::Timestamp,
    error::Result,
    events::{Event, Name},
    id::CampaignNumber,
    tasks::{Action, Task},
    work::Work,
};

/// After this long nobody wants to hear any more what was to be said then.
const STALE: Duration = Duration::from_hours(3 * 24);

/// After how long it is looked again whether an account that is suspended may go on.
const LOOK_AGAIN: Duration = Duration::from_hours(1);

const TOO_LATE: &str = "Nobody was written to: its time was more than three days ago";

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

/// When a campaign is to be sent. One that is switched off waits until it is switched on.
pub fn time(campaign: &Campaign) -> Option<Timestamp> {
    campaign.scheduled_at.filter(|_| campaign.enabled)
}

/// Has a campaign sent at its time, instead of when it was to be sent before.
pub async fn keep(work: &mut Work<'_>, before: Option<Timestamp>, after: &Campaign) -> Result<()> {
    let due = time(after);
    if before == due {
        return Ok(());
    }
    let task = Due { number: after.number };
    match due {
        Some(at) => work.schedule(task, at.max(work.now)).await?,
        None => work.cancel(task).await?,
    }
    Ok(())
}

/// Has a campaign that is gone not sent any more.
pub async fn forget(work: &mut Work<'_>, number: CampaignNumber) -> Result<()> {
    Ok(work.cancel(Due { number }).await?)
}

impl Action for Due {
    /// Takes the next step of a campaign. One that is not due any more, or is over, is left alone.
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        match accounts::status(work.tx, work.account).await? {
            Some(accounts::Status::Active) => {}
            Some(accounts::Status::Suspended) => {
                let later = work.now.plus(LOOK_AGAIN);
                return Ok(work.schedule(*self, later).await?);
            }
            None => return Ok(()),
        }
        let Some(campaign) = store::lock(work, self.number).await? else { return Ok(()) };
        if campaign.kind != Kind::OneOff {
            return Ok(());
        }
        let goes_on = match (campaign.status, campaign.progress) {
            (Status::Active, _) => self.begin(work, campaign).await?,
            (Status::Completed, Progress { begun_at: Some(_), finished_at: None, .. }) => {
                sending::some(work, campaign).await?;
                true
            }
            (Status::Completed, _) => recipients::forget_some(work, campaign.id).await?,
        };
        if goes_on {
            work.schedule(*self, work.now).await?;
        }
        Ok(())
    }
}

impl Due {
    /// Begins a campaign if it is due. Tells whether there is more to do at once.
    async fn begin(self, work: &mut Work<'_>, campaign: Campaign) -> Result<bool> {
        let Some(at) = time(&campaign) else { return Ok(false) };
        if work.now < at {
            work.schedule(self, at).await?;
            return Ok(false);
        }
        let is_stale = work.now > at.plus(STALE);
        let ends = is_stale.then_some(work.now);
        let begun = Campaign {
            status: Status::Completed,
            problem: is_stale.then(|| TOO_LATE.to_owned()),
            progress: Progress { begun_at: Some(work.now), finished_at: ends, ..Progress::NONE },
            updated_at: work.now,
            ..campaign
        };
        store::update(work, &begun).await?;
        work.emit(Event::new(Name::CampaignUpdated).about(begun.id)).await?;
        Ok(!is_stale)
    }
}

//! Snoozes: a conversation is put aside until a time, or until the contact writes.
//!
//! A snooze that has an end leaves a task for it. Whoever moves the end moves the task, and
//! whoever ends the snooze takes it back; one that comes all the same, too early, too late or
//! for another snooze, does nothing. A conversation that comes back is the latest again, for
//! it was put aside to be looked at then. Nobody did anything, so nothing is noted (contract
//! `behaviour.md`, 2.5, and `seeds-vs-upstream.md`, 38: at its time).

use serde::{Deserialize, Serialize};

use super::{Conversation, Status, lock, save::save};
use crate::{
    clock::Timestamp,
    error::Result,
    id::DisplayId,
    tasks::{Action, Task},
    work::Work,
};

/// Opens a conversation when its snooze ends.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct EndOfSnooze {
    pub conversation: DisplayId,
    /// In microseconds since 1970.
    pub until: i64,
}

impl Task for EndOfSnooze {
    const KIND: &'static str = "conversations.end_of_snooze";

    fn key(&self) -> String {
        self.conversation.to_string()
    }
}

impl Action for EndOfSnooze {
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        let before = lock(work, self.conversation).await?;
        let until = Timestamp(self.until);
        if before.status != Status::Snoozed || before.snoozed_until != Some(until) {
            return Ok(());
        }
        if work.now < until {
            return Ok(work.schedule(*self, until).await?);
        }
        let status = Status::Open;
        let after = Conversation { status, last_activity_at: work.now, ..before.clone() };
        save(work, &before, after).await.map(drop)
    }
}

/// Has a snooze end when it is to end now, instead of when it was to end before.
pub async fn keep(
    work: &mut Work<'_>,
    before: Option<Timestamp>,
    after: &Conversation,
) -> Result<()> {
    if before == after.snoozed_until {
        return Ok(());
    }
    let conversation = after.display_id;
    match after.snoozed_until {
        None => work.cancel(EndOfSnooze { conversation, until: 0 }).await?,
        Some(until) => {
            let task = EndOfSnooze { conversation, until: until.0 };
            work.schedule(task, until.max(work.now)).await?;
        }
    }
    Ok(())
}

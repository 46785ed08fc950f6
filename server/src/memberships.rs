//! What follows when the place of a member in the account changes: they set another
//! availability, have another role, join or leave inboxes and teams.

use crate::{
    agents::{Changed, Restricted},
    conversations::{distribute, participants},
    error::Result,
    notifications::upkeep,
    tasks::Action,
    work::Work,
};

impl Action for Changed {
    /// Offers them what waits in their inboxes.
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        distribute::offer(work, self.user).await
    }
}

impl Action for Restricted {
    /// Of what they do not see any more they are told nothing more.
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        participants::forget_unseen(work, self.user).await?;
        upkeep::forget_unseen(work, self.user).await
    }
}

//! What follows when the place of a member in the account changes: they set another
//! availability, have another role, join or leave inboxes and teams.

use crate::{agents::Changed, conversations::distribute, error::Result, tasks::Action, work::Work};

impl Action for Changed {
    /// Offers them what waits in their inboxes.
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        distribute::offer(work, self.user).await
    }
}

//! Removing what a portal holds, once nobody finds it any more: its articles bit by bit, and in
//! the end the portal with its categories.

use crate::{
    error::Result,
    help_center::{
        articles,
        portals::{self, PortalRemoval},
    },
    id::PortalId,
    tasks::Action,
    work::Work,
};

/// Articles that are removed in one transaction. Each may be long.
const AT_ONCE: i64 = 100;

impl Action for PortalRemoval {
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        if !portals::is_doomed(work, self.portal).await? {
            return Ok(());
        }
        if erase_some(work, self.portal).await? > 0 {
            return Ok(work.enqueue(*self).await?);
        }
        Ok(())
    }
}

/// Removes some of what is left of an account that is going. Returns how much there was.
pub async fn erase_some_of_account(work: &mut Work<'_>) -> Result<usize> {
    portals::doom_all(work).await?;
    match portals::doomed_of_account(work).await? {
        // The portal itself counts, too: there may be another one.
        Some(portal) => Ok(erase_some(work, portal).await? + 1),
        None => Ok(0),
    }
}

/// Returns how many articles there were. When there are none, the portal goes.
async fn erase_some(work: &mut Work<'_>, portal: PortalId) -> Result<usize> {
    let erased = articles::erase_some(work, portal, AT_ONCE).await?;
    if erased == 0 {
        portals::delete(work, portal).await?;
    }
    Ok(erased)
}

//! How much an account may have, where the platform that hosts it has said so (contract
//! `realtime-client-platform.md`, 5.2). Where nothing is said, there is no limit.

use super::show;
use crate::{
    error::{Error, Result},
    work::Work,
};

/// What is limited.
#[derive(Clone, Copy, Debug)]
pub enum Limited {
    Agents,
    Inboxes,
}

impl Limited {
    fn key(self) -> &'static str {
        match self {
            Limited::Agents => "agents",
            Limited::Inboxes => "inboxes",
        }
    }

    fn refusal(self) -> Error {
        Error::LimitReached(match self {
            Limited::Agents => "Account limit exceeded. Please purchase more licenses",
            Limited::Inboxes => "Account limit exceeded. Upgrade to a higher plan",
        })
    }
}

/// Refuses a member who adds one more than the account may have. For whoever is
/// [`alone`](super::alone) with it, so that nobody else adds any meanwhile.
///
/// # Errors
///
/// There are as many as there may be.
pub async fn leave_room(
    work: &mut Work<'_>,
    limited: Limited,
    count: impl AsyncFnOnce(&mut Work<'_>) -> db::Result<usize>,
) -> Result<()> {
    if work.actor.member().is_none() {
        return Ok(());
    }
    let limits = show(work).await?.limits.to_map();
    // A number that none can be is no limit.
    let Some(most) = limits.get(limited.key()).and_then(serde_json::Value::as_u64) else {
        return Ok(());
    };
    let there_are = u64::try_from(count(work).await?).unwrap_or(u64::MAX);
    if there_are < most { Ok(()) } else { Err(limited.refusal()) }
}

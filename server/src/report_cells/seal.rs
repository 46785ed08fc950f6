//! Counts what is over, some at a time.

use super::{MARGIN, store};
use crate::{clock::Timestamp, work::Work};

pub use super::store::{accounts_behind as behind, forget};

/// Messages that are counted in one transaction, which others may have to wait for.
const AT_ONCE: i64 = 200;

/// Up to when everything can be counted now.
pub fn latest(now: Timestamp) -> Timestamp {
    now.minus(MARGIN)
}

/// Counts some of what is over and was not counted. Tells whether there is more.
pub async fn some(work: &mut Work<'_>) -> db::Result<bool> {
    let latest = latest(work.now);
    let from = match store::lock_seal(work).await? {
        Some(seal) => seal,
        None => begin(work).await?,
    };
    if from >= latest {
        return Ok(false);
    }
    let enough = store::created_after(work, from, AT_ONCE).await?;
    let to = enough.map_or(latest, |enough| enough.max(Timestamp(from.0 + 1)).min(latest));
    store::count_time(work, from, to).await?;
    store::set_seal(work, to).await?;
    Ok(to < latest)
}

/// Up to when it was counted, with nobody counting more meanwhile.
pub(super) async fn keep(work: &mut Work<'_>) -> db::Result<Timestamp> {
    match store::keep_seal(work).await? {
        Some(seal) => Ok(seal),
        None => begin(work).await,
    }
}

/// Notes that an account is to be counted from its first conversation on.
async fn begin(work: &mut Work<'_>) -> db::Result<Timestamp> {
    let latest = latest(work.now);
    let first = store::first_conversation(work).await?.map_or(latest, |first| first.min(latest));
    store::begin_seal(work, first).await?;
    // Somebody else may have done so at this moment.
    Ok(store::lock_seal(work).await?.unwrap_or(first))
}

//! Whom campaigns are for, and whom those under way have written to. Nobody is written to twice.

use super::{Campaign, store};
use crate::{
    error::Result,
    id::{CampaignId, ContactId, InboxId},
    labels::{self, tags},
    work::Work,
};

/// Rows that are removed in one transaction.
const AT_ONCE: i64 = 500;

/// The next contacts of the audience: those who carry any of its labels, in the order of their
/// ids. Each label is asked for by itself, so that this takes no longer when there are many.
pub async fn next(work: &mut Work<'_>, campaign: &Campaign, most: usize) -> Result<Vec<ContactId>> {
    let wanted = |id: i64| campaign.audience.iter().any(|of| of.id == id);
    let labels = labels::list(work).await?;
    let titles: Vec<String> =
        labels.into_iter().filter(|label| wanted(label.id.0)).map(|label| label.title).collect();
    let after = campaign.progress.reached_to;
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let mut ids = Vec::new();
    for tag in tags::ids(work, &titles).await? {
        ids.extend(tags::contacts_after(work, tag, after, limit).await?);
    }
    ids.sort_unstable();
    ids.dedup();
    ids.truncate(most);
    Ok(ids)
}

/// Notes that a contact is written to. Tells whether they were not before.
pub async fn note(work: &mut Work<'_>, of: CampaignId, contact: ContactId) -> Result<bool> {
    Ok(store::insert_recipient(work, of, contact).await? > 0)
}

/// Who has turned out to be another contact was written to as that one.
pub async fn merge(work: &mut Work<'_>, base: ContactId, mergee: ContactId) -> Result<()> {
    Ok(store::merge_recipients(work, base, mergee).await?)
}

/// Forgets some of those whom a campaign that is over, or gone, has written to. Tells whether there
/// may be more.
pub async fn forget_some(work: &mut Work<'_>, of: CampaignId) -> Result<bool> {
    let gone = store::delete_recipients(work, of, AT_ONCE).await?;
    Ok(i64::try_from(gone) == Ok(AT_ONCE))
}

/// The same, of all campaigns of an inbox that is being removed.
pub async fn forget_some_of_inbox(work: &mut Work<'_>, inbox: InboxId) -> Result<bool> {
    let Some(campaign) = store::with_recipients(work, inbox).await? else { return Ok(false) };
    forget_some(work, campaign).await?;
    Ok(true)
}

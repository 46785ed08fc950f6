//! Numbers by agent, team, inbox, label and channel (contract 7.8).

use std::collections::BTreeMap;

use super::{NO_TAG, store, time::Range};
use crate::{
    agents,
    conversations::Status,
    error::{Error, Result},
    inboxes, labels,
    report_cells::{Dimension, Totals, read},
    teams,
    work::Work,
};

/// The longest time that channels are told of: six months, in microseconds.
const LONGEST: i64 = 184 * 86_400 * 1_000_000;

/// What was counted of an agent, a team, an inbox or a label.
#[derive(Clone, Debug)]
pub struct Part {
    pub id: i64,
    pub name: String,
    pub totals: Totals,
    /// How many conversations were resolved. Of a label these are not those that took the time
    /// that is told.
    pub resolved: i64,
}

/// Conversations of a channel that began in a time, by what they are up to now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Channel {
    pub open: i64,
    pub resolved: i64,
    pub pending: i64,
    pub snoozed: i64,
}

/// Of every member.
pub async fn agent(work: &mut Work<'_>, range: Range) -> Result<Vec<Part>> {
    let agents = agents::list(work).await?;
    let named = agents.into_iter().map(|agent| (agent.id.0, agent.name));
    parts(work, Dimension::User, named.collect(), range).await
}

pub async fn team(work: &mut Work<'_>, range: Range) -> Result<Vec<Part>> {
    let teams = teams::list(work).await?;
    let named = teams.into_iter().map(|team| (team.id.0, team.name));
    parts(work, Dimension::Team, named.collect(), range).await
}

pub async fn inbox(work: &mut Work<'_>, range: Range) -> Result<Vec<Part>> {
    let inboxes = inboxes::list(work).await?;
    let named = inboxes.into_iter().map(|inbox| (inbox.id.0, inbox.settings.name));
    parts(work, Dimension::Inbox, named.collect(), range).await
}

/// Of every label. How long something took is told of the conversations that began in the time,
/// whenever it was; how many were resolved, of those that were in the time.
pub async fn label(work: &mut Work<'_>, range: Range) -> Result<Vec<Part>> {
    let labels = labels::list(work).await?;
    let tags: BTreeMap<i64, i64> = store::tags_of_labels(work).await?.into_iter().collect();
    let time = range.time_or_ever();
    let counted = read::totals(work, Dimension::Tag, None, time).await?;
    let took = read::of_begun(work, time).await?;
    let part = |label: labels::Label| {
        let tag = tags.get(&label.id.0).copied().unwrap_or(NO_TAG);
        let totals = counted.get(&tag).copied().unwrap_or_default();
        let took = took.get(&tag).copied().unwrap_or_default();
        Part {
            id: label.id.0,
            name: label.title,
            resolved: totals.resolutions.count,
            totals: Totals { conversations: totals.conversations, ..took },
        }
    };
    Ok(labels.into_iter().map(part).collect())
}

/// Of every channel in which conversations began, by what it is called.
pub async fn channel(work: &mut Work<'_>, range: Range) -> Result<BTreeMap<String, Channel>> {
    let Some(time) = range.time() else { return Ok(BTreeMap::new()) };
    if time.until.0 - time.since.0 > LONGEST {
        return Err(Error::refused("Date range cannot exceed 6 months"));
    }
    let inboxes = inboxes::list(work).await?;
    let channels: BTreeMap<i64, String> =
        inboxes.into_iter().map(|inbox| (inbox.id.0, inbox.channel_type)).collect();
    let ids: Vec<i64> = channels.keys().copied().collect();
    let mut counts: BTreeMap<String, Channel> = BTreeMap::new();
    for (inbox, totals) in read::totals(work, Dimension::Inbox, Some(&ids), time).await? {
        let Some(channel) = channels.get(&inbox).filter(|_| totals.conversations > 0) else {
            continue;
        };
        counts.entry(channel.clone()).or_default().resolved += totals.conversations;
    }
    // What is not resolved was counted as if it were.
    for (inbox, status, count) in store::unresolved(work, time).await? {
        let Some(channel) = channels.get(&inbox) else { continue };
        let counts = counts.entry(channel.clone()).or_default();
        counts.resolved -= count;
        match status {
            Status::Open => counts.open += count,
            Status::Resolved => counts.resolved += count,
            Status::Pending => counts.pending += count,
            Status::Snoozed => counts.snoozed += count,
        }
    }
    Ok(counts)
}

async fn parts(
    work: &mut Work<'_>,
    dimension: Dimension,
    named: Vec<(i64, String)>,
    range: Range,
) -> Result<Vec<Part>> {
    let ids: Vec<i64> = named.iter().map(|(id, _)| *id).collect();
    let totals = match range.time() {
        Some(time) => read::totals(work, dimension, Some(&ids), time).await?,
        None => BTreeMap::new(),
    };
    let part = |(id, name)| {
        let totals = totals.get(&id).copied().unwrap_or_default();
        Part { id, name, totals, resolved: totals.resolutions.count }
    };
    Ok(named.into_iter().map(part).collect())
}

//! What numbers are together, and what they were in as long a time before (contract 7.4).

use super::{About, Subject, store, time::Range};
use crate::{
    error::Result,
    inboxes,
    report_cells::{
        Dimension, Totals, pairs,
        read::{self, Time},
    },
    work::Work,
};

/// What was counted in a time, and before it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Summary {
    pub totals: Totals,
    pub previous: Totals,
}

/// What bots do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bots {
    pub conversations: i64,
    pub messages: i64,
    /// Conversations that bots resolved alone, and left to people, in a hundred.
    pub resolution_rate: i64,
    pub handoff_rate: i64,
}

pub async fn of(work: &mut Work<'_>, about: &About, range: Range) -> Result<Summary> {
    let subject = about.subject(work).await?;
    let Some(time) = range.time() else { return Ok(Summary::default()) };
    Ok(Summary {
        totals: totals(work, subject, time).await?,
        previous: totals(work, subject, time.before()).await?,
    })
}

/// What was counted of one thing.
pub async fn totals(work: &mut Work<'_>, of: Subject, time: Time) -> Result<Totals> {
    let (dimension, id) = of;
    let totals = read::totals(work, dimension, Some(&[id]), time).await?;
    Ok(totals.get(&id).copied().unwrap_or_default())
}

/// What bots did in the inboxes in which one answers now.
pub async fn of_bots(work: &mut Work<'_>, range: Range) -> Result<Bots> {
    let Some(time) = range.time() else { return Ok(Bots::default()) };
    let inboxes = inboxes::list(work).await?;
    let with_bot = inboxes.iter().filter(|inbox| inbox.agent_bot_id.is_some());
    let inboxes: Vec<i64> = with_bot.map(|inbox| inbox.id.0).collect();
    let totals = read::totals(work, Dimension::Inbox, Some(&inboxes), time).await?;
    let conversations = totals.values().map(|totals| totals.conversations).sum();
    let of_account = self::totals(work, (Dimension::Account, 0), time).await?;
    let again = store::resolved_by_bots_again(work, time).await?;
    let rate = |count: i64| if conversations == 0 { 0 } else { count * 100 / conversations };
    Ok(Bots {
        conversations,
        messages: pairs::answers(work, &inboxes, time).await?,
        resolution_rate: rate(of_account.bot_resolutions - again),
        // A bot leaves a conversation to people once.
        handoff_rate: rate(of_account.bot_handoffs),
    })
}

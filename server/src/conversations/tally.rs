//! How many conversations there are, kept up to date so that lists need not count.
//!
//! Each conversation is counted in up to four cells: with its inbox and in all inboxes
//! together, and both of these for its team, if it has one. So a list reads as many cells
//! as there are assignees (times inboxes, for agents who see only some), however many
//! conversations there are.

use std::collections::BTreeMap;

use super::{Conversation, Status, store};
use crate::{id::UserId, permissions::Sight, work::Work};

/// One count. Inbox and team 0 stand for all of them, assignee 0 for nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    pub status: Status,
    pub inbox: i64,
    pub team: i64,
    pub assignee: i64,
}

/// Which cells are added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The inboxes, or a 0 for all of them.
    pub inboxes: Vec<i64>,
    /// The team, or 0 for all of them.
    pub team: i64,
}

/// How many conversations a list has, whoever they are assigned to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub all: i64,
    pub mine: i64,
    pub unassigned: i64,
}

impl Counts {
    /// What of it somebody sees who may have been counted as `mine`.
    #[must_use]
    pub fn seen(self, sight: Sight) -> Self {
        let Counts { mine, unassigned, .. } = self;
        match sight {
            Sight::Anyones => self,
            Sight::NobodysAnd(_) => Counts { all: mine + unassigned, mine, unassigned },
            Sight::Only(_) => Counts { all: mine, mine, unassigned: 0 },
            Sight::Nothing => Counts::default(),
        }
    }
}

/// Counts a new conversation.
pub async fn added(work: &mut Work<'_>, conversation: &Conversation) -> db::Result<()> {
    moved(work, None, Some(conversation)).await
}

/// Counts conversations that are gone.
pub async fn removed(work: &mut Work<'_>, conversation: &Conversation) -> db::Result<()> {
    moved(work, Some(conversation), None).await
}

/// Counts a conversation where it is now instead of where it was.
pub async fn moved(
    work: &mut Work<'_>,
    before: Option<&Conversation>,
    after: Option<&Conversation>,
) -> db::Result<()> {
    moved_all(work, [(before, after)]).await
}

/// The same, for many of them.
pub async fn moved_all<'c>(
    work: &mut Work<'_>,
    all: impl IntoIterator<Item = (Option<&'c Conversation>, Option<&'c Conversation>)>,
) -> db::Result<()> {
    // Everybody takes the rows in the same order, so nobody waits in a circle.
    let mut changes: BTreeMap<Cell, i64> = BTreeMap::new();
    for (before, after) in all {
        for (conversation, by) in [(before, -1), (after, 1)] {
            for cell in conversation.map(cells).unwrap_or_default() {
                *changes.entry(cell).or_default() += by;
            }
        }
    }
    for (cell, by) in changes.into_iter().filter(|(_, by)| *by != 0) {
        store::tally::add(work, cell, by).await?;
    }
    Ok(())
}

/// The counts of a list that is not narrowed down by anything that is not counted.
pub async fn sum(
    work: &mut Work<'_>,
    statuses: &[Status],
    scope: &Scope,
    me: Option<UserId>,
) -> db::Result<Counts> {
    store::tally::sum(work, statuses, scope, me).await
}

fn cells(conversation: &Conversation) -> Vec<Cell> {
    let status = conversation.status;
    let assignee = conversation.assignee_id.map_or(0, |user| user.0);
    let inbox = conversation.inbox_id.0;
    let cell = |inbox, team| Cell { status, inbox, team, assignee };
    let mut cells = vec![cell(0, 0), cell(inbox, 0)];
    if let Some(team) = conversation.team_id {
        cells.extend([cell(0, team.0), cell(inbox, team.0)]);
    }
    cells
}

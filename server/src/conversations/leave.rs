//! Conversations of whoever goes: a member, a bot, a team.

use super::{
    Conversation,
    activity::{Cause, Known},
    save::{Moved, save_moved},
    store::leave as store,
};
use crate::{
    error::Result,
    id::{AgentBotId, TeamId, UserId},
    work::Work,
};

/// Who has conversations, and will have none.
#[derive(Clone, Copy, Debug)]
pub enum Leaving {
    Member(UserId),
    Bot(AgentBotId),
    Team(TeamId),
}

/// Takes so many conversations from whoever goes, for others to be given them. They do not note
/// it, since most of them are over, and would be the latest again. Returns how many there were.
pub async fn some(work: &mut Work<'_>, leaving: Leaving, most: i64) -> Result<usize> {
    let found = match leaving {
        Leaving::Member(user) => store::of_assignee(work, user, most).await?,
        Leaving::Bot(bot) => store::of_agent_bot(work, bot, most).await?,
        Leaving::Team(team) => store::of_team(work, team, most).await?,
    };
    let count = found.len();
    let moved = found.into_iter().map(|before| Moved { after: left(leaving, &before), before });
    save_moved(work, moved.collect(), &Known::because(Cause::Unsaid)).await?;
    Ok(count)
}

fn left(leaving: Leaving, before: &Conversation) -> Conversation {
    let mut after = before.clone();
    match leaving {
        Leaving::Member(_) => after.assignee_id = None,
        Leaving::Bot(_) => after.assignee_agent_bot_id = None,
        Leaving::Team(_) => after.team_id = None,
    }
    after
}

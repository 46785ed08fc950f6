//! Who is responsible for a conversation: a member of the account, a bot, a team, or nobody.
//!
//! Someone who is not in the team that a conversation is given to does not keep it. An id
//! that belongs to nobody changes nothing (contract `seeds-vs-upstream.md`, 36).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Conversation, activity::Known, lock, save::save_knowing};
use crate::{
    agent_bots::{self, AgentBot},
    agents::{self, Agent},
    error::{Error, Result},
    id::{AgentBotId, DisplayId, TeamId, UserId},
    patch::Patch,
    teams::{self, Team},
    work::Work,
};

/// Whom a request gives a conversation to. An assignee goes before a team. Null and 0
/// are nobody.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "assignee_id": 1 }]))]
#[serde(default)]
pub struct Assignment {
    pub assignee_id: Patch<UserId>,
    /// `AgentBot` when the id is that of a bot.
    pub assignee_type: Option<String>,
    pub team_id: Patch<TeamId>,
}

/// Who has the conversation now, as far as the request was about it.
#[derive(Clone, Debug)]
pub enum Assigned {
    Agent(Agent),
    Bot(AgentBot),
    Team(Team),
    Nobody,
}

pub async fn assign(
    work: &mut Work<'_>,
    id: DisplayId,
    assignment: &Assignment,
) -> Result<Assigned> {
    let before = lock(work, id).await?;
    let mut after = before.clone();
    let assigned = match (&assignment.assignee_id, &assignment.team_id) {
        (Patch::Keep, Patch::Keep) => return Ok(Assigned::Nobody),
        (assignee, _) if assignment.is_of_bot() => {
            let bot = chosen(assignee).map(|id| AgentBotId(id.0));
            give_to_bot(work, &mut after, bot).await?
        }
        (Patch::Keep, team) => give_to_team(work, &mut after, chosen(team)).await?,
        (assignee, _) => give_to_agent(work, &mut after, chosen(assignee)).await?,
    };
    save_knowing(work, &before, after, &assigned.known()).await?;
    Ok(assigned)
}

async fn give_to_agent(
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    user: Option<UserId>,
) -> Result<Assigned> {
    conversation.assignee_id = user;
    conversation.assignee_agent_bot_id = None;
    let Some(user) = user else { return Ok(Assigned::Nobody) };
    let agent = agents::keep(work, user).await?.ok_or(Error::NotFound)?;
    Ok(Assigned::Agent(agent))
}

/// Without a bot, only a bot lets go of it.
async fn give_to_bot(
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    bot: Option<AgentBotId>,
) -> Result<Assigned> {
    conversation.assignee_agent_bot_id = bot;
    let Some(bot) = bot else { return Ok(Assigned::Nobody) };
    conversation.assignee_id = None;
    let bot = agent_bots::keep(work, bot).await?.ok_or(Error::NotFound)?;
    Ok(Assigned::Bot(bot))
}

async fn give_to_team(
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    team: Option<TeamId>,
) -> Result<Assigned> {
    let before = std::mem::replace(&mut conversation.team_id, team);
    let Some(team) = team else { return Ok(Assigned::Nobody) };
    let team = teams::show(work, team).await?;
    if before == Some(team.id) {
        return Ok(Assigned::Team(team));
    }
    conversation.assignee_id = kept_by_team(work, conversation.assignee_id, Some(team.id)).await?;
    Ok(Assigned::Team(team))
}

/// The assignee, unless the conversation is given to a team that they are not in.
pub async fn kept_by_team(
    work: &mut Work<'_>,
    assignee: Option<UserId>,
    team: Option<TeamId>,
) -> Result<Option<UserId>> {
    match (assignee, team) {
        (Some(user), Some(team)) if !teams::has_member(work, team, user).await? => Ok(None),
        _ => Ok(assignee),
    }
}

impl Assignment {
    fn is_of_bot(&self) -> bool {
        self.assignee_type.as_deref() == Some("AgentBot")
    }
}

impl Assigned {
    /// The names that are at hand.
    fn known(&self) -> Known<'_> {
        match self {
            Assigned::Agent(agent) => Known { assignee: Some(&agent.name), ..Known::default() },
            Assigned::Team(team) => Known { team: Some(&team.name), ..Known::default() },
            Assigned::Bot(_) | Assigned::Nobody => Known::default(),
        }
    }
}

fn chosen<T: Copy + Into<i64>>(patch: &Patch<T>) -> Option<T> {
    patch.value().copied().filter(|id| (*id).into() != 0)
}

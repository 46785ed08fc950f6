//! Who is given a conversation that nobody has: by turns, whoever is there.
//!
//! When a conversation begins open or is opened, a member of its inbox is given it at once, in
//! the same transaction: one who is online, who is in its team if it has one, and who has no
//! more open conversations of the inbox than is set. When it enters a team, a member of that.
//! These are the rules of contract `behaviour.md`, 2.9 and 2.10. Who finds nobody waits, and is
//! given to somebody later, in the order of creation ([`AssignWaiting`]).
//!
//! Turns are kept with the members of the inbox (`inboxes::members`). Whoever is given a
//! conversation has their row changed, and nobody waits for anything but that row.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use super::{
    Conversation, Status,
    activity::Known,
    save::{Moved, save_moved},
    store,
};
use crate::{
    actor::{Actor, Automation},
    error::{Error, Result},
    id::{InboxId, TeamId, UserId},
    inboxes::{
        self, AssignWaiting, Inbox,
        members::{self, Available},
    },
    tasks::Action,
    teams,
    work::Work,
};

/// Conversations that are given away in one transaction.
const AT_ONCE: i64 = 100;

/// Those who can be given conversations of an inbox.
struct Pool {
    inbox: InboxId,
    /// Open conversations that each of them has at most.
    limit: Option<i64>,
    members: Vec<Available>,
    /// The open conversations that they have, where there is a limit.
    open: HashMap<UserId, i64>,
    /// Those that were given to them here, and are not counted yet.
    given: HashMap<UserId, i64>,
}

/// What has come of a conversation that is to be given to somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deal {
    /// It is not to be given to anybody, or has come to a member of the team that it enters by
    /// the doing of whoever moves it there.
    #[default]
    None,
    /// Its inbox has given it to somebody.
    Given,
    /// Nobody could have it, and it waits.
    NobodyThere,
}

/// Who of them may have a conversation.
enum Among {
    Anyone,
    Team(HashSet<UserId>),
}

/// Gives a conversation that is about to be stored to whoever's turn it is, if it is to be
/// given to anyone. `before` is how it was, if it was.
pub async fn give(
    work: &mut Work<'_>,
    before: Option<&Conversation>,
    after: &mut Conversation,
) -> Result<Deal> {
    let enters_team = before.is_none_or(|before| before.team_id != after.team_id);
    if enters_team && after.team_id.is_some() && after.assignee_id.is_none() {
        let inbox = inboxes::find(work, after.inbox_id).await?.ok_or(Error::NotFound)?;
        return match deal(work, &inbox, after).await? {
            // Whoever chooses the team has given it to one of its members.
            Deal::Given => Ok(Deal::None),
            deal => Ok(deal),
        };
    }
    if !opens(before, after) || is_chosen(work, before, after) {
        return Ok(Deal::None);
    }
    let inbox = inboxes::find(work, after.inbox_id).await?.ok_or(Error::NotFound)?;
    if !inbox.settings.enable_auto_assignment || has_somebody(work, after).await? {
        return Ok(Deal::None);
    }
    deal(work, &inbox, after).await
}

/// Gives a conversation to whoever's turn it is, in its team if it has one.
async fn deal(work: &mut Work<'_>, inbox: &Inbox, conversation: &mut Conversation) -> Result<Deal> {
    let Some(among) = Among::of(work, conversation.team_id).await? else { return Ok(Deal::None) };
    match Pool::load(work, inbox).await?.next(work, &among).await? {
        Some(user) => {
            *conversation = conversation.clone().given_to(user);
            Ok(Deal::Given)
        }
        None => Ok(Deal::NobodyThere),
    }
}

/// Has those who wait given away, after a change by which one more of them waits or somebody
/// has room for one more. To be called at the end of the change.
///
/// That one more waits is looked at again because whoever comes online at this moment may not
/// have seen it.
pub async fn follow_up(
    work: &mut Work<'_>,
    before: Option<&Conversation>,
    after: &Conversation,
    deal: Deal,
) -> Result<()> {
    let inbox = after.inbox_id;
    let leaves_team = after.team_id.is_none() && before.is_some_and(|it| it.team_id.is_some());
    let begins_to_wait = waits(after) && (deal == Deal::NobodyThere || leaves_team);
    let is_freed = before.is_some_and(|before| frees(before, Some(after)));
    let itself = i64::from(waits(after));
    if begins_to_wait || (is_freed && store::waiting_for_room(work, inbox, itself).await?) {
        work.enqueue(AssignWaiting { inbox }).await?;
    }
    Ok(())
}

/// The same, after conversations were taken from those who had them.
pub async fn follow_up_moved(work: &mut Work<'_>, moved: &[Moved]) -> Result<()> {
    let waiting = moved.iter().filter(|moved| waits(&moved.after));
    // Always in the same order, so that nobody waits in a circle.
    let inboxes: BTreeSet<InboxId> = waiting.map(|moved| moved.after.inbox_id).collect();
    for inbox in inboxes {
        work.enqueue(AssignWaiting { inbox }).await?;
    }
    Ok(())
}

/// The same, after conversations were removed.
pub async fn follow_up_removal(work: &mut Work<'_>, gone: &[Conversation]) -> Result<()> {
    let freed = gone.iter().filter(|conversation| frees(conversation, None));
    let inboxes: BTreeSet<InboxId> = freed.map(|conversation| conversation.inbox_id).collect();
    for inbox in inboxes {
        if store::waiting_for_room(work, inbox, 0).await? {
            work.enqueue(AssignWaiting { inbox }).await?;
        }
    }
    Ok(())
}

/// Whether any wait in the inboxes of a member.
pub async fn any_wait_for(work: &mut Work<'_>, user: UserId) -> Result<bool> {
    Ok(!store::waiting_inboxes(work, user).await?.is_empty())
}

/// Has those who wait in the inboxes of a member given away, now that the member may be there.
pub async fn offer(work: &mut Work<'_>, user: UserId) -> Result<()> {
    for inbox in store::waiting_inboxes(work, user).await? {
        work.enqueue(AssignWaiting { inbox }).await?;
    }
    Ok(())
}

impl Action for AssignWaiting {
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        let inbox = inboxes::find(work, self.inbox).await?.ok_or(Error::NotFound)?;
        work.actor = Actor::Automation(Arc::new(Automation::inbox(inbox.id)));
        let mut pool = Pool::load(work, &inbox).await?;
        let teams = pool.teams(work).await?;
        let anyone = inbox.settings.enable_auto_assignment && pool.has_room();
        let in_teams: Vec<i64> = teams.keys().map(|team| team.0).collect();
        if !anyone && in_teams.is_empty() {
            return Ok(());
        }
        let waiting = store::lock_waiting(work, inbox.id, anyone, &in_teams, AT_ONCE).await?;
        let is_full = i64::try_from(waiting.len()) == Ok(AT_ONCE);
        let mut moved = Vec::new();
        for before in waiting {
            let among = before.team_id.map_or(Some(&Among::Anyone), |team| teams.get(&team));
            let Some(among) = among else { continue };
            if let Some(user) = pool.next(work, among).await? {
                let after = before.clone().given_to(user);
                moved.push(Moved { before, after });
            }
        }
        let has_given = !moved.is_empty();
        save_moved(work, moved, &Known::default()).await?;
        if is_full && has_given {
            work.enqueue(AssignWaiting { inbox: inbox.id }).await?;
        }
        Ok(())
    }
}

impl Pool {
    async fn load(work: &mut Work<'_>, inbox: &Inbox) -> Result<Self> {
        let limit = inbox.settings.max_assignment_limit();
        let (inbox, given) = (inbox.id, HashMap::new());
        let (members, open) = (Vec::new(), HashMap::new());
        let mut pool = Pool { inbox, limit, members, open, given };
        pool.look(work).await?;
        Ok(pool)
    }

    /// Sees who is available, and what they have.
    async fn look(&mut self, work: &mut Work<'_>) -> Result<()> {
        self.members = members::available(work, self.inbox).await?;
        if self.limit.is_some() && !self.members.is_empty() {
            let users: Vec<i64> = self.members.iter().map(|member| member.user.0).collect();
            self.open =
                store::tally::open_of(work, self.inbox, &users).await?.into_iter().collect();
        }
        Ok(())
    }

    /// Whose turn it is, and passes it on.
    async fn next(&mut self, work: &mut Work<'_>, among: &Among) -> Result<Option<UserId>> {
        loop {
            let able = self.members.iter().filter(|member| self.can_have_one(member.user, among));
            let next = able.min_by_key(|member| (member.turn, member.user)).copied();
            let Some(next) = next else { return Ok(None) };
            if let Some(turn) = members::take_turn(work, self.inbox, next).await? {
                let member = self.members.iter_mut().find(|member| member.user == next.user);
                member.expect("they were just chosen").turn = turn;
                *self.given.entry(next.user).or_default() += 1;
                return Ok(Some(next.user));
            }
            // Somebody else has given them one in the meantime.
            self.look(work).await?;
        }
    }

    fn can_have_one(&self, user: UserId, among: &Among) -> bool {
        let is_among = match among {
            Among::Anyone => true,
            Among::Team(members) => members.contains(&user),
        };
        is_among && self.has_room_with(user)
    }

    fn has_room_with(&self, user: UserId) -> bool {
        let of = |counts: &HashMap<UserId, i64>| counts.get(&user).copied().unwrap_or(0);
        self.limit.is_none_or(|limit| of(&self.open) + of(&self.given) < limit)
    }

    fn has_room(&self) -> bool {
        self.members.iter().any(|member| self.has_room_with(member.user))
    }

    /// The teams of those who have room, as far as they give conversations to their members.
    async fn teams(&self, work: &mut Work<'_>) -> Result<HashMap<TeamId, Among>> {
        let with_room = self.members.iter().filter(|member| self.has_room_with(member.user));
        let users: Vec<i64> = with_room.map(|member| member.user.0).collect();
        if users.is_empty() {
            return Ok(HashMap::new());
        }
        let mut teams: HashMap<TeamId, HashSet<UserId>> = HashMap::new();
        for (team, user) in teams::assigning(work, &users).await? {
            teams.entry(team).or_default().insert(user);
        }
        Ok(teams.into_iter().map(|(team, members)| (team, Among::Team(members))).collect())
    }
}

impl Among {
    /// The members of a team, or anyone where there is none. None where the team does not
    /// give conversations to its members.
    async fn of(work: &mut Work<'_>, team: Option<TeamId>) -> Result<Option<Self>> {
        let Some(team) = team else { return Ok(Some(Among::Anyone)) };
        let team = teams::show(work, team).await?;
        if !team.allow_auto_assign {
            return Ok(None);
        }
        let members = teams::members_of(work, team.id).await?;
        Ok(Some(Among::Team(members.into_iter().collect())))
    }
}

fn waits(conversation: &Conversation) -> bool {
    conversation.status == Status::Open
        && conversation.assignee_id.is_none()
        && conversation.assignee_agent_bot_id.is_none()
}

fn opens(before: Option<&Conversation>, after: &Conversation) -> bool {
    let was_open = before.is_some_and(|before| before.status == Status::Open);
    after.status == Status::Open && !was_open
}

/// Whether this very change says who is to have it, or is made by whoever has it.
fn is_chosen(work: &Work<'_>, before: Option<&Conversation>, after: &Conversation) -> bool {
    let Some(assignee) = after.assignee_id else { return false };
    let is_own = work.actor.member().is_some_and(|member| member.user == assignee);
    before.is_some_and(|before| is_own || before.assignee_id != Some(assignee))
}

/// Whether somebody has it who belongs to its inbox.
async fn has_somebody(work: &mut Work<'_>, conversation: &Conversation) -> Result<bool> {
    match conversation.assignee_id {
        Some(user) => Ok(members::has(work, conversation.inbox_id, user).await?),
        None => Ok(false),
    }
}

/// Whether somebody has one open conversation less.
fn frees(before: &Conversation, after: Option<&Conversation>) -> bool {
    let held = |conversation: &Conversation| {
        conversation.assignee_id.filter(|_| conversation.status == Status::Open)
    };
    held(before).is_some() && after.and_then(held) != held(before)
}

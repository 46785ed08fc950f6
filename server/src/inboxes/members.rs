//! Who belongs to an inbox, and whose turn it is there. Administrators see every inbox without
//! belonging to it.
//!
//! Of those who can be given a conversation, the member with the lowest turn is next. Whoever
//! has just joined comes last, as does whoever has just been given one.

use std::collections::{HashMap, HashSet};

use db::{FromRow, Row, Tx, args, sql};

use super::{AssignWaiting, Name, changed, find, show};
use crate::{
    accounts,
    actor::{Availability, Role},
    agents::{self, Agent, once_each},
    audits,
    custom_roles::SEES_SOME,
    error::{Error, Result},
    id::{AccountId, InboxId, UserId},
    work::Work,
};

/// The members of an inbox that the caller may see.
pub async fn list(work: &mut Work<'_>, inbox: InboxId) -> Result<Vec<Agent>> {
    show(work, inbox).await?;
    let users = users(work, inbox).await?;
    Ok(agents::of_users(work, &users).await?)
}

/// Adds users to an inbox and returns all its members.
pub async fn add(work: &mut Work<'_>, inbox: InboxId, added: &[UserId]) -> Result<Vec<Agent>> {
    check(work, inbox, added).await?;
    let before = users(work, inbox).await?;
    let come = once_each(added.iter().copied().filter(|user| !before.contains(user)).collect());
    insert(work, inbox, &come).await?;
    members_changed(work, inbox, &come, &[]).await?;
    list(work, inbox).await
}

/// Makes these users the members of an inbox, and no others.
pub async fn replace(work: &mut Work<'_>, inbox: InboxId, wanted: &[UserId]) -> Result<Vec<Agent>> {
    check(work, inbox, wanted).await?;
    let before = users(work, inbox).await?;
    let come = once_each(wanted.iter().copied().filter(|user| !before.contains(user)).collect());
    let gone: Vec<UserId> = before.into_iter().filter(|user| !wanted.contains(user)).collect();
    delete(work, inbox, &gone).await?;
    insert(work, inbox, &come).await?;
    members_changed(work, inbox, &come, &gone).await?;
    list(work, inbox).await
}

/// Takes users out of an inbox. Those who are not in it do not matter.
pub async fn remove(work: &mut Work<'_>, inbox: InboxId, gone: &[UserId]) -> Result<()> {
    accounts::alone(work).await?;
    find(work, inbox).await?.ok_or(Error::NotFound)?;
    let mut before = users(work, inbox).await?;
    before.retain(|user| gone.contains(user));
    delete(work, inbox, &before).await?;
    members_changed(work, inbox, &[], &before).await
}

/// That a user belongs to an inbox.
#[derive(Clone, Copy, Debug)]
pub(super) struct Belonging {
    pub inbox: InboxId,
    pub user: UserId,
}

/// A member who can be given a conversation: they are there, and online.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Available {
    pub user: UserId,
    pub turn: i64,
}

impl FromRow for Available {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Available { user: row.take()?, turn: row.take()? })
    }
}

/// The members who can be given a conversation: not those whose custom role lets them see none.
pub async fn available(work: &mut Work<'_>, inbox: InboxId) -> db::Result<Vec<Available>> {
    let sql = sql!(
        "select inbox_members.user_id, inbox_members.turn
         from inbox_members join account_users
           on account_users.account_id = $1 and account_users.user_id = inbox_members.user_id
         where inbox_members.inbox_id = $2 and account_users.availability = $3
           and (not account_users.auto_offline or account_users.user_id = any($4))
           and {SEES_SOME}"
    );
    let there = work.presence.members(work.account, work.now);
    let there: Vec<i64> = there.into_iter().map(Into::into).collect();
    work.tx.all(sql, args![work.account, inbox, Availability::Online, there]).await
}

/// Puts a member at the end of the turns, whose turn is still this. None if it is not, since
/// somebody else has given them a conversation or taken them out of the inbox.
pub async fn take_turn(
    work: &mut Work<'_>,
    inbox: InboxId,
    member: Available,
) -> db::Result<Option<i64>> {
    let sql = sql!(
        "update inbox_members
         set turn = (select max(turn) + 1 from inbox_members others where others.inbox_id = $1)
         where inbox_id = $1 and user_id = $2 and turn = $3 returning turn"
    );
    let turn = work.tx.first::<(i64,)>(sql, args![inbox, member.user, member.turn]).await?;
    Ok(turn.map(|(turn,)| turn))
}

/// Those of the users who see the conversations of an inbox: its members and the
/// administrators, in the order in which they are named.
pub async fn who_see(
    work: &mut Work<'_>,
    inbox: InboxId,
    users: &[UserId],
) -> db::Result<Vec<UserId>> {
    let sql = sql!(
        "select user_id from account_users
         where account_id = $1 and user_id = any($3) and (role = $4 or exists (
           select 1 from inbox_members where inbox_id = $2
             and inbox_members.user_id = account_users.user_id))"
    );
    let named: Vec<i64> = users.iter().map(|user| user.0).collect();
    let args = args![work.account, inbox, named, Role::Administrator];
    let able = work.tx.all::<(UserId,)>(sql, args).await?;
    let able: HashSet<UserId> = able.into_iter().map(|(user,)| user).collect();
    Ok(users.iter().copied().filter(|user| able.contains(user)).collect())
}

/// Whether a user belongs to an inbox.
pub async fn has(work: &mut Work<'_>, inbox: InboxId, user: UserId) -> db::Result<bool> {
    let sql = sql!("select 1 from inbox_members where inbox_id = $1 and user_id = $2");
    Ok(work.tx.first::<(i64,)>(sql, args![inbox, user]).await?.is_some())
}

/// Takes a user out of every inbox of the account.
pub async fn forget_member(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    let sql = sql!(
        "delete from inbox_members where user_id = $2
           and inbox_id in (select id from inboxes where account_id = $1)"
    );
    work.tx.push(sql, args![work.account, user]).await
}

/// The inboxes of a user in an account.
pub async fn of_member(tx: &mut Tx, account: AccountId, user: UserId) -> db::Result<Vec<InboxId>> {
    let sql = sql!(
        "select inbox_id from inbox_members join inboxes on inboxes.id = inbox_members.inbox_id
         where inbox_members.user_id = $1 and inboxes.account_id = $2"
    );
    let inboxes = tx.all::<(InboxId,)>(sql, args![user, account]).await?;
    Ok(inboxes.into_iter().map(|(inbox,)| inbox).collect())
}

/// Who belongs to each of the inboxes.
pub async fn of_inboxes(
    work: &mut Work<'_>,
    ids: &[i64],
) -> db::Result<HashMap<InboxId, Vec<UserId>>> {
    let sql = sql!(
        "select inbox_members.inbox_id, inbox_members.user_id
         from inbox_members join inboxes on inboxes.id = inbox_members.inbox_id
         where inboxes.account_id = $1 and inbox_members.inbox_id = any($2)"
    );
    let mut members: HashMap<InboxId, Vec<UserId>> = HashMap::new();
    for (inbox, user) in work.tx.all::<(InboxId, UserId)>(sql, args![work.account, ids]).await? {
        members.entry(inbox).or_default().push(user);
    }
    Ok(members)
}

async fn check(work: &mut Work<'_>, inbox: InboxId, wanted: &[UserId]) -> Result<()> {
    accounts::alone(work).await?;
    find(work, inbox).await?.ok_or(Error::NotFound)?;
    if agents::are_members(work, wanted).await? {
        Ok(())
    } else {
        Err(Error::invalid("user", "must exist"))
    }
}

async fn members_changed(
    work: &mut Work<'_>,
    inbox: InboxId,
    come: &[UserId],
    gone: &[UserId],
) -> Result<()> {
    work.changes_access();
    for user in come {
        audits::created(work, &Belonging { inbox, user: *user }).await?;
    }
    for user in gone {
        audits::destroyed(work, &Belonging { inbox, user: *user }).await?;
    }
    agents::restricted_later(work, gone).await?;
    work.enqueue(AssignWaiting { inbox }).await?;
    changed(work, Name::InboxMembersChanged, inbox).await
}

async fn users(work: &mut Work<'_>, inbox: InboxId) -> db::Result<Vec<UserId>> {
    let sql = sql!("select user_id from inbox_members where inbox_id = $1");
    let users = work.tx.all::<(UserId,)>(sql, args![inbox]).await?;
    Ok(users.into_iter().map(|(user,)| user).collect())
}

async fn insert(work: &mut Work<'_>, inbox: InboxId, added: &[UserId]) -> db::Result<()> {
    let sql = sql!(
        "insert into inbox_members (inbox_id, user_id, created_at, turn)
         values ($1, $2, $3,
           (select coalesce(max(turn), 0) + 1 from inbox_members where inbox_id = $1))
         on conflict (inbox_id, user_id) do nothing"
    );
    for user in added {
        work.tx.push(sql, args![inbox, *user, work.now]).await?;
    }
    Ok(())
}

async fn delete(work: &mut Work<'_>, inbox: InboxId, gone: &[UserId]) -> db::Result<()> {
    let sql = sql!("delete from inbox_members where inbox_id = $1 and user_id = $2");
    for user in gone {
        work.tx.push(sql, args![inbox, *user]).await?;
    }
    Ok(())
}

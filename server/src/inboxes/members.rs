//! Who belongs to an inbox. Administrators see every inbox without belonging to it.

use std::collections::HashMap;

use db::{Tx, args, sql};

use super::{Name, changed, find, show};
use crate::{
    accounts,
    agents::{self, Agent},
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
    insert(work, inbox, added).await?;
    members_changed(work, inbox).await?;
    list(work, inbox).await
}

/// Makes these users the members of an inbox, and no others.
pub async fn replace(work: &mut Work<'_>, inbox: InboxId, wanted: &[UserId]) -> Result<Vec<Agent>> {
    check(work, inbox, wanted).await?;
    let before = users(work, inbox).await?;
    let gone: Vec<UserId> = before.into_iter().filter(|user| !wanted.contains(user)).collect();
    delete(work, inbox, &gone).await?;
    insert(work, inbox, wanted).await?;
    members_changed(work, inbox).await?;
    list(work, inbox).await
}

/// Takes users out of an inbox. Those who are not in it do not matter.
pub async fn remove(work: &mut Work<'_>, inbox: InboxId, gone: &[UserId]) -> Result<()> {
    accounts::alone(work).await?;
    find(work, inbox).await?.ok_or(Error::NotFound)?;
    delete(work, inbox, gone).await?;
    members_changed(work, inbox).await
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

async fn members_changed(work: &mut Work<'_>, inbox: InboxId) -> Result<()> {
    work.changes_access();
    changed(work, Name::InboxMembersChanged, inbox).await
}

async fn users(work: &mut Work<'_>, inbox: InboxId) -> db::Result<Vec<UserId>> {
    let sql = sql!("select user_id from inbox_members where inbox_id = $1");
    let users = work.tx.all::<(UserId,)>(sql, args![inbox]).await?;
    Ok(users.into_iter().map(|(user,)| user).collect())
}

async fn insert(work: &mut Work<'_>, inbox: InboxId, added: &[UserId]) -> db::Result<()> {
    let sql = sql!(
        "insert into inbox_members (inbox_id, user_id, created_at) values ($1, $2, $3)
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

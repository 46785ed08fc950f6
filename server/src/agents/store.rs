//! Rows of `account_users`, read together with their `users`.

use db::{FromRow, Row, Tx, args, sql};

use super::{Agent, AgentChange, Membership, NewAgent, NotificationFlags, Standing};
use crate::{
    actor::{Availability, Member, Role},
    id::{AccountId, CustomRoleId, UserId},
    permissions::Held,
    work::Work,
};

const COLUMNS: &str = "users.id, users.name, users.display_name, users.avatar_id, users.email,
    users.confirmed_at is not null and not account_users.awaits_acceptance,
    users.custom_attributes, account_users.role, account_users.custom_role_id,
    custom_roles.permissions, account_users.availability, account_users.auto_offline";

const MEMBERSHIP: &str = "id, user_id, role, custom_role_id, inviter_id, active_at, availability,
    auto_offline, created_at, updated_at";

const MEMBERS: &str = "account_users join users on users.id = account_users.user_id
    left join custom_roles on custom_roles.id = account_users.custom_role_id";

/// A member, of whom it is not known yet whether they are there.
struct Stored(Agent);

impl FromRow for Stored {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Stored(Agent {
            id: row.take()?,
            name: row.take()?,
            display_name: row.take()?,
            avatar: row.take()?,
            email: row.take()?,
            confirmed: row.take()?,
            custom_attributes: row.take()?,
            role: row.take()?,
            custom_role: Held::from_row(row)?,
            availability: row.take()?,
            auto_offline: row.take()?,
            availability_status: Availability::Offline,
        }))
    }
}

impl FromRow for Membership {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Membership {
            id: row.take()?,
            user: row.take()?,
            role: row.take()?,
            custom_role: row.take()?,
            inviter: row.take()?,
            active_at: row.take()?,
            availability: row.take()?,
            auto_offline: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
        })
    }
}

impl FromRow for Standing {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Standing { id: row.take()?, availability: row.take()?, auto_offline: row.take()? })
    }
}

impl Stored {
    fn seen(self, work: &Work<'_>) -> Agent {
        let Stored(agent) = self;
        let Agent { id, availability, auto_offline, .. } = agent;
        let availability_status =
            work.presence.shown(work.account, id, availability, auto_offline, work.now);
        Agent { availability_status, avatar: agent.avatar.linked(&work.links), ..agent }
    }
}

/// Every member, by name without regard to case.
pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<Agent>> {
    let sql = sql!("select {COLUMNS} from {MEMBERS} where account_users.account_id = $1");
    let stored: Vec<Stored> = work.tx.all(sql, args![work.account]).await?;
    let mut agents: Vec<Agent> = stored.into_iter().map(|agent| agent.seen(work)).collect();
    agents.sort_by_cached_key(|agent| (agent.name.to_lowercase(), agent.id));
    Ok(agents)
}

/// Every membership, in the order in which they began.
pub async fn memberships(work: &mut Work<'_>) -> db::Result<Vec<Membership>> {
    let sql = sql!("select {MEMBERSHIP} from account_users where account_id = $1 order by id");
    work.tx.all(sql, args![work.account]).await
}

/// The membership of a user.
pub async fn membership(work: &mut Work<'_>, user: UserId) -> db::Result<Option<Membership>> {
    let sql = sql!("select {MEMBERSHIP} from account_users where account_id = $1 and user_id = $2");
    work.tx.first(sql, args![work.account, user]).await
}

/// What every member has set, in no particular order. Asked by every client, again and again.
pub async fn standings(work: &mut Work<'_>) -> db::Result<Vec<Standing>> {
    let sql =
        sql!("select user_id, availability, auto_offline from account_users where account_id = $1");
    work.tx.all(sql, args![work.account]).await
}

/// The token by which each member listens who is let in.
pub async fn pubsub_tokens(work: &mut Work<'_>) -> db::Result<Vec<(UserId, String)>> {
    let sql = sql!(
        "select users.id, users.pubsub_token
         from account_users join users on users.id = account_users.user_id
         where account_users.account_id = $1 and not account_users.awaits_acceptance"
    );
    work.tx.all(sql, args![work.account]).await
}

pub async fn find(work: &mut Work<'_>, id: UserId) -> db::Result<Option<Agent>> {
    let sql = sql!(
        "select {COLUMNS} from {MEMBERS}
         where account_users.account_id = $1 and account_users.user_id = $2"
    );
    let stored: Option<Stored> = work.tx.first(sql, args![work.account, id]).await?;
    Ok(stored.map(|agent| agent.seen(work)))
}

/// A member, who stays one until this work is done.
pub async fn keep(work: &mut Work<'_>, id: UserId) -> db::Result<Option<Agent>> {
    let sql = sql!(
        "select {COLUMNS} from {MEMBERS}
         where account_users.account_id = $1 and account_users.user_id = $2
         for share of account_users"
    );
    let stored: Option<Stored> = work.tx.first(sql, args![work.account, id]).await?;
    Ok(stored.map(|agent| agent.seen(work)))
}

/// Those of the users who are members, in no particular order.
pub async fn of_users(work: &mut Work<'_>, ids: &[UserId]) -> db::Result<Vec<Agent>> {
    let sql = sql!(
        "select {COLUMNS} from {MEMBERS}
         where account_users.account_id = $1 and account_users.user_id = any($2)"
    );
    let stored: Vec<Stored> = work.tx.all(sql, args![work.account, numbers(ids)]).await?;
    Ok(stored.into_iter().map(|agent| agent.seen(work)).collect())
}

/// Whether each of the users is a member.
pub async fn are_members(work: &mut Work<'_>, ids: &[UserId]) -> db::Result<bool> {
    let mut wanted = numbers(ids);
    wanted.sort_unstable();
    wanted.dedup();
    let sql =
        sql!("select count(*) from account_users where account_id = $1 and user_id = any($2)");
    let (found,) = work.tx.one::<(i64,)>(sql, args![work.account, &wanted]).await?;
    Ok(usize::try_from(found) == Ok(wanted.len()))
}

/// Whether a user is a member who has yet to accept that.
pub async fn is_awaited(work: &mut Work<'_>, user: UserId) -> db::Result<bool> {
    let sql = sql!(
        "select 1 from account_users where account_id = $1 and user_id = $2 and awaits_acceptance"
    );
    Ok(work.tx.first::<(i64,)>(sql, args![work.account, user]).await?.is_some())
}

/// The addresses of those who run the account, but for who has yet to accept that.
pub async fn addresses_of_administrators(work: &mut Work<'_>) -> db::Result<Vec<String>> {
    let sql = sql!(
        "select users.email from account_users join users on users.id = account_users.user_id
         where account_users.account_id = $1 and account_users.role = $2
           and not account_users.awaits_acceptance
         order by users.id"
    );
    let found = work.tx.all::<(String,)>(sql, args![work.account, Role::Administrator]).await?;
    Ok(found.into_iter().map(|(address,)| address).collect())
}

/// Whether somebody else runs the account: whoever does this, or who has followed their invitation.
pub async fn has_administrator(work: &mut Work<'_>, but: UserId) -> db::Result<bool> {
    let sql = sql!(
        "select 1 from account_users join users on users.id = account_users.user_id
         where account_users.account_id = $1 and account_users.user_id <> $2
           and account_users.role = $3 and not account_users.awaits_acceptance
           and (users.confirmed_at is not null or users.id = $4)
         limit 1"
    );
    let me = work.actor.member().map(|member| member.user);
    let args = args![work.account, but, Role::Administrator, me];
    Ok(work.tx.first::<(i64,)>(sql, args).await?.is_some())
}

/// Those who have a custom role.
pub async fn with_custom_role(work: &mut Work<'_>, role: CustomRoleId) -> db::Result<Vec<UserId>> {
    let sql =
        sql!("select user_id from account_users where account_id = $1 and custom_role_id = $2");
    let users = work.tx.all::<(UserId,)>(sql, args![work.account, role]).await?;
    Ok(users.into_iter().map(|(user,)| user).collect())
}

/// What decides on what the user sees and may do in the account, without their inboxes
/// and teams. Whoever has yet to accept that they are a member is none here.
pub async fn member(tx: &mut Tx, account: AccountId, user: UserId) -> db::Result<Option<Member>> {
    let sql = sql!(
        "select {COLUMNS} from {MEMBERS}
         where account_users.account_id = $1 and account_users.user_id = $2
           and not account_users.awaits_acceptance"
    );
    let stored: Option<Stored> = tx.first(sql, args![account, user]).await?;
    Ok(stored.map(|Stored(agent)| Member {
        user: agent.id,
        name: agent.name,
        display_name: agent.display_name,
        avatar: agent.avatar,
        role: agent.role,
        custom_role: agent.custom_role,
        availability: agent.availability,
        auto_offline: agent.auto_offline,
        inboxes: Vec::new(),
        teams: Vec::new(),
    }))
}

pub async fn insert(work: &mut Work<'_>, user: UserId, new: &NewAgent) -> db::Result<()> {
    let sql = sql!(
        "insert into account_users (account_id, user_id, role, availability, auto_offline,
           custom_role_id, inviter_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)"
    );
    let args = args![
        work.account,
        user,
        new.role.unwrap_or(Role::Agent),
        new.availability.unwrap_or(Availability::Online),
        new.auto_offline.unwrap_or(true),
        new.custom_role_id,
        work.actor.member().map(|member| member.user),
        work.now,
    ];
    work.tx.exec(sql, args).await.map(drop)
}

/// Has a member show first that they want to be one.
pub async fn await_acceptance(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    let sql = sql!(
        "update account_users set awaits_acceptance = true where account_id = $1 and user_id = $2"
    );
    work.tx.push(sql, args![work.account, user]).await
}

/// Lets a user in who is awaited. Tells how many were, which is one or none.
pub async fn accept(work: &mut Work<'_>, user: UserId) -> db::Result<u64> {
    let sql = sql!(
        "update account_users set awaits_acceptance = false, updated_at = $3
         where account_id = $1 and user_id = $2 and awaits_acceptance"
    );
    work.tx.exec(sql, args![work.account, user, work.now]).await
}

pub async fn update(work: &mut Work<'_>, agent: &Agent, change: &AgentChange) -> db::Result<()> {
    let sql = sql!(
        "update account_users
         set role = $3, availability = $4, auto_offline = $5, custom_role_id = $6,
           updated_at = $7
         where account_id = $1 and user_id = $2"
    );
    let args = args![
        work.account,
        agent.id,
        change.role.unwrap_or(agent.role),
        change.availability.unwrap_or(agent.availability),
        change.auto_offline.unwrap_or(agent.auto_offline),
        change.custom_role_id.clone().over(agent.custom_role.map(|held| held.role)),
        work.now,
    ];
    work.tx.push(sql, args).await
}

pub async fn notification_flags(
    work: &mut Work<'_>,
    user: UserId,
) -> db::Result<Option<NotificationFlags>> {
    let sql = sql!(
        "select id, email_flags, push_flags from account_users
         where account_id = $1 and user_id = $2"
    );
    let flags: Option<(i64, i64, i64)> = work.tx.first(sql, args![work.account, user]).await?;
    Ok(flags.map(|(id, email, push)| NotificationFlags { id, email, push }))
}

/// What each of these users wishes to be told outside of the product, as one number of bits: by
/// mail or on their devices. Those who are no members are left out.
pub async fn wishes_of(work: &mut Work<'_>, users: &[UserId]) -> db::Result<Vec<(UserId, i64)>> {
    let users: Vec<i64> = users.iter().map(|user| user.0).collect();
    let sql = sql!(
        "select user_id, email_flags | push_flags from account_users
         where account_id = $1 and user_id = any($2)"
    );
    work.tx.all(sql, args![work.account, &users]).await
}

pub async fn set_notification_flags(
    work: &mut Work<'_>,
    user: UserId,
    email: i64,
    push: i64,
) -> db::Result<()> {
    let sql = sql!(
        "update account_users set email_flags = $3, push_flags = $4, updated_at = $5
         where account_id = $1 and user_id = $2"
    );
    work.tx.push(sql, args![work.account, user, email, push, work.now]).await
}

pub async fn note_active(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    let sql =
        sql!("update account_users set active_at = $3 where account_id = $1 and user_id = $2");
    work.tx.push(sql, args![work.account, user, work.now]).await
}

pub async fn delete(work: &mut Work<'_>, id: UserId) -> db::Result<u64> {
    let sql = sql!("delete from account_users where account_id = $1 and user_id = $2");
    work.tx.exec(sql, args![work.account, id]).await
}

/// Ends every membership of the account.
pub async fn remove_all(work: &mut Work<'_>) -> db::Result<()> {
    work.changes_access();
    work.tx.push(sql!("delete from account_users where account_id = $1"), args![work.account]).await
}

/// Notes that a member has left who still has conversations.
pub async fn insert_departure(
    work: &mut Work<'_>,
    user: UserId,
    keeps_user: bool,
) -> db::Result<()> {
    let sql = sql!(
        "insert into departures (account_id, user_id, keeps_user) values ($1, $2, $3)
         on conflict (user_id, account_id) do update set keeps_user = excluded.keeps_user"
    );
    work.tx.push(sql, args![work.account, user, keeps_user]).await
}

/// Has a user not stay once they have left everywhere.
pub async fn keep_no_longer(tx: &mut Tx, user: UserId) -> db::Result<()> {
    tx.push(sql!("update departures set keeps_user = false where user_id = $1"), args![user]).await
}

/// Notes that a member has nothing left here. Tells whether the user stays, if they were leaving.
pub async fn delete_departure(work: &mut Work<'_>, user: UserId) -> db::Result<Option<bool>> {
    let sql =
        sql!("delete from departures where user_id = $2 and account_id = $1 returning keeps_user");
    Ok(work.tx.first::<(bool,)>(sql, args![work.account, user]).await?.map(|(keeps,)| keeps))
}

/// The users who are still leaving the account.
pub async fn departing(work: &mut Work<'_>) -> db::Result<Vec<UserId>> {
    let sql = sql!("select user_id from departures where account_id = $1");
    let users = work.tx.all::<(UserId,)>(sql, args![work.account]).await?;
    Ok(users.into_iter().map(|(user,)| user).collect())
}

fn numbers(ids: &[UserId]) -> Vec<i64> {
    ids.iter().map(|id| id.0).collect()
}

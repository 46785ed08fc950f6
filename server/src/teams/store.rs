//! Rows of `teams` and `team_members`.

use db::{FromRow, Row, Tx, args, sql};

use super::{NewTeam, Team};
use crate::{
    id::{AccountId, TeamId, UserId},
    work::Work,
};

const COLUMNS: &str = "id, name, description, allow_auto_assign, created_at, updated_at";

impl FromRow for Team {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Team {
            id: row.take()?,
            name: row.take()?,
            description: row.take()?,
            allow_auto_assign: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
        })
    }
}

pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<Team>> {
    let sql = sql!("select {COLUMNS} from teams where account_id = $1 order by name_key");
    work.tx.all(sql, args![work.account]).await
}

pub async fn find(work: &mut Work<'_>, id: TeamId) -> db::Result<Option<Team>> {
    let sql = sql!("select {COLUMNS} from teams where account_id = $1 and id = $2");
    work.tx.first(sql, args![work.account, id]).await
}

pub async fn of_ids(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<Team>> {
    let sql = sql!("select {COLUMNS} from teams where account_id = $1 and id = any($2)");
    work.tx.all(sql, args![work.account, ids]).await
}

pub async fn insert(work: &mut Work<'_>, new: &NewTeam) -> db::Result<Team> {
    let sql = sql!(
        "insert into teams
           (account_id, name, name_key, description, allow_auto_assign, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6) returning {COLUMNS}"
    );
    let allow_auto_assign = new.allow_auto_assign.unwrap_or(true);
    let args = args![
        work.account,
        &new.name,
        key(&new.name),
        &new.description,
        allow_auto_assign,
        work.now
    ];
    work.tx.one(sql, args).await
}

pub async fn update(work: &mut Work<'_>, team: &Team) -> db::Result<Team> {
    let sql = sql!(
        "update teams set name = $3, name_key = $4, description = $5, allow_auto_assign = $6,
           updated_at = $7
         where account_id = $1 and id = $2 returning {COLUMNS}"
    );
    let args = args![
        work.account,
        team.id,
        &team.name,
        key(&team.name),
        &team.description,
        team.allow_auto_assign,
        work.now,
    ];
    work.tx.one(sql, args).await
}

pub async fn delete(work: &mut Work<'_>, id: TeamId) -> db::Result<()> {
    let sql = sql!("delete from teams where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}

pub async fn members(work: &mut Work<'_>, id: TeamId) -> db::Result<Vec<UserId>> {
    let sql = sql!(
        "select user_id from team_members join teams on teams.id = team_members.team_id
         where teams.account_id = $1 and team_id = $2"
    );
    let users = work.tx.all::<(UserId,)>(sql, args![work.account, id]).await?;
    Ok(users.into_iter().map(|(user,)| user).collect())
}

/// The members of teams. Those of several are there several times.
pub async fn members_of_any(work: &mut Work<'_>, teams: &[i64]) -> db::Result<Vec<UserId>> {
    let sql = sql!(
        "select user_id from team_members join teams on teams.id = team_members.team_id
         where teams.id = any($2) and teams.account_id = $1"
    );
    let users = work.tx.all::<(UserId,)>(sql, args![work.account, teams]).await?;
    Ok(users.into_iter().map(|(user,)| user).collect())
}

pub async fn has_member(work: &mut Work<'_>, id: TeamId, user: UserId) -> db::Result<bool> {
    let sql = sql!("select 1 from team_members where team_id = $1 and user_id = $2");
    Ok(work.tx.first::<(i64,)>(sql, args![id, user]).await?.is_some())
}

/// The teams of these users whose conversations are given to their members by turns.
pub async fn assigning(work: &mut Work<'_>, users: &[i64]) -> db::Result<Vec<(TeamId, UserId)>> {
    let sql = sql!(
        "select team_id, user_id from team_members join teams on teams.id = team_members.team_id
         where user_id = any($2) and teams.account_id = $1 and teams.allow_auto_assign"
    );
    work.tx.all(sql, args![work.account, users]).await
}

/// Those who are members already stay so.
pub async fn add_members(work: &mut Work<'_>, id: TeamId, users: &[UserId]) -> db::Result<()> {
    let sql = sql!(
        "insert into team_members (team_id, user_id, created_at) values ($1, $2, $3)
         on conflict (team_id, user_id) do nothing"
    );
    for user in users {
        work.tx.push(sql, args![id, *user, work.now]).await?;
    }
    Ok(())
}

pub async fn remove_members(work: &mut Work<'_>, id: TeamId, users: &[UserId]) -> db::Result<()> {
    let sql = sql!("delete from team_members where team_id = $1 and user_id = $2");
    for user in users {
        work.tx.push(sql, args![id, *user]).await?;
    }
    Ok(())
}

/// Takes a user out of every team of the account.
pub async fn forget_member(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    let sql = sql!(
        "delete from team_members where user_id = $2
           and team_id in (select id from teams where account_id = $1)"
    );
    work.tx.push(sql, args![work.account, user]).await
}

/// The teams of a user in an account.
pub async fn of_member(tx: &mut Tx, account: AccountId, user: UserId) -> db::Result<Vec<TeamId>> {
    let sql = sql!(
        "select team_id from team_members join teams on teams.id = team_members.team_id
         where team_members.user_id = $1 and teams.account_id = $2"
    );
    let teams = tx.all::<(TeamId,)>(sql, args![user, account]).await?;
    Ok(teams.into_iter().map(|(team,)| team).collect())
}

fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

//! Rows of `agent_bots`.

use db::{FromRow, Row, Tx, args, sql};

use super::AgentBot;
use crate::{
    id::{AccountId, AgentBotId, InboxId},
    links::Avatar,
    work::Work,
};

const COLUMNS: &str =
    "id, account_id, name, description, outgoing_url, bot_type, bot_config, secret, avatar_id";

impl FromRow for AgentBot {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(AgentBot {
            id: row.take()?,
            account_id: row.take()?,
            name: row.take()?,
            description: row.take()?,
            outgoing_url: row.take()?,
            bot_type: row.take()?,
            bot_config: row.take()?,
            secret: row.take()?,
            avatar: row.take()?,
        })
    }
}

impl AgentBot {
    /// The same, with the address of its picture.
    fn linked(self, work: &Work<'_>) -> Self {
        AgentBot { avatar: self.avatar.linked(&work.links), ..self }
    }
}

/// Those of the account and of the system, in the order in which they were added.
pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<AgentBot>> {
    let sql = sql!(
        "select {COLUMNS} from agent_bots where account_id = $1 or account_id is null order by id"
    );
    let bots = work.tx.all::<AgentBot>(sql, args![work.account]).await?;
    Ok(bots.into_iter().map(|bot| bot.linked(work)).collect())
}

/// Those that are told what happens, and the inboxes in which each of them answers.
pub async fn reachable(work: &mut Work<'_>) -> db::Result<Vec<(AgentBotId, Option<InboxId>)>> {
    let sql = sql!(
        "select agent_bots.id, inboxes.id
         from agent_bots left join inboxes on inboxes.agent_bot_id = agent_bots.id
           and inboxes.account_id = $1
         where (agent_bots.account_id = $1 or agent_bots.account_id is null)
           and agent_bots.outgoing_url is not null"
    );
    work.tx.all(sql, args![work.account]).await
}

pub async fn find(work: &mut Work<'_>, id: AgentBotId) -> db::Result<Option<AgentBot>> {
    let sql = sql!(
        "select {COLUMNS} from agent_bots
         where id = $2 and (account_id = $1 or account_id is null)"
    );
    let bot = work.tx.first::<AgentBot>(sql, args![work.account, id]).await?;
    Ok(bot.map(|bot| bot.linked(work)))
}

/// The same, of a bot that is not removed until this work is done.
pub async fn keep(work: &mut Work<'_>, id: AgentBotId) -> db::Result<Option<AgentBot>> {
    let sql = sql!(
        "select {COLUMNS} from agent_bots
         where id = $2 and (account_id = $1 or account_id is null) for key share"
    );
    let bot = work.tx.first::<AgentBot>(sql, args![work.account, id]).await?;
    Ok(bot.map(|bot| bot.linked(work)))
}

/// A bot of the account, or of the system, that nobody else uses or changes until this work is
/// done.
pub async fn lock(work: &mut Work<'_>, id: AgentBotId) -> db::Result<Option<AgentBot>> {
    let sql = sql!(
        "select {COLUMNS} from agent_bots
         where id = $2 and account_id is not distinct from $1 for update"
    );
    let bot = work.tx.first::<AgentBot>(sql, args![work.tenant(), id]).await?;
    Ok(bot.map(|bot| bot.linked(work)))
}

/// Those of the bots that there are, in no particular order.
pub async fn of_ids(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<AgentBot>> {
    let sql = sql!(
        "select {COLUMNS} from agent_bots
         where id = any($2) and (account_id = $1 or account_id is null)"
    );
    let bots = work.tx.all::<AgentBot>(sql, args![work.account, ids]).await?;
    Ok(bots.into_iter().map(|bot| bot.linked(work)).collect())
}

/// The account of a bot, if there is such a bot; none for one of the system's.
pub async fn account_of(tx: &mut Tx, id: AgentBotId) -> db::Result<Option<Option<AccountId>>> {
    let sql = sql!("select account_id from agent_bots where id = $1");
    Ok(tx.first::<(Option<AccountId>,)>(sql, args![id]).await?.map(|(account,)| account))
}

/// An account in which a bot has conversations or answers in an inbox.
pub async fn account_that_uses(tx: &mut Tx, id: AgentBotId) -> db::Result<Option<AccountId>> {
    let conversations =
        sql!("select account_id from conversations where assignee_agent_bot_id = $1 limit 1");
    if let Some((account,)) = tx.first::<(AccountId,)>(conversations, args![id]).await? {
        return Ok(Some(account));
    }
    let inboxes = sql!("select account_id from inboxes where agent_bot_id = $1 limit 1");
    Ok(tx.first::<(AccountId,)>(inboxes, args![id]).await?.map(|(account,)| account))
}

/// Those of the bots that there are, whosever they are, in the order in which they were added.
pub async fn of_all(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<AgentBot>> {
    let sql = sql!("select {COLUMNS} from agent_bots where id = any($1) order by id");
    let bots = work.tx.all::<AgentBot>(sql, args![ids]).await?;
    Ok(bots.into_iter().map(|bot| bot.linked(work)).collect())
}

/// What a bot is called and its picture, if it belongs to the account or answers in one of its
/// inboxes.
pub async fn brief_if_related(
    tx: &mut Tx,
    account: AccountId,
    id: AgentBotId,
) -> db::Result<Option<(String, Avatar)>> {
    let sql = sql!(
        "select name, avatar_id from agent_bots where id = $2 and (account_id = $1 or exists (
           select 1 from inboxes where inboxes.agent_bot_id = $2 and inboxes.account_id = $1))"
    );
    tx.first(sql, args![account, id]).await
}

pub async fn insert(work: &mut Work<'_>, new: &AgentBot) -> db::Result<AgentBotId> {
    let sql = sql!(
        "insert into agent_bots (account_id, name, description, outgoing_url, bot_type,
           bot_config, secret, avatar_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) returning id"
    );
    let args = args![
        work.tenant(),
        &new.name,
        &new.description,
        &new.outgoing_url,
        new.bot_type,
        &new.bot_config,
        &new.secret,
        new.avatar.blob,
        work.now,
    ];
    let (id,) = work.tx.one::<(AgentBotId,)>(sql, args).await?;
    Ok(id)
}

pub async fn update(work: &mut Work<'_>, bot: &AgentBot) -> db::Result<()> {
    let sql = sql!(
        "update agent_bots set name = $3, description = $4, outgoing_url = $5, bot_type = $6,
           bot_config = $7, secret = $8, avatar_id = $9, updated_at = $10
         where id = $2 and account_id is not distinct from $1"
    );
    let args = args![
        work.tenant(),
        bot.id,
        &bot.name,
        &bot.description,
        &bot.outgoing_url,
        bot.bot_type,
        &bot.bot_config,
        &bot.secret,
        bot.avatar.blob,
        work.now,
    ];
    work.tx.push(sql, args).await
}

pub async fn delete(work: &mut Work<'_>, id: AgentBotId) -> db::Result<()> {
    let sql = sql!("delete from agent_bots where id = $2 and account_id is not distinct from $1");
    work.tx.push(sql, args![work.tenant(), id]).await
}

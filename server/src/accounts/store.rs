//! Rows of `accounts` and of the tables that belong to them alone.

use db::{FromRow, Row, Tx, args, sql};

use super::{Account, Cache, Membership, Standing};
use crate::{
    clock::Timestamp,
    id::{AccountId, CampaignNumber, DisplayId, UserId},
    json::Object,
    texts::Language,
    work::Work,
};

const COLUMNS: &str = "id, name, status, locale, domain, support_email, settings,
    custom_attributes, features, limits, created_at";

impl FromRow for Account {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Account {
            id: row.take()?,
            name: row.take()?,
            status: row.take()?,
            locale: row.take()?,
            domain: row.take()?,
            support_email: row.take()?,
            settings: row.take()?,
            custom_attributes: row.take()?,
            features: row.take()?,
            limits: row.take()?,
            created_at: row.take()?,
        })
    }
}

impl FromRow for Standing {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        let (status, locale) = (row.take()?, row.take::<String>()?);
        Ok(Standing { status, language: Language::of(&locale) })
    }
}

impl FromRow for Membership {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Membership {
            id: row.take()?,
            name: row.take()?,
            role: row.take()?,
            permissions: row.take()?,
            status: row.take()?,
            locale: row.take()?,
            active_at: row.take()?,
            awaits_acceptance: row.take()?,
        })
    }
}

pub async fn insert(work: &mut Work<'_>, name: &str) -> db::Result<AccountId> {
    let sql = sql!(
        "insert into accounts (name, created_at, updated_at) values ($1, $2, $2) returning id"
    );
    let (id,) = work.tx.one::<(AccountId,)>(sql, args![name, work.now]).await?;
    let sequence = sql!("insert into account_sequences (account_id) values ($1)");
    work.tx.push(sequence, args![id]).await?;
    Ok(id)
}

pub async fn find(work: &mut Work<'_>) -> db::Result<Option<Account>> {
    let sql = sql!("select {COLUMNS} from accounts where id = $1");
    work.tx.first(sql, args![work.account]).await
}

/// Those of the accounts that there are, in the order in which they were added.
pub async fn of_ids(tx: &mut Tx, ids: &[i64]) -> db::Result<Vec<Account>> {
    let sql =
        sql!("select {COLUMNS} from accounts where id = any($1) and doomed_at is null order by id");
    tx.all(sql, args![ids]).await
}

/// Waits until nobody else changes how the account is set up, and keeps them waiting.
pub async fn alone(work: &mut Work<'_>) -> db::Result<()> {
    let sql = sql!("select id from accounts where id = $1 for no key update");
    work.tx.first::<(AccountId,)>(sql, args![work.account]).await.map(drop)
}

/// None when there is no such account, or none any more.
pub async fn standing(tx: &mut Tx, account: AccountId) -> db::Result<Option<Standing>> {
    let sql = sql!("select status, locale from accounts where id = $1 and doomed_at is null");
    tx.first(sql, args![account]).await
}

/// The accounts of a user, in the order in which they joined.
pub async fn of_user(tx: &mut Tx, user: UserId) -> db::Result<Vec<Membership>> {
    let sql = sql!(
        "select accounts.id, accounts.name, account_users.role, custom_roles.permissions,
           accounts.status, accounts.locale, account_users.active_at,
           account_users.awaits_acceptance
         from account_users join accounts on accounts.id = account_users.account_id
         left join custom_roles on custom_roles.id = account_users.custom_role_id
         where account_users.user_id = $1 order by account_users.id"
    );
    tx.all(sql, args![user]).await
}

/// The accounts of the user whose token this is; of nobody when it is not theirs.
pub async fn of_pubsub_token(tx: &mut Tx, user: UserId, token: &str) -> db::Result<Vec<AccountId>> {
    let sql = sql!(
        "select account_users.account_id
         from users join account_users on account_users.user_id = users.id
         where users.pubsub_token = $1 and users.id = $2
           and not account_users.awaits_acceptance"
    );
    let accounts = tx.all::<(AccountId,)>(sql, args![token, user]).await?;
    Ok(accounts.into_iter().map(|(account,)| account).collect())
}

pub async fn update(work: &mut Work<'_>, account: &Account) -> db::Result<()> {
    let sql = sql!(
        "update accounts set name = $2, locale = $3, domain = $4, support_email = $5,
           settings = $6, custom_attributes = $7, status = $8, features = $9, limits = $10,
           updated_at = $11
         where id = $1"
    );
    let args = args![
        work.account,
        &account.name,
        &account.locale,
        &account.domain,
        &account.support_email,
        &account.settings,
        &account.custom_attributes,
        account.status,
        &account.features,
        &account.limits,
        work.now,
    ];
    work.tx.push(sql, args).await
}

pub async fn set_locale(work: &mut Work<'_>, locale: &str) -> db::Result<()> {
    let sql = sql!("update accounts set locale = $2 where id = $1");
    work.tx.push(sql, args![work.account, locale]).await
}

/// Notes that the set-up of the account has come past its beginning.
pub async fn set_custom_attributes(
    work: &mut Work<'_>,
    custom_attributes: &Object,
) -> db::Result<()> {
    let sql = sql!("update accounts set custom_attributes = $2, updated_at = $3 where id = $1");
    work.tx.push(sql, args![work.account, custom_attributes, work.now]).await
}

/// The next number of a conversation. Others who ask wait until this work is done.
pub async fn next_conversation(work: &mut Work<'_>) -> db::Result<DisplayId> {
    let sql = sql!(
        "update account_sequences set conversations = conversations + 1
         where account_id = $1 returning conversations"
    );
    let (number,) = work.tx.one::<(DisplayId,)>(sql, args![work.account]).await?;
    Ok(number)
}

/// The next number of a campaign. Others who ask wait until this work is done.
pub async fn next_campaign(work: &mut Work<'_>) -> db::Result<CampaignNumber> {
    let sql = sql!(
        "update account_sequences set campaigns = campaigns + 1
         where account_id = $1 returning campaigns"
    );
    let (number,) = work.tx.one::<(CampaignNumber,)>(sql, args![work.account]).await?;
    Ok(number)
}

/// Notes that a list which clients keep a copy of has changed.
pub async fn touch_cache(work: &mut Work<'_>, cache: Cache) -> db::Result<()> {
    let sql = sql!(
        "insert into account_caches (account_id, name, changed_at) values ($1, $2, $3)
         on conflict (account_id, name) do update set changed_at = excluded.changed_at"
    );
    work.tx.push(sql, args![work.account, cache.as_str(), work.now]).await
}

/// When each list last changed, for those that ever did.
pub async fn cache_keys(work: &mut Work<'_>) -> db::Result<Vec<(String, Timestamp)>> {
    let sql = sql!("select name, changed_at from account_caches where account_id = $1");
    work.tx.all(sql, args![work.account]).await
}

/// Has nobody find the account any more.
pub async fn doom(work: &mut Work<'_>) -> db::Result<()> {
    work.changes_access();
    let sql = sql!("update accounts set doomed_at = $2 where id = $1 and doomed_at is null");
    work.tx.push(sql, args![work.account, work.now]).await
}

/// Removes the account with all that still belongs to it.
pub async fn delete(work: &mut Work<'_>) -> db::Result<()> {
    work.tx.exec(sql!("delete from accounts where id = $1"), args![work.account]).await.map(drop)
}

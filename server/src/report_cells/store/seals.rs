//! Rows of `report_seals`: up to when accounts were counted.

use db::{Tx, args, sql};

use crate::{clock::Timestamp, id::AccountId, work::Work};

/// Up to when everything was counted, if that was ever done.
pub async fn seal(work: &mut Work<'_>) -> db::Result<Option<Timestamp>> {
    let sql = sql!("select sealed_until from report_seals where account_id = $1");
    Ok(work.tx.first::<(Timestamp,)>(sql, args![work.account]).await?.map(|(seal,)| seal))
}

/// The same, with nobody counting more meanwhile.
pub async fn keep_seal(work: &mut Work<'_>) -> db::Result<Option<Timestamp>> {
    let sql = sql!("select sealed_until from report_seals where account_id = $1 for share");
    Ok(work.tx.first::<(Timestamp,)>(sql, args![work.account]).await?.map(|(seal,)| seal))
}

/// The same, to count more.
pub async fn lock_seal(work: &mut Work<'_>) -> db::Result<Option<Timestamp>> {
    let sql = sql!("select sealed_until from report_seals where account_id = $1 for update");
    Ok(work.tx.first::<(Timestamp,)>(sql, args![work.account]).await?.map(|(seal,)| seal))
}

/// Notes from when on an account is counted.
pub async fn begin_seal(work: &mut Work<'_>, from: Timestamp) -> db::Result<()> {
    let sql = sql!(
        "insert into report_seals (account_id, sealed_until) values ($1, $2)
         on conflict (account_id) do nothing"
    );
    work.tx.push(sql, args![work.account, from]).await
}

pub async fn set_seal(work: &mut Work<'_>, to: Timestamp) -> db::Result<()> {
    let sql = sql!("update report_seals set sealed_until = $2 where account_id = $1");
    work.tx.push(sql, args![work.account, to]).await
}

/// The next accounts that are not counted up to then.
pub async fn accounts_behind(
    tx: &mut Tx,
    latest: Timestamp,
    after: AccountId,
    most: i64,
) -> db::Result<Vec<AccountId>> {
    let sql = sql!(
        "select id from accounts where id > $2 and not exists (
           select 1 from report_seals where report_seals.account_id = accounts.id
             and report_seals.sealed_until >= $1
         )
         order by id limit $3"
    );
    let accounts = tx.all::<(AccountId,)>(sql, args![latest, after, most]).await?;
    Ok(accounts.into_iter().map(|(id,)| id).collect())
}

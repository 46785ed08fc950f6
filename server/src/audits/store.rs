//! Rows of `audits`.

use db::{FromRow, Row, Tx, args, sql};

use super::{Action, Audit};
use crate::{
    clock::Timestamp,
    id::UserId,
    json::Object,
    page::{Window, moments::Place},
    work::Work,
};

impl FromRow for Audit {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Audit {
            id: row.take()?,
            kind: row.take()?,
            key: row.take()?,
            user_type: row.take()?,
            user: row.take()?,
            username: row.take()?,
            action: row.take()?,
            changes: row.take()?,
            version: row.take()?,
            request: row.take()?,
            address: row.take()?,
            created_at: row.take()?,
        })
    }
}

/// Adds an entry of whoever is at work. A user is known by their address, as it is now.
pub async fn insert(
    work: &mut Work<'_>,
    kind: &str,
    key: i64,
    action: Action,
    changes: &Object,
) -> db::Result<()> {
    let sql = sql!(
        "insert into audits (account_id, auditable_type, auditable_id, user_type, user_id, username,
           action, audited_changes, version, request_id, remote_address, created_at)
         values ($1, $2, $3, $4, $5,
           coalesce((select email from users where id = $5 and $4 = 'User'), $6), $7, $8,
           (select coalesce(max(version), 0) + 1 from audits
            where account_id = $1 and auditable_type = $2 and auditable_id = $3),
           $9, $10, $11)"
    );
    let (request, address) = origin(work);
    let (user_type, user) = (work.actor.kind(), work.actor.id());
    let name = work.actor.name().map(str::to_owned);
    let args = args![
        work.account,
        kind,
        key,
        user_type,
        user,
        name,
        action,
        changes,
        request,
        address,
        work.now
    ];
    work.tx.push(sql, args).await
}

/// Adds an entry about a user, by themselves, in each of their accounts.
pub async fn insert_for_accounts_of(
    work: &mut Work<'_>,
    user: UserId,
    action: Action,
) -> db::Result<()> {
    let sql = sql!(
        "insert into audits (account_id, auditable_type, auditable_id, user_type, user_id, username,
           action, audited_changes, version, request_id, remote_address, created_at)
         select account_users.account_id, 'User', users.id, 'User', users.id, users.email,
           cast($2 as bigint), '{{}}',
           (select coalesce(max(version), 0) + 1 from audits earlier
            where earlier.account_id = account_users.account_id
              and earlier.auditable_type = 'User' and earlier.auditable_id = users.id),
           cast($3 as text), cast($4 as text), cast($5 as bigint)
         from account_users join users on users.id = account_users.user_id
         where account_users.user_id = $1 and not account_users.awaits_acceptance"
    );
    let (request, address) = origin(work);
    let args = args![user, action, request, address, work.now];
    work.tx.push(sql, args).await
}

/// The newest of those that were added since a time.
pub async fn page(
    work: &mut Work<'_>,
    since: Timestamp,
    behind: Place,
    Window { limit, offset }: Window,
) -> db::Result<Vec<Audit>> {
    let sql = sql!(
        "select id, auditable_type, auditable_id, user_type, user_id, username, action,
           audited_changes, version, request_id, remote_address, created_at
         from audits where account_id = $1 and created_at >= $2
           and created_at <= $3 and (created_at < $3 or id < $4)
         order by created_at desc, id desc limit $5 offset $6"
    );
    let (limit, offset) = (limit.cast_signed(), offset.cast_signed());
    let Place { moment, id } = behind;
    work.tx.all(sql, args![work.account, since, moment, id, limit, offset]).await
}

pub async fn count(work: &mut Work<'_>, since: Timestamp) -> db::Result<i64> {
    let sql = sql!("select count(*) from audits where account_id = $1 and created_at >= $2");
    Ok(work.tx.one::<(i64,)>(sql, args![work.account, since]).await?.0)
}

/// Removes some of what was done in the account. Tells how much.
pub async fn delete_some_of_account(work: &mut Work<'_>, most: i64) -> db::Result<u64> {
    let sql = sql!(
        "delete from audits where id in (
           select id from audits where account_id = $1 limit $2)"
    );
    work.tx.exec(sql, args![work.account, most]).await
}

/// Removes some of what was done before a time. Tells how much.
pub async fn remove_old(tx: &mut Tx, before: Timestamp, most: i64) -> db::Result<u64> {
    let sql = sql!(
        "delete from audits where id in (
           select id from audits where created_at < $1 order by created_at, id limit $2)"
    );
    tx.exec(sql, args![before, most]).await
}

/// The id of the request that is answered, and where it came from.
fn origin(work: &Work<'_>) -> (Option<String>, Option<String>) {
    let asked = work.asked.as_deref();
    (asked.map(|asked| asked.id.clone()), asked.map(|asked| asked.address.to_string()))
}

//! What is read of `users` and their `account_users` together.

use db::{FromRow, Row, Tx, args, sql};

use super::{Membership, Person};
use crate::{
    actor::Availability,
    clock::Timestamp,
    custom_roles::{COLUMNS, CustomRole},
    id::UserId,
};

impl FromRow for Person {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Person {
            id: row.take()?,
            name: row.take()?,
            display_name: row.take()?,
            email: row.take()?,
            is_confirmed: row.take::<Option<Timestamp>>()?.is_some(),
            pubsub_token: row.take()?,
            message_signature: row.take()?,
            ui_settings: row.take()?,
            custom_attributes: row.take()?,
            kind: row.take()?,
            created_at: row.take()?,
            avatar: row.take()?,
        })
    }
}

impl FromRow for Membership {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Membership {
            account: row.take()?,
            account_name: row.take()?,
            status: row.take()?,
            locale: row.take()?,
            role: row.take()?,
            active_at: row.take()?,
            inviter: row.take()?,
            availability: row.take()?,
            auto_offline: row.take()?,
            availability_status: Availability::Offline,
            custom_role: CustomRole::of_member(row)?,
        })
    }
}

pub async fn person(tx: &mut Tx, user: UserId) -> db::Result<Option<Person>> {
    let sql = sql!(
        "select id, name, display_name, email, confirmed_at, pubsub_token, message_signature,
           ui_settings, custom_attributes, type, created_at, avatar_id
         from users where id = $1"
    );
    tx.first(sql, args![user]).await
}

pub async fn memberships(tx: &mut Tx, user: UserId) -> db::Result<Vec<Membership>> {
    let sql = sql!(
        "select accounts.id, accounts.name, accounts.status, accounts.locale, account_users.role,
           account_users.active_at, account_users.inviter_id, account_users.availability,
           account_users.auto_offline, {COLUMNS}
         from account_users join accounts on accounts.id = account_users.account_id
           left join custom_roles on custom_roles.id = account_users.custom_role_id
         where account_users.user_id = $1 and not account_users.awaits_acceptance
         order by account_users.id"
    );
    tx.all(sql, args![user]).await
}

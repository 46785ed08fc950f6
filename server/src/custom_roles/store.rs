//! Rows of `custom_roles`, and how SQL asks for what they let members see.

use db::{FromRow, Row, args, sql};

use super::CustomRole;
use crate::{id::CustomRoleId, work::Work};

pub const COLUMNS: &str = "custom_roles.id, custom_roles.name, custom_roles.description,
    custom_roles.permissions, custom_roles.created_at, custom_roles.updated_at";

/// Whether no custom role keeps a member from seeing a conversation: of the `user_id` and the
/// `conversation_id` of a row that is called `told`, in a statement whose first value is the
/// account. The rule is that of `permissions`, whose bits these are.
pub const IN_SIGHT: &str = "not exists (
    select 1 from account_users
    join custom_roles on custom_roles.id = account_users.custom_role_id
    where account_users.account_id = $1 and account_users.user_id = told.user_id
      and account_users.role <> 1 and (custom_roles.permissions & 1) = 0
      and not exists (
        select 1 from conversations
        where conversations.id = told.conversation_id
          and (((custom_roles.permissions & 2) <> 0 and conversations.assignee_id is null)
            or ((custom_roles.permissions & 6) <> 0
              and conversations.assignee_id = told.user_id)
            or ((custom_roles.permissions & 4) <> 0 and exists (
              select 1 from conversation_participants
              where conversation_participants.conversation_id = told.conversation_id
                and conversation_participants.user_id = told.user_id)))))";

/// Whether a member in `account_users` sees any conversation at all.
pub const SEES_SOME: &str = "(account_users.role = 1 or not exists (
    select 1 from custom_roles where custom_roles.id = account_users.custom_role_id
      and (custom_roles.permissions & 7) = 0))";

/// Whether a row of `conversations` is had by a member, or by nobody if those are meant as well:
/// the second and the third value of a statement, which are the bounds of a `Sight`.
pub const HAD_BY: &str = "(conversations.assignee_id = $2
    or ($3 and conversations.assignee_id is null))";

impl FromRow for CustomRole {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(CustomRole {
            id: row.take()?,
            name: row.take()?,
            description: row.take()?,
            permissions: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
        })
    }
}

impl CustomRole {
    /// Reads one of a member, who may have none. The row ends with it.
    pub fn of_member(row: &mut Row<'_>) -> db::Result<Option<Self>> {
        let Some(id) = row.take()? else { return Ok(None) };
        Ok(Some(CustomRole {
            id,
            name: row.take()?,
            description: row.take()?,
            permissions: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
        }))
    }
}

/// Every custom role of the account, in the order in which they were made.
pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<CustomRole>> {
    let sql = sql!("select {COLUMNS} from custom_roles where account_id = $1 order by id");
    work.tx.all(sql, args![work.account]).await
}

pub async fn find(work: &mut Work<'_>, id: CustomRoleId) -> db::Result<Option<CustomRole>> {
    let sql = sql!("select {COLUMNS} from custom_roles where account_id = $1 and id = $2");
    work.tx.first(sql, args![work.account, id]).await
}

pub async fn insert(work: &mut Work<'_>, new: &CustomRole) -> db::Result<CustomRole> {
    let sql = sql!(
        "insert into custom_roles (account_id, name, description, permissions, created_at,
           updated_at)
         values ($1, $2, $3, $4, $5, $5) returning {COLUMNS}"
    );
    let CustomRole { name, description, permissions, .. } = new;
    work.tx.one(sql, args![work.account, name, description, *permissions, work.now]).await
}

pub async fn update(work: &mut Work<'_>, role: &CustomRole) -> db::Result<()> {
    let sql = sql!(
        "update custom_roles set name = $3, description = $4, permissions = $5, updated_at = $6
         where account_id = $1 and id = $2"
    );
    let CustomRole { id, name, description, permissions, updated_at, created_at: _ } = role;
    let args = args![work.account, *id, name, description, *permissions, *updated_at];
    work.tx.push(sql, args).await
}

pub async fn delete(work: &mut Work<'_>, id: CustomRoleId) -> db::Result<()> {
    let sql = sql!("delete from custom_roles where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}

//! Rows of `integration_hooks`.

use db::{FromRow, Row, args, sql};

use super::{Hook, apps, place};
use crate::{
    error::{Error, Result},
    id::{HookId, InboxId},
    installation::Vault,
    json::Object,
    work::Work,
};

/// A hook as it is kept: with the id of its app, and settings that are encrypted.
struct Kept {
    id: HookId,
    app: String,
    inbox: Option<InboxId>,
    inbox_name: Option<String>,
    enabled: bool,
    settings: String,
    reference_id: Option<String>,
}

impl FromRow for Kept {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Kept {
            id: row.take()?,
            app: row.take()?,
            inbox: row.take()?,
            inbox_name: row.take()?,
            enabled: row.take()?,
            settings: row.take()?,
            reference_id: row.take()?,
        })
    }
}

/// Those of the account whose apps are known, in the order in which they were added.
pub async fn list(work: &mut Work<'_>, vault: &Vault) -> Result<Vec<Hook>> {
    let sql = sql!(
        "select integration_hooks.id, integration_hooks.app_id, integration_hooks.inbox_id,
           inboxes.name, integration_hooks.enabled, integration_hooks.settings,
           integration_hooks.reference_id
         from integration_hooks left join inboxes on inboxes.id = integration_hooks.inbox_id
         where integration_hooks.account_id = $1 order by integration_hooks.id"
    );
    let mut hooks = Vec::new();
    for kept in work.tx.all::<Kept>(sql, args![work.account]).await? {
        let Kept { id, app, inbox, inbox_name, enabled, settings, reference_id } = kept;
        let Some(app) = apps::find(&app) else { continue };
        let settings = vault.unlock(&place(work.account, app), &settings)?;
        let settings: Object =
            serde_json::from_slice(&settings).map_err(|error| Error::Internal(Box::new(error)))?;
        hooks.push(Hook { id, app, inbox, inbox_name, enabled, settings, reference_id });
    }
    Ok(hooks)
}

pub async fn insert(work: &mut Work<'_>, vault: &Vault, new: &Hook) -> Result<HookId> {
    let sql = sql!(
        "insert into integration_hooks (account_id, app_id, inbox_id, enabled, settings,
           created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6) returning id"
    );
    let settings = locked(work, vault, new)?;
    let args = args![work.account, new.app.id, new.inbox, new.enabled, settings, work.now];
    let (id,) = work.tx.one::<(HookId,)>(sql, args).await?;
    Ok(id)
}

pub async fn update(work: &mut Work<'_>, vault: &Vault, hook: &Hook) -> Result<()> {
    let sql = sql!(
        "update integration_hooks set enabled = $3, settings = $4, updated_at = $5
         where account_id = $1 and id = $2"
    );
    let settings = locked(work, vault, hook)?;
    Ok(work.tx.push(sql, args![work.account, hook.id, hook.enabled, settings, work.now]).await?)
}

pub async fn delete(work: &mut Work<'_>, id: HookId) -> db::Result<u64> {
    let sql = sql!("delete from integration_hooks where account_id = $1 and id = $2");
    work.tx.exec(sql, args![work.account, id]).await
}

fn locked(work: &Work<'_>, vault: &Vault, hook: &Hook) -> Result<String> {
    vault.lock(&place(work.account, hook.app), hook.settings.as_str().as_bytes())
}

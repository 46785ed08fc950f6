//! Rows of `dashboard_apps`.

use db::{FromRow, Row, args, sql};

use super::{DashboardApp, Frame};
use crate::{id::DashboardAppId, work::Work};

const COLUMNS: &str = "id, title, content, created_at";

impl FromRow for DashboardApp {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(DashboardApp {
            id: row.take()?,
            title: row.take()?,
            content: serde_json::from_str(&row.take::<String>()?)
                .map_err(|error| db::Error::Shape(error.to_string()))?,
            created_at: row.take()?,
        })
    }
}

/// Those of the account, in the order in which they were added.
pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<DashboardApp>> {
    let sql = sql!("select {COLUMNS} from dashboard_apps where account_id = $1 order by id");
    work.tx.all(sql, args![work.account]).await
}

pub async fn find(work: &mut Work<'_>, id: DashboardAppId) -> db::Result<Option<DashboardApp>> {
    let sql = sql!("select {COLUMNS} from dashboard_apps where account_id = $1 and id = $2");
    work.tx.first(sql, args![work.account, id]).await
}

pub async fn insert(work: &mut Work<'_>, new: &DashboardApp) -> db::Result<DashboardAppId> {
    let sql = sql!(
        "insert into dashboard_apps (account_id, title, content, created_at, updated_at)
         values ($1, $2, $3, $4, $4) returning id"
    );
    let args = args![work.account, &new.title, frames(&new.content), work.now];
    let (id,) = work.tx.one::<(DashboardAppId,)>(sql, args).await?;
    Ok(id)
}

pub async fn update(work: &mut Work<'_>, app: &DashboardApp) -> db::Result<()> {
    let sql = sql!(
        "update dashboard_apps set title = $3, content = $4, updated_at = $5
         where account_id = $1 and id = $2"
    );
    let args = args![work.account, app.id, &app.title, frames(&app.content), work.now];
    work.tx.push(sql, args).await
}

pub async fn delete(work: &mut Work<'_>, id: DashboardAppId) -> db::Result<u64> {
    let sql = sql!("delete from dashboard_apps where account_id = $1 and id = $2");
    work.tx.exec(sql, args![work.account, id]).await
}

fn frames(content: &[Frame]) -> String {
    serde_json::to_string(content).expect("texts are JSON")
}

//! Rows of `labels`.

use db::{FromRow, Row, args, sql};

use super::Label;
use crate::{id::LabelId, work::Work};

const COLUMNS: &str = "id, title, description, color, show_on_sidebar";

impl FromRow for Label {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Label {
            id: row.take()?,
            title: row.take()?,
            description: row.take()?,
            color: row.take()?,
            show_on_sidebar: row.take()?,
        })
    }
}

/// The account's labels, by title.
pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<Label>> {
    let sql = sql!("select {COLUMNS} from labels where account_id = $1 order by title");
    work.tx.all(sql, args![work.account]).await
}

pub async fn find(work: &mut Work<'_>, id: LabelId) -> db::Result<Option<Label>> {
    let sql = sql!("select {COLUMNS} from labels where account_id = $1 and id = $2");
    work.tx.first(sql, args![work.account, id]).await
}

pub async fn insert(work: &mut Work<'_>, label: &Label) -> db::Result<Label> {
    let sql = sql!(
        "insert into labels
           (account_id, title, description, color, show_on_sidebar, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6) returning {COLUMNS}"
    );
    let Label { id: _, title, description, color, show_on_sidebar } = label;
    let args = args![work.account, title, description, color, *show_on_sidebar, work.now];
    work.tx.one(sql, args).await
}

pub async fn update(work: &mut Work<'_>, label: &Label) -> db::Result<u64> {
    let sql = sql!(
        "update labels set title = $3, description = $4, color = $5, show_on_sidebar = $6,
           updated_at = $7
         where account_id = $1 and id = $2"
    );
    let Label { id, title, description, color, show_on_sidebar } = label;
    let args = args![work.account, *id, title, description, color, *show_on_sidebar, work.now];
    work.tx.exec(sql, args).await
}

pub async fn delete(work: &mut Work<'_>, id: LabelId) -> db::Result<()> {
    let sql = sql!("delete from labels where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}

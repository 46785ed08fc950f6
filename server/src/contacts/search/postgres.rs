//! Pieces of contacts in an array with an inverted index.

use std::collections::BTreeSet;

use db::{args, sql};
use sea_query::{BinOper, Expr, ExprTrait as _, SelectStatement};

use super::Column;
use crate::{id::ContactId, work::Work};

pub async fn insert(
    work: &mut Work<'_>,
    id: ContactId,
    pieces: &BTreeSet<String>,
) -> db::Result<()> {
    let pieces: Vec<String> = pieces.iter().cloned().collect();
    let sql = sql!("insert into contact_grams (contact_id, grams) values ($1, $2)");
    work.tx.push(sql, args![id, pieces]).await
}

pub async fn delete(work: &mut Work<'_>, id: ContactId) -> db::Result<()> {
    work.tx.push(sql!("delete from contact_grams where contact_id = $1"), args![id]).await
}

/// Leaves the contacts that have every piece.
pub fn narrow(query: &mut SelectStatement, pieces: &BTreeSet<String>) -> Column {
    let pieces: Vec<String> = pieces.iter().cloned().collect();
    let same = Expr::col(("contact_grams", "contact_id")).equals(("contacts", "id"));
    query
        .inner_join("contact_grams", same)
        .and_where(Expr::col("grams").binary(BinOper::Custom("@>"), Expr::val(pieces)));
    ("contacts", "id")
}

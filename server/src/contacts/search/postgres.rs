//! Pieces of contacts in an array with an inverted index.

use std::collections::BTreeSet;

use db::{args, sql};
use sea_query::{Expr, SelectStatement};

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
///
/// Their ids are gathered first, in an array, so that the planner does not walk through the
/// pieces of all contacts in the order of their ids, in the hope that a page is soon full.
pub fn narrow(query: &mut SelectStatement, pieces: &BTreeSet<String>) -> Column {
    let pieces: Vec<String> = pieces.iter().cloned().collect();
    query.and_where(Expr::cust_with_values(
        "contacts.id = any(array(select contact_id from contact_grams where grams @> $1))",
        [pieces],
    ));
    ("contacts", "id")
}

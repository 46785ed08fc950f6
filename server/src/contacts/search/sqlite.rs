//! Pieces of contacts in a full-text table, which holds the words and nothing else.

use std::collections::BTreeSet;

use db::{Tx, args, sql};
use sea_query::{BinOper, Expr, ExprTrait as _, SelectStatement};

use super::{Column, account_word};
use crate::{
    id::{AccountId, ContactId},
    work::Work,
};

pub async fn insert(
    work: &mut Work<'_>,
    id: ContactId,
    pieces: &BTreeSet<String>,
) -> db::Result<()> {
    let mut words = account_word(work.account);
    for piece in pieces {
        words.push(' ');
        words.push_str(piece);
    }
    let sql = sql!("insert into contact_grams (rowid, grams) values ($1, $2)");
    work.tx.push(sql, args![id, words]).await
}

pub async fn delete(work: &mut Work<'_>, id: ContactId) -> db::Result<()> {
    work.tx.push(sql!("delete from contact_grams where rowid = $1"), args![id]).await
}

/// Writes together some of what the table was written in. Returns whether there is more.
pub async fn merge(tx: &mut Tx) -> db::Result<bool> {
    let sql = sql!("insert into contact_grams (contact_grams, rank) values ('merge', $1)");
    db::full_text::merge(tx, sql).await
}

/// Leaves the contacts of the account that have every piece.
pub fn narrow(
    query: &mut SelectStatement,
    account: AccountId,
    pieces: &BTreeSet<String>,
) -> Column {
    let mut wanted = quoted(&account_word(account));
    for piece in pieces {
        wanted.push(' ');
        wanted.push_str(&quoted(piece));
    }
    let same = Expr::col(("contact_grams", "rowid")).equals(("contacts", "id"));
    query
        .inner_join("contact_grams", same)
        .and_where(Expr::col("contact_grams").binary(BinOper::Custom("match"), wanted));
    ("contact_grams", "rowid")
}

fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}

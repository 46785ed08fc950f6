//! Search for contacts by any part of their name, e-mail address, telephone number or
//! identifier.
//!
//! What a contact is found by is cut into pieces of two and three characters, which are
//! indexed in the transaction of the change, so that a search never reads every contact
//! and finds one that was added a moment ago. The pieces narrow the search down; the
//! columns themselves decide. How pieces are indexed differs by engine.

mod postgres;
mod sqlite;

use std::{collections::BTreeSet, sync::LazyLock};

use db::{Kind, Tx};
use regex::Regex;
use sea_query::{Condition, Expr, ExprTrait as _, Func, Order, Query, SelectStatement};

use super::Contact;
use crate::{
    filters::containing,
    id::{AccountId, ContactId},
    work::Work,
};

/// Makes a new contact findable.
pub async fn index(work: &mut Work<'_>, contact: &Contact) -> db::Result<()> {
    let pieces = pieces_of(contact);
    match work.tx.kind() {
        Kind::Sqlite => sqlite::insert(work, contact.id, &pieces).await,
        Kind::Postgres => postgres::insert(work, contact.id, &pieces).await,
    }
}

/// Makes a contact findable by what it is called now.
pub async fn reindex(work: &mut Work<'_>, before: &Contact, after: &Contact) -> db::Result<()> {
    if pieces_of(before) == pieces_of(after) {
        return Ok(());
    }
    forget(work, before.id).await?;
    index(work, after).await
}

/// Makes a contact unfindable.
pub async fn forget(work: &mut Work<'_>, id: ContactId) -> db::Result<()> {
    match work.tx.kind() {
        Kind::Sqlite => sqlite::delete(work, id).await,
        Kind::Postgres => postgres::delete(work, id).await,
    }
}

/// Puts some of the index in order, for searches to be quick. Returns whether there is more.
pub async fn tidy(tx: &mut Tx) -> db::Result<bool> {
    match tx.kind() {
        Kind::Sqlite => sqlite::merge(tx).await,
        // Its index is one that is kept in order.
        Kind::Postgres => Ok(false),
    }
}

/// Contacts that are looked through before the index is asked. That takes as long as it
/// takes to gather a few hundred that the index knows of.
const FIRST: u64 = 1_000;

/// Contacts among which it is sorted at most.
const GATHERED: u64 = 5_000;

/// Whether case matters in identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identifiers {
    Exact,
    Caseless,
}

/// A column of a table.
type Column = (&'static str, &'static str);

/// Narrows a query of contacts down to those in which the text is found. Case matters in
/// identifiers only.
///
/// Returns their ids, as a column in whose order they are found. A page in this order ends
/// the search, however many there are.
pub fn narrow(work: &Work<'_>, query: &mut SelectStatement, text: &str) -> Column {
    narrow_by(work, query, text, Identifiers::Exact)
}

/// The newest contacts in which the text is found, by their ids: those among which it is sorted
/// where some other order is wanted than that of the index. Where more have it, sorting all of
/// them would take as long as there are many.
pub fn gathered(work: &Work<'_>, text: &str, identifiers: Identifiers) -> SelectStatement {
    let mut query = Query::select();
    query.from("contacts").and_where(Expr::col(("contacts", "account_id")).eq(work.account));
    let ids = narrow_by(work, &mut query, text, identifiers);
    query.column(("contacts", "id")).order_by(ids, Order::Desc).limit(GATHERED);
    query
}

fn narrow_by(
    work: &Work<'_>,
    query: &mut SelectStatement,
    text: &str,
    identifiers: Identifiers,
) -> Column {
    let pieces = pieces_wanted(&text.trim().to_lowercase());
    let ids = match work.tx.kind() {
        // A single character is in so many that a page of them is found at once.
        _ if pieces.is_empty() => ("contacts", "id"),
        Kind::Sqlite => sqlite::narrow(query, work.account, &pieces),
        Kind::Postgres => postgres::narrow(query, &pieces),
    };
    query.cond_where(is_found(text, identifiers));
    ids
}

/// The same among the contacts with the lowest ids, if it may be that a page of them is found
/// there sooner: where all that the index knows of has to be gathered before the first of
/// them is known, and the text is one that many contacts have.
pub fn among_first(work: &Work<'_>, text: &str) -> Option<SelectStatement> {
    if work.tx.kind() == Kind::Sqlite {
        return None;
    }
    let mut first = Query::select();
    first
        .columns(["id", "name_key", "email", "phone_number", "identifier"])
        .from("contacts")
        .and_where(Expr::col("account_id").eq(work.account))
        .order_by("id", Order::Asc)
        .limit(FIRST);
    let mut query = Query::select();
    query
        .from_subquery(first, "contacts")
        .cond_where(is_found(text, Identifiers::Exact))
        .order_by(("contacts", "id"), Order::Asc);
    Some(query)
}

/// Whether the text is in what a contact is found by.
pub fn is_found(text: &str, identifiers: Identifiers) -> Condition {
    let text = text.trim();
    let folded = text.to_lowercase();
    let column = |name| Expr::col(("contacts", name));
    let identifier = match identifiers {
        Identifiers::Exact => column("identifier").like(containing(text)),
        Identifiers::Caseless => {
            Expr::from(Func::lower(column("identifier"))).like(containing(&folded))
        }
    };
    Condition::any()
        .add(column("name_key").like(containing(&folded)))
        .add(column("email").like(containing(&folded)))
        .add(column("phone_number").like(containing(&folded)))
        .add(identifier)
}

/// Every piece of two and of three characters of what a contact is found by.
fn pieces_of(contact: &Contact) -> BTreeSet<String> {
    let fields = [
        Some(&contact.name),
        contact.email.as_ref(),
        contact.phone_number.as_ref(),
        contact.identifier.as_ref(),
    ];
    let mut pieces = BTreeSet::new();
    for field in fields.into_iter().flatten() {
        let characters = folded(field);
        pieces.extend(characters.windows(2).map(piece));
        pieces.extend(characters.windows(3).map(piece));
    }
    pieces
}

/// The pieces that a contact must have for the text to be found in it.
fn pieces_wanted(text: &str) -> BTreeSet<String> {
    let characters = folded(text);
    let length = characters.len().clamp(2, 3);
    characters.windows(length).map(piece).collect()
}

fn piece(characters: &[char]) -> String {
    characters.iter().collect()
}

/// White space is a character like any other, and so is what cannot be seen; but they
/// would end a word of the index.
fn folded(text: &str) -> Vec<char> {
    static UNSEEN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[\s\p{Z}\p{C}]").expect("the pattern is valid"));
    UNSEEN.replace_all(&text.to_lowercase(), "_").chars().collect()
}

/// The word that every contact of an account is indexed with. Longer than any piece.
fn account_word(account: AccountId) -> String {
    format!("@@{account}@@")
}

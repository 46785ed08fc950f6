//! Conversations by their contact or their number.

use db::{args, sql};
use sea_query::{
    Condition, Expr, ExprTrait as _, IntoCondition as _, Order, Query, SelectStatement, UnionType,
};

use crate::{
    clock::Timestamp,
    contacts::search::{Identifiers, gathered, is_found},
    conversations::in_sight,
    filters::containing,
    id::{ConversationId, DisplayId, InboxId},
    page::{
        Window,
        keyset::{Key, Keyset},
    },
    permissions::Sight,
    work::Work,
};

const TABLE: &str = "conversations";

/// What conversations are looked for and put in order by.
const SOUGHT_BY: [&str; 6] =
    ["id", "display_id", "contact_id", "inbox_id", "assignee_id", "last_activity_at"];

/// Conversations that are looked through before contacts are gathered. That takes less than to
/// gather those in whom a text is that very many have.
const FIRST: u64 = 1_000;

/// Where it is looked.
pub struct Scope {
    /// None means any.
    pub inboxes: Option<Vec<InboxId>>,
    /// Whose conversations.
    pub sight: Sight,
    /// Between which times something happened last.
    pub times: [Option<Timestamp>; 2],
}

/// Which of them are wanted.
pub struct Stretch {
    /// What is so of those behind a place.
    pub behind: Option<Condition>,
    pub window: Window,
}

/// The order in which they come.
pub fn newest_first() -> Keyset {
    let number = Key::number(Expr::col((TABLE, "display_id")), Order::Desc);
    Keyset::new(TABLE, "newest first", vec![number])
}

/// Those among the newest conversations of the account; if there is no text, all there are.
pub async fn newest(
    work: &mut Work<'_>,
    scope: &Scope,
    text: &str,
    part: &Stretch,
) -> db::Result<Vec<i64>> {
    let mut first = of_account(work);
    let mut query = Query::select();
    if text.is_empty() {
        query = first;
    } else {
        first.columns(SOUGHT_BY).order_by("display_id", Order::Desc).limit(FIRST);
        let number = Expr::col((TABLE, "display_id")).cast_as("text");
        query
            .from_subquery(first, TABLE)
            .inner_join("contacts", Expr::col(("contacts", "id")).equals((TABLE, "contact_id")))
            .cond_where(
                Condition::any()
                    .add(is_found(text, Identifiers::Caseless))
                    .add(number.like(containing(text))),
            );
    }
    page(work, query, scope, part).await
}

/// Those among all conversations whose contact is one of those that are gathered for the text,
/// or whose number is one of these.
pub async fn all(
    work: &mut Work<'_>,
    scope: &Scope,
    text: &str,
    numbers: &[i64],
    part: &Stretch,
) -> db::Result<Vec<i64>> {
    let mut found = of_account(work);
    found.column((TABLE, "id")).and_where(Expr::col((TABLE, "contact_id")).in_subquery(gathered(
        work,
        text,
        Identifiers::Caseless,
    )));
    if !numbers.is_empty() {
        let mut numbered = of_account(work);
        numbered
            .column((TABLE, "id"))
            .and_where(Expr::col((TABLE, "display_id")).is_in(numbers.iter().copied()));
        found.union(UnionType::All, numbered);
    }
    let mut query = of_account(work);
    query.and_where(Expr::col((TABLE, "id")).in_subquery(found));
    page(work, query, scope, part).await
}

/// The highest number that a conversation of the account has.
pub async fn highest_number(work: &mut Work<'_>) -> db::Result<i64> {
    let sql = sql!(
        "select display_id from conversations where account_id = $1
         order by display_id desc limit 1"
    );
    let highest = work.tx.first::<(i64,)>(sql, args![work.account]).await?;
    Ok(highest.map_or(0, |(highest,)| highest))
}

/// The numbers of conversations.
pub async fn numbers(
    work: &mut Work<'_>,
    ids: &[i64],
) -> db::Result<Vec<(ConversationId, DisplayId)>> {
    let sql =
        sql!("select id, display_id from conversations where id = any($2) and account_id = $1");
    work.tx.all(sql, args![work.account, ids]).await
}

async fn page(
    work: &mut Work<'_>,
    mut query: SelectStatement,
    scope: &Scope,
    part: &Stretch,
) -> db::Result<Vec<i64>> {
    query
        .column((TABLE, "id"))
        .cond_where(within(scope).add_option(part.behind.clone()))
        .limit(part.window.limit)
        .offset(part.window.offset);
    newest_first().order(&mut query);
    let ids = work.tx.select::<(i64,)>(&query).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

fn of_account(work: &Work<'_>) -> SelectStatement {
    let mut query = Query::select();
    query.from(TABLE).and_where(Expr::col((TABLE, "account_id")).eq(work.account));
    query
}

fn within(scope: &Scope) -> Condition {
    let column = |name| Expr::col((TABLE, name));
    let [since, until] = scope.times;
    let inboxes = scope.inboxes.as_ref();
    Condition::all()
        .add_option(in_sight(scope.sight))
        .add_option(inboxes.map(|inboxes| column("inbox_id").is_in(inboxes.iter().copied())))
        .add_option(since.map(|since| column("last_activity_at").gte(since)))
        .add_option(until.map(|until| column("last_activity_at").lte(until)))
        .into_condition()
}

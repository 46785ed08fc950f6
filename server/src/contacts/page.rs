//! Pages of contacts: listed, searched, filtered, in the order that was asked for.

use db::Kind;
use schemars::JsonSchema;
use sea_query::{
    BinOper, Condition, Expr, ExprTrait as _, Func, IntoColumnRef as _, IntoCondition as _,
    NullOrdering, Order, Query, SelectStatement,
};
use serde::Deserialize;

use super::{
    Contact,
    search::{self, Identifiers},
    store,
};
use crate::{
    clock::Timestamp,
    custom_attributes::Model,
    error::Result,
    filters::{
        self, Attribute, Fold, Rule, Source, Subject, Tagging,
        operators::{BEGINNING, CONTAINING, DATES, EQUAL, PRESENT},
    },
    id::ContactId,
    labels::tags,
    page::{
        Part, Window,
        keyset::{Key, Keyset},
        restore_order,
    },
    validate::{SHORT, filled},
    work::Work,
};

/// Contacts on a page.
pub const PAGE: u64 = 15;

/// In what order contacts are wanted.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Sorted {
    pub sort: Option<String>,
}

/// Which of them are wanted: a part of the list in that order.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub sort: Option<String>,
    pub part: Part,
}

/// Contacts, with how many there are in all.
#[derive(Clone, Debug)]
pub struct Page {
    pub contacts: Vec<Contact>,
    pub count: i64,
    /// The place behind them, if it was asked for and something may be there.
    pub next: Option<String>,
}

/// Contacts that a search found, and whether there are more.
#[derive(Clone, Debug)]
pub struct Found {
    pub contacts: Vec<Contact>,
    pub has_more: bool,
    /// The place behind them, if it was asked for.
    pub next: Option<String>,
}

/// What contacts can be filtered by (contract 21.4).
const SUBJECT: Subject = Subject {
    table: "contacts",
    custom: Model::ContactAttribute,
    tagging: Tagging { table: "contact_labels", record: "contact_id" },
    first_value_only: true,
    attributes: &[
        Attribute::new("name", Source::Text("name_key", Fold::Lower), CONTAINING),
        Attribute::new("phone_number", Source::Text("phone_number", Fold::Phone), BEGINNING),
        Attribute::new("email", Source::Text("email", Fold::Lower), CONTAINING),
        Attribute::new("identifier", Source::Text("identifier", Fold::Caseless), EQUAL),
        Attribute::new("country_code", Source::Additional("country_code", Fold::Caseless), EQUAL),
        Attribute::new("city", Source::Additional("city", Fold::Caseless), CONTAINING),
        Attribute::new("company", Source::Additional("company", Fold::Caseless), CONTAINING),
        Attribute::new("labels", Source::Labels, PRESENT),
        Attribute::new("created_at", Source::Date("created_at"), DATES),
        Attribute::new("last_activity_at", Source::Date("last_activity_at"), DATES),
        Attribute::new("blocked", Source::Boolean("blocked"), EQUAL),
    ],
};

/// Resolved contacts, of those that carry any of the labels if some are given.
pub async fn list(work: &mut Work<'_>, wanted: &Wanted, labels: &[String]) -> Result<Page> {
    if labels.is_empty() {
        let count = store::resolved(work).await?;
        return page(work, wanted, resolved(), count).await;
    }
    let condition = resolved().add(carrying(work, labels).await?);
    counted(work, wanted, condition).await
}

/// Whether a contact carries any of the labels.
async fn carrying(work: &mut Work<'_>, labels: &[String]) -> Result<Expr> {
    let tags = tags::ids(work, labels).await?;
    let mut carrying = Query::select();
    carrying.column("contact_id").from("contact_labels").and_where(Expr::col("tag_id").is_in(tags));
    Ok(Expr::col(("contacts", "id")).in_subquery(carrying))
}

/// Resolved contacts that a filter lets through.
pub async fn filter(work: &mut Work<'_>, wanted: &Wanted, rules: &[Rule]) -> Result<Page> {
    if rules.is_empty() {
        return list(work, wanted, &[]).await;
    }
    let condition = filters::condition(work, &SUBJECT, rules).await?;
    counted(work, wanted, resolved().add(condition)).await
}

/// Refuses a filter that cannot be used.
pub async fn check(work: &mut Work<'_>, rules: &[Rule]) -> Result<()> {
    filters::condition(work, &SUBJECT, rules).await.map(drop)
}

/// The next resolved contacts in the order of their ids, of those that a filter lets through and
/// that carry a label, as far as either is given.
pub async fn after(
    work: &mut Work<'_>,
    rules: &[Rule],
    label: Option<&str>,
    last: ContactId,
    most: u64,
) -> Result<Vec<Contact>> {
    let mut query = of_account(work);
    query.cond_where(resolved()).and_where(Expr::col(("contacts", "id")).gt(last));
    if !rules.is_empty() {
        query.cond_where(filters::condition(work, &SUBJECT, rules).await?);
    }
    if let Some(label) = label {
        query.and_where(carrying(work, &[label.to_owned()]).await?);
    }
    query.order_by(("contacts", "id"), Order::Asc);
    read(work, query, Window::first(most)).await
}

/// The contacts who are there.
pub async fn active(work: &mut Work<'_>, wanted: &Wanted) -> Result<Page> {
    let there = work.presence.contacts(work.account, work.now);
    let among = among(work.tx.kind(), &there).into_condition();
    counted(work, wanted, among).await
}

/// Contacts in which the text is found: in their name, e-mail address, telephone number
/// or identifier.
pub async fn search(work: &mut Work<'_>, wanted: &Wanted, text: &str) -> Result<Found> {
    if text.trim().chars().count() > SHORT {
        // Nothing that they are called by is so long.
        return Ok(Found { contacts: Vec::new(), has_more: false, next: None });
    }
    let window = wanted.part.window(PAGE);
    let page = usize::try_from(window.limit).expect("a page is small");
    // One more tells whether there are more.
    let beyond = Window { limit: window.limit + 1, ..window };
    let keyset = wanted.sort.as_deref().map_or_else(as_found, |sort| keyset(Some(sort)));
    let behind = keyset.behind(wanted.part.cursor.as_deref())?;
    let mut contacts = Vec::new();
    if wanted.sort.is_none()
        && behind.is_none()
        && let Some(query) = search::among_first(work, text)
    {
        contacts = read(work, query, beyond).await?;
    }
    if contacts.len() <= page {
        let mut query = search_all(work, &keyset, wanted, text);
        if let Some(behind) = behind {
            query.cond_where(behind);
        }
        contacts = read(work, query, beyond).await?;
    }
    let has_more = contacts.len() > page;
    contacts.truncate(page);
    let next = match contacts.last() {
        Some(last) if has_more && wanted.part.cursor.is_some() => {
            keyset.place(work.tx, last.id.0).await?
        }
        _ => None,
    };
    Ok(Found { contacts, has_more, next })
}

fn search_all(work: &Work<'_>, keyset: &Keyset, wanted: &Wanted, text: &str) -> SelectStatement {
    let mut query = of_account(work);
    if wanted.sort.is_some() {
        let gathered = search::gathered(work, text, Identifiers::Exact);
        query.and_where(Expr::col(("contacts", "id")).in_subquery(gathered));
        keyset.order(&mut query);
    } else {
        let ids = search::narrow(work, &mut query, text);
        query.order_by(ids, Order::Asc);
    }
    query
}

/// Resolved contacts in which the text is found, and who did something last between these times,
/// latest first.
pub async fn find(
    work: &mut Work<'_>,
    text: Option<&str>,
    [since, until]: [Option<Timestamp>; 2],
    part: &Part,
    usual: u64,
) -> Result<(Vec<Contact>, Option<String>)> {
    let last = || Expr::col(("contacts", "last_activity_at"));
    let mut query = of_account(work);
    query.cond_where(
        resolved()
            .add_option(since.map(|since| last().gte(since)))
            .add_option(until.map(|until| last().lte(until))),
    );
    if let Some(text) = text {
        let gathered = search::gathered(work, text, Identifiers::Caseless);
        query.and_where(Expr::col(("contacts", "id")).in_subquery(gathered));
    }
    let (keyset, window) = (keyset(Some("-last_activity_at")), part.window(usual));
    let behind = keyset.behind(part.cursor.as_deref())?;
    query.cond_where(Condition::all().add_option(behind));
    keyset.order(&mut query);
    let found = read(work, query, window).await?;
    let ids: Vec<i64> = found.iter().map(|contact| contact.id.0).collect();
    let next = part.next(work.tx, &keyset, &ids, window).await?;
    Ok((found, next))
}

fn resolved() -> Condition {
    Expr::col(("contacts", "resolved")).eq(true).into_condition()
}

async fn counted(work: &mut Work<'_>, wanted: &Wanted, condition: Condition) -> Result<Page> {
    let mut count = of_account(work);
    count.expr(Expr::col(("contacts", "id")).count()).cond_where(condition.clone());
    let counted = work.tx.select::<(i64,)>(&count).await?;
    let count = counted.first().map_or(0, |(count,)| *count);
    page(work, wanted, condition, count).await
}

async fn page(
    work: &mut Work<'_>,
    wanted: &Wanted,
    condition: Condition,
    count: i64,
) -> Result<Page> {
    let (part, keyset) = (&wanted.part, keyset(wanted.sort.as_deref()));
    let window = part.window(PAGE);
    let mut query = of_account(work);
    query.cond_where(condition.add_option(keyset.behind(part.cursor.as_deref())?));
    keyset.order(&mut query);
    let contacts = read(work, query, window).await?;
    let ids: Vec<i64> = contacts.iter().map(|contact| contact.id.0).collect();
    let next = part.next(work.tx, &keyset, &ids, window).await?;
    Ok(Page { contacts, count, next })
}

/// Some rows: first the ids, from an index where there is one, then what is in them.
async fn read(
    work: &mut Work<'_>,
    mut query: SelectStatement,
    window: Window,
) -> Result<Vec<Contact>> {
    query.column(("contacts", "id")).limit(window.limit).offset(window.offset);
    let ids = work.tx.select::<(ContactId,)>(&query).await?;
    let ids: Vec<i64> = ids.into_iter().map(|(id,)| id.0).collect();
    let mut contacts = store::of_ids(work, &ids).await?;
    restore_order(&mut contacts, &ids, |contact| contact.id.0);
    Ok(contacts)
}

/// Whether a contact is one of these, who may be very many: they are bound as one text.
fn among(engine: Kind, contacts: &[ContactId]) -> Expr {
    let ids = serde_json::to_string(contacts).expect("ids are JSON");
    match engine {
        Kind::Sqlite => {
            Expr::cust_with_values("contacts.id in (select value from json_each(?))", [ids])
        }
        Kind::Postgres => Expr::cust_with_values(
            "contacts.id = any(array(
               select cast(value as bigint) from jsonb_array_elements_text(cast($1 as jsonb))))",
            [ids],
        ),
    }
}

fn of_account(work: &Work<'_>) -> SelectStatement {
    let mut query = Query::select();
    query.from("contacts").and_where(Expr::col(("contacts", "account_id")).eq(work.account));
    query
}

/// The fields one can sort by, in the order in which they count when several are given.
const SORTABLE: [&str; 8] = [
    "email",
    "name",
    "phone_number",
    "last_activity_at",
    "created_at",
    "company",
    "city",
    "country",
];

/// Characters by which they are put in order of what may be long.
const LONGEST: i64 = 100;

/// The order in which a search finds them.
fn as_found() -> Keyset {
    let id = Key::number(Expr::col(("contacts", "id")), Order::Asc);
    Keyset::new("contacts", "found", vec![id])
}

fn keyset(sort: Option<&str>) -> Keyset {
    let sort = filled(sort.map(str::to_owned)).unwrap_or_default();
    let given: Vec<(&str, Order)> = sort
        .split(',')
        .map(str::trim)
        .map(|field| match field.strip_prefix('-') {
            Some(field) => (field, Order::Desc),
            None => (field, Order::Asc),
        })
        .collect();
    let (mut names, mut keys, mut last) = (Vec::new(), Vec::new(), Order::Asc);
    for sortable in SORTABLE {
        let Some((_, direction)) = given.iter().find(|(field, _)| *field == sortable) else {
            continue;
        };
        names.push(format!("{sortable} {direction:?}"));
        keys.push(sorted_by(sortable, direction.clone()));
        last = direction.clone();
    }
    if keys.is_empty() {
        keys.push(sorted_by("created_at", Order::Asc));
    }
    keys.push(Key::number(Expr::col(("contacts", "id")), last));
    Keyset::new("contacts", names.join(", "), keys)
}

fn sorted_by(field: &str, order: Order) -> Key {
    let column = |name| Expr::col(("contacts", name));
    let additional = |key: &str| {
        let column = Expr::col(("contacts", "additional_attributes").into_column_ref());
        let text = column.binary(BinOper::Custom("->>"), Expr::val(key)).cast_as("text");
        Func::cust("substr").args([text, Expr::val(1), Expr::val(LONGEST)])
    };
    // What is empty comes last, except before the letters in a descending order.
    let empty = match order {
        Order::Desc => NullOrdering::First,
        _ => NullOrdering::Last,
    };
    let last = NullOrdering::Last;
    match field {
        "name" => Key::text(column("name_key"), order),
        "email" => Key::text(column("email"), order).or_nothing(empty),
        "phone_number" => Key::text(column("phone_number"), order).or_nothing(empty),
        "last_activity_at" => Key::number(column("last_activity_at"), order).or_nothing(last),
        "company" => Key::text(additional("company_name"), order).or_nothing(last),
        "city" => Key::text(additional("city"), order).or_nothing(last),
        "country" => Key::text(additional("country"), order).or_nothing(last),
        _ => Key::number(column("created_at"), order),
    }
}

//! Pages of contacts: listed, searched, filtered, in the order that was asked for.

use db::Kind;
use schemars::JsonSchema;
use sea_query::{
    BinOper, Condition, Expr, ExprTrait as _, IntoColumnRef as _, IntoCondition as _, NullOrdering,
    Order, Query, SelectStatement,
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
    filters::{self, Attribute, Fold, Rule, Source, Subject, Tagging},
    id::ContactId,
    labels::tags,
    validate::{SHORT, filled},
    work::Work,
};

/// Contacts on a page.
pub const PAGE: u64 = 15;

/// Which page is wanted, and in what order.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Wanted {
    pub page: crate::page::Number,
    pub sort: Option<String>,
}

/// Contacts, with how many there are in all.
#[derive(Clone, Debug)]
pub struct Page {
    pub contacts: Vec<Contact>,
    pub count: i64,
}

/// Contacts that a search found, and whether there are more.
#[derive(Clone, Debug)]
pub struct Found {
    pub contacts: Vec<Contact>,
    pub has_more: bool,
}

/// What contacts can be filtered by (contract 21.4).
const SUBJECT: Subject = Subject {
    table: "contacts",
    custom: Model::ContactAttribute,
    tagging: Tagging { table: "contact_labels", record: "contact_id" },
    first_value_only: true,
    attributes: &[
        attribute("name", Source::Text("name_key", Fold::Lower), CONTAINING),
        attribute("phone_number", Source::Text("phone_number", Fold::Phone), BEGINNING),
        attribute("email", Source::Text("email", Fold::Lower), CONTAINING),
        attribute("identifier", Source::Text("identifier", Fold::Caseless), EQUAL),
        attribute("country_code", Source::Additional("country_code", Fold::Caseless), EQUAL),
        attribute("city", Source::Additional("city", Fold::Caseless), CONTAINING),
        attribute("company", Source::Additional("company", Fold::Caseless), CONTAINING),
        attribute("labels", Source::Labels, PRESENT),
        attribute("created_at", Source::Date("created_at"), DATES),
        attribute("last_activity_at", Source::Date("last_activity_at"), DATES),
        attribute("blocked", Source::Boolean("blocked"), EQUAL),
    ],
};

const EQUAL: &[&str] = &["equal_to", "not_equal_to"];
const CONTAINING: &[&str] = &["equal_to", "not_equal_to", "contains", "does_not_contain"];
const BEGINNING: &[&str] =
    &["equal_to", "not_equal_to", "contains", "does_not_contain", "starts_with"];
const PRESENT: &[&str] = &["equal_to", "not_equal_to", "is_present", "is_not_present"];
const DATES: &[&str] = &["is_greater_than", "is_less_than", "days_before"];

const fn attribute(
    key: &'static str,
    source: Source,
    operators: &'static [&'static str],
) -> Attribute {
    Attribute { key, source, operators }
}

/// Resolved contacts, of those that carry any of the labels if some are given.
pub async fn list(work: &mut Work<'_>, wanted: &Wanted, labels: &[String]) -> Result<Page> {
    if labels.is_empty() {
        let count = store::resolved(work).await?;
        let contacts = page(work, wanted, resolved()).await?;
        return Ok(Page { contacts, count });
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
    read(work, query, &Wanted::default(), most).await
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
        return Ok(Found { contacts: Vec::new(), has_more: false });
    }
    let page = usize::try_from(PAGE).expect("a page is small");
    let mut contacts = Vec::new();
    if wanted.sort.is_none()
        && let Some(query) = search::among_first(work, text)
    {
        contacts = read(work, query, wanted, PAGE + 1).await?;
    }
    if contacts.len() <= page {
        contacts = search_all(work, wanted, text).await?;
    }
    let has_more = contacts.len() > page;
    contacts.truncate(page);
    Ok(Found { contacts, has_more })
}

async fn search_all(work: &mut Work<'_>, wanted: &Wanted, text: &str) -> Result<Vec<Contact>> {
    let mut query = of_account(work);
    match &wanted.sort {
        Some(sort) => {
            let gathered = search::gathered(work, text, Identifiers::Exact);
            query.and_where(Expr::col(("contacts", "id")).in_subquery(gathered));
            order(&mut query, Some(sort));
        }
        None => {
            let ids = search::narrow(work, &mut query, text);
            query.order_by(ids, Order::Asc);
        }
    }
    read(work, query, wanted, PAGE + 1).await
}

/// Resolved contacts in which the text is found, and who did something last between these times,
/// latest first.
pub async fn find(
    work: &mut Work<'_>,
    text: Option<&str>,
    [since, until]: [Option<Timestamp>; 2],
    page: crate::page::Number,
) -> Result<Vec<Contact>> {
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
    order(&mut query, Some("-last_activity_at"));
    read(work, query, &Wanted { page, sort: None }, PAGE).await
}

fn resolved() -> Condition {
    Expr::col(("contacts", "resolved")).eq(true).into_condition()
}

async fn counted(work: &mut Work<'_>, wanted: &Wanted, condition: Condition) -> Result<Page> {
    let mut count = of_account(work);
    count.expr(Expr::col(("contacts", "id")).count()).cond_where(condition.clone());
    let counted = work.tx.select::<(i64,)>(&count).await?;
    let count = counted.first().map_or(0, |(count,)| *count);
    Ok(Page { contacts: page(work, wanted, condition).await?, count })
}

async fn page(work: &mut Work<'_>, wanted: &Wanted, condition: Condition) -> Result<Vec<Contact>> {
    let mut query = of_account(work);
    query.cond_where(condition);
    order(&mut query, wanted.sort.as_deref());
    read(work, query, wanted, PAGE).await
}

/// One page: first the ids, from an index where there is one, then the rows.
async fn read(
    work: &mut Work<'_>,
    mut query: SelectStatement,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<Contact>> {
    query.column(("contacts", "id")).limit(limit).offset(wanted.page.skipping(PAGE));
    let ids = work.tx.select::<(ContactId,)>(&query).await?;
    let ids: Vec<i64> = ids.into_iter().map(|(id,)| id.0).collect();
    let mut contacts = store::of_ids(work, &ids).await?;
    crate::page::restore_order(&mut contacts, &ids, |contact| contact.id.0);
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

fn order(query: &mut SelectStatement, sort: Option<&str>) {
    let sort = filled(sort.map(str::to_owned)).unwrap_or_default();
    let given: Vec<(&str, Order)> = sort
        .split(',')
        .map(str::trim)
        .map(|field| match field.strip_prefix('-') {
            Some(field) => (field, Order::Desc),
            None => (field, Order::Asc),
        })
        .collect();
    let mut last = Order::Asc;
    for sortable in SORTABLE {
        let Some((_, direction)) = given.iter().find(|(field, _)| *field == sortable) else {
            continue;
        };
        // What is empty comes last, except before the letters in a descending order.
        let nulls = match (sortable, direction) {
            ("email" | "phone_number", Order::Desc) => NullOrdering::First,
            _ => NullOrdering::Last,
        };
        last = direction.clone();
        query.order_by_expr_with_nulls(sorted_by(sortable), direction.clone(), nulls);
    }
    if given.iter().all(|(field, _)| !SORTABLE.contains(field)) {
        query.order_by(("contacts", "created_at"), Order::Asc);
    }
    query.order_by(("contacts", "id"), last);
}

fn sorted_by(field: &str) -> Expr {
    let additional = |key: &str| {
        let column = Expr::col(("contacts", "additional_attributes").into_column_ref());
        column.binary(BinOper::Custom("->>"), Expr::val(key)).cast_as("text")
    };
    match field {
        "name" => Expr::col(("contacts", "name_key")),
        "email" => Expr::col(("contacts", "email")),
        "phone_number" => Expr::col(("contacts", "phone_number")),
        "last_activity_at" => Expr::col(("contacts", "last_activity_at")),
        "company" => additional("company_name"),
        "city" => additional("city"),
        "country" => additional("country"),
        _ => Expr::col(("contacts", "created_at")),
    }
}

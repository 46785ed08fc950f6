//! The help center: what members write, and what anybody reads.

mod articles;
mod categories;
mod domains;
mod pages;
mod portals;
mod public;
mod removals;
mod search;

use serde_json::{Value, json};

use crate::support::Desk;

/// A portal with this slug, with what else is said of it.
async fn portal(desk: &Desk, slug: &str, more: Value) -> Value {
    let mut new = json!({ "name": "Handbook", "slug": slug });
    let Value::Object(more) = more else { panic!("{more} is not an object") };
    new.as_object_mut().expect("it was just made one").extend(more);
    desk.admin().post("portals", json!({ "portal": new })).await.is(200).body
}

/// A category of the portal `help`.
async fn category(desk: &Desk, slug: &str, locale: &str) -> i64 {
    let new = json!({ "name": slug, "slug": slug, "locale": locale });
    let made = desk.admin().post("portals/help/categories", json!({ "category": new })).await;
    made.is(200).body["payload"]["id"].as_i64().expect("an id")
}

/// An article of the portal `help`, published unless something else is said.
async fn article(desk: &Desk, title: &str, more: Value) -> Value {
    let mut new = json!({ "title": title, "content": "Text", "status": "published" });
    let Value::Object(more) = more else { panic!("{more} is not an object") };
    new.as_object_mut().expect("it was just made one").extend(more);
    let made = desk.admin().post("portals/help/articles", json!({ "article": new })).await;
    made.is(200).body["payload"].clone()
}

//! What an account has written for its customers, and what is asked about it.

use serde_json::{Value, json};

use super::{
    Records,
    rows::{
        Asked, NOTHING,
        Outcome::{Answered, Refused},
    },
};
use crate::support::Client;

/// A portal, with a category and an article in it.
#[derive(Default)]
pub struct Shelf {
    pub portal: String,
    pub category: i64,
    pub article: i64,
}

impl Shelf {
    pub async fn make(person: &Client, mark: &str) -> Self {
        let made = async |path: &str, new: Value| {
            let made = person.post(path, new).await.is(200).body;
            made["payload"]["id"].as_i64().or_else(|| made["id"].as_i64()).expect("it has an id")
        };
        // A slug is taken in all of the installation.
        let portal = format!("{mark}-{}", person.account());
        let new = json!({
            "name": format!("{mark} portal"), "slug": portal, "header_text": mark,
            "custom_domain": format!("{portal}.help.test"), "archived": true
        });
        made("portals", new).await;
        let path = format!("portals/{portal}");
        let new = json!({ "name": format!("{mark} category"), "slug": mark, "locale": "en" });
        let category = made(&format!("{path}/categories"), new).await;
        let new = json!({
            "title": format!("{mark} article"), "content": format!("{mark} text"), "slug": mark,
            "status": "published", "category_id": category
        });
        let article = made(&format!("{path}/articles"), new).await;
        Shelf { portal, category, article }
    }
}

pub fn help_center(own: &Records, other: &Records) -> Asked {
    let (mine, theirs) = (&own.shelf, &other.shelf);
    let path = format!("portals/{}", theirs.portal);
    let here = format!("portals/{}", mine.portal);
    let (category, article) = (theirs.category, theirs.article);
    let slug = format!("new-{}", own.agent);
    let portal = json!({ "name": "New", "slug": slug });
    let change = json!({ "header_text": "x" });
    let chat = json!({ "inbox_id": other.inbox });
    let sorted = json!({ "name": "New", "slug": "new", "locale": "en" });
    let within = json!({ "parent_category_id": category });
    let written = json!({ "title": "New", "content": "x" });
    let placed = |id: i64| json!({ "positions_hash": { id.to_string(): 7 } });
    let email = json!({ "email": "ops@x.test" });
    let of_portal = [
        ("GET", "", NOTHING),
        ("PUT PATCH", "", change),
        ("PUT PATCH", "", chat.clone()),
        ("PATCH", "/archive", NOTHING),
        ("POST", "/send_instructions", email),
        ("GET", "/ssl_status", NOTHING),
        ("GET", "/categories", NOTHING),
        ("POST", "/categories", sorted.clone()),
        ("POST", "/categories/reorder", placed(category)),
        ("GET", "/articles", NOTHING),
        ("POST", "/articles", written),
        ("POST", "/articles/reorder", placed(article)),
        ("DELETE", "/logo", NOTHING),
    ];
    let mut rows: Asked = of_portal
        .into_iter()
        .map(|(methods, below, body)| {
            (Refused, methods, route(below), format!("{path}{below}"), body)
        })
        .collect();
    for below in [&path, &here] {
        let at = format!("{below}/categories/{category}");
        rows.push((Refused, "GET", route("/categories/{id}"), at.clone(), NOTHING));
        let name = json!({ "name": "Renamed" });
        rows.push((Refused, "PUT PATCH", route("/categories/{id}"), at, name));
        let at = format!("{below}/articles/{article}");
        rows.push((Refused, "GET", route("/articles/{id}"), at.clone(), NOTHING));
        rows.push((Refused, "GET", route("/articles/{id}/edit"), format!("{at}/edit"), NOTHING));
        let title = json!({ "title": "Renamed" });
        rows.push((Refused, "PUT PATCH", route("/articles/{id}"), at, title));
    }
    let into = format!("{here}/articles/{}", mine.article);
    let placed_in = json!({ "category_id": category });
    rows.extend([
        (Answered, "GET", "/{account}/portals", "portals".to_owned(), NOTHING),
        (Answered, "POST", "/{account}/portals", "portals".to_owned(), portal),
        (Refused, "PATCH", route(""), here.clone(), chat),
        (Refused, "PATCH", route("/articles/{id}"), into, placed_in),
    ]);
    if !std::ptr::eq(own, other) {
        let of_mine = format!("{here}/categories/{}", mine.category);
        rows.push((Refused, "PATCH", route("/categories/{id}"), of_mine, within));
    }
    for (below, id) in [("/articles", article), ("/categories", category)] {
        let at = format!("{path}{below}/{id}");
        rows.push((Refused, "DELETE", route(&format!("{below}/{{id}}")), at, NOTHING));
    }
    rows.push((Refused, "DELETE", route(""), path, NOTHING));
    rows
}

/// A route below that of a portal.
fn route(below: &str) -> &'static str {
    match below {
        "" => "/{account}/portals/{slug}",
        "/archive" => "/{account}/portals/{slug}/archive",
        "/logo" => "/{account}/portals/{slug}/logo",
        "/send_instructions" => "/{account}/portals/{slug}/send_instructions",
        "/ssl_status" => "/{account}/portals/{slug}/ssl_status",
        "/categories" => "/{account}/portals/{slug}/categories",
        "/categories/reorder" => "/{account}/portals/{slug}/categories/reorder",
        "/categories/{id}" => "/{account}/portals/{slug}/categories/{id}",
        "/articles" => "/{account}/portals/{slug}/articles",
        "/articles/reorder" => "/{account}/portals/{slug}/articles/reorder",
        "/articles/{id}" => "/{account}/portals/{slug}/articles/{id}",
        "/articles/{id}/edit" => "/{account}/portals/{slug}/articles/{id}/edit",
        other => panic!("there is no {other} below a portal"),
    }
}

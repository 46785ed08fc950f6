//! What visitors ask for. Each route is asked twice: with the secret of a visitor, and with one
//! that is nobody's.

use serde_json::{Value, json};

use super::Asked;
use crate::{client_api::Reception, isolation::routes, support::Desk, widget::Site};

const CLIENT_API: &str = "/public/api/v1/inboxes/";
const WIDGET: &str = "/api/v1/widget/";

/// What stands for a part of a path.
type Parts = [(&'static str, String)];

/// Every route of visitors, as they ask for it.
pub async fn all(desk: &Desk) -> Vec<Asked> {
    let (reception, site) = (Reception::of(desk).await, Site::open(desk).await);
    let client_api = of_client_api(desk, &reception).await;
    let widget = of_widget(desk, &site).await;
    client_api.into_iter().chain(widget).collect()
}

async fn of_client_api(desk: &Desk, reception: &Reception<'_>) -> Vec<Asked> {
    let visitor = reception.admit(json!({ "name": "Lea" })).await;
    let conversation = visitor.begins("Hello").await;
    let identifier = reception.path.rsplit('/').next().unwrap().to_owned();
    let mut parts = [
        ("{inbox_identifier}", identifier),
        ("{contact_identifier}", visitor.source),
        ("{id}", conversation.to_string()),
        ("{sub}", question(desk, conversation).await),
    ];
    let known = asked(CLIENT_API, &parts, "");
    "nobody".clone_into(&mut parts[1].1);
    known.into_iter().chain(asked(CLIENT_API, &parts, "")).collect()
}

async fn of_widget(desk: &Desk, site: &Site<'_>) -> Vec<Asked> {
    let chat = site.visited().await;
    let conversation = chat.says("Hello").await;
    let parts = [("{id}", question(desk, conversation).await), ("{label}", "vip".to_owned())];
    let with = |token: &str| format!("?website_token={}&cw_conversation={token}", site.token);
    let known = asked(WIDGET, &parts, &with(&chat.token));
    known.into_iter().chain(asked(WIDGET, &parts, &with("nonsense"))).collect()
}

/// A message that asks the visitor for something.
async fn question(desk: &Desk, conversation: i64) -> String {
    let asks = json!({
        "content": "Which?", "content_type": "input_select",
        "content_attributes": { "items": [{ "title": "Blue", "value": "blue" }] }
    });
    let path = format!("conversations/{conversation}/messages");
    desk.admin().post(&path, asks).await.is(200).id().to_string()
}

/// The routes that begin so.
fn asked(place: &str, parts: &Parts, query: &str) -> Vec<Asked> {
    let of_place =
        |route: &String| route.split_once(' ').is_some_and(|(_, it)| it.starts_with(place));
    routes().into_iter().filter(of_place).map(|route| one(route, parts, query)).collect()
}

fn one(route: String, parts: &Parts, query: &str) -> Asked {
    let (method, path) = route.split_once(' ').expect("a method and a path");
    let path = parts.iter().fold(path.to_owned(), |path, (part, is)| path.replace(part, is));
    let body = if method == "GET" { Value::Null } else { body() };
    Asked { method: method.parse().expect("it is a method"), path: path + query, body, route }
}

/// Whatever any of them reads.
fn body() -> Value {
    json!({
        "name": "webwidget.triggered",
        "content": "Hello",
        "message": { "content": "Hello", "submitted_values": [{ "title": "Blue", "value": "blue" }] },
        "submitted_values": [{ "title": "Blue", "value": "blue" }],
        "typing_status": "on",
        "custom_attribute": ["size"],
        "label": "vip",
        "blob": { "filename": "a.png", "byte_size": 1, "checksum": "1B2M2Y8AsgTpgAmY7PhCfg==", "content_type": "image/png" }
    })
}

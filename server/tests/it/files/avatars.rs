//! Pictures of people and things.

use reqwest::{Method, multipart::Form};
use serde_json::{Value, json};

use super::{conversation, elsewhere::Server, fetch, part, png, stored};
use crate::{
    platform,
    support::{Client, Desk, Reply},
};

async fn put(person: &Client, path: &str, form: Form) -> Reply {
    person.send(person.request(Method::PUT, path).multipart(form)).await
}

fn with_picture(field: &'static str) -> Form {
    Form::new().part(field, part("me.png", "image/png", png(400, 400)))
}

async fn leads_to_a_picture(desk: &Desk, link: &Value) {
    assert!(link.as_str().unwrap().contains("/representations/redirect/"), "{link}");
    assert_eq!(fetch(desk, link).await.is(200).header("content-type"), "image/png");
}

#[tokio::test]
async fn a_user_is_shown_with_their_picture() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;

    let set = put(&desk.agent(), "/api/v1/profile", with_picture("profile[avatar]")).await;

    let link = set.is(200).body["avatar_url"].clone();
    leads_to_a_picture(&desk, &link).await;
    let said = desk.agent().post(&path, json!({ "content": "Hi" })).await.is(200).body;
    assert_eq!((&said["sender"]["avatar_url"], &said["sender"]["thumbnail"]), (&link, &link));
    assert_eq!(desk.show(id).await["meta"]["assignee"]["thumbnail"], link);
    let agents = desk.admin().get("agents").await.is(200).body;
    let ben = agents.as_array().unwrap().iter().find(|it| it["name"] == "Ben").unwrap().clone();
    assert_eq!(ben["thumbnail"], link);

    let again = put(&desk.agent(), "/api/v1/profile", with_picture("avatar")).await;
    assert_ne!(again.is(200).body["avatar_url"], link);
    desk.settle().await;
    fetch(&desk, &link).await.is(404);
    let removed = desk.agent().delete("/api/v1/profile/avatar").await.is(200).body;
    assert_eq!(removed["avatar_url"], "");
    desk.agent().delete("/api/v1/profile/avatar").await.is(200);
    desk.settle().await;
    assert_eq!(stored(&desk).len(), 0);
    desk.nobody().delete("/api/v1/profile/avatar").await.is(401);
    desk.close().await;
}

#[tokio::test]
async fn a_contact_is_shown_with_their_picture() {
    let desk = Desk::open().await;
    let contact = desk.contact("Lea").await;
    let path = format!("contacts/{contact}");
    let form = with_picture("avatar").text("name", "Lea B.");

    let changed = put(&desk.agent(), &path, form).await.is(200).body["payload"].clone();

    let link = &changed["thumbnail"];
    assert_eq!(changed["name"], "Lea B.");
    leads_to_a_picture(&desk, link).await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    let shown = desk.show(conversation).await;
    assert_eq!(shown["meta"]["sender"]["thumbnail"], *link);
    assert_eq!(shown["messages"][0]["sender"]["thumbnail"], *link);
    let found = desk.agent().get("contacts/search?q=Lea").await.is(200).body;
    assert_eq!(found["payload"][0]["thumbnail"], *link);
    let new = with_picture("avatar").text("name", "Max");
    let new = desk.agent().request(Method::POST, "contacts").multipart(new);
    let new = desk.agent().send(new).await.is(200).body["payload"]["contact"].clone();
    leads_to_a_picture(&desk, &new["thumbnail"]).await;
    desk.agent().patch(&path, json!({ "name": "Lea C." })).await.is(200);
    assert_eq!(desk.agent().get(&path).await.is(200).body["payload"]["thumbnail"], *link);

    let without = desk.agent().delete(&format!("{path}/avatar")).await.is(200).body;

    assert_eq!(without["payload"]["thumbnail"], "");
    assert_eq!(without["payload"].get("contact_inboxes"), None);
    desk.settle().await;
    fetch(&desk, link).await.is(404);
    desk.admin().delete(&format!("contacts/{}", new["id"])).await.is(200);
    desk.settle().await;
    assert_eq!(stored(&desk).len(), 0);
    desk.close().await;
}

#[tokio::test]
async fn the_picture_of_a_contact_is_fetched_from_where_it_is() {
    let desk = Desk::open().await;
    let server = Server::open(png(30, 30), "image/png").await;
    let contact = desk.contact("Lea").await;
    let path = format!("contacts/{contact}");

    desk.agent().patch(&path, json!({ "avatar_url": server.url })).await.is(200);

    desk.settle().await;
    let shown = desk.agent().get(&path).await.is(200).body["payload"].clone();
    leads_to_a_picture(&desk, &shown["thumbnail"]).await;
    desk.agent().patch(&path, json!({ "avatar_url": server.url })).await.is(200);
    desk.settle().await;
    assert_eq!(server.asked(), 1, "it is there already");

    let page = Server::open(b"<html>".to_vec(), "image/png").await;
    for nothing in [page.url.as_str(), "http://127.0.0.1:9/none.png"] {
        desk.agent().patch(&path, json!({ "avatar_url": nothing })).await.is(200);
        desk.settle().await;
        let kept = desk.agent().get(&path).await.is(200).body["payload"].clone();
        assert_eq!(kept["thumbnail"], shown["thumbnail"], "{nothing}");
    }
    for bad in ["javascript:alert(1)", "/etc/passwd", "file:///etc/passwd"] {
        let refused = desk.agent().patch(&path, json!({ "avatar_url": bad })).await;
        refused.refuses(&["avatar_url"]);
    }
    desk.close().await;
}

#[tokio::test]
async fn the_picture_of_a_bot_of_the_system_is_fetched_from_where_it_is() {
    let desk = Desk::open().await;
    let server = Server::open(png(30, 30), "image/png").await;
    let (_, app) = platform::app(&desk, "Bots").await;
    let new = json!({ "name": "Helper", "avatar_url": server.url });

    let made = app.post(&platform::at("agent_bots"), new).await.is(200).body;

    desk.settle().await;
    let path = platform::at(&format!("agent_bots/{}", made["id"]));
    let shown = app.get(&path).await.is(200).body;
    leads_to_a_picture(&desk, &shown["thumbnail"]).await;
    for bad in ["javascript:alert(1)", "/etc/passwd", "file:///etc/passwd"] {
        app.patch(&path, json!({ "avatar_url": bad })).await.refuses(&["avatar_url"]);
    }
    app.delete(&path).await.is(200);
    desk.settle().await;
    assert_eq!(stored(&desk).len(), 0);
    desk.close().await;
}

#[tokio::test]
async fn the_picture_of_a_bot_of_the_account_is_fetched_from_where_it_is() {
    let desk = Desk::open().await;
    let server = Server::open(png(30, 30), "image/png").await;
    let new = json!({ "name": "Triage", "avatar_url": server.url });

    let bot = desk.admin().post("agent_bots", new).await.id();

    desk.settle().await;
    let path = format!("agent_bots/{bot}");
    let shown = desk.admin().get(&path).await.is(200).body;
    leads_to_a_picture(&desk, &shown["thumbnail"]).await;
    desk.admin().delete(&format!("{path}/avatar")).await.is(200);
    desk.admin().patch(&path, json!({ "avatar_url": server.url })).await.is(200);
    desk.settle().await;
    assert_ne!(desk.admin().get(&path).await.is(200).body["thumbnail"], "");
    let before = desk.contents().await;
    for bad in ["javascript:alert(1)", "/etc/passwd", "file:///etc/passwd"] {
        desk.admin().patch(&path, json!({ "avatar_url": bad })).await.refuses(&["avatar_url"]);
        let new = json!({ "name": "Other", "avatar_url": bad });
        desk.admin().post("agent_bots", new).await.refuses(&["avatar_url"]);
    }
    desk.contents().await.are(&before, "no address of a picture");
    desk.close().await;
}

#[tokio::test]
async fn addresses_within_are_not_fetched_from() {
    let desk = Desk::open_with(|config| config.outbound.allow_private_urls = false).await;
    let server = Server::open(png(30, 30), "image/png").await;
    let contact = json!({ "name": "Lea", "avatar_url": server.url });

    let contact = desk.agent().post("contacts", contact).await.is(200).body;

    desk.settle().await;
    assert_eq!(server.asked(), 0);
    let path = format!("contacts/{}", contact["payload"]["contact"]["id"]);
    assert_eq!(desk.agent().get(&path).await.is(200).body["payload"]["thumbnail"], "");
    desk.close().await;
}

#[tokio::test]
async fn inboxes_and_bots_are_shown_with_their_pictures() {
    let desk = Desk::open().await;
    let inbox = desk.inbox().await;
    let bot = json!({ "name": "Triage", "outgoing_url": "https://bot.test" });
    let bot = desk.admin().post("agent_bots", bot).await.id();
    let (inbox, bot) = (format!("inboxes/{inbox}"), format!("agent_bots/{bot}"));

    let pictured = put(&desk.admin(), &inbox, with_picture("avatar")).await.is(200).body;
    leads_to_a_picture(&desk, &pictured["avatar_url"]).await;
    assert_eq!(desk.agent().get(&inbox).await.body["avatar_url"], pictured["avatar_url"]);
    let contact = desk.contact("Lea").await;
    desk.conversation(contact, None).await;
    let contact = desk.agent().get(&format!("contacts/{contact}")).await.is(200).body;
    let known = &contact["payload"]["contact_inboxes"][0]["inbox"];
    assert_eq!(known["avatar_url"], pictured["avatar_url"]);
    let pictured = put(&desk.admin(), &bot, with_picture("avatar")).await.is(200).body;
    leads_to_a_picture(&desk, &pictured["thumbnail"]).await;

    desk.agent().delete(&format!("{inbox}/avatar")).await.is(401);
    assert_eq!(desk.admin().delete(&format!("{inbox}/avatar")).await.is(200).text, "");
    assert_eq!(desk.agent().get(&inbox).await.body["avatar_url"], "");
    let without = desk.admin().delete(&format!("{bot}/avatar")).await.is(200).body;
    assert_eq!(without["thumbnail"], "");
    desk.settle().await;
    assert_eq!(stored(&desk).len(), 0);
    desk.close().await;
}

#[tokio::test]
async fn what_is_no_picture_is_refused() {
    let desk = Desk::open().await;
    let path = format!("contacts/{}", desk.contact("Lea").await);
    let svg = "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    for (name, content_type, bytes) in [
        ("a.svg", "image/svg+xml", svg.as_bytes().to_vec()),
        ("a.png", "image/png", b"<html>".to_vec()),
        ("a.webp", "image/webp", super::picture(3, 3, image::ImageFormat::WebP)),
        ("a.png", "image/png", Vec::new()),
    ] {
        let form = Form::new().part("avatar", part(name, content_type, bytes));
        let refused = put(&desk.agent(), &path, form).await;
        refused.refuses(&["avatar"]).says(422, "Avatar filetype not supported");
    }
    let large = [png(3, 3), vec![0; 15 * 1024 * 1024]].concat();
    let form = Form::new().part("avatar", part("a.png", "image/png", large));
    put(&desk.agent(), &path, form).await.refuses(&["avatar"]).says(422, "Avatar is too big");
    for taken in [json!("x"), json!("")] {
        let status = if taken == "" { 200 } else { 422 };
        desk.agent().patch(&path, json!({ "avatar": taken })).await.is(status);
    }
    desk.settle().await;
    frontdesk::transfer::sweep::sweep(&desk.app).await.unwrap();
    assert_eq!(stored(&desk).len(), 0);
    desk.close().await;
}

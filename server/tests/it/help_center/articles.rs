//! Articles: how they are written, published and listed.

use std::time::Duration;

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use super::{article, category, portal};
use crate::{
    files::png,
    support::{Desk, each},
};

const ARTICLES: &str = "portals/help/articles";

#[tokio::test]
async fn an_article_is_a_draft_by_the_caller_until_it_is_published() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({})).await;
    let billing = category(&desk, "billing", "en").await;

    let new = json!({ "article": { "title": "How to pay?", "category_id": billing } });
    let made = desk.admin().post(ARTICLES, new).await.is(200).body["payload"].clone();

    let author = made["author"].clone();
    assert_eq!((&author["id"], &author["name"]), (&json!(desk.id_of("Ada")), &json!("Ada")));
    let expected = json!({
        "id": made["id"], "slug": "1770112800-how-to-pay", "title": "How to pay?",
        "content": null, "description": null, "status": "draft", "position": 10,
        "account_id": desk.account, "updated_at": 1_770_112_800, "meta": {},
        "category": { "id": billing, "name": "billing", "slug": "billing", "locale": "en" },
        "views": 0, "locale": "en", "author": author, "associated_articles": []
    });
    assert_eq!(made, expected);
    let path = format!("{ARTICLES}/{}", made["id"]);
    desk.admin().patch(&path, json!({ "status": 1 })).await.refuses(&["content"]);
    let published = json!({ "status": 1, "content": "By card", "title": "Paying" });
    let published = desk.admin().patch(&path, published).await.is(200).body["payload"].clone();
    assert_eq!((&published["status"], &published["slug"]), (&json!("published"), &made["slug"]));
    let events = desk.events().await;
    assert_eq!(events[events.len() - 2..], ["article.created", "article.updated"]);
    assert_eq!(desk.admin().get(&format!("{path}/edit")).await.is(200).body["payload"], published);
    desk.close().await;
}

#[tokio::test]
async fn members_list_articles_but_only_editors_open_them() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({})).await;
    let made = article(&desk, "How", json!({})).await;
    let (agent, path) = (desk.agent(), format!("{ARTICLES}/{}", made["id"]));

    let listed = agent.get(ARTICLES).await.is(200).body;
    assert_eq!(each(&listed["payload"], "title"), ["How"]);
    agent.get(&path).await.is(401);
    agent.get(&format!("{path}/edit")).await.is(401);
    agent.patch(&path, json!({ "title": "x" })).await.is(401);
    agent.delete(&path).await.is(401);
    agent.post(ARTICLES, json!({ "title": "x" })).await.is(401);
    agent.post(&format!("{ARTICLES}/reorder"), json!({})).await.is(401);

    desk.admin().delete(&path).await.is(200);
    desk.admin().get(&path).await.is(404);
    desk.admin().delete(&path).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn bad_articles_are_refused_by_name() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({})).await;
    portal(&desk, "other", json!({})).await;
    let made = article(&desk, "How", json!({ "slug": "how" })).await;
    let elsewhere = json!({ "title": "x", "slug": "how" });
    let elsewhere = desk.admin().post("portals/other/articles", elsewhere).await.is(200).body;
    let elsewhere = elsewhere["payload"]["id"].clone();
    let before = desk.contents().await;

    let refused = [
        (json!({ "title": " " }), "title"),
        (json!({ "title": "x".repeat(256) }), "title"),
        (json!({ "slug": "how" }), "slug"),
        (json!({ "slug": "a/b" }), "slug"),
        (json!({ "content": "x".repeat(20_001) }), "content"),
        (json!({ "status": "published" }), "content"),
        (json!({ "status": "hidden" }), "status"),
        (json!({ "locale": "de" }), "locale"),
        (json!({ "author_id": 9_999_999 }), "author_id"),
        (json!({ "category_id": 9_999_999 }), "category_id"),
        (json!({ "associated_article_id": elsewhere }), "associated_article_id"),
        (json!({ "meta": { "title": "x".repeat(20_001) } }), "meta"),
    ];
    for (more, field) in refused {
        let mut new = json!({ "title": "New" });
        new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let reply = desk.admin().post(ARTICLES, new).await;
        assert!(reply.status == 422, "{more}: {}", reply.text);
        assert_eq!(reply.body["attributes"], json!([field]), "{more}");
    }
    let itself = json!({ "associated_article_id": made["id"] });
    let path = format!("{ARTICLES}/{}", made["id"]);
    desk.admin().patch(&path, itself).await.refuses(&["associated_article_id"]);

    desk.contents().await.are(&before, "a refused article");
    desk.close().await;
}

#[tokio::test]
async fn lists_are_narrowed_and_counted() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({ "config": { "allowed_locales": ["en", "de"] } })).await;
    let (en, de) = (category(&desk, "pay", "en").await, category(&desk, "zahlen", "de").await);
    let ben = desk.id_of("Ben");
    article(&desk, "One", json!({ "category_id": en })).await;
    desk.wait(Duration::from_mins(1));
    article(&desk, "Two", json!({ "category_id": en, "status": "draft", "author_id": ben })).await;
    desk.wait(Duration::from_mins(1));
    article(&desk, "Drei", json!({ "category_id": de, "status": "archived" })).await;
    let list = async |query: &str| {
        let listed = desk.admin().get(&format!("{ARTICLES}?{query}")).await.is(200).body;
        (each(&listed["payload"], "title"), listed["meta"].clone())
    };

    let (titles, meta) = list("").await;
    assert_eq!(titles, ["Drei", "Two", "One"], "what changed last comes first");
    let expected = json!({
        "all_articles_count": 3, "archived_articles_count": 1, "articles_count": 3,
        "current_page": 1, "draft_articles_count": 1, "mine_articles_count": 2,
        "published_count": 1
    });
    assert_eq!(meta, expected);
    let (titles, meta) = list("category_slug=pay&status=draft").await;
    assert_eq!(titles, ["Two"]);
    let counts = (&meta["all_articles_count"], &meta["articles_count"], &meta["published_count"]);
    assert_eq!(counts, (&json!(3), &json!(2), &json!(1)), "counts do not ask for the status");
    assert_eq!(list("category_slug=pay").await.0, ["One", "Two"], "by their position");
    assert_eq!(list("locale=de").await.0, ["Drei"]);
    assert_eq!(list(&format!("author_id={ben}")).await.0, ["Two"]);
    assert_eq!(list("category_slug=none").await.0, [Value::Null; 0]);
    assert_eq!(list("page=2&per_page=2").await.0, ["One"]);
    let shown = desk.admin().get("portals/help?locale=de").await.is(200).body;
    assert_eq!(shown["meta"]["all_articles_count"], 1);
    let locales = &shown["config"]["allowed_locales"];
    assert_eq!(each(locales, "articles_count"), [2, 1]);
    assert_eq!(each(locales, "categories_count"), [1, 1]);
    desk.close().await;
}

#[tokio::test]
async fn positions_are_those_within_a_category() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({})).await;
    let (a, b) = (category(&desk, "a", "en").await, category(&desk, "b", "en").await);
    let first = article(&desk, "One", json!({ "category_id": a })).await;
    let second = article(&desk, "Two", json!({ "category_id": a })).await;
    let third = article(&desk, "Three", json!({ "category_id": b })).await;
    let position = |article: &Value| article["position"].as_i64().unwrap();
    assert_eq!([&first, &second, &third].map(position), [10, 20, 10]);

    let path = format!("{ARTICLES}/{}", third["id"]);
    let moved = desk.admin().patch(&path, json!({ "category_id": a })).await.is(200).body;
    assert_eq!(position(&moved["payload"]), 30);
    let positions = json!({ "positions_hash": {
        first["id"].to_string(): 3, second["id"].to_string(): 2, third["id"].to_string(): 1
    } });
    desk.admin().post(&format!("{ARTICLES}/reorder"), positions).await.is(200);
    let listed = desk.admin().get(&format!("{ARTICLES}?category_slug=a")).await.is(200).body;
    assert_eq!(each(&listed["payload"], "title"), ["Three", "Two", "One"]);
    let unknown = json!({ "positions_hash": { "9999999": 1 } });
    desk.admin().post(&format!("{ARTICLES}/reorder"), unknown).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn what_says_the_same_in_another_language_leads_to_the_first() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({ "config": { "allowed_locales": ["en", "de", "fr"] } })).await;
    let english = article(&desk, "How", json!({})).await;
    let associated = |article: &Value| json!({ "associated_article_id": article["id"] });
    let mut german = associated(&english);
    german["locale"] = json!("de");
    let german = article(&desk, "Wie", german).await;
    let mut french = associated(&german);
    french["locale"] = json!("fr");
    let french = article(&desk, "Comment", french).await;

    let path = format!("{ARTICLES}/{}", english["id"]);
    let shown = desk.admin().get(&path).await.is(200).body;
    let others = &shown["payload"]["associated_articles"];
    assert_eq!(each(others, "id"), [german["id"].clone(), french["id"].clone()]);
    assert_eq!(others[0]["portal"]["slug"], "help");
    assert_eq!(others[0]["author"]["name"], "Ada");

    desk.admin().delete(&path).await.is(200);
    let path = format!("{ARTICLES}/{}", german["id"]);
    desk.admin().get(&path).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn files_are_kept_for_as_long_as_an_article_shows_them() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({})).await;
    let file = Part::bytes(png(8, 8)).file_name("pixel.png");
    let request = desk.admin().request(Method::POST, "upload");
    let request = request.multipart(Form::new().part("attachment", file));
    let url = desk.admin().send(request).await.is(200).body["file_url"].clone();
    let (url, pictures) = (url.as_str().unwrap(), "blobs where content_type = 'image/png'");
    let text = format!("Look: ![a pixel]({url})");
    let first = article(&desk, "One", json!({ "content": text })).await;
    let second = article(&desk, "Two", json!({ "content": text })).await;

    desk.wait(Duration::from_hours(48));
    desk.settle().await;
    assert_eq!(desk.count(pictures).await, 1, "it is needed");
    let path = format!("{ARTICLES}/{}", first["id"]);
    desk.admin().patch(&path, json!({ "content": "Nothing" })).await.is(200);
    desk.settle().await;
    assert_eq!(desk.count(pictures).await, 1, "the other one shows it, too");
    desk.admin().delete(&format!("{ARTICLES}/{}", second["id"])).await.is(200);
    desk.settle().await;
    assert_eq!(desk.count(pictures).await, 0);
    desk.close().await;
}

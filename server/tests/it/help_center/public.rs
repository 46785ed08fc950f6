//! What anybody may read, as programs are told of it.

use serde_json::{Value, json};

use super::{article, category, portal};
use crate::support::{Desk, each};

async fn bilingual(desk: &Desk) {
    let config = json!({ "allowed_locales": ["en", "de"] });
    portal(desk, "help", json!({ "config": config, "header_text": "Hi" })).await;
}

#[tokio::test]
async fn programs_list_what_is_published_in_a_language() {
    let desk = Desk::open().await;
    bilingual(&desk).await;
    let pay = category(&desk, "pay", "en").await;
    let made = article(&desk, "How", json!({ "category_id": pay, "slug": "how" })).await;
    article(&desk, "Why", json!({})).await;
    article(&desk, "Draft", json!({ "status": "draft" })).await;
    article(&desk, "Wie", json!({ "locale": "de", "associated_article_id": made["id"] })).await;
    let hidden = json!({ "locale": "de", "associated_article_id": made["id"], "status": "draft" });
    article(&desk, "Geheim", hidden).await;

    let listed = desk.nobody().get("/hc/help/en/articles.json").await.is(200).body;

    assert_eq!(listed["meta"], json!({ "articles_count": 2 }));
    assert_eq!(each(&listed["payload"], "title"), ["How", "Why"]);
    let shown = &listed["payload"][0];
    let expected_category = json!({
        "name": "pay", "slug": "pay", "locale": "en", "description": null, "position": 10,
        "meta": { "articles_count": 1 }
    });
    let expected = json!({
        "id": made["id"], "category_id": pay, "title": "How", "content": "Text",
        "description": null, "status": "published", "position": 10, "account_id": desk.account,
        "last_updated_at": "2026-02-03T10:00:00.000Z", "slug": "how",
        "portal": {
            "custom_domain": null, "header_text": "Hi", "homepage_link": null,
            "name": "Handbook", "page_title": null, "slug": "help",
            "categories": [expected_category],
            "meta": { "articles_count": 2, "categories_count": 1, "default_locale": "en" }
        },
        "category": { "id": pay, "slug": "pay", "locale": "en" }, "views": 0,
        "author": { "available_name": "Ada", "name": "Ada", "thumbnail": "" },
        "associated_articles": shown["associated_articles"], "link": "hc/help/articles/how"
    });
    assert_eq!(shown, &expected);
    assert_eq!(each(&shown["associated_articles"], "title"), ["Wie"], "no draft is told of");
    let same = desk.nobody().get("/hc/help/en/categories/any/articles").await.is(200).body;
    assert_eq!(same, listed);
    let told = &shown["associated_articles"][0]["content"];
    assert_eq!(told, &Value::Null, "what a translation says is told of itself");
    let program = desk.nobody().showing(&[("accept", "application/json")]);
    assert_eq!(program.get("/hc/help/en/articles").await.is(200).body, listed);
    let one = desk.nobody().get("/hc/help/articles/how.json").await.is(200).body;
    assert_eq!(&one, shown);
    let home = desk.nobody().get("/hc/help/en.json").await.is(200).body;
    assert_eq!(home, shown["portal"]);
    let categories = desk.nobody().get("/hc/help/de/categories.json").await.is(200).body;
    assert_eq!(categories, json!({ "payload": [expected_category] }), "those of every language");
    desk.close().await;
}

#[tokio::test]
async fn programs_find_and_page_and_sort() {
    let desk = Desk::open().await;
    bilingual(&desk).await;
    let long =
        format!("{} A **refund** takes a week. {}", "before ".repeat(30), "after ".repeat(30));
    article(&desk, "One", json!({ "content": long, "slug": "one" })).await;
    article(&desk, "Two", json!({ "slug": "two" })).await;
    let list = async |query: &str| {
        desk.nobody().get(&format!("/hc/help/en/articles.json?{query}")).await.is(200).body
    };

    let found = list("query=refund%20takes").await;
    assert_eq!(found["meta"]["articles_count"], 2, "it is counted before the search");
    assert_eq!(found["payload"].as_array().unwrap().len(), 1);
    let keys: Vec<&String> = found["payload"][0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["id", "category_id", "title", "content", "link"]);
    assert_eq!(found["payload"][0]["link"], "/hc/help/articles/one");
    let excerpt = found["payload"][0]["content"].as_str().unwrap();
    assert!(excerpt.starts_with("...") && excerpt.contains("A refund takes"), "{excerpt}");

    desk.nobody().get("/hc/help/articles/two.png").await.is(200);
    assert_eq!(each(&list("sort=views").await["payload"], "slug"), ["two", "one"]);
    assert_eq!(each(&list("per_page=1&page=2").await["payload"], "slug"), ["two"]);
    assert_eq!(list("page=1&sort=views&status=1&per_page=6").await["payload"][0]["views"], 1);
    assert_eq!(list("status=draft").await["payload"], json!([]));
    let long = format!("/hc/help/en/articles.json?query={}", "x".repeat(256));
    desk.nobody().get(&long).await.refuses(&["query"]);
    desk.close().await;
}

#[tokio::test]
async fn drafts_and_what_is_archived_are_reached_by_nobody() {
    let desk = Desk::open().await;
    bilingual(&desk).await;
    let pay = category(&desk, "pay", "en").await;
    for status in ["draft", "archived"] {
        let new = json!({ "status": status, "slug": status, "category_id": pay });
        article(&desk, &format!("Secret {status}"), new).await;
    }
    let nobody = desk.nobody();

    for status in ["draft", "archived"] {
        for ending in ["", ".json", ".png"] {
            let path = format!("/hc/help/articles/{status}{ending}");
            let reply = nobody.get(&path).await.is(404);
            assert!(!reply.text.contains("Secret"), "{}", reply.text);
        }
    }
    for path in [
        "en",
        "en.json",
        "en/articles",
        "en/articles?query=secret",
        "en/articles.json",
        "en/articles.json?query=secret",
        "en/categories/pay",
        "sitemap.xml",
    ] {
        let reply = nobody.get(&format!("/hc/help/{path}")).await.is(200);
        assert!(!reply.text.contains("Secret"), "{path}: {}", reply.text);
    }
    assert_eq!(desk.count("articles where views > 0").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn what_is_archived_or_unknown_or_suspended_is_not_there() {
    let desk = Desk::open().await;
    bilingual(&desk).await;
    article(&desk, "How", json!({ "slug": "how" })).await;
    let paths = [
        "/hc/help",
        "/hc/help/en",
        "/hc/help/en.json",
        "/hc/help/en/articles.json",
        "/hc/help/articles/how",
        "/hc/help/articles/how.png",
        "/hc/help/sitemap.xml",
        "/hc/help/en/categories",
        "/hc/help/en/categories/x",
    ];
    let none = async |why: &str| {
        for path in paths {
            let reply = desk.nobody().get(path).await;
            assert_eq!(reply.status, 404, "{why}: {path}");
        }
    };

    for path in [
        "/hc/other",
        "/hc/other/en",
        "/hc/help/fr",
        "/hc/help/EN",
        "/hc/help/en%00",
        "/hc/%ff/en",
        "/hc/help/..%2f..",
        "/hc/help/articles/none",
        "/hc/help/en/categories/none",
    ] {
        desk.nobody().get(path).await.is(404);
    }
    desk.admin().patch("portals/help", json!({ "archived": true })).await.is(200);
    none("it is archived").await;
    desk.admin().patch("portals/help", json!({ "archived": false })).await.is(200);
    desk.nobody().get("/hc/help/en").await.is(200);
    desk.execute(format!("update accounts set status = 1 where id = {}", desk.account)).await;
    none("the account is suspended").await;
    desk.execute(format!("update accounts set status = 0 where id = {}", desk.account)).await;
    desk.admin().delete("portals/help").await.is(200);
    none("it is removed").await;
    desk.close().await;
}

#[tokio::test]
async fn the_picture_of_an_article_notes_that_it_was_read() {
    let desk = Desk::open().await;
    bilingual(&desk).await;
    let made = article(&desk, "How", json!({ "slug": "how" })).await;
    let before = made["updated_at"].clone();

    for _ in 0..3 {
        let picture = desk.nobody().get("/hc/help/articles/how.png").await.is(200);
        assert_eq!(picture.header("content-type"), "image/png");
        assert_eq!(picture.header("cache-control"), "private, max-age=86400");
    }
    desk.nobody().get("/hc/help/articles/how").await.is(200);

    let path = format!("portals/help/articles/{}", made["id"]);
    let read = desk.admin().get(&path).await.is(200).body["payload"].clone();
    assert_eq!((&read["views"], &read["updated_at"]), (&json!(3), &before));
    desk.close().await;
}

#[tokio::test]
async fn a_domain_shows_its_portal_and_no_other() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({ "custom_domain": "help.acme.test" })).await;
    portal(&desk, "other", json!({ "name": "Other" })).await;
    let at = |host: &'static str| desk.nobody().showing(&[("host", host)]);

    let front = at("help.acme.test").get("/").await.is(200);
    assert!(front.text.contains("<title>Handbook</title>"), "{}", front.text);
    let canonical = "<link rel=\"canonical\" href=\"https://help.acme.test/hc/help/en\">";
    assert!(front.text.contains(canonical), "{}", front.text);
    at("HELP.acme.test:8443").get("/hc/help/en").await.is(200);
    at("help.acme.test").get("/hc/other/en").await.is(404);
    at("help.acme.test").get("/hc/other/en.json").await.is(404);
    for host in ["unknown.test", "10.0.0.1:3000", "localhost", "[::1]", "x"] {
        at(host).get("/").await.is(404);
        at(host).get("/hc/help/en").await.is(200);
        at(host).get("/hc/other/en").await.is(200);
    }
    let admin = desk.admin().showing(&[("host", "help.acme.test")]);
    admin.get("portals").await.is(200);
    desk.nobody().get("/").await.is(404);
    desk.admin().patch("portals/help", json!({ "archived": true })).await.is(200);
    at("help.acme.test").get("/").await.is(404);
    for path in ["/hc/other/en", "/hc/other/en.json", "/hc/help/en"] {
        at("help.acme.test").get(path).await.is(404);
    }
    let gone = desk.admin().patch("portals/help", json!({ "custom_domain": "" })).await.is(200);
    assert_eq!(gone.body["custom_domain"], Value::Null);
    desk.close().await;
}

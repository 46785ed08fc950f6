//! Categories: what articles are sorted by.

use serde_json::{Value, json};

use super::{article, category, portal};
use crate::support::{Desk, each};

async fn bilingual(desk: &Desk) {
    let config = json!({ "allowed_locales": ["en", "de"] });
    portal(desk, "help", json!({ "config": config })).await;
}

#[tokio::test]
async fn a_category_is_shown_with_those_around_it() {
    let desk = Desk::open().await;
    bilingual(&desk).await;
    let parent = category(&desk, "billing", "en").await;
    let german = category(&desk, "rechnungen", "de").await;
    let new = json!({
        "name": "Refunds", "slug": "refunds", "locale": "en", "description": "Money back",
        "icon": "💸", "parent_category_id": parent, "associated_category_id": german,
        "related_category_ids": [parent, german]
    });

    let made = desk.admin().post("portals/help/categories", new).await.is(200).body;

    let made = &made["payload"];
    let slim = |id: i64, slug: &str, locale: &str, position: i64| {
        json!({
            "id": id, "name": slug, "slug": slug, "locale": locale, "description": null,
            "position": position, "account_id": desk.account
        })
    };
    let (billing, rechnungen) =
        (slim(parent, "billing", "en", 10), slim(german, "rechnungen", "de", 20));
    let expected = json!({
        "id": made["id"], "name": "Refunds", "slug": "refunds", "locale": "en",
        "description": "Money back", "position": 30, "account_id": desk.account, "icon": "💸",
        "related_categories": [billing, rechnungen], "parent_category": billing,
        "root_category": rechnungen, "meta": { "articles_count": 0 }
    });
    assert_eq!(made, &expected);
    article(&desk, "How", json!({ "category_id": made["id"], "status": "draft" })).await;
    let listed = desk.agent().get("portals/help/categories?locale=en").await.is(200).body;
    assert_eq!(listed["meta"], json!({ "current_page": 1, "categories_count": 2 }));
    assert_eq!(each(&listed["payload"], "slug"), ["billing", "refunds"]);
    assert_eq!(listed["payload"][1]["meta"]["articles_count"], 1);
    let path = format!("portals/help/categories/{}", made["id"]);
    assert_eq!(desk.agent().get(&path).await.is(200).body["payload"], listed["payload"][1]);
    desk.close().await;
}

#[tokio::test]
async fn bad_categories_are_refused_by_name() {
    let desk = Desk::open().await;
    bilingual(&desk).await;
    let id = category(&desk, "billing", "en").await;
    let below = category(&desk, "refunds", "en").await;
    let path = format!("portals/help/categories/{id}");
    let under = format!("portals/help/categories/{below}");
    desk.admin().patch(&under, json!({ "parent_category_id": id })).await.is(200);
    let before = desk.contents().await;

    let refused = [
        (json!({ "name": "" }), "name"),
        (json!({ "slug": "a b" }), "slug"),
        (json!({ "locale": "fr" }), "locale"),
        (json!({ "slug": "refunds" }), "locale"),
        (json!({ "icon": "x".repeat(256) }), "icon"),
        (json!({ "parent_category_id": id }), "parent_category_id"),
        (json!({ "parent_category_id": below }), "parent_category_id"),
        (json!({ "parent_category_id": 9_999_999 }), "parent_category_id"),
        (json!({ "associated_category_id": id }), "associated_category_id"),
        (json!({ "related_category_ids": [9_999_999] }), "related_category_ids"),
    ];
    for (change, field) in refused {
        let reply = desk.admin().patch(&path, change.clone()).await;
        assert!(reply.status == 422, "{change}: {}", reply.text);
        assert_eq!(reply.body["attributes"], json!([field]), "{change}");
    }
    let french = desk.admin().patch(&path, json!({ "locale": "fr" })).await;
    french.says(422, "Locale fr of category is not part of portal's [\"en\", \"de\"].");
    let taken = json!({ "name": "x", "slug": "billing", "locale": "en" });
    let taken = desk.admin().post("portals/help/categories", taken).await;
    taken.says(422, "Locale should be unique in the category and portal");

    desk.contents().await.are(&before, "a refused category");
    desk.close().await;
}

#[tokio::test]
async fn categories_are_put_in_order_and_removed_without_their_articles() {
    let desk = Desk::open().await;
    bilingual(&desk).await;
    let (first, second) = (category(&desk, "a", "en").await, category(&desk, "b", "en").await);
    let written = article(&desk, "How", json!({ "category_id": first })).await;
    let reorder = async |positions: Value| {
        let body = json!({ "positions_hash": positions });
        desk.admin().post("portals/help/categories/reorder", body).await
    };

    reorder(json!({ first.to_string(): 7, second.to_string(): 3 })).await.is(200);
    let listed = desk.admin().get("portals/help/categories").await.is(200).body;
    assert_eq!(each(&listed["payload"], "slug"), ["b", "a"]);
    reorder(json!({ first.to_string(): 1, "9999999": 2 })).await.is(404);
    reorder(json!({ "one": 2 })).await.refuses(&["positions_hash"]);
    desk.admin().post("portals/help/categories/reorder", json!({})).await.is(422);

    let agent = desk.agent();
    let path = format!("portals/help/categories/{first}");
    agent.delete(&path).await.is(401);
    agent.patch(&path, json!({ "name": "x" })).await.is(401);
    agent.post("portals/help/categories", json!({ "name": "x", "slug": "x" })).await.is(401);
    agent.post("portals/help/categories/reorder", json!({})).await.is(401);
    desk.admin().delete(&path).await.is(200);
    desk.admin().get(&path).await.is(404);
    let left = format!("portals/help/articles/{}", written["id"]);
    let left = desk.admin().get(&left).await.is(200).body;
    let none = json!({ "id": null, "name": null, "slug": null, "locale": null });
    assert_eq!(left["payload"]["category"], none);
    desk.close().await;
}

#[tokio::test]
async fn articles_are_of_the_language_of_their_category() {
    let desk = Desk::open().await;
    bilingual(&desk).await;
    let id = category(&desk, "billing", "en").await;
    let written = article(&desk, "How", json!({ "category_id": id, "locale": "de" })).await;
    assert_eq!(written["locale"], "en");

    let path = format!("portals/help/categories/{id}");
    desk.admin().patch(&path, json!({ "locale": "de" })).await.is(200);

    let listed = desk.admin().get("portals/help/articles?locale=de").await.is(200).body;
    assert_eq!(each(&listed["payload"], "id"), [written["id"].clone()]);
    desk.close().await;
}

#[tokio::test]
async fn what_is_said_of_a_category_and_what_it_is_related_to_has_an_end() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({})).await;
    let pay = category(&desk, "pay", "en").await;
    let other = category(&desk, "other", "en").await;
    let path = format!("portals/help/categories/{pay}");
    let change = async |change| desk.admin().patch(&path, change).await;

    change(json!({ "description": "x".repeat(1_001) })).await.refuses(&["description"]);
    change(json!({ "description": "x".repeat(1_000) })).await.is(200);
    let many = json!({ "related_category_ids": vec![other; 51] });
    change(many).await.refuses(&["related_category_ids"]);
    change(json!({ "related_category_ids": vec![other; 50] })).await.is(200);
    desk.close().await;
}

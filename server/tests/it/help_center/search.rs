//! Articles by the words that are in them.

use serde_json::{Value, json};

use super::{article, portal};
use crate::support::{Desk, each};

async fn titles(desk: &Desk, query: &str) -> Vec<Value> {
    let path = format!("portals/help/articles?query={query}");
    each(&desk.agent().get(&path).await.is(200).body["payload"], "title")
}

#[tokio::test]
async fn a_word_in_a_title_counts_for_more_than_one_in_a_text() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({})).await;
    let text = |content: &str| json!({ "content": content });
    article(&desk, "Paying", text("A refund takes a week, and it comes by itself")).await;
    article(&desk, "Refunds", text("They take a week, and they come by themselves")).await;
    let described = json!({ "description": "Refund rules", "content": "They take a week or two" });
    article(&desk, "Money", described).await;

    assert_eq!(titles(&desk, "refund").await, ["Refunds", "Money", "Paying"]);
    assert_eq!(titles(&desk, "ref").await.len(), 3, "the beginning of a word is enough");
    assert_eq!(titles(&desk, "refund%20itself").await, ["Paying"], "every word is needed");
    assert_eq!(titles(&desk, "REF%C3%9CND%20r%C3%BCles").await, ["Money"]);
    assert_eq!(titles(&desk, "refund%20unheard").await, [Value::Null; 0]);
    assert_eq!(titles(&desk, "%3F%21").await, [Value::Null; 0], "there is no word in it");
    for odd in ["%22", "%27%20OR%201", "a*%20NOT%20b", "%28%29%3A%26%7C", "title%3Aa", "%5C"] {
        titles(&desk, odd).await;
    }
    let long = format!("portals/help/articles?query={}", "x".repeat(256));
    desk.agent().get(&long).await.refuses(&["query"]);
    desk.close().await;
}

#[tokio::test]
async fn what_an_article_says_now_is_what_it_is_found_by() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({})).await;
    let made = article(&desk, "東京都の配送", json!({ "content": "One elephant" })).await;
    let path = format!("portals/help/articles/{}", made["id"]);
    assert_eq!(titles(&desk, "%E4%BA%AC%E9%83%BD").await.len(), 1, "scripts without spaces");

    desk.admin().patch(&path, json!({ "content": "One tiger" })).await.is(200);

    assert_eq!(titles(&desk, "elephant").await.len(), 0);
    assert_eq!(titles(&desk, "tiger").await.len(), 1);
    desk.admin().delete(&path).await.is(200);
    assert_eq!(titles(&desk, "tiger").await.len(), 0);
    assert_eq!(desk.count("article_words").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn articles_are_found_beside_all_else_that_an_account_has() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({})).await;
    let made = article(&desk, "Refunds", json!({ "status": "draft" })).await;
    let neighbour = desk.neighbour().await;
    let search =
        async |path: &str| desk.agent().get(path).await.is(200).body["payload"]["articles"].clone();

    let expected = json!([{
        "id": made["id"], "title": "Refunds", "locale": "en", "content": "Text",
        "slug": made["slug"], "portal_slug": "help", "account_id": desk.account,
        "category_name": null, "status": "draft", "updated_at": 1_770_112_800
    }]);
    assert_eq!(search("search/articles?q=refu").await, expected);
    assert_eq!(search("search?q=refunds").await, expected);
    assert_eq!(search("search/articles?q=refunds&page=2").await, json!([]));
    assert_eq!(search("search/articles?q=refunds&since=1770112801").await, json!([]));
    assert_eq!(search("search/articles?q=").await, json!([]), "nothing is looked for");
    let theirs = neighbour.get("search/articles?q=refunds").await.is(200).body;
    assert_eq!(theirs["payload"]["articles"], json!([]));
    desk.close().await;
}

#[tokio::test]
async fn readers_find_what_they_may_read_however_much_else_fits_better() {
    let desk = Desk::open().await;
    let config = json!({ "allowed_locales": ["en", "de"] });
    portal(&desk, "help", json!({ "config": config })).await;
    article(&desk, "Money", json!({ "content": "A refund takes a week or two" })).await;
    article(&desk, "Refund auf Deutsch", json!({ "locale": "de" })).await;
    for number in 0..501 {
        article(&desk, &format!("Refund {number}"), json!({ "status": "draft" })).await;
    }

    let path = "/hc/help/en/articles.json?query=refund";
    let found = desk.nobody().get(path).await.is(200).body;
    assert_eq!(each(&found["payload"], "title"), ["Money"]);
    assert_eq!(titles(&desk, "refund&status=published&locale=en").await, ["Money"]);
    assert_eq!(titles(&desk, "refund&locale=de").await, ["Refund auf Deutsch"]);
    assert_eq!(titles(&desk, "refund&status=draft&page=21").await.len(), 0);
    assert_eq!(titles(&desk, "refund&status=draft&page=20").await.len(), 25);
    desk.close().await;
}

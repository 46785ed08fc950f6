//! Removing a portal with all that is in it.

use serde_json::json;

use super::{article, category, portal};
use crate::support::Desk;

#[tokio::test]
async fn a_portal_is_gone_at_once_and_then_with_all_that_is_in_it() {
    let desk = Desk::open().await;
    let domain = json!({ "custom_domain": "help.acme.test" });
    let made = portal(&desk, "help", domain.clone()).await;
    let billing = category(&desk, "billing", "en").await;
    for number in 0..3 {
        article(&desk, &format!("Article {number}"), json!({ "category_id": billing })).await;
    }
    portal(&desk, "other", json!({})).await;
    let kept = json!({ "title": "Kept" });
    desk.admin().post("portals/other/articles", kept).await.is(200);
    let inbox = format!("inboxes/{}", desk.inbox().await);
    desk.admin().patch(&inbox, json!({ "portal_id": made["id"] })).await.is(200);

    desk.admin().delete("portals/help").await.is(200);

    desk.admin().get("portals/help").await.is(404);
    desk.admin().get("portals/help/articles").await.is(404);
    desk.admin().delete("portals/help").await.is(404);
    let found = desk.agent().get("search/articles?q=article").await.is(200).body;
    assert_eq!(found["payload"]["articles"], json!([]));
    assert!(desk.admin().get(&inbox).await.is(200).body.get("help_center").is_none());
    portal(&desk, "help", domain).await;
    desk.settle().await;
    assert_eq!(desk.count("portals").await, 2);
    assert_eq!(desk.count("articles").await, 1);
    assert_eq!(desk.count("categories").await, 0);
    assert_eq!(desk.count("article_words").await, 1);
    desk.close().await;
}

#[tokio::test]
async fn an_author_who_leaves_leaves_what_they_wrote() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({})).await;
    let ben = desk.id_of("Ben");
    let made = article(&desk, "How", json!({ "author_id": ben })).await;

    desk.admin().delete(&format!("agents/{ben}")).await.is(200);
    desk.settle().await;

    let path = format!("portals/help/articles/{}", made["id"]);
    let left = desk.admin().get(&path).await.is(200).body;
    assert!(left["payload"].get("author").is_none());
    desk.admin().patch(&path, json!({ "title": "Still" })).await.is(200);
    desk.close().await;
}

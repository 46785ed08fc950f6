//! Dashboard apps: pages of others that agents see beside a conversation.

use serde_json::{Value, json};

use crate::support::Desk;

fn frames(url: &str) -> Value {
    json!([{ "url": url, "type": "frame" }])
}

#[tokio::test]
async fn anybody_who_answers_sets_them_up() {
    let desk = Desk::open().await;
    let new =
        json!({ "dashboard_app": { "title": "Orders", "content": frames("https://a.test") } });

    let made = desk.agent().post("dashboard_apps", new).await.is(200).body;

    let expected = json!({
        "id": made["id"], "title": "Orders", "content": frames("https://a.test"),
        "created_at": "2026-02-03T10:00:00.000Z"
    });
    assert_eq!(made, expected);
    let path = format!("dashboard_apps/{}", made["id"]);
    let change = json!({ "title": "Bills" });
    let changed = desk.outsider().patch(&path, change).await.is(200).body;
    assert_eq!((&changed["title"], &changed["content"]), (&json!("Bills"), &made["content"]));
    assert_eq!(desk.admin().get(&path).await.is(200).body, changed);
    assert_eq!(desk.admin().get("dashboard_apps").await.is(200).body, json!([changed]));
    let removed = desk.agent().delete(&path).await.is(204);
    assert_eq!(removed.text, "");
    desk.agent().get(&path).await.is(404);
    desk.agent().delete(&path).await.is(404);
    assert_eq!(desk.admin().get("dashboard_apps").await.is(200).body, json!([]));
    desk.close().await;
}

#[tokio::test]
async fn an_app_shows_pages_of_the_web_and_nothing_else() {
    let desk = Desk::open().await;
    let made = json!({ "title": "Orders", "content": frames("https://a.test") });
    let made = desk.agent().post("dashboard_apps", made).await.is(200).body;
    let path = format!("dashboard_apps/{}", made["id"]);
    let before = desk.contents().await;
    let long = format!("https://a.test/{}", "x".repeat(2_048));
    let bad = [
        json!([]),
        frames("javascript:alert(1)"),
        frames("data:text/html,x"),
        frames("a.test"),
        frames(""),
        frames(&long),
        json!([{ "url": "https://a.test", "type": "frame" }, { "url": "x", "type": "frame" }]),
    ];

    for content in bad {
        let new = json!({ "title": "Bad", "content": content });
        let refused = desk.agent().post("dashboard_apps", new).await.refuses(&["content"]);
        assert_eq!(refused.body["message"], "Content : Invalid data", "{content}");
        let change = json!({ "content": content });
        desk.agent().patch(&path, change).await.refuses(&["content"]);
    }

    let script = json!({ "content": [{ "url": "https://a.test", "type": "script" }] });
    desk.agent().patch(&path, script).await.is(422);
    let many = json!({ "content": vec![json!({ "url": "https://a.test", "type": "frame" }); 21] });
    desk.agent().patch(&path, many).await.refuses(&["content"]);
    let untitled = json!({ "content": frames("https://a.test") });
    desk.agent().post("dashboard_apps", untitled).await.refuses(&["title"]);
    desk.contents().await.are(&before, "a refused app");
    desk.close().await;
}

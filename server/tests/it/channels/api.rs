//! The channel of programs.

use serde_json::{Value, json};

use super::{add, change, path};
use crate::support::Desk;

#[tokio::test]
async fn the_secret_of_an_inbox_can_be_replaced() {
    let desk = Desk::open().await;
    let before = add(&desk, json!({ "type": "api" })).await.is(200).body;
    let reset = format!("{}/reset_secret", path(&before));

    let after = desk.admin().post(&reset, json!({})).await.is(200).body;

    assert_ne!(after["secret"], before["secret"]);
    assert_eq!(after["secret"].as_str().map(str::len), Some(24));
    assert_eq!(after["hmac_token"], before["hmac_token"], "nothing else is another now");
    assert_eq!(desk.admin().get(&path(&before)).await.body["secret"], after["secret"]);
    desk.agent().post(&reset, json!({})).await.is(401);
    desk.close().await;
}

#[tokio::test]
async fn only_inboxes_of_programs_have_a_secret() {
    let desk = Desk::open().await;
    let site = json!({ "type": "web_widget", "website_url": "https://acme.test" });
    let site = add(&desk, site).await.is(200).body;
    let before = desk.contents().await;

    desk.admin().post(&format!("{}/reset_secret", path(&site)), json!({})).await.is(404);
    desk.admin().post("inboxes/999/reset_secret", json!({})).await.is(404);

    desk.contents().await.are(&before, "a secret that is not there");
    desk.close().await;
}

#[tokio::test]
async fn a_channel_leaves_alone_what_other_types_have() {
    let desk = Desk::open().await;
    let inbox = add(&desk, json!({ "type": "api" })).await.is(200).body;

    let foreign = json!({ "type": "email", "website_url": "https://acme.test", "imap_port": 993 });
    let after = change(&desk, &inbox, foreign).await.is(200).body;

    assert_eq!(after["channel_type"], "Channel::Api", "a channel keeps its type");
    assert_eq!((&after["website_url"], after.get("imap_port")), (&Value::Null, None));
    desk.close().await;
}

#[tokio::test]
async fn a_personal_token_is_not_told_secrets() {
    let desk = Desk::open().await;
    let inbox = add(&desk, json!({ "type": "api" })).await.is(200).body;
    let new = json!({ "name": "Reports", "scope": "read" });
    let token = desk.admin().post("/api/v1/profile/access_tokens", new).await.is(200).body;
    let program = desk.with_token(token["access_token"].as_str().unwrap_or_default());

    let shown = program.get(&path(&inbox)).await.is(200).body;

    for secret in ["secret", "hmac_token"] {
        assert!(inbox.get(secret).is_some() && shown.get(secret).is_none(), "{secret}");
    }
    desk.close().await;
}

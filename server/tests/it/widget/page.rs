//! The page of the chat, and what pages of websites load.

use reqwest::Method;
use serde_json::{Value, json};

use super::Site;
use crate::support::{Desk, Reply};

#[tokio::test]
async fn the_page_knows_its_visitor_again() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let path = format!("/widget?website_token={}", site.token);
    let contacts = desk.count("contacts").await;

    let page = desk.nobody().get(&path).await.is(200);
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(desk.count("contacts").await, contacts + 1);

    let chat = site.visited().await;
    let known = desk.count("contacts").await;
    for shown in [
        format!("&cw_conversation={}", chat.token),
        format!("&cw_conversation={}&locale=de", chat.token),
    ] {
        desk.nobody().get(&format!("{path}{shown}")).await.is(200);
    }
    assert_eq!(desk.count("contacts").await, known);
    for unknown in ["/widget", "/widget?website_token=x", "/widget?website_token=%00"] {
        desk.nobody().get(unknown).await.says(404, "web widget does not exist");
    }
    desk.close().await;
}

#[tokio::test]
async fn only_the_sites_that_are_named_may_show_the_chat() {
    let desk = Desk::open().await;
    let anywhere = Site::open(&desk).await;
    let policy = async |site: &Site<'_>, origin: Option<&str>| {
        let nobody = desk.nobody();
        let path = format!("/widget?website_token={}", site.token);
        let request = nobody.request(Method::GET, &path);
        let request = match origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        };
        let page = nobody.send(request).await.is(200);
        assert!(!page.headers.contains_key("x-frame-options"));
        page.headers["content-security-policy"].to_str().unwrap().to_owned()
    };

    assert!(!policy(&anywhere, None).await.contains("frame-ancestors"));
    let domains = json!({ "allowed_domains": "https://shop.test, *.shop.test" });
    let named = Site::open_with(&desk, domains).await;
    let said = policy(&named, None).await;
    assert!(said.ends_with("frame-ancestors https://shop.test *.shop.test"), "{said}");
    let app = Site::open_with(
        &desk,
        json!({
            "allowed_domains": "shop.test", "selected_feature_flags": ["allow_mobile_webview"]
        }),
    )
    .await;
    for origin in [None, Some("null"), Some("file://")] {
        assert!(!policy(&app, origin).await.contains("frame-ancestors"));
    }
    assert!(policy(&app, Some("https://evil.test")).await.contains("frame-ancestors shop.test"));
    desk.close().await;
}

#[tokio::test]
async fn what_the_page_begins_with_cannot_end_its_script() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let harm = "</script><script>alert(1)</script>";
    let change = json!({ "channel": { "welcome_title": harm } });
    desk.admin().patch(&format!("inboxes/{}", site.inbox), change).await.is(200);

    let page = desk.nobody().get(&format!("/widget?website_token={}", site.token)).await.is(200);

    assert!(!page.text.contains("alert(1)</script>"), "{}", page.text);
    desk.close().await;
}

#[tokio::test]
async fn what_was_not_built_is_said_not_to_be_there() {
    let desk = Desk::open().await;

    let loader = desk.nobody().get("/packs/js/sdk.js").await;
    let is_built = loader.status == 200
        && loader.headers["content-type"].to_str().unwrap().starts_with("text/javascript");
    assert!(is_built || (loader.status == 404 && loader.text.contains("npm run build")));
    assert_eq!(loader.headers["access-control-allow-origin"], "*");
    if is_built {
        let asking = |codings| desk.nobody().showing(&[("Accept-Encoding", codings)]);
        for (codings, used) in [("gzip, deflate, br", "br"), ("br;q=0, gzip", "gzip")] {
            let smaller = asking(codings).get("/packs/js/sdk.js").await.is(200);
            assert_eq!(smaller.headers["content-encoding"], used);
            assert_eq!(smaller.headers["content-type"], loader.headers["content-type"]);
            let length = |reply: &Reply| {
                reply.headers["content-length"].to_str().unwrap().parse::<usize>().unwrap()
            };
            assert!(length(&smaller) < loader.text.len() / 2);
        }
        let plain = asking("identity").get("/packs/js/sdk.js").await;
        assert_eq!((plain.headers.get("content-encoding"), plain.text), (None, loader.text));
    }
    for path in ["/packs/assets/x.js", "/packs/assets/..%2Fmanifest.json", "/packs/assets/%00"] {
        desk.nobody().get(path).await.is(404);
    }
    desk.close().await;
}

#[tokio::test]
async fn programs_ask_for_the_same_in_words() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;

    let config = site.ask("POST", "config", "", json!({})).await.is(200).body;

    let channel = &config["website_channel_config"];
    assert_eq!(channel["website_token"], site.token.as_str());
    assert_eq!(
        channel["enabled_features"],
        json!(["attachments", "emoji_picker", "end_conversation"])
    );
    assert_eq!((&channel["utc_off_set"], &channel["locale"]), (&json!("+00:00"), &json!("en")));
    assert_eq!(channel["working_hours"].as_array().map(Vec::len), Some(7));
    assert_eq!(config["contact"]["email"], json!(null));
    let token = channel["auth_token"].as_str().unwrap();
    let again = site.ask("POST", "config", token, json!({})).await.is(200).body;
    assert_eq!(again["contact"], config["contact"]);
    let forged = site.ask("POST", "config", &format!("{token}x"), json!({})).await.is(200).body;
    assert_ne!(
        forged["contact"]["id"], config["contact"]["id"],
        "who is not known is somebody new"
    );
    // Some programs name the website in what they send, others by their token alone.
    let named = async |body: Value| {
        let request = desk.nobody().request(Method::POST, "/api/v1/widget/config").json(&body);
        desk.nobody().send(request).await
    };
    let body = named(json!({ "website_token": site.token })).await.is(200).body;
    assert_eq!(body["website_channel_config"]["website_token"], site.token.as_str());
    for nowhere in [json!({ "website_token": "nowhere" }), json!({})] {
        named(nowhere).await.says(404, "web widget does not exist");
    }
    let elsewhere = desk.nobody().get("/api/v1/widget/campaigns?website_token=nowhere").await;
    elsewhere.says(404, "Resource could not be found");
    let messages = desk.nobody().request(Method::GET, "/api/v1/widget/messages");
    let messages = messages.header("x-auth-token", token);
    desk.nobody().send(messages).await.is(200);
    desk.execute(format!("update accounts set status = 1 where id = {}", desk.account)).await;
    site.ask("POST", "config", token, json!({})).await.says(401, "Account is suspended");
    desk.execute(format!("update accounts set status = 0 where id = {}", desk.account)).await;
    desk.close().await;
}

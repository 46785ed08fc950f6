//! Portals: what is kept of them, who may see and change them.

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use super::portal;
use crate::{
    files::png,
    support::{Desk, Postbox, each, mails_to},
};

#[tokio::test]
async fn a_portal_is_shown_as_the_contract_has_it() {
    let desk = Desk::open().await;

    let made = portal(&desk, "help", json!({})).await;

    let expected = json!({
        "id": made["id"], "color": "#1f93ff", "custom_domain": null, "header_text": null,
        "homepage_link": null, "name": "Handbook", "page_title": null, "slug": "help",
        "archived": false, "account_id": desk.account,
        "config": { "allowed_locales": [
            { "code": "en", "articles_count": 0, "categories_count": 0, "draft": false }
        ] },
        "meta": {
            "all_articles_count": 0, "archived_articles_count": 0, "published_count": 0,
            "draft_articles_count": 0, "mine_articles_count": 0, "categories_count": 0,
            "default_locale": "en"
        }
    });
    assert_eq!(made, expected);
    assert_eq!(desk.agent().get("portals/help").await.is(200).body, expected);
    let all = desk.agent().get("portals").await.is(200).body;
    let meta = json!({ "current_page": 1, "portals_count": 1 });
    assert_eq!(all, json!({ "payload": [expected], "meta": meta }));
    assert_eq!(desk.events().await.last().unwrap(), "portal.created");
    desk.close().await;
}

#[tokio::test]
async fn members_look_at_portals_and_administrators_change_them() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({})).await;
    let agent = desk.agent();

    agent.post("portals", json!({ "name": "x", "slug": "x" })).await.is(401);
    agent.patch("portals/help", json!({ "name": "x" })).await.is(401);
    agent.patch("portals/help/archive", json!({})).await.is(401);
    agent.delete("portals/help/logo").await.is(401);
    agent.delete("portals/help").await.is(401);
    let address = json!({ "email": "ops@acme.test" });
    agent.post("portals/help/send_instructions", address).await.is(401);

    let change = json!({ "header_text": "Hi", "page_title": "Acme help", "color": "#abc" });
    let changed = desk.admin().put("portals/help", change).await.is(200);
    changed.holds(json!({ "header_text": "Hi", "page_title": "Acme help", "color": "#abc" }));
    let cleared = json!({ "header_text": "", "color": null });
    let cleared = desk.admin().patch("portals/help", cleared).await.is(200).body;
    assert_eq!((&cleared["header_text"], &cleared["color"]), (&Value::Null, &json!("#1f93ff")));
    let archived = desk.admin().patch("portals/help/archive", json!({})).await.is(200).body;
    assert_eq!(archived["archived"], true);
    let back = desk.admin().patch("portals/help", json!({ "archived": false })).await.is(200).body;
    assert_eq!(back["archived"], false);
    for unknown in ["portals/other", "portals/HELP", "portals/%20", "portals/~1"] {
        desk.admin().get(unknown).await.is(404);
    }
    desk.close().await;
}

#[tokio::test]
async fn bad_portals_are_refused_by_name() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({ "custom_domain": "help.acme.test" })).await;
    let neighbour = desk.neighbour().await;
    let before = desk.contents().await;
    let new = |more: Value| {
        let mut new = json!({ "name": "Docs", "slug": "docs" });
        new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        new
    };
    let config = |config: Value| json!({ "config": config });
    let refused = [
        (json!({ "name": " " }), "name"),
        (json!({ "slug": "" }), "slug"),
        (json!({ "slug": "a/b" }), "slug"),
        (json!({ "slug": "a b" }), "slug"),
        (json!({ "slug": "a.json" }), "slug"),
        (json!({ "slug": "~1" }), "slug"),
        (json!({ "slug": "ä".repeat(256) }), "slug"),
        (json!({ "slug": "help" }), "slug"),
        (json!({ "color": "red" }), "color"),
        (json!({ "color": "#12345g" }), "color"),
        (json!({ "homepage_link": "javascript:alert(1)" }), "homepage_link"),
        (json!({ "custom_domain": "help.acme.test" }), "custom_domain"),
        (json!({ "custom_domain": "https://HELP.acme.test/en" }), "custom_domain"),
        (json!({ "custom_domain": "127.0.0.1" }), "custom_domain"),
        (json!({ "custom_domain": "localhost" }), "custom_domain"),
        (config(json!({ "allowed_locales": ["en", "../x"] })), "config"),
        (config(json!({ "default_locale": "xxxx" })), "config"),
        (config(json!({ "allowed_locales": ["en"], "default_locale": "de" })), "config"),
        (config(json!({ "allowed_locales": ["en"], "draft_locales": ["en"] })), "config"),
    ];

    for (change, field) in refused {
        for person in [&desk.admin(), &neighbour] {
            let reply = person.post("portals", new(change.clone())).await;
            assert!(reply.status == 422, "{change}: {}", reply.text);
            assert_eq!(reply.body["attributes"], json!([field]), "{change}");
        }
    }
    let drafted = config(json!({ "allowed_locales": ["en"], "draft_locales": ["en"] }));
    let drafted = desk.admin().post("portals", new(drafted)).await;
    drafted.says(422, "Config default locale cannot be drafted.");

    desk.contents().await.are(&before, "a refused portal");
    desk.close().await;
}

#[tokio::test]
async fn languages_are_normalised_and_drafts_are_kept() {
    let desk = Desk::open().await;
    let config = json!({
        "allowed_locales": ["en", "de", "en", "pt_BR"], "draft_locales": ["de", "fr"]
    });
    let made = portal(&desk, "help", json!({ "config": config })).await;
    let codes = |portal: &Value| each(&portal["config"]["allowed_locales"], "code");
    let drafts = |portal: &Value| each(&portal["config"]["allowed_locales"], "draft");
    assert_eq!(codes(&made), ["en", "de", "pt_BR"]);
    assert_eq!(drafts(&made), [false, true, false]);
    assert_eq!(made["meta"]["default_locale"], "en");

    let config = json!({ "allowed_locales": ["de", "fr"], "default_locale": "fr" });
    let changed = desk.admin().patch("portals/help", json!({ "config": config })).await.is(200);
    assert_eq!(codes(&changed.body), ["de", "fr"]);
    assert_eq!(drafts(&changed.body), [true, false], "drafts stay where nothing is said of them");
    assert_eq!(changed.body["meta"]["default_locale"], "fr");
    let untouched = desk.admin().patch("portals/help", json!({ "name": "New" })).await.is(200);
    assert_eq!(codes(&untouched.body), ["de", "fr"]);
    desk.close().await;
}

#[tokio::test]
async fn the_chat_of_a_website_is_linked_and_an_inbox_shows_a_portal() {
    let desk = Desk::open().await;
    let made = portal(&desk, "help", json!({})).await;
    let site = json!({
        "name": "Site", "channel": { "type": "web_widget", "website_url": "https://acme.test" }
    });
    let site = desk.admin().post("inboxes", site).await.id();
    let link = async |inbox: Value| {
        let change = json!({ "portal": { "name": "Handbook" }, "inbox_id": inbox });
        desk.admin().patch("portals/help", change).await
    };

    let linked = link(json!(site)).await.is(200).body;
    assert_eq!((&linked["inbox"]["id"], &linked["inbox"]["name"]), (&json!(site), &json!("Site")));
    assert!(linked["inbox"].get("hmac_token").is_none(), "no secret is told");
    let other = link(json!(desk.inbox().await)).await.is(200).body;
    assert_eq!(other["inbox"]["id"], site, "an inbox that is no website is passed over");
    for path in ["portals", "portals/help"] {
        let seen = desk.agent().get(path).await.is(200).text;
        assert!(!seen.contains("https://acme.test"), "Ben is not in that inbox: {seen}");
    }
    link(json!(9_999_999)).await.is(404);
    let unlinked = link(json!("")).await.is(200).body;
    assert!(unlinked.get("inbox").is_none());

    let path = format!("inboxes/{site}");
    desk.admin().patch(&path, json!({ "portal_id": 9_999_999 })).await.refuses(&["portal_id"]);
    let shown = desk.admin().patch(&path, json!({ "portal_id": made["id"] })).await.is(200).body;
    assert_eq!(shown["help_center"], json!({ "name": "Handbook", "slug": "help" }));
    let neighbour = desk.neighbour().await;
    let theirs = json!({ "name": "Theirs", "channel": { "type": "api" }, "portal_id": made["id"] });
    neighbour.post("inboxes", theirs).await.refuses(&["portal_id"]);

    link(json!(site)).await.is(200);
    desk.admin().delete(&path).await.is(200);
    desk.settle().await;
    assert!(desk.admin().get("portals/help").await.is(200).body.get("inbox").is_none());
    desk.close().await;
}

#[tokio::test]
async fn a_logo_is_a_picture_that_was_uploaded() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({})).await;
    let upload = async |bytes: Vec<u8>, name: &'static str| {
        let file = Part::bytes(bytes).file_name(name);
        let request = desk.admin().request(Method::POST, "upload");
        let request = request.multipart(Form::new().part("attachment", file));
        desk.admin().send(request).await.is(200).body["blob_id"].clone()
    };
    let set = async |blob: Value| {
        let change = json!({ "portal": { "name": "Handbook" }, "blob_id": blob });
        desk.admin().patch("portals/help", change).await
    };

    let picture = upload(png(8, 8), "logo.png").await;
    let logo = set(picture.clone()).await.is(200).body["logo"].clone();
    assert_eq!((&logo["file_type"], &logo["filename"]), (&json!("image/png"), &json!("logo.png")));
    assert_eq!(logo["blob_id"], picture);
    set(picture).await.refuses(&["blob_id"]);
    set(upload(b"<svg onload='alert(1)'/>".to_vec(), "logo.svg").await).await.refuses(&["blob_id"]);
    set(json!("made.up")).await.refuses(&["blob_id"]);
    desk.admin().delete("portals/help/logo").await.is(200);
    assert!(desk.admin().get("portals/help").await.is(200).body.get("logo").is_none());
    desk.settle().await;
    assert_eq!(desk.count("blobs where content_type = 'image/png'").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn whoever_runs_the_domain_is_told_how_to_set_it_up() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    portal(&desk, "help", json!({})).await;
    let send = async |email: Value| {
        let body = json!({ "email": email });
        desk.admin().post("portals/help/send_instructions", body).await
    };

    send(json!("")).await.says(422, "Email is required");
    send(json!("nobody")).await.says(422, "Invalid email format");
    send(json!("ops@acme.test")).await.says(422, "Custom domain is not configured");
    let domain = json!({ "custom_domain": "https://Help.Acme.test/" });
    let changed = desk.admin().patch("portals/help", domain).await.is(200).body;
    assert_eq!(changed["custom_domain"], "help.acme.test");
    let sent = send(json!("ops@acme.test")).await.is(200).body;
    assert_eq!(sent, json!({ "message": "Instructions sent successfully" }));
    desk.settle().await;

    let mails = postbox.take();
    assert_eq!(mails.len(), 1);
    let text = mails[0].data.replace("=\n", "");
    assert!(text.contains("help.acme.test") && text.contains("CNAME"), "{text}");
    desk.close().await;
}

#[tokio::test]
async fn an_account_has_few_mails_sent_to_whoever_runs_a_domain() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({ "custom_domain": "help.acme.test" })).await;
    let send = async |number: u32| {
        let body = json!({ "email": format!("ops{number}@acme.test") });
        desk.admin().post("portals/help/send_instructions", body).await
    };

    for number in 0..20 {
        send(number).await.is(200);
    }
    send(20).await.is(429);
    desk.settle().await;
    desk.close().await;
}

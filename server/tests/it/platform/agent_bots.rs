//! Agent bots that an app manages.

use frontdesk::{id::AccountId, platform::Object};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::json;

use super::{account, app, at, grant, join, user};
use crate::support::{Desk, each};

#[tokio::test]
async fn a_bot_of_the_system_is_there_for_every_account() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Bots").await;
    let new = json!({ "name": "Helper", "outgoing_url": "https://bot.test/hook" });

    let made = app.post(&at("agent_bots"), new).await.is(200).body;

    let expected = json!({
        "id": made["id"], "name": "Helper", "description": null, "thumbnail": "",
        "outgoing_url": "https://bot.test/hook", "bot_type": "webhook", "bot_config": {},
        "account_id": null, "access_token": made["access_token"], "system_bot": true
    });
    assert_eq!(made, expected);
    assert_eq!(app.get(&at("agent_bots")).await.is(200).body, json!([made]));
    let path = at(&format!("agent_bots/{}", made["id"]));
    assert_eq!(app.get(&path).await.is(200).body, made);
    let changed = app.patch(&path, json!({ "description": "Helps" })).await.is(200).body;
    assert_eq!((&changed["name"], &changed["description"]), (&json!("Helper"), &json!("Helps")));
    assert_eq!(each(&desk.agent().get("agent_bots").await.body, "name"), ["Helper"]);
    app.put(&path, json!({ "outgoing_url": "nowhere" })).await.refuses(&["outgoing_url"]);
    app.put(&path, json!({ "account_id": desk.account })).await.refuses(&["account_id"]);
    desk.close().await;
}

#[tokio::test]
async fn a_bot_is_made_only_for_an_account_that_the_app_may_reach() {
    let desk = Desk::open().await;
    let (id, app) = app(&desk, "Bots").await;
    let new = json!({ "name": "Helper", "account_id": desk.account });
    let before = desk.contents().await;

    app.post(&at("agent_bots"), new.clone()).await.says(401, "Non permissible resource");
    let nowhere = json!({ "name": "Helper", "account_id": 999_999 });
    app.post(&at("agent_bots"), nowhere).await.refuses(&["account"]);
    app.post(&at("agent_bots"), json!({})).await.refuses(&["name"]);

    desk.contents().await.are(&before, "a refused bot");
    grant(&desk, id, Object::Account(AccountId(desk.account))).await;
    let made = app.post(&at("agent_bots"), new).await.is(200).body;
    assert_eq!((&made["account_id"], &made["system_bot"]), (&json!(desk.account), &json!(false)));
    let bot = desk.with_token(made["access_token"].as_str().unwrap());
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let messages = format!("conversations/{conversation}/messages");
    bot.post(&messages, json!({ "content": "Hi" })).await.is(200);
    let path = at(&format!("agent_bots/{}", made["id"]));
    app.delete(&path).await.is(200);
    desk.settle().await;
    app.get(&path).await.is(404);
    assert_eq!(desk.admin().get("agent_bots").await.is(200).body, json!([]));
    desk.close().await;
}

#[tokio::test]
async fn a_bot_is_shown_with_its_picture_until_that_is_removed() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Bots").await;
    let mut picture = std::io::Cursor::new(Vec::new());
    let pixels = image::DynamicImage::new_rgb8(20, 20);
    pixels.write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let file =
        Part::bytes(picture.into_inner()).file_name("bot.png").mime_str("image/png").unwrap();
    let form = Form::new().text("name", "Helper").part("avatar", file);

    let sent = app.request(Method::POST, &at("agent_bots")).multipart(form);
    let made = app.send(sent).await.is(200).body;

    let path = at(&format!("agent_bots/{}", made["id"]));
    assert!(made["thumbnail"].as_str().unwrap().starts_with("http"), "{made}");
    let removed = app.delete(&format!("{path}/avatar")).await.is(200).body;
    assert_eq!(removed["thumbnail"], "");
    let text = Part::bytes(b"hello".to_vec()).file_name("bot.txt").mime_str("text/plain").unwrap();
    let sent = app.request(Method::PATCH, &path).multipart(Form::new().part("avatar", text));
    app.send(sent).await.refuses(&["avatar"]);
    desk.close().await;
}

#[tokio::test]
async fn a_bot_of_the_system_that_is_removed_is_taken_out_of_every_account() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Bots").await;
    let bot = app.post(&at("agent_bots"), json!({ "name": "Helper" })).await.is(200).body;
    let id = account(&app, "Elsewhere").await;
    let zoe = join(&desk, &app, id, &user(&app, "Zoe").await, "administrator").await;
    let mut conversations = Vec::new();
    for person in [&desk.admin(), &zoe] {
        let inbox = json!({ "name": "Chat", "channel": { "type": "api" } });
        let inbox = person.post("inboxes", inbox).await.id();
        let choice = json!({ "agent_bot": bot["id"] });
        person.post(&format!("inboxes/{inbox}/set_agent_bot"), choice).await.is(200);
        let contact = person.post("contacts", json!({ "name": "Lea" })).await.is(200).body;
        let contact = &contact["payload"]["contact"]["id"];
        let new = json!({ "inbox_id": inbox, "contact_id": contact });
        let conversation = person.post("conversations", new).await.id();
        let path = format!("conversations/{conversation}/assignments");
        let to_bot = json!({ "assignee_id": bot["id"], "assignee_type": "AgentBot" });
        person.post(&path, to_bot).await.is(200);
        conversations.push((person.clone(), inbox, conversation));
    }
    let path = at(&format!("agent_bots/{}", bot["id"]));

    app.delete(&path).await.is(200);
    desk.settle().await;

    app.get(&path).await.is(404);
    assert_eq!(app.get(&at("agent_bots")).await.is(200).body, json!([]));
    let token = desk.with_token(bot["access_token"].as_str().unwrap());
    for (person, inbox, conversation) in conversations {
        let shown = person.get(&format!("conversations/{conversation}")).await.is(200).body;
        assert_eq!(shown["meta"].get("assignee"), None);
        let of_inbox = person.get(&format!("inboxes/{inbox}/agent_bot")).await.is(200).body;
        assert_eq!(of_inbox["agent_bot"], json!({}));
        let said = token.at(person.account());
        let said = said.post(&format!("conversations/{conversation}/messages"), json!({})).await;
        said.says(401, "Invalid Access Token");
    }
    desk.close().await;
}

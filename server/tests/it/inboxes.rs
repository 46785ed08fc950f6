//! Inboxes: where conversations come in, who belongs to them, and when they are answered.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Desk, each};

const NOT_ALLOWED: &str = "You are not authorized to do this action";

#[tokio::test]
async fn a_new_inbox_has_every_key_and_the_usual_hours() {
    let desk = Desk::open().await;
    let channel = json!({ "type": "api", "webhook_url": "https://crm.test/hook" });

    let new = json!({ "name": "Sales", "greeting_enabled": true, "channel": channel });
    let inbox = desk.admin().post("inboxes", new).await.is(200).body;

    assert_eq!(inbox["name"], "Sales");
    assert_eq!(inbox["channel_type"], "Channel::Api");
    assert_eq!(inbox["webhook_url"], "https://crm.test/hook");
    assert_eq!(inbox["greeting_enabled"], true);
    assert_eq!(inbox["enable_auto_assignment"], true);
    assert_eq!(inbox["allow_messages_after_resolved"], true);
    assert_eq!(inbox["lock_to_single_conversation"], false);
    assert_eq!(inbox["timezone"], "UTC");
    assert_eq!(inbox["sender_name_type"], "friendly");
    assert_eq!(inbox["csat_config"], json!({}));
    assert_eq!(inbox["avatar_url"], "");
    for nothing in ["website_token", "phone_number", "provider", "messaging_service_sid"] {
        assert_eq!(inbox.get(nothing), Some(&Value::Null), "{nothing} is there and null");
    }
    for token in ["hmac_token", "secret", "inbox_identifier"] {
        assert_eq!(inbox[token].as_str().map(str::len), Some(24), "{token}");
    }
    let hours = inbox["working_hours"].as_array().expect("hours are a list");
    assert_eq!(each(&inbox["working_hours"], "day_of_week"), [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!((&hours[0]["closed_all_day"], &hours[0]["open_hour"]), (&json!(true), &Value::Null));
    assert_eq!((&hours[1]["open_hour"], &hours[1]["close_hour"]), (&json!(9), &json!(17)));
    desk.close().await;
}

#[tokio::test]
async fn agents_see_their_inboxes_without_the_secrets() {
    let desk = Desk::open().await;
    let support = desk.inbox().await;
    let sales = desk.add_inbox("Sales", &["Cleo"]).await;

    let all = desk.admin().get("inboxes").await.is(200).body;
    let bens = desk.agent().get("inboxes").await.is(200).body;

    assert_eq!(each(&all["payload"], "id"), [support, sales]);
    assert_eq!(each(&bens["payload"], "id"), [support]);
    for secret in ["hmac_token", "secret"] {
        assert!(all["payload"][0].get(secret).is_some(), "{secret}");
        assert!(bens["payload"][0].get(secret).is_none(), "{secret}");
    }
    desk.agent().get(&format!("inboxes/{support}")).await.is(200);
    desk.agent().get(&format!("inboxes/{sales}")).await.says(401, NOT_ALLOWED);
    desk.agent().get(&format!("inbox_members/{sales}")).await.says(401, NOT_ALLOWED);
    desk.agent().get(&format!("inboxes/{}", sales + 99)).await.is(404);
    desk.admin().get(&format!("inboxes/{}", sales + 99)).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn a_change_leaves_alone_what_it_does_not_mention() {
    let desk = Desk::open().await;
    let path = format!("inboxes/{}", desk.inbox().await);
    let set = json!({
        "greeting_message": "Hello",
        "business_name": "Acme",
        "lock_to_single_conversation": true,
        "channel": { "webhook_url": "https://crm.test/hook", "hmac_mandatory": true }
    });
    desk.admin().patch(&path, set).await.is(200);

    let change = json!({ "name": "Help", "greeting_message": null, "timezone": "Europe/Rome" });
    let inbox = desk.admin().put(&path, change).await.is(200).body;

    assert_eq!((&inbox["name"], &inbox["timezone"]), (&json!("Help"), &json!("Europe/Rome")));
    assert_eq!(inbox["greeting_message"], Value::Null);
    assert_eq!(inbox["business_name"], "Acme");
    assert_eq!(inbox["lock_to_single_conversation"], true);
    assert_eq!(inbox["webhook_url"], "https://crm.test/hook");
    assert_eq!(inbox["hmac_mandatory"], true);
    desk.close().await;
}

#[tokio::test]
async fn the_word_null_means_nothing_in_the_forms_of_browsers() {
    let desk = Desk::open().await;
    let path = format!("inboxes/{}", desk.inbox().await);
    desk.admin().patch(&path, json!({ "greeting_message": "Hello" })).await.is(200);

    let request = desk.admin().request(reqwest::Method::PATCH, &path);
    let form = "greeting_message=null&business_name=null&name=Help&greeting_enabled=true";
    let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(form);
    let inbox = desk.admin().send(request).await.is(200).body;

    assert_eq!(inbox["greeting_message"], Value::Null);
    assert_eq!(inbox["business_name"], Value::Null);
    assert_eq!((&inbox["name"], &inbox["greeting_enabled"]), (&json!("Help"), &json!(true)));
    desk.close().await;
}

#[tokio::test]
async fn hours_are_set_day_by_day() {
    let desk = Desk::open().await;
    let path = format!("inboxes/{}", desk.inbox().await);
    let hours = json!({ "working_hours": [
        { "day_of_week": 0, "closed_all_day": false, "open_hour": 10, "open_minutes": 30,
          "close_hour": 12, "close_minutes": 0 },
        { "day_of_week": 1, "open_all_day": true },
        { "day_of_week": 2, "closed_all_day": true }
    ] });

    let inbox = desk.admin().patch(&path, hours).await.is(200).body;

    let days = inbox["working_hours"].clone();
    assert_eq!(
        days[0],
        json!({ "day_of_week": 0, "closed_all_day": false, "open_hour": 10, "open_minutes": 30,
                "close_hour": 12, "close_minutes": 0, "open_all_day": false })
    );
    assert_eq!(
        days[1],
        json!({ "day_of_week": 1, "closed_all_day": false, "open_hour": 0, "open_minutes": 0,
                "close_hour": 23, "close_minutes": 59, "open_all_day": true })
    );
    assert_eq!((&days[2]["closed_all_day"], &days[2]["open_hour"]), (&json!(true), &Value::Null));
    assert_eq!((&days[3]["open_hour"], &days[3]["close_hour"]), (&json!(9), &json!(17)));
    desk.close().await;
}

#[tokio::test]
async fn bad_inboxes_are_refused_by_name() {
    let desk = Desk::open().await;
    let path = format!("inboxes/{}", desk.inbox().await);
    let before = desk.contents().await;
    let day = |day: Value| json!({ "working_hours": [day] });
    let window = |hours: Value| json!({ "channel": { "additional_attributes": { "agent_reply_time_window": hours } } });
    let refused = [
        (json!({ "name": "" }), "name"),
        (json!({ "name": "x".repeat(256) }), "name"),
        (json!({ "greeting_message": "x".repeat(10_001) }), "greeting_message"),
        (json!({ "out_of_office_message": "x".repeat(10_001) }), "out_of_office_message"),
        (json!({ "business_name": "x".repeat(256) }), "business_name"),
        (json!({ "timezone": "Mars/Olympus" }), "timezone"),
        (json!({ "sender_name_type": "rude" }), "sender_name_type"),
        (json!({ "channel": { "webhook_url": "crm.test" } }), "webhook_url"),
        (
            json!({ "channel": { "webhook_url": format!("https://{}", "x".repeat(2_041)) } }),
            "webhook_url",
        ),
        (window(json!(0)), "agent_reply_time_window"),
        (window(json!("soon")), "agent_reply_time_window"),
        (day(json!({ "day_of_week": 7 })), "day_of_week"),
        (day(json!({ "open_hour": 9 })), "day_of_week"),
        (day(json!({ "day_of_week": 1, "open_hour": 24 })), "open_hour"),
        (day(json!({ "day_of_week": 1, "open_hour": 17 })), "close_hour"),
        (
            day(json!({ "day_of_week": 1, "closed_all_day": true, "open_all_day": true })),
            "open_all_day",
        ),
    ];

    for (change, field) in refused {
        let reply = desk.admin().patch(&path, change.clone()).await;
        assert!(reply.status == 422, "{change}: {}", reply.text);
        assert_eq!(reply.body["attributes"][0], field, "{change}");
    }

    desk.contents().await.are(&before, "a refused change");
    desk.close().await;
}

#[tokio::test]
async fn an_inbox_needs_a_channel_that_there_is() {
    let desk = Desk::open().await;
    let before = desk.contents().await;

    for kind in [json!("carrier_pigeon"), Value::Null, json!("")] {
        let new = json!({ "name": "Sales", "channel": { "type": kind } });
        let reply = desk.admin().post("inboxes", new).await.refuses(&["channel"]);
        assert_eq!(reply.body["message"], "Channel must exist");
    }

    let none = desk.admin().post("inboxes", json!({ "name": "Sales" })).await;
    none.says(422, "param is missing or the value is empty: channel");
    let unnamed = json!({ "channel": { "type": "api" } });
    desk.admin().post("inboxes", unnamed).await.refuses(&["name"]);
    desk.contents().await.are(&before, "a refused inbox");
    desk.close().await;
}

#[tokio::test]
async fn members_are_added_replaced_and_removed() {
    let desk = Desk::open().await;
    let [ada, ben, cleo] = ["Ada", "Ben", "Cleo"].map(|name| desk.id_of(name));
    let inbox = desk.inbox().await;
    let of = |users: &[i64]| json!({ "inbox_id": inbox, "user_ids": users });
    let names = |body: &Value| {
        let mut names = each(&body["payload"], "name");
        names.sort_by_key(ToString::to_string);
        names
    };

    let added = desk.admin().post("inbox_members", of(&[cleo, ben])).await.is(200);

    assert_eq!(names(&added.body), ["Ben", "Cleo"], "all members, new or not");
    let replaced = desk.admin().patch("inbox_members", of(&[ada, cleo])).await.is(200);
    assert_eq!(names(&replaced.body), ["Ada", "Cleo"]);
    let removed = desk.admin().delete_with("inbox_members", of(&[ada, ben])).await.is(200);
    assert_eq!(removed.text, "");
    let left = desk.admin().get(&format!("inbox_members/{inbox}")).await.is(200);
    assert_eq!(names(&left.body), ["Cleo"]);
    desk.close().await;
}

#[tokio::test]
async fn bad_members_are_refused_and_change_nothing() {
    let desk = Desk::open().await;
    let (inbox, cleo) = (desk.inbox().await, desk.id_of("Cleo"));
    let zoe = desk.neighbour().await.get("agents").await.body[0]["id"].clone();
    let before = desk.contents().await;
    let admin = desk.admin();

    for stranger in [zoe, json!(0), json!(i64::MAX)] {
        let both = json!({ "inbox_id": inbox, "user_ids": [cleo, stranger] });
        let reply = admin.post("inbox_members", both.clone()).await.refuses(&["user"]);
        assert_eq!(reply.body["message"], "User must exist");
        admin.put("inbox_members", both).await.refuses(&["user"]);
    }

    let nowhere = json!({ "inbox_id": inbox + 99, "user_ids": [cleo] });
    admin.post("inbox_members", nowhere.clone()).await.is(404);
    admin.delete_with("inbox_members", nowhere).await.is(404);
    admin.post("inbox_members", json!({ "user_ids": [cleo] })).await.is(404);
    let nobody = admin.post("inbox_members", json!({ "inbox_id": inbox })).await;
    nobody.says(422, "param is missing or the value is empty: user_ids");
    desk.contents().await.are(&before, "a refused change of members");
    desk.close().await;
}

#[tokio::test]
async fn an_inbox_goes_with_its_conversations_and_leaves_its_contacts() {
    let desk = Desk::open().await;
    let (lea, sales) = (desk.contact("Lea").await, desk.add_inbox("Sales", &[]).await);
    let kept = desk.conversation(lea, Some("Hello")).await;
    let new = json!({ "inbox_id": sales, "contact_id": lea, "message": { "content": "Hi" } });
    let gone = desk.conversation_with(new).await;

    let removed = desk.admin().delete(&format!("inboxes/{sales}")).await;

    removed.says(200, "Your inbox deletion request will be processed in some time.");
    desk.admin().get(&format!("inboxes/{sales}")).await.is(404);
    desk.admin().get(&format!("conversations/{gone}")).await.is(404);
    desk.admin().get(&format!("conversations/{kept}")).await.is(200);
    let lea = desk.admin().get(&format!("contacts/{lea}")).await.is(200);
    let known = &lea.body["payload"]["contact_inboxes"];
    assert_eq!(each(known, "inbox").len(), 1, "{known}");
    assert_eq!(desk.admin().get("conversations/meta").await.body["meta"]["all_count"], 1);
    desk.close().await;
}

#[tokio::test]
async fn a_contact_can_be_answered_as_long_as_the_window_is_open() {
    let desk = Desk::open().await;
    let attributes = json!({ "agent_reply_time_window": 24 });
    let change = json!({ "channel": { "additional_attributes": attributes } });
    desk.admin().patch(&format!("inboxes/{}", desk.inbox().await), change).await.is(200);
    let lea = desk.contact("Lea").await;
    let silent = desk.conversation(lea, None).await;
    let conversation = desk.conversation(lea, Some("Hello")).await;

    desk.wait(Duration::from_hours(24));
    let open = desk.show(conversation).await["can_reply"].clone();
    desk.wait(Duration::from_secs(1));
    let closed = desk.show(conversation).await["can_reply"].clone();

    assert_eq!((open, closed), (json!(true), json!(false)));
    assert_eq!(desk.show(silent).await["can_reply"], false, "nobody wrote yet");
    desk.contact_says(conversation, "Anyone there?").await;
    assert_eq!(desk.show(conversation).await["can_reply"], true);
    desk.close().await;
}

#[tokio::test]
async fn only_administrators_change_inboxes() {
    let desk = Desk::open().await;
    let inbox = desk.inbox().await;
    let path = format!("inboxes/{inbox}");
    let members = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Cleo")] });
    let new = json!({ "name": "Mine", "channel": { "type": "api" } });
    let (ben, before) = (desk.agent(), desk.contents().await);

    let refused = [
        ben.post("inboxes", new.clone()).await,
        ben.patch(&path, new).await,
        ben.delete(&path).await,
        ben.post("inbox_members", members.clone()).await,
        ben.patch("inbox_members", members.clone()).await,
        ben.delete_with("inbox_members", members).await,
    ];

    for reply in refused {
        reply.says(401, NOT_ALLOWED);
    }
    desk.contents().await.are(&before, "a refused agent");
    desk.close().await;
}

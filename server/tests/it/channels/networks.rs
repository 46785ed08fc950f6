//! The channels of other services.

use db::{Sql, args};
use serde_json::{Value, json};

use super::{add, change, has_keys, path};
use crate::support::Desk;

fn line() -> Value {
    json!({
        "type": "line", "line_channel_id": "1650000000", "line_channel_secret": "hush",
        "line_channel_token": "quiet"
    })
}

fn sms() -> Value {
    json!({
        "type": "sms", "phone_number": "+390612345678",
        "provider_config": { "account_id": "1", "api_secret": "hush" }
    })
}

#[tokio::test]
async fn a_number_for_texts_is_set_up_without_asking_anybody() {
    let desk = Desk::open_with(|config| {
        config.server.frontend_url = "https://desk.acme.test".to_owned();
    })
    .await;

    let inbox = add(&desk, sms()).await.is(200);

    let inbox = inbox.holds(json!({
        "channel_type": "Channel::Sms", "phone_number": "+390612345678", "provider": "default",
        "callback_webhook_url": "https://desk.acme.test/webhooks/sms/390612345678",
        "messaging_service_sid": null, "website_token": null, "hmac_mandatory": null
    }));
    assert!(inbox.body.get("provider_config").is_none(), "{}", inbox.text);
    let kept = format!("{:?}", desk.contents().await);
    assert!(!kept.contains("hush"), "what lets us in can be read in the database");
    let other = json!({ "phone_number": "+390600000000" });
    let after = change(&desk, &inbox.body, other.clone()).await.is(200).holds(other);
    assert_eq!(after.body["provider"], "default");
    desk.close().await;
}

#[tokio::test]
async fn a_channel_of_line_is_set_up_without_asking_anybody() {
    let desk = Desk::open_with(|config| {
        config.server.frontend_url = "https://desk.acme.test".to_owned();
    })
    .await;

    let inbox = add(&desk, line()).await.is(200);

    let inbox = inbox.holds(json!({
        "channel_type": "Channel::Line", "phone_number": null, "provider": null,
        "callback_webhook_url": "https://desk.acme.test/webhooks/line/1650000000"
    }));
    for secret in ["line_channel_secret", "line_channel_token"] {
        assert!(inbox.body.get(secret).is_none(), "{secret}");
    }
    change(&desk, &inbox.body, json!({ "line_channel_token": "other" })).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn what_a_network_needs_is_asked_for_by_name() {
    let desk = Desk::open().await;
    add(&desk, sms()).await.is(200);
    add(&desk, line()).await.is(200);
    let before = desk.contents().await;
    let needed = ["line_channel_id", "line_channel_secret", "line_channel_token"];

    add(&desk, json!({ "type": "line" })).await.refuses(&needed);
    add(&desk, line()).await.refuses(&["line_channel_id"]);
    let mut odd = line();
    odd["line_channel_id"] = json!("../x?y");
    add(&desk, odd).await.refuses(&["line_channel_id"]);
    add(&desk, json!({ "type": "sms" })).await.refuses(&["phone_number"]);
    add(&desk, sms()).await.refuses(&["phone_number"]);
    let digits = json!({ "type": "sms", "phone_number": "0612345678" });
    let refused = add(&desk, digits).await.refuses(&["phone_number"]);
    assert_eq!(refused.body["message"], "Phone number should be in e164 format");
    for kind in ["telegram", "whatsapp"] {
        let refused = add(&desk, json!({ "type": kind })).await.refuses(&["channel"]);
        let said = "Channel of this type cannot be added yet, since its service has to be asked";
        assert_eq!(refused.body["message"], said);
    }

    desk.contents().await.are(&before, "a refused channel");
    desk.close().await;
}

#[tokio::test]
async fn agents_write_to_those_who_have_a_number() {
    let desk = Desk::open().await;
    let inbox = add(&desk, sms()).await.is(200).body;
    let lea = desk.contact_with(json!({ "name": "Lea", "phone_number": "+49301234567" })).await;
    let new = json!({ "inbox_id": inbox["id"], "contact_id": lea });

    desk.conversation_with(new).await;

    let known = desk.admin().get(&format!("contacts/{lea}")).await.is(200).body;
    let known = &known["payload"]["contact_inboxes"][0];
    assert_eq!(known["source_id"], "+49301234567");
    assert_eq!(known["inbox"]["provider"], "default");
    let max = desk.contact_with(json!({ "name": "Max", "email": "max@x.test" })).await;
    let new = json!({ "inbox_id": inbox["id"], "contact_id": max });
    let refused = desk.admin().post("conversations", new).await;
    refused.says(422, "param is missing or the value is empty: contact phone number");
    desk.close().await;
}

/// A channel that was set up by speaking with its service, as it is kept.
pub async fn keep(desk: &Desk, network: i64, address: Option<&str>, settings: Value) -> Value {
    let inbox = add(desk, json!({ "type": "api" })).await.is(200).body;
    let id = inbox["id"].as_i64().expect("an id");
    let types = [
        "FacebookPage",
        "Instagram",
        "Line",
        "Sms",
        "Telegram",
        "Tiktok",
        "TwilioSms",
        "TwitterProfile",
        "Whatsapp",
    ];
    let name = format!("Channel::{}", types[usize::try_from(network).expect("a network")]);
    let (account, address) = (desk.account, address.map(str::to_owned));
    let settings = settings.to_string();
    let kept = desk.app.db.write(async move |tx: &mut db::Tx| {
        let channel = Sql::portable(
            "insert into network_channels
               (account_id, network, address, settings, created_at, updated_at)
             values ($1, $2, $3, $4, 0, 0) returning id",
        );
        let values = args![account, network, &address, &settings];
        let (channel,) = tx.one::<(i64,)>(&channel, values).await?;
        let inbox =
            Sql::portable("update inboxes set channel_type = $2, channel_id = $3 where id = $1");
        tx.exec(&inbox, args![id, &name, channel]).await
    });
    assert_eq!(kept.await.unwrap(), 1);
    inbox
}

#[tokio::test]
async fn channels_of_all_networks_are_shown_with_what_they_have() {
    let desk = Desk::open_with(|config| {
        config.server.frontend_url = "https://desk.acme.test".to_owned();
    })
    .await;
    let page = json!({ "page_id": "77", "instagram_id": "88", "reauthorization_required": false });
    let phone = json!({ "medium": "whatsapp", "content_templates": {} });
    let whatsapp = json!({ "message_templates": [], "reauthorization_required": true });
    let kept = [
        (0, Some("77"), page, json!({ "channel_type": "Channel::FacebookPage" })),
        (
            1,
            Some("88"),
            json!({ "instagram_id": "88", "reauthorization_required": false }),
            json!({ "channel_type": "Channel::Instagram", "callback_webhook_url": null }),
        ),
        (4, Some("bot"), json!({ "bot_name": "Helper" }), json!({ "phone_number": null })),
        (5, Some("9"), json!({ "reauthorization_required": false }), json!({})),
        (
            6,
            Some("whatsapp:+390612345678"),
            phone,
            json!({
                "phone_number": "whatsapp:+390612345678", "messaging_service_sid": null,
                "callback_webhook_url": "https://desk.acme.test/twilio/callback"
            }),
        ),
        (
            6,
            Some("MG123"),
            json!({ "medium": "sms", "content_templates": {} }),
            json!({ "phone_number": null, "messaging_service_sid": "MG123" }),
        ),
        (7, Some("55"), json!({ "tweets_enabled": true }), json!({})),
        (
            8,
            Some("+390612345678"),
            whatsapp,
            json!({
                "phone_number": "+390612345678",
                "callback_webhook_url": "https://desk.acme.test/webhooks/whatsapp/+390612345678"
            }),
        ),
    ];
    for (network, address, settings, more) in kept {
        let inbox = keep(&desk, network, address, settings.clone()).await;

        let shown = desk.admin().get(&path(&inbox)).await.is(200);

        let keys: Vec<&str> = settings.as_object().unwrap().keys().map(String::as_str).collect();
        has_keys(&shown.body, &keys);
        let shown = shown.holds(settings.clone());
        if more != json!({}) {
            shown.holds(more);
        }
    }
    let all = desk.admin().get("inboxes").await.is(200).body;
    assert_eq!(all["payload"].as_array().map(Vec::len), Some(9));
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_of_a_network_is_answered_while_its_window_is_open() {
    let desk = Desk::open().await;
    let page = json!({ "page_id": "77", "reauthorization_required": false });
    let inbox = keep(&desk, 8, Some("+390612345678"), page).await;
    let lea = desk.contact_with(json!({ "name": "Lea", "phone_number": "+49301234567" })).await;
    let new = json!({ "inbox_id": inbox["id"], "contact_id": lea });

    let conversation = desk.conversation_with(new).await;

    assert_eq!(desk.show(conversation).await["can_reply"], false, "nobody wrote yet");
    let known = desk.admin().get(&format!("contacts/{lea}")).await.is(200).body;
    assert_eq!(known["payload"]["contact_inboxes"][0]["source_id"], "49301234567");
    let odd = json!({ "inbox_id": inbox["id"], "contact_id": lea, "source_id": "+49 30" });
    desk.admin().post("conversations", odd).await.refuses(&["source_id"]);
    desk.close().await;
}

#[tokio::test]
async fn a_channel_of_a_network_goes_with_its_inbox() {
    let desk = Desk::open().await;
    let inbox = add(&desk, sms()).await.is(200).body;

    desk.admin().delete(&path(&inbox)).await.is(200);
    desk.settle().await;

    desk.admin().get(&path(&inbox)).await.is(404);
    add(&desk, sms()).await.is(200);
    desk.close().await;
}

//! Through which inboxes somebody can be written to, and by what they are known there (contract
//! `application-core.md`, 16.14 and 22.7).

use serde_json::{Value, json};

use super::{add, networks::keep};
use crate::support::{Desk, each};

/// An inbox of each kind, by the names of their channels, without the one that there always is.
struct Inboxes {
    email: i64,
    website: i64,
    sms: i64,
    twilio: i64,
    twilio_whatsapp: i64,
    whatsapp: i64,
    telegram: i64,
}

impl Inboxes {
    async fn of(desk: &Desk) -> Self {
        let id = |inbox: &Value| inbox["id"].as_i64().unwrap();
        let sms = json!({ "type": "sms", "phone_number": "+390612345678" });
        let website = json!({ "type": "web_widget", "website_url": "https://acme.test" });
        let by_whatsapp = json!({ "medium": "whatsapp" });
        Inboxes {
            email: add(desk, json!({ "type": "email", "email": "help@acme.test" })).await.id(),
            website: add(desk, website).await.id(),
            sms: add(desk, sms).await.id(),
            twilio: id(&keep(desk, 6, Some("+390612345679"), json!({ "medium": "sms" })).await),
            twilio_whatsapp: id(&keep(desk, 6, Some("whatsapp:+390612345678"), by_whatsapp).await),
            whatsapp: id(&keep(desk, 8, Some("+390612345670"), json!({})).await),
            telegram: id(&keep(desk, 4, Some("bot"), json!({})).await),
        }
    }
}

/// The inboxes through which somebody can be written to, but for that of an API, and their source
/// ids there.
async fn reachable(desk: &Desk, contact: i64) -> Vec<(i64, String)> {
    let path = format!("contacts/{contact}/contactable_inboxes");
    let all = desk.admin().get(&path).await.is(200).body["payload"].clone();
    let all = all.as_array().unwrap().iter();
    let others = all.filter(|it| it["inbox"]["channel_type"] != "Channel::Api");
    let id = |it: &Value| it["inbox"]["id"].as_i64().unwrap();
    others.map(|it| (id(it), it["source_id"].as_str().unwrap().to_owned())).collect()
}

#[tokio::test]
async fn somebody_can_be_written_to_where_the_channel_reaches_them() {
    let desk = Desk::open().await;
    let inboxes = Inboxes::of(&desk).await;
    let nobody = desk.contact_with(json!({ "name": "Nobody" })).await;
    let lea = json!({ "name": "Lea", "email": "lea@x.test", "phone_number": "+49301234567" });
    let lea = desk.contact_with(lea).await;
    let max = desk.contact_with(json!({ "name": "Max", "email": "max@x.test" })).await;

    assert_eq!(reachable(&desk, nobody).await, []);
    assert_eq!(reachable(&desk, max).await, [(inboxes.email, "max@x.test".to_owned())]);
    let mut all = reachable(&desk, lea).await;
    all.sort();
    let mut expected = [
        (inboxes.email, "lea@x.test"),
        (inboxes.sms, "+49301234567"),
        (inboxes.twilio, "+49301234567"),
        (inboxes.twilio_whatsapp, "whatsapp:+49301234567"),
        (inboxes.whatsapp, "49301234567"),
    ]
    .map(|(inbox, source)| (inbox, source.to_owned()));
    expected.sort();
    assert_eq!(all, expected);
    let path = format!("contacts/{lea}/contactable_inboxes");
    let shown = desk.admin().get(&path).await.is(200).body["payload"].clone();
    let shown = shown.as_array().unwrap();
    let sms = shown.iter().find(|it| it["inbox"]["id"] == inboxes.sms).unwrap();
    assert_eq!(sms["inbox"]["provider"], "default");
    desk.close().await;
}

#[tokio::test]
async fn a_visitor_can_be_written_to_until_they_have_a_conversation() {
    let desk = Desk::open().await;
    let website = Inboxes::of(&desk).await.website;
    let lea = desk.contact_with(json!({ "name": "Lea" })).await;
    let known = async |source: &str| {
        let new = json!({ "inbox_id": website, "source_id": source });
        desk.admin().post(&format!("contacts/{lea}/contact_inboxes"), new).await.is(200);
    };

    assert_eq!(reachable(&desk, lea).await, []);
    known("first").await;
    assert_eq!(reachable(&desk, lea).await, [(website, "first".to_owned())]);
    desk.conversation_with(json!({ "inbox_id": website, "source_id": "first" })).await;
    assert_eq!(reachable(&desk, lea).await, []);
    known("second").await;
    assert_eq!(reachable(&desk, lea).await, [(website, "second".to_owned())]);
    desk.close().await;
}

#[tokio::test]
async fn somebody_is_known_by_what_the_channel_reaches_them_by() {
    let desk = Desk::open().await;
    let inboxes = Inboxes::of(&desk).await;
    let lea = json!({ "name": "Lea", "email": "lea@x.test", "phone_number": "+49301234567" });
    let lea = desk.contact_with(lea).await;
    let nobody = desk.contact_with(json!({ "name": "Nobody" })).await;
    let make = async |contact: i64, inbox: i64| {
        let path = format!("contacts/{contact}/contact_inboxes");
        desk.admin().post(&path, json!({ "inbox_id": inbox, "source_id": "" })).await
    };

    for (inbox, source) in [
        (inboxes.email, "lea@x.test"),
        (inboxes.sms, "+49301234567"),
        (inboxes.twilio, "+49301234567"),
        (inboxes.twilio_whatsapp, "whatsapp:+49301234567"),
        (inboxes.whatsapp, "49301234567"),
    ] {
        assert_eq!(make(lea, inbox).await.is(200).body["source_id"], source);
        let missing = make(nobody, inbox).await.is(422);
        assert!(missing.text.contains("contact "), "{}", missing.text);
    }
    assert_eq!(make(lea, inboxes.sms).await.is(200).body["inbox"]["provider"], "default");
    let visitor = make(lea, inboxes.website).await.is(200).body["source_id"].clone();
    assert_eq!(visitor.as_str().map(str::len), Some(36));
    make(lea, inboxes.telegram).await.refuses(&["source_id"]);
    let named = async |inbox: i64, source: &str| {
        let new = json!({ "inbox_id": inbox, "source_id": source });
        desk.admin().post(&format!("contacts/{nobody}/contact_inboxes"), new).await
    };
    for (inbox, source) in [
        (inboxes.twilio, "whatsapp:+49301234567"),
        (inboxes.twilio, "49301234567"),
        (inboxes.twilio_whatsapp, "+49301234567"),
        (inboxes.whatsapp, "+49301234567"),
    ] {
        named(inbox, source).await.refuses(&["source_id"]);
    }
    named(inboxes.twilio, "+49301234560").await.is(200);
    named(inboxes.twilio_whatsapp, "whatsapp:+49301234560").await.is(200);
    let known = desk.admin().get(&format!("contacts/{lea}")).await.is(200).body;
    assert_eq!(each(&known["payload"]["contact_inboxes"], "source_id").len(), 6);
    desk.close().await;
}

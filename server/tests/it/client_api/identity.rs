//! Who visitors show that they are.

use serde_json::{Value, json};

use super::Reception;
use crate::support::{Desk, each};

#[tokio::test]
async fn who_is_signed_by_the_account_is_believed_at_once() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let other = Reception::of_inbox(&desk, desk.add_inbox("Shop", &["Ben"]).await).await;

    let here = reception.admit_proven("crm-1").await;
    let first = here.begins("Hello").await;
    let there = other.admit_proven("crm-1").await;
    let second = there.begins("Hello again").await;

    assert_eq!(here.contact, there.contact);
    for device in [&here, &there] {
        let all = device.get("conversations").await.is(200).body;
        assert_eq!(each(&all, "id"), [first, second], "who is sure reaches all of theirs");
    }
    there.says(first, "From elsewhere").await;
    let shown = desk.show(first).await;
    assert_eq!(shown["meta"]["hmac_verified"], true);
    desk.close().await;
}

#[tokio::test]
async fn a_wrong_signature_is_refused_wherever_it_is_shown() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({ "name": "Lea" })).await;
    let before = desk.contents().await;
    let foreign = Reception::of_inbox(&desk, desk.inbox().await).await.hash("crm-2");

    for hash in [foreign.as_str(), "x", "00", &"0".repeat(64), &"ä".repeat(100)] {
        let shown = json!({ "identifier": "crm-1", "identifier_hash": hash });
        let words = "HMAC failed: Invalid Identifier Hash Provided";
        reception.ask(shown.clone()).await.says(401, words);
        lea.patch("", shown).await.says(401, words);
        lea.get(&format!("?identifier=crm-1&identifier_hash={hash}")).await.is(401);
    }

    desk.contents().await.are(&before, "a wrong signature");
    desk.close().await;
}

#[tokio::test]
async fn an_inbox_may_ask_everybody_who_they_are() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let before = reception.admit(json!({ "name": "Lea" })).await;
    let strict = json!({ "channel": { "hmac_mandatory": true } });
    desk.admin().patch(&format!("inboxes/{}", reception.inbox), strict).await.is(200);

    let shown = desk.nobody().get(&reception.path).await.is(200).body;
    assert_eq!(shown["identity_validation_enabled"], true);
    for said in [json!({}), json!({ "identifier": "crm-1" }), json!({ "name": "Lea" })] {
        reception.ask(said).await.is(401);
    }
    before.get("").await.is(401);
    before.patch("", json!({ "name": "Max" })).await.is(401);

    let lea = reception.admit_proven("crm-1").await;
    lea.get("").await.is(401);
    let query = format!("?identifier=crm-1&identifier_hash={}", reception.hash("crm-1"));
    assert_eq!(lea.get(&query).await.is(200).body["id"], lea.contact);
    lea.begins("Hello").await;
    desk.close().await;
}

#[tokio::test]
async fn a_device_is_believed_once_it_shows_who_it_belongs_to() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let phone = reception.admit_proven("crm-1").await;
    let old = phone.begins("Hello").await;
    let laptop = reception.admit(json!({ "identifier": "crm-1" })).await;
    assert_eq!(laptop.get("conversations").await.is(200).body, json!([]));
    assert_eq!(laptop.get("").await.is(200).body["identifier"], Value::Null);

    let query = format!("?identifier=crm-1&identifier_hash={}", reception.hash("crm-1"));
    let shown = laptop.get(&query).await.is(200).body;

    assert_eq!(shown["identifier"], "crm-1");
    assert_eq!(each(&laptop.get("conversations").await.is(200).body, "id"), [old]);
    desk.close().await;
}

#[tokio::test]
async fn a_signature_of_ones_own_is_no_key_to_others() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let eva = reception.admit_proven("eva").await;
    eva.patch("", json!({ "email": "eva@x.test", "phone_number": "+14155550123" })).await.is(200);
    let secret = eva.begins("My secret").await;
    let hash = reception.hash("mallory");
    let own = json!({ "identifier": "mallory", "identifier_hash": hash });
    let with = |more: Value| {
        let mut said = own.clone();
        said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        said
    };

    // As Eva, by her address, and then as oneself.
    let claims = reception.admit(json!({ "email": "eva@x.test" })).await;
    assert_eq!(claims.contact, eva.contact);
    claims.patch("", own.clone()).await.is(401);
    // As oneself, and then with the address of Eva.
    let mallory = reception.admit_proven("mallory").await;
    for address in [json!({ "email": "eva@x.test" }), json!({ "phone_number": "+14155550123" })] {
        let said = mallory.patch("", with(address.clone())).await.is(200).body;
        assert_eq!((&said["id"], &said["email"]), (&json!(mallory.contact), &Value::Null));
        let again = reception.ask(with(address)).await.is(200).body;
        assert_eq!((&again["id"], &again["email"]), (&json!(mallory.contact), &Value::Null));
    }
    // By the source id of somebody else, which is known by chance.
    let stolen = with(json!({ "source_id": eva.source }));
    reception.ask(stolen).await.is(401);

    for visitor in [&claims, &mallory] {
        assert_eq!(visitor.get("conversations").await.is(200).body, json!([]));
        visitor.get(&format!("conversations/{secret}")).await.is(404);
        visitor.get(&format!("conversations/{secret}/messages")).await.is(404);
    }
    let shown = eva.get("").await.is(200).body;
    assert_eq!((&shown["id"], &shown["email"]), (&json!(eva.contact), &json!("eva@x.test")));
    desk.close().await;
}

#[tokio::test]
async fn who_said_it_first_is_doubted_once_somebody_shows_it() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let said = json!({ "identifier": "eva", "email": "eva@x.test" });
    let early = reception.admit(said).await;
    let own = early.begins("I was here first").await;

    let eva = reception.admit_proven("eva").await;
    assert_eq!(eva.contact, early.contact);
    eva.patch("", json!({ "phone_number": "+14155550123" })).await.is(200);
    let secret = eva.begins("My secret").await;

    assert_eq!(early.get("").await.is(200).body["phone_number"], Value::Null);
    assert_eq!(each(&early.get("conversations").await.is(200).body, "id"), [own]);
    early.get(&format!("conversations/{secret}")).await.is(404);
    assert_eq!(each(&eva.get("conversations").await.is(200).body, "id"), [secret]);
    eva.get(&format!("conversations/{own}/messages")).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn mails_to_an_address_are_not_read_by_whoever_names_it() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let mallory = reception.admit_proven("mallory").await;
    mallory.patch("", json!({ "email": "eva@x.test" })).await.is(200);
    // Somebody else comes by the same address, without showing more.
    let eva = reception.admit(json!({ "email": "eva@x.test" })).await;
    let secret = eva.begins("My secret").await;
    let by_agents = desk.conversation(eva.contact, Some("By agents")).await;

    assert_eq!(mallory.contact, eva.contact);
    assert_eq!(mallory.get("conversations").await.is(200).body, json!([]));
    for id in [secret, by_agents] {
        mallory.get(&format!("conversations/{id}/messages")).await.is(404);
    }
    desk.close().await;
}

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
    let said = json!({ "identifier": "eva", "email": "planted@x.test" });
    let early = reception.admit(said).await;
    let own = early.begins("I was here first").await;

    let eva = reception.admit_proven("eva").await;
    assert_ne!(eva.contact, early.contact, "she is a contact of her own");
    let shown = eva.patch("", json!({ "phone_number": "+14155550123" })).await.is(200).body;
    assert_eq!((&shown["identifier"], &shown["email"]), (&json!("eva"), &Value::Null));
    assert_eq!(early.get("").await.is(200).body["identifier"], Value::Null);
    let secret = eva.begins("My secret").await;

    assert_eq!(early.get("").await.is(200).body["phone_number"], Value::Null);
    assert_eq!(each(&early.get("conversations").await.is(200).body, "id"), [own]);
    early.get(&format!("conversations/{secret}")).await.is(404);
    assert_eq!(each(&eva.get("conversations").await.is(200).body, "id"), [secret]);
    eva.get(&format!("conversations/{own}/messages")).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn who_was_taken_for_whoever_said_it_first_is_a_contact_of_their_own_once_they_show_it() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let early = reception.admit(json!({ "identifier": "eva", "email": "planted@x.test" })).await;
    let theirs = early.begins("I was here first").await;
    let eva = reception.admit(json!({ "identifier": "eva" })).await;
    let own = eva.begins("Hello").await;
    assert_eq!(desk.show(own).await["meta"]["sender"]["id"], early.contact, "not shown yet");

    let signed = json!({
        "identifier": "eva", "identifier_hash": reception.hash("eva"), "name": "Eva"
    });
    let shown = eva.patch("", signed).await.is(200).body;

    assert_ne!(shown["id"], early.contact);
    assert_eq!((&shown["identifier"], &shown["email"]), (&json!("eva"), &Value::Null));
    let moved = desk.show(own).await;
    assert_eq!(
        (&moved["meta"]["sender"]["id"], &moved["meta"]["sender"]["name"]),
        (&shown["id"], &json!("Eva"))
    );
    assert_eq!(moved["meta"]["hmac_verified"], true);
    assert_eq!(moved["messages"][0]["sender"]["id"], shown["id"]);
    assert_eq!(each(&eva.get("conversations").await.is(200).body, "id"), [own]);
    assert_eq!(each(&early.get("conversations").await.is(200).body, "id"), [theirs]);
    assert_eq!(desk.show(theirs).await["meta"]["sender"]["email"], "planted@x.test");
    assert_eq!(early.get("").await.is(200).body["identifier"], Value::Null);
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
    let mail = json!({
        "contact_id": eva.contact, "inbox_id": reception.inbox, "source_id": "eva@x.test"
    });
    let by_agents = desk.conversation_with(mail).await;

    assert_eq!(mallory.contact, eva.contact);
    assert_eq!(mallory.get("conversations").await.is(200).body, json!([]));
    for id in [secret, by_agents] {
        mallory.get(&format!("conversations/{id}/messages")).await.is(404);
    }
    desk.close().await;
}

#[tokio::test]
async fn who_shows_an_identifier_that_agents_have_noted_is_that_contact() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let contact = desk.contact_with(json!({ "name": "Eva", "identifier": "eva" })).await;
    let claims = reception.admit(json!({ "identifier": "eva" })).await;

    let eva = reception.admit_proven("eva").await;

    assert_eq!((claims.contact, eva.contact), (contact, contact));
    assert_eq!(eva.get("").await.is(200).body["name"], "Eva");
    desk.close().await;
}

#[tokio::test]
async fn what_somebody_has_shown_counts_no_more_once_they_are_called_otherwise() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let eva = reception.admit_proven("crm-1").await;
    eva.begins("My secret").await;
    let id = eva.contact;

    let change = json!({ "identifier": "crm-2", "email": "eva@x.test" });
    desk.admin().patch(&format!("contacts/{id}"), change).await.is(200);

    assert_eq!(eva.get("").await.is(200).body["email"], Value::Null);
    let other = reception.admit_proven("crm-2").await;
    assert_eq!(other.contact, id);
    assert_eq!(other.get("conversations").await.is(200).body, json!([]));
    desk.close().await;
}

#[tokio::test]
async fn who_had_no_identifier_may_show_one_later() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let signed = |identifier: &str| json!({ "identifier": identifier, "identifier_hash": reception.hash(identifier) });
    let phone = reception.admit_proven("crm-1").await;
    let old = phone.begins("Hello").await;
    let lea = reception.admit(json!({ "email": "lea@x.test" })).await;
    let own = lea.begins("It is me").await;
    let nobody = reception.admit(json!({})).await;
    let new = nobody.begins("Me again").await;
    let max = reception.admit(json!({ "email": "max@x.test" })).await;

    let told = lea.patch("", signed("crm-2")).await.is(200).body;
    assert_eq!((&told["identifier"], &told["email"]), (&json!("crm-2"), &json!("lea@x.test")));
    assert_eq!(desk.show(own).await["meta"]["hmac_verified"], true);
    // Whom they show to be is known already.
    let told = nobody.patch("", signed("crm-1")).await.is(200).body;
    assert_eq!((&told["id"], &told["identifier"]), (&json!(phone.contact), &json!("crm-1")));
    assert_eq!(each(&nobody.get("conversations").await.is(200).body, "id"), [old, new]);
    // Who is somebody stays that for all but what they do by this device.
    let told = max.patch("", signed("crm-1")).await.is(200).body;
    assert_eq!((&told["id"], &told["identifier"]), (&json!(phone.contact), &json!("crm-1")));
    assert_eq!(each(&max.get("conversations").await.is(200).body, "id"), [old, new]);
    let before = desk.admin().get(&format!("contacts/{}", max.contact)).await.is(200).body;
    assert_eq!(before["payload"]["email"], "max@x.test");
    // So does whoever was taken for somebody whom the account calls nothing.
    let lead = json!({ "name": "Ina", "email": "ina@x.test" });
    desk.admin().post("contacts", lead).await.is(200);
    let ina = reception.admit(json!({ "email": "ina@x.test" })).await;
    let begun = ina.begins("Hello").await;
    let told = ina.patch("", signed("crm-3")).await.is(200).body;
    assert_ne!(told["id"], ina.contact);
    assert_eq!((&told["identifier"], &told["email"]), (&json!("crm-3"), &Value::Null));
    assert_eq!(each(&ina.get("conversations").await.is(200).body, "id"), [begun]);
    assert_eq!(desk.show(begun).await["meta"]["hmac_verified"], true);
    desk.close().await;
}

#[tokio::test]
async fn whom_agents_make_another_contact_has_not_shown_to_be_them() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let eva = reception.admit_proven("eva").await;
    let secret = eva.begins("My secret").await;
    let max = reception.admit_proven("max").await;
    let own = max.begins("Hello").await;

    let pair = json!({ "base_contact_id": eva.contact, "mergee_contact_id": max.contact });
    desk.admin().post("actions/contact_merge", pair).await.is(200);

    assert_eq!(desk.show(own).await["meta"]["hmac_verified"], false);
    assert_eq!(max.get("").await.is(200).body["identifier"], Value::Null);
    assert_eq!(each(&max.get("conversations").await.is(200).body, "id"), [own]);
    assert_eq!(each(&eva.get("conversations").await.is(200).body, "id"), [secret]);
    desk.close().await;
}

//! Who a visitor of a website is.

use serde_json::{Value, json};

use super::Site;
use crate::support::Desk;

#[tokio::test]
async fn a_visitor_is_told_what_is_known_of_them() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let chat = site.visited().await;

    let shown = chat.get("contact").await.is(200).body;
    let expected = json!({
        "id": chat.contact, "has_email": false, "has_name": true, "has_phone_number": false,
        "identifier": null
    });
    assert_eq!(shown, expected);
    let said = json!({
        "email": "Lea@x.test", "phone_number": "no number", "name": "Lea",
        "custom_attributes": { "plan": "pro" }, "identifier": "not for here"
    });
    let told = chat.patch("contact", said).await.is(200).body;
    assert_eq!((&told["has_email"], &told["has_phone_number"]), (&json!(true), &json!(false)));
    assert_eq!(told["identifier"], Value::Null);
    let known = desk.admin().get(&format!("contacts/{}", chat.contact)).await.is(200).body;
    assert_eq!(known["payload"]["email"], "lea@x.test");
    let keys = json!({ "custom_attributes": ["plan"] });
    let row = chat.post("contact/destroy_custom_attributes", keys).await.is(200).body;
    assert_eq!((&row["name"], &row["custom_attributes"]), (&json!("Lea"), &json!({})));
    desk.close().await;
}

#[tokio::test]
async fn a_page_says_who_its_visitor_is() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let chat = site.visited().await;
    let conversation = chat.says("Hello").await;
    let user = json!({
        "identifier": "crm-1", "identifier_hash": site.hash("crm-1"), "name": "Lea",
        "email": "lea@x.test"
    });

    let told = chat.patch("contact/set_user", user.clone()).await.is(200).body;
    assert_eq!((&told["id"], &told["identifier"]), (&json!(chat.contact), &json!("crm-1")));
    assert_eq!(told.get("widget_auth_token"), None);
    assert_eq!(desk.show(conversation).await["meta"]["hmac_verified"], true);

    // On another device they go on with the same conversation.
    let phone = site.visited().await;
    let told = phone.patch("contact/set_user", user).await.is(200).body;
    assert_eq!(told["id"], chat.contact);
    assert_eq!(phone.get("conversations").await.is(200).body["id"], conversation);

    // Somebody else signs in at the same browser.
    let other = json!({ "identifier": "crm-2", "identifier_hash": site.hash("crm-2") });
    let told = chat.patch("contact/set_user", other).await.is(200).body;
    assert_ne!(told["id"], chat.contact);
    let mut fresh = chat.clone();
    fresh.token = told["widget_auth_token"].as_str().unwrap().to_owned();
    assert_eq!(fresh.get("conversations").await.is(200).body, json!({}));
    assert_eq!(fresh.get("contact").await.is(200).body["identifier"], "crm-2");
    desk.close().await;
}

#[tokio::test]
async fn who_shows_who_they_are_takes_their_conversation_along() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let signed = |identifier: &str| json!({ "identifier": identifier, "identifier_hash": site.hash(identifier) });
    // Somebody whom the account knows by their address alone.
    let lead = json!({ "name": "Lea", "email": "lea@x.test" });
    let lead = desk.admin().post("contacts", lead).await.is(200).body;
    let lead = &lead["payload"]["contact"]["id"];
    let customer = json!({ "name": "Max", "identifier": "crm-2" });
    let customer = desk.admin().post("contacts", customer).await.is(200).body;
    let customer = &customer["payload"]["contact"]["id"];
    let start =
        |email: &str| json!({ "contact": { "email": email }, "message": { "content": "Hello" } });

    let claims = site.visited().await;
    let of_lea = claims.post("conversations", start("lea@x.test")).await.is(200).body;
    let somebody = site.visited().await;
    let of_max = somebody.post("conversations", start("max@else.test")).await.is(200).body;
    let lea = claims.patch("contact/set_user", signed("crm-1")).await.is(200).body;
    let max = somebody.patch("contact/set_user", signed("crm-2")).await.is(200).body;

    for (chat, told, begun, identifier) in
        [(&claims, &lea, &of_lea, "crm-1"), (&somebody, &max, &of_max, "crm-2")]
    {
        assert_eq!(told.get("widget_auth_token"), None, "the chat goes on");
        assert_eq!(told["identifier"], identifier);
        assert_eq!(chat.get("conversations").await.is(200).body["id"], begun["id"]);
        let shown = desk.show(begun["id"].as_i64().unwrap()).await;
        assert_eq!(shown["meta"]["sender"]["id"], told["id"]);
        assert_eq!(shown["meta"]["hmac_verified"], true);
    }
    assert_ne!(lea["id"], *lead, "an address is no proof");
    assert_eq!(max["id"], *customer);
    desk.close().await;
}

#[tokio::test]
async fn a_page_says_more_of_its_visitor_as_far_as_it_is_right() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let chat = site.visited().await;
    let user = json!({
        "identifier": "crm-1", "name": "Lea", "avatar_url": "/img/me.png", "email": "no address",
        "company_name": "Acme", "social_profiles": { "github": "lea" },
        "additional_attributes": { "city": "Porto" }
    });

    chat.patch("contact/set_user", user).await.is(200);

    let known = desk.admin().get(&format!("contacts/{}", chat.contact)).await.is(200).body;
    let known = &known["payload"];
    let said = json!({
        "company_name": "Acme", "social_profiles": { "github": "lea" }, "city": "Porto"
    });
    assert_eq!((&known["name"], &known["email"]), (&json!("Lea"), &Value::Null));
    assert_eq!(known["additional_attributes"], said);
    desk.close().await;
}

#[tokio::test]
async fn a_wrong_signature_is_refused() {
    let desk = Desk::open().await;
    let strict = Site::open_with(&desk, json!({ "hmac_mandatory": true })).await;
    let chat = strict.visited().await;
    let words = "HMAC failed: Invalid Identifier Hash Provided";

    for user in [
        json!({ "identifier": "crm-1", "name": "Lea" }),
        json!({ "identifier": "crm-1", "identifier_hash": "00" }),
        json!({ "identifier": "crm-1", "identifier_hash": strict.hash("crm-2") }),
        json!({ "email": "lea@x.test" }),
    ] {
        chat.patch("contact/set_user", user).await.says(401, words);
    }
    // What is only said besides needs no signature.
    let about = json!({ "custom_attributes": { "plan": "pro" } });
    chat.patch("contact/set_user", about).await.is(200);
    assert_eq!(chat.get("contact").await.is(200).body["identifier"], Value::Null);
    desk.close().await;
}

#[tokio::test]
async fn whoever_says_to_be_somebody_is_told_nothing_of_them() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let eva = site.visited().await;
    let user = json!({
        "identifier": "eva", "identifier_hash": site.hash("eva"), "name": "Eva Marsh",
        "email": "eva@x.test"
    });
    eva.patch("contact/set_user", user).await.is(200);
    eva.says("My secret").await;

    for claim in [json!({ "identifier": "eva" }), json!({ "email": "eva@x.test" })] {
        let mallory = site.visited().await;
        let told = mallory.patch("contact/set_user", claim).await.is(200).body;
        assert_eq!(told["identifier"], Value::Null);
        assert_eq!(mallory.get("conversations").await.is(200).body, json!({}));
        let own = mallory.says("It is me").await;
        let said = mallory.get("messages").await.is(200);
        for secret in ["Marsh", "eva@", "secret"] {
            assert!(!said.text.contains(secret), "{}", said.text);
        }
        assert_eq!(desk.show(own).await["meta"]["sender"]["name"], "Eva Marsh");
    }
    desk.close().await;
}

#[tokio::test]
async fn where_somebody_new_comes_from_is_noted_where_the_account_wants_that() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let noted = async |contact: i64| {
        let known = desk.admin().get(&format!("contacts/{contact}")).await.is(200).body;
        known["payload"]["additional_attributes"].clone()
    };
    assert_eq!(noted(site.visited().await.contact).await, json!({}));

    let on = format!(
        r#"update accounts set features = '{{"ip_lookup":true}}' where id = {}"#,
        desk.account
    );
    desk.execute(on).await;

    let chat = site.visited().await;
    assert_eq!(noted(chat.contact).await, json!({ "created_at_ip": "127.0.0.1" }));
    assert!(!chat.get("contact").await.is(200).text.contains("127.0.0.1"), "it is for the team");
    desk.close().await;
}

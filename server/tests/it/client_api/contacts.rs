//! Who comes in, and as whom.

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use super::Reception;
use crate::support::{Desk, each};

#[tokio::test]
async fn an_inbox_is_shown_to_everybody() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;

    let shown = desk.nobody().get(&reception.path).await.is(200).body;

    let identifier = reception.path.rsplit('/').next().unwrap();
    let expected = json!({
        "identifier": identifier, "identity_validation_enabled": false, "name": "Support",
        "timezone": "UTC", "working_hours": shown["working_hours"], "working_hours_enabled": false,
        "csat_survey_enabled": false, "greeting_enabled": false
    });
    assert_eq!(shown, expected);
    assert_eq!(each(&shown["working_hours"], "day_of_week"), [0, 1, 2, 3, 4, 5, 6]);
    desk.nobody().get("/public/api/v1/inboxes/nowhere").await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn a_visitor_comes_in_and_is_somebody_new() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;

    let said = json!({
        "name": "Lea", "email": " Lea@Customer.Test", "phone_number": "+14155550123",
        "identifier": "crm-1", "custom_attributes": { "plan": "pro" }
    });
    let lea = reception.ask(said).await.is(200).body;

    let expected = json!({
        "source_id": lea["source_id"], "pubsub_token": lea["pubsub_token"], "id": lea["id"],
        "name": "Lea", "email": "lea@customer.test", "phone_number": "+14155550123",
        "identifier": "crm-1", "account_id": desk.account, "blocked": false,
        "created_at": "2026-02-03T10:00:00.000Z", "updated_at": "2026-02-03T10:00:00.000Z",
        "additional_attributes": {}, "custom_attributes": { "plan": "pro" },
        "last_activity_at": null, "contact_type": "lead", "middle_name": "", "last_name": "",
        "location": null, "country_code": null, "company_id": null, "label_list": []
    });
    assert_eq!(lea, expected);
    assert_eq!(lea["source_id"].as_str().map(str::len), Some(36));
    assert_eq!(lea["pubsub_token"].as_str().map(str::len), Some(24));
    let source = lea["source_id"].as_str().unwrap();
    let shown = desk.nobody().get(&format!("{}/contacts/{source}", reception.path)).await;
    assert_eq!(shown.is(200).body, lea);
    let known = desk.admin().get(&format!("contacts/{}", lea["id"])).await.is(200).body;
    assert_eq!(known["payload"]["contact_inboxes"][0]["source_id"], lea["source_id"]);
    assert!(desk.events().await.contains(&"contact.created".to_owned()));

    // Who says nothing gets a name all the same, such as `quiet-harbor-482`.
    let nobody = reception.ask(json!({})).await.is(200).body;
    assert_eq!(nobody["name"].as_str().unwrap().split('-').count(), 3);
    assert_eq!(nobody["contact_type"], "visitor");
    desk.close().await;
}

#[tokio::test]
async fn a_source_id_that_is_known_leads_to_its_contact() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let new = json!({ "source_id": "device 1/a", "name": "Lea" });
    let first = reception.ask(new).await.is(200).body;

    let again = reception.ask(json!({ "source_id": "device 1/a", "name": "Max" })).await;

    assert_eq!(again.is(200).body, first);
    let path = format!("{}/contacts/device%201%2Fa/", reception.path);
    assert_eq!(desk.nobody().get(&path).await.is(200).body, first);
    desk.nobody().get(&format!("{}/contacts/elsewhere", reception.path)).await.is(404);
    reception.ask(json!({ "source_id": "x".repeat(2_001) })).await.refuses(&["source_id"]);
    desk.close().await;
}

#[tokio::test]
async fn a_visitor_says_more_of_themselves() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let about = json!({ "plan": "pro", "car": { "make": "Fiat", "year": 1970 } });
    let lea = reception.admit(json!({ "name": "Lea", "custom_attributes": about })).await;

    let said = json!({
        "name": "", "email": "LEA@x.test", "phone_number": null, "identifier": "mine",
        "custom_attributes": { "car": { "year": 1971 } }
    });
    let changed = lea.patch("", said.clone()).await.is(200).body;

    assert_eq!((&changed["name"], &changed["email"]), (&json!("Lea"), &json!("lea@x.test")));
    let expected = json!({ "plan": "pro", "car": { "make": "Fiat", "year": 1971 } });
    assert_eq!(changed["custom_attributes"], expected);
    assert_eq!(changed["identifier"], Value::Null, "who they are is not for them to say");
    assert_eq!(
        (&changed["id"], &changed["pubsub_token"]),
        (&json!(lea.contact), &json!(lea.token))
    );
    assert_eq!(lea.get("").await.is(200).body, changed);
    assert_eq!(desk.nobody().put(&lea.at(""), said).await.is(200).body, changed);
    lea.patch("", json!({ "email": "no address" })).await.refuses(&["email"]);
    lea.patch("", json!({ "phone_number": "555" })).await.refuses(&["phone_number"]);
    desk.close().await;
}

#[tokio::test]
async fn what_is_said_may_be_a_form_and_bring_a_picture() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let nobody = desk.nobody();
    let path = format!("{}/contacts", reception.path);

    let form = nobody
        .request(Method::POST, &path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body("name=Lea&custom_attributes[plan]=pro");
    let lea = nobody.send(form).await.is(200).body;
    assert_eq!((&lea["name"], &lea["custom_attributes"]["plan"]), (&json!("Lea"), &json!("pro")));

    let mut picture = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(8, 8).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let picture = Part::bytes(picture.into_inner()).file_name("max.png");
    let form = Form::new().text("name", "Max").part("avatar", picture);
    let max = nobody.send(nobody.request(Method::POST, &path).multipart(form)).await.is(200).body;
    let shown = desk.admin().get(&format!("contacts/{}", max["id"])).await.is(200).body;
    assert!(shown["payload"]["thumbnail"].as_str().unwrap().contains("/rails/active_storage/"));

    let text = Part::bytes(b"no picture".to_vec()).file_name("max.png");
    let form = Form::new().part("avatar", text);
    nobody.send(nobody.request(Method::POST, &path).multipart(form)).await.is(422);
    desk.close().await;
}

#[tokio::test]
async fn pages_of_all_sites_may_ask() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let nobody = desk.nobody();
    let asked = nobody
        .request(Method::OPTIONS, &format!("{}/contacts", reception.path))
        .header("origin", "https://shop.test")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type, x-shop");

    let leave = asked.send().await.unwrap();

    assert_eq!(leave.status(), 204);
    let header = |name: &str| leave.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("access-control-allow-origin"), "*");
    assert_eq!(header("access-control-allow-headers"), "content-type, x-shop");
    assert!(header("access-control-allow-methods").contains("PATCH"));
    for (path, status) in [(reception.path.as_str(), 200), ("/public/api/v1/nowhere", 404)] {
        let answer = nobody.get(path).await.is(status);
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
    }
    let closed = desk.admin().get("labels").await.is(200);
    assert!(!closed.headers.contains_key("access-control-allow-origin"));
    desk.close().await;
}

#[tokio::test]
async fn nobody_comes_in_where_an_account_is_suspended() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({})).await;
    let id = lea.begins("Hello").await;
    let set = async |status: i64| {
        desk.execute(format!("update accounts set status = {status} where id = {}", desk.account))
            .await;
    };

    set(1).await;
    desk.nobody().get(&reception.path).await.says(401, "Account is suspended");
    reception.ask(json!({})).await.is(401);
    lea.get("conversations").await.is(401);
    lea.post(&format!("conversations/{id}/messages"), json!({ "content": "x" })).await.is(401);

    set(0).await;
    lea.says(id, "Hello again").await;
    desk.close().await;
}

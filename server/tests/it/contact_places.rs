//! Where contacts are: who of them is there, where they can be written to, and how they are known
//! in inboxes.

use serde_json::{Value, json};

use crate::support::{Desk, each};

#[tokio::test]
async fn contacts_who_are_there_are_listed_in_the_order_that_is_wanted() {
    let desk = Desk::open().await;
    let (lea, max) = (desk.contact("Lea").await, desk.contact("Max").await);
    let visitor = desk.contact_with(json!({ "name": "ann" })).await;
    desk.contact("Away").await;
    for contact in [lea, max, visitor] {
        desk.hear_contact(contact);
    }

    let active = desk.agent().get("contacts/active?sort=-name").await.is(200).body;

    assert_eq!(active["meta"], json!({ "count": 3, "current_page": 1 }));
    assert_eq!(each(&active["payload"], "name"), ["Max", "Lea", "ann"]);
    assert_eq!(active["payload"][0]["availability_status"], "online");
    assert_eq!(active["payload"][0]["contact_inboxes"], json!([]));
    let bare = desk.agent().get("contacts/active?include_contact_inboxes=false&page=2").await;
    assert_eq!(
        bare.is(200).body,
        json!({ "meta": { "count": 3, "current_page": 2 }, "payload": [] })
    );
    desk.admin()
        .delete(&format!("contacts/{lea}"))
        .await
        .says(422, "Lea is Online, please try again later");
    desk.wait(std::time::Duration::from_secs(91));
    let nobody = desk.agent().get("contacts/active").await.is(200).body;
    assert_eq!(nobody, json!({ "meta": { "count": 0, "current_page": 1 }, "payload": [] }));
    desk.close().await;
}

#[tokio::test]
async fn very_many_contacts_may_be_there() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    desk.hear_contact(lea);
    for contact in 1_000_000..1_040_000 {
        desk.hear_contact(contact);
    }

    let active = desk.agent().get("contacts/active").await.is(200).body;

    assert_eq!(active["meta"]["count"], 1, "those who are gone do not count");
    assert_eq!(each(&active["payload"], "id"), [lea]);
    desk.close().await;
}

#[tokio::test]
async fn a_contact_can_be_written_to_in_the_inboxes_of_the_caller() {
    let desk = Desk::open().await;
    let (support, sales) = (desk.inbox().await, desk.add_inbox("Sales", &["Cleo"]).await);
    let lea =
        desk.contact_with(json!({ "name": "Lea", "inbox_id": support, "source_id": "old" })).await;
    let path = format!("contacts/{lea}/contactable_inboxes");
    let known = json!({ "inbox_id": support, "source_id": "new" });
    desk.agent().post(&format!("contacts/{lea}/contact_inboxes"), known).await.is(200);
    let before = desk.contents().await;

    let reachable = desk.agent().get(&path).await.is(200).body["payload"].clone();

    assert_eq!(reachable.as_array().unwrap().len(), 1);
    assert_eq!(reachable[0]["source_id"], "new");
    let inbox = &reachable[0]["inbox"];
    assert_eq!((&inbox["id"], &inbox["name"]), (&json!(support), &json!("Support")));
    assert_eq!(
        (&inbox["channel_type"], &inbox["provider"]),
        (&json!("Channel::Api"), &Value::Null)
    );
    let elsewhere = desk.outsider().get(&path).await.is(200).body["payload"].clone();
    assert_eq!(elsewhere[0]["inbox"]["id"], sales);
    assert_eq!(elsewhere[0]["source_id"].as_str().unwrap().len(), 36);
    assert_eq!(desk.admin().get(&path).await.body["payload"].as_array().unwrap().len(), 2);
    desk.contents().await.are(&before, "looking");
    desk.agent().get("contacts/999999/contactable_inboxes").await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn a_contact_is_made_known_in_an_inbox_once() {
    let desk = Desk::open().await;
    let (inbox, sales) = (desk.inbox().await, desk.add_inbox("Sales", &["Cleo"]).await);
    let (lea, max) = (desk.contact("Lea").await, desk.contact("Max").await);
    let path = format!("contacts/{lea}/contact_inboxes");

    let known = json!({ "inbox_id": inbox, "source_id": "lea-1", "hmac_verified": true });
    let made = desk.agent().post(&path, known.clone()).await.is(200).body;

    assert_eq!(made["source_id"], "lea-1");
    assert_eq!(made["inbox"]["name"], "Support");
    assert_eq!(desk.agent().post(&path, known.clone()).await.is(200).body, made);
    let made_up = desk.agent().post(&path, json!({ "inbox_id": inbox })).await.is(200).body;
    assert_eq!(made_up["source_id"].as_str().unwrap().len(), 36);
    let shown = desk.agent().get(&format!("contacts/{lea}")).await.is(200).body;
    assert_eq!(
        each(&shown["payload"]["contact_inboxes"], "source_id"),
        [json!("lea-1"), made_up["source_id"].clone()]
    );

    let before = desk.contents().await;
    let other = format!("contacts/{max}/contact_inboxes");
    desk.agent().post(&other, known).await.refuses(&["source_id"]);
    desk.agent().post(&path, json!({ "inbox_id": sales })).await.is(401);
    desk.agent().post(&path, json!({ "inbox_id": 999_999 })).await.is(404);
    desk.agent().post(&path, json!({})).await.refuses(&["inbox_id"]);
    desk.agent()
        .post("contacts/999999/contact_inboxes", json!({ "inbox_id": inbox }))
        .await
        .is(404);
    let long = json!({ "inbox_id": inbox, "source_id": "x".repeat(2_001) });
    desk.agent().post(&path, long).await.refuses(&["source_id"]);
    desk.contents().await.are(&before, "a refused contact inbox");
    desk.close().await;
}

#[tokio::test]
async fn who_a_contact_is_for_sure_only_administrators_say() {
    let desk = Desk::open().await;
    let inbox = desk.inbox().await;
    let bot = desk.admin().post("agent_bots", json!({ "name": "Helper" })).await.is(200).body;
    let bot = desk.with_token(bot["access_token"].as_str().unwrap());
    let contact = desk.contact("Lea").await;

    let whoever = [(desk.agent(), false), (bot, false), (desk.admin(), true)];
    for (at, (person, is_believed)) in whoever.into_iter().enumerate() {
        let source = format!("by-{at}");
        let new = json!({
            "inbox_id": inbox, "contact_id": contact, "source_id": source, "hmac_verified": true
        });
        let id = person.post("conversations", new).await.is(200).body["id"].as_i64().unwrap();
        assert_eq!(desk.show(id).await["meta"]["hmac_verified"], is_believed, "{at}");
    }
    for (person, source, is_believed) in
        [(desk.agent(), "ben's", false), (desk.admin(), "ada's", true)]
    {
        let known = json!({ "inbox_id": inbox, "source_id": source, "hmac_verified": true });
        person.post(&format!("contacts/{contact}/contact_inboxes"), known).await.is(200);
        let new = json!({ "source_id": source, "inbox_id": inbox });
        let id = desk.admin().post("conversations", new).await.is(200).body["id"].as_i64();
        assert_eq!(desk.show(id.unwrap()).await["meta"]["hmac_verified"], is_believed, "{source}");
    }
    desk.close().await;
}

#[tokio::test]
async fn a_contact_is_found_by_how_they_are_known() {
    let desk = Desk::open().await;
    let (inbox, sales) = (desk.inbox().await, desk.add_inbox("Sales", &[]).await);
    let lea =
        desk.contact_with(json!({ "name": "Lea", "inbox_id": inbox, "source_id": "1" })).await;
    let find = async |place: Value| desk.agent().post("contact_inboxes/filter", place).await;

    let found = find(json!({ "inbox_id": inbox, "source_id": "1" })).await.is(200).body;

    assert_eq!((&found["id"], &found["name"]), (&json!(lea), &json!("Lea")));
    assert_eq!(found["contact_inboxes"][0]["source_id"], "1");
    find(json!({ "inbox_id": inbox, "source_id": "2" })).await.is(404);
    find(json!({ "inbox_id": 999_999, "source_id": "1" })).await.is(404);
    find(json!({ "inbox_id": sales, "source_id": "1" })).await.is(401);
    find(json!({ "inbox_id": inbox })).await.refuses(&["source_id"]);
    find(json!({ "source_id": "1" })).await.refuses(&["inbox_id"]);
    desk.close().await;
}

#[tokio::test]
async fn custom_attributes_are_taken_away_by_their_keys() {
    let desk = Desk::open().await;
    let attributes = json!({ "tier": "gold", "desk": 4, "kept": true });
    let lea = desk.contact_with(json!({ "name": "Lea", "custom_attributes": attributes })).await;
    let path = format!("contacts/{lea}/destroy_custom_attributes");

    let told = desk
        .told(async {
            let keys = json!({ "custom_attributes": ["tier", "desk", "unknown"] });
            let left = desk.agent().post(&path, keys).await.is(200).body["payload"].clone();
            assert_eq!(left["custom_attributes"], json!({ "kept": true }));
            assert_eq!(left["contact_inboxes"], json!([]));
            // Once more is once.
            desk.agent().post(&path, json!({ "custom_attributes": ["tier"] })).await.is(200);
        })
        .await;

    assert_eq!(told.len(), 1);
    assert_eq!(told[0].name, "contact.updated");
    assert_eq!(told[0].changes["custom_attributes"][1], json!({ "kept": true }));
    desk.agent().post(&path, json!({})).await.refuses(&["custom_attributes"]);
    desk.agent()
        .post(&path, json!({ "custom_attributes": "tier" }))
        .await
        .refuses(&["custom_attributes"]);
    let gone = json!({ "custom_attributes": ["x"] });
    desk.agent().post("contacts/999999/destroy_custom_attributes", gone).await.is(404);
    desk.close().await;
}

//! Contacts: who writes in, and what is known of them.

use db::{args, sql};
use serde_json::{Value, json};

use crate::support::{Desk, each};

async fn known(desk: &Desk, contact: i64) -> Value {
    desk.agent().get(&format!("contacts/{contact}")).await.is(200).body["payload"].clone()
}

#[tokio::test]
async fn a_contact_is_answered_with_everything_clients_look_for() {
    let desk = Desk::open().await;
    let new = json!({
        "name": "Lea",
        "email": " Lea@Example.NET ",
        "phone_number": "+390612345678",
        "additional_attributes": { "city": "Rome" },
        "custom_attributes": { "tier": "gold" }
    });

    let made = desk.agent().post("contacts", new).await.is(200).body["payload"].clone();

    let contact = json!({
        "additional_attributes": { "city": "Rome" },
        "availability_status": "offline",
        "email": "lea@example.net",
        "id": made["contact"]["id"],
        "name": "Lea",
        "phone_number": "+390612345678",
        "blocked": false,
        "identifier": null,
        "thumbnail": "",
        "custom_attributes": { "tier": "gold" },
        "created_at": 1_770_112_800,
        "contact_inboxes": []
    });
    assert_eq!(made["contact"], contact);
    assert_eq!(made["contact_inbox"], json!({ "inbox": null, "source_id": null }));
    assert_eq!(known(&desk, contact["id"].as_i64().unwrap()).await, contact);
    desk.close().await;
}

#[tokio::test]
async fn a_contact_can_be_made_known_in_an_inbox_at_once() {
    let desk = Desk::open().await;
    let inbox = desk.inbox().await;

    let new = json!({ "name": "Lea", "inbox_id": inbox, "source_id": "lea-1" });
    let made = desk.outsider().post("contacts", new).await.is(200).body["payload"].clone();

    assert_eq!(made["contact_inbox"]["source_id"], "lea-1");
    let row = &made["contact_inbox"]["inbox"];
    assert_eq!((&row["id"], &row["name"]), (&json!(inbox), &json!("Support")));
    assert_eq!(row["created_at"], "2026-02-03T10:00:00.000Z", "the row as it is stored");
    assert_eq!(row["email_address"], Value::Null);
    let slim = json!({
        "id": inbox,
        "avatar_url": "",
        "channel_id": row["channel_id"],
        "name": "Support",
        "channel_type": "Channel::Api",
        "provider": null
    });
    let inboxes = json!([{ "source_id": "lea-1", "inbox": slim }]);
    assert_eq!(made["contact"]["contact_inboxes"], inboxes);
    let without = desk.agent().post("contacts", json!({ "name": "Max", "inbox_id": inbox })).await;
    let source = without.is(200).body["payload"]["contact_inbox"]["source_id"].clone();
    assert_eq!(source.as_str().map(str::len), Some(36), "a random UUID");
    desk.close().await;
}

#[tokio::test]
async fn a_source_id_belongs_to_one_contact_of_an_inbox() {
    let desk = Desk::open().await;
    let (inbox, other) = (desk.inbox().await, desk.add_inbox("Sales", &[]).await);
    desk.contact_with(json!({ "name": "Lea", "inbox_id": inbox, "source_id": "one" })).await;
    let before = desk.contents().await;

    let again = json!({ "name": "Max", "inbox_id": inbox, "source_id": "one" });
    desk.agent().post("contacts", again).await.says(422, "source_id should be unique");

    let nowhere = json!({ "name": "Max", "inbox_id": other + 99 });
    desk.agent().post("contacts", nowhere).await.is(404);
    desk.contents().await.are(&before, "a refused contact");
    desk.contact_with(json!({ "name": "Max", "inbox_id": other, "source_id": "one" })).await;
    desk.close().await;
}

#[tokio::test]
async fn bad_contacts_are_refused_by_name() {
    let desk = Desk::open().await;
    let lea = format!("contacts/{}", desk.contact("Lea").await);
    let before = desk.contents().await;
    let refused = [
        (json!({ "email": "lea" }), "email", "Email Invalid email"),
        (json!({ "email": "le a@x.test" }), "email", "Email Invalid email"),
        (json!({ "email": "@" }), "email", "Email Invalid email"),
        (
            json!({ "phone_number": "0612" }),
            "phone_number",
            "Phone number should be in e164 format",
        ),
        (
            json!({ "phone_number": "+0612" }),
            "phone_number",
            "Phone number should be in e164 format",
        ),
        (
            json!({ "phone_number": "+1234567890123456" }),
            "phone_number",
            "Phone number should be in e164 format",
        ),
        (
            json!({ "name": "x".repeat(256) }),
            "name",
            "Name is too long (maximum is 255 characters)",
        ),
        (
            json!({ "identifier": "x".repeat(256) }),
            "identifier",
            "Identifier is too long (maximum is 255 characters)",
        ),
        (
            json!({ "additional_attributes": "city" }),
            "additional_attributes",
            "Additional attributes must be an object",
        ),
        (
            json!({ "custom_attributes": [] }),
            "custom_attributes",
            "Custom attributes must be an object",
        ),
        (json!({ "blocked": {} }), "blocked", "Blocked must be true or false"),
    ];

    for (contact, field, message) in refused {
        let created = desk.agent().post("contacts", contact.clone()).await.refuses(&[field]);
        assert_eq!(created.body["message"], message);
        desk.agent().patch(&lea, contact).await.refuses(&[field]);
    }

    let two = json!({ "email": "lea", "phone_number": "0612" });
    let two = desk.agent().post("contacts", two).await.refuses(&["email", "phone_number"]);
    assert_eq!(two.body["message"], "Email Invalid email, Phone number should be in e164 format");
    desk.contents().await.are(&before, "a refused contact");
    desk.close().await;
}

#[tokio::test]
async fn addresses_numbers_and_identifiers_belong_to_one_contact() {
    let desk = Desk::open().await;
    let lea = json!({ "email": "lea@x.test", "phone_number": "+3906123", "identifier": "Lea" });
    let id = desk.contact_with(lea.clone()).await;
    let max = format!("contacts/{}", desk.contact("Max").await);
    let before = desk.contents().await;

    for (field, value) in [
        ("email", json!("LEA@x.test")),
        ("phone_number", json!("+3906123")),
        ("identifier", json!("Lea")),
    ] {
        let taken = desk.agent().post("contacts", json!({ field: value })).await.refuses(&[field]);
        let message = taken.body["message"].as_str().expect("a message").to_owned();
        assert!(message.ends_with("has already been taken"), "{message}");
        desk.agent().patch(&max, json!({ field: value })).await.refuses(&[field]);
    }

    desk.contents().await.are(&before, "a refused contact");
    desk.agent().post("contacts", json!({ "identifier": "lea" })).await.is(200);
    desk.agent().patch(&format!("contacts/{id}"), lea.clone()).await.is(200);
    desk.neighbour().await.post("contacts", lea).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn what_is_blank_is_not_known() {
    let desk = Desk::open().await;
    let blank = json!({ "name": "Lea", "email": " ", "phone_number": "", "identifier": "" });

    let lea = desk.contact_with(blank.clone()).await;

    let contact = known(&desk, lea).await;
    assert_eq!(contact["email"], Value::Null);
    assert_eq!(contact["phone_number"], Value::Null);
    assert_eq!(contact["identifier"], Value::Null);
    desk.contact_with(blank).await;
    let set = json!({ "email": "lea@x.test", "identifier": "1" });
    desk.agent().patch(&format!("contacts/{lea}"), set).await.is(200);
    let clear = json!({ "email": null, "identifier": "" });
    desk.agent().put(&format!("contacts/{lea}"), clear).await.is(200);
    let contact = known(&desk, lea).await;
    assert_eq!((&contact["email"], &contact["identifier"]), (&Value::Null, &Value::Null));
    desk.close().await;
}

#[tokio::test]
async fn attributes_are_merged_into_those_that_are_stored() {
    let desk = Desk::open().await;
    let new = json!({
        "name": "Lea",
        "custom_attributes": { "tier": "gold", "desk": { "floor": 1 } },
        "additional_attributes": { "city": "Rome" }
    });
    let path = format!("contacts/{}", desk.contact_with(new).await);

    let change = json!({
        "custom_attributes": { "desk": { "room": 2 }, "age": 40 },
        "additional_attributes": { "country": "Italy" }
    });
    let changed = desk.agent().put(&path, change).await.is(200).body["payload"].clone();

    let custom = json!({ "tier": "gold", "desk": { "room": 2 }, "age": 40 });
    assert_eq!(changed["custom_attributes"], custom);
    assert_eq!(changed["additional_attributes"], json!({ "city": "Rome", "country": "Italy" }));
    assert_eq!(changed["name"], "Lea");
    desk.close().await;
}

#[tokio::test]
async fn a_visitor_becomes_a_lead_and_stays_one() {
    let desk = Desk::open().await;
    let kind = async |contact: i64| {
        let read = desk.app.db.read(async move |tx: &mut db::Tx| {
            let kind = sql!("select contact_type from contacts where id = $1");
            tx.one::<(i64,)>(kind, args![contact]).await
        });
        read.await.unwrap().0
    };
    let (visitor, lead) = (0, 1);

    let lea = desk.contact_with(json!({ "name": "Lea", "identifier": "lea" })).await;
    assert_eq!(kind(lea).await, visitor, "an identifier is no way to reach anyone");
    let path = format!("contacts/{lea}");
    desk.agent().patch(&path, json!({ "email": "lea@x.test" })).await.is(200);
    assert_eq!(kind(lea).await, lead);
    desk.agent().patch(&path, json!({ "email": null })).await.is(200);

    assert_eq!(kind(lea).await, lead, "never downgraded");
    let profile = json!({ "additional_attributes": { "social_telegram": "lea" } });
    assert_eq!(kind(desk.contact_with(profile).await).await, lead);
    let blank = json!({ "additional_attributes": { "social_telegram": "" } });
    assert_eq!(kind(desk.contact_with(blank).await).await, visitor);
    let phone = json!({ "phone_number": "+3906123" });
    assert_eq!(kind(desk.contact_with(phone).await).await, lead);
    desk.close().await;
}

#[tokio::test]
async fn the_inboxes_of_a_contact_are_left_out_when_that_is_asked_for() {
    let desk = Desk::open().await;
    let path = format!("contacts/{}", desk.contact("Lea").await);
    let told = async |query: &str| {
        let shown = desk.agent().get(&format!("{path}?{query}")).await.is(200);
        shown.body["payload"].get("contact_inboxes").is_some()
    };

    assert!(told("").await);
    assert!(told("include_contact_inboxes=true").await);
    assert!(told("include_contact_inboxes=").await);
    assert!(!told("include_contact_inboxes=false").await);
    assert!(!told("include_contact_inboxes=0").await);

    let listed = desk.agent().get("contacts?include_contact_inboxes=false").await.is(200);
    assert!(listed.body["payload"][0].get("contact_inboxes").is_none());
    let change = json!({ "include_contact_inboxes": "false", "name": "Lia" });
    let changed = desk.agent().patch(&path, change).await.is(200);
    assert!(changed.body["payload"].get("contact_inboxes").is_none());
    desk.close().await;
}

#[tokio::test]
async fn a_contact_goes_with_everything_they_said() {
    let desk = Desk::open().await;
    let (lea, max) = (desk.contact("Lea").await, desk.contact("Max").await);
    let gone = desk.conversation(lea, Some("Hello")).await;
    let kept = desk.conversation(max, Some("Hi")).await;
    let path = format!("contacts/{lea}");
    desk.agent().delete(&path).await.says(401, "You are not authorized to do this action");

    let removed = desk.admin().delete(&path).await.is(200);

    assert_eq!(removed.text, "");
    desk.admin().get(&path).await.is(404);
    desk.admin().patch(&path, json!({ "name": "Lia" })).await.is(404);
    desk.admin().delete(&path).await.is(404);
    desk.admin().get(&format!("{path}/conversations")).await.is(404);
    desk.admin().get(&format!("conversations/{gone}")).await.is(404);
    desk.admin().get(&format!("conversations/{gone}/messages")).await.is(404);
    let left = desk.admin().get("conversations").await.body["data"].clone();
    assert_eq!(each(&left["payload"], "id"), [kept]);
    assert_eq!(left["meta"]["all_count"], 1);
    assert_eq!(desk.admin().get("contacts").await.body["meta"]["count"], 1);
    desk.contact("Lea").await;
    desk.close().await;
}

#[tokio::test]
async fn conversations_of_a_contact_are_those_the_caller_may_see() {
    let desk = Desk::open().await;
    let (lea, sales) = (desk.contact("Lea").await, desk.add_inbox("Sales", &["Cleo"]).await);
    let first = desk.conversation(lea, Some("Hello")).await;
    let second = desk.conversation_with(json!({ "inbox_id": sales, "contact_id": lea })).await;
    desk.wait(std::time::Duration::from_secs(1));
    desk.contact_says(first, "Anyone?").await;
    let path = format!("contacts/{lea}/conversations");

    let all = desk.admin().get(&path).await.is(200);

    assert_eq!(each(&all.body["payload"], "id"), [first, second], "newest activity first");
    assert_eq!(each(&desk.agent().get(&path).await.body["payload"], "id"), [first]);
    assert_eq!(each(&desk.outsider().get(&path).await.body["payload"], "id"), [second]);
    for _ in 0..20 {
        desk.conversation(lea, None).await;
    }
    let newest = desk.admin().get(&path).await.is(200);
    assert_eq!(newest.body["payload"].as_array().map(Vec::len), Some(20));
    desk.close().await;
}

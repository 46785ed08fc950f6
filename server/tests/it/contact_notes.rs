//! Notes about contacts.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Desk, each};

async fn noted(desk: &Desk, contact: i64, content: &str) -> Value {
    let path = format!("contacts/{contact}/notes");
    desk.agent().post(&path, json!({ "content": content })).await.is(200).body
}

#[tokio::test]
async fn a_note_is_signed_by_whoever_wrote_it_last() {
    let desk = Desk::open().await;
    let contact = desk.contact("Lea").await;

    let note = noted(&desk, contact, "Prefers e-mail").await;

    let id = note["id"].as_i64().unwrap();
    let path = format!("contacts/{contact}/notes/{id}");
    assert_eq!(
        (&note["content"], &note["account_id"], &note["contact_id"]),
        (&json!("Prefers e-mail"), &json!(desk.account), &json!(contact))
    );
    assert_eq!(note["user"]["name"], "Ben");
    assert_eq!(note["user"]["role"], "agent");
    assert_eq!(
        (&note["created_at"], &note["updated_at"]),
        (&json!(1_770_112_800), &json!(1_770_112_800))
    );
    assert_eq!(desk.outsider().get(&path).await.is(200).body, note);

    desk.wait(Duration::from_secs(5));
    let change = json!({ "note": { "content": "Prefers to be called" } });
    let changed = desk.outsider().patch(&path, change).await.is(200).body;

    assert_eq!(changed["content"], "Prefers to be called");
    assert_eq!(changed["user"]["name"], "Cleo");
    assert_eq!(changed["updated_at"], 1_770_112_805);
    assert_eq!(desk.agent().delete(&path).await.is(200).text, "");
    desk.agent().get(&path).await.is(404);
    desk.agent().delete(&path).await.is(404);
    desk.agent().put(&path, json!({ "content": "x" })).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn notes_are_listed_newest_first_and_without_those_who_left() {
    let desk = Desk::open().await;
    let (lea, max) = (desk.contact("Lea").await, desk.contact("Max").await);
    noted(&desk, lea, "first").await;
    noted(&desk, max, "of somebody else").await;
    let path = format!("contacts/{lea}/notes");
    desk.outsider().post(&path, json!({ "content": "second" })).await.is(200);
    desk.admin().delete(&format!("agents/{}", desk.id_of("Ben"))).await.is(200);

    let listed = desk.admin().get(&path).await.is(200).body;

    assert_eq!(each(&listed, "content"), ["second", "first"]);
    assert_eq!(listed[0]["user"]["name"], "Cleo");
    assert_eq!(listed[1].get("user"), None);
    desk.close().await;
}

#[tokio::test]
async fn a_note_says_something_but_not_too_much() {
    let desk = Desk::open().await;
    let contact = desk.contact("Lea").await;
    let id = noted(&desk, contact, "kept").await["id"].clone();
    let before = desk.contents().await;

    for bad in [
        json!({ "note": {} }),
        json!({ "content": " \n" }),
        json!({ "content": "x".repeat(20_001) }),
    ] {
        desk.agent()
            .post(&format!("contacts/{contact}/notes"), bad.clone())
            .await
            .refuses(&["content"]);
        let path = format!("contacts/{contact}/notes/{id}");
        let refused = desk.agent().patch(&path, bad).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
    }
    let blank =
        desk.agent().post(&format!("contacts/{contact}/notes"), json!({ "content": "" })).await;
    blank.says(422, "Content can't be blank");

    desk.contents().await.are(&before, "a note that was refused");
    desk.agent().get("contacts/999999/notes").await.is(404);
    desk.agent().post("contacts/999999/notes", json!({ "content": "x" })).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn notes_are_told_of_and_go_with_their_contact() {
    let desk = Desk::open().await;
    let contact = desk.contact("Lea").await;
    let path = format!("contacts/{contact}/notes");

    let told = desk
        .events_of(async {
            let id = noted(&desk, contact, "one").await["id"].clone();
            desk.agent().patch(&format!("{path}/{id}"), json!({ "content": "1" })).await.is(200);
            desk.agent().delete(&format!("{path}/{id}")).await.is(200);
        })
        .await;

    assert_eq!(told, ["note.created", "note.updated", "note.deleted"]);
    noted(&desk, contact, "two").await;
    desk.admin().delete(&format!("contacts/{contact}")).await.is(200);
    desk.settle().await;
    assert_eq!(desk.count("notes").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn a_contact_has_so_many_notes_and_no_more() {
    let desk = Desk::open().await;
    let contact = desk.contact("Lea").await;
    let sql = format!(
        "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 1000)
         insert into notes (account_id, contact_id, user_id, content, created_at, updated_at)
         select {}, {contact}, 1, 'x', 1, 1 from numbers",
        desk.account
    );
    desk.execute(sql).await;

    let path = format!("contacts/{contact}/notes");
    let one_more = desk.agent().post(&path, json!({ "content": "x" })).await;

    one_more.says(422, "A contact has at most 1000 notes.");
    desk.close().await;
}

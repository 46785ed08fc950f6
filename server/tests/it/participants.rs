//! Who takes part in a conversation.

use serde_json::{Value, json};

use crate::support::{Desk, each};

async fn conversation(desk: &Desk) -> String {
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    format!("conversations/{id}/participants")
}

fn users(desk: &Desk, names: &[&str]) -> Value {
    let ids: Vec<i64> = names.iter().map(|name| desk.id_of(name)).collect();
    json!({ "user_ids": ids })
}

async fn taking_part(desk: &Desk, path: &str) -> Vec<Value> {
    each(&desk.agent().get(path).await.is(200).body, "name")
}

#[tokio::test]
async fn members_are_added_replaced_and_removed() {
    let desk = Desk::open().await;
    let path = conversation(&desk).await;
    let agents = desk.admin().get("agents").await.body;
    assert_eq!(taking_part(&desk, &path).await, Vec::<Value>::new());

    let added = desk.agent().post(&path, users(&desk, &["Ben"])).await.is(200);
    assert_eq!(added.body, json!([agents[1]]), "the member as they are listed");
    let added = desk.agent().post(&path, users(&desk, &["Ada", "Ben"])).await.is(200);
    assert_eq!(each(&added.body, "name"), ["Ada"], "only who did not take part before");
    assert_eq!(taking_part(&desk, &path).await, ["Ada", "Ben"]);

    let all = desk.agent().put(&path, users(&desk, &["Ben"])).await.is(200);
    assert_eq!(all.body, json!([agents[1]]));
    let all = desk.agent().patch(&path, users(&desk, &["Ada", "Ben"])).await.is(200);
    assert_eq!(each(&all.body, "name"), ["Ada", "Ben"]);
    let removed = desk.agent().delete_with(&path, users(&desk, &["Ben", "Cleo"])).await.is(200);
    assert_eq!(removed.text, "");
    assert_eq!(taking_part(&desk, &path).await, ["Ada"]);
    let removed = desk.agent().patch(&path, json!({ "user_ids": [] })).await.is(200);
    assert_eq!(removed.body, json!([]));

    desk.close().await;
}

#[tokio::test]
async fn who_does_not_see_the_inbox_is_left_out() {
    let desk = Desk::open().await;
    let path = conversation(&desk).await;
    let zoe = desk.neighbour().await.get("agents").await.body[0]["id"].as_i64().unwrap();
    let ids = json!({ "user_ids": [desk.id_of("Cleo"), zoe, 999_999, -1, desk.id_of("Ben")] });

    let added = desk.agent().post(&path, ids.clone()).await.is(200);

    assert_eq!(each(&added.body, "name"), ["Ben"]);
    let all = desk.agent().patch(&path, ids).await.is(200);
    assert_eq!(each(&all.body, "name"), ["Ben"]);
    desk.close().await;
}

#[tokio::test]
async fn whoever_was_responsible_goes_on_taking_part() {
    let desk = Desk::open().await;
    let path = conversation(&desk).await;

    desk.assign(1, json!({ "assignee_id": desk.id_of("Ada") })).await;
    desk.assign(1, json!({ "assignee_id": null })).await;
    desk.agent_says(1, "Hi").await;

    assert_eq!(taking_part(&desk, &path).await, ["Ada"], "to reply is not to take part");
    desk.close().await;
}

#[tokio::test]
async fn whoever_is_responsible_in_an_inbox_that_is_not_theirs_does_not_take_part() {
    let desk = Desk::open().await;
    let path = conversation(&desk).await;

    desk.assign(1, json!({ "assignee_id": desk.id_of("Cleo") })).await;

    assert_eq!(taking_part(&desk, &path).await, Vec::<Value>::new());
    desk.close().await;
}

#[tokio::test]
async fn only_who_sees_the_conversation_may_ask() {
    let desk = Desk::open().await;
    let path = conversation(&desk).await;
    let (person, ben) = (desk.outsider(), users(&desk, &["Ben"]));
    let before = desk.contents().await;

    person.get(&path).await.is(401);
    person.post(&path, ben.clone()).await.is(401);
    person.patch(&path, ben.clone()).await.is(401);
    person.delete_with(&path, ben.clone()).await.is(401);
    desk.agent().post("conversations/99/participants", ben).await.is(404);
    desk.agent().post(&path, json!({})).await.is(422);
    desk.agent().post(&path, json!({ "user_ids": "all" })).await.refuses(&["user_ids"]);

    desk.contents().await.are(&before, "a refused request");
    desk.close().await;
}

#[tokio::test]
async fn who_leaves_the_account_takes_part_in_nothing_when_they_come_back() {
    let desk = Desk::open().await;
    let path = conversation(&desk).await;
    let neighbour = desk.neighbour().await;
    let ben = desk.admin().get("agents").await.body[1].clone();
    neighbour.post("agents", json!({ "email": ben["email"] })).await.is(200);
    desk.agent().post(&path, users(&desk, &["Ben"])).await.is(200);

    desk.admin().delete(&format!("agents/{}", ben["id"])).await.is(200);
    desk.admin().post("agents", json!({ "email": ben["email"] })).await.is(200);

    let all = desk.admin().get(&path).await.is(200);
    assert_eq!(all.body, json!([]));
    desk.close().await;
}

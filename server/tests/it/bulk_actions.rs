//! One change of many conversations or contacts.

use serde_json::{Value, json};

use crate::support::Desk;

async fn begin(desk: &Desk, action: Value) {
    assert_eq!(desk.agent().post("bulk_actions", action).await.is(200).text, "");
    desk.settle().await;
}

#[tokio::test]
async fn many_conversations_are_changed_in_the_name_of_whoever_asked() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let mut ids = Vec::new();
    for _ in 0..45 {
        ids.push(desk.conversation(lea, None).await);
    }
    let labels = format!("conversations/{}/labels", ids[0]);
    desk.agent().post(&labels, json!({ "labels": ["beta", "new"] })).await.is(200);
    let (team, cleo) = (desk.add_team("Billing", &["Ben"]).await, desk.id_of("Cleo"));

    let wanted: Vec<String> = ids.iter().rev().map(ToString::to_string).collect();
    begin(
        &desk,
        json!({
            "type": "conversation", "ids": wanted, "snoozed_until": 1_770_200_000,
            "fields": { "status": "snoozed", "team_id": team },
            "labels": { "add": ["vip"], "remove": ["beta"] }
        }),
    )
    .await;

    for id in &ids {
        let shown = desk.show(*id).await;
        assert_eq!(shown["status"], "snoozed");
        assert_eq!(shown["snoozed_until"], "2026-02-04T10:13:20.000Z");
        assert_eq!(shown["meta"]["team"]["id"], team);
        assert!(shown["labels"].as_array().unwrap().contains(&json!("vip")));
        assert!(!shown["labels"].as_array().unwrap().contains(&json!("beta")));
    }
    let first = desk.admin().get(&format!("conversations/{}?messages=20", ids[0])).await.is(200);
    let notes = first.body["messages"].to_string();
    assert!(notes.contains("Conversation was snoozed by Ben"), "{notes}");

    let assignee = json!({ "assignee_id": cleo, "team_id": null });
    begin(&desk, json!({ "type": "Conversation", "ids": [ids[1]], "fields": assignee })).await;
    let shown = desk.show(ids[1]).await;
    assert_eq!(
        (&shown["meta"]["assignee"]["id"], &shown["meta"]["team"]),
        (&json!(cleo), &Value::Null)
    );
    let nobody = json!({ "assignee_id": null });
    begin(&desk, json!({ "type": "Conversation", "ids": [ids[1]], "fields": nobody })).await;
    assert_eq!(desk.show(ids[1]).await["meta"]["assignee"], Value::Null);
    desk.close().await;
}

#[tokio::test]
async fn what_they_do_not_see_or_is_not_there_is_passed_over() {
    let desk = Desk::open().await;
    let hidden = desk.add_inbox("Sales", &["Cleo"]).await;
    let lea = desk.contact("Lea").await;
    let seen = desk.conversation(lea, None).await;
    let unseen = desk.conversation_with(json!({ "inbox_id": hidden, "contact_id": lea })).await;

    let resolved = json!({ "status": "resolved" });
    let ids = [999, unseen, seen];
    begin(&desk, json!({ "type": "Conversation", "ids": ids, "fields": resolved })).await;

    assert_eq!(desk.show(seen).await["status"], "resolved");
    assert_eq!(desk.show(unseen).await["status"], "open");
    let ben = desk.agent();
    let with = |more: Value| {
        let mut action = json!({ "type": "Conversation", "ids": [seen] });
        action.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        action
    };
    let wrong = async |action: Value| ben.post("bulk_actions", action).await;
    wrong(with(json!({ "type": "Team" }))).await.refuses(&["type"]);
    wrong(with(json!({ "fields": { "status": "done" } }))).await.refuses(&["fields.status"]);
    wrong(with(json!({ "fields": { "assignee_id": 999 } }))).await.is(404);
    wrong(with(json!({ "fields": { "team_id": 999 } }))).await.is(404);
    wrong(with(json!({ "ids": (0..1_001).collect::<Vec<_>>() }))).await.refuses(&["ids"]);
    assert_eq!(desk.tasks("bulk_actions").await.len(), 0);
    desk.close().await;
}

#[tokio::test]
async fn many_contacts_are_labelled_or_deleted() {
    let desk = Desk::open().await;
    let (lea, eva) = (desk.contact("Lea").await, desk.contact("Eva").await);
    desk.agent()
        .post(&format!("contacts/{lea}/labels"), json!({ "labels": ["old"] }))
        .await
        .is(200);

    let labels = json!({ "add": ["vip"] });
    begin(&desk, json!({ "type": "Contact", "ids": [lea, eva, 999], "labels": labels })).await;

    let shown = async |id: i64| desk.agent().get(&format!("contacts/{id}/labels")).await;
    assert_eq!(shown(lea).await.is(200).body["payload"], json!(["old", "vip"]));
    assert_eq!(shown(eva).await.is(200).body["payload"], json!(["vip"]));

    let delete = json!({ "type": "Contact", "ids": [lea, eva], "action_name": "delete" });
    desk.agent().post("bulk_actions", delete.clone()).await.is(401);
    desk.hear_contact(eva);
    desk.admin().post("bulk_actions", delete).await.is(200);
    desk.settle().await;
    shown(lea).await.is(404);
    shown(eva).await.is(200);
    desk.close().await;
}

//! The technical reference, tags management.

use serde_json::json;

use crate::support::{Desk, each};

#[tokio::test]
async fn labels_are_added_to_a_conversation_and_overwrite_those_before() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}/labels");
    let many = json!({ "labels": ["support", "billing", "priority", "new-lead"] });
    desk.admin().post(&path, many).await.is(200);

    let labels = json!({ "labels": ["support", "billing"] });
    let labelled = desk.admin().post(&path, labels).await.is(200);

    assert_eq!(labelled.body, json!({ "payload": ["support", "billing"] }));
    desk.close().await;
}

#[tokio::test]
async fn the_labels_of_a_conversation_are_listed() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}/labels");
    let labels = json!({ "labels": ["support", "billing", "priority"] });
    desk.admin().post(&path, labels).await.is(200);

    let listed = desk.admin().get(&path).await.is(200);

    // Row 8 of seeds-vs-upstream: in the envelope, not bare.
    assert_eq!(listed.body, json!({ "payload": ["support", "billing", "priority"] }));
    desk.close().await;
}

#[tokio::test]
async fn labels_are_refused_without_a_token_and_for_no_conversation() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let labels = json!({ "labels": ["support", "billing"] });

    let unknown = desk.nobody().post(&format!("conversations/{id}/labels"), labels.clone()).await;
    let nowhere = desk.admin().post(&format!("conversations/{}/labels", id + 1), labels).await;

    unknown.is(401);
    nowhere.is(404);
    desk.close().await;
}

#[tokio::test]
async fn labels_are_added_to_a_contact_and_overwrite_those_before() {
    let desk = Desk::open().await;
    let path = format!("contacts/{}/labels", desk.contact("John").await);
    let many = json!({ "labels": ["vip-customer", "enterprise", "onboarding"] });
    desk.admin().post(&path, many).await.is(200);

    let labels = json!({ "labels": ["vip-customer", "enterprise"] });
    let labelled = desk.admin().post(&path, labels).await.is(200);

    // Row 8 of seeds-vs-upstream: the labels, not the contact.
    assert_eq!(labelled.body, json!({ "payload": ["vip-customer", "enterprise"] }));
    assert_eq!(desk.admin().get(&path).await.is(200).body, labelled.body);
    desk.close().await;
}

#[tokio::test]
async fn conversations_are_filtered_by_any_of_the_labels_and_the_status() {
    let desk = Desk::open().await;
    let contact = desk.contact("John").await;
    let label = async |labels: &[&str]| {
        let id = desk.conversation(contact, None).await;
        let path = format!("conversations/{id}/labels");
        desk.admin().post(&path, json!({ "labels": labels })).await.is(200);
        id
    };
    let with_support = label(&["support"]).await;
    let with_both = label(&["priority", "support"]).await;
    label(&["billing"]).await;
    let resolved = label(&["support"]).await;
    let path = format!("conversations/{resolved}/toggle_status");
    desk.admin().post(&path, json!({ "status": "resolved" })).await.is(200);

    let path = "conversations?labels[]=support&labels[]=priority&status=open";
    let listed = desk.admin().get(path).await.is(200);

    let mut found = each(&listed.body["data"]["payload"], "id");
    found.sort_by_key(serde_json::Value::as_i64);
    assert_eq!(found, [with_support, with_both]);
    desk.close().await;
}

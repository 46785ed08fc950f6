//! The reference, 2.2: conversations.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Desk, each};

/// The ids of the conversations that a list holds with this query.
async fn listed(desk: &Desk, query: &str) -> Vec<Value> {
    let path = format!("conversations?{query}");
    each(&desk.admin().get(&path).await.is(200).body["data"]["payload"], "id")
}

#[tokio::test]
async fn conversations_are_filtered_by_status_which_is_open_unless_said() {
    let desk = Desk::open().await;
    let contact = desk.contact("John").await;
    let mut ids = Vec::new();
    for status in ["open", "resolved", "pending", "snoozed"] {
        let id = desk.conversation(contact, None).await;
        let path = format!("conversations/{id}/toggle_status");
        desk.admin().post(&path, json!({ "status": status })).await.is(200);
        ids.push(json!(id));
    }

    let by_default = listed(&desk, "").await;

    assert_eq!(by_default, ids[..1]);
    assert_eq!(listed(&desk, "status=open").await, ids[..1]);
    assert_eq!(listed(&desk, "status=resolved").await, ids[1..2]);
    assert_eq!(listed(&desk, "status=pending").await, ids[2..3]);
    assert_eq!(listed(&desk, "status=snoozed").await, ids[3..]);
    assert_eq!(listed(&desk, "status=all").await.len(), 4);
    desk.close().await;
}

#[tokio::test]
async fn conversations_are_filtered_by_assignee() {
    let desk = Desk::open().await;
    let contact = desk.contact("John").await;
    let (mine, bens) =
        (desk.conversation(contact, None).await, desk.conversation(contact, None).await);
    let nobodys = desk.conversation(contact, None).await;
    for (id, name) in [(mine, "Ada"), (bens, "Ben")] {
        let assignment = json!({ "assignee_id": desk.id_of(name) });
        desk.admin().post(&format!("conversations/{id}/assignments"), assignment).await.is(200);
    }

    let of_me = listed(&desk, "assignee_type=me").await;

    assert_eq!(of_me, [mine]);
    assert_eq!(listed(&desk, "assignee_type=unassigned").await, [nobodys]);
    assert_eq!(listed(&desk, "assignee_type=assigned&sort_by=created_at_asc").await, [mine, bens]);
    assert_eq!(listed(&desk, "assignee_type=all").await.len(), 3);
    assert_eq!(listed(&desk, "").await.len(), 3);
    desk.close().await;
}

#[tokio::test]
async fn conversations_are_filtered_by_text_and_inbox_and_team_and_labels() {
    let desk = Desk::open().await;
    let contact = desk.contact("John").await;
    let inbox = desk.inbox().await;
    let team = desk.admin().post("teams", json!({ "name": "Sales" })).await.is(200);
    let team = &team.body["id"];
    let wanted = desk.conversation(contact, Some("What is the price?")).await;
    desk.conversation(contact, Some("Hello")).await;
    let path = format!("conversations/{wanted}");
    let labels = json!({ "labels": ["support", "billing"] });
    desk.admin().post(&format!("{path}/labels"), labels).await.is(200);
    desk.admin().post(&format!("{path}/assignments"), json!({ "team_id": team })).await.is(200);

    let with_price = listed(&desk, "q=price").await;

    assert_eq!(with_price, [wanted]);
    assert_eq!(listed(&desk, &format!("team_id={team}")).await, [wanted]);
    assert_eq!(listed(&desk, "labels[]=billing").await, [wanted]);
    assert_eq!(listed(&desk, "labels[]=other").await, Vec::<Value>::new());
    assert_eq!(listed(&desk, &format!("inbox_id={inbox}")).await.len(), 2);
    assert_eq!(listed(&desk, &format!("inbox_id={}", inbox + 1)).await, Vec::<Value>::new());
    desk.close().await;
}

#[tokio::test]
async fn conversations_come_in_pages() {
    let desk = Desk::open().await;
    let contact = desk.contact("John").await;
    let oldest = desk.conversation(contact, None).await;
    desk.wait(Duration::from_secs(1));
    for _ in 0..25 {
        desk.conversation(contact, None).await;
    }

    let first = listed(&desk, "").await;

    assert_eq!(first.len(), 25);
    assert!(!first.contains(&json!(oldest)), "{first:?}");
    assert_eq!(listed(&desk, "page=2").await, [oldest]);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_created_with_every_field() {
    let desk = Desk::open().await;
    let contact = desk.contact("John").await;
    let team = desk.admin().post("teams", json!({ "name": "Sales" })).await.is(200);
    let members = format!("teams/{}/team_members", team.body["id"]);
    let ben = json!({ "user_ids": [desk.id_of("Ben")] });
    desk.admin().post(&members, ben).await.is(200);
    let new = json!({
        "source_id": "api_conversation_123",
        "inbox_id": desk.inbox().await,
        "contact_id": contact,
        "status": "pending",
        "assignee_id": desk.id_of("Ben"),
        "team_id": team.body["id"],
        "message": { "content": "Hello" },
        "custom_attributes": { "order": 42 }
    });

    let created = desk.admin().post("conversations", new).await;

    created.is(200).holds(json!({
        "inbox_id": desk.inbox().await,
        "status": "pending",
        "messages": [{
            "content": "Hello",
            "conversation": { "contact_inbox": { "source_id": "api_conversation_123" } }
        }],
        "custom_attributes": { "order": 42 },
        "meta": {
            "sender": { "id": contact },
            "assignee": { "id": desk.id_of("Ben") },
            "team": { "id": team.body["id"], "name": "Sales" }
        }
    }));
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_created_for_a_contact_known_by_their_source() {
    let desk = Desk::open().await;
    let inbox = desk.inbox().await;
    let ann = json!({ "name": "Ann", "inbox_id": inbox, "source_id": "ann-1" });
    let ann = desk.admin().post("contacts", ann).await.is(200);
    let ann = &ann.body["payload"]["contact"]["id"];

    let new = json!({ "source_id": "ann-1", "inbox_id": inbox });
    let created = desk.admin().post("conversations", new).await;

    created.is(200).holds(json!({ "status": "open", "meta": { "sender": { "id": ann } } }));
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_shown_with_its_messages() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, Some("Hello")).await;
    let path = format!("conversations/{id}");
    desk.agent().post(&format!("{path}/messages"), json!({ "content": "Hi" })).await.is(200);

    let shown = desk.admin().get(&path).await.is(200);
    let whole = desk.admin().get(&format!("{path}?messages=100")).await.is(200);

    // Row 11 of seeds-vs-upstream: the newest one, and all of them when asked for.
    shown.holds(json!({ "id": id, "messages": [{ "content": "Hi" }] }));
    whole.holds(json!({ "id": id, "messages": [{ "content": "Hello" }, { "content": "Hi" }] }));
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_resolved_and_labelled_and_given_attributes() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}");
    let post = async |action: &str, body| {
        desk.admin().post(&format!("{path}/{action}"), body).await.is(200)
    };

    let toggled = post("toggle_status", json!({ "status": "resolved" })).await;
    let labelled = post("labels", json!({ "labels": ["support", "billing"] })).await;
    let again = post("labels", json!({ "labels": ["billing"] })).await;
    let attributes = post("custom_attributes", json!({ "custom_attributes": { "a": 1 } })).await;

    toggled.holds(json!({ "payload": { "current_status": "resolved" } }));
    labelled.holds(json!({ "payload": ["support", "billing"] }));
    again.holds(json!({ "payload": ["billing"] }));
    attributes.holds(json!({ "custom_attributes": { "a": 1 } }));
    desk.admin().get(&path).await.is(200).holds(json!({
        "status": "resolved",
        "labels": ["billing"],
        "custom_attributes": { "a": 1 }
    }));
    desk.close().await;
}

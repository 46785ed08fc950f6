//! The commands of the skill, each with the file it reads.

use serde_json::json;

use super::Shell;
use crate::support::{Desk, each};

#[tokio::test]
async fn a_contact_is_created_and_found_and_shown_by_commands() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);
    let inbox = format!(r#""inbox_id": {}"#, desk.inbox().await);

    let request = r#"
{
  "inbox_id": 1,
  "name": "John Doe",
  "email": "john@example.com",
  "phone_number": "+1234567890",
  "identifier": "customer_123",
  "additional_attributes": {
    "company": "Acme Inc",
    "plan": "premium"
  }
}
"#;
    shell.write(&request.replace(r#""inbox_id": 1"#, &inbox));
    let created = shell
        .run(
            r#"
bash -c 'curl -s -X POST "${CHATWOOT_BASE_URL}/api/v1/accounts/${CHATWOOT_ACCOUNT_ID}/contacts" -H "api_access_token: ${CHATWOOT_API_TOKEN}" -H "Content-Type: application/json" -d @/tmp/chatwoot_request.json'
"#,
            &[],
        )
        .await;
    // | jq '.payload[] | {id, name, email}'
    let found = shell
        .run(
            r#"
bash -c 'curl -s -X GET "${CHATWOOT_BASE_URL}/api/v1/accounts/${CHATWOOT_ACCOUNT_ID}/contacts/search?q=john@example.com" -H "api_access_token: ${CHATWOOT_API_TOKEN}"'
"#,
            &[],
        )
        .await;
    let id = &created["payload"]["contact"]["id"];
    let shown = shell
        .run(
            r#"
bash -c 'curl -s -X GET "${CHATWOOT_BASE_URL}/api/v1/accounts/${CHATWOOT_ACCOUNT_ID}/contacts/<contact-id>" -H "api_access_token: ${CHATWOOT_API_TOKEN}"'
"#,
            &[("<contact-id>", id.to_string())],
        )
        .await;

    let picked = &found["payload"][0];
    assert_eq!((&picked["id"], &picked["name"]), (id, &json!("John Doe")));
    assert_eq!(picked["email"], "john@example.com");
    assert_eq!(shown["payload"], created["payload"]["contact"]);
    assert_eq!(shown["payload"]["identifier"], "customer_123");
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_created_and_listed_and_shown_by_commands() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);
    let contact = desk.contact("John").await;
    let inbox = format!(r#""inbox_id": {}"#, desk.inbox().await);

    let request = r#"
{
  "source_id": "api_conversation_123",
  "inbox_id": 1,
  "contact_id": 123,
  "status": "open",
  "message": {
    "content": "Hello! How can I help you today?"
  }
}
"#;
    let request = request.replace(r#""inbox_id": 1"#, &inbox);
    shell.write(&request.replace(r#""contact_id": 123"#, &format!(r#""contact_id": {contact}"#)));
    let created = shell
        .run(
            r#"
bash -c 'curl -s -X POST "${CHATWOOT_BASE_URL}/api/v1/accounts/${CHATWOOT_ACCOUNT_ID}/conversations" -H "api_access_token: ${CHATWOOT_API_TOKEN}" -H "Content-Type: application/json" -d @/tmp/chatwoot_request.json'
"#,
            &[],
        )
        .await;
    // | jq '.data.payload[] | {id, status, contact: .meta.sender.name}'
    let listed = shell
        .run(
            r#"
bash -c 'curl -s -X GET "${CHATWOOT_BASE_URL}/api/v1/accounts/${CHATWOOT_ACCOUNT_ID}/conversations?status=open" -H "api_access_token: ${CHATWOOT_API_TOKEN}"'
"#,
            &[],
        )
        .await;
    let id = &created["id"];
    let shown = shell
        .run(
            r#"
bash -c 'curl -s -X GET "${CHATWOOT_BASE_URL}/api/v1/accounts/${CHATWOOT_ACCOUNT_ID}/conversations/<conversation-id>" -H "api_access_token: ${CHATWOOT_API_TOKEN}"'
"#,
            &[("<conversation-id>", id.to_string())],
        )
        .await;

    let picked = &listed["data"]["payload"][0];
    assert_eq!((&picked["id"], &picked["status"]), (id, &json!("open")));
    assert_eq!(picked["meta"]["sender"]["name"], "John");
    assert_eq!(shown, created);
    assert_eq!(shown["messages"][0]["content"], "Hello! How can I help you today?");
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_answered_and_noted_and_assigned_and_resolved_by_commands() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);
    let id = desk.conversation(desk.contact("John").await, Some("Hello")).await;
    let conversation = [("<conversation-id>", id.to_string())];
    let post = async |action: &str, request: &str| {
        shell.write(request);
        let command = r#"
bash -c 'curl -s -X POST "${CHATWOOT_BASE_URL}/api/v1/accounts/${CHATWOOT_ACCOUNT_ID}/conversations/<conversation-id>/ACTION" -H "api_access_token: ${CHATWOOT_API_TOKEN}" -H "Content-Type: application/json" -d @/tmp/chatwoot_request.json'
"#;
        shell.run(&command.replace("ACTION", action), &conversation).await
    };

    let sent = post(
        "messages",
        r#"
{
  "content": "Thank you for contacting us! Let me help you with that.",
  "message_type": "outgoing",
  "private": false
}
"#,
    )
    .await;
    let noted = post(
        "messages",
        r#"
{
  "content": "Customer is a VIP - handle with priority",
  "message_type": "outgoing",
  "private": true
}
"#,
    )
    .await;
    let ada = desk.id_of("Ada");
    let assigned = post("assignments", &format!(r#"{{ "assignee_id": {ada} }}"#)).await;
    let resolved = post("toggle_status", r#"{ "status": "resolved" }"#).await;

    assert_eq!(sent["content"], "Thank you for contacting us! Let me help you with that.");
    assert_eq!((&sent["private"], &noted["private"]), (&json!(false), &json!(true)));
    assert_eq!(assigned["id"], ada);
    assert_eq!(resolved["payload"]["current_status"], "resolved");
    desk.close().await;
}

#[tokio::test]
async fn agents_and_inboxes_and_counts_are_listed_by_commands() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);
    desk.conversation(desk.contact("John").await, None).await;

    // | jq '.[] | {id, name, email, role, availability_status}'
    let agents = shell
        .run(
            r#"
bash -c 'curl -s -X GET "${CHATWOOT_BASE_URL}/api/v1/accounts/${CHATWOOT_ACCOUNT_ID}/agents" -H "api_access_token: ${CHATWOOT_API_TOKEN}"'
"#,
            &[],
        )
        .await;
    // | jq '.payload[] | {id, name, channel_type}'
    let inboxes = shell
        .run(
            r#"
bash -c 'curl -s -X GET "${CHATWOOT_BASE_URL}/api/v1/accounts/${CHATWOOT_ACCOUNT_ID}/inboxes" -H "api_access_token: ${CHATWOOT_API_TOKEN}"'
"#,
            &[],
        )
        .await;
    // | jq '.meta.all_count, .meta.mine_count'
    let counts = shell
        .run(
            r#"
bash -c 'curl -s -X GET "${CHATWOOT_BASE_URL}/api/v1/accounts/${CHATWOOT_ACCOUNT_ID}/conversations/meta" -H "api_access_token: ${CHATWOOT_API_TOKEN}"'
"#,
            &[],
        )
        .await;

    assert_eq!(each(&agents, "name"), ["Ada", "Ben", "Cleo"]);
    assert_eq!(each(&inboxes["payload"], "channel_type"), ["Channel::Api"]);
    assert_eq!(
        (&counts["meta"]["all_count"], &counts["meta"]["mine_count"]),
        (&json!(1), &json!(0))
    );
    desk.close().await;
}

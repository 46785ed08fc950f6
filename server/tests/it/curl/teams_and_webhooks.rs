//! The commands of the technical reference on teams, webhooks, status and priority.

use serde_json::{Value, json};

use super::Shell;
use crate::support::{Desk, each};

#[tokio::test]
async fn a_conversation_is_given_to_an_agent_and_to_a_team_by_commands() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);
    let id = desk.conversation(desk.contact("John").await, None).await;
    let team = desk.admin().post("teams", json!({ "name": "Sales" })).await.is(200);
    let (ben, team) = (desk.id_of("Ben"), &team.body["id"]);
    let conversation = ("conversations/456/", format!("conversations/{id}/"));

    let to_agent = shell
        .run(
            r#"
curl --request POST \
  --url https://app.chatwoot.com/api/v1/accounts/123/conversations/456/assignments \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "assignee_id": 5
  }'
"#,
            &[conversation.clone(), ("_id\": 5", format!("_id\": {ben}"))],
        )
        .await;
    let to_team = shell
        .run(
            r#"
curl --request POST \
  --url https://app.chatwoot.com/api/v1/accounts/123/conversations/456/assignments \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "team_id": 2
  }'
"#,
            &[conversation, ("_id\": 2", format!("_id\": {team}"))],
        )
        .await;

    assert_eq!((&to_agent["id"], &to_agent["name"]), (&json!(ben), &json!("Ben")));
    assert_eq!((&to_team["id"], &to_team["name"]), (team, &json!("Sales")));
    desk.close().await;
}

#[tokio::test]
async fn a_team_is_created_and_listed_and_joined_by_commands() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);
    let (ben, cleo) = (desk.id_of("Ben"), desk.id_of("Cleo"));

    let created = shell
        .run(
            r#"
curl --request POST \
  --url https://app.chatwoot.com/api/v1/accounts/123/teams \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "name": "Support Team",
    "allow_auto_assign": true
  }'
"#,
            &[],
        )
        .await;
    let listed = shell
        .run(
            r"
curl --request GET \
  --url https://app.chatwoot.com/api/v1/accounts/123/teams \
  --header 'api_access_token: YOUR_TOKEN'
",
            &[],
        )
        .await;
    let joined = shell
        .run(
            r#"
curl --request POST \
  --url https://app.chatwoot.com/api/v1/accounts/123/teams/2/team_members \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "user_ids": [5, 7]
  }'
"#,
            &[
                ("teams/2/", format!("teams/{}/", created["id"])),
                ("[5, 7]", format!("[{ben}, {cleo}]")),
            ],
        )
        .await;

    assert_eq!(
        (&created["name"], &created["allow_auto_assign"]),
        (&json!("Support Team"), &json!(true))
    );
    assert_eq!(listed, json!([created]));
    assert_eq!(each(&joined, "id"), [ben, cleo]);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_created_for_a_team_by_a_command() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);
    let team = desk.admin().post("teams", json!({ "name": "Sales" })).await.is(200);
    let (team, contact) = (&team.body["id"], desk.contact("John").await);

    let created = shell
        .run(
            r#"
curl --request POST \
  --url https://app.chatwoot.com/api/v1/accounts/123/conversations \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "source_id": "whatsapp_12345",
    "inbox_id": 1,
    "contact_id": 789,
    "team_id": 2
  }'
"#,
            &[
                ("inbox_id\": 1", format!("inbox_id\": {}", desk.inbox().await)),
                ("contact_id\": 789", format!("contact_id\": {contact}")),
                ("team_id\": 2", format!("team_id\": {team}")),
            ],
        )
        .await;

    assert_eq!(created["meta"]["team"]["id"], *team);
    assert_eq!(created["meta"]["sender"]["id"], contact);
    desk.close().await;
}

#[tokio::test]
async fn a_priority_and_a_status_are_set_by_commands() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);
    let id = desk.conversation(desk.contact("John").await, None).await;
    let conversation = [("conversations/456/", format!("conversations/{id}/"))];

    let urgent = shell
        .run(
            r#"
curl --request POST \
  --url https://app.chatwoot.com/api/v1/accounts/123/conversations/456/toggle_priority \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "priority": "urgent"
  }'
"#,
            &conversation,
        )
        .await;
    let high = shell
        .run(
            r#"
curl --request POST \
  --url https://app.chatwoot.com/api/v1/accounts/123/conversations/456/toggle_priority \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "priority": "high"
  }'
"#,
            &conversation,
        )
        .await;
    let resolved = shell
        .run(
            r#"
curl --request POST \
  --url https://app.chatwoot.com/api/v1/accounts/123/conversations/456/toggle_status \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "status": "resolved"
  }'
"#,
            &conversation,
        )
        .await;

    assert_eq!(urgent, json!({ "id": id, "priority": "urgent", "status": "open" }));
    assert_eq!(high, json!({ "id": id, "priority": "high", "status": "open" }));
    assert_eq!(resolved["payload"]["success"], true);
    assert_eq!(resolved["payload"]["current_status"], "resolved");
    assert_eq!(resolved["payload"]["conversation_id"], id);
    desk.close().await;
}

const LIST_WEBHOOKS: &str = r"
curl --request GET \
  --url https://app.chatwoot.com/api/v1/accounts/123/webhooks \
  --header 'api_access_token: YOUR_TOKEN'
";

#[tokio::test]
async fn a_webhook_is_created_and_listed_by_commands() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);

    let created = create_webhook(&shell).await;
    let listed = shell.run(LIST_WEBHOOKS, &[]).await;

    assert_eq!(created["url"], "https://your-server.com/webhooks/chatwoot");
    assert_eq!(created["subscriptions"], json!(["conversation_created", "message_created"]));
    assert_eq!(listed, json!({ "payload": { "webhooks": [created] } }));
    desk.close().await;
}

#[tokio::test]
async fn a_webhook_is_updated_and_deleted_by_commands() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);
    let webhook = format!("webhooks/{}", create_webhook(&shell).await["id"]);

    let updated = shell
        .run(
            r#"
curl --request PATCH \
  --url https://app.chatwoot.com/api/v1/accounts/123/webhooks/42 \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "subscriptions": ["conversation_created", "contact_created"]
  }'
"#,
            &[("webhooks/42", webhook.clone())],
        )
        .await;
    let deleted = shell
        .run_for_text(
            r"
curl --request DELETE \
  --url https://app.chatwoot.com/api/v1/accounts/123/webhooks/42 \
  --header 'api_access_token: YOUR_TOKEN'
",
            &[("webhooks/42", webhook)],
        )
        .await;

    let updated = &updated["payload"]["webhook"];
    assert_eq!(updated["subscriptions"], json!(["conversation_created", "contact_created"]));
    assert_eq!(deleted, "");
    let left = shell.run(LIST_WEBHOOKS, &[]).await;
    assert_eq!(left, json!({ "payload": { "webhooks": [] } }));
    desk.close().await;
}

/// Row 19 of seeds-vs-upstream: the webhook is in envelopes.
async fn create_webhook(shell: &Shell<'_>) -> Value {
    let created = shell
        .run(
            r#"
curl --request POST \
  --url https://app.chatwoot.com/api/v1/accounts/123/webhooks \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "url": "https://your-server.com/webhooks/chatwoot",
    "subscriptions": ["conversation_created", "message_created"]
  }'
"#,
            &[],
        )
        .await;
    created["payload"]["webhook"].clone()
}

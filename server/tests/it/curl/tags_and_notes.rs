//! The commands of the technical reference on tags, notes and custom attributes.

use serde_json::json;

use super::Shell;
use crate::support::{Desk, each};

#[tokio::test]
async fn labels_are_set_and_listed_and_filtered_by_commands() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);
    let contact = desk.contact("John").await;
    let id = desk.conversation(contact, None).await;
    let conversation = [("conversations/456/", format!("conversations/{id}/"))];

    let labelled = shell
        .run(
            r#"
curl --request POST \
  --url https://app.chatwoot.com/api/v1/accounts/123/conversations/456/labels \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "labels": ["support", "billing"]
  }'
"#,
            &conversation,
        )
        .await;
    let listed = shell
        .run(
            r"
curl --request GET \
  --url https://app.chatwoot.com/api/v1/accounts/123/conversations/456/labels \
  --header 'api_access_token: YOUR_TOKEN'
",
            &conversation,
        )
        .await;
    let of_contact = shell
        .run(
            r#"
curl --request POST \
  --url https://app.chatwoot.com/api/v1/accounts/123/contacts/789/labels \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "labels": ["vip-customer", "enterprise"]
  }'
"#,
            &[("contacts/789/", format!("contacts/{contact}/"))],
        )
        .await;
    let filtered = shell
        .run(
            r"
curl --request GET \
  --url 'https://app.chatwoot.com/api/v1/accounts/123/conversations?labels[]=support&labels[]=priority&status=open' \
  --header 'api_access_token: YOUR_TOKEN'
",
            &[],
        )
        .await;

    assert_eq!(labelled, json!({ "payload": ["support", "billing"] }));
    // Row 8 of seeds-vs-upstream: in the envelope, and without the contact.
    assert_eq!(listed, labelled);
    assert_eq!(of_contact, json!({ "payload": ["vip-customer", "enterprise"] }));
    assert_eq!(each(&filtered["data"]["payload"], "id"), [id]);
    desk.close().await;
}

#[tokio::test]
async fn a_note_is_added_and_listed_by_commands() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);
    let id = desk.conversation(desk.contact("John").await, None).await;
    let conversation = [("conversations/456/", format!("conversations/{id}/"))];

    let noted = shell
        .run(
            r#"
curl --request POST \
  --url https://app.chatwoot.com/api/v1/accounts/123/conversations/456/messages \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "content": "Customer shows high intent. Pricing discussion scheduled for tomorrow.",
    "message_type": "outgoing",
    "private": true
  }'
"#,
            &conversation,
        )
        .await;
    let listed = shell
        .run(
            r"
curl --request GET \
  --url https://app.chatwoot.com/api/v1/accounts/123/conversations/456/messages \
  --header 'api_access_token: YOUR_TOKEN'
",
            &conversation,
        )
        .await;

    assert_eq!(noted["private"], true);
    assert_eq!(noted["sender"]["id"], desk.id_of("Ada"));
    assert_eq!(listed["payload"], json!([noted]));
    desk.close().await;
}

#[tokio::test]
async fn attributes_are_defined_and_listed_and_deleted_by_commands() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);

    let created = shell
        .run(
            r#"
curl --request POST \
  --url https://app.chatwoot.com/api/v1/accounts/123/custom_attribute_definitions \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "attribute_display_name": "Deal Value",
    "attribute_display_type": 2,
    "attribute_key": "deal_value",
    "attribute_model": 0
  }'
"#,
            &[],
        )
        .await;
    let list = r"
curl --request GET \
  --url 'https://app.chatwoot.com/api/v1/accounts/123/custom_attribute_definitions?attribute_model=0' \
  --header 'api_access_token: YOUR_TOKEN'
";
    let listed = shell.run(list, &[]).await;
    let id = format!("custom_attribute_definitions/{}", created["id"]);
    let deleted = shell
        .run_for_text(
            r"
curl --request DELETE \
  --url https://app.chatwoot.com/api/v1/accounts/123/custom_attribute_definitions/42 \
  --header 'api_access_token: YOUR_TOKEN'
",
            &[("custom_attribute_definitions/42", id)],
        )
        .await;

    assert_eq!(created["attribute_key"], "deal_value");
    assert_eq!(listed, json!([created]));
    assert_eq!(deleted, "");
    assert_eq!(shell.run(list, &[]).await, json!([]));
    desk.close().await;
}

#[tokio::test]
async fn attributes_of_a_conversation_and_of_a_contact_are_updated_by_commands() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);
    let contact = desk.contact("John").await;
    let id = desk.conversation(contact, None).await;

    let of_conversation = shell
        .run(
            r#"
curl --request POST \
  --url https://app.chatwoot.com/api/v1/accounts/123/conversations/456/custom_attributes \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "custom_attributes": {
      "lead_score": 85,
      "deal_value": 50000
    }
  }'
"#,
            &[("conversations/456/", format!("conversations/{id}/"))],
        )
        .await;
    let of_contact = shell
        .run(
            r#"
curl --request PATCH \
  --url https://app.chatwoot.com/api/v1/accounts/123/contacts/789 \
  --header 'Content-Type: application/json' \
  --header 'api_access_token: YOUR_TOKEN' \
  --data '{
    "custom_attributes": {
      "company_size": "51-200",
      "newsletter_subscribed": true
    }
  }'
"#,
            &[("contacts/789", format!("contacts/{contact}"))],
        )
        .await;

    let stored = json!({ "custom_attributes": { "lead_score": 85, "deal_value": 50000 } });
    assert_eq!(of_conversation, stored);
    let stored = json!({ "company_size": "51-200", "newsletter_subscribed": true });
    assert_eq!(of_contact["payload"]["custom_attributes"], stored);
    desk.close().await;
}

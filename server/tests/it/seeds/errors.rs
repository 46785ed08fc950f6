//! The technical reference, response codes and error handling: what its client class
//! reads from an answer.

use reqwest::Method;
use serde_json::json;

use crate::support::{Desk, Reply};

/// What `makeRequest` of the document throws for an answer that is not a success.
fn thrown(reply: &Reply) -> String {
    let message = reply.body["message"].as_str().expect("an error has a message");
    format!("Chatwoot API Error ({}): {message}", reply.status)
}

#[tokio::test]
async fn the_client_class_adds_labels_and_a_note_and_attributes() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}");
    let labels = json!({ "labels": ["priority", "sales"] });
    let content = "Customer interested in enterprise plan";
    let note = json!({ "content": content, "message_type": "outgoing", "private": true });
    let score = json!({ "custom_attributes": { "lead_score": 90 } });

    let labelled = desk.agent().post(&format!("{path}/labels"), labels).await;
    let noted = desk.agent().post(&format!("{path}/messages"), note).await;
    let scored = desk.agent().post(&format!("{path}/custom_attributes"), score.clone()).await;

    labelled.is(200).holds(json!({ "payload": ["priority", "sales"] }));
    noted.is(200).holds(json!({ "content": content, "private": true }));
    scored.is(200).holds(score);
    desk.close().await;
}

#[tokio::test]
async fn the_client_class_tells_that_a_token_is_missing_or_wrong() {
    let desk = Desk::open().await;

    let missing = desk.nobody().get("conversations").await.is(401);
    let request = desk.nobody().request(Method::GET, "conversations");
    let wrong = desk.nobody().send(request.header("api_access_token", "your_token")).await.is(401);

    assert_eq!(
        thrown(&missing),
        "Chatwoot API Error (401): You need to sign in or sign up before continuing."
    );
    assert_eq!(thrown(&wrong), "Chatwoot API Error (401): Invalid Access Token");
    desk.close().await;
}

#[tokio::test]
async fn the_client_class_tells_that_something_is_not_allowed() {
    let desk = Desk::open().await;

    let refused = desk.agent().post("teams", json!({ "name": "Sales" })).await;

    // Row 3 of seeds-vs-upstream: 401, not 403.
    let message = "You are not authorized to do this action";
    assert_eq!(thrown(&refused.is(401)), format!("Chatwoot API Error (401): {message}"));
    desk.close().await;
}

#[tokio::test]
async fn the_client_class_tells_that_something_does_not_exist() {
    let desk = Desk::open().await;

    let labels = json!({ "labels": ["priority", "sales"] });
    let missing = desk.agent().post("conversations/456/labels", labels).await.is(404);
    let nowhere = desk.agent().get("no/such/thing").await.is(404);

    assert_eq!(thrown(&missing), "Chatwoot API Error (404): Resource could not be found");
    assert_eq!(thrown(&nowhere), "Chatwoot API Error (404): There is nothing at this address.");
    desk.close().await;
}

#[tokio::test]
async fn the_client_class_tells_which_field_is_wrong() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;

    let contact = json!({ "email": "nowhere", "phone_number": "+1 234" });
    let invalid = desk.agent().post("contacts", contact).await.refuses(&["email", "phone_number"]);
    let path = format!("conversations/{id}/toggle_status");
    let unknown = desk.agent().post(&path, json!({ "status": "closed" })).await;

    assert_eq!(
        thrown(&invalid),
        "Chatwoot API Error (422): Email Invalid email, \
         Phone number should be in e164 format"
    );
    assert_eq!(
        thrown(&unknown.refuses(&["status"])),
        "Chatwoot API Error (422): 'closed' is not a valid status (open, resolved, pending, snoozed)"
    );
    desk.close().await;
}

#[tokio::test]
async fn the_client_class_tells_that_a_request_cannot_be_read() {
    let desk = Desk::open().await;

    let request = desk.agent().request(Method::POST, "contacts");
    let request = request.header("content-type", "application/json").body("{\"name\": ");
    let malformed = desk.agent().send(request).await.is(400);

    let prefix = "Chatwoot API Error (400): the body is not valid JSON";
    assert!(thrown(&malformed).starts_with(prefix), "{}", malformed.text);
    desk.close().await;
}

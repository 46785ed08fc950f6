//! What can be sent to the routes of conversations and of filters.

use serde_json::json;

use super::forms::{
    Form,
    Kind::{Bool, Choice, Number, Numbers, Object, Text, Texts, Word},
    LONG, SHORT,
};
use crate::isolation::Records;

pub fn conversations(own: &Records) -> Vec<Form> {
    let path = |more: &str| format!("conversations/{}{more}", own.conversation);
    let new = json!({ "inbox_id": own.inbox, "contact_id": own.contact, "message": {} });
    let begin = Form::new("POST", "/{account}/conversations", "conversations")
        .valid(new)
        .takes(Number, &["inbox_id", "contact_id", "assignee_id", "team_id"])
        .takes(Text(2_000), &["source_id"])
        .takes(Object, &["additional_attributes", "custom_attributes", "message"])
        .takes(Choice, &["status", "message.message_type", "message.content_type"])
        .takes(Word, &["snoozed_until"])
        .takes(Bool, &["hmac_verified", "message.private"])
        .takes(Text(150_000), &["message.content"]);
    let status =
        Form::new("POST", "/{account}/conversations/{id}/toggle_status", path("/toggle_status"))
            .valid(json!({ "status": "pending" }))
            .takes(Choice, &["status"])
            .takes(Number, &["snoozed_until"]);
    let priority = Form::new(
        "POST",
        "/{account}/conversations/{id}/toggle_priority",
        path("/toggle_priority"),
    )
    .valid(json!({ "priority": "high" }))
    .takes(Choice, &["priority"]);
    let file = json!({ "filename": "a", "byte_size": 1, "checksum": "AAAAAAAAAAAAAAAAAAAAAA==" });
    let upload =
        Form::new("POST", "/{account}/conversations/{id}/direct_uploads", path("/direct_uploads"))
            .valid(file)
            .takes(SHORT, &["content_type"])
            .takes(Word, &["checksum"])
            .takes(Number, &["byte_size"])
            .takes(Object, &["metadata"]);
    let assign =
        Form::new("POST", "/{account}/conversations/{id}/assignments", path("/assignments"))
            .valid(json!({ "assignee_id": own.agent }))
            .takes(Number, &["assignee_id", "team_id"]);
    let attributes = Form::new(
        "POST PATCH",
        "/{account}/conversations/{id}/custom_attributes",
        path("/custom_attributes"),
    );
    let messages = Form::new("POST", "/{account}/conversations/{id}/messages", path("/messages"))
        .valid(json!({ "content": "x" }))
        .takes(Text(150_000), &["content", "email_html_content"])
        .takes(Text(2_000), &["source_id"])
        .takes(LONG, &["cc_emails", "bcc_emails", "to_emails"])
        .takes(Bool, &["private"])
        .takes(Number, &["sender_id"])
        .takes(Choice, &["message_type", "content_type"])
        .takes(Texts, &["attachments"])
        .takes(Object, &["template_params"]);
    let message = Form::new(
        "PUT PATCH",
        "/{account}/conversations/{id}/messages/{sub}",
        path(&format!("/messages/{}", own.message)),
    )
    .valid(json!({ "status": "failed", "external_error": "x" }))
    .takes(LONG, &["external_error"]);
    let translate = Form::new(
        "POST",
        "/{account}/conversations/{id}/messages/{sub}/translate",
        path(&format!("/messages/{}/translate", own.message)),
    )
    .valid(json!({ "target_language": "es" }))
    .takes(SHORT, &["target_language"]);
    let typing = Form::new(
        "POST",
        "/{account}/conversations/{id}/toggle_typing_status",
        path("/toggle_typing_status"),
    )
    .valid(json!({ "typing_status": "on" }))
    .takes(Bool, &["is_private"]);
    vec![
        begin,
        message,
        translate,
        typing,
        Form::new("PUT PATCH", "/{account}/conversations/{id}", path(""))
            .valid(json!({ "priority": "low" }))
            .takes(Choice, &["priority"])
            .takes(Number, &["sla_policy_id"]),
        status,
        priority,
        assign,
        Form::new(
            "POST PUT PATCH DELETE",
            "/{account}/conversations/{id}/participants",
            path("/participants"),
        )
        .valid(json!({ "user_ids": [own.agent] }))
        .takes(Numbers, &["user_ids"]),
        Form::new("POST", "/{account}/conversations/{id}/labels", path("/labels"))
            .valid(json!({ "labels": ["new"] })),
        attributes
            .valid(json!({ "custom_attributes": { "a": 1 } }))
            .takes(Object, &["custom_attributes"]),
        messages,
        upload,
    ]
}

pub fn around_conversations(own: &Records) -> Vec<Form> {
    let path = |more: &str| format!("conversations/{}{more}", own.conversation);
    let bulk = Form::new("POST", "/{account}/bulk_actions", "bulk_actions")
        .valid(json!({ "type": "Conversation", "ids": [own.conversation] }))
        .takes(Choice, &["type"]);
    let drafts = "/{account}/conversations/{id}/draft_messages";
    let draft = Form::new("PUT PATCH", drafts, path("/draft_messages"))
        .valid(json!({ "message": "x" }))
        .takes(Text(150_000), &["message"]);
    let transcript =
        Form::new("POST", "/{account}/conversations/{id}/transcript", path("/transcript"))
            .valid(json!({ "email": "lea@example.net" }))
            .takes(Word, &["email"]);
    vec![bulk, draft, transcript]
}

pub fn filters(own: &Records) -> Vec<Form> {
    let rule =
        json!({ "attribute_key": "status", "filter_operator": "equal_to", "values": ["all"] });
    let kept = |form: Form| {
        form.takes(SHORT, &["name"]).takes(Choice, &["filter_type"]).takes(Object, &["query"])
    };
    let one = format!("custom_filters/{}", own.custom_filter);
    vec![
        Form::new("POST", "/{account}/conversations/filter", "conversations/filter")
            .valid(json!({ "payload": [rule] }))
            .takes(Word, &["payload.0.attribute_key", "payload.0.filter_operator"])
            .takes(Word, &["payload.0.query_operator"]),
        kept(Form::new("POST", "/{account}/custom_filters", "custom_filters"))
            .valid(json!({ "name": "New", "query": {} })),
        kept(Form::new("PUT PATCH", "/{account}/custom_filters/{id}", one))
            .valid(json!({ "name": "New" })),
    ]
}

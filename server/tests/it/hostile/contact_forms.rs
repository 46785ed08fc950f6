//! What can be sent to the routes of contacts.

use serde_json::json;

use super::forms::{
    Form,
    Kind::{Bool, Number, Object, Text, Texts, Word},
    LONG, SHORT,
};
use crate::isolation::Records;

pub fn contacts(own: &Records) -> Vec<Form> {
    let contact = |form: Form| {
        form.takes(SHORT, &["name", "identifier"])
            .takes(Word, &["email", "phone_number"])
            .takes(Bool, &["blocked"])
            .takes(Object, &["additional_attributes", "custom_attributes"])
    };
    let path = format!("contacts/{}", own.contact);
    let rule = json!({ "attribute_key": "name", "filter_operator": "contains", "values": ["x"] });
    let labels = format!("{path}/labels");
    vec![
        contact(Form::new("POST", "/{account}/contacts", "contacts"))
            .valid(json!({ "name": "New", "inbox_id": own.inbox }))
            .takes(Number, &["inbox_id"])
            .takes(Text(2_000), &["source_id"]),
        contact(Form::new("PUT PATCH", "/{account}/contacts/{id}", path))
            .valid(json!({ "name": "New" })),
        Form::new("POST", "/{account}/contacts/filter", "contacts/filter")
            .valid(json!({ "payload": [rule] }))
            .takes(Word, &["payload.0.attribute_key", "payload.0.filter_operator"])
            .takes(Word, &["payload.0.query_operator"]),
        Form::new("POST", "/{account}/contacts/{id}/labels", labels)
            .valid(json!({ "labels": ["new"] })),
    ]
}

pub fn around_contacts(own: &Records) -> Vec<Form> {
    let part = |more: &str| format!("contacts/{}/{more}", own.contact);
    let pair = json!({ "base_contact_id": own.contact, "mergee_contact_id": own.contact });
    let note = |form: Form| form.valid(json!({ "content": "x" })).takes(LONG, &["content"]);
    let rule = json!({ "attribute_key": "name", "filter_operator": "contains", "values": ["x"] });
    vec![
        Form::new("POST", "/{account}/contacts/import", "contacts/import")
            .valid(json!({ "import_file": own.file }))
            .takes(Word, &["import_file"]),
        Form::new("POST", "/{account}/contacts/export", "contacts/export")
            .valid(json!({ "column_names": ["id"], "payload": [rule], "label": "x" }))
            .takes(SHORT, &["label"]),
        Form::new(
            "POST",
            "/{account}/contacts/{id}/destroy_custom_attributes",
            part("destroy_custom_attributes"),
        )
        .valid(json!({ "custom_attributes": ["x"] }))
        .takes(Texts, &["custom_attributes"]),
        Form::new("POST", "/{account}/contacts/{id}/contact_inboxes", part("contact_inboxes"))
            .valid(json!({ "inbox_id": own.inbox }))
            .takes(Number, &["inbox_id"])
            .takes(Text(2_000), &["source_id"])
            .takes(Bool, &["hmac_verified"]),
        Form::new("POST", "/{account}/contact_inboxes/filter", "contact_inboxes/filter")
            .valid(json!({ "inbox_id": own.inbox, "source_id": own.source }))
            .takes(Number, &["inbox_id"]),
        Form::new("POST", "/{account}/actions/contact_merge", "actions/contact_merge")
            .valid(pair)
            .takes(Number, &["base_contact_id", "mergee_contact_id"]),
        note(Form::new("POST", "/{account}/contacts/{id}/notes", part("notes"))),
        note(Form::new(
            "PUT PATCH",
            "/{account}/contacts/{id}/notes/{sub}",
            part(&format!("notes/{}", own.note)),
        )),
    ]
}

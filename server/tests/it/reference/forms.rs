//! Bodies that are forms: what the reference shows of one is read as it is shown.

use frontdesk::http::reference;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{
    Method, RequestBuilder,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::support::Desk;

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// What the reference says of a body at a path of an account.
fn body_of(method: &str, path: &str) -> Value {
    let document: Value = serde_json::from_str(&reference::text()).unwrap();
    let path = format!("/api/v1/accounts/{{account_id}}/{path}");
    document["paths"][path][method]["requestBody"]["content"].clone()
}

/// The fields of a form as they are sent: lists field by field, objects key by key.
fn fields_of(example: &Value) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    for (name, value) in example.as_object().unwrap() {
        match value {
            Value::Array(items) => {
                fields.extend(items.iter().map(|item| (name.clone(), text(item))));
            }
            Value::Object(inner) => {
                let keyed =
                    |(key, value): (&String, &Value)| (format!("{name}[{key}]"), text(value));
                fields.extend(inner.iter().map(keyed));
            }
            Value::Null => {}
            value => fields.push((name.clone(), text(value))),
        }
    }
    fields
}

/// A request with these fields, as a browser posts them.
fn posted(request: RequestBuilder, fields: &[(String, String)]) -> RequestBuilder {
    let coded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", coded(name), coded(value)));
    request.header("content-type", FORM).body(pairs.collect::<Vec<_>>().join("&"))
}

#[test]
fn whatever_reads_a_body_reads_forms() {
    let document: Value = serde_json::from_str(&reference::text()).unwrap();

    let mut looked_at = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let Some(content) = operation["requestBody"].get("content") else { continue };
            let properties = content["application/json"]["schema"].get("properties");
            let Some(properties) = properties.and_then(Value::as_object) else { continue };
            for kind in [FORM, MULTIPART] {
                let form = content[kind]["schema"]["properties"].as_object();
                let form = form.unwrap_or_else(|| panic!("{method} {path} reads no {kind}"));
                for name in properties.keys() {
                    let is_there = form.contains_key(name)
                        || form.contains_key(&format!("{name}[]"))
                        || form.keys().any(|field| field.starts_with(&format!("{name}[")));
                    assert!(is_there, "{method} {path} leaves {name} out of {kind}");
                }
            }
            looked_at += 1;
        }
    }
    assert!(looked_at > 100, "only {looked_at} bodies were looked at");
}

#[test]
fn files_are_told_of_as_files() {
    for (method, path, field) in [
        ("post", "conversations/{conversation_id}/messages", "attachments[]"),
        ("post", "contacts/import", "import_file"),
        ("post", "upload", "attachment"),
        ("patch", "inboxes/{inbox_id}", "avatar"),
    ] {
        let form = &body_of(method, path)[MULTIPART]["schema"]["properties"];
        let told = if field.ends_with("[]") { &form[field]["items"] } else { &form[field] };
        assert_eq!(told["contentMediaType"], "application/octet-stream", "{path}");
        let elsewhere = &body_of(method, path)[FORM]["schema"]["properties"][field];
        assert_eq!(elsewhere.get("contentMediaType"), None, "{path}");
    }
}

#[tokio::test]
async fn what_is_shown_of_a_form_is_read() {
    let desk = Desk::open().await;
    let admin = desk.admin();
    let cleo = desk.id_of("Cleo");
    for path in ["labels", "contacts", "teams", "custom_attribute_definitions", "webhooks"] {
        let told = body_of("post", path);
        for kind in [FORM, MULTIPART] {
            let mut fields = fields_of(&told[kind]["example"]);
            for (name, value) in &mut fields {
                // What may be there once only, and who is not there in an example.
                if ["title", "name", "email", "phone_number", "identifier", "attribute_key", "url"]
                    .contains(&name.as_str())
                {
                    let unique = if kind == FORM { "1" } else { "2" };
                    *value = format!("{value}{unique}");
                }
                if name == "user_ids[]" {
                    *value = cleo.to_string();
                }
            }
            fields.retain(|(name, _)| !name.ends_with("_id") && name != "avatar");
            let request = admin.request(Method::POST, path);
            let request = if kind == FORM {
                posted(request, &fields)
            } else {
                let add = |form: Form, (name, value): (String, String)| form.text(name, value);
                request.multipart(fields.into_iter().fold(Form::new(), add))
            };
            admin.send(request).await.is(200);
        }
    }
    desk.close().await;
}

#[tokio::test]
async fn lists_and_files_of_a_form_arrive() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{conversation}/messages");
    let told = body_of("post", "conversations/{conversation_id}/messages");
    assert!(told[MULTIPART]["schema"]["properties"]["attachments[]"].is_object());

    let file = |text: &'static str| Part::bytes(text.as_bytes()).file_name("notes.txt");
    let form = Form::new().part("attachments[]", file("one")).part("attachments[]", file("two"));
    let sent = desk.agent().send(desk.agent().request(Method::POST, &path).multipart(form)).await;

    assert_eq!(sent.is(200).body["attachments"].as_array().map(Vec::len), Some(2));
    let labels = ["one", "two"].map(|title| ("labels[]".to_owned(), title.to_owned()));
    let request = desk.agent().request(Method::POST, &path.replace("messages", "labels"));
    let set = desk.agent().send(posted(request, &labels)).await.is(200);
    assert_eq!(set.body["payload"], json!(["one", "two"]));
    desk.close().await;
}

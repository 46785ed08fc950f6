//! Files that rules send.

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use super::{add, does, messages, rule};
use crate::support::{Client, Desk};

/// A file that nobody has taken, by its signed id.
async fn uploaded(person: &Client, name: &str) -> Value {
    let file = Part::bytes(b"a,b\n".to_vec()).file_name(name.to_owned());
    let form = Form::new().part("attachment", file.mime_str("text/csv").unwrap());
    let brought = person.request(Method::POST, "upload").multipart(form);
    let brought = person.send(brought).await.is(200).body;
    assert!(brought["file_url"].as_str().unwrap().ends_with(name));
    brought["blob_id"].clone()
}

async fn get(desk: &Desk, url: &Value) -> u16 {
    let path = url.as_str().unwrap().strip_prefix("http://127.0.0.1:3000").unwrap().to_owned();
    desk.nobody().request(Method::GET, &path).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_file_is_sent_with_every_conversation_and_kept_for_as_long_as_somebody_needs_it() {
    let desk = Desk::open().await;
    let file = uploaded(&desk.admin(), "terms.csv").await;
    let new = rule("conversation_created", vec![], vec![does("send_attachment", json!([file]))]);
    let made = desk.admin().post("automation_rules", new).await.is(200).body;
    let id = made["id"].as_i64().unwrap();

    let shown = &made["files"][0];
    let expected = json!([{
        "id": shown["id"], "automation_rule_id": id, "file_type": "text/csv",
        "account_id": desk.account, "file_url": shown["file_url"], "blob_id": shown["blob_id"],
        "filename": "terms.csv"
    }]);
    assert_eq!(made["files"], expected);
    assert_eq!(made["actions"], json!([does("send_attachment", json!([shown["blob_id"]]))]));

    let mut sent = Vec::new();
    for name in ["Lea", "Max"] {
        let conversation = desk.conversation(desk.contact(name).await, None).await;
        desk.settle().await;
        let written = messages(&desk, conversation).await;
        let message = written.last().unwrap().clone();
        assert_eq!(message["attachments"][0]["extension"], "csv");
        assert_eq!(message["content_attributes"].get("automation_rule_id"), None);
        sent.push((conversation, message));
    }
    let cloned = desk.admin().post(&format!("automation_rules/{id}/clone"), json!({})).await;
    let cloned = cloned.is(200).body["payload"].clone();
    assert_eq!(cloned["files"][0]["blob_id"], shown["blob_id"]);

    let url = shown["file_url"].clone();
    desk.admin().delete(&format!("automation_rules/{id}")).await.is(200);
    desk.admin().delete(&format!("automation_rules/{}", cloned["id"])).await.is(200);
    let (first, message) = &sent[0];
    let path = format!("conversations/{first}/messages/{}", message["id"]);
    desk.admin().delete(&path).await.is(200);
    desk.settle().await;
    assert_eq!(get(&desk, &url).await, 200, "the other message has it still");
    desk.admin().delete(&format!("conversations/{}", sent[1].0)).await.is(200);
    desk.settle().await;
    assert_eq!(get(&desk, &url).await, 404, "nobody needs it any more");
    desk.close().await;
}

#[tokio::test]
async fn a_file_goes_with_the_action_that_names_it() {
    let desk = Desk::open().await;
    let file = uploaded(&desk.admin(), "terms.csv").await;
    let new = rule("conversation_created", vec![], vec![does("send_attachment", json!([file]))]);
    let made = desk.admin().post("automation_rules", new).await.is(200).body;
    let path = format!("automation_rules/{}", made["id"]);
    let url = made["files"][0]["file_url"].clone();

    let same = json!({ "actions": made["actions"], "name": "Same" });
    let changed = desk.admin().patch(&path, same).await.is(200).body["payload"].clone();
    assert_eq!(changed["files"], made["files"]);
    let again = json!({ "actions": [does("send_attachment", json!([file]))] });
    let changed = desk.admin().patch(&path, again).await.is(200).body["payload"].clone();
    assert_eq!(changed["files"], made["files"], "by its signed id, too");

    let without = json!({ "actions": [does("mute_conversation", json!([]))] });
    let changed = desk.admin().patch(&path, without).await.is(200).body["payload"].clone();
    assert_eq!(changed.get("files"), None);
    desk.settle().await;
    assert_eq!(get(&desk, &url).await, 404);
    desk.close().await;
}

#[tokio::test]
async fn only_files_of_ones_own_are_taken() {
    let desk = Desk::open().await;
    let neighbour = desk.neighbour().await;
    let theirs = uploaded(&neighbour, "theirs.csv").await;
    let mine = uploaded(&desk.admin(), "mine.csv").await;
    let sends = |file: &Value| {
        rule("conversation_created", vec![], vec![does("send_attachment", json!([file]))])
    };

    add(&desk, sends(&mine)).await;
    for file in [theirs, mine, json!(1), json!("made up"), json!({ "id": 1 }), Value::Null] {
        let refused = desk.admin().post("automation_rules", sends(&file)).await;
        refused.refuses(&["actions"]).says(422, "Invalid attachment");
    }

    let form = Form::new().part("attachment", Part::bytes(b"x".to_vec()).file_name("x.txt"));
    let sent = desk.admin().request(Method::POST, "automation_rules").multipart(form);
    desk.admin().send(sent).await.refuses(&["attachment"]);
    desk.close().await;
}

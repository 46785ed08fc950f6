//! Macros (contract `behaviour.md`, 6.2): whose they are, and what is done by them.

use std::time::Duration;

use db::{Tx, sql};
use frontdesk::{actor::Actor, macros::execute::Rest, tasks::Action as _, work::Work};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::support::{Client, Desk, Postbox, Receiver, each, mails_to};

fn does(name: &str, params: Value) -> Value {
    json!({ "action_name": name, "action_params": params })
}

fn named(name: &str, visibility: &str, actions: Vec<Value>) -> Value {
    json!({ "name": name, "visibility": visibility, "actions": actions })
}

fn labels(name: &str, visibility: &str) -> Value {
    named(name, visibility, vec![does("add_label", json!(["x"]))])
}

async fn add(person: &Client, new: Value) -> i64 {
    let made = person.post("macros", new).await.is(200).body;
    made["payload"]["id"].as_i64().expect("it has an id")
}

async fn execute(desk: &Desk, person: &Client, id: i64, conversations: Value) {
    let wanted = json!({ "conversation_ids": conversations });
    person.post(&format!("macros/{id}/execute"), wanted).await.is(200);
    desk.settle().await;
}

async fn said(desk: &Desk, conversation: i64) -> Vec<Value> {
    let path = format!("conversations/{conversation}/messages");
    desk.admin().get(&path).await.is(200).body["payload"].as_array().unwrap().clone()
}

#[tokio::test]
async fn what_was_committed_of_a_macro_is_not_done_again_when_its_end_was_lost() {
    let desk = Desk::open().await;
    let greeting = named("Greet", "personal", vec![does("send_message", json!(["Hi"]))]);
    let id = add(&desk.agent(), greeting).await;
    let mut conversations = Vec::new();
    for name in ["Ann", "Bob", "Cas", "Dee", "Eli", "Fay", "Gus"] {
        conversations.push(desk.conversation(desk.contact(name).await, Some("Hello")).await);
    }
    let wanted = json!({ "conversation_ids": conversations });
    desk.agent().post(&format!("macros/{id}/execute"), wanted).await.is(200);
    let sql = sql!("select payload from jobs where kind = 'macros.execute'");
    let waiting = desk.app.db.read(async move |tx: &mut Tx| tx.one::<(String,)>(sql, &[]).await);
    let (payload,) = waiting.await.unwrap();
    let task = serde_json::from_str::<Value>(&payload).unwrap()["task"].clone();
    let rest: Rest = serde_json::from_value(task).unwrap();

    // As a server does that is killed before it has noted that it is done.
    desk.acting(Actor::System, async move |work: &mut Work<'_>| rest.act(work).await).await;
    desk.settle().await;

    for conversation in conversations {
        let said = said(&desk, conversation).await;
        let greetings = said.iter().filter(|message| message["content"] == "Hi").count();
        assert_eq!(greetings, 1);
    }
    desk.close().await;
}

#[tokio::test]
async fn a_macro_is_answered_with_everything_clients_look_for() {
    let desk = Desk::open().await;

    let made = desk.agent().post("macros", labels("Spam", "personal")).await.is(200).body;

    let agents = desk.admin().get("agents").await.body;
    let ben = agents.as_array().unwrap().iter().find(|agent| agent["name"] == "Ben").unwrap();
    let id = made["payload"]["id"].clone();
    let expected = json!({ "payload": {
        "id": id, "name": "Spam", "visibility": "personal", "created_by": ben, "updated_by": ben,
        "account_id": desk.account, "actions": [does("add_label", json!(["x"]))]
    } });
    assert_eq!(made, expected);
    let path = format!("macros/{id}");
    assert_eq!(desk.agent().get(&path).await.is(200).body, expected);
    let listed = desk.agent().get("macros").await.is(200).body;
    assert_eq!(listed, json!({ "payload": [expected["payload"]] }));

    let change = json!({ "macro": { "name": "Junk" } });
    let changed = desk.agent().patch(&path, change).await.is(200).body;
    assert_eq!(changed["payload"]["name"], "Junk");
    assert_eq!(changed["payload"]["actions"], expected["payload"]["actions"]);
    assert_eq!(desk.agent().delete(&path).await.is(200).text, "");
    desk.agent().get(&path).await.is(404);
    desk.agent().post(&format!("{path}/execute"), json!({})).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn only_administrators_share_macros() {
    let desk = Desk::open().await;
    let (admin, ben, cleo) = (desk.admin(), desk.agent(), desk.outsider());
    let shared = add(&admin, labels("Ours", "global")).await;
    let of_admin = add(&admin, labels("Hers", "personal")).await;
    let of_ben = add(&ben, labels("His", "global")).await;
    let unsaid = json!({ "name": "Unsaid", "actions": [does("add_label", json!(["x"]))] });
    let unsaid = add(&admin, unsaid).await;

    let seen =
        async |person: &Client| each(&person.get("macros").await.is(200).body["payload"], "id");
    assert_eq!(json!(seen(&admin).await), json!([shared, of_admin, unsaid]));
    assert_eq!(json!(seen(&ben).await), json!([shared, of_ben]));
    assert_eq!(json!(seen(&cleo).await), json!([shared]));
    let his = ben.get(&format!("macros/{of_ben}")).await.is(200).body;
    assert_eq!(his["payload"]["visibility"], "personal", "an agent's is their own");

    let words = "You are not authorized to do this action";
    for (person, id) in [(&cleo, of_ben), (&admin, of_ben), (&ben, of_admin)] {
        let path = format!("macros/{id}");
        person.get(&path).await.says(401, words);
        person.patch(&path, json!({ "name": "x" })).await.says(401, words);
        person.delete(&path).await.says(401, words);
        person.post(&format!("{path}/execute"), json!({})).await.says(401, words);
    }
    let path = format!("macros/{shared}");
    ben.patch(&path, json!({ "name": "x" })).await.says(401, words);
    ben.delete(&path).await.says(401, words);
    let other = desk.neighbour().await;
    other.get(&path).await.is(404);

    let changed = admin.patch(&path, json!({ "name": "Everybody's" })).await.is(200).body;
    assert_eq!(changed["payload"]["visibility"], "global");
    desk.close().await;
}

#[tokio::test]
async fn what_a_macro_cannot_do_is_refused_by_name() {
    let desk = Desk::open().await;

    let wrong = vec![does("send_email_to_team", json!([])), does("open_conversation", json!([]))];
    let refused = desk.agent().post("macros", named("x", "personal", wrong)).await;
    let refused = refused.refuses(&["actions"]);
    let words = "Macro execution actions send_email_to_team,open_conversation not supported.";
    assert_eq!(refused.body["error"], words);
    for (bad, field) in [
        (json!({ "actions": [does("add_label", json!(["x"]))] }), "name"),
        (json!({ "name": "x" }), "actions"),
        (json!({ "name": "x", "visibility": "secret" }), "visibility"),
        (named("x", "personal", vec![does("change_status", json!(["closed"]))]), "actions"),
        (named("x", "personal", vec![does("send_attachment", json!(["?"]))]), "actions"),
    ] {
        desk.agent().post("macros", bad).await.refuses(&[field]);
    }
    let id = add(&desk.agent(), labels("x", "personal")).await;
    let path = format!("macros/{id}/execute");
    let many: Vec<i64> = (1..=1_001).collect();
    let refused = desk.agent().post(&path, json!({ "conversation_ids": many })).await;
    refused.refuses(&["conversation_ids"]);
    let refused = desk.agent().post(&path, json!({ "conversation_ids": ["one"] })).await;
    assert_eq!(refused.status, 422);
    desk.close().await;
}

#[tokio::test]
async fn a_macro_is_done_to_all_of_them_in_the_name_of_who_asked() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let hidden = desk.add_inbox("Hidden", &[]).await;
    let mut ids = Vec::new();
    for number in 0..7 {
        let contact = desk.contact_with(json!({ "name": format!("Lea {number}") })).await;
        ids.push(desk.conversation(contact, Some("Hello")).await);
    }
    let contact = desk.contact_with(json!({ "name": "Max" })).await;
    let unseen = desk.conversation_with(json!({ "inbox_id": hidden, "contact_id": contact })).await;
    let id = add(
        &desk.agent(),
        named(
            "Done",
            "personal",
            vec![
                does("send_message", json!(["Bye {{contact.first_name}}, {{agent.name}}"])),
                does("assign_agent", json!(["self"])),
                does("add_label", json!(["done"])),
                does("send_webhook_event", json!([receiver.url])),
                does("resolve_conversation", json!([])),
            ],
        ),
    )
    .await;

    let mut wanted = ids.clone();
    wanted.extend([unseen, 9_999, ids[0]]);
    execute(&desk, &desk.agent(), id, json!(wanted)).await;

    for number in &ids {
        let shown = desk.show(*number).await;
        assert_eq!(shown["status"], "resolved");
        assert_eq!(shown["meta"]["assignee"]["name"], "Ben");
        assert_eq!(shown["labels"], json!(["done"]));
        assert_ne!(shown["first_reply_created_at"], 0, "it is an answer");
        let said = said(&desk, *number).await;
        let texts = each(&json!(said), "content");
        assert_eq!(
            json!(texts[1..]),
            json!([
                "Bye Lea, Ben",
                "Ben self-assigned this conversation",
                "Ben added done",
                "Conversation was marked resolved by Ben"
            ])
        );
        assert_eq!(said[1]["sender"]["name"], "Ben");
        assert_eq!(said[1]["content_attributes"].get("automation_rule_id"), None);
    }
    let untouched = desk.show(unseen).await;
    assert_eq!((&untouched["status"], &untouched["labels"]), (&json!("open"), &json!([])));
    let told = receiver.take();
    assert_eq!(told.len(), ids.len());
    assert!(told.iter().all(|told| told.event() == "macro.executed"));
    let secrets = told.iter().map(|told| &told.body["contact_inbox"]["pubsub_token"]);
    assert!(secrets.into_iter().all(|token| token == ""), "members are not told it");
    desk.close().await;
}

#[tokio::test]
async fn a_macro_sends_its_files() {
    let desk = Desk::open().await;
    let file =
        Part::bytes(b"terms".to_vec()).file_name("terms.txt").mime_str("text/plain").unwrap();
    let ben = desk.agent();
    let brought =
        ben.request(Method::POST, "upload").multipart(Form::new().part("attachment", file));
    let file = ben.send(brought).await.is(200).body["blob_id"].clone();
    let new = named("Terms", "personal", vec![does("send_attachment", json!([file]))]);
    let made = ben.post("macros", new).await.is(200).body["payload"].clone();
    let expected = json!([{
        "id": made["files"][0]["id"], "macro_id": made["id"], "file_type": "text/plain",
        "account_id": desk.account, "file_url": made["files"][0]["file_url"],
        "blob_id": made["actions"][0]["action_params"][0], "filename": "terms.txt"
    }]);
    assert_eq!(made["files"], expected);
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;

    execute(&desk, &ben, made["id"].as_i64().unwrap(), json!([conversation])).await;

    let said = said(&desk, conversation).await;
    assert_eq!(said[0]["attachments"][0]["extension"], "txt");
    assert_eq!(said[0]["sender"]["name"], "Ben");
    desk.close().await;
}

#[tokio::test]
async fn macros_of_somebody_who_leaves_go_unless_everybody_has_them() {
    let desk = Desk::open().await;
    let promoted = json!({ "role": "administrator" });
    let ben = format!("agents/{}", desk.id_of("Ben"));
    desk.admin().patch(&ben, promoted).await.is(200);
    let own = add(&desk.agent(), labels("His", "personal")).await;
    let shared = add(&desk.agent(), labels("Ours", "global")).await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let wanted = json!({ "conversation_ids": [conversation] });
    desk.agent().post(&format!("macros/{shared}/execute"), wanted).await.is(200);
    let path = format!("macros/{shared}");
    let words = "You are not authorized to do this action";
    desk.admin().delete(&path).await.says(401, words);

    desk.admin().delete(&ben).await.is(200);
    desk.settle().await;

    assert_eq!(desk.show(conversation).await["labels"], json!([]), "who has left does nothing");
    desk.admin().get(&format!("macros/{own}")).await.is(404);
    let left = desk.admin().get(&path).await.is(200).body["payload"].clone();
    assert_eq!((left.get("created_by"), left.get("updated_by")), (None, None));
    desk.admin().delete(&path).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn nobody_has_a_desk_write_to_all_the_world() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let contact = desk.contact("Lea").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    let to_two = does("send_email_transcript", json!(["a@else.test, b@else.test"]));
    let to_one = does("send_email_transcript", json!(["c@else.test"]));
    let call = does("send_webhook_event", json!(["https://else.test"]));
    let many = vec![to_two.clone(), call.clone(), call.clone(), to_one.clone(), call.clone(), call];

    let refused = desk.agent().post("macros", named("Many", "personal", many)).await;

    refused.refuses(&["actions"]);
    let two = add(&desk.agent(), named("Two", "personal", vec![to_two])).await;
    let one = add(&desk.agent(), named("One", "personal", vec![to_one])).await;
    execute(&desk, &desk.agent(), one, json!([conversation])).await;
    assert_eq!(postbox.take().len(), 1);
    desk.execute("update action_transcripts set sent = 999".to_owned()).await;
    execute(&desk, &desk.agent(), two, json!([conversation])).await;
    assert_eq!(postbox.take().len(), 0, "all of them, or none");
    execute(&desk, &desk.agent(), one, json!([conversation])).await;
    assert_eq!(postbox.take().len(), 1);
    execute(&desk, &desk.agent(), one, json!([conversation])).await;
    assert_eq!(postbox.take().len(), 0);
    desk.wait(Duration::from_hours(24));
    execute(&desk, &desk.agent(), two, json!([conversation])).await;
    assert_eq!(postbox.take().len(), 2, "the next day");
    desk.close().await;
}

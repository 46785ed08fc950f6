//! The demo: an account full of things to try, made by the program beside a server or
//! without one.

use std::fmt::Write as _;

use frontdesk::clock::Clock;
use serde_json::{Value, json};

use crate::support::{Client, Program, Ran, each};

const SMALL: [&str; 11] = [
    "demo",
    "--agents",
    "4",
    "--inboxes",
    "2",
    "--contacts",
    "30",
    "--conversations",
    "40",
    "--messages",
    "5",
];

/// The small demo that a seed decides on.
fn small(program: &Program, seed: &str) -> Value {
    program.run(&[SMALL.as_slice(), &["--json", "--seed", seed]].concat()).json()
}

#[tokio::test]
async fn the_same_seed_tells_the_same_story_and_another_seed_another() {
    let program = Program::new().await;
    let (first, again, other) = (small(&program, "7"), small(&program, "7"), small(&program, "8"));
    let server = program.serve();

    let story = story(&server.client(&first)).await;

    assert_eq!(self::story(&server.client(&again)).await, story);
    assert_ne!(self::story(&server.client(&other)).await, story);
    server.stop();
    program.remove().await;
}

#[tokio::test]
async fn reports_have_something_to_tell() {
    let program = Program::new().await;
    let made = small(&program, "7");
    let server = program.serve();

    let query = "v2/reports/summary?type=account&since=0&until=4000000000";
    let summary = server.client(&made).get(query).await.is(200).body;

    assert_eq!(summary["conversations_count"], 40);
    for (number, least) in [
        ("incoming_messages_count", 40.0),
        ("outgoing_messages_count", 40.0),
        ("resolutions_count", 5.0),
        ("avg_first_response_time", 60.0),
        ("avg_resolution_time", 60.0),
        ("reply_time", 60.0),
    ] {
        assert!(summary[number].as_f64() >= Some(least), "{number}: {summary}");
    }
    server.stop();
    program.remove().await;
}

#[tokio::test]
async fn there_is_a_help_center_to_read() {
    let program = Program::new().await;
    let made = small(&program, "7");
    let server = program.serve();

    let person = server.client(&made);
    let portals = person.get("portals").await.is(200).body;
    let portal = &portals["payload"][0];
    let slug = portal["slug"].as_str().expect("a portal has a slug");

    assert_eq!(portal["meta"]["published_count"], 13);
    let home = person.get(&format!("/hc/{slug}/en")).await.is(200);
    assert!(home.text.contains("How long does delivery take?"), "{}", home.text);
    let found = person.get(&format!("/hc/{slug}/en/articles?query=refund")).await.is(200);
    assert!(found.text.contains("When do I get my refund?"), "{}", found.text);
    server.stop();
    program.remove().await;
}

#[tokio::test]
async fn the_story_of_a_seed_does_not_depend_on_the_database() {
    let program = Program::new().await;
    let sizes = ["--agents", "3", "--inboxes", "2", "--conversations", "4", "--messages", "6"];
    let created = program.run(&[["demo", "--json"].as_slice(), &sizes].concat()).json();
    let server = program.serve();

    let story = story(&server.client(&created)).await;

    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!("demo_story", story));
    server.stop();
    program.remove().await;
}

#[tokio::test]
async fn a_demo_is_as_large_as_was_asked_for() {
    let program = Program::new().await;
    let created = small(&program, "1");
    let server = program.serve();
    let admin = server.client(&created);

    let conversations = conversations(&admin).await;

    assert_eq!(conversations.len(), 40);
    let mut messages = 0;
    for conversation in &conversations {
        let said = said(&admin, conversation).await;
        messages += said.iter().filter(|it| !is_noted(it) && !is_automatic(it)).count();
    }
    assert_eq!(messages, 40 * 5);
    assert_eq!(admin.get("agents").await.is(200).body.as_array().map(Vec::len), Some(4));
    assert_eq!(
        admin.get("inboxes").await.is(200).body["payload"].as_array().map(Vec::len),
        Some(2)
    );
    admin.get("contacts").await.is(200).holds(json!({ "meta": { "count": 30 } }));
    server.stop();
    program.remove().await;
}

#[tokio::test]
async fn a_demo_shows_a_desk_in_the_middle_of_its_work() {
    let program = Program::new().await;
    let created = program.run(&["demo", "--json"]).json();
    let server = program.serve();
    let admin = server.client(&created);

    let all = conversations(&admin).await;

    let now = Clock::system().now().seconds();
    for conversation in &all {
        let began = conversation["created_at"].as_i64().expect("a time");
        let last = conversation["last_activity_at"].as_i64().expect("a time");
        assert!((now - 31 * 86_400..=last).contains(&began) && last <= now, "{conversation}");
    }
    let count = |of: &dyn Fn(&Value) -> bool| all.iter().filter(|it| of(it)).count();
    assert!(count(&|it| it["status"] == "resolved") > 100);
    for status in ["open", "snoozed", "pending"] {
        assert!(count(&|it| it["status"] == status) > 4, "{status}");
    }
    assert!(count(&|it| it["unread_count"] != 0) > 10, "somebody waits for an answer");
    assert!(count(&|it| it["meta"]["assignee"].is_null()) > 4, "some belong to nobody yet");
    assert!(count(&|it| it["meta"]["team"].is_object()) > 10);
    assert!(count(&|it| it["priority"] != Value::Null) > 20);
    assert!(count(&|it| it["labels"] != json!([])) > 100);
    assert!(count(&|it| it["custom_attributes"] != json!({})) > 50);
    let read_when_done = |it: &Value| it["status"] == "resolved" && it["unread_count"] != 0;
    assert_eq!(count(&read_when_done), 0);
    server.stop();
    program.remove().await;
}

#[tokio::test]
async fn a_demo_says_who_is_there_and_how_to_get_in() {
    let program = Program::new().await.with("FRONTEND_URL", "https://desk.acme.test");

    let ran = program.run(&SMALL);

    assert_eq!(ran.err, "", "there is no progress bar where there is no terminal");
    let said = ran.ok();
    let counts = "4 people answer 40 conversations (200 messages) of 30 contacts in 2 inboxes.";
    assert!(said.contains(counts), "{said}");
    let told = |what: &str| {
        let line = said.lines().find_map(|line| line.trim().strip_prefix(what));
        line.expect("there is a line about it").trim().to_owned()
    };
    assert!(told("E-mail:").ends_with("@quillmoor-1.example"), "{said}");
    assert!(told("Password:").len() > 8, "{said}");
    let created = json!({ "account_id": 1, "access_token": told("Access token:") });
    assert!(said.contains("https://desk.acme.test/api/v1/accounts/1/conversations"), "{said}");
    let server = program.serve();
    server.client(&created).get("conversations").await.is(200);
    server.stop();
    program.remove().await;
}

#[tokio::test]
async fn a_server_goes_on_answering_while_a_demo_is_made_beside_it() {
    let program = Program::new().await;
    let server = program.serve();
    let mine = small(&program, "1");
    let admin = server.client(&mine);

    let mut demo = program.start(&["demo", "--json", "--conversations", "400", "--messages", "10"]);
    let mut answered = 0;
    while demo.try_wait().unwrap().is_none() {
        admin.post("contacts", json!({ "name": "Dora" })).await.is(200);
        answered += 1;
    }
    let made = Ran::of(demo).json();

    assert!(answered > 5, "only {answered} requests were answered meanwhile");
    let conversations = server.client(&made).get("conversations?status=all").await.is(200);
    conversations.holds(json!({ "data": { "meta": { "all_count": 400 } } }));
    server.stop();
    program.remove().await;
}

#[test]
fn a_demo_of_nothing_is_refused() {
    let ran = Program::embedded().run(&["demo", "--conversations", "0"]);

    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("'0' for '--conversations <COUNT>'"), "{}", ran.err);
}

/// Everything that is told of an account, without what differs from one to the next.
async fn story(admin: &Client) -> String {
    let mut story = String::new();
    for list in ["agents", "labels", "teams"] {
        let body = admin.get(list).await.is(200).body;
        let list = body.get("payload").unwrap_or(&body);
        for record in list.as_array().expect("a list") {
            let name = record.get("name").or(record.get("title")).unwrap_or(&Value::Null);
            write_line(&mut story, &[name, &record["role"], &record["description"]]);
        }
    }
    for page in 1.. {
        let contacts = admin.get(&format!("contacts?sort=name&page={page}")).await.is(200).body;
        let contacts = contacts["payload"].as_array().expect("a list");
        if contacts.is_empty() {
            break;
        }
        for contact in contacts {
            let about = &contact["additional_attributes"];
            let known =
                [&contact["name"], &contact["email"], &contact["phone_number"], &about["city"]];
            write_line(&mut story, &known);
        }
    }
    for conversation in conversations(admin).await {
        write_conversation(&mut story, admin, &conversation).await;
    }
    story
}

async fn write_conversation(story: &mut String, admin: &Client, conversation: &Value) {
    let meta = &conversation["meta"];
    let facts = [
        &conversation["id"],
        &conversation["status"],
        &conversation["priority"],
        &conversation["unread_count"],
        &conversation["labels"],
        &meta["sender"]["name"],
        &meta["assignee"]["name"],
        &meta["team"]["name"],
    ];
    story.push('\n');
    write_line(story, &facts);
    let attributes = conversation["custom_attributes"].as_object().expect("an object");
    let mut attributes: Vec<String> =
        attributes.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    attributes.sort_unstable();
    writeln!(story, "[{}]", attributes.join(", ")).unwrap();
    for message in said(admin, conversation).await {
        // What is answered by itself depends on the hour at which the story is told.
        if is_automatic(&message) {
            continue;
        }
        if is_noted(&message) {
            writeln!(story, "  ({})", message["content"].as_str().unwrap_or_default()).unwrap();
            continue;
        }
        let aside = if message["private"] == true { "(aside) " } else { "" };
        let text = message["content"].as_str().unwrap_or_default();
        let sender = message["sender"]["name"].as_str().unwrap_or_default();
        writeln!(story, "  {sender}: {aside}{text}").unwrap();
    }
}

fn write_line(story: &mut String, values: &[&Value]) {
    let known = values.iter().filter(|value| !value.is_null());
    let texts: Vec<String> = known
        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        .collect();
    writeln!(story, "{}", texts.join(", ")).unwrap();
}

/// Every conversation of the account, in the order of their numbers.
async fn conversations(admin: &Client) -> Vec<Value> {
    let mut all = Vec::new();
    for page in 1.. {
        let path = format!("conversations?status=all&sort_by=created_at_asc&page={page}");
        let reply = admin.get(&path).await.is(200).body;
        let conversations = reply["data"]["payload"].as_array().expect("a list");
        if conversations.is_empty() {
            break;
        }
        all.extend(conversations.iter().cloned());
    }
    let numbers: Vec<Value> = each(&Value::Array(all.clone()), "id");
    assert_eq!(numbers, (1..=all.len()).map(Value::from).collect::<Vec<_>>());
    all
}

/// Whether a message is a note of what was done to its conversation.
fn is_noted(message: &Value) -> bool {
    message["message_type"] == 2
}

/// Whether a message was sent by nobody: that the desk is not manned.
fn is_automatic(message: &Value) -> bool {
    message["message_type"] == 3
}

/// Every message of a conversation, oldest first.
async fn said(admin: &Client, conversation: &Value) -> Vec<Value> {
    let mut messages: Vec<Value> = Vec::new();
    loop {
        let before =
            messages.first().map_or(String::new(), |first| format!("?before={}", first["id"]));
        let path = format!("conversations/{}/messages{before}", conversation["id"]);
        let page = admin.get(&path).await.is(200).body;
        let page = page["payload"].as_array().expect("a list");
        if page.is_empty() {
            return messages;
        }
        messages.splice(0..0, page.iter().cloned());
    }
}

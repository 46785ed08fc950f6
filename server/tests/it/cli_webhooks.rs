//! `frontdesk webhooks`, beside a server that runs.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Client, Program, Receiver, each, eventually};

/// What a server that runs may take to notice something, on a machine that is busy.
const SOON: Duration = Duration::from_secs(9);

/// A program whose webhooks may be on this machine and are given up after a second attempt.
async fn program() -> Program {
    Program::new()
        .await
        .with("FRONTDESK_ALLOW_PRIVATE_URLS", "true")
        .with("FRONTDESK_WEBHOOKS_RETRY_AFTER", "0")
}

async fn webhook(admin: &Client, receiver: &Receiver) -> i64 {
    let new = json!({ "url": receiver.url, "subscriptions": ["contact_created"] });
    let reply = admin.post("webhooks", new).await.is(200);
    reply.body["payload"]["webhook"]["id"].as_i64().unwrap()
}

fn deliveries(program: &Program, webhook: i64) -> Vec<Value> {
    let shown = program.run(&["webhooks", "deliveries", &webhook.to_string(), "--json"]).json();
    shown.as_array().expect("a list").clone()
}

fn names(receiver: &Receiver) -> Vec<Value> {
    receiver.take().into_iter().map(|told| told.body["name"].clone()).collect()
}

#[tokio::test]
async fn what_a_webhook_did_not_take_is_told_again_while_the_server_runs() {
    let program = program().await;
    let server = program.serve();
    let admin = server.client(&program.account());
    let account = admin.account().to_string();
    let receiver = Receiver::open().await;
    receiver.answer_by(|_| 500);
    let none = program.run(&["webhooks", "list", "--account", &account]).ok();
    assert_eq!(none, format!("Account {account} has no webhooks.\n"));
    let id = webhook(&admin, &receiver).await;
    admin.post("contacts", json!({ "name": "Lea" })).await.is(200);
    let given_up = async || deliveries(&program, id).iter().any(|told| told["state"] == "failed");
    eventually("it is given up", given_up).await;
    assert_eq!(names(&receiver), ["Lea", "Lea"]);

    let listed = program.run(&["webhooks", "list", "--account", &account, "--json"]).json();
    assert_eq!((&listed[0]["id"], &listed[0]["state"]), (&id.into(), &"failing".into()));
    assert_eq!(listed[0]["secret"], json!(null));
    let shown = program.run(&["webhooks", "list", "--account", &account]).ok();
    assert!(shown.lines().nth(1).is_some_and(|line| line.ends_with(&receiver.url)), "{shown}");
    let shown = program.run(&["webhooks", "deliveries", &id.to_string()]).ok();
    assert!(shown.contains("500 Internal Server Error"), "{shown}");

    receiver.answer_by(|_| 200);
    let begun = Instant::now();
    let webhook = id.to_string();
    let since = ["webhooks", "replay", "--webhook", &webhook, "--failed-since", "2026-01-01"];
    let said = program.run(&since).ok();
    assert!(said.starts_with(&format!("1 delivery to webhook {id} is in line again.\n")), "{said}");
    let mut told = Vec::new();
    eventually("it is told again", async || {
        told.extend(names(&receiver));
        !told.is_empty()
    })
    .await;
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    assert_eq!(told, ["Lea"]);
    let delivered =
        async || deliveries(&program, id).iter().all(|told| told["state"] == "delivered");
    eventually("it is noted", delivered).await;
    let said = program.run(&since).ok();
    assert!(said.starts_with(&format!("Nothing was given up by webhook {id} since")), "{said}");

    let delivery = deliveries(&program, id)[0]["id"].to_string();
    let said = program.run(&["webhooks", "replay", &delivery]).ok();
    assert!(said.starts_with(&format!("Delivery {delivery} (contact_created) is made again")));
    eventually("it is told once more", async || names(&receiver) == ["Lea"]).await;
    assert_eq!(each(&deliveries(&program, id).into(), "event"), ["contact_created"; 2]);
    server.stop();
    program.remove().await;
}

#[tokio::test]
async fn what_cannot_be_told_again_is_refused_in_words() {
    let program = program().await;
    program.account();
    let refused = |arguments: &[&str], why: &str| {
        program.run(&[&["webhooks"], arguments].concat()).fails(why);
    };

    refused(&["list", "--account", "9"], "there is no account 9");
    refused(&["deliveries", "9"], "there is no webhook 9");
    let since = ["replay", "--failed-since", "2026-02-03T14:00", "--webhook", "9"];
    refused(&since, "there is no webhook 9");
    refused(&["replay", "9"], "there is no delivery 9; it may be too old to be known");
    for unclear in [
        &["webhooks", "replay"][..],
        &["webhooks", "replay", "9", "--webhook", "9"],
        &["webhooks", "replay", "--failed-since", "2026-02-03"],
        &["webhooks", "replay", "--failed-since", "lately", "--webhook", "9"],
    ] {
        assert_eq!(program.run(unclear).code, Some(2), "{unclear:?}");
    }
    program.remove().await;
}

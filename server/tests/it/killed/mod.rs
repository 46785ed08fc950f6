//! What is left when the process is killed, again and again, while people write and webhooks
//! are told of it: all that was acknowledged, once, and told to everybody who was to be told.
//!
//! People post in [`load`], [`hooks`] are told and do not always take it, and [`books`] has
//! what the database says in the end. Tables are imported in [`imports`], campaigns sent in
//! [`campaigns`], and accounts removed in [`removals`].

mod books;
mod campaigns;
mod hooks;
mod imports;
mod load;
mod removals;

use std::{ops::Range, time::Duration};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};

use self::{books::Books, hooks::Hook, load::Load};
use crate::support::{Client, Program};

/// Seconds before further attempts: hardly any, and so many that none is ever given up.
const RETRY_AFTER: &str = "0,0,0,0,0,1,0,0,1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,0,0";

/// Longest time before a kill: under load, of all of them together, and after the start when
/// there is no load yet.
const UNDER_LOAD: Duration = Duration::from_secs(24);
const STARTING: Duration = Duration::from_millis(300);

/// How long the last server may take for what is left in the background.
const PATIENCE: Duration = Duration::from_mins(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_once_and_told_in_order_however_often_it_is_killed() {
    let program = Program::new()
        .await
        .with("FRONTDESK_ALLOW_PRIVATE_URLS", "true")
        .with("FRONTDESK_WEBHOOKS_RETRY_AFTER", RETRY_AFTER)
        .with("WEBHOOK_TIMEOUT", "30");
    let of_account = Hook::open(Some(2)).await;
    let of_inbox = Hook::open(None).await;
    // One that does not take something is told it thrice, over six seconds, and then no more.
    let of_bot = Hook::open(Some(0)).await;
    let desk = desk(&program, &of_account, &of_inbox, &of_bot).await;
    let looking = program.look().await;
    let times: u32 = if looking.db.kind() == db::Kind::Sqlite { 30 } else { 10 };

    let acknowledged = killed(&program, &desk, times).await;
    let last = program.serve();
    let books = Books::settled(&looking).await;

    let posted = acknowledged.len();
    assert!(posted > 2 * times as usize, "only {posted} were posted");
    books.have_once(&acknowledged);
    of_account.was_told(&books.to_be_told(&hooks::OF_ACCOUNT.map(|(name, _)| name)), times);
    of_inbox.was_told(&books.to_be_told(&hooks::OF_INBOX), times);
    of_bot.was_told(&books.to_be_told(&hooks::OF_BOT), times);
    of_account.took_in_order();
    of_bot.took_in_order();
    last.stop();
    looking.db.close().await;
    program.remove().await;
}

/// Who posts, and where.
struct Desk {
    created: Value,
    inbox: i64,
    contact: i64,
    chat: Chat,
}

/// The chat of a website, and who has opened it.
#[derive(Clone)]
struct Chat {
    website: String,
    visitor: String,
}

/// An account whose events are told to one hook, those of its inbox to another too, and those of
/// its inbox and its website to a bot.
async fn desk(program: &Program, of_account: &Hook, of_inbox: &Hook, of_bot: &Hook) -> Desk {
    let created = account(program);
    let server = program.serve();
    let ada = server.client(&created);
    let subscriptions = hooks::OF_ACCOUNT.map(|(_, event)| event);
    let webhook = json!({ "url": of_account.url(), "subscriptions": subscriptions });
    ada.post("webhooks", webhook).await.is(200);
    let channel = json!({ "type": "api", "webhook_url": of_inbox.url() });
    let inbox = ada.post("inboxes", json!({ "name": "Support", "channel": channel })).await.id();
    let eva = ada.post("contacts", json!({ "name": "Eva" })).await.is(200).body;
    let contact = eva["payload"]["contact"]["id"].as_i64().unwrap();
    let site = json!({ "type": "web_widget", "website_url": "https://shop.test" });
    let site = ada.post("inboxes", json!({ "name": "Shop", "channel": site })).await.is(200).body;
    let bot = json!({ "name": "Helper", "outgoing_url": of_bot.url() });
    let bot = json!({ "agent_bot": ada.post("agent_bots", bot).await.id() });
    for inbox in [&json!(inbox), &site["id"]] {
        ada.post(&format!("inboxes/{inbox}/set_agent_bot"), bot.clone()).await.is(200);
    }
    let website = site["website_token"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/widget/config?website_token={website}");
    let opened = ada.post(&path, json!({})).await.is(200).body;
    let visitor = opened["website_channel_config"]["auth_token"].as_str().unwrap().to_owned();
    server.stop();
    Desk { created, inbox, contact, chat: Chat { website, visitor } }
}

/// An account, as it is told of when it is made.
fn account(program: &Program) -> Value {
    let create = "account create --json --name Acme --admin-name Ada --admin-email ada@acme.test";
    let mut create: Vec<&str> = create.split(' ').collect();
    create.extend(["--admin-password", "Secret#1"]);
    program.run(&create).json()
}

/// Starts one server after the other, and kills each after so many milliseconds, while it does
/// what was left to be done.
async fn killed_at_work(program: &Program, lives: Range<u64>) {
    let mut dice = StdRng::seed_from_u64(u64::from(std::process::id()));
    for _ in 0..8 {
        let server = program.serve();
        tokio::time::sleep(Duration::from_millis(dice.random_range(lives.clone()))).await;
        server.kill();
    }
}

/// What is told of something that goes on in the background, once it has come to its end.
async fn ended(person: &Client, path: &str) -> Value {
    let shown = async || {
        let body = person.get(path).await.is(200).body;
        body.get("payload").cloned().unwrap_or(body)
    };
    let waiting = async {
        while !shown().await["finished_at"].is_i64() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("it ends");
    shown().await
}

/// Kills one server after the other at random moments, but none before it has acknowledged
/// anything. Returns the messages that they had acknowledged.
async fn killed(program: &Program, desk: &Desk, times: u32) -> Vec<load::Posted> {
    let mut dice = StdRng::seed_from_u64(u64::from(std::process::id()));
    let mut acknowledged = Vec::new();
    for turn in 0..times {
        // Now and then one is killed while it starts, too.
        if dice.random_bool(0.2) {
            let mut starting = program.start(&["serve"]);
            tokio::time::sleep(dice.random_range(Duration::ZERO..STARTING)).await;
            starting.kill().unwrap();
            starting.wait().unwrap();
        }
        let server = program.serve();
        let load = Load::begin(&server.client(&desk.created), desk, turn);
        let life = tokio::time::sleep(dice.random_range(Duration::ZERO..UNDER_LOAD / times));
        tokio::join!(load.begun(), life);
        server.kill();
        let posted = load.end().await;
        assert!(!posted.is_empty(), "nothing was acknowledged in turn {turn}");
        acknowledged.extend(posted);
    }
    acknowledged
}

//! Agent bots: what is kept of them, who sees it, where their tokens let them in.

use db::{Tx, args, sql};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, Desk, each};

const NOT_FOR_BOTS: &str = "Access to this endpoint is not authorized for bots";

async fn bot(desk: &Desk, name: &str) -> Value {
    desk.admin().post("agent_bots", json!({ "name": name })).await.is(200).body
}

fn token(bot: &Value) -> &str {
    bot["access_token"].as_str().expect("a bot has a token")
}

/// Makes a bot the system's, which cannot be done from within an account.
pub async fn give_to_system(desk: &Desk, bot: &Value) {
    let sql = sql!("update agent_bots set account_id = null where id = $1");
    let id = bot["id"].as_i64();
    let given = desk.app.db.write(async move |tx: &mut Tx| tx.exec(sql, args![id]).await.map(drop));
    given.await.unwrap();
}

#[tokio::test]
async fn a_bot_is_answered_with_everything_clients_look_for() {
    let desk = Desk::open().await;
    let new = json!({
        "name": "Triage",
        "description": "Sorts what comes in",
        "outgoing_url": "https://bot.test/hook",
        "bot_config": { "language": "en" }
    });

    let made = desk.admin().post("agent_bots", new).await.is(200).body;

    let expected = json!({
        "id": made["id"],
        "name": "Triage",
        "description": "Sorts what comes in",
        "thumbnail": "",
        "outgoing_url": "https://bot.test/hook",
        "bot_type": "webhook",
        "bot_config": { "language": "en" },
        "account_id": desk.account,
        "access_token": made["access_token"],
        "secret": made["secret"],
        "system_bot": false
    });
    assert_eq!(made, expected);
    for key in ["access_token", "secret"] {
        assert_eq!(made[key].as_str().map(str::len), Some(24), "{key}");
    }
    let path = format!("agent_bots/{}", made["id"]);
    assert_eq!(desk.admin().get(&path).await.is(200).body, made);
    assert_eq!(desk.admin().get("agent_bots").await.is(200).body, json!([made]));
    let shown = desk.agent().get(&path).await.is(200).body;
    assert_eq!((shown.get("access_token"), shown.get("secret")), (None, None));
    assert_eq!(shown["outgoing_url"], "https://bot.test/hook");
    desk.close().await;
}

#[tokio::test]
async fn only_administrators_change_bots() {
    let desk = Desk::open().await;
    let made = bot(&desk, "Triage").await;
    let path = format!("agent_bots/{}", made["id"]);
    let (change, avatar) = (json!({ "name": "Sorter" }), format!("{path}/avatar"));

    for (method, path) in [
        (Method::POST, "agent_bots".to_owned()),
        (Method::PATCH, path.clone()),
        (Method::DELETE, path.clone()),
        (Method::DELETE, avatar.clone()),
        (Method::POST, format!("{path}/reset_secret")),
        (Method::POST, format!("{path}/reset_access_token")),
        (Method::POST, format!("inboxes/{}/set_agent_bot", desk.inbox().await)),
    ] {
        let request = desk.agent().request(method, &path).json(&change);
        let refused = desk.agent().send(request).await;
        refused.says(401, "You are not authorized to do this action");
    }
    let changed = desk.admin().patch(&path, change).await.is(200).body;
    assert_eq!((&changed["name"], &changed["secret"]), (&json!("Sorter"), &made["secret"]));
    let cleared = json!({ "description": null, "outgoing_url": "" });
    let cleared = desk.admin().put(&path, cleared).await.is(200).body;
    assert_eq!(cleared["outgoing_url"], Value::Null);
    assert_eq!(desk.admin().delete(&avatar).await.is(200).body, cleared);
    for (bad, field) in [
        (json!({ "name": " " }), "name"),
        (json!({ "outgoing_url": "ftp://bot.test" }), "outgoing_url"),
        (json!({ "bot_type": "csml" }), "bot_type"),
    ] {
        desk.admin().patch(&path, bad).await.refuses(&[field]);
    }
    desk.admin().post("agent_bots", json!({})).await.refuses(&["name"]);
    desk.close().await;
}

#[tokio::test]
async fn a_bot_is_let_in_where_bots_may_act_and_nowhere_else() {
    let desk = Desk::open().await;
    let made = bot(&desk, "Triage").await;
    let bot = desk.with_token(token(&made));
    let (inbox, lea) = (desk.inbox().await, desk.contact("Lea").await);
    let id = desk.conversation(lea, None).await;
    let one = format!("conversations/{id}");
    let at = |action: &str| format!("{one}/{action}");

    for (method, path, body) in [
        (Method::POST, "conversations".to_owned(), json!({ "inbox_id": inbox, "contact_id": lea })),
        (Method::PATCH, one.clone(), json!({ "priority": "high" })),
        (Method::PUT, one.clone(), json!({ "priority": "low" })),
        (Method::POST, at("toggle_status"), json!({ "status": "pending" })),
        (Method::POST, at("toggle_typing_status"), json!({ "typing_status": "on" })),
        (Method::POST, at("toggle_priority"), json!({ "priority": "high" })),
        (Method::POST, at("custom_attributes"), json!({ "custom_attributes": { "a": 1 } })),
        (Method::POST, at("messages"), json!({ "content": "Hi" })),
        (Method::POST, at("assignments"), json!({ "assignee_id": desk.id_of("Ben") })),
    ] {
        bot.send(bot.request(method, &path).json(&body)).await.is(200);
    }

    for (method, path) in [
        (Method::GET, String::new()),
        (Method::PATCH, String::new()),
        (Method::GET, "conversations".to_owned()),
        (Method::GET, one.clone()),
        (Method::GET, at("messages")),
        (Method::POST, at("labels")),
        (Method::PATCH, at("custom_attributes")),
        (Method::GET, "contacts".to_owned()),
        (Method::GET, "agent_bots".to_owned()),
        (Method::GET, "/api/v1/accounts".to_owned()),
        (Method::GET, "/api/v1/accounts/999999/agents".to_owned()),
    ] {
        bot.send(bot.request(method, &path)).await.says(401, NOT_FOR_BOTS);
    }
    desk.close().await;
}

#[tokio::test]
async fn a_bot_is_let_into_accounts_that_it_has_to_do_with() {
    let desk = Desk::open().await;
    let (made, neighbour) = (bot(&desk, "Triage").await, desk.neighbour().await);
    let bot = desk.with_token(token(&made));
    let account = neighbour.get("/api/v1/accounts").await.body[0]["id"].as_i64().unwrap();
    let stranger = "Bot is not authorized to access this account";

    let say = async |bot: &Client| bot.post("conversations/1/messages", json!({})).await;
    say(&bot.at(account)).await.says(401, stranger);
    assert_eq!(say(&bot.at(999_999)).await.status, 404);
    say(&bot).await.is(404);
    // One of the system's is let in where it answers in an inbox.
    give_to_system(&desk, &made).await;
    let inbox = desk.inbox().await;
    let set = format!("inboxes/{inbox}/set_agent_bot");
    desk.admin().post(&set, json!({ "agent_bot": made["id"] })).await.is(200);
    say(&bot).await.is(404);
    desk.admin().post(&set, json!({ "agent_bot": null })).await.is(200);
    say(&bot).await.says(401, stranger);
    desk.close().await;
}

#[tokio::test]
async fn a_bot_of_the_system_is_seen_by_all_and_changed_by_none() {
    let desk = Desk::open().await;
    let (made, own) = (bot(&desk, "Everybody's").await, bot(&desk, "Ours").await);
    give_to_system(&desk, &made).await;
    let neighbour = desk.neighbour().await;
    let path = format!("agent_bots/{}", made["id"]);

    let shown = neighbour.get(&path).await.is(200).body;

    assert_eq!((&shown["account_id"], &shown["system_bot"]), (&Value::Null, &json!(true)));
    for hidden in ["outgoing_url", "access_token", "secret"] {
        assert_eq!(shown.get(hidden), None, "{hidden}");
    }
    assert_eq!(each(&neighbour.get("agent_bots").await.body, "id"), [made["id"].clone()]);
    let listed = each(&desk.admin().get("agent_bots").await.body, "id");
    assert_eq!(listed, [made["id"].clone(), own["id"].clone()]);
    for admin in [desk.admin(), neighbour] {
        admin.patch(&path, json!({ "name": "Mine" })).await.is(404);
        admin.post(&format!("{path}/reset_secret"), json!({})).await.is(404);
        admin.delete(&path).await.is(404);
    }
    desk.close().await;
}

#[tokio::test]
async fn what_lets_a_bot_in_can_be_replaced() {
    let desk = Desk::open().await;
    let made = bot(&desk, "Triage").await;
    let path = format!("agent_bots/{}", made["id"]);
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let messages = format!("conversations/{id}/messages");
    let say = async |bot: &Value| {
        desk.with_token(token(bot)).post(&messages, json!({ "content": "Hi" })).await.status
    };
    assert_eq!(say(&made).await, 200);

    let renewed = desk.admin().post(&format!("{path}/reset_access_token"), json!({})).await;
    let renewed = renewed.is(200).body;
    assert_ne!(renewed["access_token"], made["access_token"]);
    assert_eq!(renewed["secret"], made["secret"]);
    assert_eq!((say(&made).await, say(&renewed).await), (401, 200), "at once");
    let signed = desk.admin().post(&format!("{path}/reset_secret"), json!({})).await.is(200).body;
    assert_ne!(signed["secret"], made["secret"]);
    assert_eq!(say(&signed).await, 200);

    desk.admin().delete(&path).await.is(200);
    assert_eq!(say(&signed).await, 401);
    desk.admin().get(&path).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn an_inbox_has_one_bot_or_none() {
    let desk = Desk::open().await;
    let (first, second) = (bot(&desk, "First").await, bot(&desk, "Second").await);
    let inbox = desk.inbox().await;
    let (shown, set) =
        (format!("inboxes/{inbox}/agent_bot"), format!("inboxes/{inbox}/set_agent_bot"));
    let choose = async |bot: Value| {
        let reply = desk.admin().post(&set, json!({ "agent_bot": bot })).await;
        assert_eq!(reply.text, "", "there is nothing to say");
        reply.status
    };
    let name = async || desk.admin().get(&shown).await.is(200).body["agent_bot"]["name"].clone();
    assert_eq!(desk.admin().get(&shown).await.is(200).body, json!({ "agent_bot": {} }));

    assert_eq!(choose(first["id"].clone()).await, 200);
    assert_eq!(name().await, "First");
    assert_eq!(choose(second["id"].clone()).await, 200);
    assert_eq!(name().await, "Second");
    desk.admin().post(&set, json!({ "agent_bot": 999_999 })).await.is(404);
    assert_eq!(name().await, "Second");

    let whole = desk.admin().get(&shown).await.is(200).body["agent_bot"].clone();
    assert_eq!(whole["access_token"]["token"], second["access_token"]);
    assert_eq!(whole["access_token"]["owner_type"], "AgentBot");
    assert_eq!(whole["access_token"]["owner_id"], second["id"]);
    let to_agent = desk.agent().get(&shown).await.is(200).body["agent_bot"].clone();
    assert_eq!((to_agent.get("access_token"), to_agent.get("secret")), (None, None));
    desk.outsider().get(&shown).await.is(401);

    assert_eq!(choose(json!(null)).await, 200);
    assert_eq!(choose(json!(null)).await, 200);
    assert_eq!(choose(second["id"].clone()).await, 200);
    desk.admin().delete(&format!("agent_bots/{}", second["id"])).await.is(200);
    assert_eq!(desk.admin().get(&shown).await.is(200).body, json!({ "agent_bot": {} }));
    desk.close().await;
}

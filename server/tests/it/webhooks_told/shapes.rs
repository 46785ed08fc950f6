//! The shapes of all that is told, by kind: no key goes or comes, and no type changes, without
//! that being seen in `snapshots/webhook_bodies.snap`.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use super::outline::Outlines;
use crate::{
    client_api::Reception,
    files::png,
    sla_policies::gold,
    support::{Client, Delivered, Desk, Receiver},
    widget::Site,
};

/// All that a webhook of an account can be told of.
const EVENTS: [&str; 14] = [
    "conversation_created",
    "conversation_updated",
    "conversation_status_changed",
    "conversation_typing_on",
    "conversation_typing_off",
    "message_created",
    "message_updated",
    "contact_created",
    "contact_updated",
    "inbox_created",
    "inbox_updated",
    "webwidget_triggered",
    "funnel_conversation_moved",
    "funnel_conversation_removed",
];

/// Everybody who can be told something.
struct Audience {
    account: Receiver,
    inbox: Receiver,
    bot: Receiver,
    rules: Receiver,
    macros: Receiver,
}

impl Audience {
    async fn open(desk: &Desk) -> Self {
        let audience = Audience {
            account: Receiver::open().await,
            inbox: Receiver::open().await,
            bot: Receiver::open().await,
            rules: Receiver::open().await,
            macros: Receiver::open().await,
        };
        let webhook = json!({ "url": audience.account.url, "subscriptions": EVENTS });
        desk.admin().post("webhooks", webhook).await.is(200);
        let hook = json!({ "channel": { "webhook_url": audience.inbox.url } });
        desk.admin().patch(&format!("inboxes/{}", desk.inbox().await), hook).await.is(200);
        for event in [
            "conversation_created",
            "conversation_updated",
            "conversation_opened",
            "conversation_resolved",
            "message_created",
        ] {
            let actions = calls("send_webhook_event", &audience.rules);
            let rule = json!({
                "name": event, "event_name": event, "conditions": [], "actions": actions
            });
            desk.admin().post("automation_rules", rule).await.is(200);
        }
        audience
    }

    /// A bot that answers in these inboxes.
    async fn bot(&self, desk: &Desk, inboxes: &[i64]) -> Value {
        let bot = json!({ "name": "Helper", "outgoing_url": self.bot.url });
        let bot = desk.admin().post("agent_bots", bot).await.is(200).body;
        for inbox in inboxes {
            let set = json!({ "agent_bot": bot["id"] });
            desk.admin().post(&format!("inboxes/{inbox}/set_agent_bot"), set).await.is(200);
        }
        bot
    }
}

fn calls(action: &str, receiver: &Receiver) -> Value {
    json!([{ "action_name": action, "action_params": [receiver.url] }])
}

/// Somebody writes in by the API, of whom much is known, and is answered in every way.
async fn correspond(desk: &Desk, bot: &Client) -> i64 {
    let admin = desk.admin();
    let contact = desk
        .contact_with(json!({
            "name": "Lea", "email": "lea@marsh.example", "phone_number": "+390612345678",
            "identifier": "l-1", "additional_attributes": { "city": "Rome", "country": "IT" },
            "custom_attributes": { "tier": "gold" }
        }))
        .await;
    let id = desk.conversation(contact, Some("Hello")).await;
    desk.settle().await;
    let messages = format!("conversations/{id}/messages");
    for (name, kind, bytes) in [
        ("shot.png", "image/png", png(8, 8)),
        ("terms.txt", "text/plain", b"terms".to_vec()),
        ("a.mp3", "audio/mpeg", b"ID3\x04\0\0".to_vec()),
    ] {
        let file = Part::bytes(bytes).file_name(name).mime_str(kind).unwrap();
        let form = Form::new().part("attachments[]", file);
        admin.send(admin.request(Method::POST, &messages).multipart(form)).await.is(200);
    }
    desk.settle().await;
    let note = json!({ "content": "Between us", "private": true });
    desk.agent().post(&messages, note).await.is(200);
    let help = json!({ "content": "How can I help?", "source_id": "elsewhere-1" });
    bot.post(&messages, help).await.is(200);
    desk.settle().await;
    let people = json!({ "status": "open" });
    bot.post(&format!("conversations/{id}/toggle_status"), people).await.is(200);
    desk.contact_says(id, "Anyone?").await;
    let reply = desk.agent_says(id, "Yes").await["id"].clone();
    let reply = format!("{messages}/{reply}");
    admin.patch(&reply, json!({ "status": "delivered" })).await.is(200);
    desk.settle().await;
    admin.delete(&reply).await.is(200);
    let path = format!("contacts/{contact}");
    let known = json!({
        "name": "Lia", "email": "lia@pond.example", "phone_number": null, "identifier": null,
        "blocked": true, "additional_attributes": { "city": "Oslo", "country": "NO" },
        "custom_attributes": { "tier": "black" }
    });
    admin.patch(&path, known).await.is(200);
    admin.patch(&path, json!({ "identifier": "l-2", "blocked": false })).await.is(200);
    admin.post(&format!("{path}/labels"), json!({ "labels": ["vip"] })).await.is(200);
    let unknown = desk.contact_with(json!({ "name": "Max" })).await;
    let path = format!("contacts/{unknown}");
    let address = json!({ "phone_number": "+390612345679", "email": "max@pond.example" });
    admin.patch(&path, address).await.is(200);
    let picture = Part::bytes(png(8, 8)).file_name("max.png").mime_str("image/png").unwrap();
    let form = Form::new().part("avatar", picture);
    admin.send(admin.request(Method::PATCH, &path).multipart(form)).await.is(200);
    desk.settle().await;
    id
}

/// All is changed that there is of a conversation, and told each time.
async fn change(desk: &Desk, id: i64, bot: &Value) {
    let team = desk.add_team("billing", &["Ben"]).await;
    let funnel = json!({ "name": "Sales", "stages": [{ "name": "New" }, { "name": "Won" }] });
    let funnel = desk.admin().post("funnels", funnel).await.id();
    let policy = gold(desk).await;
    let path = format!("conversations/{id}");
    let kanban = |action: &str| format!("funnels/{funnel}/kanban/{action}");
    let put = |stage: &str| json!({ "conversation_id": id, "stage_name": stage, "value": 5 });
    let at = |action: &str| format!("{path}/{action}");
    let typing = |turn: &str| json!({ "typing_status": turn });
    let steps = [
        (at("toggle_status"), json!({ "status": "resolved" })),
        (at("toggle_status"), json!({ "status": "open" })),
        (at("assignments"), json!({ "assignee_id": bot["id"], "assignee_type": "AgentBot" })),
        (at("assignments"), json!({ "team_id": team })),
        (at("assignments"), json!({ "assignee_id": desk.id_of("Ben") })),
        (at("toggle_priority"), json!({ "priority": "high" })),
        (at("labels"), json!({ "labels": ["vip"] })),
        (at("custom_attributes"), json!({ "custom_attributes": { "order": 1 } })),
        (at("toggle_status"), json!({ "status": "snoozed", "snoozed_until": 1_893_456_000 })),
        (at("toggle_status"), json!({ "status": "pending" })),
        (at("toggle_status"), json!({ "status": "open" })),
        (at("toggle_typing_status"), typing("on")),
        (at("toggle_typing_status"), typing("off")),
        (kanban("move_conversation"), put("New")),
        (kanban("move_conversation"), put("Won")),
        (kanban("remove_conversation"), json!({ "conversation_id": id })),
    ];
    for (path, body) in steps {
        desk.agent().post(&path, body).await.is(200);
        desk.settle().await;
    }
    desk.agent().patch(&path, json!({ "sla_policy_id": policy })).await.is(200);
    desk.settle().await;
    desk.wait(Duration::from_hours(3));
    desk.contact_says(id, "Well?").await;
    desk.settle().await;
}

/// What others do than members: a contact, a bot, and somebody whom nobody has seen yet.
async fn visit(desk: &Desk, site: &Site<'_>, id: i64, bot: &Client) {
    let typing = json!({ "typing_status": "on" });
    bot.post(&format!("conversations/{id}/toggle_typing_status"), typing.clone()).await.is(200);
    let reception = Reception::of(desk).await;
    let max = reception.admit(json!({ "name": "Max" })).await;
    let talk = max.begins("Hello").await;
    for turn in ["on", "off"] {
        let typing = json!({ "typing_status": turn });
        max.post(&format!("conversations/{talk}/toggle_typing"), typing).await.is(200);
    }
    max.post(&format!("conversations/{talk}/toggle_status"), json!({})).await.is(200);
    let said = json!({
        "initiated_at": { "timestamp": "Wed May 01 2024 12:00:00 GMT+0200" },
        "referer": "https://shop.test/",
    });
    let opened = json!({ "name": "webwidget.triggered", "event_info": said });
    let chat = site.visited().await;
    chat.post("events?locale=de", opened.clone()).await.is(204);
    chat.says("Hello").await;
    chat.post("events?locale=de", opened).await.is(204);
    desk.settle().await;
}

/// Inboxes are made and set.
async fn furnish(desk: &Desk) {
    for channel in [
        json!({ "type": "api", "webhook_url": "https://app.example/hook" }),
        json!({ "type": "web_widget", "website_url": "https://shop.test" }),
        json!({ "type": "email", "email": "help@acme.test" }),
        json!({ "type": "sms", "phone_number": "+390612345670" }),
    ] {
        let inbox = json!({ "name": "More", "channel": channel });
        let inbox = desk.admin().post("inboxes", inbox).await.id();
        desk.settle().await;
        desk.wait(Duration::from_secs(1));
        let change = json!({
            "name": "Less", "enable_auto_assignment": false, "greeting_enabled": true,
            "greeting_message": "Hello!", "working_hours_enabled": true,
            "out_of_office_message": "Later", "timezone": "Asia/Tokyo",
            "enable_email_collect": false, "csat_survey_enabled": true,
            "csat_config": { "message": "Well?" }, "allow_messages_after_resolved": false,
            "auto_assignment_config": { "max_assignment_limit": 3 },
            "lock_to_single_conversation": true, "sender_name_type": "professional",
            "business_name": "Acme"
        });
        desk.admin().patch(&format!("inboxes/{inbox}"), change).await.is(200);
    }
    desk.settle().await;
}

async fn run_macro(desk: &Desk, receiver: &Receiver, id: i64) {
    let actions = calls("send_webhook_event", receiver);
    let new = json!({ "name": "Tell", "visibility": "personal", "actions": actions });
    let made = desk.agent().post("macros", new).await.is(200).body["payload"]["id"].clone();
    let wanted = json!({ "conversation_ids": [id] });
    desk.agent().post(&format!("macros/{made}/execute"), wanted).await.is(200);
    desk.settle().await;
}

/// The event of which something tells, if it was one.
fn cause(told: &Delivered) -> Option<&str> {
    Some(told.headers.get("x-frontdesk-event")?.to_str().unwrap())
}

/// Says that an address of others is told of events in the very words in which the account is.
fn are_those_of_account(told: &[Delivered], of_account: &[Delivered]) {
    for it in told.iter().filter(|it| EVENTS.contains(&it.event())) {
        let same = of_account.iter().any(|known| {
            (known.event(), cause(known), &known.text) == (it.event(), cause(it), &it.text)
        });
        assert!(same, "{}", it.text);
    }
}

#[tokio::test]
async fn every_body_has_the_shape_that_it_is_known_by() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let greeting = json!({ "greeting_enabled": true, "greeting_message": "Hello!" });
    desk.admin().patch(&format!("inboxes/{}", site.inbox), greeting).await.is(200);
    let audience = Audience::open(&desk).await;
    desk.settle().await;
    let bot = audience.bot(&desk, &[desk.inbox().await, site.inbox]).await;
    let bot_itself = desk.with_token(bot["access_token"].as_str().unwrap());

    furnish(&desk).await;
    let id = correspond(&desk, &bot_itself).await;
    change(&desk, id, &bot).await;
    visit(&desk, &site, id, &bot_itself).await;
    run_macro(&desk, &audience.macros, id).await;

    let Audience { account, inbox, bot, rules, macros } = audience;
    let [account, inbox, bot] = [account, inbox, bot].map(|receiver| receiver.take());
    are_those_of_account(&inbox, &account);
    are_those_of_account(&bot, &account);
    let mut outlines = Outlines::default();
    let told = [("account", account), ("inbox", inbox), ("bot", bot)];
    let others = [("rule", rules.take()), ("macro", macros.take())];
    let mut who: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (kind, told) in told.iter().chain(&others) {
        for it in told {
            outlines.add(it.event(), &it.body);
            who.entry(it.event()).or_default().insert(kind);
        }
    }
    let who = who.iter().map(|(event, kinds)| {
        let kinds: Vec<&str> = kinds.iter().copied().collect();
        format!("  {event}: {}\n", kinds.join(", "))
    });
    let text = format!("Who is told of what\n{}\n{}", who.collect::<String>(), outlines.text());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("webhook_bodies", text));
    desk.close().await;
}

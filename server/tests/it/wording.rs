//! What stands for something in what is said, and is filled in when it is (contract `behaviour.md`,
//! 1.4).

use serde_json::{Value, json};

use crate::{
    support::{Desk, each},
    widget::Site,
};

/// A conversation of somebody of whom something is known.
async fn conversation(desk: &Desk) -> i64 {
    desk.define("contact_attribute", "town", "text", json!({})).await;
    let lea = json!({
        "name": "lea van dyck", "email": "lea@example.net", "phone_number": "+391234567890",
        "custom_attributes": { "town": "Rome" }
    });
    let lea = desk.contact_with(lea).await;
    desk.conversation(lea, Some("Hello")).await
}

async fn says(desk: &Desk, id: i64, words: &str) -> String {
    desk.agent_says(id, words).await["content"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn members_write_what_is_known_of_the_contact_and_themselves() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;

    for (written, sent) in [
        ("Hi {{contact.name}}!", "Hi Lea Van Dyck!".to_owned()),
        ("{{ contact.first_name }} {{contact.last_name}}", "Lea Dyck".to_owned()),
        ("{{contact.email}} {{contact.phone_number}}", "lea@example.net +391234567890".to_owned()),
        ("From {{contact.custom_attribute.town | upcase}}", "From ROME".to_owned()),
        ("{{agent.name}} {{agent.first_name}}.", "Ben .".to_owned()),
        ("#{{conversation.display_id}} in {{inbox.name}}", format!("#{id} in Support")),
        ("{{account.name}} {{account.id}}", format!("Acme {}", desk.account)),
        ("{{contact.shoe}}{{sky}}{{}}.", ".".to_owned()),
        ("{{contact.shoe | default: 'bare'}} {{sky | default: agent.name}}", "bare Ben".to_owned()),
        ("`{{contact.name}}` {{agent.name}}", "`{{contact.name}}` Ben".to_owned()),
        ("{{ contact.name | shout }}", "Lea Van Dyck".to_owned()),
    ] {
        assert_eq!(says(&desk, id, written).await, sent, "{written}");
    }
    let list = desk.agent().get(&format!("conversations/{id}/messages")).await.is(200).body;
    assert_eq!(list["payload"][1]["content"], "Hi Lea Van Dyck!", "it is stored so");
    desk.close().await;
}

#[tokio::test]
async fn bots_speak_in_their_own_name() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let bot = json!({ "name": "Helper", "outgoing_url": "https://bot.test" });
    let bot = desk.admin().post("agent_bots", bot).await.id();
    let new = json!({
        "content": "I am {{agent.name}}", "sender_type": "AgentBot", "sender_id": bot
    });

    let said = desk.agent().post(&format!("conversations/{id}/messages"), new).await.is(200).body;

    assert_eq!(said["content"], "I am Helper");
    desk.close().await;
}

#[tokio::test]
async fn what_is_no_template_is_sent_as_it_is() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;

    for words in [
        "{{contact.name",
        "{{contact.name}} and {{",
        "{{ contact name }}",
        "{% if contact.name %}{{contact.name}}{% endif %}",
        "a } b { c {} {contact.name}",
    ] {
        assert_eq!(says(&desk, id, words).await, words);
    }
    desk.close().await;
}

#[tokio::test]
async fn what_is_filled_in_is_never_longer_than_a_message() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let lea = desk.show(id).await["meta"]["sender"]["id"].as_i64().unwrap();
    desk.describe(lea, json!({ "town": "x".repeat(10_000) })).await.is(200);
    let words = "{{contact.custom_attribute.town}}".repeat(20);
    assert_eq!(says(&desk, id, &words).await, words);
    let params = json!({ "name": "t", "processed_params": { "body": vec![&words[..330]; 100] } });
    let new = json!({ "content": "Hi", "template_params": params });
    desk.agent().post(&format!("conversations/{id}/messages"), new).await.is(200);

    let newest = desk.show(id).await["messages"][0].clone();
    let kept = &newest["additional_attributes"]["template_params"]["processed_params"]["body"][0];
    assert_eq!(*kept, words[..330]);
    // Nobody keeps the desk busy by what is changed very often.
    for words in [format!("{{{{ 'x'{} }}}}", "| upcase".repeat(11)), "{{'x'}}".repeat(201)] {
        assert_eq!(says(&desk, id, &words).await, words);
    }
    let few = format!("{{{{ 'x'{} }}}}", "| upcase".repeat(10));
    assert_eq!(says(&desk, id, &few).await, "X");
    desk.close().await;
}

#[tokio::test]
async fn notes_and_parameters_of_templates_are_filled_in_and_what_contacts_say_is_not() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let path = format!("conversations/{id}/messages");

    let note = json!({ "content": "{{contact.name}} waits", "private": true });
    let note = desk.agent().post(&path, note).await.is(200).body;
    let heard = desk.contact_says(id, "I am {{contact.email}}").await;
    let params = json!({
        "name": "hello", "language": "{{contact.name}}",
        "processed_params": { "body": { "1": "{{contact.name}}", "2": ["{{inbox.name}}", 3] } }
    });
    let sent = json!({ "content": "Hi", "template_params": params });
    let sent = desk.agent().post(&path, sent).await.is(200).id();

    assert_eq!(note["content"], "Lea Van Dyck waits");
    assert_eq!(heard["content"], "I am {{contact.email}}");
    let newest = desk.show(id).await["messages"][0].clone();
    assert_eq!(newest["id"], sent);
    let params = &newest["additional_attributes"]["template_params"];
    assert_eq!(
        params["processed_params"]["body"],
        json!({ "1": "Lea Van Dyck", "2": ["Support", 3] })
    );
    assert_eq!(params["language"], "{{contact.name}}");
    desk.close().await;
}

#[tokio::test]
async fn nothing_is_filled_into_what_was_filled_in() {
    let desk = Desk::open().await;
    let sly = json!({ "name": "{{contact.email}} {{agent.name}}", "email": "sly@example.net" });
    let id = desk.conversation(desk.contact_with(sly).await, None).await;
    let made = json!({
        "name": "Hello", "visibility": "personal",
        "actions": [{ "action_name": "send_message", "action_params": ["Hi {{contact.name}}"] }]
    });
    let made = desk.agent().post("macros", made).await.is(200).body["payload"]["id"].clone();
    let greeting = json!({ "greeting_enabled": true, "greeting_message": "Hey {{contact.name}}" });
    desk.admin().patch(&format!("inboxes/{}", desk.inbox().await), greeting).await.is(200);

    desk.contact_says(id, "Hello").await;
    assert_eq!(says(&desk, id, "Oh {{contact.name}}").await, "Oh {{contact.email}} {{agent.name}}");
    let wanted = json!({ "conversation_ids": [id] });
    desk.agent().post(&format!("macros/{made}/execute"), wanted).await.is(200);
    desk.settle().await;

    let path = format!("conversations/{id}?messages=100");
    let said = desk.admin().get(&path).await.is(200).body["messages"].clone();
    let said = each(&said, "content");
    for words in ["Hey {{contact.email}} {{agent.name}}", "Hi {{contact.email}} {{agent.name}}"] {
        assert!(said.contains(&json!(words)), "{words} is not in {said:?}");
    }
    desk.close().await;
}

#[tokio::test]
async fn what_is_said_by_itself_is_filled_in() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let settings = json!({
        "working_hours_enabled": true,
        "out_of_office_message": "{{inbox.name}} is closed, {{contact.first_name}}{{agent.name}}",
        "working_hours": [{ "day_of_week": 2, "closed_all_day": true }]
    });
    desk.admin().patch(&format!("inboxes/{}", desk.inbox().await), settings).await.is(200);

    desk.contact_says(id, "Anyone?").await;

    let newest = desk.show(id).await["messages"][0].clone();
    assert_eq!(newest["message_type"], 3);
    assert_eq!(newest["content"], "Support is closed, Lea");
    desk.close().await;
}

#[tokio::test]
async fn campaigns_speak_to_their_visitors_by_name() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let campaign = json!({
        "title": "Help", "message": "{{contact.name}}, may {{agent.name}} help?",
        "inbox_id": site.inbox, "enabled": true, "sender_id": desk.id_of("Ben"),
        "trigger_rules": { "url": "https://shop.test", "time_on_page": 5 }
    });
    let shown = desk.admin().post("campaigns", campaign).await.id();
    let chat = site.visited().await;
    chat.patch("contact", json!({ "name": "eva" })).await.is(200);
    let event = json!({ "name": "campaign.triggered", "event_info": { "campaign_id": shown } });

    chat.post("events", event).await.is(204);

    let said: Value = chat.get("messages").await.is(200).body;
    assert_eq!(each(&said["payload"], "content"), ["Eva, may Ben help?"]);
    desk.close().await;
}

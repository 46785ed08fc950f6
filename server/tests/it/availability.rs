//! Who is there, as others see it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Desk, each};

/// What others see of a member, wherever they are shown.
async fn seen(desk: &Desk, conversation: i64, name: &str) -> Vec<Value> {
    let id = json!(desk.id_of(name));
    let person = desk.admin();
    let agents = person.get("agents").await.is(200).body;
    let inbox = desk.inbox().await;
    let members = person.get(&format!("inbox_members/{inbox}")).await.is(200).body;
    let messages = person.get(&format!("conversations/{conversation}/messages")).await.is(200).body;
    let shown = desk.show(conversation).await;
    let listed = person.get("conversations").await.is(200).body["data"]["payload"][0].clone();
    let everyone = [agents.as_array(), members["payload"].as_array()];
    let mut everyone: Vec<Value> = everyone.into_iter().flatten().flatten().cloned().collect();
    everyone.extend([
        shown["meta"]["assignee"].clone(),
        listed["meta"]["assignee"].clone(),
        shown["messages"][0]["sender"].clone(),
        shown["last_non_activity_message"]["sender"].clone(),
        messages["meta"]["assignee"].clone(),
        messages["payload"].as_array().unwrap().last().unwrap()["sender"].clone(),
    ]);
    everyone.retain(|someone| someone["id"] == id);
    assert_eq!(everyone.len(), 8, "{everyone:?}");
    everyone.into_iter().map(|someone| someone["availability_status"].clone()).collect()
}

/// A conversation that Ben has and has answered.
async fn conversation(desk: &Desk) -> i64 {
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    desk.agent_says(id, "Hi").await;
    id
}

#[tokio::test]
async fn who_is_there_is_as_they_set_and_who_is_not_is_offline() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let all = |status: &str| vec![json!(status); 8];

    desk.set_availability("Ben", "online", true).await;
    assert_eq!(seen(&desk, id, "Ben").await, all("offline"), "nothing was heard of them");
    desk.hear("Ben");
    assert_eq!(seen(&desk, id, "Ben").await, all("online"));
    desk.wait(Duration::from_secs(20));
    assert_eq!(seen(&desk, id, "Ben").await, all("online"));
    desk.wait(Duration::from_secs(1));
    assert_eq!(seen(&desk, id, "Ben").await, all("offline"), "nothing was heard for 20 s");
    desk.hear("Ben");
    desk.set_availability("Ben", "busy", true).await;
    assert_eq!(seen(&desk, id, "Ben").await, all("busy"));
    desk.wait(Duration::from_mins(1));
    desk.set_availability("Ben", "busy", false).await;
    assert_eq!(seen(&desk, id, "Ben").await, all("busy"), "they wish to be seen so all the time");

    desk.close().await;
}

#[tokio::test]
async fn whoever_posts_is_seen_as_they_are_in_the_answer() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    desk.set_availability("Ben", "online", true).await;
    let status = async || desk.agent_says(id, "Hi").await["sender"]["availability_status"].clone();

    assert_eq!(status().await, "offline", "a request alone is no sign of a dashboard");
    desk.hear("Ben");
    assert_eq!(status().await, "online");

    desk.close().await;
}

#[tokio::test]
async fn a_contact_is_online_for_a_while_after_they_were_heard_of() {
    let desk = Desk::open().await;
    let (lea, max) = (desk.contact("Lea").await, desk.contact("Max").await);
    let id = desk.conversation(lea, Some("Hello")).await;
    let seen = async || {
        let contacts = desk.agent().get("contacts").await.is(200).body;
        let found = desk.agent().get("contacts/search?q=lea").await.is(200).body;
        let rule =
            json!({ "attribute_key": "name", "filter_operator": "equal_to", "values": ["Lea"] });
        let filtered = desk.agent().post("contacts/filter", json!({ "payload": [rule] })).await;
        let shown = desk.agent().get(&format!("contacts/{lea}")).await.is(200).body;
        let sender = desk.show(id).await["meta"]["sender"].clone();
        let mut seen = each(&contacts["payload"], "availability_status");
        for lea in [&found["payload"][0], &filtered.body["payload"][0], &shown["payload"], &sender]
        {
            seen.push(lea["availability_status"].clone());
        }
        seen
    };

    assert_eq!(seen().await, ["offline"; 6]);
    desk.hear_contact(lea);
    assert_eq!(seen().await, ["online", "offline", "online", "online", "online", "online"]);
    desk.wait(Duration::from_secs(90));
    desk.hear_contact(max);
    assert_eq!(seen().await, ["online"; 6]);
    desk.wait(Duration::from_secs(1));
    assert_eq!(seen().await, ["offline", "online", "offline", "offline", "offline", "offline"]);

    desk.close().await;
}

#[tokio::test]
async fn for_how_long_a_word_counts_can_be_set() {
    let desk = Desk::open_with(|config| {
        config.presence.members = Duration::from_mins(10);
        config.presence.contacts = Duration::from_secs(1);
    })
    .await;
    desk.set_availability("Ben", "online", true).await;
    let lea = desk.contact("Lea").await;
    desk.hear("Ben");
    desk.hear_contact(lea);

    desk.wait(Duration::from_mins(5));

    let agents = desk.admin().get("agents").await.is(200).body;
    assert_eq!(each(&agents, "availability_status"), ["online", "online", "online"]);
    let contacts = desk.admin().get("contacts").await.is(200).body;
    assert_eq!(each(&contacts["payload"], "availability_status"), ["offline"]);
    desk.close().await;
}

#[tokio::test]
async fn a_contact_who_is_there_is_not_removed() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let path = format!("contacts/{lea}");
    desk.hear_contact(lea);
    let before = desk.contents().await;

    desk.admin().delete(&path).await.says(422, "Lea is Online, please try again later");

    desk.contents().await.are(&before, "a refused removal");
    desk.wait(Duration::from_secs(91));
    desk.admin().delete(&path).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn somebody_who_is_there_in_another_account_is_not_there_in_this() {
    let desk = Desk::open().await;
    let neighbour = desk.neighbour().await;
    let zoe = neighbour.get("agents").await.body[0]["id"].as_i64().unwrap();
    let hidden = json!({ "auto_offline": true });
    neighbour.patch(&format!("agents/{zoe}"), hidden).await.is(200);

    desk.app.presence.hear_member(
        frontdesk::id::AccountId(desk.account),
        frontdesk::id::UserId(zoe),
        desk.clock.now(),
    );

    let agents = neighbour.get("agents").await.is(200).body;
    assert_eq!(agents[0]["availability_status"], "offline");
    desk.close().await;
}

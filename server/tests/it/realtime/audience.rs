//! What happens, and who hears of it.

use serde_json::json;

use super::{contact_of, member, post, room_of};
use crate::{client_api::Reception, support::Desk};

#[tokio::test]
async fn a_message_is_heard_by_its_inbox_and_its_contact() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    desk.settle().await;
    let mut ada = member(&desk, "Ada").await;
    let mut ben = member(&desk, "Ben").await;
    let mut cleo = member(&desk, "Cleo").await;
    let mut eva = contact_of(&desk, conversation).await;

    let posted =
        post(&desk, conversation, json!({ "content": "Hi Eva", "echo_id": "tmp-1" })).await;

    for listener in [&mut ada, &mut ben, &mut eva] {
        let heard = listener.hears("message.created").await;
        assert_eq!(heard["id"], posted["id"]);
        assert_eq!(heard["content"], "Hi Eva");
        assert_eq!(heard["account_id"], desk.account);
        assert_eq!(heard["conversation_id"], conversation);
        assert_eq!(heard["message_type"], 1);
        assert_eq!(heard["echo_id"], "tmp-1");
        assert_eq!(heard["sender"]["name"], "Ben");
        for whom in ["sender", "performer"] {
            assert_eq!(heard[whom]["availability_status"], "online", "{whom}");
        }
        assert_eq!(heard["performer"]["id"], desk.id_of("Ben"));
        assert!(heard["sender"].get("email").is_none());
    }
    // Cleo does not belong to the inbox. The contact is for the whole account to know.
    desk.admin().patch(&format!("contacts/{contact}"), json!({ "name": "Eve" })).await.is(200);
    desk.settle().await;
    let (event, data) = cleo.event().await;
    assert_eq!(event, "contact.updated");
    assert_eq!(data["name"], "Eve");
    assert_eq!(data["account_id"], desk.account);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_that_goes_on_in_a_funnel_is_heard_of_by_its_inbox() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Eva").await, Some("Hello")).await;
    desk.settle().await;
    let mut ben = member(&desk, "Ben").await;
    let mut cleo = member(&desk, "Cleo").await;
    let mut eva = contact_of(&desk, conversation).await;

    let new = json!({ "name": "Sales", "stages": [{ "name": "New" }] });
    let id = desk.admin().post("funnels", new).await.id();
    let card = json!({ "conversation_id": conversation, "stage_name": "New", "value": 5 });
    desk.agent().post(&format!("funnels/{id}/kanban/move_conversation"), card).await.is(200);
    post(&desk, conversation, json!({ "content": "Hi" })).await;
    desk.admin().patch(&format!("funnels/{id}"), json!({ "name": "Other" })).await.is(200);
    desk.settle().await;

    let moved = ben.hears("funnel.conversation_moved").await;
    let expected = json!({
        "account_id": desk.account, "funnel_id": id, "conversation_id": conversation,
        "stage_name": "New", "previous_stage_name": null, "value": 5.0,
        "performer": moved["performer"]
    });
    assert_eq!(moved, expected);
    assert_eq!(moved["performer"]["id"], desk.id_of("Ben"));
    for _ in 0..2 {
        let (event, data) = cleo.event().await;
        assert!(event == "funnel.created" || event == "funnel.updated", "{event}");
        assert_eq!(data["funnel_id"], id);
    }
    assert_eq!(eva.event().await.0, "message.created", "the contact hears nothing of it");
    desk.close().await;
}

#[tokio::test]
async fn what_is_private_is_not_heard_by_the_contact() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    desk.settle().await;
    let mut ben = member(&desk, "Ben").await;
    let mut eva = contact_of(&desk, conversation).await;

    post(&desk, conversation, json!({ "content": "She pays well", "private": true })).await;
    post(&desk, conversation, json!({ "content": "How can we help?" })).await;

    assert_eq!(ben.hears("message.created").await["content"], "She pays well");
    assert_eq!(ben.hears("message.created").await["content"], "How can we help?");
    let (event, data) = eva.event().await;
    assert_eq!((event.as_str(), &data["content"]), ("message.created", &json!("How can we help?")));
    desk.close().await;
}

#[tokio::test]
async fn a_contact_hears_of_their_own_conversation_only() {
    let desk = Desk::open().await;
    let (eva, tom) = (desk.contact("Eva").await, desk.contact("Tom").await);
    let of_eva = desk.conversation(eva, Some("Hello")).await;
    let of_tom = desk.conversation(tom, Some("Hello")).await;
    desk.settle().await;
    let mut listening = contact_of(&desk, of_eva).await;

    post(&desk, of_tom, json!({ "content": "For Tom" })).await;
    post(&desk, of_eva, json!({ "content": "For Eva" })).await;

    let (event, data) = listening.event().await;
    assert_eq!((event.as_str(), &data["content"]), ("message.created", &json!("For Eva")));
    desk.close().await;
}

#[tokio::test]
async fn a_change_of_status_is_heard_in_order() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    desk.settle().await;
    let mut ben = member(&desk, "Ben").await;

    let path = format!("conversations/{conversation}/toggle_status");
    desk.agent().post(&path, json!({ "status": "resolved" })).await.is(200);
    desk.settle().await;

    let mut heard = Vec::new();
    for _ in 0..2 {
        let (event, data) = ben.event().await;
        assert_eq!(data["id"], conversation);
        assert_eq!(data["status"], "resolved");
        assert!(data.get("performer").is_none());
        heard.push(event);
    }
    assert_eq!(heard, ["conversation.status_changed", "conversation.updated"]);
    desk.close().await;
}

#[tokio::test]
async fn who_leaves_the_account_hears_nothing_more() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    desk.settle().await;
    let room = room_of(&desk, "Ben").await;
    let mut ben = member(&desk, "Ben").await;
    let mut ada = member(&desk, "Ada").await;

    desk.admin().delete(&format!("agents/{}", desk.id_of("Ben"))).await.is(200);
    desk.settle().await;
    let path = format!("conversations/{conversation}/messages");
    desk.admin().post(&path, json!({ "content": "Ben has left" })).await.is(200);
    desk.settle().await;
    assert_eq!(ada.hears("message.created").await["content"], "Ben has left");
    let there = json!({ "action": "update_presence" });
    ben.command("message", &room_of(&desk, "Ada").await, Some(there.clone())).await;
    for _ in 0..2 {
        ben.command("message", &room, Some(there.clone())).await;
    }
    ada.command("message", &room_of(&desk, "Ada").await, Some(there)).await;
    ada.frame().await;
    desk.app.stop();

    let mut heard = Vec::new();
    while let Some(text) = ben.text().await {
        heard.push(text);
    }
    for event in ["message.created", "presence.update"] {
        assert!(!heard.iter().any(|text| text.contains(event)), "{heard:#?}");
    }
    desk.close().await;
}

#[tokio::test]
async fn lists_that_clients_keep_are_said_to_have_changed() {
    let desk = Desk::open().await;
    let mut ben = member(&desk, "Ben").await;

    desk.admin().post("labels", json!({ "title": "billing" })).await.is(200);
    desk.settle().await;

    let keys = ben.hears("account.cache_invalidated").await;
    let now = desk.clock.now().seconds().to_string();
    assert_eq!(keys["cache_keys"]["label"], now);
    assert_eq!(keys["cache_keys"]["team"], "0000000000");
    assert_eq!(keys["account_id"], desk.account);
    assert_eq!(keys["performer"]["name"], "Ada");
    desk.close().await;
}

#[tokio::test]
async fn what_members_are_held_to_is_not_heard_by_the_contact() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    let new = json!({ "name": "Gold", "first_response_time_threshold": 60 });
    let policy = desk.admin().post("sla_policies", new).await.is(200).body["payload"].clone();
    desk.settle().await;
    let mut ben = member(&desk, "Ben").await;
    let mut eva = contact_of(&desk, conversation).await;

    let held = json!({ "sla_policy_id": policy["id"] });
    desk.agent().patch(&format!("conversations/{conversation}"), held).await.is(200);
    desk.settle().await;
    desk.wait(std::time::Duration::from_mins(1));
    desk.settle().await;
    desk.agent()
        .post(
            &format!("conversations/{conversation}/toggle_typing_status"),
            json!({ "typing_status": "on" }),
        )
        .await
        .is(200);

    let told = ben.hears("conversation.updated").await;
    assert_eq!(told["applied_sla"]["sla_name"], "Gold");
    assert_eq!((&told["sla_policy_id"], &told["sla_events"]), (&policy["id"], &json!([])));
    let told = ben.hears("conversation.updated").await;
    assert_eq!(told["applied_sla"]["sla_status"], "active_with_misses");
    assert_eq!(told["sla_events"][0]["event_type"], "frt");
    let mut heard = Vec::new();
    while heard.last().is_none_or(|event: &String| event != "conversation.typing_on") {
        let (event, data) = eva.event().await;
        assert!(!data.to_string().contains("sla"), "{event}: {data}");
        heard.push(event);
    }
    let updates = heard.iter().filter(|event| *event == "conversation.updated").count();
    assert_eq!(updates, 2, "{heard:?}");
    desk.close().await;
}

#[tokio::test]
async fn who_has_shown_who_they_are_hears_of_their_conversations_on_all_such_devices() {
    let desk = Desk::open().await;
    let here = Reception::of(&desk).await;
    let there = Reception::of_inbox(&desk, desk.add_inbox("Shop", &["Ben"]).await).await;
    let phone = here.admit_proven("crm-1").await;
    let laptop = there.admit_proven("crm-1").await;
    let claimant = there.admit(json!({ "identifier": "crm-1" })).await;
    let by_phone = phone.begins("Hello").await;
    let by_claimant = claimant.begins("Hello from elsewhere").await;
    desk.settle().await;
    let mut proven = [phone.listens().await, laptop.listens().await];
    let mut claiming = claimant.listens().await;

    post(&desk, by_phone, json!({ "content": "For whoever has shown it" })).await;
    post(&desk, by_claimant, json!({ "content": "For this device" })).await;
    post(&desk, by_phone, json!({ "content": "The end" })).await;

    for listener in &mut proven {
        for expected in ["For whoever has shown it", "The end"] {
            assert_eq!(listener.hears("message.created").await["content"], expected);
        }
    }
    assert_eq!(claiming.hears("message.created").await["content"], "For this device");
    desk.close().await;
}

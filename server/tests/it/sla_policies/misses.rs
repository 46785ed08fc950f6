//! What is missed, when, and who is told.

use std::time::Duration;

use frontdesk::{actor::Actor, conversations::sla::Deadline, id::DisplayId, tasks::Action as _};
use serde_json::{Value, json};

use super::{MINUTE, MORNING, after, deadlines, gold, held, hold, policy, standing, stands};
use crate::support::{Desk, Postbox, each};

#[tokio::test]
async fn a_first_response_is_missed_at_its_time_and_not_a_moment_before() {
    let desk = Desk::open().await;
    let id = held(&desk, gold(&desk).await).await;
    desk.wait(Duration::from_micros(600_000_000 - 1));
    desk.settle().await;
    stands(&desk, id, &[], "active").await;
    desk.wait(Duration::from_micros(1));

    let told = desk.told(desk.settle()).await;

    stands(&desk, id, &["frt"], "active_with_misses").await;
    let shown = desk.show(id).await;
    let event = shown["sla_events"][0].clone();
    let expected = json!({
        "id": event["id"], "event_type": "frt", "meta": {},
        "updated_at": MORNING + 600, "created_at": MORNING + 600
    });
    assert_eq!(event, expected);
    assert_eq!(shown["applied_sla"]["updated_at"], MORNING + 600);
    let names: Vec<&str> = told.iter().map(|told| told.name.as_str()).collect();
    assert_eq!(&names[..2], ["conversation.sla_missed", "conversation.updated"]);
    assert_eq!(told[0].data["sla_event_type"], "frt");
    assert_eq!(told[1].changes["sla_status"], json!(["active", "active_with_misses"]));
    // What is noted is not noted again.
    after(&desk, 60).await;
    stands(&desk, id, &["frt"], "active_with_misses").await;
    desk.close().await;
}

#[tokio::test]
async fn an_answer_in_time_keeps_the_promise_and_a_late_one_does_not() {
    let desk = Desk::open().await;
    let gold = gold(&desk).await;
    let (quick, slow) = (held(&desk, gold).await, held(&desk, gold).await);
    after(&desk, 9).await;
    desk.agent_says(quick, "Hi").await;
    after(&desk, 5).await;
    desk.agent_says(slow, "Hi").await;
    desk.settle().await;

    stands(&desk, quick, &[], "active").await;
    stands(&desk, slow, &["frt"], "active_with_misses").await;
    desk.set_status(quick, "resolved").await;
    desk.set_status(slow, "resolved").await;
    stands(&desk, quick, &[], "hit").await;
    stands(&desk, slow, &["frt"], "missed").await;
    assert!(deadlines(&desk).await.is_empty(), "nothing is left to miss");
    // How it was stays how it was.
    desk.set_status(quick, "open").await;
    after(&desk, 600).await;
    stands(&desk, quick, &[], "hit").await;
    desk.close().await;
}

#[tokio::test]
async fn whoever_writes_again_is_to_be_answered_again() {
    let desk = Desk::open().await;
    let id = held(&desk, gold(&desk).await).await;
    desk.agent_says(id, "Hi").await;
    after(&desk, 30).await;
    stands(&desk, id, &[], "active").await;
    let asked = desk.contact_says(id, "And now?").await["id"].clone();
    assert_eq!(deadlines(&desk).await, [50]);
    desk.wait(10 * MINUTE);
    let later = desk.contact_says(id, "Anybody there?").await["id"].clone();
    after(&desk, 9).await;
    stands(&desk, id, &[], "active").await;

    after(&desk, 1).await;

    let shown = desk.show(id).await;
    assert_eq!(each(&shown["sla_events"], "meta"), [json!({ "message_id": later })]);
    assert_ne!(asked, later);
    // Each message that is left lying is missed, but not every line at once.
    desk.contact_says(id, "Hello?").await;
    desk.contact_says(id, "Hello??").await;
    after(&desk, 4).await;
    stands(&desk, id, &["nrt"], "active_with_misses").await;
    after(&desk, 1).await;
    stands(&desk, id, &["nrt", "nrt"], "active_with_misses").await;
    after(&desk, 30).await;
    stands(&desk, id, &["nrt", "nrt"], "active_with_misses").await;
    // A new wait has all of its time.
    desk.agent_says(id, "Sorry").await;
    desk.contact_says(id, "Well").await;
    after(&desk, 19).await;
    stands(&desk, id, &["nrt", "nrt"], "active_with_misses").await;
    desk.agent_says(id, "Fine").await;
    desk.set_status(id, "resolved").await;
    stands(&desk, id, &["nrt", "nrt"], "missed").await;
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_to_be_resolved_in_time() {
    let desk = Desk::open().await;
    let id = held(&desk, gold(&desk).await).await;
    desk.agent_says(id, "Hi").await;
    desk.set_status(id, "snoozed").await;
    assert_eq!(deadlines(&desk).await, [120]);

    after(&desk, 120).await;

    stands(&desk, id, &["rt"], "active_with_misses").await;
    assert!(deadlines(&desk).await.is_empty());
    desk.set_status(id, "resolved").await;
    stands(&desk, id, &["rt"], "missed").await;
    desk.close().await;
}

#[tokio::test]
async fn what_was_missed_while_nobody_looked_is_noted_before_anything_else() {
    let desk = Desk::open().await;
    let gold = gold(&desk).await;
    let (answered, resolved) = (held(&desk, gold).await, held(&desk, gold).await);
    desk.agent_says(answered, "Hi").await;
    desk.contact_says(answered, "And?").await;
    desk.settle().await;
    // Nothing that is due is done: the server was down.
    desk.wait(150 * MINUTE);

    desk.agent_says(answered, "Here").await;
    desk.set_status(resolved, "resolved").await;

    let (missed, _) = standing(&desk, answered).await;
    assert_eq!(missed, ["nrt", "rt"], "in the order of their times");
    stands(&desk, resolved, &["frt", "rt"], "missed").await;
    desk.close().await;
}

#[tokio::test]
async fn a_deadline_that_comes_too_early_or_twice_does_nothing() {
    let desk = Desk::open().await;
    let id = held(&desk, gold(&desk).await).await;
    let deadline = Deadline { conversation: DisplayId(id) };

    let early = async move |work: &mut frontdesk::work::Work<'_>| deadline.act(work).await;
    desk.acting(Actor::System, early).await;
    stands(&desk, id, &[], "active").await;
    assert_eq!(deadlines(&desk).await, [10]);
    after(&desk, 10).await;
    for _ in 0..2 {
        let twice = async move |work: &mut frontdesk::work::Work<'_>| deadline.act(work).await;
        desk.acting(Actor::System, twice).await;
    }

    stands(&desk, id, &["frt"], "active_with_misses").await;
    assert_eq!(deadlines(&desk).await, [120]);
    desk.close().await;
}

#[tokio::test]
async fn other_times_hold_for_all_that_goes_on() {
    let desk = Desk::open().await;
    let gold = gold(&desk).await;
    let path = format!("sla_policies/{gold}");
    let (id, over) = (held(&desk, gold).await, held(&desk, gold).await);
    desk.set_status(over, "resolved").await;

    desk.admin().patch(&path, json!({ "first_response_time_threshold": 300 })).await.is(200);
    desk.settle().await;
    assert_eq!(deadlines(&desk).await, [5]);
    desk.admin().patch(&path, json!({ "first_response_time_threshold": 1_800 })).await.is(200);
    desk.settle().await;
    assert_eq!(deadlines(&desk).await, [30]);
    after(&desk, 15).await;
    stands(&desk, id, &[], "active").await;
    desk.admin().patch(&path, json!({ "first_response_time_threshold": 600 })).await.is(200);
    desk.settle().await;

    stands(&desk, id, &["frt"], "active_with_misses").await;
    stands(&desk, over, &[], "hit").await;
    desk.close().await;
}

#[tokio::test]
async fn whoever_has_to_do_with_it_is_told_of_a_miss() {
    let postbox = Postbox::open().await;
    let port = postbox.port;
    let desk = Desk::open_with(move |config| {
        "127.0.0.1".clone_into(&mut config.mail.smtp_address);
        config.mail.smtp_port = port;
    })
    .await;
    desk.execute("update users set confirmed_at = created_at".to_owned()).await;
    let wishes = json!({ "notification_settings": {
        "selected_email_flags": ["email_sla_missed_first_response"], "selected_push_flags": []
    } });
    desk.agent().patch("notification_settings", wishes).await.is(200);
    let gold = gold(&desk).await;
    let id = held(&desk, gold).await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    desk.settle().await;
    postbox.take();

    after(&desk, 10).await;

    for (name, count) in [("Ada", 1), ("Ben", 1), ("Cleo", 0)] {
        let told = desk.client(name).get("notifications").await.is(200).body["data"].clone();
        let told = told["payload"].as_array().unwrap().clone();
        let missed = |told: &&Value| told["notification_type"] == "sla_missed_first_response";
        let missed: Vec<&Value> = told.iter().filter(missed).collect();
        assert_eq!(missed.len(), count, "{name}: {told:#?}");
        for told in missed {
            let title = format!("SLA target first response missed for conversation (#{id})");
            assert_eq!(told["push_message_title"], title);
            assert_eq!(told["push_message_body"], "Lea: Hello");
            assert_eq!(
                (&told["secondary_actor"]["name"], &told["primary_actor"]["id"]),
                (&json!("Gold"), &json!(id))
            );
        }
    }
    let mails = postbox.take();
    assert_eq!(mails.len(), 1, "{mails:#?}");
    assert_eq!(
        mails[0].header("Subject"),
        format!("Conversation [ID - {id}] missed SLA for first response")
    );
    desk.close().await;
}

#[tokio::test]
async fn a_contact_who_is_blocked_disturbs_nobody() {
    let desk = Desk::open().await;
    let id = held(&desk, gold(&desk).await).await;
    desk.admin().post(&format!("conversations/{id}/mute"), json!({})).await.is(200);
    desk.set_status(id, "open").await;

    after(&desk, 30).await;

    let told = desk.admin().get("notifications").await.is(200).body;
    assert_eq!(told["data"]["meta"]["count"], 0, "{told:#?}");
    desk.close().await;
}

#[tokio::test]
async fn a_policy_without_times_promises_nothing() {
    let desk = Desk::open().await;
    let id = held(&desk, policy(&desk, json!({ "name": "None" })).await).await;

    after(&desk, 10_000).await;

    stands(&desk, id, &[], "active").await;
    assert!(deadlines(&desk).await.is_empty());
    desk.set_status(id, "resolved").await;
    stands(&desk, id, &[], "hit").await;
    let over = desk.conversation(desk.contact("Max").await, None).await;
    desk.set_status(over, "resolved").await;
    after(&desk, 30).await;
    hold(&desk, over, gold(&desk).await).await;
    stands(&desk, over, &["frt"], "missed").await;
    desk.close().await;
}

//! A campaign that is being sent is stopped by removing it, and goes bit by bit.

use std::time::Duration;

use frontdesk::{actor::Actor, campaigns::due::Due, tasks::Action as _, work::Work};
use serde_json::json;

use super::{
    sent::{campaign, label, many},
    telephone,
};
use crate::support::{Desk, each};

/// Has a campaign take so many steps.
async fn steps(desk: &Desk, number: i64, count: usize) {
    let act = async move |work: &mut Work<'_>| {
        for _ in 0..count {
            let due: Due = serde_json::from_value(json!({ "number": number })).unwrap();
            due.act(work).await?;
        }
        Ok(())
    };
    desk.acting(Actor::System, act).await;
}

/// A campaign to 45 contacts that has written to 20 of them, and where it is found.
async fn half_way(desk: &Desk) -> (i64, String) {
    let inbox = telephone(desk).await;
    let vip = label(desk, "vip").await;
    many(desk, 45).await;
    let path = campaign(desk, inbox, &[vip], json!({})).await;
    desk.wait(Duration::from_hours(1));
    // It begins, and writes to some.
    steps(desk, 1, 2).await;
    let shown = desk.admin().get(&path).await.is(200).body;
    assert_eq!((&shown["written_count"], &shown["finished_at"]), (&json!(20), &json!(null)));
    (inbox, path)
}

#[tokio::test]
async fn nobody_is_written_to_once_a_campaign_is_removed() {
    let desk = Desk::open().await;
    let (_, path) = half_way(&desk).await;
    let of_campaign = "conversations where campaign_number = 1";
    assert_eq!(desk.count(of_campaign).await, 20);
    let rule = json!({ "payload": [{
        "attribute_key": "campaign_id", "filter_operator": "equal_to", "values": [1]
    }] });

    desk.admin().delete(&path).await.is(200);

    desk.admin().get(&path).await.is(404);
    desk.admin().delete(&path).await.is(404);
    assert_eq!(each(&desk.admin().get("campaigns").await.is(200).body, "id").len(), 0);
    assert_eq!(desk.count("campaign_contacts").await, 20, "nobody waits for those to go");
    // Whoever has taken its task already finds nothing to do.
    steps(&desk, 1, 1).await;
    desk.wait(Duration::from_hours(1));
    desk.settle().await;
    assert_eq!(desk.count("conversations").await, 20, "they stay");
    assert_eq!(desk.count(of_campaign).await, 0, "and name it no more");
    assert_eq!(desk.count("campaigns").await, 0);
    assert_eq!(desk.count("campaign_contacts").await, 0);
    let found = desk.admin().post("conversations/filter", rule).await.is(200).body;
    assert_eq!(found["payload"], json!([]));
    assert!(desk.tasks("campaigns.due").await.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn one_that_has_begun_is_not_changed_any_more_and_goes_on() {
    let desk = Desk::open().await;
    let (_, path) = half_way(&desk).await;

    let off = desk.admin().patch(&path, json!({ "enabled": false })).await;

    off.refuses(&["status"]).says(422, "Status The campaign is already completed");
    desk.settle().await;
    assert_eq!(desk.admin().get(&path).await.is(200).body["written_count"], 45);
    desk.close().await;
}

#[tokio::test]
async fn a_campaign_stops_and_goes_with_its_inbox() {
    let desk = Desk::open().await;
    let (inbox, path) = half_way(&desk).await;

    desk.admin().delete(&format!("inboxes/{inbox}")).await.is(200);

    desk.admin().get(&path).await.is(404);
    desk.settle().await;
    for rows in ["campaigns", "campaign_contacts", "conversations"] {
        assert_eq!(desk.count(rows).await, 0, "{rows}");
    }
    desk.admin().get(&format!("inboxes/{inbox}")).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn conversations_let_go_of_a_campaign_some_at_a_time() {
    let desk = Desk::open().await;
    let (_, path) = half_way(&desk).await;
    let (copies, account) = (60, desk.account);
    // As if it had begun very many.
    for copy in 1..=copies {
        desk.execute(format!(
            "insert into conversations (account_id, display_id, uuid, inbox_id, contact_id,
               contact_inbox_id, status, campaign_number, last_activity_at, created_at, updated_at,
               additional_attributes, custom_attributes)
             select account_id, display_id + {copy} * 1000, '{copy}-' || display_id, inbox_id,
               contact_id, contact_inbox_id, status, 1, last_activity_at, created_at, updated_at,
               additional_attributes, custom_attributes
             from conversations where account_id = {account} and display_id <= 20"
        ))
        .await;
    }
    assert_eq!(desk.count("conversations where campaign_number = 1").await, 20 * (copies + 1));

    desk.admin().delete(&path).await.is(200);

    let left = desk.count("conversations where campaign_number = 1").await;
    assert_eq!(left, 20 * (copies + 1), "not while somebody waits");
    desk.settle().await;
    assert_eq!(desk.count("conversations where campaign_number = 1").await, 0);
    assert_eq!(desk.count("conversations").await, 20 * (copies + 1));
    desk.close().await;
}

//! Policies as they are kept.

use serde_json::{Value, json};

use super::{gold, held, policy, stands};
use crate::support::Desk;

#[tokio::test]
async fn a_policy_is_kept_as_it_was_sent() {
    let desk = Desk::open().await;
    let new = json!({ "sla_policy": {
        "name": "Gold", "description": "For those who pay", "first_response_time_threshold": 600.5,
        "resolution_time_threshold": "86400", "only_during_business_hours": true
    } });

    let added = desk.admin().post("sla_policies", new).await.is(200).body["payload"].clone();

    let id = added["id"].as_i64().unwrap();
    let expected = json!({
        "id": id, "name": "Gold", "description": "For those who pay",
        "first_response_time_threshold": 600.5, "next_response_time_threshold": null,
        "resolution_time_threshold": 86_400.0, "only_during_business_hours": true
    });
    assert_eq!(added, expected);
    let path = format!("sla_policies/{id}");
    assert_eq!(desk.outsider().get(&path).await.is(200).body["payload"], expected);
    let change = json!({ "name": "Platinum", "first_response_time_threshold": null });
    let changed = desk.admin().patch(&path, change).await.is(200).body["payload"].clone();
    assert_eq!(changed["name"], "Platinum");
    assert_eq!(changed["first_response_time_threshold"], Value::Null);
    assert_eq!(changed["resolution_time_threshold"], 86_400.0, "what is not mentioned stays");
    let listed = desk.agent().get("sla_policies").await.is(200).body;
    assert_eq!(listed["payload"], json!([changed]));
    desk.admin().delete(&path).await.is(200);
    desk.admin().get(&path).await.is(404);
    let told = desk.events().await;
    let told: Vec<&String> = told.iter().filter(|name| name.starts_with("sla_policy.")).collect();
    assert_eq!(told, ["sla_policy.created", "sla_policy.updated", "sla_policy.deleted"]);
    desk.close().await;
}

#[tokio::test]
async fn only_administrators_change_policies() {
    let desk = Desk::open().await;
    let path = format!("sla_policies/{}", gold(&desk).await);

    desk.agent().post("sla_policies", json!({ "name": "Mine" })).await.is(401);
    desk.agent().patch(&path, json!({ "name": "Mine" })).await.is(401);
    desk.agent().delete(&path).await.is(401);

    desk.admin().patch("sla_policies/999", json!({ "name": "x" })).await.is(404);
    desk.admin().delete("sla_policies/999").await.is(404);
    assert_eq!(desk.admin().get(&path).await.is(200).body["payload"]["name"], "Gold");
    desk.close().await;
}

#[tokio::test]
async fn a_time_that_nobody_could_keep_is_refused() {
    let desk = Desk::open().await;
    let fields = [
        "first_response_time_threshold",
        "next_response_time_threshold",
        "resolution_time_threshold",
    ];

    for field in fields {
        for wrong in [json!(0), json!(-1), json!(0.5), json!(31_536_001), json!("NaN"), json!([1])]
        {
            let new = json!({ "name": "Wrong", field: wrong });
            desk.admin().post("sla_policies", new).await.refuses(&[field]);
        }
    }
    desk.admin().post("sla_policies", json!({ "name": " " })).await.refuses(&["name"]);
    desk.admin().post("sla_policies", json!({ "name": "x".repeat(256) })).await.refuses(&["name"]);
    assert_eq!(desk.count("sla_policies").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn an_account_has_not_endlessly_many_policies() {
    let desk = Desk::open().await;
    for number in 0..100 {
        policy(&desk, json!({ "name": format!("Policy {number}") })).await;
    }

    let again = desk.admin().post("sla_policies", json!({ "name": "One more" })).await;

    again.says(422, "An account has at most 100 SLA policies.");
    desk.close().await;
}

#[tokio::test]
async fn conversations_are_held_to_no_policy_that_is_removed() {
    let desk = Desk::open().await;
    let (gold, other) = (gold(&desk).await, policy(&desk, json!({ "name": "Other" })).await);
    let (id, kept) = (held(&desk, gold).await, held(&desk, other).await);

    desk.admin().delete(&format!("sla_policies/{gold}")).await.is(200);
    super::after(&desk, 60).await;

    let shown = desk.show(id).await;
    assert_eq!(shown["sla_policy_id"], Value::Null);
    assert_eq!((&shown["applied_sla"], &shown["sla_events"]), (&Value::Null, &Value::Null));
    stands(&desk, kept, &[], "active").await;
    assert_eq!(desk.count("applied_slas").await, 1);
    // It may be held to another one now.
    super::hold(&desk, id, other).await;
    stands(&desk, id, &[], "active").await;
    desk.close().await;
}

#[tokio::test]
async fn all_of_it_goes_with_the_conversation_and_with_the_inbox() {
    let desk = Desk::open().await;
    let gold = gold(&desk).await;
    let (one, _) = (held(&desk, gold).await, held(&desk, gold).await);
    super::after(&desk, 15).await;
    assert_eq!((desk.count("applied_slas").await, desk.count("sla_events").await), (2, 2));

    desk.admin().delete(&format!("conversations/{one}")).await.is(200);
    assert_eq!((desk.count("applied_slas").await, desk.count("sla_events").await), (1, 1));
    desk.admin().delete(&format!("inboxes/{}", desk.inbox().await)).await.is(200);
    super::after(&desk, 600).await;

    assert_eq!((desk.count("applied_slas").await, desk.count("sla_events").await), (0, 0));
    assert_eq!(desk.count("sla_policies").await, 1);
    desk.close().await;
}

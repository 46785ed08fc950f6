//! How funnels are set up.

use serde_json::json;

use super::{columns, conversations, funnel, put};
use crate::support::{Desk, each};

#[tokio::test]
async fn seeds_vs_upstream_31_a_funnel_is_answered_with_everything_that_was_promised() {
    let desk = Desk::open().await;
    let new = json!({
        "name": "Sales", "description": "Those who may buy",
        "stages": [
            { "name": "Won", "order": 2, "color": "#00ff00" },
            { "name": "New", "order": 1 },
        ]
    });

    let made = desk.admin().post("funnels", new).await.is(200).body;

    let stages = json!([
        { "name": "New", "order": 1, "color": "#1f93ff" },
        { "name": "Won", "order": 2, "color": "#00ff00" },
    ]);
    let mut expected = json!({
        "id": made["id"], "name": "Sales", "description": "Those who may buy", "stages": stages,
        "conversations_count": 0, "total_value": 0.0, "created_at": "2026-02-03T10:00:00.000Z",
        "metrics": {
            "conversion_rate": 0.0, "average_time_per_stage": { "New": 0.0, "Won": 0.0 }
        }
    });
    assert_eq!(made, expected);
    let path = format!("funnels/{}", made["id"]);
    assert_eq!(desk.agent().get(&path).await.is(200).body, made);
    expected.as_object_mut().unwrap().remove("metrics");
    assert_eq!(desk.agent().get("funnels").await.is(200).body, json!([expected]));
    desk.close().await;
}

#[tokio::test]
async fn only_administrators_set_funnels_up() {
    let desk = Desk::open().await;
    let id = funnel(&desk, &["New", "Won"]).await;
    let (path, new) =
        (format!("funnels/{id}"), json!({ "name": "x", "stages": [{ "name": "a" }] }));
    let before = desk.contents().await;

    desk.agent().post("funnels", new).await.is(401);
    desk.agent().patch(&path, json!({ "name": "x" })).await.is(401);
    desk.agent().delete(&path).await.is(401);

    desk.contents().await.are(&before, "an agent");
    desk.close().await;
}

#[tokio::test]
async fn a_funnel_that_breaks_a_rule_is_refused_and_leaves_nothing() {
    let desk = Desk::open().await;
    let id = funnel(&desk, &["New", "Won"]).await;
    let many: Vec<_> = (0..21).map(|it| json!({ "name": format!("Stage {it}") })).collect();
    let before = desk.contents().await;

    for (bad, field) in [
        (json!({ "name": "", "stages": [{ "name": "New" }] }), "name"),
        (json!({ "name": "Sales", "stages": [] }), "stages"),
        (json!({ "name": "Sales", "stages": many }), "stages"),
        (json!({ "name": "Sales", "stages": [{ "name": " " }] }), "stages.name"),
        (json!({ "name": "Sales", "stages": [{ "name": "New" }, { "name": "new " }] }), "stages"),
        (json!({ "name": "Sales", "stages": [{ "name": "x".repeat(256) }] }), "stages.name"),
    ] {
        desk.admin().post("funnels", bad.clone()).await.refuses(&[field]);
        desk.admin().patch(&format!("funnels/{id}"), bad).await.refuses(&[field]);
    }
    desk.admin().post("funnels", json!({ "name": "Sales" })).await.refuses(&["stages"]);

    desk.contents().await.are(&before, "a refused funnel");
    desk.close().await;
}

#[tokio::test]
async fn stages_are_renamed_added_and_put_in_another_order_with_what_is_in_them() {
    let desk = Desk::open().await;
    let id = funnel(&desk, &["New", "Talking", "Won"]).await;
    let made = conversations(&desk, 2).await;
    put(&desk, id, made[0], "New").await;
    put(&desk, id, made[1], "Talking").await;

    // Two of them exchange their names.
    let stages = json!([
        { "name": "Talking", "previous_name": "New", "color": "#111111" },
        { "name": "Met" },
        { "name": "New", "previous_name": "talking" },
        { "name": "Won" },
    ]);
    let changed = desk.admin().patch(&format!("funnels/{id}"), json!({ "stages": stages })).await;

    assert_eq!(each(&changed.is(200).body["stages"], "name"), ["Talking", "Met", "New", "Won"]);
    let shown = columns(&desk.admin(), id).await;
    let expected =
        [("Talking", vec![made[0]]), ("Met", vec![]), ("New", vec![made[1]]), ("Won", vec![])];
    assert_eq!(shown, expected.map(|(name, cards)| (name.to_owned(), cards)));
    desk.close().await;
}

#[tokio::test]
async fn a_stage_that_holds_conversations_goes_only_if_another_takes_them() {
    let desk = Desk::open().await;
    let id = funnel(&desk, &["New", "Talking", "Won"]).await;
    let path = format!("funnels/{id}");
    let made = conversations(&desk, 3).await;
    for conversation in &made {
        put(&desk, id, *conversation, "Talking").await;
    }
    let left = json!([{ "name": "New" }, { "name": "Won" }]);
    let before = desk.contents().await;

    let refused = desk.admin().patch(&path, json!({ "stages": left })).await;
    refused.says(422, "Move to must name the stage that takes the conversations of Talking");
    for nowhere in ["Talking", "Nowhere", ""] {
        let change = json!({ "stages": left, "move_to": nowhere });
        desk.admin().patch(&path, change).await.refuses(&["move_to"]);
    }
    desk.contents().await.are(&before, "a refused change");

    let change = json!({ "stages": left, "move_to": "new" });
    let changed = desk.admin().patch(&path, change).await.is(200).body;
    desk.settle().await;

    assert_eq!(changed["conversations_count"], 3);
    let expected =
        vec![("New".to_owned(), made.into_iter().rev().collect()), ("Won".to_owned(), vec![])];
    assert_eq!(columns(&desk.admin(), id).await, expected, "they keep their order");
    let empty = json!({ "stages": [{ "name": "New" }] });
    desk.admin().patch(&path, empty).await.is(200);
    desk.close().await;
}

//! Conversations that go from stage to stage.

use std::time::Duration;

use serde_json::json;

use super::{column, columns, conversations, funnel, put, send};
use crate::support::Desk;

#[tokio::test]
async fn a_conversation_comes_into_a_funnel_and_goes_on() {
    let desk = Desk::open().await;
    let id = funnel(&desk, &["New", "Won"]).await;
    let made = conversations(&desk, 1).await[0];

    let moved = send(&desk.agent(), id, made, "new", json!({ "value": 99.5 })).await.is(200).body;

    let shown = desk.agent().get("conversations").await.is(200).body;
    let expected = json!({
        "conversation_id": made, "stage_name": "New", "value": 99.5,
        "entered_at": "2026-02-03T10:00:00.000Z",
        "conversation": shown["data"]["payload"][0]
    });
    assert_eq!(moved, expected);
    desk.wait(Duration::from_hours(1));
    let same = send(&desk.agent(), id, made, "New", json!({ "value": "100" })).await.is(200).body;
    assert_eq!((&same["value"], &same["entered_at"]), (&json!(100.0), &moved["entered_at"]));
    let won = send(&desk.agent(), id, made, "Won", json!({})).await.is(200).body;
    assert_eq!(
        (&won["value"], &won["entered_at"]),
        (&json!(100.0), &json!("2026-02-03T11:00:00.000Z"))
    );
    let funnel = desk.admin().get(&format!("funnels/{id}")).await.is(200);
    funnel.holds(json!({ "conversations_count": 1, "total_value": 100.0 }));
    desk.close().await;
}

#[tokio::test]
async fn cards_stand_where_they_are_put() {
    let desk = Desk::open().await;
    let id = funnel(&desk, &["New", "Won"]).await;
    let made = conversations(&desk, 4).await;
    let (a, b, c, d) = (made[0], made[1], made[2], made[3]);
    for conversation in &made {
        put(&desk, id, *conversation, "New").await;
    }
    assert_eq!(column(&desk.admin(), id, "New").await, [d, c, b, a], "the last to come is first");
    let at = async |conversation, position| {
        let place = json!({ "position": position });
        send(&desk.admin(), id, conversation, "New", place).await.is(200);
        column(&desk.admin(), id, "New").await
    };

    assert_eq!(at(d, 1).await, [c, d, b, a]);
    assert_eq!(at(a, 0).await, [a, c, d, b]);
    assert_eq!(at(c, 99).await, [a, d, b, c]);
    assert_eq!(at(b, 2).await, [a, d, b, c]);
    send(&desk.admin(), id, d, "New", json!({ "value": 5 })).await.is(200);
    assert_eq!(column(&desk.admin(), id, "New").await, [a, d, b, c], "it stays where it is");
    send(&desk.admin(), id, d, "Won", json!({ "position": 7 })).await.is(200);
    let expected = [("New", vec![a, b, c]), ("Won", vec![d])];
    assert_eq!(
        columns(&desk.admin(), id).await,
        expected.map(|(name, ids)| (name.to_owned(), ids))
    );
    desk.close().await;
}

#[tokio::test]
async fn there_is_always_room_between_two_cards() {
    let desk = Desk::open().await;
    let id = funnel(&desk, &["New"]).await;
    let made = conversations(&desk, 5).await;
    for conversation in &made {
        put(&desk, id, *conversation, "New").await;
    }
    let mut order: Vec<i64> = made.into_iter().rev().collect();

    // The second goes to the third place again and again, until nothing is left to halve.
    for _ in 0..80 {
        let moved = order.remove(1);
        order.insert(2, moved);
        send(&desk.admin(), id, moved, "New", json!({ "position": 2 })).await.is(200);
    }

    assert_eq!(column(&desk.admin(), id, "New").await, order);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_taken_out_of_a_funnel() {
    let desk = Desk::open().await;
    let id = funnel(&desk, &["New", "Won"]).await;
    let made = conversations(&desk, 2).await;
    for conversation in &made {
        send(&desk.admin(), id, *conversation, "Won", json!({ "value": 10 })).await.is(200);
    }
    let path = format!("funnels/{id}/kanban/remove_conversation");

    desk.agent().post(&path, json!({ "conversation_id": made[0] })).await.is(200);

    desk.agent().post(&path, json!({ "conversation_id": made[0] })).await.is(404);
    let shown = desk.admin().get(&format!("funnels/{id}")).await.is(200);
    shown.holds(json!({
        "conversations_count": 1, "total_value": 10.0, "metrics": { "conversion_rate": 100.0 }
    }));
    assert_eq!(column(&desk.admin(), id, "Won").await, [made[1]]);
    desk.close().await;
}

#[tokio::test]
async fn how_a_funnel_is_doing_is_told() {
    let desk = Desk::open().await;
    let id = funnel(&desk, &["New", "Won"]).await;
    let made = conversations(&desk, 4).await;
    for conversation in &made {
        put(&desk, id, *conversation, "New").await;
    }
    desk.wait(Duration::from_hours(2));
    put(&desk, id, made[0], "Won").await;
    desk.wait(Duration::from_hours(1));
    put(&desk, id, made[0], "New").await;
    put(&desk, id, made[0], "Won").await;

    let shown = desk.admin().get(&format!("funnels/{id}")).await.is(200).body;

    // One in four has reached the last stage. In the first one three have been for three hours,
    // one for two, and that one for none; in the last one it was for one, and is for none.
    assert_eq!(shown["metrics"]["conversion_rate"], 25.0);
    let hours = json!({ "New": 2.2, "Won": 0.5 });
    assert_eq!(shown["metrics"]["average_time_per_stage"], hours);
    put(&desk, id, made[0], "New").await;
    let shown = desk.admin().get(&format!("funnels/{id}")).await.is(200).body;
    assert_eq!(shown["metrics"]["conversion_rate"], 25.0, "it has been there");
    desk.close().await;
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_moves_nothing() {
    let desk = Desk::open().await;
    let id = funnel(&desk, &["New", "Won"]).await;
    let made = conversations(&desk, 1).await[0];
    put(&desk, id, made, "New").await;
    let before = desk.contents().await;
    let path = format!("funnels/{id}/kanban/move_conversation");

    for (bad, field) in [
        (json!({ "stage_name": "Won" }), "conversation_id"),
        (json!({ "conversation_id": made }), "stage_name"),
        (json!({ "conversation_id": made, "stage_name": "Lost" }), "stage_name"),
        (json!({ "conversation_id": made, "stage_name": "Won", "position": -1 }), "position"),
        (json!({ "conversation_id": made, "stage_name": "Won", "value": -1 }), "value"),
        (json!({ "conversation_id": made, "stage_name": "Won", "value": 1e300 }), "value"),
        (json!({ "conversation_id": made, "stage_name": "Won", "value": 1.005 }), "value"),
        (json!({ "conversation_id": made, "stage_name": "Won", "value": "much" }), "value"),
    ] {
        desk.admin().post(&path, bad).await.refuses(&[field]);
    }
    send(&desk.admin(), id, 999, "Won", json!({})).await.is(404);
    send(&desk.admin(), 999, made, "Won", json!({})).await.is(404);
    send(&desk.outsider(), id, made, "Won", json!({})).await.is(401);

    desk.contents().await.are(&before, "a refused move");
    desk.close().await;
}

#[tokio::test]
async fn cards_that_are_moved_at_the_same_time_are_all_there_and_counted() {
    let desk = Desk::open().await;
    let id = funnel(&desk, &["New", "Won"]).await;
    let made = conversations(&desk, 12).await;
    for conversation in &made {
        put(&desk, id, *conversation, "New").await;
    }

    let admin = desk.admin();
    let moves = made.iter().enumerate().map(|(at, conversation)| {
        let stage = if at % 3 == 0 { "New" } else { "Won" };
        send(&admin, id, *conversation, stage, json!({ "position": 1, "value": 1 }))
    });
    for moved in futures_util::future::join_all(moves).await {
        moved.is(200);
    }

    let board = admin.get(&format!("funnels/{id}/kanban")).await.is(200).body;
    let of = |at: usize| &board["columns"][at];
    assert_eq!(of(0)["conversations_count"], 4);
    assert_eq!(of(1)["conversations_count"], 8);
    assert_eq!((&of(0)["total_value"], &of(1)["total_value"]), (&json!(4.0), &json!(8.0)));
    let mut all = [column(&admin, id, "New").await, column(&admin, id, "Won").await].concat();
    all.sort_unstable();
    assert_eq!(all, made);
    desk.close().await;
}

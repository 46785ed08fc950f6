//! Policies for which only time counts in which the inbox is open.

use serde_json::{Value, json};

use super::{after, deadlines, held, policy, stands};
use crate::support::Desk;

/// Eight hours of business for the first response.
async fn eight_hours(desk: &Desk) -> i64 {
    let times = json!({
        "name": "Business", "first_response_time_threshold": 28_800,
        "only_during_business_hours": true
    });
    policy(desk, times).await
}

async fn change_inbox(desk: &Desk, change: Value) {
    desk.admin().patch(&format!("inboxes/{}", desk.inbox().await), change).await.is(200);
    desk.settle().await;
}

#[tokio::test]
async fn the_night_does_not_count() {
    let desk = Desk::open().await;
    // From nine to five, from Monday to Friday. It is ten on a Tuesday.
    change_inbox(&desk, json!({ "working_hours_enabled": true, "timezone": "UTC" })).await;
    let id = held(&desk, eight_hours(&desk).await).await;

    assert_eq!(deadlines(&desk).await, [24 * 60], "ten on Wednesday");
    after(&desk, 24 * 60 - 1).await;
    stands(&desk, id, &[], "active").await;
    after(&desk, 1).await;

    stands(&desk, id, &["frt"], "active_with_misses").await;
    desk.close().await;
}

#[tokio::test]
async fn an_inbox_that_keeps_no_hours_is_always_open() {
    let desk = Desk::open().await;
    let id = held(&desk, eight_hours(&desk).await).await;

    after(&desk, 8 * 60).await;

    stands(&desk, id, &["frt"], "active_with_misses").await;
    desk.close().await;
}

#[tokio::test]
async fn an_inbox_that_is_never_open_misses_nothing() {
    let desk = Desk::open().await;
    let closed: Vec<Value> =
        (0..7).map(|day| json!({ "day_of_week": day, "closed_all_day": true })).collect();
    change_inbox(&desk, json!({ "working_hours_enabled": true, "working_hours": closed })).await;
    let id = held(&desk, eight_hours(&desk).await).await;

    after(&desk, 60 * 24 * 30).await;

    stands(&desk, id, &[], "active").await;
    assert!(deadlines(&desk).await.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn other_hours_hold_at_once() {
    let desk = Desk::open().await;
    let wall_clock = json!({ "name": "Clock", "first_response_time_threshold": 28_800 });
    held(&desk, policy(&desk, wall_clock).await).await;
    held(&desk, eight_hours(&desk).await).await;
    assert_eq!(deadlines(&desk).await, [8 * 60, 8 * 60]);

    change_inbox(&desk, json!({ "working_hours_enabled": true })).await;
    assert_eq!(deadlines(&desk).await, [8 * 60, 24 * 60]);
    // It is eleven there.
    change_inbox(&desk, json!({ "timezone": "Europe/Berlin" })).await;
    assert_eq!(deadlines(&desk).await, [8 * 60, 24 * 60]);
    let longer = json!([{
        "day_of_week": 2, "open_hour": 9, "open_minutes": 0, "close_hour": 18, "close_minutes": 0
    }]);
    change_inbox(&desk, json!({ "working_hours": longer })).await;

    assert_eq!(deadlines(&desk).await, [8 * 60, 23 * 60], "nine hours count on Tuesday");
    desk.close().await;
}

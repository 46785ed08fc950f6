//! What somebody sees of the board.

use serde_json::{Value, json};

use super::{column, columns, conversations, funnel, put, send};
use crate::support::Desk;

#[tokio::test]
async fn a_column_is_read_page_by_page_whatever_moves_meanwhile() {
    let desk = Desk::open().await;
    let id = funnel(&desk, &["New", "Won"]).await;
    let made = conversations(&desk, 7).await;
    for conversation in &made {
        put(&desk, id, *conversation, "New").await;
    }
    let order: Vec<i64> = made.iter().rev().copied().collect();
    let path = format!("funnels/{id}/kanban");
    let ids = |column: &Value| -> Vec<i64> {
        let cards = column["cards"].as_array().unwrap().iter();
        cards.map(|card| card["conversation_id"].as_i64().unwrap()).collect()
    };

    let first = desk.admin().get(&format!("{path}?per_page=3")).await.is(200).body;

    let column = &first["columns"][0];
    assert_eq!((ids(column), &column["conversations_count"]), (order[..3].to_vec(), &json!(7)));
    assert_eq!(
        (&first["columns"][1]["cards"], &first["columns"][1]["next_cursor"]),
        (&json!([]), &json!(null))
    );
    let cursor = column["next_cursor"].as_str().unwrap();
    // Those that were read go elsewhere, and nothing is missed by that.
    put(&desk, id, order[0], "Won").await;
    let next = format!("{path}?stage_name=new&per_page=3&cursor={cursor}");
    let next = desk.admin().get(&next).await.is(200).body;
    assert_eq!(next["columns"].as_array().map(Vec::len), Some(1));
    assert_eq!(ids(&next["columns"][0]), order[3..6]);
    let cursor = next["columns"][0]["next_cursor"].as_str().unwrap();
    let last = format!("{path}?stage_name=New&per_page=3&cursor={cursor}");
    let last = desk.admin().get(&last).await.is(200).body;
    assert_eq!(ids(&last["columns"][0]), order[6..]);
    assert_eq!(last["columns"][0]["next_cursor"], json!(null));
    for (bad, field) in [
        ("per_page=0", "per_page"),
        ("per_page=101", "per_page"),
        ("stage_name=Lost", "stage_name"),
        ("stage_name=New&cursor=x", "cursor"),
        ("cursor=5", "cursor"),
    ] {
        desk.admin().get(&format!("{path}?{bad}")).await.refuses(&[field]);
    }
    desk.close().await;
}

#[tokio::test]
async fn agents_see_the_conversations_of_their_inboxes_and_what_these_are_worth() {
    let desk = Desk::open().await;
    let id = funnel(&desk, &["New", "Won"]).await;
    let other = desk.add_inbox("Sales", &[]).await;
    let contact = desk.contact("Eva").await;
    let hidden = desk.conversation_with(json!({ "inbox_id": other, "contact_id": contact })).await;
    let made = conversations(&desk, 2).await;
    for (conversation, value) in [(made[0], 1), (hidden, 10), (made[1], 100)] {
        let more = json!({ "value": value });
        send(&desk.admin(), id, conversation, "New", more).await.is(200);
    }

    assert_eq!(column(&desk.admin(), id, "New").await, [made[1], hidden, made[0]]);
    assert_eq!(column(&desk.agent(), id, "New").await, [made[1], made[0]]);
    assert!(column(&desk.outsider(), id, "New").await.is_empty());
    let sums = [(desk.admin(), 3, 111.0), (desk.agent(), 2, 101.0), (desk.outsider(), 0, 0.0)];
    for (person, count, value) in sums {
        let list = person.get("funnels").await.is(200).body;
        let told = (&list[0]["conversations_count"], &list[0]["total_value"]);
        assert_eq!(told, (&json!(count), &json!(value)));
        let board = person.get(&format!("funnels/{id}/kanban")).await.is(200).body;
        assert_eq!(board["columns"][0]["conversations_count"], count);
    }
    send(&desk.agent(), id, hidden, "Won", json!({})).await.is(401);
    // A place is counted among those that somebody sees.
    send(&desk.agent(), id, made[0], "New", json!({ "position": 0 })).await.is(200);
    assert_eq!(column(&desk.agent(), id, "New").await, [made[0], made[1]]);
    desk.close().await;
}

#[tokio::test]
async fn a_board_without_cards_has_its_columns() {
    let desk = Desk::open().await;
    let id = funnel(&desk, &["New", "Won"]).await;

    let shown = columns(&desk.agent(), id).await;

    assert_eq!(shown, [("New".to_owned(), vec![]), ("Won".to_owned(), vec![])]);
    desk.agent().get("funnels/999/kanban").await.is(404);
    desk.close().await;
}

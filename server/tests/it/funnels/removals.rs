//! What goes with what: conversations with their cards, stages and funnels bit by bit.

use frontdesk::{
    actor::Actor,
    conversations::start::{self, NewConversation},
    funnels::cards::{self, Move},
    id::{ContactId, FunnelId, InboxId},
    work::Work,
};
use serde_json::json;

use super::{column, conversations, funnel, put, send};
use crate::support::{Desk, each};

/// More than are dealt with at once, twice.
const MANY: i64 = 1_100;

/// A funnel in whose first stage very many conversations are.
async fn busy(desk: &Desk) -> i64 {
    let id = funnel(desk, &["New", "Won"]).await;
    let (inbox, contact) = (desk.inbox().await, desk.contact("Lea").await);
    let new = NewConversation {
        inbox_id: Some(InboxId(inbox)),
        contact_id: Some(ContactId(contact)),
        ..NewConversation::default()
    };
    let fill = async move |work: &mut Work<'_>| {
        for _ in 0..MANY {
            let conversation_id = start::start(work, &new).await?.display_id;
            let stage_name = "New".to_owned();
            let wanted = Move { conversation_id, stage_name, position: None, value: Some(1.0) };
            cards::move_to(work, FunnelId(id), &wanted).await?;
        }
        Ok(())
    };
    desk.acting(Actor::System, fill).await;
    desk.settle().await;
    id
}

#[tokio::test]
async fn a_conversation_that_is_removed_takes_its_cards_with_it() {
    let desk = Desk::open().await;
    let (first, second) = (funnel(&desk, &["New"]).await, funnel(&desk, &["New"]).await);
    let made = conversations(&desk, 3).await;
    for conversation in &made {
        for id in [first, second] {
            send(&desk.admin(), id, *conversation, "New", json!({ "value": 1 })).await.is(200);
        }
    }

    desk.admin().delete(&format!("conversations/{}", made[1])).await.is(200);

    for id in [first, second] {
        assert_eq!(column(&desk.admin(), id, "New").await, [made[2], made[0]]);
        let shown = desk.admin().get(&format!("funnels/{id}")).await.is(200);
        shown.holds(json!({ "conversations_count": 2, "total_value": 2.0 }));
    }
    let contacts = desk.admin().get("contacts").await.is(200).body;
    let contact = &contacts["payload"][0]["id"];
    desk.admin().delete(&format!("contacts/{contact}")).await.is(200);
    desk.settle().await;
    assert_eq!(desk.count("funnel_cards").await, 0);
    let list = desk.admin().get("funnels").await.is(200).body;
    assert_eq!(each(&list, "conversations_count"), [0, 0]);
    desk.close().await;
}

#[tokio::test]
async fn a_stage_of_very_many_conversations_goes_bit_by_bit() {
    let desk = Desk::open().await;
    let id = busy(&desk).await;
    let path = format!("funnels/{id}");
    let counts = async || {
        let board = desk.admin().get(&format!("{path}/kanban")).await.is(200).body;
        (each(&board["columns"], "name"), each(&board["columns"], "conversations_count"))
    };

    let change = json!({ "stages": [{ "name": "Won" }], "move_to": "Won" });
    desk.admin().patch(&path, change).await.is(200);

    let (names, between) = counts().await;
    assert_eq!((names.len(), &between[..]), (2, &[json!(MANY - 500), json!(500)][..]));
    let new = desk.conversation(desk.contact("Eva").await, None).await;
    send(&desk.admin(), id, new, "New", json!({})).await.refuses(&["stage_name"]);
    desk.settle().await;
    assert_eq!(counts().await, (vec![json!("Won")], vec![json!(MANY)]));
    let shown = desk.admin().get(&path).await.is(200);
    shown.holds(json!({
        "total_value": 1_100.0, "metrics": { "conversion_rate": 100.0 }
    }));
    desk.close().await;
}

#[tokio::test]
async fn a_funnel_of_very_many_conversations_is_gone_at_once_and_leaves_them_be() {
    let desk = Desk::open().await;
    let id = busy(&desk).await;
    let other = funnel(&desk, &["New"]).await;
    put(&desk, other, 1, "New").await;

    desk.admin().delete(&format!("funnels/{id}")).await.is(200);

    desk.admin().get(&format!("funnels/{id}")).await.is(404);
    desk.admin().get(&format!("funnels/{id}/kanban")).await.is(404);
    send(&desk.admin(), id, 1, "New", json!({})).await.is(404);
    desk.admin().delete(&format!("funnels/{id}")).await.is(404);
    assert_eq!(each(&desk.admin().get("funnels").await.body, "id"), [other]);
    desk.settle().await;
    assert_eq!((desk.count("funnels").await, desk.count("funnel_cards").await), (1, 1));
    assert_eq!(desk.count("conversations").await, MANY);
    desk.close().await;
}

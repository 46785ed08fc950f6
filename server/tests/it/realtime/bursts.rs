//! A lot that happens at once, and those who listen.

use std::collections::HashSet;

use frontdesk::{
    actor::Actor,
    conversations::start::{self, NewConversation},
    id::{ContactId, InboxId, UserId},
    work::Work,
};

use super::{member, room_of};
use crate::support::{Desk, Listener};

/// Conversations of a member who leaves, each of which is told of more than once.
const MANY: usize = 300;

#[tokio::test]
async fn whoever_listens_hears_of_all_conversations_that_a_member_leaves_behind() {
    let desk = Desk::open().await;
    let (contact, inbox) = (desk.contact("Eva").await, desk.inbox().await);
    let ben = UserId(desk.id_of("Ben"));
    desk.acting(Actor::System, async move |work: &mut Work<'_>| {
        for _ in 0..MANY {
            let new = NewConversation {
                inbox_id: Some(InboxId(inbox)),
                contact_id: Some(ContactId(contact)),
                assignee_id: Some(ben),
                ..NewConversation::default()
            };
            start::start(work, &new).await?;
        }
        Ok(())
    })
    .await;
    // Who removes others has confirmed their address.
    desk.give_password("Ada").await;
    desk.settle().await;
    let mut ada = member(&desk, "Ada").await;
    // Somebody who is there and does not read.
    let mut stalled = Listener::connect(desk.url(), None).await;
    stalled.command("subscribe", &room_of(&desk, "Ada").await, None).await;

    desk.admin().delete(&format!("agents/{}", ben.0)).await.is(200);
    let (heard, ()) = tokio::join!(
        async {
            let mut heard = HashSet::new();
            while heard.len() < MANY {
                let told = ada.hears("assignee.changed").await;
                assert!(told["meta"]["assignee"].is_null(), "{told}");
                heard.insert(told["id"].as_i64().unwrap());
            }
            heard
        },
        desk.settle()
    );

    assert_eq!(heard.len(), MANY);
    assert_eq!(desk.app.hub.stats().let_go, 0);
    desk.admin().post("labels", serde_json::json!({ "title": "after" })).await.is(200);
    desk.settle().await;
    ada.hears("account.cache_invalidated").await;
    desk.close().await;
}

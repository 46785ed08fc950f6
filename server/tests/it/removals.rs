//! Removing what has very many conversations: bit by bit, while everybody goes on working.

use frontdesk::{
    actor::Actor,
    conversations::start::{self, NewConversation},
    id::{ContactId, InboxId, TeamId, UserId},
    work::Work,
};
use serde_json::json;

use crate::support::Desk;

/// More than are dealt with at once, twice.
const MANY: i64 = 1_100;

/// A desk with very many conversations, all of Ben and of a team, in one inbox.
struct Busy {
    desk: Desk,
    inbox: i64,
    team: i64,
    contact: i64,
}

impl Busy {
    async fn open() -> Self {
        let desk = Desk::open().await;
        let inbox = desk.add_inbox("Sales", &["Ben"]).await;
        let team = desk.add_team("Closers", &["Ben"]).await;
        let contact = desk.contact("Lea").await;
        let new = NewConversation {
            inbox_id: Some(InboxId(inbox)),
            contact_id: Some(ContactId(contact)),
            assignee_id: Some(UserId(desk.id_of("Ben"))),
            team_id: Some(TeamId(team)),
            ..NewConversation::default()
        };
        let begin = async move |work: &mut Work<'_>| {
            for _ in 0..MANY {
                start::start(work, &new).await?;
            }
            Ok(())
        };
        desk.acting(Actor::System, begin).await;
        desk.settle().await;
        Self { desk, inbox, team, contact }
    }

    /// How many conversations such a list has, by what its counts say and by its pages.
    async fn count(&self, of: &str) -> i64 {
        let path = format!("conversations?status=all&assignee_type=all{of}");
        let list = self.desk.admin().get(&path).await.is(200).body;
        let count = list["data"]["meta"]["all_count"].as_i64().unwrap();
        let last = self.desk.admin().get(&format!("{path}&page={}", count / 25 + 1)).await;
        let on_last = last.is(200).body["data"]["payload"].as_array().unwrap().len();
        assert_eq!(i64::try_from(on_last).unwrap(), count % 25, "{path}");
        count
    }
}

#[tokio::test]
async fn a_team_with_very_many_conversations_leaves_them_bit_by_bit() {
    let busy = Busy::open().await;
    let (desk, path) = (&busy.desk, format!("teams/{}", busy.team));

    desk.admin().delete(&path).await.is(200);
    let left = busy.count(&format!("&team_id={}", busy.team)).await;
    desk.admin().delete(&path).await.is(200);
    desk.settle().await;

    assert_eq!(left, MANY - 500);
    desk.admin().get(&path).await.is(404);
    assert_eq!(busy.count("").await, MANY);
    assert_eq!(desk.show(MANY).await["meta"].get("team"), None);
    busy.desk.close().await;
}

#[tokio::test]
async fn a_member_with_very_many_conversations_is_out_at_once() {
    let busy = Busy::open().await;
    let desk = &busy.desk;
    let mine = "conversations/meta?status=all";
    let assigned = async || {
        let counts = desk.admin().get(mine).await.is(200).body;
        counts["meta"]["assigned_count"].as_i64().unwrap()
    };
    let ben = desk.agent();

    desk.admin().delete(&format!("agents/{}", desk.id_of("Ben"))).await.is(200);

    ben.get("conversations").await.is(401);
    assert_eq!(assigned().await, MANY - 500);
    let between = desk.admin().get("conversations?status=all&page=40").await.is(200).body;
    for shown in between["data"]["payload"].as_array().unwrap() {
        assert_eq!(shown["meta"]["assignee"], json!(null), "{shown}");
    }
    desk.settle().await;
    assert_eq!(assigned().await, 0);
    assert_eq!(busy.count("").await, MANY);
    busy.desk.close().await;
}

#[tokio::test]
async fn who_comes_back_keeps_what_was_not_yet_taken() {
    let busy = Busy::open().await;
    let desk = &busy.desk;
    let (id, agents) = (desk.id_of("Ben"), desk.admin());
    let email = format!("ben-{}@acme.test", desk.account);

    agents.delete(&format!("agents/{id}")).await.is(200);
    let back = json!({ "name": "Ben", "email": email, "role": "agent" });
    let again = agents.post("agents", back).await.id();
    desk.settle().await;

    assert_eq!(again, id);
    let counts = desk.admin().get("conversations/meta?status=all").await.is(200).body;
    assert_eq!(counts["meta"]["assigned_count"], MANY - 500);
    busy.desk.close().await;
}

#[tokio::test]
async fn an_inbox_with_very_many_conversations_goes_bit_by_bit() {
    let busy = Busy::open().await;
    let (desk, path) = (&busy.desk, format!("inboxes/{}", busy.inbox));

    desk.admin().delete(&path).await.is(200);
    let left = busy.count(&format!("&inbox_id={}", busy.inbox)).await;
    desk.settle().await;

    assert_eq!(left, MANY - 500);
    desk.admin().get(&path).await.is(404);
    assert_eq!(busy.count("").await, 0);
    desk.admin().get(&format!("contacts/{}", busy.contact)).await.is(200);
    desk.admin().delete(&path).await.is(404);
    busy.desk.close().await;
}

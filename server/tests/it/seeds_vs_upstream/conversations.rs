//! Rows about conversations: how they begin, and what is done to them.

use serde_json::{Value, json};

use crate::support::{Desk, each};

/// An inbox besides "Support".
async fn another_inbox(desk: &Desk) -> Value {
    let new = json!({ "name": "Shop", "channel": { "type": "api" } });
    desk.admin().post("inboxes", new).await.is(200).body["id"].clone()
}

#[tokio::test]
async fn seeds_vs_upstream_11_a_conversation_is_shown_with_as_many_messages_as_are_wanted() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}");
    for number in 1..=101 {
        let message = json!({ "content": number.to_string() });
        desk.admin().post(&format!("{path}/messages"), message).await.is(200);
    }

    let shown = async |query: &str| {
        let shown = desk.admin().get(&format!("{path}{query}")).await.is(200);
        each(&shown.body["messages"], "content")
    };

    assert_eq!(shown("").await, ["101"]);
    assert_eq!(shown("?messages=3").await, ["99", "100", "101"]);
    let most: Vec<String> = (2..=101).map(|number: i32| number.to_string()).collect();
    assert_eq!(shown("?messages=100").await, most);
    assert_eq!(shown("?messages=1000").await, most);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_15_a_priority_is_answered_and_none_clears_it() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}/toggle_priority");
    let cleared = json!({ "id": id, "priority": null, "status": "open" });

    for nothing in [json!("none"), Value::Null] {
        let urgent = desk.admin().post(&path, json!({ "priority": "urgent" })).await.is(200);
        let none = desk.admin().post(&path, json!({ "priority": nothing })).await.is(200);
        assert_eq!(urgent.body, json!({ "id": id, "priority": "urgent", "status": "open" }));
        assert_eq!(none.body, cleared);
    }

    desk.admin().post(&path, json!({ "priority": "whatever" })).await.refuses(&["priority"]);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_16_a_status_is_answered_with_the_end_of_its_snooze() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}/toggle_status");

    let snooze = json!({ "status": "snoozed", "snoozed_until": 1_893_456_000 });
    let snoozed = desk.admin().post(&path, snooze).await.is(200);
    let toggled = desk.admin().post(&path, json!({})).await.is(200);

    let answer = |status: &str, until: Value| {
        json!({
            "payload": {
                "success": true,
                "conversation_id": id,
                "current_status": status,
                "snoozed_until": until
            }
        })
    };
    assert_eq!(snoozed.body, answer("snoozed", json!("2030-01-01T00:00:00.000Z")));
    assert_eq!(toggled.body, answer("open", Value::Null));
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_28_a_conversation_begins_by_source_or_by_contact_and_inbox() {
    let desk = Desk::open().await;
    let inbox = desk.inbox().await;
    let new = json!({ "name": "John", "inbox_id": inbox, "source_id": "john-1" });
    let john = desk.admin().post("contacts", new).await.is(200);
    let john = &john.body["payload"]["contact"]["id"];
    let begin = async |new: Value| desk.admin().post("conversations", new).await;

    let by_source = begin(json!({ "source_id": "john-1" })).await.is(200);
    let by_contact = begin(json!({ "inbox_id": inbox, "contact_id": john })).await.is(200);

    for begun in [by_source, by_contact] {
        assert_eq!(begun.body["inbox_id"], inbox);
        assert_eq!(begun.body["meta"]["sender"]["id"], *john);
    }
    begin(json!({ "contact_id": john })).await.refuses(&["source_id"]);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_28_a_source_is_looked_up_in_the_account_and_in_the_inbox_sent() {
    let desk = Desk::open().await;
    let (inbox, shop) = (desk.inbox().await, another_inbox(&desk).await);
    for (name, inbox) in [("John", json!(inbox)), ("Ann", shop.clone())] {
        let new = json!({ "name": name, "inbox_id": inbox, "source_id": "same" });
        desk.admin().post("contacts", new).await.is(200);
    }
    let only_here = json!({ "name": "Bob", "inbox_id": inbox, "source_id": "only-here" });
    desk.admin().post("contacts", only_here).await.is(200);
    let begin = async |new: Value| desk.admin().post("conversations", new).await;

    let in_shop = begin(json!({ "source_id": "same", "inbox_id": shop })).await;
    let elsewhere = begin(json!({ "source_id": "only-here", "inbox_id": shop })).await;

    in_shop.is(200).holds(json!({ "meta": { "sender": { "name": "Ann" } } }));
    elsewhere.is(404);
    begin(json!({ "source_id": "never-seen" })).await.is(404);
    let stranger = desk.stranger().await;
    let own = stranger.get("/api/v1/accounts").await.is(200).body[0]["id"].clone();
    let path = format!("/api/v1/accounts/{own}/conversations");
    stranger.post(&path, json!({ "source_id": "same" })).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_36_an_unknown_assignee_or_team_is_404_and_changes_nothing() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}");
    let (ada, team) = (desk.id_of("Ada"), json!({ "name": "Sales" }));
    let team = desk.admin().post("teams", team).await.is(200).body["id"].clone();
    let members = json!({ "user_ids": [ada] });
    desk.admin().post(&format!("teams/{team}/team_members"), members).await.is(200);
    let assign = async |body| desk.admin().post(&format!("{path}/assignments"), body).await;
    assign(json!({ "assignee_id": ada })).await.is(200);
    assign(json!({ "team_id": team })).await.is(200);

    assign(json!({ "assignee_id": 9_999 })).await.is(404);
    assign(json!({ "team_id": 9_999 })).await.is(404);

    let new = json!({ "inbox_id": desk.inbox().await, "contact_id": desk.contact("Ann").await });
    for nobody in ["assignee_id", "team_id"] {
        let mut new = new.clone();
        new[nobody] = json!(9_999);
        desk.admin().post("conversations", new).await.is(404);
    }
    let all = desk.admin().get("conversations/meta").await.is(200);
    all.holds(json!({ "meta": { "all_count": 1 } }));
    let kept = json!({ "meta": { "assignee": { "id": ada }, "team": { "id": team } } });
    desk.admin().get(&path).await.is(200).holds(kept);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_36_null_and_0_unassign() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}");
    let team = desk.admin().post("teams", json!({ "name": "Sales" })).await.is(200);
    let assign = async |body| desk.admin().post(&format!("{path}/assignments"), body).await;

    for nobody in [Value::Null, json!(0)] {
        assign(json!({ "team_id": team.body["id"] })).await.is(200);
        assign(json!({ "assignee_id": desk.id_of("Ben") })).await.is(200);
        let no_agent = assign(json!({ "assignee_id": nobody })).await.is(200);
        let no_team = assign(json!({ "team_id": nobody })).await.is(200);

        assert_eq!((&*no_agent.text, &*no_team.text), ("null", "null"));
        let shown = desk.admin().get(&path).await.is(200).body;
        assert_eq!((shown["meta"].get("assignee"), shown["meta"].get("team")), (None, None));
    }
    desk.close().await;
}

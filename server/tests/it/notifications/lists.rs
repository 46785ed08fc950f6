//! What a member sees of their notifications, and does to them.

use std::time::Duration;

use serde_json::{Value, json};

use super::{given_to_ben, listed, only_one, unread_count};
use crate::support::Desk;

#[tokio::test]
async fn a_page_has_fifteen_with_the_newest_first() {
    let desk = Desk::open().await;
    let mut ids = given_to_ben(&desk, 17).await;
    ids.reverse();

    let first = desk.agent().get("notifications").await.is(200).body;
    let meta = json!({ "unread_count": 17, "count": 17, "current_page": 1 });
    assert_eq!(first["data"]["meta"], meta);
    assert_eq!(listed(&desk, "Ben", "").await, ids[..15]);
    assert_eq!(listed(&desk, "Ben", "?page=2").await, ids[15..]);
    assert_eq!(listed(&desk, "Ben", "?page=3").await, Vec::<Value>::new());
    ids.reverse();
    assert_eq!(listed(&desk, "Ben", "?sort_order=asc").await, ids[..15]);
    desk.agent().get("notifications?sort_order=up").await.refuses(&["sort_order"]);
    assert_eq!(listed(&desk, "Cleo", "").await, Vec::<Value>::new(), "they are Ben's own");
    desk.close().await;
}

#[tokio::test]
async fn what_is_read_or_put_off_is_listed_when_it_is_wanted() {
    let desk = Desk::open().await;
    let ids = given_to_ben(&desk, 3).await;
    let ben = desk.agent();
    let told =
        ben.get("notifications?sort_order=asc").await.is(200).body["data"]["payload"].clone();
    let path = |at: usize, more: &str| format!("notifications/{}{more}", told[at]["id"]);

    let read = ben.patch(&path(0, ""), json!({})).await.is(200).body;
    assert_eq!(read["read_at"], "2026-02-03T10:00:00.000Z");
    let later = json!({ "snoozed_until": desk.clock.now().seconds() + 3_600 });
    let snoozed = ben.post(&path(1, "/snooze"), later).await.is(200).body;
    assert_eq!(snoozed["snoozed_until"], "2026-02-03T11:00:00.000Z");
    assert_eq!(snoozed["meta"], json!({ "last_snoozed_at": null }));

    assert_eq!(listed(&desk, "Ben", "").await, [ids[2]]);
    assert_eq!(listed(&desk, "Ben", "?includes[]=read").await, [ids[2], ids[0]]);
    assert_eq!(listed(&desk, "Ben", "?includes[]=snoozed").await, [ids[2], ids[1]]);
    assert_eq!(listed(&desk, "Ben", "?includes[]=snoozed&includes[]=read").await.len(), 3);
    assert_eq!(listed(&desk, "Ben", "?includes=read").await, [ids[2], ids[0]]);
    assert_eq!(unread_count(&desk, "Ben").await, 1);
    let all = ben.get("notifications?includes[]=read").await.is(200).body;
    let meta = json!({ "unread_count": 1, "count": 2, "current_page": 1 });
    assert_eq!(all["data"]["meta"], meta);

    ben.post(&path(0, "/unread"), json!({})).await.is(200).holds(json!({ "read_at": null }));
    assert_eq!(unread_count(&desk, "Ben").await, 2);
    desk.close().await;
}

#[tokio::test]
async fn what_was_put_off_comes_back_at_its_time() {
    let desk = Desk::open().await;
    given_to_ben(&desk, 1).await;
    let path = format!("notifications/{}", only_one(&desk, "Ben").await["id"]);
    let ben = desk.agent();
    let hour = Duration::from_hours(1);
    let in_an_hour = json!({ "snoozed_until": desk.clock.now().plus(hour).seconds() });
    ben.post(&format!("{path}/snooze"), in_an_hour).await.is(200);
    ben.patch(&path, json!({})).await.is(200);

    desk.wait(Duration::from_secs(3_599));
    desk.settle().await;
    assert_eq!(unread_count(&desk, "Ben").await, 0);
    desk.wait(Duration::from_secs(1));
    desk.settle().await;

    assert_eq!(unread_count(&desk, "Ben").await, 1, "it is unread again");
    let revived = only_one(&desk, "Ben").await;
    assert_eq!(revived["snoozed_until"], Value::Null);
    assert_eq!(revived["last_activity_at"], desk.clock.now().seconds());
    assert_eq!(revived["meta"], json!({ "last_snoozed_at": "2026-02-03T11:00:00.000Z" }));
    desk.close().await;
}

#[tokio::test]
async fn what_is_put_off_again_comes_back_once_and_nothing_said_puts_nothing_off() {
    let desk = Desk::open().await;
    given_to_ben(&desk, 1).await;
    let path = format!("notifications/{}/snooze", only_one(&desk, "Ben").await["id"]);
    let until = |seconds: i64| json!({ "snoozed_until": desk.clock.now().seconds() + seconds });
    desk.agent().post(&path, until(60)).await.is(200);
    desk.agent().post(&path, until(120)).await.is(200);
    let before = desk.contents().await;
    desk.agent().post(&path, json!({})).await.is(200);
    desk.contents().await.are(&before, "nothing said");
    for bad in [json!("soon"), json!([1]), json!(1.5)] {
        let bad = json!({ "snoozed_until": bad });
        desk.agent().post(&path, bad).await.refuses(&["snoozed_until"]);
    }

    desk.wait(Duration::from_mins(1));
    desk.settle().await;
    assert_eq!(unread_count(&desk, "Ben").await, 0);
    desk.wait(Duration::from_mins(1));
    desk.settle().await;

    assert_eq!(unread_count(&desk, "Ben").await, 1);
    desk.close().await;
}

#[tokio::test]
async fn all_are_read_at_once_or_those_of_a_conversation() {
    let desk = Desk::open().await;
    let ids = given_to_ben(&desk, 3).await;
    let ben = desk.agent();
    let told =
        ben.get("notifications?sort_order=asc").await.is(200).body["data"]["payload"].clone();
    let before = desk.events().await.len();

    let one = json!({
        "primary_actor_type": "Conversation",
        "primary_actor_id": told[1]["primary_actor_id"]
    });
    assert_eq!(ben.post("notifications/read_all", one).await.is(200).text, "");
    assert_eq!(listed(&desk, "Ben", "?sort_order=asc").await, [ids[0], ids[2]]);
    ben.post("notifications/read_all", json!({})).await.is(200);
    assert_eq!(unread_count(&desk, "Ben").await, 0);

    assert_eq!(desk.events().await.len(), before, "nobody is told of each");
    let other = json!({ "primary_actor_type": "Contact", "primary_actor_id": 1 });
    ben.post("notifications/read_all", other).await.refuses(&["primary_actor_type"]);
    desk.close().await;
}

#[tokio::test]
async fn one_is_removed_or_those_that_are_read_or_all() {
    let desk = Desk::open().await;
    let ids = given_to_ben(&desk, 4).await;
    let ben = desk.agent();
    let told =
        ben.get("notifications?sort_order=asc").await.is(200).body["data"]["payload"].clone();
    let path = |at: usize| format!("notifications/{}", told[at]["id"]);
    let everything = "?includes[]=read&sort_order=asc";

    assert_eq!(ben.delete(&path(0)).await.is(200).text, "");
    ben.delete(&path(0)).await.is(404);
    ben.put(&path(1), json!({})).await.is(200);
    assert_eq!(listed(&desk, "Ben", everything).await, [ids[1], ids[2], ids[3]]);
    ben.post("notifications/destroy_all", json!({ "type": "read" })).await.is(200);
    assert_eq!(listed(&desk, "Ben", everything).await, [ids[2], ids[3]]);
    let told = desk.told(ben.post("notifications/destroy_all", json!({}))).await;

    assert_eq!(listed(&desk, "Ben", everything).await, Vec::<Value>::new());
    let gone: Vec<_> = told.iter().map(|told| (told.name.as_str(), &told.data)).collect();
    let data = json!({ "user_id": desk.id_of("Ben"), "unread_count": 0, "count": 0 });
    assert_eq!(gone, [("notification.deleted", &data), ("notification.deleted", &data)]);
    desk.close().await;
}

#[tokio::test]
async fn those_of_others_are_not_found() {
    let desk = Desk::open().await;
    given_to_ben(&desk, 1).await;
    let path = format!("notifications/{}", only_one(&desk, "Ben").await["id"]);
    let before = desk.contents().await;

    for person in [desk.admin(), desk.outsider()] {
        person.patch(&path, json!({})).await.is(404);
        person.post(&format!("{path}/unread"), json!({})).await.is(404);
        person.post(&format!("{path}/snooze"), json!({ "snoozed_until": 1 })).await.is(404);
        person.delete(&path).await.is(404);
        person.post("notifications/read_all", json!({})).await.is(200);
        person.post("notifications/destroy_all", json!({})).await.is(200);
    }
    desk.nobody().get("notifications").await.is(401);

    desk.contents().await.are(&before, "somebody else");
    desk.close().await;
}

//! What is old is removed, and nothing else.

use std::time::Duration;

use db::{Kind, Sql, Tx, args};
use frontdesk::background;
use jobs::NewJob;
use serde_json::json;

use crate::support::{Desk, Receiver};

const DAY: Duration = Duration::from_hours(24);

/// A desk whose rounds have begun.
async fn desk() -> Desk {
    let desk = Desk::open().await;
    background::begin(&desk.app).await.unwrap();
    desk
}

/// How many rows there are, by table.
async fn count(desk: &Desk, table: &'static str) -> i64 {
    let counted = desk.app.db.read(async move |tx: &mut Tx| {
        let sql = Sql::portable(format!("select count(*) from {table}"));
        tx.one::<(i64,)>(&sql, args![]).await
    });
    counted.await.unwrap().0
}

/// Lets days go by, with a round at the end.
async fn later(desk: &Desk, days: u32) {
    desk.wait(DAY * days);
    desk.settle().await;
}

async fn told(desk: &Desk, contact: &str) {
    desk.admin().post("contacts", json!({ "name": contact })).await.is(200);
    desk.settle().await;
}

#[tokio::test]
async fn what_webhooks_were_told_goes_a_week_after_it_has_ended() {
    let desk = desk().await;
    let receiver = Receiver::open().await;
    let new = json!({ "url": receiver.url, "subscriptions": ["contact_created"] });
    desk.admin().post("webhooks", new).await.is(200);
    told(&desk, "Lea").await;
    later(&desk, 3).await;
    told(&desk, "Max").await;
    receiver.answer_by(|_| 500);
    told(&desk, "Eva").await;
    let tables = ["webhook_deliveries", "webhook_bodies", "webhook_attempts"];
    for table in tables {
        assert_eq!(count(&desk, table).await, 3, "{table}");
    }

    later(&desk, 4).await;
    assert_eq!(count(&desk, "webhook_deliveries").await, 3, "Lea was told of a week ago");
    desk.wait(Duration::from_hours(1));
    desk.settle().await;
    assert_eq!(count(&desk, "webhook_deliveries").await, 2, "with the round of an hour later");
    assert_eq!(count(&desk, "webhook_bodies").await, 2);

    // The webhook is still to be told of Eva.
    later(&desk, 30).await;
    assert_eq!(count(&desk, "webhook_deliveries").await, 1);
    assert_eq!(count(&desk, "webhook_bodies").await, 1);
    desk.run("delete from webhook_deliveries").await;
    later(&desk, 1).await;
    for table in tables {
        assert_eq!(count(&desk, table).await, 0, "{table}");
    }
    desk.close().await;
}

#[tokio::test]
async fn a_text_is_kept_while_a_later_delivery_has_it() {
    let desk = desk().await;
    let receiver = Receiver::open().await;
    let new = json!({ "url": receiver.url, "subscriptions": ["contact_created"] });
    let webhook = desk.admin().post("webhooks", new).await.is(200).body;
    told(&desk, "Lea").await;
    later(&desk, 6).await;
    let path = format!("webhooks/{}/deliveries", webhook["payload"]["webhook"]["id"]);
    let first = desk.admin().get(&path).await.is(200).body["payload"][0]["id"].clone();
    desk.admin().post(&format!("{path}/{first}/replay"), json!({})).await.is(200);
    desk.settle().await;

    later(&desk, 2).await;

    let left = desk.admin().get(&path).await.is(200).body["payload"].clone();
    assert_eq!(left.as_array().map(Vec::len), Some(1));
    assert_eq!(left[0]["payload"]["name"], "Lea");
    desk.close().await;
}

#[tokio::test]
async fn events_go_when_they_are_old_and_every_reader_has_read_them() {
    let desk = desk().await;
    desk.settle().await;
    // A reader who has read what there was until now.
    desk.run(
        "insert into event_cursors (reader, transaction_id, event_id)
         select 'another', transaction_id, event_id from event_cursors where reader = 'delivery'",
    )
    .await;
    let read = count(&desk, "events").await;
    assert!(read > 5);
    told(&desk, "Lea").await;
    let all = count(&desk, "events").await;

    later(&desk, 89).await;
    assert_eq!(count(&desk, "events").await, all, "none is old");
    later(&desk, 2).await;
    assert_eq!(count(&desk, "events").await, all - read, "one reader is behind");
    desk.run("delete from event_cursors where reader = 'another'").await;
    told(&desk, "Max").await;
    let new = count(&desk, "events").await - (all - read);
    later(&desk, 1).await;

    assert_eq!(count(&desk, "events").await, new, "what is new is kept");
    desk.close().await;
}

#[tokio::test]
async fn however_much_is_old_all_of_it_goes() {
    let desk = desk().await;
    for _ in 0..6 {
        desk.run(
            "insert into events (account_id, name, changes, created_at)
             select account_id, name, changes, created_at from events",
        )
        .await;
    }
    assert!(count(&desk, "events").await > 300, "it takes several transactions");
    desk.settle().await;

    later(&desk, 91).await;

    assert_eq!(count(&desk, "events").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn jobs_that_were_given_up_go_after_a_month() {
    let desk = desk().await;
    let asked = desk.app.db.write(async |tx: &mut Tx| {
        let job = NewJob { kind: "webhooks.tell", key: None, payload: "nothing", at: 0 };
        jobs::enqueue(tx, &job).await
    });
    asked.await.unwrap();
    desk.settle().await;

    later(&desk, 29).await;
    assert_eq!(count(&desk, "jobs where dead_at is not null").await, 1);
    later(&desk, 2).await;
    assert_eq!(count(&desk, "jobs where dead_at is not null").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn there_is_one_round_an_hour_however_often_servers_start() {
    let desk = desk().await;
    desk.wait(Duration::from_mins(30));
    desk.settle().await;
    background::begin(&desk.app).await.unwrap();
    background::begin(&desk.app).await.unwrap();

    // Of what removes what is old, and of what counts for reports.
    let rounds = count(&desk, "jobs where kind in ('housekeeping', 'reports.seal')").await;
    assert_eq!(rounds, 2);
    assert_eq!(background::workers(&desk.app).drain().await.unwrap(), 0, "it is not due");
    desk.wait(Duration::from_hours(1));
    assert_eq!(background::workers(&desk.app).drain().await.unwrap(), 2);
    desk.close().await;
}

#[tokio::test]
async fn a_clock_that_was_far_ahead_puts_off_no_round() {
    let desk = desk().await;
    let far = desk.clock.now().plus(DAY * 3_650).0;
    desk.run(&format!("update jobs set run_at = {far}")).await;

    background::begin(&desk.app).await.unwrap();
    desk.wait(Duration::from_mins(10));

    assert_eq!(background::workers(&desk.app).drain().await.unwrap(), 2);
    desk.close().await;
}

/// The index of contacts is one segment for each commit until it is put in order.
#[tokio::test]
async fn what_is_searched_is_put_in_order() {
    let desk = desk().await;
    if desk.app.db.kind() == Kind::Postgres {
        return desk.close().await;
    }
    for name in ["Lea", "Max", "Eva", "Ann", "Leander"] {
        desk.admin().post("contacts", json!({ "name": name })).await.is(200);
    }
    let segments = "(select distinct segid from contact_grams_idx)";
    assert_eq!(count(&desk, segments).await, 5);

    later(&desk, 1).await;

    assert!(count(&desk, segments).await <= 2, "two of the same size become one");
    let found = desk.agent().get("contacts/search?q=lea&sort=name").await.is(200).body;
    let names: Vec<_> = found["payload"].as_array().unwrap().iter().map(|c| &c["name"]).collect();
    assert_eq!(names, ["Lea", "Leander"]);
    desk.close().await;
}

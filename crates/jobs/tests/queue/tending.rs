//! What people do with the queue by hand.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use db::Tx;
use jobs::{Kind, Next, Now, Tended, Waker, Wanted, Workers};
use tokio::sync::Notify;

use crate::support::{Desk, on_both};

async fn retry(desk: &Desk, id: i64) -> Tended {
    desk.db.write(async move |tx: &mut Tx| jobs::retry(tx, id, 0).await).await.unwrap()
}

async fn remove(desk: &Desk, id: i64) -> Tended {
    desk.db.write(async move |tx: &mut Tx| jobs::remove(tx, id).await).await.unwrap()
}

#[tokio::test]
async fn a_job_that_was_given_up_can_be_tried_again_or_dropped() {
    on_both(async |desk| {
        desk.enqueue("give up").await;
        desk.drain().await;
        let id = desk.listed(true).await[0].id;

        assert_eq!(retry(&desk, id).await, Tended::Done);
        assert_eq!(desk.drain().await, ["give up"]);
        assert_eq!(remove(&desk, id).await, Tended::Done);

        assert!(desk.listed(true).await.is_empty());
        assert_eq!(retry(&desk, id).await, Tended::Missing);
        assert_eq!(remove(&desk, id).await, Tended::Missing);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_was_given_up_is_asked_for_anew() {
    on_both(async |desk| {
        desk.ask(Some("k"), "give up", 0).await;
        desk.drain().await;

        desk.ask(Some("k"), "a", 0).await;

        assert_eq!(desk.drain().await, ["a"]);
        assert!(desk.listed(true).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_job_that_waits_can_be_hurried() {
    on_both(async |desk| {
        desk.enqueue("fail").await;
        desk.drain().await;
        let waiting = &desk.listed(false).await[0];
        assert!(waiting.run_at >= i64::try_from(Duration::from_secs(5).as_micros()).unwrap());

        assert_eq!(retry(&desk, waiting.id).await, Tended::Done);

        assert_eq!(desk.drain().await, ["fail"]);
    })
    .await;
}

#[tokio::test]
async fn where_nothing_is_due_nothing_is_done() {
    on_both(async |desk| {
        desk.ask(None, "a", i64::MAX / 2).await;
        let looked = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&looked);
        let now: Now = Arc::new(move || {
            counted.fetch_add(1, Ordering::Relaxed);
            0
        });
        let kind = Kind::new("work", async |_| Ok(Next::Done));
        let workers = Workers::new(desk.db.clone(), now, Waker::default(), vec![kind]);

        workers.run(tokio::time::sleep(Duration::from_secs(1)), Duration::ZERO).await;

        assert_eq!(looked.load(Ordering::Relaxed), 1, "they have looked once, and slept");
    })
    .await;
}

#[tokio::test]
async fn a_job_that_runs_is_left_alone() {
    on_both(async |desk| {
        desk.enqueue("a").await;
        let begun = Arc::new(Notify::new());
        let begins = Arc::clone(&begun);
        let never = desk.workers_of(Kind::new("work", move |_| {
            begins.notify_one();
            std::future::pending()
        }));
        tokio::select! {
            _ = never.drain() => unreachable!("it does not end"),
            () = begun.notified() => {}
        }
        let id = desk.listed(false).await[0].id;

        assert_eq!(retry(&desk, id).await, Tended::Running);
        assert_eq!(remove(&desk, id).await, Tended::Running);

        assert!(desk.listed(false).await[0].running);
    })
    .await;
}

#[tokio::test]
async fn all_that_were_given_up_can_be_tried_again_some_at_a_time() {
    on_both(async |desk| {
        for _ in 0..5 {
            desk.enqueue("give up").await;
        }
        desk.enqueue("fail").await;
        desk.drain().await;
        let again = async |kind: Option<&'static str>, most| {
            let retried = desk
                .db
                .write(async move |tx: &mut Tx| jobs::retry_dead(tx, kind, most, 0).await)
                .await;
            retried.unwrap()
        };

        assert_eq!(again(Some("play"), 10).await, 0);
        assert_eq!(again(Some("work"), 3).await, 3);
        assert_eq!(again(None, 3).await, 2);

        assert_eq!(desk.drain().await, ["give up"; 5], "what waits keeps its time");
    })
    .await;
}

#[tokio::test]
async fn jobs_are_listed_by_kind() {
    on_both(async |desk| {
        desk.enqueue("a").await;
        let of = async |kind: &str| {
            let wanted = Wanted { dead: false, kind: Some(kind.to_owned()) };
            let jobs = desk.db.read(async move |tx: &mut Tx| jobs::list(tx, &wanted, 9).await);
            jobs.await.unwrap().len()
        };

        assert_eq!((of("work").await, of("play").await), (1, 0));
    })
    .await;
}

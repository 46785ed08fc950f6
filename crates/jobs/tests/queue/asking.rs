//! How jobs come to be.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use db::{Error, Tx};
use jobs::{Kind, NewJob, Next};

use crate::support::on_both;

#[tokio::test]
async fn there_is_no_job_of_a_change_that_was_undone() {
    on_both(async |desk| {
        let undone: Result<(), Error> = desk
            .db
            .write(async |tx: &mut Tx| {
                let job = NewJob { kind: "work", key: None, payload: "a", at: 0 };
                jobs::enqueue(tx, &job).await?;
                Err(Error::Missing)
            })
            .await;

        assert!(undone.is_err());
        assert_eq!(desk.drain().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_job_is_done_once_and_is_gone() {
    on_both(async |desk| {
        desk.enqueue("a").await;

        assert_eq!(desk.drain().await, ["a"]);
        assert_eq!(desk.drain().await, [""; 0]);
        assert!(desk.listed(false).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_job_waits_for_its_time() {
    on_both(async |desk| {
        desk.ask(None, "later", 60_000_000).await;
        assert_eq!(desk.drain().await, [""; 0]);

        desk.wait(Duration::from_mins(1));

        assert_eq!(desk.drain().await, ["later"]);
    })
    .await;
}

#[tokio::test]
async fn jobs_with_the_same_key_are_one_and_keep_their_time() {
    on_both(async |desk| {
        desk.ask(Some("k"), "first", 60_000_000).await;
        desk.ask(Some("k"), "second", 0).await;
        desk.ask(Some("other"), "other", 0).await;
        assert_eq!(desk.drain().await, ["other"]);

        desk.wait(Duration::from_mins(1));

        assert_eq!(desk.drain().await, ["second"], "what is wanted is what was said last");
    })
    .await;
}

#[tokio::test]
async fn a_schedule_takes_the_place_of_the_one_before() {
    on_both(async |desk| {
        desk.schedule("k", "soon", 60_000_000).await;
        desk.schedule("k", "late", 120_000_000).await;

        desk.wait(Duration::from_mins(1));
        assert_eq!(desk.drain().await, [""; 0]);
        desk.wait(Duration::from_mins(1));
        assert_eq!(desk.drain().await, ["late"]);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_asks_for_itself_is_done_again_at_that_time() {
    on_both(async |desk| {
        let attempts = Arc::new(AtomicUsize::new(0));
        let (asking, counted) = (desk.clone(), Arc::clone(&attempts));
        let kind = Kind::new("work", move |_| {
            let (desk, attempts) = (asking.clone(), Arc::clone(&counted));
            async move {
                if attempts.fetch_add(1, Ordering::SeqCst) == 0 {
                    desk.schedule("k", "never", 3_600_000_000).await;
                    desk.schedule("k", "later", 60_000_000).await;
                    desk.ask(Some("k"), "later", 0).await;
                }
                Ok(Next::Done)
            }
        });
        let workers = desk.workers_of(kind);
        let attempted = async || {
            workers.drain().await.unwrap();
            attempts.load(Ordering::SeqCst)
        };
        desk.schedule("k", "now", 0).await;

        assert_eq!(attempted().await, 1);
        desk.wait(Duration::from_secs(59));
        assert_eq!(attempted().await, 1, "not before");
        desk.wait(Duration::from_secs(1));
        assert_eq!(attempted().await, 2);
        desk.wait(Duration::from_hours(1));
        assert_eq!(attempted().await, 2, "and then it is done");
    })
    .await;
}

#[tokio::test]
async fn a_job_that_is_taken_back_is_not_done() {
    on_both(async |desk| {
        desk.schedule("k", "soon", 0).await;

        desk.change(async |tx| jobs::cancel(tx, "work", "k").await).await;

        assert_eq!(desk.drain().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_waits_for_too_long_is_brought_forward_and_no_other() {
    on_both(async |desk| {
        desk.ask(Some("far"), "far", 3_600_000_000).await;
        desk.ask(Some("near"), "near", 60_000_000).await;

        desk.change(async |tx| {
            for key in ["far", "near"] {
                let job = NewJob { kind: "work", key: Some(key), payload: "", at: 5_000_000 };
                jobs::bring_forward(tx, &job, 120_000_000).await?;
            }
            Ok(())
        })
        .await;

        desk.wait(Duration::from_secs(5));
        assert_eq!(desk.drain().await, ["far"]);
        desk.wait(Duration::from_secs(55));
        assert_eq!(desk.drain().await, ["near"]);
    })
    .await;
}

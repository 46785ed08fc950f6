//! What people do with the queue by hand.

use std::time::Duration;

use db::Tx;

use crate::support::{Desk, on_both};

async fn retry(desk: &Desk, id: i64) -> bool {
    desk.db.write(async move |tx: &mut Tx| jobs::retry(tx, id, 0).await).await.unwrap()
}

async fn remove(desk: &Desk, id: i64) -> bool {
    desk.db.write(async move |tx: &mut Tx| jobs::remove(tx, id).await).await.unwrap()
}

#[tokio::test]
async fn a_job_that_was_given_up_can_be_tried_again_or_dropped() {
    on_both(async |desk| {
        desk.enqueue("give up").await;
        desk.drain().await;
        let id = desk.listed(true).await[0].id;

        assert!(retry(&desk, id).await);
        assert_eq!(desk.drain().await, ["give up"]);
        assert!(remove(&desk, id).await);

        assert!(desk.listed(true).await.is_empty());
        assert!(!retry(&desk, id).await && !remove(&desk, id).await, "there is none any more");
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

        assert!(retry(&desk, waiting.id).await);

        assert_eq!(desk.drain().await, ["fail"]);
    })
    .await;
}

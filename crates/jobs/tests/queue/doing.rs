//! How jobs are done, and what happens to those that are not.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use jobs::{Kind, Next, Workers};
use tokio::sync::{Notify, oneshot};

use crate::support::{Desk, on_both};

#[tokio::test]
async fn a_job_that_fails_is_tried_again_later_and_later_and_then_given_up() {
    on_both(async |desk| {
        desk.enqueue("fail").await;
        assert_eq!(desk.drain().await, ["fail"]);
        assert_eq!(desk.drain().await, [""; 0], "not at once");

        desk.wait(Duration::from_secs(7));
        assert_eq!(desk.drain().await, ["fail"]);
        desk.wait(Duration::from_secs(7));
        assert_eq!(desk.drain().await, [""; 0], "the second pause is longer");
        for _ in 0..28 {
            desk.wait(Duration::from_hours(2));
            desk.drain().await;
        }

        let dead = desk.listed(true).await;
        assert_eq!(dead.len(), 1);
        assert_eq!(dead[0].problem.as_deref(), Some("the other side is away"));
        assert_eq!(dead[0].failures, 30);
        assert!(desk.listed(false).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_job_that_can_never_work_is_given_up_at_once() {
    on_both(async |desk| {
        desk.enqueue("give up").await;

        desk.drain().await;

        assert_eq!(desk.listed(true).await[0].problem.as_deref(), Some("that will never do"));
    })
    .await;
}

#[tokio::test]
async fn a_job_that_panics_is_tried_again_and_harms_nobody() {
    on_both(async |desk| {
        desk.enqueue("panic").await;
        desk.enqueue("a").await;

        assert_eq!(desk.drain().await, ["panic", "a"]);

        assert_eq!(desk.listed(false).await[0].problem.as_deref(), Some("it panicked"));
    })
    .await;
}

#[tokio::test]
async fn a_job_may_put_itself_off() {
    on_both(async |desk| {
        desk.enqueue("again").await;
        assert_eq!(desk.drain().await, ["again"]);
        desk.wait(Duration::from_mins(59));
        assert_eq!(desk.drain().await, [""; 0]);

        assert_eq!(desk.listed(false).await[0].failures, 0, "that was no failure");
    })
    .await;
}

#[tokio::test]
async fn a_job_that_is_asked_for_while_it_runs_runs_again_and_never_beside_itself() {
    on_both(async |desk| {
        let (runs, beside) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (began, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let kind = {
            let (runs, beside) = (Arc::clone(&runs), Arc::clone(&beside));
            let (began, go_on) = (Arc::clone(&began), Arc::clone(&go_on));
            Kind::new("work", move |_| {
                let (runs, beside) = (Arc::clone(&runs), Arc::clone(&beside));
                let (began, go_on) = (Arc::clone(&began), Arc::clone(&go_on));
                async move {
                    assert_eq!(beside.fetch_add(1, Ordering::SeqCst), 0);
                    if runs.fetch_add(1, Ordering::SeqCst) == 0 {
                        began.notify_one();
                        go_on.notified().await;
                    }
                    beside.fetch_sub(1, Ordering::SeqCst);
                    Ok(Next::Done)
                }
            })
        };
        let running = Running::start(&desk, kind.at_once(4));
        desk.ask(Some("k"), "once", 0).await;
        began.notified().await;
        desk.ask(Some("k"), "more", 0).await;
        desk.ask(Some("k"), "more", 0).await;
        go_on.notify_one();

        until(async || desk.listed(false).await.is_empty()).await;

        assert_eq!(runs.load(Ordering::SeqCst), 2);
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn an_attempt_of_which_nothing_is_heard_is_made_again_and_its_late_end_counts_for_nothing() {
    on_both(async |desk| {
        let go_on = Arc::new(Notify::new());
        let slow = {
            let go_on = Arc::clone(&go_on);
            Kind::new("work", move |_| {
                let go_on = Arc::clone(&go_on);
                async move {
                    go_on.notified().await;
                    Ok(Next::Done)
                }
            })
        };
        let running = Running::start(&desk, slow.lease(Duration::from_secs(30)));
        desk.enqueue("fail").await;
        until(async || desk.listed(false).await.iter().any(|job| job.running)).await;

        desk.wait(Duration::from_secs(31));
        assert_eq!(desk.drain().await, ["fail"], "others take it over");
        go_on.notify_one();
        running.stop().await;

        assert_eq!(desk.listed(false).await[0].failures, 1, "it is still to be done");
    })
    .await;
}

#[tokio::test]
async fn an_attempt_that_does_not_end_is_given_up_with_its_lease_and_holds_up_nobody() {
    on_both(async |desk| {
        let kind = Kind::new("work", |job| async move {
            if job.payload == "stuck" {
                std::future::pending::<()>().await;
            }
            Ok(Next::Done)
        });
        desk.enqueue("stuck").await;
        desk.enqueue("a").await;

        // In the time of these workers the lease is not over before they stop.
        let running = Running::start(&desk, kind.lease(Duration::from_millis(500)));

        until(async || desk.listed(false).await.iter().all(|job| job.payload != "a")).await;
        let left = desk.listed(false).await;
        assert_eq!((left.len(), left[0].running, left[0].failures), (1, false, 1));
        assert_eq!(left[0].problem.as_deref(), Some("it took too long and was given up"));
        assert!(left[0].run_at > 0, "it is tried again after a pause");
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_time_that_is_set_while_it_runs_outlives_the_attempt_whatever_becomes_of_it() {
    for payload in ["done", "fail", "give up"] {
        on_both(async |desk| {
            let (began, lost) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
            let stuck = {
                let (began, lost) = (Arc::clone(&began), Arc::clone(&lost));
                Kind::new("work", move |_| {
                    let (began, lost) = (Arc::clone(&began), Arc::clone(&lost));
                    async move {
                        began.notify_one();
                        lost.notified().await;
                        Ok(Next::Done)
                    }
                })
            };
            let running = Running::start(&desk, stuck.lease(Duration::from_secs(30)));
            desk.ask(Some("k"), payload, 0).await;
            began.notified().await;
            desk.schedule("k", payload, 3_600_000_000).await;

            desk.wait(Duration::from_secs(31));
            assert_eq!(desk.drain().await, [payload], "another takes it over");
            lost.notify_one();
            running.stop().await;
            let listed = desk.listed(false).await;
            assert_eq!((listed.len(), listed[0].running), (1, false), "{payload}");
            assert_eq!(desk.drain().await, [""; 0]);
            desk.wait(Duration::from_hours(1));

            assert_eq!(desk.drain().await, [payload], "at the time that was set");
        })
        .await;
    }
}

#[tokio::test]
async fn two_who_work_beside_each_other_share_the_jobs() {
    const JOBS: usize = 200;
    on_both(async |desk| {
        let done = Arc::new(AtomicUsize::new(0));
        let kind = || {
            let done = Arc::clone(&done);
            Kind::new("work", move |_| {
                let done = Arc::clone(&done);
                async move {
                    done.fetch_add(1, Ordering::SeqCst);
                    Ok(Next::Done)
                }
            })
        };
        for _ in 0..JOBS {
            desk.enqueue("a").await;
        }
        let (one, other) =
            (Running::start(&desk, kind().at_once(8)), Running::start(&desk, kind().at_once(8)));

        until(async || desk.listed(false).await.is_empty()).await;

        assert_eq!(done.load(Ordering::SeqCst), JOBS);
        one.stop().await;
        other.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_does_not_finish_in_time_is_given_back() {
    on_both(async |desk| {
        let never = Kind::new("work", |_| std::future::pending());
        let running = Running::start(&desk, never);
        desk.enqueue("a").await;
        until(async || desk.listed(false).await.iter().any(|job| job.running)).await;

        running.stop().await;

        assert_eq!(desk.drain().await, ["a"], "without waiting for its lease");
    })
    .await;
}

#[tokio::test]
async fn what_a_process_that_is_no_more_had_begun_is_begun_again() {
    on_both(async |desk| {
        let running = Running::start(&desk, Kind::new("work", |_| std::future::pending()));
        desk.enqueue("a").await;
        until(async || desk.listed(false).await.iter().any(|job| job.running)).await;
        running.kill().await;
        assert_eq!(desk.drain().await, [""; 0]);

        assert_eq!(desk.workers().recover().await.unwrap(), 1);

        assert_eq!(desk.drain().await, ["a"]);
    })
    .await;
}

#[tokio::test]
async fn who_looks_now_and_then_finds_what_nobody_woke_them_for() {
    on_both(async |desk| {
        let workers = desk.workers().look_anyway(Duration::from_millis(50));
        let running = Running::of(workers);
        until(async || desk.listed(false).await.is_empty()).await;

        desk.leave_behind("a").await;

        until(async || desk.listed(false).await.is_empty()).await;
        assert_eq!(desk.attempted(), ["a"]);
        running.stop().await;
    })
    .await;
}

/// Workers that run.
struct Running {
    stop: oneshot::Sender<()>,
    task: tokio::task::JoinHandle<()>,
}

impl Running {
    fn start(desk: &Desk, kind: Kind) -> Self {
        Self::of(desk.workers_of(kind))
    }

    fn of(workers: Workers) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        #[expect(clippy::disallowed_methods, reason = "`stop` waits for it")]
        let task = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            workers.run(stopped, Duration::from_millis(100)).await;
        });
        Self { stop, task }
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
    }

    async fn kill(self) {
        self.task.abort();
        drop(self.task.await);
    }
}

async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    while !is_so().await {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

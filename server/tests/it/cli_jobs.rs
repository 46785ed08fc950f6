//! `frontdesk jobs`, beside a server that runs.

use std::time::{Duration, Instant};

use frontdesk::{app::TheProduct, id::AccountId, work::Work};
use jobs::NewJob;
use serde_json::Value;

use crate::support::{Program, each, eventually};

/// What a server that runs may take to notice something, on a machine that is busy.
const SOON: Duration = Duration::from_secs(9);

/// Asks for jobs that nobody can do: what they are about cannot be read.
async fn ask_for(program: &Program, keys: &'static [&'static str]) {
    let app = program.look().await;
    let asked = app.write(&TheProduct(AccountId(0)), async move |work: &mut Work<'_>| {
        work.has_tasks();
        for key in keys {
            let at = work.now.0;
            let job = NewJob { kind: "webhooks.tell", key: Some(key), payload: "nothing", at };
            jobs::enqueue(work.tx, &job).await?;
        }
        Ok::<_, db::Error>(())
    });
    asked.await.unwrap();
    app.close().await;
}

fn listed(program: &Program, more: &[&str]) -> Vec<Value> {
    let all = [&["jobs", "list", "--json"], more].concat();
    program.run(&all).json().as_array().expect("a list").clone()
}

#[tokio::test]
async fn jobs_that_were_given_up_are_listed_retried_and_dropped_while_a_server_runs() {
    let program = Program::new().await;
    let server = program.serve();
    let begun = Instant::now();
    ask_for(&program, &["a", "b"]).await;
    eventually("they are given up", async || listed(&program, &["--dead"]).len() == 2).await;
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());

    let mut dead = listed(&program, &["--dead", "--kind", "webhooks.tell"]);
    let oldest = dead[0]["id"].clone();
    dead.sort_by_key(|job| job["key"].to_string());
    let (first, second) = (&dead[0], &dead[1]);
    assert_eq!((&first["key"], &first["state"]), (&"a".into(), &"dead".into()));
    assert!(first["problem"].as_str().is_some_and(|problem| problem.contains("line 1")));
    assert_eq!(first["failures"], 1);
    let shown = program.run(&["jobs", "list", "--dead"]).ok();
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines[0].starts_with("ID  KIND"), "{shown}");
    assert!(lines[1].starts_with(&oldest.to_string()), "{shown}");
    let one = program.run(&["jobs", "list", "--dead", "--limit", "1"]).ok();
    assert!(one.ends_with("There are more than 1: --limit shows them.\n"), "{one}");

    // It fails again, which shows that it was begun.
    let begun = Instant::now();
    let said = program.run(&["jobs", "retry", &first["id"].to_string()]).ok();
    let due = format!("Job {} is due now. A running server begins it", first["id"]);
    assert!(said.starts_with(&due), "{said}");
    eventually("it is tried again", async || {
        let again = listed(&program, &["--dead"]);
        again.iter().any(|job| job["id"] == first["id"] && job["dead_at"] != first["dead_at"])
    })
    .await;
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());

    let said = program.run(&["jobs", "drop", &second["id"].to_string()]).ok();
    assert_eq!(said, format!("Job {} was removed and will not be done.\n", second["id"]));
    assert_eq!(each(&listed(&program, &["--dead"]).into(), "key"), ["a"]);
    let said = program.run(&["jobs", "retry", "--all-dead", "--kind", "other"]).ok();
    assert_eq!(said, "No job was given up, so there is none to retry.\n");
    let said = program.run(&["jobs", "retry", "--all-dead"]).ok();
    assert!(said.starts_with("1 job is due now."), "{said}");
    eventually("it is given up again", async || listed(&program, &["--dead"]).len() == 1).await;
    server.stop();
    program.remove().await;
}

#[tokio::test]
async fn a_job_that_there_is_not_or_that_runs_is_refused_in_words() {
    let program = Program::new().await;
    program.run(&["migrate"]).ok();
    program.run(&["jobs", "drop", "7"]).fails("there is no job 7; it may have been done");
    program.run(&["jobs", "retry", "7"]).fails("there is no job 7; it may have been done");
    assert_eq!(program.run(&["jobs", "list", "--dead"]).ok(), "No job was given up.\n");
    assert_eq!(program.run(&["jobs", "retry"]).code, Some(2), "which one is to be said");
    assert_eq!(program.run(&["jobs", "retry", "7", "--all-dead"]).code, Some(2));

    ask_for(&program, &["a"]).await;
    let app = program.look().await;
    let begun = std::sync::Arc::new(tokio::sync::Notify::new());
    let begin = std::sync::Arc::clone(&begun);
    let begins = jobs::Kind::new("webhooks.tell", move |_| {
        begin.notify_one();
        std::future::pending()
    });
    let now = std::sync::Arc::new(|| i64::MAX / 4);
    let workers = jobs::Workers::new(app.db.clone(), now, jobs::Waker::default(), vec![begins]);
    tokio::select! {
        _ = workers.drain() => unreachable!("it does not end"),
        () = begun.notified() => {}
    }
    let job = listed(&program, &[]).remove(0);

    assert_eq!(job["state"], "running");
    let id = job["id"].to_string();
    for verb in ["drop", "retry"] {
        let refused = program.run(&["jobs", verb, &id]);
        assert_eq!(refused.code, Some(1));
        let why = format!("frontdesk: job {id} is being done and is left alone; if nothing");
        assert!(refused.err.starts_with(&why), "{}", refused.err);
    }
    app.close().await;
    program.remove().await;
}

//! What is heard of others who use the same database.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use db::{Db, Error, Listening, Notice, Options, PostgresOptions};

use crate::{
    cluster::Cluster,
    support::{on_both_empty, on_postgres, open, sqlite_options, until, write},
};

/// What was heard since it was asked for.
#[derive(Clone, Default)]
struct Ears(Arc<Mutex<Vec<Notice>>>);

impl Ears {
    /// Listens, and waits until others are heard.
    async fn on(db: &Db) -> (Self, Listening) {
        let ears = Ears::default();
        let noted = ears.clone();
        let listening = db.listen(move |notice| noted.0.lock().unwrap().push(notice)).unwrap();
        ears.hear(&Notice::Listening).await;
        (ears, listening)
    }

    async fn hear(&self, notice: &Notice) {
        self.hear_any(&format!("{notice:?}"), |heard| heard == notice).await;
    }

    async fn hear_text(&self, wanted: &str) {
        let is_it = |heard: &Notice| matches!(heard, Notice::Said { text, .. } if text == wanted);
        self.hear_any(wanted, is_it).await;
    }

    async fn hear_any(&self, what: &str, is_it: impl Fn(&Notice) -> bool) {
        until(&format!("{what} is heard"), async || {
            let mut heard = self.0.lock().unwrap();
            let at = heard.iter().position(&is_it);
            at.map(|at| heard.drain(..=at)).is_some()
        })
        .await;
    }

    fn take(&self) -> Vec<Notice> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

#[tokio::test]
async fn a_commit_beside_an_sqlite_server_is_noticed_within_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let server = open(Options::Sqlite(sqlite_options(folder.path()))).await;
    let command = open(Options::Sqlite(sqlite_options(folder.path()))).await;
    let (ears, _listening) = Ears::on(&server).await;

    let begun = Instant::now();
    write(&command, "billing").await.unwrap();
    ears.hear(&Notice::Changed).await;

    let took = begun.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(ears.take(), [], "nothing more has happened");
    server.close().await;
    command.close().await;
}

#[tokio::test]
async fn what_is_said_on_postgresql_is_heard_by_others_only() {
    on_postgres(async |url| {
        let options = || Options::Postgres(PostgresOptions::new(url));
        let (one, other) = (open(options()).await, open(options()).await);
        let (of_one, _one) = Ears::on(&one).await;
        let (of_other, _other) = Ears::on(&other).await;

        one.tell("first").await.unwrap();
        one.tell("it's \\ second").await.unwrap();
        other.tell("answer").await.unwrap();

        of_one.hear_text("answer").await;
        of_other.hear_text("it's \\ second").await;
        assert_eq!(of_one.take(), []);
        let too_long = one.tell(&"x".repeat(9_000)).await;
        assert!(matches!(too_long, Err(Error::Value(_))), "{too_long:?}");
        one.close().await;
        other.close().await;
    })
    .await;
}

#[tokio::test]
async fn others_are_heard_again_after_the_server_was_away() {
    let Some(cluster) = Cluster::start() else { return };
    let options = || Options::Postgres(PostgresOptions::new(cluster.url()));
    let (one, other) = (open(options()).await, open(options()).await);
    let (ears, _listening) = Ears::on(&one).await;

    cluster.restart_at_once();
    ears.hear(&Notice::Listening).await;
    other.tell("again").await.unwrap();

    ears.hear_text("again").await;
    one.close().await;
    other.close().await;
}

#[tokio::test]
async fn nobody_listens_any_more_once_the_answer_is_dropped_or_the_database_closed() {
    on_both_empty(async |options| {
        let (one, other) = (open(options.clone()).await, open(options).await);
        let (ears, listening) = Ears::on(&one).await;
        let (_, kept) = Ears::on(&one).await;

        drop(listening);
        write(&other, "unheard").await.unwrap();
        other.tell("unheard").await.unwrap();
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        assert_eq!(ears.take(), []);

        let begun = Instant::now();
        one.close().await;
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        assert!(matches!(one.listen(drop), Err(Error::Unavailable(_))));
        drop(kept);
        other.close().await;
    })
    .await;
}

//! What was acknowledged is there after the process was killed, and what is there is whole.
//!
//! A kill cannot take what the operating system has; that a commit reaches the disk is
//! `synchronous=FULL`, which a test in [`crate::sqlite`] looks at.

use std::{collections::BTreeMap, thread, time::Duration};

use db::{Db, Sql, sql};

use crate::{
    child::{Writing, open_place},
    support::{on_postgres, setting},
};

#[tokio::test]
async fn a_killed_process_has_lost_nothing_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("test.db").display().to_string();

    let acknowledged = killed(&place, 50).await;

    assert_kept(&place, &acknowledged).await;
    let file = rusqlite::Connection::open(&place).unwrap();
    let checked: String = file.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(checked, "ok");
}

#[tokio::test]
async fn a_killed_process_has_lost_nothing_on_postgres() {
    on_postgres(async |url| {
        let acknowledged = killed(url, 10).await;

        assert_kept(url, &acknowledged).await;
    })
    .await;
}

/// Kills one writing process after the other at random moments, and returns the ids that
/// they had acknowledged.
async fn killed(place: &str, times: usize) -> Vec<i64> {
    open_place(place).await.close().await;
    let mut dice = Dice::rolled();
    let mut acknowledged = Vec::new();
    for turn in 0..times {
        let writing = Writing::start(place, turn * 1_000_000);
        // Now and then it is killed while it opens the database.
        if dice.below(5) > 0 {
            (0..=dice.below(40)).for_each(|_| writing.writes());
        }
        thread::sleep(Duration::from_micros(dice.below(40_000)));
        acknowledged.extend(writing.kill());
    }
    assert!(acknowledged.len() > 2 * times, "only {} were written", acknowledged.len());
    acknowledged
}

async fn assert_kept(place: &str, acknowledged: &[i64]) {
    let db = open_place(place).await;
    let found = numbers(&db, sql!("select id, count(*) from lefts group by id")).await;
    let twins = numbers(&db, sql!("select id, count(*) from rights group by id")).await;
    db.close().await;

    let lost: Vec<_> = acknowledged.iter().filter(|id| !found.contains_key(id)).collect();
    assert!(lost.is_empty(), "acknowledged, but not there: {lost:?}");
    assert!(found.values().all(|times| *times == 1), "every row is there once");
    assert_eq!(found, twins, "a body is kept as a whole");
}

async fn numbers(db: &Db, sql: &'static Sql) -> BTreeMap<i64, i64> {
    let all: Vec<(i64, i64)> = db.read(async |tx| tx.all(sql, &[]).await).await.unwrap();
    all.into_iter().collect()
}

/// Random numbers that a seed repeats (splitmix64).
struct Dice(u64);

impl Dice {
    /// Prints the seed, so that a failure can be repeated by setting it.
    fn rolled() -> Self {
        let seed = setting("FRONTDESK_TEST_SEED").map_or_else(clock, |seed| seed.parse().unwrap());
        eprintln!("FRONTDESK_TEST_SEED={seed}");
        Self(seed)
    }

    /// A number below `limit`.
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

#[expect(clippy::disallowed_methods, reason = "a seed has to come from somewhere")]
fn clock() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    u64::try_from(now.as_micros()).unwrap()
}

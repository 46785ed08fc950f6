//! An account that is removed is gone in the end, with all that belonged to it, however often the
//! server is killed meanwhile.

use std::{ops::Range, time::Duration};

use db::{Sql, Tx};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use serde_json::json;

use super::{account, imports};
use crate::support::{Client, Program};

/// How long the last server may take for what is left.
const PATIENCE: Duration = Duration::from_mins(2);

/// After how long a server is killed, in milliseconds.
const LIVES: Range<u64> = 20..150;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_is_removed_is_gone_however_often_it_is_killed() {
    let program = Program::new().await;
    let created = account(&program);
    let made = program.run(&["platform-app", "create", "--name", "Portal", "--json"]).json();
    let id = created["account_id"].to_string();
    program.run(&["platform-app", "grant", "1", "--account", &id]).ok();
    let looking = program.look().await;
    let rows = async |table: &str| {
        let counted = Sql::portable(format!("select count(*) from {table}"));
        let counted =
            looking.db.read(async move |tx: &mut Tx| tx.one::<(i64,)>(&counted, &[]).await);
        counted.await.unwrap().0
    };
    let server = program.serve();
    let ada = server.client(&created);
    let import = imports::begin(&ada).await;
    let done = async || ada.get(&import).await.is(200).body["payload"]["finished_at"].is_i64();
    crate::support::eventually("it is imported", done).await;
    assert!(rows("contacts").await > 3_000);
    let app = Client::new(&server.url, 1, made["access_token"].as_str().map(str::to_owned));
    app.delete(&format!("/platform/api/v1/accounts/{id}")).await.is(200);
    server.kill();

    let mut dice = StdRng::seed_from_u64(u64::from(std::process::id()));
    for _ in 0..6 {
        let server = program.serve();
        server.client(&created).get("contacts").await.is(404);
        tokio::time::sleep(Duration::from_millis(dice.random_range(LIVES))).await;
        server.kill();
    }

    let last = program.serve();
    let going = async {
        while rows("accounts").await > 0 || rows("blobs").await > 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(PATIENCE, going).await.expect("it ends");
    for table in ["contacts", "contact_imports", "contact_import_refusals", "events", "labels"] {
        assert_eq!(rows(table).await, 0, "{table}");
    }
    let accounts = last.client(&created).get("/api/v1/accounts").await.is(200).body;
    assert_eq!(accounts, json!([]));
    last.stop();
    looking.db.close().await;
    program.remove().await;
}

//! An import that is killed again and again takes every row, and none of them twice.

use std::ops::Range;

use reqwest::{
    Method,
    multipart::{Form, Part},
};

use super::{account, ended, killed_at_work};
use crate::support::{Client, Program};

/// Rows of people of whom nothing is known that would tell one from another: whoever is taken
/// twice is there twice.
const ROWS: usize = 4_000;

/// After how long a server is killed, in milliseconds.
const LIVES: Range<u64> = 50..600;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_takes_every_row_once_however_often_it_is_killed() {
    let program = Program::new().await;
    let created = account(&program);
    let server = program.serve();
    let import = begin(&server.client(&created)).await;
    server.kill();

    killed_at_work(&program, LIVES).await;

    let last = program.serve();
    let ada = last.client(&created);
    let done = ended(&ada, &import).await;
    assert_eq!(done["status"], "completed", "{done}");
    assert_eq!(done["created_records"], ROWS - 1, "{done}");
    assert_eq!(done["refused_records"], 1, "{done}");
    let found = ada.get("contacts/search?q=Person%200%20").await.is(200).body;
    assert_eq!(found["meta"]["count"], 1);
    last.stop();
    let looking = program.look().await;
    let counted = looking.db.read(async |tx: &mut db::Tx| {
        let sql = db::Sql::portable("select count(*), count(distinct name) from contacts");
        tx.one::<(i64, i64)>(&sql, &[]).await
    });
    let rows = i64::try_from(ROWS - 1).unwrap();
    assert_eq!(counted.await.unwrap(), (rows, rows));
    looking.db.close().await;
    program.remove().await;
}

/// Brings a table, and returns where one can ask for it.
pub async fn begin(person: &Client) -> String {
    let rows = (0..ROWS - 1).map(|row| format!("Person {row} of many,gold\n"));
    let table = "name,tier\n,nobody\n".to_owned() + &rows.collect::<String>();
    let file = Part::bytes(table.into_bytes()).file_name("people.csv");
    let form = Form::new().part("import_file", file);
    let sent = person.request(Method::POST, "contacts/import").multipart(form);
    let begun = person.send(sent).await.is(200);
    begun.header("location").to_owned()
}

//! How messages get into the index that they are found by, whatever happens on the way.

use db::{Kind, Sql, Tx};
use frontdesk::{app::App, delivery::indexer};
use serde_json::{Value, json};

use crate::support::{Desk, Program, each, eventually};

impl Desk {
    /// How many messages are in the index.
    pub async fn indexed(&self) -> i64 {
        indexed(&self.app).await
    }

    /// Does something with the tables of the index.
    async fn change_index(&self, sqlite: &'static str, postgres: &'static str) {
        let changed = self.app.db.write(async move |tx: &mut Tx| {
            let sql = if tx.kind() == Kind::Sqlite { sqlite } else { postgres };
            tx.exec(&Sql::portable(sql), &[]).await
        });
        changed.await.unwrap();
    }

    /// The desk as it was before there was an index.
    async fn without_index(&self) {
        let (empty, words) = (
            "insert into message_words (message_words) values ('delete-all')",
            "delete from message_words",
        );
        self.change_index(empty, words).await;
        let forget = "delete from message_backlog";
        self.change_index(forget, forget).await;
        let forget = "delete from event_cursors where reader = 'search'";
        self.change_index(forget, forget).await;
    }

    async fn finds(&self, text: &str) -> usize {
        let found = self.admin().get(&format!("search/messages?q={text}")).await.is(200).body;
        each(&found["payload"]["messages"], "id").len()
    }
}

async fn indexed(app: &App) -> i64 {
    let counted = app.db.read(async |tx: &mut Tx| {
        let sql = match tx.kind() {
            Kind::Sqlite => "select count(*) from message_words_docsize",
            Kind::Postgres => "select count(*) from message_words",
        };
        tx.one::<(i64,)>(&Sql::portable(sql), &[]).await
    });
    counted.await.unwrap().0
}

#[tokio::test]
async fn what_was_said_before_there_was_an_index_is_found_too() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let conversation = desk.conversation(lea, None).await;
    let noted = desk.agent_says(conversation, "old secret").await;
    for number in 0..120 {
        desk.contact_says(conversation, &format!("old {number}")).await;
    }
    desk.without_index().await;
    desk.contact_says(conversation, "new").await;

    // The first search begins the index. What was there by then waits.
    desk.finds("old").await;
    desk.contact_says(conversation, "newer").await;
    // Nobody indexes what waits in the meantime. Other databases of a server may hold things up.
    eventually("what comes is found", async || desk.finds("newer").await == 1).await;
    let message = format!("conversations/{conversation}/messages/{}", noted["id"]);
    desk.agent().delete(&message).await.is(200);
    desk.settle().await;

    assert_eq!(desk.finds("new").await, 2);
    assert_eq!(desk.finds("old").await, 15);
    assert_eq!(desk.finds("secret").await, 0, "it was deleted meanwhile");
    assert_eq!(desk.indexed().await, 123);
    assert!(!indexer::finish(&desk.app).await.unwrap(), "there is nothing left to do");
    desk.close().await;
}

#[tokio::test]
async fn nothing_is_indexed_of_what_is_gone() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    for _ in 0..3 {
        desk.conversation(lea, Some("a word")).await;
    }
    let inbox = desk.inbox().await;
    desk.admin().delete(&format!("inboxes/{inbox}")).await.is(200);
    desk.settle().await;

    assert_eq!(desk.indexed().await, 0);
    desk.close().await;
}

#[tokio::test]
async fn messages_that_come_together_are_indexed_whoever_searches_first() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let conversation = desk.conversation(lea, None).await;
    for number in 0..40 {
        desk.contact_says(conversation, &format!("tide {number}")).await;
    }

    let (admin, agent) = (desk.admin(), desk.agent());
    let path = "search/messages?q=tide";
    let replies = futures_util::future::join_all(
        [&admin, &agent, &admin, &agent].map(|person| person.get(path)),
    );
    for reply in replies.await {
        let found = each(&reply.is(200).body["payload"]["messages"], "content");
        assert_eq!(found[0], "tide 39");
    }
    assert_eq!(desk.indexed().await, 40, "each is there once");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_indexes_by_itself_and_goes_on_where_it_was_killed() {
    let program = Program::new().await;
    let create = "account create --json --name Acme --admin-name Ada --admin-email ada@acme.test";
    let mut create: Vec<&str> = create.split(' ').collect();
    create.extend(["--admin-password", "Secret#1"]);
    let created = program.run(&create).json();
    let looking = program.look().await;
    let mut said = 0;
    let mut conversation = Value::Null;

    for turn in 0..4 {
        let server = program.serve();
        let ada = server.client(&created);
        if turn == 0 {
            let inbox = json!({ "name": "Support", "channel": { "type": "api" } });
            let inbox = ada.post("inboxes", inbox).await.id();
            let lea = json!({ "name": "Lea", "inbox_id": inbox });
            let lea =
                ada.post("contacts", lea).await.is(200).body["payload"]["contact"]["id"].clone();
            let new = json!({ "inbox_id": inbox, "contact_id": lea });
            conversation = ada.post("conversations", new).await.is(200).body["id"].clone();
        }
        for _ in 0..25 {
            let message = json!({ "content": format!("wave {said}"), "message_type": "incoming" });
            ada.post(&format!("conversations/{conversation}/messages"), message).await.is(200);
            said += 1;
        }
        server.kill();
    }
    let server = program.serve();

    eventually("all of it is indexed", async || indexed(&looking).await == said).await;
    let found = server.client(&created).get("search/messages?q=wave&page=7").await.is(200);
    let found = each(&found.body["payload"]["messages"], "content");
    assert_eq!(found.last(), Some(&json!("wave 0")));
    server.stop();
    looking.db.close().await;
    program.remove().await;
}

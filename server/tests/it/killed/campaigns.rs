//! A campaign that is killed again and again writes to everybody, and to nobody twice.

use std::ops::Range;

use serde_json::json;

use super::{account, ended, killed_at_work};
use crate::support::{Client, Program};

/// Contacts who are to be written to.
const CONTACTS: i64 = 400;

/// After how long a server is killed, in milliseconds.
const LIVES: Range<u64> = 20..400;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_campaign_writes_to_everybody_once_however_often_it_is_killed() {
    let program = Program::new().await;
    let created = account(&program);
    let server = program.serve();
    let campaign = begin(&server.client(&created)).await;
    server.kill();

    killed_at_work(&program, LIVES).await;

    let last = program.serve();
    let shown = ended(&last.client(&created), &campaign).await;
    assert_eq!(shown["written_count"], CONTACTS, "{shown}");
    assert_eq!(shown["skipped_count"], 1, "{shown}");
    last.stop();
    let looking = program.look().await;
    let counted = looking.db.read(async |tx: &mut db::Tx| {
        let sql = db::Sql::portable(
            "select count(*), count(distinct conversations.contact_id) from messages
             join conversations on conversations.id = messages.conversation_id
             where messages.message_type = 1",
        );
        tx.one::<(i64, i64)>(&sql, &[]).await
    });
    assert_eq!(counted.await.unwrap(), (CONTACTS, CONTACTS));
    looking.db.close().await;
    program.remove().await;
}

/// Has a campaign sent at once, and returns where one can ask for it.
async fn begin(ada: &Client) -> String {
    let label = ada.post("labels", json!({ "title": "vip" })).await.id();
    for number in 0..=CONTACTS {
        let phone = (number > 0).then(|| format!("+391234{number:04}"));
        let contact = json!({ "name": format!("Person {number}"), "phone_number": phone });
        let contact = ada.post("contacts", contact).await.is(200).body;
        let id = &contact["payload"]["contact"]["id"];
        ada.post(&format!("contacts/{id}/labels"), json!({ "labels": ["vip"] })).await.is(200);
    }
    let channel = json!({ "type": "sms", "phone_number": "+390612345678" });
    let inbox = ada.post("inboxes", json!({ "name": "Texts", "channel": channel })).await.id();
    let new = json!({
        "title": "Sale", "message": "Everything is cheap", "inbox_id": inbox,
        "audience": [{ "type": "Label", "id": label }]
    });
    format!("campaigns/{}", ada.post("campaigns", new).await.id())
}

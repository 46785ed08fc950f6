//! How campaigns are sent that are sent once.

use std::time::Duration;

use serde_json::{Value, json};

use super::telephone;
use crate::support::{Desk, Setback, each};

/// A contact who carries a label.
pub(super) async fn labelled(
    desk: &Desk,
    name: &str,
    number: Option<&str>,
    labels: &[&str],
) -> i64 {
    let known = json!({ "name": name, "phone_number": number });
    let contact = desk.contact_with(known).await;
    let labels = json!({ "labels": labels });
    desk.admin().post(&format!("contacts/{contact}/labels"), labels).await.is(200);
    contact
}

/// So many contacts who carry the label "vip".
pub(super) async fn many(desk: &Desk, count: usize) -> Vec<i64> {
    let mut contacts = Vec::new();
    for number in 0..count {
        let phone = format!("+3912345{number:02}");
        contacts.push(labelled(desk, &format!("n{number}"), Some(&phone), &["vip"]).await);
    }
    contacts
}

pub(super) async fn label(desk: &Desk, title: &str) -> i64 {
    desk.admin().post("labels", json!({ "title": title })).await.id()
}

/// A campaign to whoever carries any of these labels, in an hour.
pub(super) async fn campaign(desk: &Desk, inbox: i64, labels: &[i64], more: Value) -> String {
    let audience: Vec<Value> =
        labels.iter().map(|id| json!({ "type": "Label", "id": id })).collect();
    let mut new = json!({
        "title": "Sale", "message": "Dear {{contact.name}}, it is {{agent.name}}",
        "inbox_id": inbox, "sender_id": desk.id_of("Ben"), "audience": audience,
        "scheduled_at": desk.clock.now().seconds() + 3_600
    });
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    format!("campaigns/{}", desk.admin().post("campaigns", new).await.id())
}

/// What became of a campaign, an hour later.
pub(super) async fn sent(desk: &Desk, path: &str) -> Value {
    desk.wait(Duration::from_hours(1));
    desk.settle().await;
    desk.admin().get(path).await.is(200).body
}

pub(super) fn counts(campaign: &Value) -> (Value, Value) {
    (campaign["written_count"].clone(), campaign["skipped_count"].clone())
}

/// The conversations of a contact.
pub(super) async fn conversations(desk: &Desk, contact: i64) -> Vec<Value> {
    let path = format!("contacts/{contact}/conversations");
    let found = desk.admin().get(&path).await.is(200).body;
    found["payload"].as_array().unwrap().clone()
}

pub(super) async fn messages(desk: &Desk, conversation: &Value) -> Vec<Value> {
    let path = format!("conversations/{}/messages", conversation["id"]);
    let said = desk.admin().get(&path).await.is(200).body;
    said["payload"].as_array().unwrap().clone()
}

#[tokio::test]
async fn everybody_with_a_label_and_a_number_is_written_to_once() {
    let desk = Desk::open().await;
    let inbox = telephone(&desk).await;
    let (vip, late) = (label(&desk, "vip").await, label(&desk, "late").await);
    let lea = labelled(&desk, "lea", Some("+391234567"), &["vip"]).await;
    let max = labelled(&desk, "max", Some("+391234568"), &["late", "vip"]).await;
    let unreachable = labelled(&desk, "eva", None, &["vip"]).await;
    let stranger = labelled(&desk, "tom", Some("+391234569"), &["other"]).await;
    let blocked = labelled(&desk, "ugo", Some("+391234570"), &["late"]).await;
    let block = json!({ "blocked": true });
    desk.admin().patch(&format!("contacts/{blocked}"), block).await.is(200);
    let path = campaign(&desk, inbox, &[vip, late], json!({})).await;

    let over = sent(&desk, &path).await;

    assert_eq!(over["campaign_status"], "completed");
    assert_eq!(counts(&over), (json!(2), json!(2)));
    let now = desk.clock.now().seconds();
    assert_eq!((&over["begun_at"], &over["finished_at"]), (&json!(now), &json!(now)));
    assert!(over["problem"].as_str().unwrap().starts_with("Nobody was reached"), "{over}");
    for (contact, words) in [(lea, "Dear Lea, it is Ben"), (max, "Dear Max, it is Ben")] {
        let found = conversations(&desk, contact).await;
        assert_eq!(found.len(), 1);
        assert_eq!(
            (&found[0]["inbox_id"], &found[0]["status"]),
            (&json!(inbox), &json!("resolved"))
        );
        assert_eq!((&found[0]["unread_count"], &found[0]["waiting_since"]), (&json!(0), &json!(0)));
        let said = messages(&desk, &found[0]).await;
        let said: Vec<_> = said.iter().filter(|it| it["message_type"] == 1).collect();
        assert_eq!(said.len(), 1);
        assert_eq!(
            (&said[0]["content"], &said[0]["sender"]["name"]),
            (&json!(words), &json!("Ben"))
        );
        assert_eq!(said[0]["status"], "failed");
        let why = said[0]["content_attributes"]["external_error"].as_str().unwrap();
        assert!(why.starts_with("This server cannot send messages"), "{why}");
    }
    for contact in [unreachable, stranger, blocked] {
        assert!(conversations(&desk, contact).await.is_empty());
    }
    assert_eq!(desk.count("campaign_contacts").await, 0, "nobody asks any more");
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_that_goes_on_is_gone_on_with() {
    let desk = Desk::open().await;
    let inbox = telephone(&desk).await;
    let vip = label(&desk, "vip").await;
    let lea = labelled(&desk, "lea", Some("+391234567"), &["vip"]).await;
    let open = desk.conversation_with(json!({ "inbox_id": inbox, "contact_id": lea })).await;
    let path = campaign(&desk, inbox, &[vip], json!({ "sender_id": null })).await;

    let over = sent(&desk, &path).await;

    assert_eq!(counts(&over), (json!(1), json!(0)));
    let found = conversations(&desk, lea).await;
    assert_eq!(each(&json!(found), "id"), [open]);
    assert_eq!(found[0]["status"], "open");
    let said = messages(&desk, &found[0]).await;
    assert_eq!(said.last().unwrap()["content"], "Dear Lea, it is ");
    assert_eq!(said.last().unwrap().get("sender"), None);
    desk.close().await;
}

#[tokio::test]
async fn many_are_written_to_some_at_a_time() {
    let desk = Desk::open().await;
    let inbox = telephone(&desk).await;
    let vip = label(&desk, "vip").await;
    let contacts = many(&desk, 45).await;
    let path = campaign(&desk, inbox, &[vip], json!({})).await;

    let over = sent(&desk, &path).await;

    assert_eq!(counts(&over), (json!(45), json!(0)));
    for contact in contacts {
        assert_eq!(conversations(&desk, contact).await.len(), 1);
    }
    desk.close().await;
}

#[tokio::test]
async fn an_account_that_is_suspended_writes_to_nobody() {
    let desk = Desk::open().await;
    let inbox = telephone(&desk).await;
    let vip = label(&desk, "vip").await;
    labelled(&desk, "lea", Some("+391234567"), &["vip"]).await;
    let path = campaign(&desk, inbox, &[vip], json!({})).await;
    let set_status = async |status: i64| {
        let id = desk.account;
        desk.execute(format!("update accounts set status = {status} where id = {id}")).await;
    };
    set_status(1).await;

    desk.wait(Duration::from_hours(1));
    desk.settle().await;

    assert_eq!(desk.count("conversations").await, 0);
    set_status(0).await;
    assert_eq!(counts(&sent(&desk, &path).await), (json!(1), json!(0)));
    desk.close().await;
}

#[tokio::test]
async fn who_was_written_to_before_is_not_even_as_somebody_else() {
    let desk = Desk::open().await;
    let inbox = telephone(&desk).await;
    let vip = label(&desk, "vip").await;
    let lea = labelled(&desk, "lea", Some("+391234567"), &["vip"]).await;
    let known = labelled(&desk, "max", Some("+391234568"), &["vip"]).await;
    let same = labelled(&desk, "maxim", None, &[]).await;
    let path = campaign(&desk, inbox, &[vip], json!({})).await;
    for contact in [lea, same] {
        desk.execute(format!(
            "insert into campaign_contacts (campaign_id, contact_id)
             select id, {contact} from campaigns"
        ))
        .await;
    }
    let merged = json!({ "base_contact_id": known, "mergee_contact_id": same });
    desk.admin().post("actions/contact_merge", merged).await.is(200);

    let over = sent(&desk, &path).await;

    assert_eq!(counts(&over), (json!(0), json!(0)));
    for contact in [lea, known] {
        assert!(conversations(&desk, contact).await.is_empty());
    }
    desk.close().await;
}

#[tokio::test]
async fn a_campaign_is_not_sent_while_it_is_off_nor_days_too_late() {
    let desk = Desk::open().await;
    let inbox = telephone(&desk).await;
    let vip = label(&desk, "vip").await;
    let lea = labelled(&desk, "lea", Some("+391234567"), &["vip"]).await;
    let off = campaign(&desk, inbox, &[vip], json!({ "enabled": false })).await;
    let late = campaign(&desk, inbox, &[vip], json!({})).await;
    let gone = campaign(&desk, inbox, &[vip], json!({})).await;
    desk.admin().delete(&gone).await.is(200);

    desk.wait(Duration::from_hours(3 * 24 + 2));
    desk.settle().await;

    let missed = desk.admin().get(&late).await.is(200).body;
    assert_eq!(
        (&missed["campaign_status"], counts(&missed)),
        (&json!("completed"), (json!(0), json!(0)))
    );
    assert_eq!(missed["problem"], "Nobody was written to: its time was more than three days ago");
    assert_eq!(desk.admin().get(&off).await.is(200).body["campaign_status"], "active");
    assert!(conversations(&desk, lea).await.is_empty());
    let on = json!({ "enabled": true, "scheduled_at": desk.clock.now().seconds() });
    desk.admin().patch(&off, on).await.is(200);
    desk.settle().await;
    assert_eq!(counts(&desk.admin().get(&off).await.is(200).body), (json!(1), json!(0)));
    desk.close().await;
}

#[tokio::test]
async fn a_contact_who_goes_while_they_are_written_to_does_not_end_the_campaign() {
    let desk = Desk::open().await;
    let inbox = telephone(&desk).await;
    let vip = label(&desk, "vip").await;
    let contacts = many(&desk, 3).await;
    let path = campaign(&desk, inbox, &[vip], json!({})).await;
    let last = format!("new.contact_id = {}", contacts[2]);
    desk.refuse("insert", "conversations", &last, Setback::Gone).await;

    let begun = sent(&desk, &path).await;
    assert_eq!(counts(&begun), (json!(0), json!(0)), "nothing of it is kept");
    desk.mend("conversations").await;
    desk.admin().delete(&format!("contacts/{}", contacts[2])).await.is(200);
    desk.wait(Duration::from_secs(10));
    desk.settle().await;

    let over = desk.admin().get(&path).await.is(200).body;
    assert_eq!(counts(&over), (json!(2), json!(0)));
    desk.close().await;
}

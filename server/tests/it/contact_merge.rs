//! Two contacts who turn out to be one.

use frontdesk::{
    actor::Actor,
    conversations::start::{self, NewConversation},
    id::{ContactId, InboxId},
    messages::{MessageType, NewMessage},
    work::Work,
};
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::{
    realtime,
    support::{Client, Desk, Receiver, Reply, each},
};

/// More conversations than are dealt with at once anywhere else.
const MANY: usize = 700;

async fn merge(person: &Client, base: i64, mergee: i64) -> Reply {
    let pair = json!({ "base_contact_id": base, "mergee_contact_id": mergee });
    person.post("actions/contact_merge", pair).await
}

async fn shown(desk: &Desk, contact: i64) -> Value {
    desk.admin().get(&format!("contacts/{contact}")).await.is(200).body["payload"].clone()
}

#[tokio::test]
async fn everything_of_the_one_is_of_the_other() {
    let desk = Desk::open().await;
    let inbox = desk.inbox().await;
    let base =
        desk.contact_with(json!({ "name": "Lea", "inbox_id": inbox, "source_id": "a" })).await;
    let mergee =
        json!({ "name": "L.", "email": "lea@x.test", "inbox_id": inbox, "source_id": "b" });
    let mergee = desk.contact_with(mergee).await;
    let own = desk.conversation(base, Some("Hello")).await;
    let moved = desk.conversation(mergee, Some("Hi")).await;
    desk.agent_says(moved, "Yes?").await;
    for (contact, labels) in [(base, json!(["vip", "new"])), (mergee, json!(["New", "late"]))] {
        let path = format!("contacts/{contact}/labels");
        desk.agent().post(&path, json!({ "labels": labels })).await.is(200);
        let note = json!({ "content": format!("of {contact}") });
        desk.agent().post(&format!("contacts/{contact}/notes"), note).await.is(200);
    }

    let merged = merge(&desk.agent(), base, mergee).await.is(200).body;

    assert_eq!((&merged["id"], &merged["email"]), (&json!(base), &json!("lea@x.test")));
    assert_eq!(merged.get("contact_inboxes"), None);
    desk.agent().get(&format!("contacts/{mergee}")).await.is(404);
    let path = format!("contacts/{base}");
    let conversations = desk.agent().get(&format!("{path}/conversations")).await.is(200).body;
    let mut ids = each(&conversations["payload"], "id");
    ids.sort_by_key(Value::as_i64);
    assert_eq!(ids, [own, moved]);
    let shown_now = desk.show(moved).await;
    assert_eq!(shown_now["meta"]["sender"]["id"], base);
    let messages = desk.agent().get(&format!("conversations/{moved}/messages")).await.is(200).body;
    assert_eq!(messages["payload"][0]["sender"]["id"], base);
    assert_eq!(messages["payload"][1]["sender"]["type"], "user");
    assert_eq!(each(&shown(&desk, base).await["contact_inboxes"], "source_id"), ["a", "b"]);
    let notes = desk.agent().get(&format!("{path}/notes")).await.is(200).body;
    assert_eq!(each(&notes, "content"), [format!("of {mergee}"), format!("of {base}")]);
    let labels = desk.agent().get(&format!("{path}/labels")).await.is(200).body;
    assert_eq!(labels["payload"], json!(["vip", "new", "late"]));
    assert_eq!(desk.admin().get("contacts").await.body["meta"]["count"], 1);
    let found = desk.agent().get("contacts/search?q=lea@x").await.is(200).body;
    assert_eq!(each(&found["payload"], "id"), [base]);
    desk.contact_says(moved, "Still me").await;
    desk.close().await;
}

#[tokio::test]
async fn the_one_who_stays_knows_better() {
    let desk = Desk::open().await;
    let base = json!({
        "name": "Lea", "phone_number": "+491", "blocked": true,
        "custom_attributes": { "tier": "gold", "desk": { "floor": 1 } },
        "additional_attributes": { "city": "Rome" }
    });
    let base = desk.contact_with(json!(base)).await;
    let mergee = json!({
        "name": "Lia", "phone_number": "+492", "email": "lea@x.test", "identifier": "7",
        "custom_attributes": { "tier": "lead", "desk": { "floor": 2, "room": 3 }, "age": 40 },
        "additional_attributes": { "city": "Oslo", "country": "Italy" }
    });
    let mergee = desk.contact_with(mergee).await;

    let merged = merge(&desk.agent(), base, mergee).await.is(200).body;

    let known = json!({
        "name": "Lea", "phone_number": "+491", "email": "lea@x.test", "identifier": "7",
        "blocked": true,
        "custom_attributes": { "tier": "gold", "desk": { "floor": 1, "room": 3 }, "age": 40 },
        "additional_attributes": { "city": "Rome", "country": "Italy" }
    });
    for (key, value) in known.as_object().unwrap() {
        assert_eq!(merged[key], *value, "{key}");
    }
    let blank = desk.contact_with(json!({ "name": " " })).await;
    let merged = merge(&desk.agent(), blank, base).await.is(200).body;
    assert_eq!((&merged["name"], &merged["identifier"]), (&json!("Lea"), &json!("7")));
    desk.close().await;
}

#[tokio::test]
async fn a_merge_is_told_in_order() {
    let desk = Desk::open().await;
    let (base, mergee) = (desk.contact("Lea").await, desk.contact("Max").await);
    let conversation = desk.conversation(mergee, Some("Hi")).await;
    let receiver = Receiver::open().await;
    let webhook =
        json!({ "url": receiver.url, "subscriptions": ["contact_updated", "message_updated"] });
    desk.admin().post("webhooks", webhook).await.is(200);
    let note = json!({ "identifier": "max" });
    desk.admin().patch(&format!("contacts/{mergee}"), note).await.is(200);
    desk.settle().await;
    receiver.take();
    let mut cleo = realtime::member(&desk, "Cleo").await;
    let mut ben = realtime::member(&desk, "Ben").await;

    let told = desk.told(async { merge(&desk.admin(), base, mergee).await.is(200) }).await;

    let names: Vec<&str> = told.iter().map(|told| told.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "contact.merged",
            "conversation.contact_changed",
            "message.updated",
            "contact.deleted",
            "contact.updated"
        ]
    );
    assert_eq!(told[0].subject, Some(mergee));
    assert_eq!(told[1].changes, json!({ "contact_id": [mergee, base] }));
    assert_eq!(told[2].changes["sender_id"], json!([mergee, base]));
    assert_eq!(told[4].changes["identifier"], json!([null, "max"]));
    desk.settle().await;
    let merged = cleo.hears("contact.merged").await;
    assert_eq!((&merged["id"], &merged["performer"]["name"]), (&json!(base), &json!("Ada")));
    assert_eq!(cleo.hears("contact.deleted").await["id"], mergee);
    assert_eq!(cleo.hears("contact.updated").await["identifier"], "max");
    let changed = ben.hears("conversation.contact_changed").await;
    assert_eq!(
        (&changed["id"], &changed["meta"]["sender"]["id"]),
        (&json!(conversation), &json!(base))
    );
    assert_eq!(changed["performer"]["name"], "Ada");
    assert_eq!(ben.hears("message.updated").await["sender"]["id"], base);
    let events: Vec<String> =
        receiver.take().iter().map(|it| it.body["event"].as_str().unwrap().to_owned()).collect();
    assert_eq!(events, ["message_updated", "contact_updated"]);
    desk.close().await;
}

#[tokio::test]
async fn who_is_merged_with_themselves_stays_who_they_are() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let before = desk.contents().await;

    let same = merge(&desk.agent(), lea, lea).await.is(200).body;

    assert_eq!(same["id"], lea);
    merge(&desk.agent(), lea, 999_999).await.is(404);
    merge(&desk.agent(), 999_999, lea).await.is(404);
    merge(&desk.agent(), 999_999, 999_999).await.is(404);
    let half = desk.agent().post("actions/contact_merge", json!({ "base_contact_id": lea })).await;
    half.refuses(&["mergee_contact_id"]);
    desk.contents().await.are(&before, "no merge");
    desk.close().await;
}

#[tokio::test]
async fn the_picture_of_the_one_is_taken_by_the_other_who_has_none() {
    let desk = Desk::open().await;
    let (base, mergee, last) =
        (desk.contact("Lea").await, desk.contact("Max").await, desk.contact("Eva").await);
    for (contact, id) in [(mergee, 5_001), (last, 5_002)] {
        let sql = format!("update contacts set avatar_id = {id} where id = {contact}");
        desk.execute(sql).await;
    }

    let merged = merge(&desk.agent(), base, mergee).await.is(200).body;
    let picture = shown(&desk, base).await["thumbnail"].clone();

    assert!(picture.as_str().unwrap().contains("/representations/"), "{picture}");
    assert_eq!(merged["thumbnail"], picture);
    merge(&desk.agent(), base, last).await.is(200);
    assert_eq!(shown(&desk, base).await["thumbnail"], picture);
    desk.close().await;
}

#[tokio::test]
async fn of_merges_at_once_one_is_done() {
    let desk = Desk::open().await;
    let admin = desk.admin();
    for round in 0..5 {
        let base = desk.contact(&format!("Base{round}")).await;
        let mergee = desk.contact(&format!("Mergee{round}")).await;
        desk.conversation(mergee, Some("Hi")).await;
        // The same four times, and the other way around.
        let pairs = [(base, mergee), (base, mergee), (mergee, base), (mergee, base)];

        let merged = join_all(pairs.map(|(base, mergee)| merge(&admin, base, mergee))).await;

        let done: Vec<&Reply> = merged.iter().filter(|reply| reply.status == 200).collect();
        assert_eq!(done.len(), 1, "{merged:?}");
        assert!(merged.iter().all(|reply| [200, 404].contains(&reply.status)), "{merged:?}");
        let stays = done[0].body["id"].as_i64().unwrap();
        let conversations =
            admin.get(&format!("contacts/{stays}/conversations")).await.is(200).body;
        assert_eq!(conversations["payload"].as_array().unwrap().len(), 1);
    }
    desk.close().await;
}

#[tokio::test]
async fn what_arrives_during_a_merge_is_of_the_one_who_stays() {
    let desk = Desk::open().await;
    let admin = desk.admin();
    let inbox = desk.inbox().await;
    for round in 0..5 {
        let base = desk.contact(&format!("Base{round}")).await;
        let mergee = desk.contact(&format!("Mergee{round}")).await;
        let conversation = desk.conversation(mergee, Some("Hi")).await;
        let path = format!("conversations/{conversation}/messages");
        let message = json!({ "content": "Anyone?", "message_type": "incoming" });
        let new = json!({ "inbox_id": inbox, "contact_id": mergee, "message": message });
        let posts = join_all((0..4).map(|_| admin.post(&path, message.clone())));
        let begins = join_all((0..2).map(|_| admin.post("conversations", new.clone())));

        let (merged, (posted, begun)) =
            join(merge(&admin, base, mergee), join(posts, begins)).await;

        merged.is(200);
        for reply in posted {
            reply.is(200);
        }
        assert!(begun.iter().all(|reply| [200, 404].contains(&reply.status)), "{begun:?}");
        let all = admin.get(&format!("contacts/{base}/conversations")).await.is(200).body;
        let count = 1 + begun.iter().filter(|reply| reply.status == 200).count();
        assert_eq!(all["payload"].as_array().unwrap().len(), count);
        let said = admin.get(&path).await.is(200).body;
        for message in said["payload"].as_array().unwrap() {
            assert_eq!(message["sender"]["id"], base, "{message}");
        }
    }
    desk.close().await;
}

#[tokio::test]
async fn a_merge_is_one_step_however_many_conversations_there_are() {
    let desk = Desk::open().await;
    let (base, mergee) = (desk.contact("Lea").await, desk.contact("Max").await);
    let message = NewMessage {
        content: Some("Hi".to_owned()),
        message_type: Some(MessageType::Incoming),
        ..NewMessage::default()
    };
    let new = NewConversation {
        inbox_id: Some(InboxId(desk.inbox().await)),
        contact_id: Some(ContactId(mergee)),
        message: Some(message),
        ..NewConversation::default()
    };
    let begin = async move |work: &mut Work<'_>| {
        for _ in 0..MANY {
            start::start(work, &new).await?;
        }
        Ok(())
    };
    desk.acting(Actor::System, begin).await;
    desk.settle().await;

    let told = desk.told(async { merge(&desk.agent(), base, mergee).await.is(200) }).await;

    let count = |name: &str| told.iter().filter(|told| told.name == name).count();
    assert_eq!(count("conversation.contact_changed"), MANY);
    assert_eq!(count("message.updated"), MANY);
    let of_base = format!("conversations where contact_id = {base}");
    assert_eq!(desk.count(&of_base).await, i64::try_from(MANY).unwrap());
    let said = format!("messages where sender_type = 'Contact' and sender_id = {base}");
    assert_eq!(desk.count(&said).await, i64::try_from(MANY).unwrap());
    desk.close().await;
}

//! Long lists, read page by page and from place to place.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde_json::{Value, json};

use crate::support::{Client, Desk, Reply, each};

/// Where the ids of a list are.
pub type Ids = fn(&Value) -> Vec<Value>;

pub fn payload(body: &Value) -> Vec<Value> {
    each(&body["payload"], "id")
}

fn data(body: &Value) -> Vec<Value> {
    each(&body["data"]["payload"], "id")
}

pub fn next(reply: &Reply) -> Option<String> {
    reply.headers.get("next-cursor").map(|cursor| cursor.to_str().unwrap().to_owned())
}

fn and(path: &str, more: &str) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{more}")
}

/// A list as somebody sees it who goes from cursor to cursor.
pub async fn walked(client: &Client, path: &str, per_page: usize, ids: Ids) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), Some("start".to_owned()));
    while let Some(at) = cursor {
        let path = and(path, &format!("per_page={per_page}&cursor={at}"));
        let reply = client.get(&path).await.is(200);
        let some = ids(&reply.body);
        assert!(some.len() <= per_page);
        all.extend(some);
        cursor = next(&reply);
    }
    all
}

/// The same list, by the numbers of its pages.
async fn paged(client: &Client, path: &str, ids: Ids) -> Vec<Value> {
    let mut all = Vec::new();
    for page in 1.. {
        let reply = client.get(&and(path, &format!("page={page}"))).await.is(200);
        assert!(next(&reply).is_none(), "who asks for no cursor is told none");
        let some = ids(&reply.body);
        if some.is_empty() {
            break;
        }
        all.extend(some);
    }
    all
}

pub async fn is_the_same(client: &Client, path: &str, ids: Ids, count: usize) {
    let pages = paged(client, path, ids).await;
    assert_eq!(pages.len(), count, "{path}");
    for per_page in [1, 4, 100] {
        assert_eq!(walked(client, path, per_page, ids).await, pages, "{path} by {per_page}");
    }
}

/// Contacts of whom some are alike in everything, and some lack something.
async fn contacts(desk: &Desk, count: usize) -> Vec<i64> {
    let mut ids = Vec::new();
    for number in 0..count {
        let name = ["Lea", "max", "Éva"][number % 3];
        let mut new = json!({ "name": name });
        if number % 2 == 0 {
            new["email"] = json!(format!("{}@x.test", 90 - number));
        }
        if number % 5 < 3 {
            new["phone_number"] = json!(format!("+49301234{number:02}"));
            let city = ["Berlin", "", "Århus"][number % 3];
            new["additional_attributes"] = json!({ "city": city, "company_name": "Acme" });
        }
        new["identifier"] = json!(format!("customer-{number}"));
        ids.push(
            desk.admin().post("contacts", new).await.is(200).body["payload"]["contact"]["id"]
                .as_i64()
                .unwrap(),
        );
        if number % 4 != 0 {
            desk.wait(Duration::from_secs(1));
        }
    }
    ids
}

#[tokio::test]
async fn contacts_are_walked_through_in_every_order() {
    let desk = Desk::open().await;
    let ids = contacts(&desk, 23).await;
    for contact in ids.iter().step_by(3) {
        desk.conversation(*contact, Some("Hello")).await;
        desk.wait(Duration::from_secs(1));
    }
    let sorts = ["name", "email", "phone_number", "last_activity_at", "created_at", "company"];
    for sort in sorts.into_iter().chain(["city", "country", "city,-name", "nonsense", ""]) {
        for sign in ["", "-"] {
            let path = format!("contacts?sort={sign}{sort}");
            is_the_same(&desk.agent(), &path, payload, 23).await;
        }
    }
    is_the_same(&desk.agent(), "contacts/search?q=customer", payload, 23).await;
    is_the_same(&desk.agent(), "contacts/search?q=lea&sort=-email", payload, 8).await;
    desk.close().await;
}

#[tokio::test]
async fn all_conversations_of_a_contact_are_walked_through() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    for number in 0..23 {
        desk.conversation(lea, (number % 3 == 0).then_some("Hello")).await;
        if number % 4 != 0 {
            desk.wait(Duration::from_secs(1));
        }
    }
    desk.conversation(desk.contact("Max").await, Some("Hello")).await;
    let path = format!("contacts/{lea}/conversations");

    is_the_same(&desk.agent(), &path, payload, 23).await;

    let usual = desk.agent().get(&path).await.is(200);
    assert_eq!((payload(&usual.body).len(), next(&usual)), (20, None));
    desk.agent().get(&and(&path, "cursor=nowhere")).await.refuses(&["cursor"]);
    assert!(walked(&desk.outsider(), &path, 10, payload).await.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn conversations_are_walked_through_in_every_order() {
    let desk = Desk::open().await;
    let other = json!({ "name": "Other", "channel": { "type": "api" } });
    let other = desk.admin().post("inboxes", other).await.id();
    let members = json!({ "inbox_id": other, "user_ids": [desk.id_of("Ben")] });
    desk.admin().post("inbox_members", members).await.is(200);
    for number in 0..19 {
        let contact = desk.contact(&format!("Lea{number}")).await;
        let message = (number % 3 != 0).then_some("Hello");
        let conversation = if number % 4 == 0 {
            let new = json!({ "inbox_id": other, "contact_id": contact });
            desk.admin().post("conversations", new).await.is(200).body["id"].as_i64().unwrap()
        } else {
            desk.conversation(contact, message).await
        };
        if number % 2 == 0 {
            let priority = ["low", "urgent", "high"][number % 3];
            let path = format!("conversations/{conversation}/toggle_priority");
            desk.admin().post(&path, json!({ "priority": priority })).await.is(200);
        }
        if number % 5 != 0 {
            desk.wait(Duration::from_secs(1));
        }
    }
    let sorts = [
        "last_activity_at_asc",
        "last_activity_at_desc",
        "created_at_asc",
        "created_at_desc",
        "priority_asc",
        "priority_desc",
        "waiting_since_asc",
        "waiting_since_desc",
        "priority_desc_created_at_asc",
    ];
    for sort in sorts {
        let path = format!("conversations?sort_by={sort}");
        is_the_same(&desk.admin(), &path, data, 19).await;
        // An agent's inboxes are looked through one by one.
        is_the_same(&desk.agent(), &path, data, 19).await;
    }
    is_the_same(&desk.agent(), &format!("conversations?inbox_id={other}"), data, 5).await;
    // Those of the other inbox were given to Ben.
    is_the_same(&desk.agent(), "conversations?status=all&assignee_type=unassigned", data, 14).await;
    desk.close().await;
}

#[tokio::test]
async fn filters_are_walked_through_too() {
    let desk = Desk::open().await;
    let ids = contacts(&desk, 9).await;
    for contact in &ids {
        desk.conversation(*contact, Some("Hello")).await;
    }
    let open =
        json!([{ "attribute_key": "status", "filter_operator": "equal_to", "values": ["open"] }]);
    let named =
        json!([{ "attribute_key": "name", "filter_operator": "contains", "values": ["a"] }]);
    for (path, rules, count) in [("conversations/filter", open, 9), ("contacts/filter", named, 9)] {
        let (mut all, mut cursor) = (Vec::new(), Some("start".to_owned()));
        while let Some(at) = cursor {
            let body = json!({ "payload": rules, "per_page": 2, "cursor": at });
            let reply = desk.agent().post(path, body).await.is(200);
            all.extend(payload(&reply.body));
            cursor = next(&reply);
        }
        let whole = desk.agent().post(path, json!({ "payload": rules })).await.is(200).body;
        assert_eq!(all, payload(&whole), "{path}");
        assert_eq!(all.len(), count, "{path}");
    }
    desk.close().await;
}

#[tokio::test]
async fn what_is_added_meanwhile_moves_nothing() {
    let desk = Desk::open().await;
    for name in ["Ann", "Bea", "Cim", "Dee", "Eva", "Fay"] {
        desk.conversation(desk.contact(name).await, Some("Hello")).await;
        desk.wait(Duration::from_secs(1));
    }
    let before = data(&desk.agent().get("conversations").await.is(200).body);
    let first = desk.agent().get("conversations?cursor=start&per_page=3").await.is(200);
    assert_eq!(data(&first.body), before[..3]);

    desk.conversation(desk.contact("Max").await, Some("I am new")).await;

    let path = format!("conversations?per_page=3&cursor={}", next(&first).unwrap());
    let second = desk.agent().get(&path).await.is(200);
    assert_eq!(data(&second.body), before[3..]);
    desk.close().await;
}

#[tokio::test]
async fn a_place_in_another_list_is_refused() {
    let desk = Desk::open().await;
    contacts(&desk, 4).await;
    let by_name = desk.agent().get("contacts?sort=name&per_page=2&cursor=start").await.is(200);
    let cursor = next(&by_name).unwrap();
    let made = |value: Value| BASE64URL.encode(value.to_string());
    let forged = [
        cursor.clone(),
        "nonsense".to_owned(),
        "%00".to_owned(),
        "A".repeat(5_000),
        made(json!({ "order": "contacts: email Asc", "at": [1, 1] })),
        made(json!({ "order": "contacts: email Asc", "at": ["a"] })),
        made(json!({ "order": "contacts: email Asc", "at": ["a", "b"] })),
        made(json!({ "order": "contacts: email Asc", "at": ["a", null] })),
        made(json!({ "order": "contacts: email Asc", "at": ["a\u{0}b", 1] })),
        made(json!({ "order": "contacts: email Asc", "at": { "email": 1 } })),
    ];
    for cursor in forged {
        let path = format!("contacts?sort=email&cursor={cursor}");
        desk.agent().get(&path).await.refuses(&["cursor"]);
    }
    desk.agent().get(&format!("conversations?cursor={cursor}")).await.refuses(&["cursor"]);
    // What somebody makes up themselves leads to their own rows only.
    let beginning = made(json!({ "order": "contacts: email Asc", "at": ["", 0] }));
    let path = format!("contacts?sort=email&cursor={beginning}");
    assert_eq!(payload(&desk.agent().get(&path).await.is(200).body).len(), 4);
    let stranger = desk.neighbour().await;
    assert_eq!(payload(&stranger.get(&path).await.is(200).body), Vec::<Value>::new());
    desk.close().await;
}

#[tokio::test]
async fn what_is_ordered_by_may_be_long() {
    let desk = Desk::open().await;
    for name in ["Lea", "Max", "Eva"] {
        let attributes = json!({ "city": "Å".repeat(5_000), "company_name": "B".repeat(5_000) });
        let new = json!({
            "name": name, "identifier": name, "additional_attributes": attributes,
        });
        desk.admin().post("contacts", new).await.is(200);
    }
    for sort in ["city", "-company,city,name,email,phone_number,country"] {
        is_the_same(&desk.agent(), &format!("contacts?sort={sort}"), payload, 3).await;
    }
    desk.close().await;
}

#[tokio::test]
async fn a_page_has_up_to_100_rows() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let conversation = desk.conversation(lea, None).await;
    let path = format!("conversations/{conversation}/messages");
    for number in 0..103 {
        let new = json!({ "content": format!("Number {number}"), "message_type": "incoming" });
        desk.admin().post(&path, new).await.is(200);
    }
    // Whoever searches waits for so many to be indexed only for a while.
    desk.catch_up().await;
    let count = async |path: &str, list: &str| {
        let body = desk.agent().get(path).await.is(200).body;
        body.pointer(list).and_then(Value::as_array).map_or(0, Vec::len)
    };
    for (wanted, had) in [("0", 20), ("-1", 20), ("many", 20), ("", 20), ("3", 3), ("1000", 100)] {
        let path = and(&path, &format!("per_page={wanted}"));
        assert_eq!(count(&path, "/payload").await, had, "{wanted}");
    }
    for (wanted, had) in [("7", 7), ("1000", 100), ("none", 15)] {
        let path = format!("search/messages?q=number&per_page={wanted}");
        assert_eq!(count(&path, "/payload/messages").await, had, "{wanted}");
        let path = format!("search/messages?q=number&page=2&per_page={wanted}");
        assert_eq!(count(&path, "/payload/messages").await, had.min(103 - had), "{wanted}");
    }
    desk.close().await;
}

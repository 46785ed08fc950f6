//! Lists of contacts: who is in them, in what order, page by page.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Desk, each};

/// The names on a page of a list.
async fn names(desk: &Desk, query: &str) -> Vec<Value> {
    let list = desk.agent().get(&format!("contacts?{query}")).await.is(200);
    each(&list.body["payload"], "name")
}

#[tokio::test]
async fn only_contacts_that_can_be_told_apart_are_listed() {
    let desk = Desk::open().await;
    let visitor = desk.contact_with(json!({ "name": "Visitor" })).await;
    for (name, field, value) in [
        ("Mail", "email", "mail@x.test"),
        ("Phone", "phone_number", "+3906123"),
        ("Identifier", "identifier", "1"),
    ] {
        desk.contact_with(json!({ "name": name, field: value })).await;
    }

    let list = desk.outsider().get("contacts?sort=name").await.is(200);

    assert_eq!(each(&list.body["payload"], "name"), ["Identifier", "Mail", "Phone"]);
    assert_eq!(list.body["meta"], json!({ "count": 3, "current_page": 1 }));
    let path = format!("contacts/{visitor}");
    desk.agent().patch(&path, json!({ "identifier": "2" })).await.is(200);
    assert_eq!(desk.agent().get("contacts").await.body["meta"]["count"], 4);
    desk.agent().patch(&path, json!({ "identifier": null })).await.is(200);
    assert_eq!(desk.agent().get("contacts").await.body["meta"]["count"], 3);
    desk.admin().delete(&path).await.is(200);
    assert_eq!(desk.agent().get("contacts").await.body["meta"]["count"], 3);
    desk.close().await;
}

#[tokio::test]
async fn a_page_has_fifteen_contacts() {
    let desk = Desk::open().await;
    for number in 0..31 {
        let contact = json!({ "name": format!("{number:02}"), "identifier": number.to_string() });
        desk.contact_with(contact).await;
    }
    let page = async |page: &str| {
        let list = desk.agent().get(&format!("contacts?sort=name&page={page}")).await.is(200);
        assert_eq!(list.body["meta"]["count"], 31);
        (list.body["meta"]["current_page"].clone(), each(&list.body["payload"], "name"))
    };
    let numbers = |range: std::ops::Range<i32>| -> Vec<Value> {
        range.map(|number| json!(format!("{number:02}"))).collect()
    };

    assert_eq!(page("1").await, (json!(1), numbers(0..15)));
    assert_eq!(page("2").await, (json!(2), numbers(15..30)));
    assert_eq!(page("3").await, (json!(3), numbers(30..31)));
    assert_eq!(page("4").await, (json!(4), numbers(0..0)));
    for first in ["", "0", "-1", "x", "1.5", "1e9"] {
        assert_eq!(page(first).await, (json!(1), numbers(0..15)), "page={first}");
    }

    desk.close().await;
}

#[tokio::test]
async fn contacts_are_sorted_by_any_of_eight_fields_in_either_direction() {
    let desk = Desk::open().await;
    let contact = |name: &str, number: i64, more: Value| {
        json!({
            "name": name,
            "email": format!("{}@x.test", 9 - number),
            "phone_number": format!("+390612{number}"),
            "additional_attributes": more
        })
    };
    let (rome, oslo) = (
        json!({ "city": "Rome", "country": "Italy", "company_name": "Zeta" }),
        json!({ "city": "Oslo", "country": "Norway", "company_name": "Alpha" }),
    );
    desk.contact_with(contact("bea", 1, rome)).await;
    desk.wait(Duration::from_secs(1));
    let ada = desk.contact_with(contact("Ada", 3, oslo)).await;
    desk.wait(Duration::from_secs(1));
    let cyd = desk.contact_with(contact("Cyd", 2, json!({}))).await;
    for contact in [cyd, ada] {
        desk.wait(Duration::from_secs(1));
        desk.conversation(contact, Some("Hello")).await;
    }
    let orders = [
        ("name", ["Ada", "bea", "Cyd"]),
        ("-name", ["Cyd", "bea", "Ada"]),
        ("email", ["Ada", "Cyd", "bea"]),
        ("-email", ["bea", "Cyd", "Ada"]),
        ("phone_number", ["bea", "Cyd", "Ada"]),
        ("-phone_number", ["Ada", "Cyd", "bea"]),
        ("created_at", ["bea", "Ada", "Cyd"]),
        ("-created_at", ["Cyd", "Ada", "bea"]),
        ("last_activity_at", ["Cyd", "Ada", "bea"]),
        ("-last_activity_at", ["Ada", "Cyd", "bea"]),
        ("city", ["Ada", "bea", "Cyd"]),
        ("-city", ["bea", "Ada", "Cyd"]),
        ("country", ["bea", "Ada", "Cyd"]),
        ("-country", ["Ada", "bea", "Cyd"]),
        ("company", ["Ada", "bea", "Cyd"]),
        ("-company", ["bea", "Ada", "Cyd"]),
    ];

    for (sort, order) in orders {
        assert_eq!(names(&desk, &format!("sort={sort}")).await, order, "{sort}");
        let found = desk.agent().get(&format!("contacts/search?q=x.test&sort={sort}")).await;
        assert_eq!(each(&found.is(200).body["payload"], "name"), order, "found by {sort}");
    }

    let unknown = names(&desk, "sort=shoe_size").await;
    assert_eq!(unknown, names(&desk, "").await);
    assert_eq!(names(&desk, "sort=-shoe_size,-name").await, ["Cyd", "bea", "Ada"]);
    desk.close().await;
}

#[tokio::test]
async fn several_fields_count_in_an_order_of_their_own_and_age_decides_last() {
    let desk = Desk::open().await;
    for (name, city, identifier) in [
        ("Max", "Rome", "1"),
        ("Lea", "Rome", "2"),
        ("lea", "Oslo", "3"),
        ("Max", "Oslo", "4"),
        ("Max", "Oslo", "5"),
    ] {
        let attributes = json!({ "city": city });
        let contact =
            json!({ "name": name, "identifier": identifier, "additional_attributes": attributes });
        desk.contact_with(contact).await;
    }
    let order = async |sort: &str| -> String {
        let list = desk.agent().get(&format!("contacts?sort={sort}")).await.is(200);
        let identifiers = each(&list.body["payload"], "identifier");
        identifiers.iter().filter_map(Value::as_str).collect()
    };

    assert_eq!(order("name,city").await, "32451");
    assert_eq!(order("city,name").await, "32451", "the name counts first, however they are given");
    assert_eq!(order("-city,name").await, "23154", "age goes the way of the last field");
    assert_eq!(order("name").await, "23145");
    assert_eq!(order("-name").await, "54132");

    desk.close().await;
}

#[tokio::test]
async fn contacts_are_listed_by_any_of_their_labels() {
    let desk = Desk::open().await;
    for (name, labels) in
        [("Ann", json!(["vip", "late"])), ("Bob", json!(["Late"])), ("Cyd", json!([]))]
    {
        let path = format!("contacts/{}/labels", desk.contact(name).await);
        desk.agent().post(&path, json!({ "labels": labels })).await.is(200);
    }

    assert_eq!(names(&desk, "sort=name&labels=vip").await, ["Ann"]);
    assert_eq!(names(&desk, "sort=name&labels[]=VIP&labels[]=late").await, ["Ann", "Bob"]);
    assert_eq!(names(&desk, "sort=name&labels=vip,LATE").await, ["Ann", "Bob"]);
    assert_eq!(names(&desk, "sort=name&labels=nobody").await, Vec::<Value>::new());
    assert_eq!(names(&desk, "sort=name&labels=").await, ["Ann", "Bob", "Cyd"]);

    let late = desk.agent().get("contacts?labels=late").await.is(200);
    assert_eq!(late.body["meta"]["count"], 2);
    desk.close().await;
}

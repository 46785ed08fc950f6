//! Companies (contract `behaviour.md`, 6.11): what is kept of them, and who belongs to them.

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::support::{Desk, each};

/// A company of the account.
async fn company(desk: &Desk, new: Value) -> i64 {
    let added = desk.agent().post("companies", new).await.is(200);
    added.body["payload"]["id"].as_i64().unwrap()
}

async fn show(desk: &Desk, id: i64) -> Value {
    desk.agent().get(&format!("companies/{id}")).await.is(200).body["payload"].clone()
}

/// The only company there is.
async fn only_one(desk: &Desk) -> Value {
    let listed = desk.agent().get("companies").await.is(200).body;
    assert_eq!(listed["meta"]["total_count"], 1, "{listed:#?}");
    listed["payload"][0].clone()
}

async fn contact(desk: &Desk, known: Value) -> Value {
    let added = desk.agent().post("contacts", known).await.is(200).body;
    added["payload"]["contact"].clone()
}

async fn change(desk: &Desk, contact: &Value, change: Value) -> Value {
    let path = format!("contacts/{}", contact["id"]);
    desk.agent().patch(&path, change).await.is(200).body["payload"].clone()
}

#[tokio::test]
async fn a_company_is_kept_as_it_was_sent() {
    let desk = Desk::open().await;
    let new =
        json!({ "company": { "name": "Acme", "domain": " Acme.COM ", "description": "Tools" } });

    let added = desk.agent().post("companies", new).await.is(200).body["payload"].clone();

    let id = added["id"].as_i64().unwrap();
    let now = "2026-02-03T10:00:00.000Z";
    let expected = json!({
        "id": id, "name": "Acme", "contacts_count": 0, "domain": "acme.com",
        "description": "Tools", "avatar_url": "", "created_at": now, "updated_at": now
    });
    assert_eq!(added, expected);
    assert_eq!(show(&desk, id).await, expected);
    let path = format!("companies/{id}");
    let changed = desk.agent().patch(&path, json!({ "description": null, "domain": "" })).await;
    let changed = changed.is(200).body["payload"].clone();
    assert_eq!((&changed["description"], &changed["domain"]), (&Value::Null, &Value::Null));
    assert_eq!(changed["name"], "Acme", "what is not mentioned stays");
    desk.agent().delete(&path).await.is(401);
    desk.admin().delete(&path).await.is(200);
    desk.settle().await;
    desk.admin().get(&path).await.is(404);
    desk.admin().delete(&path).await.is(404);
    let told = desk.events().await;
    let told: Vec<&String> = told.iter().filter(|name| name.starts_with("company.")).collect();
    assert_eq!(told, ["company.created", "company.updated", "company.deleted"]);
    desk.close().await;
}

#[tokio::test]
async fn what_cannot_be_a_company_is_refused() {
    let desk = Desk::open().await;
    company(&desk, json!({ "name": "Acme", "domain": "acme.com" })).await;
    let refused = async |new: Value, field: &str| {
        desk.agent().post("companies", new).await.refuses(&[field]);
    };

    refused(json!({ "name": " " }), "name").await;
    refused(json!({ "name": "x".repeat(101) }), "name").await;
    refused(json!({ "name": "x", "description": "x".repeat(1_001) }), "description").await;
    refused(json!({ "name": "x", "domain": "ACME.com" }), "domain").await;
    refused(json!({ "name": "x", "avatar": "nothing" }), "avatar").await;
    for domain in ["acme", "http://acme.org", "a b.com", "acme.com/x", "-x.com", "1.2.3.4"] {
        let words = "Domain must be a valid domain name";
        let new = json!({ "name": "x", "domain": domain });
        desk.agent().post("companies", new).await.says(422, words);
    }
    assert_eq!(desk.count("companies").await, 1);
    // Elsewhere it may be there as well.
    let neighbour = desk.neighbour().await;
    neighbour.post("companies", json!({ "name": "Acme", "domain": "acme.com" })).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn companies_are_listed_in_an_order_and_found_by_name_and_domain() {
    let desk = Desk::open().await;
    for (name, domain) in [("beta", "zebra.com"), ("Alpha_1", "m.org"), ("Gamma", "acme.com")] {
        company(&desk, json!({ "name": name, "domain": domain })).await;
        desk.wait(std::time::Duration::from_secs(1));
    }
    contact(&desk, json!({ "name": "Lea", "email": "lea@m.org" })).await;
    let names = async |path: &str| {
        let listed = desk.agent().get(path).await.is(200).body;
        assert_eq!(listed["meta"]["page"], 1);
        each(&listed["payload"], "name")
    };

    assert_eq!(names("companies").await, ["beta", "Alpha_1", "Gamma"]);
    assert_eq!(names("companies?sort=name").await, ["Alpha_1", "beta", "Gamma"]);
    assert_eq!(names("companies?sort=-name").await, ["Gamma", "beta", "Alpha_1"]);
    assert_eq!(names("companies?sort=domain").await, ["Gamma", "Alpha_1", "beta"]);
    assert_eq!(names("companies?sort=-created_at").await, ["Gamma", "Alpha_1", "beta"]);
    assert_eq!(names("companies?sort=-contacts_count").await, ["Alpha_1", "Gamma", "beta"]);
    assert_eq!(names("companies/search?q=%20MA").await, ["Gamma"]);
    assert_eq!(names("companies/search?q=me.c").await, ["Gamma"]);
    assert_eq!(names("companies/search?q=a&sort=name").await, ["Alpha_1", "beta", "Gamma"]);
    assert_eq!(names("companies/search?q=_").await, ["Alpha_1"], "it is no wildcard");
    let paged = desk.agent().get("companies?page=2&per_page=2").await.is(200).body;
    assert_eq!(paged["meta"], json!({ "total_count": 3, "page": 2 }));
    assert_eq!(each(&paged["payload"], "name"), ["Gamma"]);
    for blank in ["companies/search", "companies/search?q=%20"] {
        let words = "Specify search string with parameter q";
        desk.agent().get(blank).await.says(422, words);
    }
    let long = format!("companies/search?q={}", "%25".repeat(256));
    desk.agent().get(&long).await.refuses(&["q"]);
    desk.agent().get("companies?sort=size").await.refuses(&["sort"]);
    desk.close().await;
}

#[tokio::test]
async fn whoever_has_an_address_at_a_company_belongs_to_it() {
    let desk = Desk::open().await;
    let known = json!({
        "name": "Lea", "email": "Lea@Blue-Sky.com",
        "additional_attributes": { "company_name": "Blue Sky Ltd" }
    });

    let lea = contact(&desk, known).await;

    let blue = only_one(&desk).await;
    assert_eq!((&blue["name"], &blue["domain"]), (&json!("Blue Sky Ltd"), &json!("blue-sky.com")));
    assert_eq!((&blue["contacts_count"], &lea["company_id"]), (&json!(1), &blue["id"]));
    // A company that is there is not added again, and keeps its name.
    let max = contact(&desk, json!({ "name": "Max" })).await;
    assert_eq!(max["company_id"], Value::Null);
    let max = change(&desk, &max, json!({ "email": "max@blue-sky.com" })).await;
    assert_eq!(max["company_id"], blue["id"]);
    assert_eq!(only_one(&desk).await["contacts_count"], 2);
    // Another address does not change where somebody belongs.
    let max = change(&desk, &max, json!({ "email": "max@other.com" })).await;
    assert_eq!(max["company_id"], blue["id"]);
    // Whom anybody may write to from anywhere works anywhere.
    for email in ["a@gmail.com", "b@yahoo.co.uk", "c@example.com", "d@mailinator.com"] {
        let somebody = contact(&desk, json!({ "name": "x", "email": email })).await;
        assert_eq!(somebody["company_id"], Value::Null, "{email}");
    }
    desk.admin().delete(&format!("contacts/{}", lea["id"])).await.is(200);
    desk.settle().await;
    assert_eq!(only_one(&desk).await["contacts_count"], 1);
    desk.close().await;
}

#[tokio::test]
async fn two_contacts_who_are_one_are_counted_once() {
    let desk = Desk::open().await;
    let merge = async |base: &Value, mergee: &Value| {
        let both = json!({ "base_contact_id": base["id"], "mergee_contact_id": mergee["id"] });
        desk.agent().post("actions/contact_merge", both).await.is(200).body
    };
    let lea = contact(&desk, json!({ "name": "Lea", "email": "lea@acme.com" })).await;
    let same = contact(&desk, json!({ "name": "Lea", "email": "l@acme.com" })).await;
    let unknown = contact(&desk, json!({ "name": "Lea", "identifier": "l" })).await;

    merge(&lea, &same).await;
    assert_eq!(only_one(&desk).await["contacts_count"], 1);
    let merged = merge(&unknown, &lea).await;

    let acme = only_one(&desk).await;
    assert_eq!((&acme["contacts_count"], &merged["company_id"]), (&json!(1), &acme["id"]));
    desk.close().await;
}

#[tokio::test]
async fn nobody_belongs_to_a_company_that_is_removed() {
    let desk = Desk::open().await;
    let lea = contact(&desk, json!({ "name": "Lea", "email": "lea@acme.com" })).await;
    let id = lea["company_id"].as_i64().unwrap();

    desk.admin().delete(&format!("companies/{id}")).await.is(200);
    desk.settle().await;

    let shown = desk.agent().get(&format!("contacts/{}", lea["id"])).await.is(200).body;
    assert_eq!(shown["payload"]["company_id"], Value::Null);
    assert_eq!(desk.count("companies").await, 0);
    let max = contact(&desk, json!({ "name": "Max", "email": "max@acme.com" })).await;
    assert_ne!(max["company_id"], id);
    assert_eq!(only_one(&desk).await["contacts_count"], 1);
    desk.close().await;
}

#[tokio::test]
async fn a_company_has_a_picture() {
    let desk = Desk::open().await;
    let id = company(&desk, json!({ "name": "Acme" })).await;
    let gif = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
    let part = Part::bytes(gif.to_vec()).file_name("logo.gif").mime_str("image/gif").unwrap();
    let brought = desk.agent().request(Method::PATCH, &format!("companies/{id}"));
    let brought = brought.multipart(Form::new().part("company[avatar]", part));

    let changed = desk.agent().send(brought).await.is(200).body["payload"].clone();

    let url = changed["avatar_url"].as_str().unwrap();
    assert!(url.contains("/rails/active_storage/"), "{url}");
    assert_eq!(show(&desk, id).await["avatar_url"], url);
    desk.agent().patch(&format!("companies/{id}"), json!({ "avatar": "" })).await.is(200);
    assert_eq!(show(&desk, id).await["avatar_url"], "");
    let text = Part::text("#!/bin/sh").file_name("logo.gif").mime_str("image/gif").unwrap();
    let wrong = desk.agent().request(Method::PATCH, &format!("companies/{id}"));
    let wrong = wrong.multipart(Form::new().part("avatar", text));
    desk.agent().send(wrong).await.refuses(&["avatar"]);
    desk.close().await;
}

#[tokio::test]
async fn a_table_of_contacts_brings_companies_along() {
    let desk = Desk::open().await;
    let table = "email,name\nlea@acme.com,Lea\nmax@acme.com,Max\neva@gmail.com,Eva\n";
    let part = Part::text(table).file_name("contacts.csv").mime_str("text/csv").unwrap();
    let brought = desk.admin().request(Method::POST, "contacts/import");
    let brought = brought.multipart(Form::new().part("import_file", part));

    desk.admin().send(brought).await.is(200);
    desk.settle().await;

    let acme = only_one(&desk).await;
    assert_eq!((&acme["name"], &acme["contacts_count"]), (&json!("Acme"), &json!(2)));
    desk.close().await;
}

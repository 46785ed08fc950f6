//! Tables of contacts that are exported.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Desk, Postbox, mails_to};

/// Exports contacts, and returns what has become of it.
async fn export(desk: &Desk, wanted: Value) -> Value {
    let begun = desk.admin().post("contacts/export", wanted).await.is(200);
    assert_eq!(begun.text, "");
    assert!(begun.header("message").contains("notified"));
    desk.settle().await;
    desk.admin().get(begun.header("location")).await.is(200).body["payload"].clone()
}

/// What stands at the link of an export.
async fn table(desk: &Desk, export: &Value) -> String {
    let link = export["file_url"].as_str().unwrap_or_else(|| panic!("{export}"));
    let path = link.strip_prefix("http://127.0.0.1:3000").unwrap();
    let got = desk.nobody().get(path).await.is(200);
    assert!(got.header("content-disposition").starts_with("attachment"), "{got:?}");
    assert_eq!(got.header("content-type"), "text/csv");
    got.text
}

#[tokio::test]
async fn contacts_are_exported_and_whoever_asked_is_written_to() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let lea = desk.contact_with(json!({ "name": "Lea, \"L\"", "phone_number": "+491234" })).await;
    let max = desk.contact("Max").await;
    desk.contact_with(json!({ "name": "Visitor" })).await;

    let done = export(&desk, json!({})).await;

    assert_eq!((&done["status"], &done["exported_records"]), (&json!("completed"), &json!(2)));
    assert_eq!(done["column_names"], json!(["id", "name", "email", "phone_number"]));
    assert_eq!(
        table(&desk, &done).await,
        format!(
            "id,name,email,phone_number\n{lea},\"Lea, \"\"L\"\"\",,+491234\n{max},Max,max@example.net,\n"
        )
    );
    let mails = postbox.take();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, [desk.email_of("Ada")]);
    let subject = "Your contact's export file is available to download.";
    assert_eq!(mails[0].header("Subject"), subject);
    let text = mails[0].data.replace("=\n", "").replace("=3D", "=");
    assert!(
        text.contains("Acme_1_contacts.csv") && text.contains("/rails/active_storage/blobs/"),
        "{text}"
    );
    desk.close().await;
}

#[tokio::test]
async fn the_columns_are_those_that_are_wanted_and_that_there_are() {
    let desk = Desk::open().await;
    let lea = json!({
        "identifier": "7", "blocked": true, "custom_attributes": { "tier": "gold" },
        "additional_attributes": { "city": "Rome", "country": "Italy" }
    });
    desk.contact_with(lea).await;
    let columns = [
        "identifier",
        "blocked",
        "password",
        "identifier",
        "location",
        "country_code",
        "contact_type",
        "created_at",
        "last_activity_at",
        "custom_attributes",
    ];

    let done = export(&desk, json!({ "column_names": columns })).await;

    assert_eq!(
        table(&desk, &done).await.replace(": ", ":"),
        "identifier,blocked,location,country_code,contact_type,created_at,last_activity_at,\
         custom_attributes\n\
         7,true,Rome,Italy,visitor,2026-02-03T10:00:00.000Z,,\"{\"\"tier\"\":\"\"gold\"\"}\"\n"
    );
    let none = export(&desk, json!({ "column_names": ["nothing"] })).await;
    assert_eq!(none["column_names"].as_array().unwrap().len(), 4);
    desk.close().await;
}

#[tokio::test]
async fn contacts_are_exported_by_filter_and_label() {
    let desk = Desk::open().await;
    for name in ["Ann", "Bob", "Cyd"] {
        let contact = desk.contact(name).await;
        if name != "Bob" {
            let labels = json!({ "labels": ["vip"] });
            desk.agent().post(&format!("contacts/{contact}/labels"), labels).await.is(200);
        }
    }
    let rule = |key: &str, value: &str| json!([{ "attribute_key": key, "filter_operator": "contains", "values": [value] }]);
    let names = async |wanted: Value| {
        let mut wanted = wanted;
        wanted["column_names"] = json!(["name"]);
        let done = export(&desk, wanted).await;
        table(&desk, &done).await.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };

    assert_eq!(names(json!({ "label": "VIP" })).await, ["Ann", "Cyd"]);
    assert_eq!(names(json!({ "payload": rule("name", "b") })).await, ["Bob"]);
    assert_eq!(names(json!({ "payload": rule("name", "n"), "label": "vip" })).await, ["Ann"]);
    assert_eq!(names(json!({ "payload": [], "label": "" })).await, ["Ann", "Bob", "Cyd"]);
    assert_eq!(names(json!({ "label": "nobody" })).await, Vec::<String>::new());
    let before = desk.contents().await;
    let bad = json!({ "payload": rule("shoe_size", "4") });
    let refused = desk.admin().post("contacts/export", bad).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    let long = json!({ "label": "x".repeat(256) });
    desk.admin().post("contacts/export", long).await.refuses(&["label"]);
    desk.agent().post("contacts/export", json!({})).await.is(401);
    desk.agent().get("contacts/exports").await.is(401);
    desk.admin().get("contacts/exports/999999").await.is(404);
    desk.contents().await.are(&before, "an export that was refused");
    desk.close().await;
}

#[tokio::test]
async fn no_spreadsheet_runs_what_a_contact_is_called_by() {
    let desk = Desk::open().await;
    let names = ["=1+1", "@SUM(A1)", "-2+3", "+cmd|' /C calc'!A0", "\t=1", "-5", "O'Neil"];
    for (at, name) in names.iter().enumerate() {
        desk.contact_with(json!({ "name": name, "phone_number": format!("+49{at}1") })).await;
    }

    let done = export(&desk, json!({ "column_names": ["name", "phone_number"] })).await;
    let written = table(&desk, &done).await;

    for line in written.lines().skip(1) {
        let cell = line.trim_start_matches('"');
        assert!(!cell.starts_with(['=', '@', '+', '\t']), "{line}");
    }
    assert!(written.contains("'=1+1,+4901\n") && written.contains("\n-5,+4951\n"), "{written}");
    // What was exported can be imported.
    let form = reqwest::multipart::Part::bytes(written.into_bytes()).file_name("x.csv");
    let form = reqwest::multipart::Form::new().part("import_file", form);
    let admin = desk.admin();
    let request = admin.request(reqwest::Method::POST, "contacts/import").multipart(form);
    let begun = admin.send(request).await.is(200);
    desk.settle().await;
    let imported = admin.get(begun.header("location")).await.is(200).body["payload"].clone();
    assert_eq!(
        (&imported["updated_records"], &imported["created_records"]),
        (&json!(7), &json!(0))
    );
    let kept = admin.get("contacts?sort=created_at").await.is(200).body;
    assert_eq!(kept["payload"][0]["name"], "=1+1");
    desk.close().await;
}

#[tokio::test]
async fn very_many_contacts_are_exported_page_by_page() {
    let desk = Desk::open().await;
    desk.contact("First").await;
    let sql = format!(
        "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 11000)
         insert into contacts (account_id, name, name_key, email, resolved, created_at, updated_at)
         select {}, 'P' || n, 'p' || n, n || '@x.test', true, 1, 1 from numbers",
        desk.account
    );
    desk.execute(sql).await;

    let done = export(&desk, json!({})).await;

    assert_eq!(done["exported_records"], 11_001);
    let written = table(&desk, &done).await;
    assert_eq!(written.lines().count(), 11_002);
    assert!(written.ends_with(",P11000,11000@x.test,\n"), "{}", &written[written.len() - 50..]);
    desk.close().await;
}

#[tokio::test]
async fn an_export_whose_filter_is_gone_meanwhile_says_so() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let id = desk.define("contact_attribute", "tier", "text", json!({})).await;
    let rule =
        json!({ "attribute_key": "tier", "filter_operator": "equal_to", "values": ["gold"] });
    let begun = desk.admin().post("contacts/export", json!({ "payload": [rule] })).await.is(200);
    desk.admin().delete(&format!("custom_attribute_definitions/{id}")).await.is(204);

    desk.settle().await;

    let failed = desk.admin().get(begun.header("location")).await.is(200).body["payload"].clone();
    assert_eq!((&failed["status"], &failed["file_url"]), (&json!("failed"), &Value::Null));
    assert!(failed["problem"].as_str().unwrap().starts_with("Invalid attribute key"), "{failed}");
    assert_eq!(postbox.take()[0].header("Subject"), "Contact Export Failed");
    desk.close().await;
}

#[tokio::test]
async fn files_of_exports_go_when_they_are_old() {
    let desk = Desk::open().await;
    frontdesk::background::begin(&desk.app).await.unwrap();
    let done = export(&desk, json!({})).await;
    assert_eq!(table(&desk, &done).await, "id,name,email,phone_number\n");

    desk.wait(Duration::from_hours(24 * 8));
    desk.settle().await;
    desk.wait(Duration::from_hours(2));
    desk.settle().await;

    assert_eq!(desk.admin().get("contacts/exports").await.body["payload"], json!([]));
    assert_eq!(desk.count("blobs").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn whoever_is_no_administrator_any_more_is_not_written_to() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let cleo = format!("agents/{}", desk.id_of("Cleo"));
    desk.admin().patch(&cleo, json!({ "role": "administrator" })).await.is(200);
    desk.outsider().post("contacts/export", json!({})).await.is(200);
    desk.admin().patch(&cleo, json!({ "role": "agent" })).await.is(200);

    desk.settle().await;

    assert!(postbox.take().is_empty());
    let export = desk.admin().get("contacts/exports").await.is(200).body["payload"][0].clone();
    assert_eq!(export["status"], "completed");
    desk.close().await;
}

#[tokio::test]
async fn the_oldest_exports_make_room_for_new_ones() {
    let desk = Desk::open().await;
    let oldest = export(&desk, json!({})).await;
    for _ in 0..49 {
        export(&desk, json!({})).await;
    }
    assert_eq!(desk.count("blobs").await, 50);

    export(&desk, json!({})).await;

    let all = desk.admin().get("contacts/exports").await.is(200).body["payload"].clone();
    assert_eq!(all.as_array().unwrap().len(), 50);
    desk.admin().get(&format!("contacts/exports/{}", oldest["id"])).await.is(404);
    assert_eq!(desk.count("blobs").await, 50);
    desk.close().await;
}

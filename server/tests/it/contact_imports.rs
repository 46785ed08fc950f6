//! Tables of contacts that are imported.

use std::time::Duration;

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::support::{Client, Desk, Postbox, Reply, each, mails_to};

async fn send(person: &Client, table: impl Into<Vec<u8>>) -> Reply {
    let part = Part::bytes(table.into()).file_name("people.csv").mime_str("text/csv").unwrap();
    let form = Form::new().part("import_file", part);
    person.send(person.request(Method::POST, "contacts/import").multipart(form)).await
}

/// Imports a table, and returns what has become of it.
async fn import(desk: &Desk, table: impl Into<Vec<u8>>) -> Value {
    let begun = send(&desk.admin(), table).await.is(200);
    assert_eq!(begun.text, "");
    desk.settle().await;
    desk.admin().get(begun.header("location")).await.is(200).body["payload"].clone()
}

/// What stands at a link.
async fn download(desk: &Desk, link: &Value) -> String {
    let path = link.as_str().expect("it is a link").strip_prefix("http://127.0.0.1:3000").unwrap();
    let got = desk.nobody().get(path).await.is(200);
    assert!(got.header("content-disposition").starts_with("attachment"), "{got:?}");
    assert_eq!(got.header("content-type"), "text/csv");
    got.text
}

async fn contact_called(desk: &Desk, name: &str) -> Value {
    let found = desk.admin().get(&format!("contacts/search?q={name}")).await.is(200).body;
    assert_eq!(found["meta"]["count"], 1, "{name}");
    found["payload"][0].clone()
}

#[tokio::test]
async fn a_table_becomes_contacts() {
    let desk = Desk::open().await;
    let table = "name,email,phone_number,identifier,company,city,tier\r\n\
        Lea,LEA@x.test,491234,7,Acme,Rome,gold\r\n\
        \"Max, \"\"the\"\" man\",max@x.test,+495,,,,\r\n";

    let told = desk.events().await.len();
    let done = import(&desk, table).await;

    assert_eq!((&done["status"], &done["progress"]), (&json!("completed"), &json!(1.0)));
    assert_eq!((&done["processed_records"], &done["created_records"]), (&json!(2), &json!(2)));
    assert_eq!((&done["refused_records"], &done["report_url"]), (&json!(0), &Value::Null));
    assert_eq!(
        (&done["file_name"], &done["user_id"]),
        (&json!("people.csv"), &json!(desk.id_of("Ada")))
    );
    let lea = contact_called(&desk, "Lea").await;
    assert_eq!((&lea["email"], &lea["phone_number"]), (&json!("lea@x.test"), &json!("+491234")));
    assert_eq!(lea["identifier"], "7");
    let custom = json!({ "company": "Acme", "city": "Rome", "tier": "gold" });
    assert_eq!(lea["custom_attributes"], custom);
    assert_eq!(lea["additional_attributes"], json!({ "company": "Acme", "city": "Rome" }));
    assert_eq!(contact_called(&desk, "max@x").await["name"], "Max, \"the\" man");
    assert_eq!(desk.admin().get("contacts").await.body["meta"]["count"], 2);
    assert_eq!(desk.events().await.len(), told, "nobody is told of contacts that are imported");
    let all = desk.admin().get("contacts/imports").await.is(200).body;
    assert_eq!(all["payload"], json!([done]));
    desk.close().await;
}

#[tokio::test]
async fn who_is_known_is_brought_up_to_date() {
    let desk = Desk::open().await;
    let known = json!({
        "name": "Lea", "identifier": "7", "email": "old@x.test", "phone_number": "+491",
        "custom_attributes": { "tier": "lead", "age": 40 }
    });
    let lea = desk.contact_with(known).await;
    let max = desk.contact_with(json!({ "email": "max@x.test" })).await;
    let eva = desk.contact_with(json!({ "phone_number": "+492" })).await;
    let table = "identifier,email,phone_number,name,tier\n\
        7,new@x.test,,,gold\n\
        ,MAX@x.test,,Max,\n\
        ,,492,Eva,\n\
        8,eva@x.test,+492,,\n\
        ,old@x.test,,Other,\n";

    let told = desk.told(import(&desk, table)).await;

    let shown =
        async |id: i64| desk.admin().get(&format!("contacts/{id}")).await.body["payload"].clone();
    let lea = shown(lea).await;
    assert_eq!(
        (&lea["name"], &lea["email"], &lea["phone_number"]),
        (&json!("Lea"), &json!("new@x.test"), &json!("+491"))
    );
    assert_eq!(lea["custom_attributes"], json!({ "tier": "gold", "age": 40 }));
    assert_eq!(shown(max).await["name"], "Max");
    let eva = shown(eva).await;
    assert_eq!(
        (&eva["name"], &eva["identifier"], &eva["email"]),
        (&json!("Eva"), &json!("8"), &json!("eva@x.test"))
    );
    assert!(told.iter().all(|told| told.name == "contact.updated"), "{told:?}");
    assert_eq!(told.len(), 4);
    let done = desk.admin().get("contacts/imports").await.body["payload"][0].clone();
    assert_eq!((&done["created_records"], &done["updated_records"]), (&json!(1), &json!(4)));
    let again = import(&desk, table).await;
    assert_eq!((&again["created_records"], &again["updated_records"]), (&json!(0), &json!(5)));
    desk.close().await;
}

#[tokio::test]
async fn rows_that_break_a_rule_are_refused_one_by_one() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    desk.contact_with(json!({ "email": "taken@x.test" })).await;
    desk.define("contact_attribute", "age", "number", json!({})).await;
    let table = "name,email,identifier,age\n\
        Good,good@x.test,,41\n\
        Bad,no address,,\n\
        Twin,good@x.test,1,\n\
        Thief,taken@x.test,1,\n\
        =cmd()|'x',x@x.test,,old\n\
        ,,,5\n\
        Wide,wide@x.test,,1,more\n\
        Short,short@x.test\n";

    let done = import(&desk, table).await;

    assert_eq!(done["status"], "completed");
    assert_eq!(done["processed_records"], 8);
    assert_eq!((&done["created_records"], &done["updated_records"]), (&json!(2), &json!(1)));
    assert_eq!(done["refused_records"], 5);
    assert_eq!(contact_called(&desk, "Twin").await["custom_attributes"], json!({ "age": 41 }));
    let report = download(&desk, &done["report_url"]).await;
    assert_eq!(
        report,
        "name,email,identifier,age,errors\n\
         Bad,no address,,,Email Invalid email\n\
         Thief,taken@x.test,1,,Email has already been taken\n\
         '=cmd()|'x',x@x.test,,old,Age must be a number\n\
         ,,,5,\"The row has none of identifier, email, name, phone_number\"\n\
         Wide,wide@x.test,,1,more,The row has more cells than there are columns\n"
    );
    let mails = postbox.take();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, [desk.email_of("Ada")]);
    assert_eq!(mails[0].header("Subject"), "Contact Import Completed");
    let text = mails[0].data.replace("=\n", "").replace("=3D", "=");
    assert!(text.contains(done["report_url"].as_str().unwrap()), "{text}");
    assert!(text.contains("5 rows were refused"), "{text}");
    assert_eq!(desk.count("contact_import_refusals").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn tables_of_many_spreadsheets_are_read() {
    let desk = Desk::open().await;
    for (number, table) in [
        "\u{feff}Name;E-Mail;EMAIL\r\nZoë;x;zoe0@x.test\r\n".as_bytes(),
        b"email\tname\nzoe1@x.test\tZo\xc3\xab\n",
        b"email\rzoe2@x.test\r",
        b"\n\n email , \nzoe3@x.test,\n\n\n",
        b"email\nzoe4@x.test",
        b"\"email\"\n\"zoe5@x.test\"\n,\n",
    ]
    .into_iter()
    .enumerate()
    {
        let done = import(&desk, table).await;

        assert_eq!(done["created_records"], 1, "{number}: {done}");
        contact_called(&desk, &format!("zoe{number}@x.test")).await;
    }
    let apostrophe = import(&desk, "email,name,tier\na@x.test,'=1+1,'tis\n").await;
    assert_eq!(apostrophe["created_records"], 1);
    let meant = contact_called(&desk, "a@x.test").await;
    assert_eq!(
        (&meant["name"], &meant["custom_attributes"]["tier"]),
        (&json!("=1+1"), &json!("'tis"))
    );
    desk.close().await;
}

#[tokio::test]
async fn what_is_no_table_of_contacts_is_refused_at_once() {
    let desk = Desk::open_with(|config| config.contacts.max_import_megabytes = 1).await;
    let many = format!("email{}\n", ",x".repeat(200));
    let late = [b"email\n".as_slice(), &b"a@x.test\n".repeat(20_000), b"Zo\xeb\n"].concat();
    for (table, words) in [
        (&b""[..], "File is blank"),
        (b"a,b\nc,d\n", "names at least one of identifier, email, name, phone_number"),
        (b"lea@x.test,Lea\n", "names at least one of"),
        (b"email,name,Email\n", "has the column email twice"),
        (many.as_bytes(), "too many columns"),
        (b"\xff\xfee\0m\0a\0i\0l\0\n\0", "must be text in UTF-8"),
        (b"email\nZo\xeb@x.test\n", "must be text in UTF-8"),
        (&late, "must be text in UTF-8"),
        (b"email\na\0b\n", "must be text in UTF-8"),
        (b"email\n\xe2\x82", "ends within a character"),
        (b"PK\x03\x04\x14\x00", "must be text in UTF-8"),
        (&vec![b'x'; 1024 * 1024 + 1], "must be 1 MB at most"),
    ] {
        let refused = send(&desk.admin(), table).await.refuses(&["import_file"]);
        assert!(refused.text.contains(words), "{words}: {}", refused.text);
    }
    let without = desk.admin().post("contacts/import", json!({})).await;
    without.refuses(&["import_file"]).says(422, "File is blank");
    send(&desk.agent(), "email\na@x.test\n").await.is(401);
    assert_eq!(desk.admin().get("contacts/imports").await.body["payload"], json!([]));
    desk.agent().get("contacts/imports").await.is(401);
    desk.agent().get("contacts/imports/1").await.is(401);
    desk.admin().get("contacts/imports/999999").await.is(404);
    let picture = Form::new().part("avatar", Part::bytes(b"x".to_vec()).file_name("a.csv"));
    let wrong = desk.admin().request(Method::POST, "contacts/import").multipart(picture);
    desk.admin().send(wrong).await.refuses(&["avatar"]);
    desk.settle().await;
    assert_eq!(desk.count("contacts").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn a_table_that_ends_badly_is_read_up_to_there() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;

    let open = import(&desk, "email,name\na@x.test,A\nb@x.test,\"B\nc@x.test,C\n").await;

    assert_eq!(open["status"], "failed");
    assert_eq!(open["problem"], "What comes after row 1 has a quotation mark that is not closed.");
    assert_eq!((&open["created_records"], &open["report_url"]), (&json!(1), &Value::Null));
    assert!(open["finished_at"].is_i64());
    contact_called(&desk, "a@x.test").await;
    let mail = postbox.take().pop().unwrap();
    assert_eq!(mail.header("Subject"), "Contact Import Failed");
    assert!(mail.data.contains("quotation mark"), "{}", mail.data);
    let long = format!("email,name\nd@x.test,D\ne@x.test,{}\n", "x".repeat(300 * 1024));
    let long = import(&desk, long).await;
    assert_eq!((&long["status"], &long["created_records"]), (&json!("failed"), &json!(1)));
    assert!(long["problem"].as_str().unwrap().contains("longer than a row may be"), "{long}");
    desk.close().await;
}

#[tokio::test]
async fn very_many_rows_are_read_in_parts_and_none_is_read_twice() {
    let desk = Desk::open().await;
    let row = |row: u32| {
        let email =
            if row.is_multiple_of(100) { "bad".to_owned() } else { format!("p{row}@x.test") };
        format!("{email},\"Person\r\n\r\n{row}\"\r\n\r\n")
    };
    let table = "email,name\n".to_owned() + &(0..12_000).map(row).collect::<String>();
    assert!(table.len() > 300 * 1024, "{}", table.len());

    let done = import(&desk, table.clone()).await;

    assert_eq!((&done["created_records"], &done["refused_records"]), (&json!(11_880), &json!(120)));
    assert_eq!(desk.admin().get("contacts").await.body["meta"]["count"], 11_880);
    assert_eq!(desk.count("contacts").await, 11_880);
    let report = download(&desk, &done["report_url"]).await;
    assert_eq!(report.matches("Email Invalid email").count(), 120);
    assert!(report.contains("Person\r\n\r\n11900"), "{report:.200}");
    let again = import(&desk, table).await;
    assert_eq!((&again["created_records"], &again["updated_records"]), (&json!(0), &json!(11_880)));
    desk.close().await;
}

#[tokio::test]
async fn an_account_imports_so_many_tables_at_once() {
    let desk = Desk::open().await;
    for number in 0..5 {
        send(&desk.admin(), format!("email\np{number}@x.test\n")).await.is(200);
    }
    let sixth = send(&desk.admin(), "email\nlate@x.test\n").await;
    sixth.says(422, "5 imports are under way. Please wait until one of them is done.");
    let waiting = desk.admin().get("contacts/imports").await.body["payload"].clone();
    assert_eq!(each(&waiting, "status"), ["pending"; 5]);
    assert_eq!(waiting[0]["finished_at"], Value::Null);

    desk.settle().await;

    send(&desk.admin(), "email\nlate@x.test\n").await.is(200);
    desk.settle().await;
    assert_eq!(desk.count("contacts").await, 6);
    desk.close().await;
}

#[tokio::test]
async fn files_of_imports_go_when_they_are_old() {
    let desk = Desk::open().await;
    frontdesk::background::begin(&desk.app).await.unwrap();
    let done = import(&desk, "email\nbad\n").await;
    download(&desk, &done["report_url"]).await;
    assert_eq!(desk.count("blobs where doomed_at is null").await, 1, "the table is gone already");

    desk.wait(Duration::from_hours(24 * 6));
    desk.settle().await;
    download(&desk, &done["report_url"]).await;
    desk.wait(Duration::from_hours(48));
    desk.settle().await;
    desk.wait(Duration::from_hours(2));
    desk.settle().await;

    assert_eq!(desk.admin().get("contacts/imports").await.body["payload"], json!([]));
    let path = done["report_url"].as_str().unwrap().strip_prefix("http://127.0.0.1:3000").unwrap();
    desk.nobody().get(path).await.is(404);
    assert_eq!(desk.count("blobs").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn a_table_that_is_lost_is_told_of() {
    let desk = Desk::open().await;
    let begun = send(&desk.admin(), "email\na@x.test\n").await.is(200);
    desk.execute("delete from blobs".to_owned()).await;

    desk.settle().await;

    let failed = desk.admin().get(begun.header("location")).await.is(200).body["payload"].clone();
    assert_eq!(failed["problem"], "The file is not there any more.");
    desk.close().await;
}

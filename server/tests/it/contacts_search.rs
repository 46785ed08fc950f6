//! Search for contacts by any part of what they are called.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::support::{Desk, Reply, each};

/// What is found by this text.
async fn search(desk: &Desk, text: &str) -> Reply {
    let text = utf8_percent_encode(text, NON_ALPHANUMERIC);
    desk.agent().get(&format!("contacts/search?q={text}&sort=name")).await.is(200)
}

async fn found(desk: &Desk, text: &str) -> Vec<Value> {
    each(&search(desk, text).await.body["payload"], "name")
}

#[tokio::test]
async fn any_part_of_a_name_an_address_a_number_or_an_identifier_is_found() {
    let desk = Desk::open().await;
    let lea = json!({
        "name": "Lea Bianchi",
        "email": "lea.b@example.net",
        "phone_number": "+390612345678",
        "identifier": "Kunde-0815"
    });
    desk.contact_with(lea).await;
    desk.contact_with(json!({ "name": "Max" })).await;

    for text in [
        "Lea Bianchi",
        "lea",
        "BIANCHI",
        "a B",
        "ea bian",
        "chi",
        "hi",
        "lea.b@",
        "EXAMPLE.net",
        ".b@e",
        "+3906",
        "12345",
        "678",
        "Kunde-0815",
        "unde-",
        "0815",
        " lea ",
    ] {
        assert_eq!(found(&desk, text).await, ["Lea Bianchi"], "{text:?}");
    }
    for text in ["leo", "lea  bianchi", "bianchi lea", "0816", "lea_bianchi", "examplenet", "aaa"] {
        assert_eq!(found(&desk, text).await, Vec::<Value>::new(), "{text:?}");
    }

    assert_eq!(found(&desk, "max").await, ["Max"], "also those that are not listed");
    desk.close().await;
}

#[tokio::test]
async fn case_matters_in_identifiers_only() {
    let desk = Desk::open().await;
    desk.contact_with(json!({ "name": "ÄRGER", "identifier": "Order-AB" })).await;

    assert_eq!(found(&desk, "ärger").await, ["ÄRGER"]);
    assert_eq!(found(&desk, "rder-AB").await, ["ÄRGER"]);

    assert_eq!(found(&desk, "order-ab").await, Vec::<Value>::new());
    assert_eq!(found(&desk, "RDER").await, Vec::<Value>::new());
    desk.close().await;
}

#[tokio::test]
async fn every_script_is_found_from_two_characters_on() {
    let desk = Desk::open().await;
    let names = [
        "王小明",
        "山田太郎",
        "김민준",
        "Дмитрий Иванов",
        "Ἀθηνᾶ",
        "محمد علي",
        "ישראל",
        "สมชาย",
        "हिन्दी",
        "Straße",
        "Þórður",
        "👩‍💻 Dev",
        "soft\u{ad}hyphen",
        "left\u{200e}right",
        "e\u{301}clair",
        "tab\there",
    ];
    for name in names {
        desk.contact_with(json!({ "name": name })).await;
    }

    for name in names {
        assert_eq!(found(&desk, name).await, [name], "as a whole");
        let characters: Vec<char> = name.chars().collect();
        for pair in characters.windows(2) {
            let text: String = pair.iter().collect();
            if text.trim().chars().count() == 2 {
                assert!(found(&desk, &text).await.contains(&json!(name)), "{text:?} of {name:?}");
            }
        }
    }

    assert_eq!(found(&desk, "小明").await, ["王小明"]);
    assert_eq!(found(&desk, "明小").await, Vec::<Value>::new());
    desk.close().await;
}

#[tokio::test]
async fn signs_that_mean_something_to_databases_mean_themselves() {
    let desk = Desk::open().await;
    let names = [
        "100% sure",
        "under_score",
        "it's",
        "say \"hi\"",
        "back\\slash",
        "a*b",
        "semi;colon",
        "(x)",
        "a^b",
        "col:on",
        "-dash-",
        "AND OR NOT",
        "NEAR(a b)",
        "{a}",
        "a--b",
        "$1 ?1",
        "@@1@@",
    ];
    for name in names {
        desk.contact_with(json!({ "name": name })).await;
    }
    desk.contact_with(json!({ "name": "plain" })).await;

    for name in names {
        assert_eq!(found(&desk, name).await, [name]);
    }

    for (text, name) in [
        ("0%", "100% sure"),
        ("% ", "100% sure"),
        ("r_s", "under_score"),
        ("t'", "it's"),
        ("\"h", "say \"hi\""),
        ("\\s", "back\\slash"),
        ("a*", "a*b"),
        ("*b", "a*b"),
        ("(x", "(x)"),
    ] {
        assert_eq!(found(&desk, text).await, [name], "{text:?}");
    }
    for nothing in
        ["%%", "__", "p%n", "p_ain", "pl*", "\"\"", "''", "\\\\", "; drop table contacts"]
    {
        assert_eq!(found(&desk, nothing).await, Vec::<Value>::new(), "{nothing:?}");
    }
    desk.close().await;
}

#[tokio::test]
async fn one_character_is_enough() {
    let desk = Desk::open().await;
    for name in ["Ann", "Bob", "王", "50%", "a_b"] {
        desk.contact_with(json!({ "name": name })).await;
    }

    assert_eq!(found(&desk, "n").await, ["Ann"]);
    assert_eq!(found(&desk, "B").await, ["a_b", "Bob"]);
    assert_eq!(found(&desk, "王").await, ["王"]);
    assert_eq!(found(&desk, "%").await, ["50%"]);
    assert_eq!(found(&desk, "_").await, ["a_b"]);
    assert_eq!(found(&desk, "z").await, Vec::<Value>::new());

    desk.close().await;
}

#[tokio::test]
async fn without_a_text_nothing_is_looked_for() {
    let desk = Desk::open().await;
    desk.contact("Lea").await;
    let nothing = json!({
        "meta": { "count": null, "current_page": 1, "has_more": null },
        "payload": []
    });

    for path in ["contacts/search", "contacts/search?q=", "contacts/search?q=%20%09"] {
        assert_eq!(desk.agent().get(path).await.is(200).body, nothing, "{path}");
    }

    desk.close().await;
}

#[tokio::test]
async fn a_page_tells_whether_there_are_more() {
    let desk = Desk::open().await;
    for number in 0..31 {
        desk.contact_with(json!({ "name": format!("Lea {number:02}") })).await;
    }
    let page = async |page: &str| {
        let path = format!("contacts/search?q=lea&sort=name&page={page}");
        let reply = desk.agent().get(&path).await.is(200);
        let first = reply.body["payload"][0]["name"].clone();
        (reply.body["meta"].clone(), first)
    };
    let meta = |count: i64, current_page: i64, has_more: bool| json!({ "count": count, "current_page": current_page, "has_more": has_more });

    assert_eq!(page("1").await, (meta(15, 1, true), json!("Lea 00")));
    assert_eq!(page("2").await, (meta(15, 2, true), json!("Lea 15")));
    assert_eq!(page("3").await, (meta(1, 3, false), json!("Lea 30")));
    assert_eq!(page("4").await, (meta(0, 4, false), Value::Null));
    assert_eq!(page("0").await, (meta(15, 1, true), json!("Lea 00")));

    desk.admin().delete("contacts/1").await;
    desk.close().await;
}

#[tokio::test]
async fn a_contact_is_found_at_once_by_what_it_is_called_now() {
    let desk = Desk::open().await;

    let path = format!("contacts/{}", desk.contact_with(json!({ "name": "Lea" })).await);
    assert_eq!(found(&desk, "lea").await, ["Lea"]);
    desk.agent().patch(&path, json!({ "name": "Maxima", "email": "m@x.test" })).await.is(200);

    assert_eq!(found(&desk, "lea").await, Vec::<Value>::new());
    assert_eq!(found(&desk, "axim").await, ["Maxima"]);
    assert_eq!(found(&desk, "m@x").await, ["Maxima"]);
    desk.agent().patch(&path, json!({ "custom_attributes": { "a": 1 } })).await.is(200);
    assert_eq!(found(&desk, "axim").await, ["Maxima"]);
    desk.admin().delete(&path).await.is(200);
    assert_eq!(found(&desk, "axim").await, Vec::<Value>::new());
    desk.contact_with(json!({ "name": "Maxima II" })).await;
    assert_eq!(found(&desk, "axim").await, ["Maxima II"]);
    desk.close().await;
}

#[tokio::test]
async fn nobody_is_found_in_other_accounts() {
    let desk = Desk::open().await;
    desk.contact("Lea").await;
    let neighbour = desk.neighbour().await;
    neighbour.post("contacts", json!({ "name": "Lea of Elsewhere" })).await.is(200);

    let theirs = neighbour.get("contacts/search?q=lea").await.is(200);

    assert_eq!(each(&theirs.body["payload"], "name"), ["Lea of Elsewhere"]);
    assert_eq!(found(&desk, "lea").await, ["Lea"]);
    assert_eq!(found(&desk, "e").await, ["Lea"]);
    desk.close().await;
}

#[tokio::test]
async fn a_text_longer_than_any_name_finds_nothing() {
    let desk = Desk::open().await;
    let longest = "ab".repeat(127) + "c";
    desk.contact_with(json!({ "name": longest })).await;

    assert_eq!(found(&desk, &longest).await, [longest.as_str()]);
    assert_eq!(found(&desk, &longest[1..]).await, [longest.as_str()]);

    let mut different = String::new();
    for character in ('\u{4e00}'..'\u{9fff}').cycle().take(500_000) {
        different.push(character);
    }
    for length in [256, 1_000, 500_000] {
        let text: String = different.chars().take(length).collect();
        let request = desk.agent().request(reqwest::Method::GET, "contacts/search?sort=name");
        let reply = desk.agent().send(request.json(&json!({ "q": text }))).await.is(200);
        assert_eq!(reply.body["payload"], json!([]), "{length} characters");
    }
    desk.close().await;
}

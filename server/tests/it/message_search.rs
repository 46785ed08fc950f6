//! Search for messages by the words that are in them.

use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::support::{Client, Desk, each};

/// What somebody finds by a text, and by what is said beside it.
async fn search(person: &Client, text: &str, more: &str) -> Value {
    let text = utf8_percent_encode(text, NON_ALPHANUMERIC);
    let mut found = person.get(&format!("search/messages?q={text}{more}")).await.is(200).body;
    found["payload"]["messages"].take()
}

async fn found(person: &Client, text: &str) -> Vec<Value> {
    each(&search(person, text, "").await, "content")
}

#[tokio::test]
async fn a_message_is_found_by_its_words_in_any_order_as_soon_as_it_is_said() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let conversation = desk.conversation(lea, None).await;
    let said = "Invoice no. 12-B: Crème brûlée für Straße, don't panic (lea.b@example.net)";
    desk.contact_says(conversation, said).await;
    desk.contact_says(conversation, "Something else").await;

    for text in [
        said,
        "invoice",
        "INVOICE",
        "12 invoice",
        "panic invoice",
        "invo",
        "creme brulee",
        "CRÈME BRÛLÉE",
        "strasse",
        "STRASSE",
        "straß",
        "no",
        "b",
        "lea.b@example.net",
        "example",
        " \t invoice!?  ",
    ] {
        assert_eq!(found(&desk.agent(), text).await, [said], "{text:?}");
    }
    for text in ["nvoice", "invoice 13", "invoices", "invo 12", "p", "brul creme", "else invoice"] {
        assert_eq!(found(&desk.agent(), text).await, Vec::<Value>::new(), "{text:?}");
    }
    desk.close().await;
}

#[tokio::test]
async fn every_script_and_every_symbol_is_found() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let conversation = desk.conversation(lea, None).await;
    let texts = [
        ("我要联系客服中心", vec!["客服", "客服中心", "服", "心", "联系客服"]),
        ("東京都庁へ行きます", vec!["東京都", "京都", "行き", "へ"]),
        ("무료배송 안내입니다", vec!["배송", "무료배송", "안내"]),
        ("สวัสดีครับ", vec!["สวัสดี", "ครับ"]),
        ("שָׁלוֹם וברכה", vec!["שלום", "וברכה", "וברכה שלום"]),
        ("مَرْحَبًا بِكُمْ", vec!["مرحبا", "بكم"]),
        ("नमस्ते दुनिया", vec!["नमस्ते", "दुनिया"]),
        ("Доставка ещё едет", vec!["ДОСТАВКА", "еще", "едет доставка"]),
        ("party 🎉 tonight 👍🏽", vec!["🎉", "👍", "tonight 🎉"]),
        ("ＦＵＬＬ ｗｉｄｔｈ", vec!["full width"]),
    ];
    for (text, _) in &texts {
        desk.contact_says(conversation, text).await;
    }

    for (text, sought) in texts {
        for sought in sought {
            assert_eq!(found(&desk.agent(), sought).await, [text], "{sought:?}");
        }
    }
    desk.close().await;
}

#[tokio::test]
async fn nothing_in_a_text_is_taken_for_a_command() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let conversation = desk.conversation(lea, None).await;
    desk.contact_says(conversation, "near words column not and or").await;

    for text in ["\"", "'", "*", "-", "()", "(", "^", ":", "%", "_", "\\", "…", "{}", "; --", "&|!"]
    {
        assert_eq!(found(&desk.agent(), text).await, Vec::<Value>::new(), "{text:?}");
    }
    for text in [
        "near(words column)",
        "NEAR",
        "\"words\"",
        "words:column",
        "words AND NOT column",
        "near'); drop table messages; --",
        "wor*",
        "^near",
        "'near':*",
        "near & !words",
        "_a1",
        "near <-> words",
        "\u{202e}near",
        &"near ".repeat(50),
        &format!("near {}", "!".repeat(200)),
    ] {
        let reply = utf8_percent_encode(text, NON_ALPHANUMERIC);
        desk.agent().get(&format!("search/messages?q={reply}")).await.is(200);
    }
    assert_eq!(found(&desk.agent(), "NEAR(words, column)").await.len(), 1);
    assert_eq!(found(&desk.agent(), "_i1").await.len(), 0, "words of ours are not to be found");
    let long = "x".repeat(10_000);
    for path in ["search", "search/messages", "search/contacts", "search/conversations"] {
        desk.agent().get(&format!("{path}?q={long}")).await.refuses(&["q"]);
        desk.agent().get(&format!("{path}?q=%00")).await.is(422);
        desk.agent().get(&format!("{path}?q[]=x")).await.refuses(&["q"]);
        desk.agent().get(&format!("{path}?q=x&from=nobody:1")).await.refuses(&["from"]);
        desk.agent().get(&format!("{path}?q=x&since=soon")).await.refuses(&["since"]);
    }
    desk.close().await;
}

#[tokio::test]
async fn agents_find_what_is_said_in_their_inboxes_and_administrators_everything() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let mine = desk.conversation(lea, Some("refund of mine")).await;
    let other = desk.add_inbox("Other", &["Cleo"]).await;
    let new = json!({
        "inbox_id": other, "contact_id": lea, "message": { "content": "refund of others" }
    });
    desk.conversation_with(new).await;
    let note = json!({ "content": "refund denied, says Ada", "private": true });
    desk.admin().post(&format!("conversations/{mine}/messages"), note).await.is(200);
    let neighbour = desk.neighbour().await;

    assert_eq!(found(&desk.agent(), "refund").await, ["refund denied, says Ada", "refund of mine"]);
    assert_eq!(found(&desk.outsider(), "refund").await, ["refund of others"]);
    assert_eq!(found(&desk.admin(), "refund").await.len(), 3);
    assert_eq!(found(&neighbour, "refund").await, Vec::<Value>::new());
    assert_eq!(found(&neighbour, "").await, Vec::<Value>::new());

    let dan = json!({ "name": "Dan", "email": "dan@acme.test" });
    desk.admin().post("agents", dan).await.is(200);
    let members = json!({ "inbox_id": other, "user_ids": [desk.id_of("Cleo")] });
    desk.admin().delete_with("inbox_members", members).await.is(200);
    assert_eq!(found(&desk.outsider(), "refund").await, Vec::<Value>::new());
    assert_eq!(found(&desk.outsider(), "").await, Vec::<Value>::new());
    assert_eq!(search(&desk.agent(), "refund", &format!("&inbox_id={other}")).await, json!([]));
    let of_other = search(&desk.admin(), "refund", &format!("&inbox_id={other}")).await;
    assert_eq!(each(&of_other, "content"), ["refund of others"]);
    desk.close().await;
}

#[tokio::test]
async fn messages_are_found_by_who_wrote_them_and_when() {
    let desk = Desk::open().await;
    let (lea, max) = (desk.contact("Lea").await, desk.contact("Max").await);
    let of_lea = desk.conversation(lea, Some("tea of Lea")).await;
    desk.wait(Duration::from_hours(24));
    desk.conversation(max, Some("tea of Max")).await;
    desk.wait(Duration::from_hours(24));
    let last = desk.agent_says(of_lea, "tea for Lea").await["created_at"].as_i64().unwrap();
    let ask = async |more: String| each(&search(&desk.agent(), "tea", &more).await, "content");
    let day = 86_400;

    assert_eq!(ask(format!("&from=contact:{lea}")).await, ["tea of Lea"]);
    assert_eq!(ask(format!("&from=contact:{max}")).await, ["tea of Max"]);
    assert_eq!(ask(format!("&from=agent:{}", desk.id_of("Ben"))).await, ["tea for Lea"]);
    assert_eq!(ask(format!("&from=agent:{lea}99")).await, Vec::<Value>::new());
    assert_eq!(ask(format!("&since={}", last - day)).await, ["tea for Lea", "tea of Max"]);
    assert_eq!(ask(format!("&until={}", last - day)).await, ["tea of Max", "tea of Lea"]);
    assert_eq!(ask(format!("&since={0}&until={0}", last - day)).await, ["tea of Max"]);
    assert_eq!(ask(format!("&since={}", last + 1)).await, Vec::<Value>::new());
    assert_eq!(ask(format!("&until={}", i64::MAX)).await.len(), 3);
    assert_eq!(ask(format!("&since={}", i64::MIN)).await.len(), 3);
    assert_eq!(ask(format!("&until={}", i64::MIN)).await.len(), 0);
    assert_eq!(ask(format!("&since={}&until={}", i64::MAX, i64::MIN)).await.len(), 0);
    desk.close().await;
}

#[tokio::test]
async fn the_newest_come_first_fifteen_on_a_page_and_only_so_many_pages() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let conversation = desk.conversation(lea, None).await;
    for number in 1..=32 {
        desk.contact_says(conversation, &format!("order {number}")).await;
    }
    let page = async |page: &str| {
        each(&search(&desk.agent(), "order", &format!("&page={page}")).await, "content")
    };

    assert_eq!(page("1").await[..2], ["order 32", "order 31"]);
    assert_eq!(page("1").await.len(), 15);
    assert_eq!(page("2").await[0], "order 17");
    assert_eq!(page("3").await, ["order 2", "order 1"]);
    assert_eq!(page("4").await, Vec::<Value>::new());
    assert_eq!(page("nonsense").await.len(), 15);
    assert_eq!(page("0").await.len(), 15);
    assert_eq!(page("4294967295").await, Vec::<Value>::new(), "nobody reads so far");
    assert_eq!(found(&desk.agent(), "").await.len(), 15, "no text finds everything");
    assert_eq!(found(&desk.agent(), "order 1").await, ["order 1"], "one digit is a word");
    assert_eq!(found(&desk.agent(), "ord 12").await, Vec::<Value>::new());
    desk.close().await;
}

#[tokio::test]
async fn a_message_is_found_by_what_it_says_now() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let conversation = desk.conversation(lea, Some("secret password")).await;
    let said = desk.agent_says(conversation, "another secret").await;
    assert_eq!(found(&desk.agent(), "secret").await.len(), 2);

    let message = format!("conversations/{conversation}/messages/{}", said["id"]);
    desk.agent().delete(&message).await.is(200);

    assert_eq!(found(&desk.agent(), "secret").await, ["secret password"]);
    assert_eq!(found(&desk.agent(), "deleted").await, Vec::<Value>::new());
    assert_eq!(found(&desk.agent(), "").await.len(), 2, "that there was one is still told");

    desk.set_status(conversation, "resolved").await;
    assert_eq!(found(&desk.agent(), "resolved").await, Vec::<Value>::new(), "the product notes it");

    desk.admin().delete(&format!("contacts/{lea}")).await.is(200);
    assert_eq!(found(&desk.admin(), "secret").await, Vec::<Value>::new());
    desk.settle().await;
    assert_eq!(desk.indexed().await, 0, "nothing is left in the index");
    desk.close().await;
}

#[tokio::test]
async fn what_is_found_is_shown_as_messages_are() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let conversation = desk.conversation(lea, Some("Where is my parcel?")).await;

    let found = search(&desk.agent(), "parcel", "").await;

    let messages = desk.agent().get(&format!("conversations/{conversation}/messages")).await;
    let mut expected = messages.body["payload"][0].clone();
    let inbox = desk.admin().get("inboxes").await.body["payload"][0].clone();
    expected["inbox"] = json!({
        "id": inbox["id"], "channel_id": inbox["channel_id"], "name": "Support",
        "channel_type": "Channel::Api"
    });
    assert_eq!(found, json!([expected]));
    desk.close().await;
}

#[tokio::test]
async fn a_very_long_message_is_found_by_its_first_words() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let conversation = desk.conversation(lea, None).await;
    let word = |number: u32| format!("{:x}字{}", number * 7_919, "界".repeat(3));
    let long = format!("beginning {}", (0..11_000).map(word).collect::<Vec<_>>().join(" "));
    desk.contact_says(conversation, &long).await;
    desk.contact_says(conversation, &"x".repeat(150_000)).await;
    desk.settle().await;

    assert_eq!(found(&desk.agent(), "beginning").await, [long]);
    assert_eq!(found(&desk.agent(), &"x".repeat(200)).await.len(), 1);
    desk.close().await;
}

//! What contacts are told: in the chat of a website, and when they are asked how they were helped.

use serde_json::json;

use super::{said, speak};
use crate::{
    support::{Desk, Receiver},
    widget::Site,
};

#[tokio::test]
async fn a_visitor_is_asked_in_the_language_of_their_chat_or_of_the_account() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let asks = json!({ "enable_email_collect": true });
    desk.admin().patch(&format!("inboxes/{}", site.inbox), asks).await.is(200);
    speak(&desk, "de").await;

    let german =
        ["Sagen Sie uns, wie wir Sie erreichen können.", "Per E-Mail benachrichtigt werden"];
    let japanese = ["ご連絡先をお知らせください。", "メールで通知を受け取る"];
    for (query, question) in [
        ("messages", german),
        ("messages?locale=ja", japanese),
        ("messages?locale=tlh", german),
        ("messages?locale=", german),
        ("conversations?locale=ja_JP", japanese),
    ] {
        let words = json!({ "message": { "content": "Hallo" } });
        let told = site.visited().await.post(query, words).await.is(200).body;
        let id = if query.starts_with("messages") { &told["conversation_id"] } else { &told["id"] };
        assert_eq!(said(&desk, id.as_i64().unwrap(), 3).await, question, "{query}");
    }

    // What is noted for the team stays in the language of the team.
    let chat = site.visited().await;
    let id = chat.says("Hallo").await;
    chat.get("conversations/toggle_status?locale=ja").await.is(200);
    let name = desk.show(id).await["meta"]["sender"]["name"].as_str().unwrap().to_owned();
    let noted = super::noted(&desk, id).await[0].as_str().unwrap().to_lowercase();
    assert_eq!(noted, format!("die unterhaltung wurde von {name} beendet"));
    desk.close().await;
}

#[tokio::test]
async fn the_page_of_a_chat_without_scripts_says_so_in_its_language() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let page = format!("/widget?website_token={}", site.token);
    let shown = desk.nobody().get(&page).await.is(200).text;
    assert!(shown.contains("<html lang=\"en\">") && shown.contains("The chat needs JavaScript."));

    speak(&desk, "pt_BR").await;

    let shown = desk.nobody().get(&page).await.is(200).text;
    assert!(shown.contains("<html lang=\"pt-BR\">"), "{shown}");
    assert!(shown.contains("O chat precisa de JavaScript."), "{shown}");
    desk.close().await;
}

#[tokio::test]
async fn a_survey_is_asked_and_answered_in_the_language_of_the_account() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let hook = json!({ "url": receiver.url, "subscriptions": ["message_created"] });
    desk.admin().post("webhooks", hook).await.is(200);
    let asks = json!({ "csat_survey_enabled": true, "csat_config": {} });
    desk.admin().patch(&format!("inboxes/{}", desk.inbox().await), asks).await.is(200);
    let base = desk.app.config.server.frontend_url.clone();
    for (name, locale, question, told, page) in [
        (
            "Lea",
            "en",
            "Please rate the conversation",
            "Please rate this conversation,",
            "<html lang=\"en\" dir=\"ltr\">",
        ),
        (
            "Max",
            "fr",
            "Merci d’évaluer cette conversation",
            "Merci d’évaluer cette conversation :",
            "<html lang=\"fr\" dir=\"ltr\">",
        ),
        (
            "Eva",
            "ar",
            "يرجى تقييم هذه المحادثة",
            "يرجى تقييم هذه المحادثة:",
            "<html lang=\"ar\" dir=\"rtl\">",
        ),
    ] {
        speak(&desk, locale).await;
        let id = desk.conversation(desk.contact(name).await, Some("Hello")).await;
        desk.set_status(id, "resolved").await;
        desk.settle().await;

        assert_eq!(said(&desk, id, 3).await, [question]);
        let uuid = desk.show(id).await["uuid"].as_str().unwrap().to_owned();
        let all = receiver.take();
        let survey = all.iter().find(|told| told.body["content_type"] == "input_csat").unwrap();
        let link = format!("/survey/responses/{uuid}");
        assert_eq!(survey.body["content"], format!("{told} {base}{link}"));
        let shown = desk.nobody().get(&link).await.is(200).text;
        assert!(shown.contains(page), "{shown}");
        let texts = ["data-thanks=\"شكرًا لك.", "aria-label=\"ممتاز\"", ">إرسال</button>"];
        assert_eq!(texts.iter().all(|text| shown.contains(text)), locale == "ar", "{shown}");
    }
    let lost = desk.nobody().get("/survey/responses/x").await.is(200).text;
    assert!(lost.contains("<html lang=\"en\"") && lost.contains("There is no survey at this"));
    desk.nobody().get("/survey/responses/%00").await.is(404);
    desk.close().await;
}

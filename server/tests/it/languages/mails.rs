//! What is written in mails, and what members are told of conversations.

use serde_json::{Value, json};

use super::speak;
use crate::support::{Desk, Postbox, each, mails_to};

/// The mails that wait since the mail server takes none.
async fn written(desk: &Desk) -> Vec<Value> {
    desk.settle().await;
    let tasks = desk.tasks("mail.send").await;
    let mail = |task: jobs::Listed| serde_json::from_str::<Value>(&task.payload).unwrap();
    tasks.into_iter().map(|task| mail(task)["task"].clone()).collect()
}

/// The only one of them with this subject.
async fn mail(desk: &Desk, subject: &str) -> (String, String) {
    let all = written(desk).await;
    let found = all.iter().find(|mail| mail["subject"] == subject);
    let found = found.unwrap_or_else(|| panic!("{subject}: {:?}", each(&json!(all), "subject")));
    let text = |key: &str| found[key].as_str().unwrap().to_owned();
    (text("text"), text("html"))
}

#[tokio::test]
async fn a_transcript_is_in_the_language_of_the_account() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    postbox.refuse(true);
    let id = desk.conversation(desk.contact("Lea").await, Some("مرحبا")).await;
    let path = format!("conversations/{id}/transcript");
    let to = json!({ "email": "lea@example.net" });

    speak(&desk, "es").await;
    desk.agent().post(&path, to.clone()).await.is(200);
    let (text, html) = mail(&desk, "[#1] Transcripción de la conversación").await;
    assert!(text.starts_with("Esto es lo que se dijo en la conversación #1.\n"), "{text}");
    assert!(html.contains("<html lang=\"es\">"), "{html}");

    speak(&desk, "ar").await;
    desk.agent().post(&path, to).await.is(200);
    let (_, html) = mail(&desk, "[#1] نص المحادثة").await;
    assert!(html.contains("<html lang=\"ar\" dir=\"rtl\">"), "{html}");
    postbox.refuse(false);
    desk.wait(std::time::Duration::from_hours(1));
    desk.close().await;
}

#[tokio::test]
async fn members_are_told_of_conversations_in_the_language_of_the_account() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    postbox.refuse(true);
    desk.give_password("Ben").await;
    speak(&desk, "pt_BR").await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;

    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;

    let subject = "Ben, uma nova conversa [ID - 1] foi atribuída a você.";
    let (text, _) = mail(&desk, subject).await;
    assert!(text.contains("Olá, Ben!\n\nA conversa #1 de Support agora é sua."), "{text}");
    assert!(text.contains("Abrir a conversa: "), "{text}");
    let titles = async |expected: [&str; 2]| {
        let listed = desk.agent().get("notifications").await.is(200).body;
        let told = &listed["data"]["payload"][0];
        assert_eq!(
            (&told["push_message_title"], &told["push_message_body"]),
            (&json!(expected[0]), &json!(expected[1]))
        );
    };
    titles(["Uma conversa (#1) foi atribuída a você", ": Sem conteúdo"]).await;
    speak(&desk, "hi").await;
    titles(["आपको एक बातचीत (#1) सौंपी गई है", ": कोई सामग्री नहीं"]).await;
    postbox.refuse(false);
    desk.wait(std::time::Duration::from_hours(1));
    desk.close().await;
}

#[tokio::test]
async fn administrators_are_written_to_in_the_language_of_the_account() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    postbox.refuse(true);
    speak(&desk, "zh_CN").await;
    desk.contact("Lea").await;

    desk.admin().post("contacts/export", json!({})).await.is(200);

    let (text, html) = mail(&desk, "您的联系人导出文件可以下载了").await;
    assert!(text.starts_with("您好，\n\n已导出 1 个联系人。\n\n下载文件: http"), "{text}");
    assert!(html.contains("<html lang=\"zh-CN\">"), "{html}");
    let team = desk.add_team("Sales", &["Ben"]).await;
    let rule = json!({
        "name": "Tell", "event_name": "conversation_created", "conditions": [
            { "attribute_key": "status", "filter_operator": "equal_to", "values": ["open"],
              "query_operator": null }
        ],
        "actions": [{ "action_name": "send_email_to_team", "action_params": [
            { "team_ids": [team], "message": "Please look" }
        ] }]
    });
    desk.admin().post("automation_rules", rule).await.is(200);
    desk.conversation(desk.contact("Max").await, None).await;
    let (text, _) = mail(&desk, "[#1] 发给您团队的消息").await;
    assert!(text.contains("打开对话 #1: http"), "{text}");
    postbox.refuse(false);
    desk.wait(std::time::Duration::from_hours(1));
    desk.close().await;
}

#[tokio::test]
async fn users_are_written_to_in_their_own_language_or_that_of_their_account() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let arrived = async || {
        desk.settle().await;
        let mails = postbox.take();
        assert_eq!(mails.len(), 1, "{mails:?}");
        mails[0].data.replace("=\n", "")
    };
    speak(&desk, "de").await;

    let new = json!({ "email": "eva@example.net", "name": "Eva", "role": "agent" });
    desk.admin().post("agents", new).await.is(200);
    let invited = arrived().await;
    assert!(invited.contains("Subject: Einladung zu Acme"), "{invited}");
    assert!(invited.contains("Sie wurden eingeladen, bei Acme Kunden zu antworten."), "{invited}");

    desk.give_password("Ben").await;
    let forgotten = json!({ "email": desk.email_of("Ben") });
    desk.nobody().post("/auth/password", forgotten.clone()).await.is(200);
    let sent = arrived().await;
    assert!(sent.contains("Jemand, vermutlich Sie selbst"), "{sent}");

    let english = json!({ "ui_settings": { "locale": "en" } });
    let ben = desk.sign_in("Ben").await;
    ben.put("/api/v1/profile", json!({ "profile": english })).await.is(200);
    desk.nobody().post("/auth/password", forgotten).await.is(200);
    let sent = arrived().await;
    assert!(sent.contains("Somebody, most likely you, has asked"), "{sent}");
    desk.close().await;
}

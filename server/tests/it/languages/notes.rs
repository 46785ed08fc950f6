//! What conversations note, and what is left of a message that was deleted.

use std::{sync::Arc, time::Duration};

use frontdesk::{
    actor::{Actor, Automation},
    conversations::{
        Status,
        status::{self, StatusChange},
    },
    id::{ContactId, DisplayId, InboxId},
};
use serde_json::json;

use super::{noted, speak};
use crate::support::Desk;

async fn conversation(desk: &Desk) -> i64 {
    desk.conversation(desk.contact("Lea").await, None).await
}

#[tokio::test]
async fn what_members_do_is_noted_in_the_language_of_the_account() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let team = desk.add_team("{name}", &["Ben"]).await;
    let policy = desk.admin().post("sla_policies", json!({ "name": "Oro" })).await.is(200).body;
    let does = async |action: &str, body| {
        let path = format!("conversations/{id}/{action}");
        desk.agent().post(&path, body).await.is(200);
    };
    desk.set_status(id, "resolved").await;
    speak(&desk, "es").await;

    for status in ["open", "pending", "snoozed", "resolved"] {
        does("toggle_status", json!({ "status": status })).await;
    }
    does("toggle_priority", json!({ "priority": "high" })).await;
    does("toggle_priority", json!({ "priority": "urgent" })).await;
    does("toggle_priority", json!({ "priority": null })).await;
    does("labels", json!({ "labels": ["vip", "oro"] })).await;
    does("labels", json!({ "labels": ["oro"] })).await;
    does("assignments", json!({ "assignee_id": desk.id_of("Cleo") })).await;
    does("assignments", json!({ "assignee_id": null })).await;
    does("assignments", json!({ "team_id": team })).await;
    does("assignments", json!({ "team_id": null })).await;
    does("mute", json!({})).await;
    does("unmute", json!({})).await;
    let held = json!({ "sla_policy_id": policy["payload"]["id"] });
    desk.agent().patch(&format!("conversations/{id}"), held).await.is(200);

    let expected = [
        "Conversation was marked resolved by Ada",
        "Ben reabrió la conversación",
        "Ben se asignó esta conversación",
        "Ben marcó la conversación como pendiente",
        "Ben pospuso la conversación",
        "Ben marcó la conversación como resuelta",
        "Ben estableció la prioridad: alta",
        "Ben cambió la prioridad de alta a urgente",
        "Ben quitó la prioridad",
        "Ben añadió vip, oro",
        "Ben quitó vip",
        "Ben asignó la conversación a Cleo",
        "Ben dejó la conversación sin asignar",
        // What somebody is called is no place for a name.
        "Ben asignó la conversación al equipo {name}",
        "Ben retiró la conversación del equipo {name}",
        "Ben silenció la conversación",
        "Ben dejó de silenciar la conversación",
        "Ben añadió la política de SLA Oro",
    ];
    assert_eq!(noted(&desk, id).await, expected);
    desk.close().await;
}

#[tokio::test]
async fn what_nobody_of_the_team_does_is_noted_in_it_too() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let lea = desk.show(id).await["meta"]["sender"]["id"].as_i64().unwrap();
    speak(&desk, "fr").await;
    let set = async |actor: Actor, status: Status| {
        let change = StatusChange { status: Some(status), ..StatusChange::default() };
        desk.acting(actor, async move |work| {
            status::toggle(work, DisplayId(id), &change).await.map(drop)
        })
        .await;
    };
    let by = |automation| Actor::Automation(Arc::new(automation));

    set(by(Automation::rule(3)), Status::Resolved).await;
    set(by(Automation::policy(4, "Nuit")), Status::Open).await;
    set(by(Automation::inbox(InboxId(5))), Status::Pending).await;
    set(Actor::Contact(ContactId(lea)), Status::Resolved).await;
    desk.contact_says(id, "Encore moi").await;

    let expected = [
        "Le système d’automatisation a marqué la conversation comme résolue",
        "Le système d’automatisation (Nuit) a rouvert la conversation",
        "La politique par défaut a mis la conversation en attente",
        "Lea a terminé la conversation",
        "Le système a rouvert la conversation à la suite d’un nouveau message.",
    ];
    assert_eq!(noted(&desk, id).await, expected);
    desk.close().await;
}

#[tokio::test]
async fn how_long_nothing_has_happened_is_said_in_the_forms_of_the_language() {
    let desk = Desk::open().await;
    for (locale, minutes, note) in [
        ("en", 1_440, "Conversation was marked resolved by system due to 1 days of inactivity"),
        (
            "de",
            60,
            "Das System hat die Unterhaltung nach 1 Stunde ohne Aktivität als erledigt markiert",
        ),
        ("ar", 2_880, "أنهى النظام المحادثة بعد يومين من عدم النشاط"),
        ("ar", 15, "أنهى النظام المحادثة بعد 15 دقيقة من عدم النشاط"),
        ("ja", 180, "3 時間操作がなかったため、システムが会話を解決済みにしました"),
    ] {
        speak(&desk, locale).await;
        desk.admin().patch("", json!({ "auto_resolve_after": minutes })).await.is(200);
        let id = desk.conversation_with(json!({
            "inbox_id": desk.inbox().await, "contact_id": desk.contact(&format!("L{minutes}")).await
        }));
        let id = id.await;

        desk.wait(Duration::from_mins(minutes));
        desk.settle().await;

        assert_eq!(noted(&desk, id).await, [note]);
    }
    desk.close().await;
}

#[tokio::test]
async fn a_deleted_message_is_missed_in_every_language() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    for (locale, notice) in [
        ("en", "This message was deleted"),
        ("ar", "حُذفت هذه الرسالة"),
        ("de", "Diese Nachricht wurde gelöscht"),
        ("es", "Este mensaje fue eliminado"),
        ("fr", "Ce message a été supprimé"),
        ("hi", "यह संदेश हटा दिया गया"),
        ("ja", "このメッセージは削除されました"),
        ("pt_BR", "Esta mensagem foi apagada"),
        ("zh_CN", "此消息已删除"),
        // Without the region, and in English where there is nothing near.
        ("pt", "Esta mensagem foi apagada"),
        ("nl", "This message was deleted"),
    ] {
        speak(&desk, locale).await;
        let message = desk.agent_says(id, "Hello").await["id"].clone();
        let path = format!("conversations/{id}/messages/{message}");
        let deleted = desk.agent().delete(&path).await.is(200).body;
        assert_eq!(deleted["content"], notice, "{locale}");
    }
    desk.close().await;
}

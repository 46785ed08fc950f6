//! What is asked of the routes of conversations and of what is said in them.

use serde_json::{Value, json};

use super::{
    records::Records,
    rows::{
        Asked, NOTHING,
        Outcome::{Answered, Refused},
    },
};

pub fn conversations(own: &Records, other: &Records) -> Asked {
    let begin = |more: Value| {
        let mut new = json!({ "inbox_id": own.inbox, "contact_id": own.contact });
        new.as_object_mut().expect("an object").extend(more.as_object().expect("one").clone());
        new
    };
    let path = || "conversations".to_owned();
    let new = "/{account}/conversations";
    let mut asked = vec![
        (Refused, "POST", new, path(), begin(json!({ "inbox_id": other.inbox }))),
        (Refused, "POST", new, path(), begin(json!({ "contact_id": other.contact }))),
        (Refused, "POST", new, path(), begin(json!({ "assignee_id": other.agent }))),
        (Refused, "POST", new, path(), begin(json!({ "team_id": other.team }))),
        (Refused, "POST", new, path(), json!({ "source_id": other.source })),
        (Refused, "POST", new, path(), json!({ "source_id": other.source, "inbox_id": own.inbox })),
        (
            Refused,
            "POST",
            new,
            path(),
            json!({ "source_id": other.source, "inbox_id": other.inbox }),
        ),
    ];
    for (route, path) in
        [(new, "conversations"), ("/{account}/conversations/meta", "conversations/meta")]
    {
        let listed = |query: String| format!("{path}?status=all&{query}");
        asked.extend([
            (Answered, "GET", route, listed(format!("inbox_id={}", other.inbox)), NOTHING),
            (Refused, "GET", route, listed(format!("team_id={}", other.team)), NOTHING),
            (Answered, "GET", route, listed(format!("source_id={}", other.source)), NOTHING),
            (Answered, "GET", route, listed("labels=classified".to_owned()), NOTHING),
            (Answered, "GET", route, listed("q=classif".to_owned()), NOTHING),
        ]);
    }
    asked
}

pub fn one_conversation(own: &Records, other: &Records) -> Asked {
    let theirs = |more: &str| format!("conversations/{}{more}", other.conversation);
    let mine = |more: &str| format!("conversations/{}{more}", own.conversation);
    let attributes = json!({ "custom_attributes": { "a": 1 } });
    let reply = json!({ "content": "x", "content_attributes": { "in_reply_to": other.message } });
    let range = format!("/messages?after={}&before={}", other.message, other.message + 1);
    let (one, assignments) =
        ("/{account}/conversations/{id}", "/{account}/conversations/{id}/assignments");
    let (labels, messages) =
        ("/{account}/conversations/{id}/labels", "/{account}/conversations/{id}/messages");
    let custom = "/{account}/conversations/{id}/custom_attributes";
    let (status, priority, typing) = (
        "/{account}/conversations/{id}/toggle_status",
        "/{account}/conversations/{id}/toggle_priority",
        "/{account}/conversations/{id}/toggle_typing_status",
    );
    let (seen, unread) =
        ("/{account}/conversations/{id}/update_last_seen", "/{account}/conversations/{id}/unread");
    let bulk = json!({
        "type": "Conversation", "ids": [other.conversation], "fields": { "status": "resolved" }
    });
    let drafts = "/{account}/conversations/{id}/draft_messages";
    let retry = "/{account}/conversations/{id}/messages/{sub}/retry";
    let agent = |id: i64| json!({ "assignee_id": id });
    let bot = |id: i64| json!({ "assignee_id": id, "assignee_type": "AgentBot" });
    let message = "/{account}/conversations/{id}/messages/{sub}";
    let of = |conversation: i64| format!("conversations/{conversation}/messages/{}", other.message);
    let failed = json!({ "status": "failed", "external_error": "x" });
    let as_bot = json!({ "content": "x", "sender_type": "AgentBot", "sender_id": other.agent_bot });
    let users = |id: i64| json!({ "user_ids": [id] });
    let participants = "/{account}/conversations/{id}/participants";
    let file = json!({ "filename": "a", "byte_size": 1, "checksum": "AAAAAAAAAAAAAAAAAAAAAA==" });
    let mention = format!("(mention://user/{}/x) (mention://team/{}/x)", other.agent, other.team);
    let note = json!({ "content": mention, "private": true });
    vec![
        (Refused, "GET", one, theirs(""), NOTHING),
        (Refused, "PUT PATCH", one, theirs(""), json!({ "priority": "low" })),
        (Refused, "POST", status, theirs("/toggle_status"), json!({ "status": "pending" })),
        (Refused, "POST", priority, theirs("/toggle_priority"), json!({ "priority": "high" })),
        (
            Refused,
            "POST",
            typing,
            theirs("/toggle_typing_status"),
            json!({ "typing_status": "on" }),
        ),
        (Refused, "POST", seen, theirs("/update_last_seen"), NOTHING),
        (Refused, "POST", unread, theirs("/unread"), NOTHING),
        (Refused, "POST", "/{account}/conversations/{id}/mute", theirs("/mute"), NOTHING),
        (Refused, "POST", "/{account}/conversations/{id}/unmute", theirs("/unmute"), NOTHING),
        (Answered, "POST", "/{account}/bulk_actions", "bulk_actions".into(), bulk),
        (
            Refused,
            "POST",
            "/{account}/conversations/{id}/transcript",
            theirs("/transcript"),
            json!({ "email": "lea@example.net" }),
        ),
        (Refused, "GET DELETE", drafts, theirs("/draft_messages"), NOTHING),
        (Refused, "PUT PATCH", drafts, theirs("/draft_messages"), json!({ "message": "x" })),
        (Refused, "POST", retry, of(other.conversation) + "/retry", NOTHING),
        (Refused, "POST", retry, of(own.conversation) + "/retry", NOTHING),
        (Refused, "POST", assignments, theirs("/assignments"), agent(own.agent)),
        (Refused, "POST", assignments, mine("/assignments"), agent(other.agent)),
        (Refused, "POST", assignments, mine("/assignments"), json!({ "team_id": other.team })),
        (Refused, "GET", participants, theirs("/participants"), NOTHING),
        (
            Refused,
            "GET",
            "/{account}/conversations/{id}/attachments",
            theirs("/attachments"),
            NOTHING,
        ),
        (
            Refused,
            "POST",
            "/{account}/conversations/{id}/direct_uploads",
            theirs("/direct_uploads"),
            file,
        ),
        (Refused, "POST PUT PATCH DELETE", participants, theirs("/participants"), users(own.agent)),
        (
            Answered,
            "POST PUT PATCH DELETE",
            participants,
            mine("/participants"),
            users(other.agent),
        ),
        (Refused, "POST", assignments, mine("/assignments"), bot(other.agent_bot)),
        (Refused, "GET", labels, theirs("/labels"), NOTHING),
        (Refused, "POST", labels, theirs("/labels"), json!({ "labels": ["x"] })),
        (Refused, "POST PATCH", custom, theirs("/custom_attributes"), attributes),
        (Refused, "GET", messages, theirs("/messages"), NOTHING),
        (Refused, "POST", messages, theirs("/messages"), json!({ "content": "x" })),
        (Answered, "GET", messages, mine(&range), NOTHING),
        (Answered, "POST", messages, mine("/messages"), reply),
        (Answered, "POST", messages, mine("/messages"), as_bot),
        (Refused, "PUT PATCH", message, of(other.conversation), failed.clone()),
        (Refused, "PUT PATCH", message, of(own.conversation), failed),
        (Answered, "POST", messages, mine("/messages"), note),
    ]
}

pub fn one_message(own: &Records, other: &Records) -> Asked {
    let translate = "/{account}/conversations/{id}/messages/{sub}/translate";
    let spanish = json!({ "target_language": "es" });
    let rows = [own.conversation, other.conversation].map(|conversation| {
        let path = format!("conversations/{conversation}/messages/{}/translate", other.message);
        (Refused, "POST", translate, path, spanish.clone())
    });
    rows.into()
}

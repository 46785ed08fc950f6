//! The audit log: who has changed how the account is set up, and who has signed in (contract
//! `behaviour.md`, 6.10).

use std::time::Duration;

use frontdesk::background;
use serde_json::{Value, json};

use crate::support::{Desk, each};

/// The entries of a page, the newest first.
async fn entries(desk: &Desk, query: &str) -> Vec<Value> {
    let page = desk.admin().get(&format!("audit_logs?{query}")).await.is(200).body;
    page["audit_logs"].as_array().unwrap().clone()
}

/// What was noted about records of a kind, oldest first: what was done, and what has changed.
async fn noted(desk: &Desk, kind: &str) -> Vec<(Value, Value)> {
    let mut entries = entries(desk, "per_page=100").await;
    entries.reverse();
    entries.retain(|entry| entry["auditable_type"] == kind);
    entries.iter().map(|it| (it["action"].clone(), it["audited_changes"].clone())).collect()
}

#[tokio::test]
async fn a_change_is_noted_with_who_did_it_and_from_where() {
    let desk = Desk::open().await;
    let ada = desk.admin().showing(&[("x-request-id", "r-1"), ("x-forwarded-for", "203.0.113.9")]);
    let id = ada.post("teams", json!({ "name": "billing" })).await.id();
    desk.wait(Duration::from_secs(1));

    let change = json!({ "name": "Invoices", "allow_auto_assign": true });
    desk.admin().patch(&format!("teams/{id}"), change).await.is(200);

    let noted = entries(&desk, "").await;
    let expected = json!({
        "id": noted[1]["id"], "auditable_type": "Team", "auditable_id": id,
        "auditable": { "id": id, "name": "Invoices" },
        "associated_type": "Account", "associated_id": desk.account, "user_type": "User",
        "user_id": desk.id_of("Ada"), "username": desk.email_of("Ada"), "action": "create",
        "audited_changes": {
            "account_id": desk.account, "name": "billing", "description": null,
            "allow_auto_assign": true
        },
        "version": 1, "comment": null, "request_uuid": "r-1", "created_at": 1_770_112_800,
        "remote_address": "203.0.113.9"
    });
    assert_eq!(noted[1], expected);
    assert_eq!(noted[0]["action"], "update");
    assert_eq!(noted[0]["audited_changes"]["name"][0], "billing");
    let changed = noted[0]["audited_changes"].as_object().unwrap();
    assert_eq!(changed.len(), 1, "what is as it was is not noted");
    assert_eq!((&noted[0]["version"], &noted[0]["auditable_id"]), (&json!(2), &json!(id)));
    assert_eq!(noted[0]["remote_address"], "127.0.0.1");
    assert_eq!(noted[0]["created_at"], 1_770_112_801);
    desk.close().await;
}

#[tokio::test]
async fn only_administrators_read_it_and_of_their_own_account() {
    let desk = Desk::open().await;
    let reason = "You are not authorized to do this action";
    desk.agent().get("audit_logs").await.says(401, reason);
    let neighbour = desk.neighbour().await;
    let before = neighbour.get("audit_logs").await.is(200).body["total_entries"].clone();

    desk.admin().post("teams", json!({ "name": "billing" })).await.is(200);

    assert_eq!(neighbour.get("audit_logs").await.body["total_entries"], before);
    desk.close().await;
}

#[tokio::test]
async fn pages_have_fifteen_entries_unless_more_are_wanted() {
    let desk = Desk::open().await;
    let before = desk.count("audits").await;
    for number in 0..20 {
        desk.admin().post("teams", json!({ "name": format!("team {number}") })).await.is(200);
    }

    let first = desk.admin().get("audit_logs").await.is(200).body;
    let second = desk.admin().get("audit_logs?page=2").await.is(200).body;

    assert_eq!(first["per_page"], 15);
    assert_eq!((&first["current_page"], &second["current_page"]), (&json!(1), &json!(2)));
    assert_eq!(first["total_entries"], before + 20);
    assert_eq!(first["audit_logs"].as_array().unwrap().len(), 15);
    let names = |page: &Value| {
        let changes = each(&page["audit_logs"], "audited_changes");
        changes.iter().map(|changes| changes["name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&first)[0], "team 19");
    assert_eq!(names(&second)[4], "team 0");
    assert_eq!(entries(&desk, "per_page=2").await.len(), 2);
    desk.close().await;
}

#[tokio::test]
async fn members_and_what_they_may_do_are_noted() {
    let desk = Desk::open().await;
    let new = json!({ "name": "Night shift", "permissions": ["report_manage"] });
    let role = desk.admin().post("custom_roles", new).await.id();
    let path = format!("custom_roles/{role}");
    let ben = format!("agents/{}", desk.id_of("Ben"));

    desk.admin().patch(&ben, json!({ "custom_role_id": role })).await.is(200);
    desk.admin().patch(&ben, json!({ "role": "administrator" })).await.is(200);
    desk.admin().patch(&ben, json!({ "role": "administrator" })).await.is(200);
    desk.admin().patch(&path, json!({ "permissions": [] })).await.is(200);
    desk.admin().delete(&path).await.is(200);

    let all = noted(&desk, "AccountUser").await;
    assert_eq!(all.len(), 5, "three who have come, and two changes");
    assert_eq!(all[1].0, "create");
    assert_eq!(all[1].1["user_id"], desk.id_of("Ben"));
    assert_eq!(all[3].1, json!({ "custom_role_id": [null, role] }));
    assert_eq!(all[4], (json!("update"), json!({ "role": ["agent", "administrator"] })));
    let roles = noted(&desk, "CustomRole").await;
    assert_eq!(roles[1].1, json!({ "permissions": [["report_manage"], []] }));
    assert_eq!(roles[2].0, "destroy");
    desk.close().await;
}

#[tokio::test]
async fn who_belongs_to_an_inbox_or_a_team_is_noted_as_they_come_and_go() {
    let desk = Desk::open().await;
    let inbox = desk.inbox().await;
    let (ben, cleo) = (desk.id_of("Ben"), desk.id_of("Cleo"));
    let of_inbox = |users: &[i64]| json!({ "inbox_id": inbox, "user_ids": users });
    let came =
        |user: i64| json!({ "account_id": desk.account, "inbox_id": inbox, "user_id": user });

    desk.admin().post("inbox_members", of_inbox(&[ben, cleo])).await.is(200);
    desk.admin().patch("inbox_members", of_inbox(&[cleo])).await.is(200);
    desk.admin().delete_with("inbox_members", of_inbox(&[ben, cleo])).await.is(200);

    let expected = [
        (json!("create"), came(ben)),
        (json!("create"), came(cleo)),
        (json!("destroy"), came(ben)),
        (json!("destroy"), came(cleo)),
    ];
    assert_eq!(noted(&desk, "InboxMember").await, expected);
    let team = desk.add_team("billing", &["Ben"]).await;
    let path = format!("teams/{team}/team_members");
    desk.admin().delete_with(&path, json!({ "user_ids": [ben, cleo] })).await.is(200);
    let all = noted(&desk, "TeamMember").await;
    let member = json!({ "account_id": desk.account, "team_id": team, "user_id": ben });
    assert_eq!(all, [(json!("create"), member.clone()), (json!("destroy"), member)]);
    desk.close().await;
}

#[tokio::test]
async fn settings_of_the_account_and_of_inboxes_are_noted_with_what_they_were() {
    let desk = Desk::open().await;
    let inbox = format!("inboxes/{}", desk.inbox().await);

    desk.admin().patch("", json!({ "name": "Acme & Sons" })).await.is(200);
    let change =
        json!({ "greeting_enabled": true, "channel": { "webhook_url": "https://a.test" } });
    desk.admin().patch(&inbox, change).await.is(200);
    desk.admin().delete(&inbox).await.is(200);

    let renamed = json!({ "name": ["Acme", "Acme & Sons"] });
    let account = noted(&desk, "Account").await;
    assert_eq!(account.last().unwrap(), &(json!("update"), renamed));
    let inbox = noted(&desk, "Inbox").await;
    assert_eq!(inbox[0].0, "create");
    let changed = json!({
        "greeting_enabled": [false, true], "webhook_url": [null, "https://a.test"]
    });
    assert_eq!(inbox[1], (json!("update"), changed));
    assert_eq!((&inbox[2].0, &inbox[2].1["name"]), (&json!("destroy"), &json!("Support")));
    desk.close().await;
}

#[tokio::test]
async fn what_acts_by_itself_is_noted() {
    let desk = Desk::open().await;
    let actions = json!([{ "action_name": "add_label", "action_params": ["vip"] }]);
    let rule = json!({
        "name": "Mark", "event_name": "conversation_created", "actions": actions,
        "conditions": [{
            "attribute_key": "status", "filter_operator": "equal_to", "values": ["open"],
            "query_operator": null
        }]
    });
    let made = desk.admin().post("automation_rules", rule).await.is(200).body;
    let rule = format!(
        "automation_rules/{}",
        made["payload"]["id"].as_i64().or(made["id"].as_i64()).unwrap()
    );
    desk.admin().patch(&rule, json!({ "active": false })).await.is(200);
    desk.admin().delete(&rule).await.is(200);
    let new = json!({ "name": "Mark", "actions": actions });
    let made = desk.admin().post("macros", new).await.is(200).body;
    let shortcut = format!("macros/{}", made["payload"]["id"]);
    desk.admin().patch(&shortcut, json!({ "name": "Mark it" })).await.is(200);
    desk.admin().delete(&shortcut).await.is(200);
    let bot = desk.admin().post("agent_bots", json!({ "name": "Robo" })).await.id();
    desk.admin().patch(&format!("agent_bots/{bot}"), json!({ "name": "Bo" })).await.is(200);
    desk.admin().delete(&format!("agent_bots/{bot}")).await.is(200);

    for (kind, field, change) in [
        ("AutomationRule", "active", json!([true, false])),
        ("Macro", "name", json!(["Mark", "Mark it"])),
        ("AgentBot", "name", json!(["Robo", "Bo"])),
    ] {
        let all = noted(&desk, kind).await;
        let done: Vec<&Value> = all.iter().map(|(action, _)| action).collect();
        assert_eq!(done, ["create", "update", "destroy"], "{kind}");
        assert_eq!(all[1].1[field], change, "{kind}");
    }
    desk.close().await;
}

#[tokio::test]
async fn conversations_that_are_removed_are_noted() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;

    desk.admin().delete(&format!("conversations/{id}")).await.is(200);

    let all = noted(&desk, "Conversation").await;
    assert_eq!(all.len(), 1);
    assert_eq!((&all[0].0, &all[0].1["display_id"]), (&json!("destroy"), &json!(id)));
    desk.close().await;
}

#[tokio::test]
async fn policies_that_are_removed_are_noted_and_what_is_gone_is_not_shown() {
    let desk = Desk::open().await;
    let policy = json!({ "name": "Gold", "first_response_time_threshold": 600.0 });
    let policy = desk.admin().post("sla_policies", policy).await.is(200).body;
    let path = format!("sla_policies/{}", policy["payload"]["id"]);
    let bot = desk.admin().post("agent_bots", json!({ "name": "Robo" })).await.id();
    let team = desk.add_team("billing", &[]).await;
    desk.admin().delete(&format!("teams/{team}")).await.is(200);

    desk.admin().delete(&path).await.is(200);

    let all = noted(&desk, "SlaPolicy").await;
    assert_eq!(all.len(), 1);
    let gone = (&all[0].0, &all[0].1["name"], &all[0].1["first_response_time_threshold"]);
    assert_eq!(gone, (&json!("destroy"), &json!("Gold"), &json!(600.0)));
    let entries = entries(&desk, "per_page=100").await;
    let shown = |kind: &str| {
        let of_kind = entries.iter().filter(|entry| entry["auditable_type"] == kind);
        of_kind.map(|entry| entry["auditable"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(shown("SlaPolicy"), [Value::Null]);
    assert_eq!(shown("Team"), [Value::Null, Value::Null]);
    let robo = shown("AgentBot");
    assert_eq!((&robo[0]["id"], &robo[0]["type"]), (&json!(bot), &json!("agent_bot")));
    desk.close().await;
}

#[tokio::test]
async fn who_signs_in_and_out_is_noted_in_each_of_their_accounts() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    let neighbour = desk.neighbour().await;
    let invited = json!({ "name": "Ben", "email": desk.email_of("Ben") });
    neighbour.post("agents", invited).await.is(200);

    let reply = desk.sign_in_as(&desk.email_of("Ben"), "wrong").await;
    assert_eq!(reply.status, 401);
    let device = desk.sign_in("Ben").await;
    device.delete("/auth/sign_out").await.is(200);

    for reader in [desk.admin(), neighbour] {
        let page = reader.get("audit_logs?per_page=2").await.is(200).body;
        let logs = &page["audit_logs"];
        assert_eq!(each(logs, "action"), ["sign_out", "sign_in"]);
        assert_eq!(each(logs, "auditable_type"), ["User", "User"]);
        assert_eq!(each(logs, "auditable_id"), vec![desk.id_of("Ben"); 2]);
        assert_eq!(each(logs, "username"), vec![desk.email_of("Ben"); 2]);
        assert_eq!(each(logs, "remote_address"), ["127.0.0.1", "127.0.0.1"]);
        assert_eq!(logs[0]["associated_id"], reader.account());
        assert!(logs[0]["request_uuid"].is_string());
        assert_eq!(
            (&logs[0]["auditable"]["name"], &logs[0]["auditable"]["type"]),
            (&json!("Ben"), &json!("user"))
        );
    }
    desk.close().await;
}

#[tokio::test]
async fn what_lets_somebody_in_is_never_noted() {
    let desk = Desk::open().await;
    let hook = json!({ "url": "https://hooks.test" });
    let hook = desk.admin().post("webhooks", hook).await.is(200).body["payload"]["webhook"].clone();
    let bot = desk.admin().post("agent_bots", json!({ "name": "Robo" })).await.is(200).body;
    let path = format!("agent_bots/{}", bot["id"]);
    let renewed = desk.admin().post(&format!("{path}/reset_secret"), json!({})).await.is(200).body;
    let inbox = json!({ "name": "Site", "channel": { "type": "api" } });
    let inbox = desk.admin().post("inboxes", inbox).await.is(200).body;
    let mailbox = json!({
        "name": "Mail", "channel": {
            "type": "email", "email": "a@x.test", "imap_password": "imap-secret",
            "smtp_password": "smtp-secret"
        }
    });
    desk.admin().post("inboxes", mailbox).await.is(200);

    let log = desk.admin().get("audit_logs?per_page=100").await.is(200).text;

    let secrets = [
        &hook["secret"],
        &bot["access_token"],
        &bot["secret"],
        &renewed["secret"],
        &inbox["hmac_token"],
        &inbox["secret"],
        &json!("imap-secret"),
        &json!("smtp-secret"),
    ];
    for secret in secrets {
        let secret = secret.as_str().expect("there is such a secret");
        assert!(!log.contains(secret), "{log}");
    }
    desk.close().await;
}

#[tokio::test]
async fn what_is_refused_is_not_noted() {
    let desk = Desk::open().await;
    let before = desk.count("audits").await;

    desk.admin().post("teams", json!({ "name": "" })).await.is(422);
    desk.agent().post("teams", json!({ "name": "billing" })).await.is(401);
    desk.admin().delete("webhooks/999").await.is(404);

    assert_eq!(desk.count("audits").await, before);
    desk.close().await;
}

#[tokio::test]
async fn entries_are_kept_for_a_year() {
    let desk = Desk::open().await;
    background::begin(&desk.app).await.unwrap();
    desk.settle().await;
    desk.wait(Duration::from_hours(24 * 364));
    desk.admin().post("teams", json!({ "name": "billing" })).await.is(200);
    desk.settle().await;
    let all = desk.count("audits").await;
    assert!(all > 1, "what has been done is still there");

    desk.wait(Duration::from_hours(24 * 2));

    assert_eq!(entries(&desk, "").await.len(), 1, "what is too old is not told any more");
    desk.settle().await;
    assert_eq!(desk.count("audits").await, 1);
    desk.close().await;
}

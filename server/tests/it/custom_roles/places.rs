//! Every place in which a conversation is seen, for every kind of role.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{ADAS, ALL, BENS, NOBODYS, SHARED, Scene};
use crate::support::each;

/// A role, the conversations that are in lists for whoever has it, and those that are seen one by
/// one.
struct Kind {
    permissions: &'static [&'static str],
    listed: &'static [i64],
    seen: &'static [i64],
}

const KINDS: [Kind; 5] = [
    Kind { permissions: &["conversation_manage"], listed: &ALL, seen: &ALL },
    Kind {
        permissions: &["conversation_unassigned_manage"],
        listed: &[NOBODYS, BENS],
        seen: &[NOBODYS, BENS],
    },
    Kind {
        permissions: &["conversation_participating_manage"],
        listed: &[BENS],
        seen: &[BENS, SHARED],
    },
    Kind {
        permissions: &["conversation_unassigned_manage", "conversation_participating_manage"],
        listed: &[NOBODYS, BENS],
        seen: &[NOBODYS, BENS, SHARED],
    },
    Kind { permissions: &["contact_manage", "report_manage"], listed: &[], seen: &[] },
];

fn numbers(list: &Value, field: &str) -> BTreeSet<i64> {
    each(list, field).iter().map(|id| id.as_i64().unwrap()).collect()
}

impl Scene {
    /// What Ben finds at an address, by the number of the conversation.
    async fn at(&self, path: &str, list: &str, field: &str) -> BTreeSet<i64> {
        let found = self.desk.agent().get(path).await.is(200).body;
        numbers(found.pointer(list).unwrap_or_else(|| panic!("no {list} in {found}")), field)
    }

    /// What Ben sees in each list.
    async fn lists(&self) -> Vec<(&'static str, BTreeSet<i64>)> {
        let rule = |key: &str, value: Value| {
            json!({
                "attribute_key": key, "filter_operator": "equal_to", "values": [value]
            })
        };
        let filtered = async |rules: Value| {
            let wanted = json!({ "payload": rules });
            let found = self.desk.agent().post("conversations/filter", wanted).await.is(200).body;
            assert_eq!(found["meta"]["all_count"], found["payload"].as_array().unwrap().len());
            numbers(&found["payload"], "id")
        };
        let mut of_contacts = BTreeSet::new();
        for contact in &self.contacts {
            let path = format!("contacts/{contact}/conversations");
            of_contacts.extend(self.at(&path, "/payload", "id").await);
        }
        let board = format!("funnels/{}/kanban", self.funnel);
        let open = "conversations?sort_by=created_at_asc";
        vec![
            ("open ones", self.at("conversations", "/data/payload", "id").await),
            ("all", self.at("conversations?status=all", "/data/payload", "id").await),
            ("in another order", self.at(open, "/data/payload", "id").await),
            ("pages by place", self.at("conversations?cursor=", "/data/payload", "id").await),
            ("by text", self.at("conversations?q=needle", "/data/payload", "id").await),
            ("said", self.at("conversations/search?q=needle", "/payload", "id").await),
            (
                "found by contact",
                self.at("search/conversations?q=example", "/payload/conversations", "id").await,
            ),
            ("found", self.at("search/conversations?q=", "/payload/conversations", "id").await),
            (
                "messages",
                self.at("search/messages?q=needle", "/payload/messages", "conversation_id").await,
            ),
            ("filtered", filtered(json!([rule("status", json!("open"))])).await),
            ("filtered by number", filtered(json!([rule("display_id", json!(ADAS)),])).await),
            ("of contacts", of_contacts),
            ("on a board", self.at(&board, "/columns/0/cards", "conversation_id").await),
        ]
    }

    /// What Ben is counted, as `all`, `mine`, `unassigned` and `assigned`.
    async fn counts(&self, query: &str) -> [i64; 4] {
        let path = format!("conversations/meta?{query}");
        let meta = self.desk.agent().get(&path).await.is(200).body["meta"].clone();
        ["all_count", "mine_count", "unassigned_count", "assigned_count"]
            .map(|name| meta[name].as_i64().unwrap())
    }
}

#[tokio::test]
async fn lists_and_counts_hold_what_the_role_lets_one_see() {
    let scene = Scene::open().await;
    for Kind { permissions, listed, .. } in KINDS {
        scene.allow(permissions).await;

        let listed: BTreeSet<i64> = listed.iter().copied().collect();
        for (place, found) in scene.lists().await {
            let expected = match place {
                "filtered by number" => listed.iter().copied().filter(|id| *id == ADAS).collect(),
                _ => listed.clone(),
            };
            assert_eq!(found, expected, "{place}, {permissions:?}");
        }
        let count =
            |of: &[i64]| i64::try_from(of.iter().filter(|id| listed.contains(id)).count()).unwrap();
        let (all, unassigned) = (count(&ALL), count(&[NOBODYS]));
        let expected = [all, count(&[BENS]), unassigned, all - unassigned];
        assert_eq!(scene.counts("").await, expected, "{permissions:?}");
        assert_eq!(scene.counts("status=all&q=needle").await, expected, "{permissions:?}");
        assert_eq!(scene.counts("updated_within=60").await, expected, "{permissions:?}");
    }
    scene.desk.close().await;
}

#[tokio::test]
async fn parts_of_lists_hold_no_more_than_the_whole() {
    let scene = Scene::open().await;
    let part = async |query: &str| {
        scene.at(&format!("conversations?status=all&{query}"), "/data/payload", "id").await
    };
    for Kind { permissions, listed, seen } in KINDS {
        scene.allow(permissions).await;

        let among = |of: &[i64], all: &[i64]| -> BTreeSet<i64> {
            of.iter().copied().filter(|id| all.contains(id)).collect()
        };
        assert_eq!(part("assignee_type=me").await, among(&[BENS], listed), "{permissions:?}");
        let unassigned = part("assignee_type=unassigned").await;
        assert_eq!(unassigned, among(&[NOBODYS], listed), "{permissions:?}");
        let assigned = part("assignee_type=assigned").await;
        assert_eq!(assigned, among(&[BENS, ADAS, SHARED], listed), "{permissions:?}");
        let participating = part("conversation_type=participating").await;
        assert_eq!(participating, among(&[BENS, SHARED], seen), "{permissions:?}");
        let unattended = part("conversation_type=unattended").await;
        assert_eq!(unattended, among(&ALL, listed), "{permissions:?}");
    }
    scene.desk.close().await;
}

#[tokio::test]
async fn a_conversation_and_all_below_it_is_seen_or_it_is_not() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    for Kind { permissions, seen, .. } in KINDS {
        scene.allow(permissions).await;
        for id in ALL {
            let path = |below: &str| format!("conversations/{id}{below}");
            let status = if seen.contains(&id) { 200 } else { 401 };
            for below in [
                "",
                "/messages",
                "/attachments",
                "/labels",
                "/participants",
                "/reporting_events",
                "/draft_messages",
            ] {
                let reply = desk.agent().get(&path(below)).await;
                assert_eq!(reply.status, status, "{id}{below}, {permissions:?}: {}", reply.text);
            }
            for (below, body) in [
                ("/messages", json!({ "content": "Psst", "private": true })),
                ("/labels", json!({ "labels": ["mine"] })),
                ("/toggle_priority", json!({ "priority": "high" })),
                ("/toggle_typing_status", json!({ "typing_status": "on" })),
                ("/update_last_seen", json!({})),
                ("/custom_attributes", json!({ "custom_attributes": {} })),
                ("/participants", json!({ "user_ids": [desk.id_of("Ada")] })),
            ] {
                let reply = desk.agent().post(&path(below), body).await;
                assert_eq!(reply.status, status, "{id}{below}, {permissions:?}: {}", reply.text);
            }
        }
    }
    scene.desk.close().await;
}

#[tokio::test]
async fn what_is_not_seen_is_not_changed() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    scene.allow(&["conversation_unassigned_manage"]).await;
    let path = format!("conversations/{ADAS}");
    let reason = "You are not authorized to do this action";

    let to_ben = json!({ "assignee_id": desk.id_of("Ben") });
    desk.agent().post(&format!("{path}/assignments"), to_ben).await.says(401, reason);
    desk.agent().post(&format!("{path}/mute"), json!({})).await.says(401, reason);
    desk.agent().patch(&path, json!({ "priority": "low" })).await.says(401, reason);
    let letter = json!({ "email": "ben@x.test" });
    desk.agent().post(&format!("{path}/transcript"), letter).await.says(401, reason);
    let draft = json!({ "draft_message": { "message": "x" } });
    desk.agent().patch(&format!("{path}/draft_messages"), draft).await.says(401, reason);
    let card = json!({ "conversation_id": ADAS, "stage_name": "New" });
    let board = format!("funnels/{}/kanban", scene.funnel);
    desk.agent().post(&format!("{board}/move_conversation"), card.clone()).await.says(401, reason);
    desk.agent().post(&format!("{board}/remove_conversation"), card).await.says(401, reason);
    let labels = json!({ "add": ["done"] });
    let bulk = json!({ "type": "Conversation", "ids": ALL, "labels": labels });
    desk.agent().post("bulk_actions", bulk).await.is(200);
    let steps = json!([{ "action_name": "add_label", "action_params": ["by-macro"] }]);
    let new = json!({ "name": "Mark", "actions": steps });
    let made = desk.agent().post("macros", new).await.is(200).body;
    let execute = format!("macros/{}/execute", made["payload"]["id"]);
    desk.agent().post(&execute, json!({ "conversation_ids": ALL })).await.is(200);
    desk.settle().await;

    for id in ALL {
        let mut labels = each_label(&desk.show(id).await);
        labels.sort();
        let expected = if id == NOBODYS || id == BENS { vec!["by-macro", "done"] } else { vec![] };
        assert_eq!(labels, expected, "{id}");
    }
    scene.desk.close().await;
}

#[tokio::test]
async fn who_gives_many_away_at_once_does_the_rest_to_them_too() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    scene.allow(&["conversation_unassigned_manage"]).await;
    let team = desk.add_team("Billing", &["Ada"]).await;

    let fields = json!({ "assignee_id": desk.id_of("Ada"), "team_id": team });
    let bulk = json!({ "type": "Conversation", "ids": ALL, "fields": fields });
    desk.agent().post("bulk_actions", bulk).await.is(200);
    desk.settle().await;

    for id in ALL {
        let meta = desk.show(id).await["meta"].clone();
        assert_eq!(meta["assignee"]["name"], "Ada", "{id}");
        let expected = if id == NOBODYS || id == BENS { json!(team) } else { Value::Null };
        assert_eq!(meta["team"]["id"], expected, "{id}");
    }
    scene.desk.close().await;
}

#[tokio::test]
async fn who_sees_no_conversations_is_given_none() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    scene.allow(&["report_manage"]).await;
    let new = json!({ "name": "Chat", "channel": { "type": "api" } });
    let inbox = desk.admin().post("inboxes", new).await.id();
    let members = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Ben")] });
    desk.admin().post("inbox_members", members).await.is(200);
    let new = json!({ "inbox_id": inbox, "contact_id": scene.contacts[0] });
    let id = desk.conversation_with(new).await;
    desk.settle().await;
    assert_eq!(desk.show(id).await["meta"]["assignee"], Value::Null);

    let wider = json!({ "permissions": ["conversation_participating_manage"] });
    desk.admin().patch(&format!("custom_roles/{}", scene.role), wider).await.is(200);
    desk.settle().await;

    assert_eq!(desk.show(id).await["meta"]["assignee"]["name"], "Ben");
    scene.desk.close().await;
}

#[tokio::test]
async fn a_board_counts_what_is_seen_on_it() {
    let scene = Scene::open().await;
    let sums = async || {
        let path = format!("funnels/{}", scene.funnel);
        let board = scene.desk.agent().get(&format!("{path}/kanban")).await.is(200).body;
        let shown = scene.desk.agent().get(&path).await.is(200).body;
        let column = &board["columns"][0];
        assert_eq!(column["conversations_count"], shown["conversations_count"]);
        assert_eq!(column["total_value"], shown["total_value"]);
        let rate = shown["metrics"]["conversion_rate"].as_f64().unwrap();
        (shown["conversations_count"].clone(), shown["total_value"].clone(), rate)
    };
    assert_eq!(sums().await, (json!(4), json!(40.0), 100.0));

    scene.allow(&["conversation_unassigned_manage"]).await;
    assert_eq!(sums().await, (json!(2), json!(20.0), 100.0));
    scene.allow(&[]).await;
    assert_eq!(sums().await, (json!(0), json!(0.0), 0.0));
    scene.desk.close().await;
}

#[tokio::test]
async fn a_team_opens_conversations_as_far_as_the_role_does() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    let inbox = desk.add_inbox("Elsewhere", &[]).await;
    let team = desk.add_team("Billing", &["Ben"]).await;
    let lea = scene.contacts[0];
    let new = json!({ "inbox_id": inbox, "contact_id": lea, "team_id": team });
    let id = desk.conversation_with(new).await;
    let path = format!("conversations/{id}");

    desk.agent().get(&path).await.is(200);
    scene.allow(&["conversation_unassigned_manage"]).await;
    desk.agent().get(&path).await.is(200);
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ada") })).await;
    desk.agent().get(&path).await.is(401);
    scene.allow(&["conversation_participating_manage"]).await;
    desk.agent().get(&path).await.is(401);
    scene.desk.close().await;
}

#[tokio::test]
async fn an_inbox_with_one_conversation_for_each_contact_opens_none_that_is_not_seen() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    let inbox = desk.inbox().await;
    let only_one = json!({ "lock_to_single_conversation": true });
    desk.admin().patch(&format!("inboxes/{inbox}"), only_one).await.is(200);
    scene.allow(&["conversation_unassigned_manage"]).await;
    let new = |contact: i64| {
        json!({
            "inbox_id": inbox, "contact_id": contact, "message": { "content": "Hello again" }
        })
    };

    assert_eq!(desk.agent().post("conversations", new(scene.contacts[0])).await.id(), NOBODYS);
    desk.agent().post("conversations", new(scene.contacts[2])).await.is(401);

    scene.desk.close().await;
}

/// The labels of a conversation that is shown.
fn each_label(shown: &Value) -> Vec<String> {
    let labels = shown["labels"].as_array().expect("there are labels");
    labels.iter().map(|label| label.as_str().expect("a title").to_owned()).collect()
}

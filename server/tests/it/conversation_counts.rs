//! The counts of lists, held against a recount after many random changes.

use std::collections::{BTreeMap, BTreeSet};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use serde_json::json;

use crate::support::{Client, Desk};

const STATUSES: [&str; 4] = ["open", "resolved", "pending", "snoozed"];

/// What conversations carry. The second is a label, which is now and then called as the third is.
const TAGS: [&str; 3] = ["vip", "late", "lost"];

/// What is to be known of a conversation to count it.
#[derive(Clone, Debug, PartialEq)]
struct Known {
    status: usize,
    inbox: i64,
    contact: i64,
    team: Option<i64>,
    assignee: Option<i64>,
    tags: BTreeSet<&'static str>,
}

/// The account as it should be.
struct Model {
    conversations: BTreeMap<i64, Known>,
    inboxes: Vec<i64>,
    contacts: Vec<i64>,
    /// Each with its member.
    teams: Vec<(i64, i64)>,
    people: Vec<i64>,
    /// The label, and what it is called.
    label: (i64, &'static str),
}

#[tokio::test]
async fn counts_are_what_a_recount_finds_whatever_happens() {
    let desk = Desk::open().await;
    let mut dice = StdRng::seed_from_u64(7);
    let mut model = begin(&desk).await;

    for round in 0..8 {
        for _ in 0..80 {
            change(&desk, &mut model, &mut dice).await;
        }
        recount(&desk, &model, round).await;
    }

    desk.close().await;
}

#[tokio::test]
async fn counts_stay_right_when_many_change_the_same_conversations_at_once() {
    let desk = Desk::open().await;
    let mut model = begin(&desk).await;
    for _ in 0..6 {
        add(&desk, &mut model, 0, 0).await;
    }
    let ids: Vec<i64> = model.conversations.keys().copied().collect();

    let hands = (0..8_u64).map(|seed| {
        let (ids, people, teams) = (ids.clone(), model.people.clone(), model.teams.clone());
        shake(desk.admin(), ids, people, teams, StdRng::seed_from_u64(seed))
    });
    futures_util::future::join_all(hands).await;

    for (id, known) in &mut model.conversations {
        let shown = desk.show(*id).await;
        let status = STATUSES.iter().position(|status| shown["status"] == *status);
        known.status = status.expect("it is one of them");
        known.assignee = shown["meta"]["assignee"]["id"].as_i64();
        known.team = shown["meta"]["team"]["id"].as_i64();
        let carries = |tag: &&str| shown["labels"].as_array().unwrap().contains(&json!(tag));
        known.tags = TAGS.into_iter().filter(carries).collect();
    }
    recount(&desk, &model, 0).await;
    desk.close().await;
}

async fn begin(desk: &Desk) -> Model {
    let (ben, cleo) = (desk.id_of("Ben"), desk.id_of("Cleo"));
    let inboxes = vec![
        desk.inbox().await,
        desk.add_inbox("Sales", &["Ben", "Cleo"]).await,
        desk.add_inbox("Empty", &[]).await,
    ];
    let contacts =
        vec![desk.contact("Lea").await, desk.contact("Max").await, desk.contact("Noa").await];
    let teams = vec![
        (desk.add_team("Bens", &["Ben"]).await, ben),
        (desk.add_team("Cleos", &["Cleo"]).await, cleo),
    ];
    let people = vec![desk.id_of("Ada"), ben, cleo];
    let label = desk.admin().post("labels", json!({ "title": TAGS[1] })).await.is(200);
    let label = (label.body["id"].as_i64().expect("it has an id"), TAGS[1]);
    Model { conversations: BTreeMap::new(), inboxes, contacts, teams, people, label }
}

/// One random change, to the account and to what is known of it.
async fn change(desk: &Desk, model: &mut Model, dice: &mut StdRng) {
    let (inbox, contact) = (dice.random_range(0..3), dice.random_range(0..3));
    let what = dice.random_range(0..115);
    if what < 25 || model.conversations.is_empty() {
        return add(desk, model, inbox, contact).await;
    }
    let at = dice.random_range(0..model.conversations.len());
    let (id, known) = model.conversations.iter_mut().nth(at).expect("it is there");
    match what {
        25..50 => {
            known.status = dice.random_range(0..4);
            desk.set_status(*id, STATUSES[known.status]).await;
        }
        50..70 => {
            let chosen = dice.random_range(0..4);
            known.assignee = model.people.get(chosen).copied();
            desk.assign(*id, json!({ "assignee_id": known.assignee })).await;
        }
        70..85 => {
            let chosen = model.teams.get(dice.random_range(0..3)).copied();
            let team = chosen.map(|(team, _)| team);
            let is_new = known.team != team;
            known.team = team;
            if is_new && chosen.is_some_and(|(_, member)| known.assignee != Some(member)) {
                known.assignee = None;
            }
            desk.assign(*id, json!({ "team_id": known.team })).await;
        }
        85..95 => {
            desk.contact_says(*id, "Hello").await;
            if matches!(STATUSES[known.status], "resolved" | "snoozed") {
                known.status = 0;
            }
        }
        95..98 => {
            desk.admin().delete(&format!("contacts/{}", model.contacts[contact])).await.is(200);
            model.conversations.retain(|_, known| known.contact != model.contacts[contact]);
            let name = format!("Contact {}", dice.random::<u32>());
            model.contacts[contact] = desk.contact_with(json!({ "name": name })).await;
        }
        98..110 => {
            known.tags = TAGS.into_iter().filter(|_| dice.random()).collect();
            let path = format!("conversations/{id}/labels");
            desk.admin().post(&path, json!({ "labels": known.tags })).await.is(200);
        }
        110..113 => {
            let (label, old) = model.label;
            let new = if old == TAGS[1] { TAGS[2] } else { TAGS[1] };
            let path = format!("labels/{label}");
            desk.admin().patch(&path, json!({ "title": new })).await.is(200);
            model.label = (label, new);
            for known in model.conversations.values_mut() {
                if known.tags.remove(old) {
                    known.tags.insert(new);
                }
            }
        }
        _ => {
            let gone = model.inboxes[2];
            desk.admin().delete(&format!("inboxes/{gone}")).await.is(200);
            model.conversations.retain(|_, known| known.inbox != gone);
            model.inboxes[2] = desk.add_inbox("Another", &[]).await;
        }
    }
}

async fn add(desk: &Desk, model: &mut Model, inbox: usize, contact: usize) {
    let (inbox, contact) = (model.inboxes[inbox], model.contacts[contact]);
    let id = desk.conversation_with(json!({ "inbox_id": inbox, "contact_id": contact })).await;
    let tags = BTreeSet::new();
    let known = Known { status: 0, inbox, contact, team: None, assignee: None, tags };
    model.conversations.insert(id, known);
}

/// Counts everything that can be counted, as every person sees it.
async fn recount(desk: &Desk, model: &Model, round: usize) {
    let (support, sales) = (model.inboxes[0], model.inboxes[1]);
    let people = [
        ("Ada", desk.admin(), model.inboxes.clone()),
        ("Ben", desk.agent(), vec![support, sales]),
        ("Cleo", desk.outsider(), vec![sales]),
    ];
    for (name, person, inboxes) in people {
        let me = desk.id_of(name);
        let asked = [None].into_iter().chain(model.inboxes.iter().copied().map(Some));
        for inbox in asked {
            let teams = model.teams.iter().map(|(team, _)| (Some(*team), None));
            let tags = TAGS.iter().map(|tag| (None, Some(*tag)));
            for (team, tag) in [(None, None)].into_iter().chain(teams).chain(tags) {
                for status in ["all", "open", "resolved", "pending", "snoozed"] {
                    let counted = model.conversations.values().filter(|known| {
                        inboxes.contains(&known.inbox)
                            && inbox.is_none_or(|inbox| known.inbox == inbox)
                            && team.is_none_or(|team| known.team == Some(team))
                            && tag.is_none_or(|tag| known.tags.contains(tag))
                            && (status == "all" || STATUSES[known.status] == status)
                    });
                    let mut query = format!("status={status}");
                    query.extend(inbox.map(|inbox| format!("&inbox_id={inbox}")));
                    query.extend(team.map(|team| format!("&team_id={team}")));
                    query.extend(tag.map(|tag| format!("&labels[]={tag}")));
                    let found = counts(&person, &query).await;
                    assert_eq!(found, tally(counted, me), "{name} {query} in round {round}");
                }
            }
        }
    }
}

/// Mine, assigned, unassigned and all, as the server has them.
async fn counts(person: &Client, query: &str) -> [i64; 4] {
    let meta = person.get(&format!("conversations/meta?{query}")).await.is(200).body;
    ["mine_count", "assigned_count", "unassigned_count", "all_count"]
        .map(|count| meta["meta"][count].as_i64().expect("a count is a number"))
}

fn tally<'a>(counted: impl Iterator<Item = &'a Known>, me: i64) -> [i64; 4] {
    let mut counts = [0; 4];
    for known in counted {
        counts[0] += i64::from(known.assignee == Some(me));
        counts[1] += i64::from(known.assignee.is_some());
        counts[2] += i64::from(known.assignee.is_none());
        counts[3] += 1;
    }
    counts
}

/// One of many who change whatever they get hold of.
async fn shake(
    person: Client,
    ids: Vec<i64>,
    people: Vec<i64>,
    teams: Vec<(i64, i64)>,
    mut dice: StdRng,
) {
    for _ in 0..25 {
        let id = ids[dice.random_range(0..ids.len())];
        let (path, body) = match dice.random_range(0..5) {
            0 => ("toggle_status", json!({ "status": STATUSES[dice.random_range(0..4)] })),
            1 => ("assignments", json!({ "assignee_id": people.get(dice.random_range(0..4)) })),
            2 => {
                let team = teams.get(dice.random_range(0..3)).map(|(team, _)| *team);
                ("assignments", json!({ "team_id": team }))
            }
            3 => {
                let tags: Vec<_> = TAGS.into_iter().filter(|_| dice.random()).collect();
                ("labels", json!({ "labels": tags }))
            }
            _ => ("messages", json!({ "content": "Hello", "message_type": "incoming" })),
        };
        let reply = person.post(&format!("conversations/{id}/{path}"), body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    }
}

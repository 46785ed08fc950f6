//! Who is given a conversation that nobody has: at once, and later.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Desk, Program, Told, each};

/// An inbox that gives its conversations to these people.
async fn inbox(desk: &Desk, members: &[&str]) -> i64 {
    let new = json!({ "name": "Chat", "channel": { "type": "api" } });
    let id = desk.admin().post("inboxes", new).await.id();
    let users: Vec<i64> = members.iter().map(|name| desk.id_of(name)).collect();
    let members = json!({ "inbox_id": id, "user_ids": users });
    desk.admin().post("inbox_members", members).await.is(200);
    id
}

/// A team that gives its conversations to these people.
async fn team(desk: &Desk, name: &str, members: &[&str]) -> i64 {
    let id = desk.admin().post("teams", json!({ "name": name })).await.id();
    let users: Vec<i64> = members.iter().map(|name| desk.id_of(name)).collect();
    let path = format!("teams/{id}/team_members");
    desk.admin().post(&path, json!({ "user_ids": users })).await.is(200);
    id
}

/// A conversation that begins in an inbox, as the answer tells of it.
async fn begin(desk: &Desk, inbox: i64, more: Value) -> Value {
    let contact = match desk.agent().get("contacts/search?q=lea").await.body["payload"].get(0) {
        Some(lea) => lea["id"].as_i64().unwrap(),
        None => desk.contact("Lea").await,
    };
    let mut new = json!({ "inbox_id": inbox, "contact_id": contact });
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    desk.admin().post("conversations", new).await.is(200).body
}

/// Begins so many, and tells who was given each.
async fn given(desk: &Desk, inbox: i64, count: usize) -> Vec<Value> {
    let mut given = Vec::new();
    for _ in 0..count {
        given.push(holder(&begin(desk, inbox, json!({})).await));
    }
    given
}

fn holder(conversation: &Value) -> Value {
    conversation["meta"]["assignee"]["name"].clone()
}

async fn holder_of(desk: &Desk, id: &Value) -> Value {
    holder(&desk.show(id.as_i64().unwrap()).await)
}

/// Nobody of them is at their dashboard.
async fn all_leave(desk: &Desk) {
    for name in ["Ada", "Ben", "Cleo"] {
        desk.set_availability(name, "online", true).await;
    }
    desk.settle().await;
}

/// Someone's dashboard comes back, as the socket tells of it.
async fn comes(desk: &Desk, name: &str) {
    desk.hear(name);
    desk.offer_work(name).await;
    desk.settle().await;
}

/// How many open conversations each has, and nobody.
async fn held(desk: &Desk, names: &[&str]) -> Vec<i64> {
    let mut held = Vec::new();
    for name in names {
        let path = "conversations/meta?assignee_type=me&status=open";
        held.push(desk.client(name).get(path).await.body["meta"]["mine_count"].as_i64().unwrap());
    }
    let meta = desk.admin().get("conversations/meta?status=open").await.is(200).body;
    held.push(meta["meta"]["unassigned_count"].as_i64().unwrap());
    held
}

#[tokio::test]
async fn conversations_are_given_by_turns_at_once() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben", "Cleo"]).await;

    assert_eq!(given(&desk, inbox, 5).await, ["Ben", "Cleo", "Ben", "Cleo", "Ben"]);

    let first = desk.show(1).await;
    assert_eq!(first["meta"]["assignee_type"], "User");
    let part = "conversations?conversation_type=participating";
    let taking_part = desk.agent().get(part).await.is(200).body;
    assert_eq!(taking_part["data"]["meta"]["all_count"], 3, "who has one takes part in it");
    desk.close().await;
}

#[tokio::test]
async fn whoever_joins_comes_last_and_whoever_missed_their_turn_comes_next() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben", "Cleo"]).await;
    assert_eq!(given(&desk, inbox, 1).await, ["Ben"]);

    let ada = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Ada")] });
    desk.admin().post("inbox_members", ada).await.is(200);
    assert_eq!(given(&desk, inbox, 3).await, ["Cleo", "Ben", "Ada"]);

    desk.set_availability("Cleo", "busy", false).await;
    assert_eq!(given(&desk, inbox, 2).await, ["Ben", "Ada"]);
    desk.set_availability("Cleo", "online", false).await;
    assert_eq!(given(&desk, inbox, 3).await, ["Cleo", "Ben", "Ada"]);
    desk.close().await;
}

#[tokio::test]
async fn turns_go_on_after_the_server_was_started_again() {
    let program = Program::new().await;
    let owner = [
        "account",
        "create",
        "--json",
        "--name",
        "Acme",
        "--admin-name",
        "Ada",
        "--admin-email",
        "ada@acme.test",
        "--admin-password",
        "Correct horse 1!",
    ];
    let created = program.run(&owner).json();
    let server = program.serve();
    let admin = server.client(&created);
    let mut users = Vec::new();
    for name in ["Ben", "Cleo", "Dan"] {
        let new = json!({
            "name": name, "email": format!("{name}@acme.test"), "auto_offline": false
        });
        users.push(admin.post("agents", new).await.id());
    }
    let new = json!({ "name": "Chat", "channel": { "type": "api" } });
    let inbox = admin.post("inboxes", new).await.id();
    let members = json!({ "inbox_id": inbox, "user_ids": users });
    admin.post("inbox_members", members).await.is(200);
    let contact = admin.post("contacts", json!({ "name": "Lea", "email": "lea@x.test" })).await;
    let contact = contact.is(200).body["payload"]["contact"]["id"].clone();
    let new = json!({ "inbox_id": inbox, "contact_id": contact });
    assert_eq!(holder(&admin.post("conversations", new.clone()).await.body), "Ben");
    server.stop();

    let server = program.serve();

    let admin = server.client(&created);
    for name in ["Cleo", "Dan", "Ben"] {
        assert_eq!(holder(&admin.post("conversations", new.clone()).await.body), name);
    }
    server.stop();
    program.remove().await;
}

#[tokio::test]
async fn only_members_of_the_inbox_who_are_online_are_given_any() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben", "Cleo"]).await;
    let now = async || holder(&begin(&desk, inbox, json!({})).await);

    desk.set_availability("Ben", "busy", false).await;
    desk.set_availability("Cleo", "offline", false).await;
    assert_eq!(now().await, Value::Null, "Ada is online and does not belong to it");
    desk.set_availability("Ben", "online", true).await;
    assert_eq!(now().await, Value::Null, "nothing was heard of Ben");
    desk.hear("Ben");
    assert_eq!(now().await, "Ben");
    desk.wait(Duration::from_secs(21));
    assert_eq!(now().await, Value::Null);

    desk.close().await;
}

#[tokio::test]
async fn nobody_is_given_any_where_that_is_switched_off() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben"]).await;
    let off = json!({ "enable_auto_assignment": false });
    desk.admin().patch(&format!("inboxes/{inbox}"), off).await.is(200);

    assert_eq!(given(&desk, inbox, 2).await, [Value::Null, Value::Null]);
    desk.settle().await;
    assert_eq!(held(&desk, &["Ben"]).await, [0, 2]);

    let on = json!({ "enable_auto_assignment": true });
    desk.admin().patch(&format!("inboxes/{inbox}"), on).await.is(200);
    desk.settle().await;
    assert_eq!(held(&desk, &["Ben"]).await, [2, 0], "those who wait are given to somebody");
    desk.close().await;
}

#[tokio::test]
async fn what_is_not_open_is_given_to_nobody_until_it_is() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben"]).await;
    for status in ["pending", "resolved", "snoozed"] {
        let begun = begin(&desk, inbox, json!({ "status": status })).await;
        assert_eq!(holder(&begun), Value::Null, "{status}");
        desk.settle().await;
        assert_eq!(holder_of(&desk, &begun["id"]).await, Value::Null, "{status}");

        desk.set_status(begun["id"].as_i64().unwrap(), "open").await;

        assert_eq!(holder_of(&desk, &begun["id"]).await, "Ben", "{status}");
    }
    let resolved = begin(&desk, inbox, json!({ "status": "resolved" })).await["id"].clone();
    desk.contact_says(resolved.as_i64().unwrap(), "Are you there?").await;
    assert_eq!(holder_of(&desk, &resolved).await, "Ben", "a message opens it too");
    desk.close().await;
}

#[tokio::test]
async fn what_comes_back_from_being_put_off_is_given_to_somebody() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben"]).await;
    let begun = begin(&desk, inbox, json!({ "status": "pending" })).await["id"].clone();
    let until = json!({
        "status": "snoozed", "snoozed_until": desk.clock.now().seconds() + 60
    });
    let path = format!("conversations/{begun}/toggle_status");
    desk.admin().post(&path, until).await.is(200);

    desk.wait(Duration::from_mins(1));
    desk.settle().await;

    assert_eq!(holder_of(&desk, &begun).await, "Ben");
    desk.close().await;
}

#[tokio::test]
async fn whoever_has_one_keeps_it_while_they_belong_to_the_inbox() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben", "Cleo"]).await;
    let id = begin(&desk, inbox, json!({})).await["id"].as_i64().unwrap();
    desk.set_availability("Ben", "offline", false).await;
    desk.set_status(id, "resolved").await;

    desk.contact_says(id, "One more thing").await;
    assert_eq!(holder(&desk.show(id).await), "Ben", "also while they are away");
    desk.set_status(id, "resolved").await;
    let gone = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Ben")] });
    desk.admin().delete_with("inbox_members", gone).await.is(200);
    desk.contact_says(id, "And another").await;

    assert_eq!(holder(&desk.show(id).await), "Cleo");
    desk.close().await;
}

#[tokio::test]
async fn whoever_is_named_is_given_it_when_they_belong_to_the_inbox_or_nobody_is_there() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben", "Cleo"]).await;
    let named = async |name: &str| {
        holder(&begin(&desk, inbox, json!({ "assignee_id": desk.id_of(name) })).await)
    };

    assert_eq!(named("Cleo").await, "Cleo");
    assert_eq!(named("Cleo").await, "Cleo");
    // Contract 2.10: someone who does not belong to the inbox counts as nobody.
    assert_eq!(named("Ada").await, "Ben");
    all_leave(&desk).await;
    assert_eq!(named("Ada").await, "Ada");

    desk.close().await;
}

#[tokio::test]
async fn an_agent_who_opens_one_has_it_themselves() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Cleo"]).await;
    let begun = begin(&desk, inbox, json!({ "status": "pending" })).await;
    let id = begun["id"].as_i64().unwrap();
    let bens = desk.add_team("Sales", &["Ben"]).await;
    desk.assign(id, json!({ "team_id": bens })).await;

    let open = json!({ "status": "open" });
    desk.agent().post(&format!("conversations/{id}/toggle_status"), open).await.is(200);

    assert_eq!(holder(&desk.show(id).await), "Ben", "he sees it by his team only");
    desk.close().await;
}

#[tokio::test]
async fn nobody_has_more_at_once_than_is_set() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben", "Cleo"]).await;
    let path = format!("inboxes/{inbox}");
    let limited =
        |limit: Value| json!({ "auto_assignment_config": { "max_assignment_limit": limit } });
    desk.admin().patch(&path, limited(json!(2))).await.is(200);

    assert_eq!(given(&desk, inbox, 4).await, ["Ben", "Cleo", "Ben", "Cleo"]);
    assert_eq!(given(&desk, inbox, 2).await, [Value::Null, Value::Null]);
    desk.settle().await;
    assert_eq!(held(&desk, &["Ben", "Cleo"]).await, [2, 2, 2]);

    desk.set_status(2, "resolved").await;
    desk.settle().await;
    assert_eq!(holder(&desk.show(5).await), "Cleo", "who has room is given the one that waits");
    desk.set_status(1, "snoozed").await;
    desk.settle().await;
    assert_eq!(holder(&desk.show(6).await), "Ben");
    given(&desk, inbox, 3).await;
    desk.assign(3, json!({ "assignee_id": desk.id_of("Ada") })).await;
    desk.settle().await;
    assert_eq!(holder(&desk.show(7).await), "Ben", "giving one to somebody else makes room");

    desk.admin().patch(&path, limited(Value::Null)).await.is(200);
    desk.settle().await;
    assert_eq!(held(&desk, &["Ada", "Ben", "Cleo"]).await, [1, 3, 3, 0], "no limit, no waiting");
    for bad in [json!(0), json!(-1), json!("many"), json!(1.5)] {
        desk.admin().patch(&path, limited(bad)).await.refuses(&["max_assignment_limit"]);
    }
    desk.close().await;
}

#[tokio::test]
async fn removing_a_contact_makes_room_for_others() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben"]).await;
    let one = json!({ "auto_assignment_config": { "max_assignment_limit": 1 } });
    desk.admin().patch(&format!("inboxes/{inbox}"), one).await.is(200);
    let max = desk.contact("Max").await;
    let of_max = desk.conversation_with(json!({ "inbox_id": inbox, "contact_id": max })).await;
    let waiting = begin(&desk, inbox, json!({})).await;
    assert_eq!((holder(&desk.show(of_max).await), holder(&waiting)), (json!("Ben"), Value::Null));

    desk.admin().delete(&format!("contacts/{max}")).await.is(200);
    desk.settle().await;

    assert_eq!(holder_of(&desk, &waiting["id"]).await, "Ben");
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_of_a_team_is_given_to_its_members_only() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ada", "Ben", "Cleo"]).await;
    let sales = team(&desk, "Sales", &["Cleo"]).await;
    let apart = desk.add_team("Apart", &["Cleo"]).await;
    let empty = team(&desk, "Empty", &[]).await;
    let of = async |team: i64| holder(&begin(&desk, inbox, json!({ "team_id": team })).await);

    assert_eq!(of(sales).await, "Cleo");
    assert_eq!(of(sales).await, "Cleo");
    assert_eq!(of(apart).await, Value::Null, "this team gives nothing to anybody");
    assert_eq!(of(empty).await, Value::Null);
    desk.settle().await;
    assert_eq!(held(&desk, &["Ada", "Ben", "Cleo"]).await, [0, 0, 2, 2]);

    let gives = json!({ "allow_auto_assign": true });
    desk.admin().patch(&format!("teams/{apart}"), gives).await.is(200);
    desk.settle().await;
    assert_eq!(held(&desk, &["Ada", "Ben", "Cleo"]).await, [0, 0, 3, 1], "now it does");
    let ben = json!({ "user_ids": [desk.id_of("Ben")] });
    desk.admin().post(&format!("teams/{empty}/team_members"), ben).await.is(200);
    desk.settle().await;
    assert_eq!(held(&desk, &["Ada", "Ben", "Cleo"]).await, [0, 1, 3, 0], "somebody has joined it");
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_that_enters_a_team_is_given_to_one_of_it_whatever_the_inbox_says() {
    let desk = Desk::open().await;
    let inbox = desk.add_inbox("Quiet", &["Ben", "Cleo"]).await;
    let sales = team(&desk, "Sales", &["Ada", "Ben"]).await;
    let id = begin(&desk, inbox, json!({ "status": "pending" })).await["id"].as_i64().unwrap();
    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;

    desk.assign(id, json!({ "team_id": sales })).await;

    assert_eq!(
        holder(&desk.show(id).await),
        "Ben",
        "Cleo is not in the team, Ada not in the inbox"
    );
    let again = begin(&desk, inbox, json!({ "team_id": sales })).await;
    assert_eq!(holder(&again), "Ben");
    desk.assign(id, json!({ "team_id": null })).await;
    assert_eq!(holder(&desk.show(id).await), "Ben", "leaving a team takes it from nobody");
    desk.close().await;
}

#[tokio::test]
async fn who_found_nobody_is_given_to_whoever_comes() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben", "Cleo"]).await;
    all_leave(&desk).await;
    assert_eq!(given(&desk, inbox, 3).await, vec![Value::Null; 3]);
    desk.settle().await;
    assert_eq!(held(&desk, &["Ben", "Cleo"]).await, [0, 0, 3], "nobody is there");

    comes(&desk, "Ada").await;
    assert_eq!(held(&desk, &["Ben", "Cleo"]).await, [0, 0, 3], "Ada does not belong to the inbox");
    desk.hear("Ben");
    comes(&desk, "Cleo").await;

    let holders =
        [holder(&desk.show(1).await), holder(&desk.show(2).await), holder(&desk.show(3).await)];
    assert_eq!(holders, ["Ben", "Cleo", "Ben"], "in the order in which they began");
    desk.close().await;
}

#[tokio::test]
async fn whoever_sets_themselves_online_or_joins_is_given_what_waits() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben"]).await;
    desk.set_availability("Ben", "busy", false).await;
    let waiting = begin(&desk, inbox, json!({})).await["id"].clone();

    desk.set_availability("Ben", "online", false).await;
    desk.settle().await;
    assert_eq!(holder_of(&desk, &waiting).await, "Ben");

    desk.set_availability("Ben", "offline", false).await;
    let waiting = begin(&desk, inbox, json!({})).await["id"].clone();
    let members = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Cleo")] });
    desk.admin().put("inbox_members", members).await.is(200);
    desk.settle().await;
    assert_eq!(holder_of(&desk, &waiting).await, "Cleo");
    desk.close().await;
}

#[tokio::test]
async fn many_who_wait_are_given_away_in_batches() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben", "Cleo"]).await;
    let unmanned = team(&desk, "Unmanned", &[]).await;
    all_leave(&desk).await;
    for at in 0..230 {
        let team = if at < 120 { json!({ "team_id": unmanned }) } else { json!({}) };
        begin(&desk, inbox, team).await;
    }
    desk.settle().await;

    desk.hear("Ben");
    comes(&desk, "Cleo").await;

    assert_eq!(held(&desk, &["Ben", "Cleo"]).await, [55, 55, 120], "no team holds up others");
    desk.close().await;
}

#[tokio::test]
async fn what_an_agent_who_leaves_had_is_given_to_others() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben", "Cleo"]).await;
    given(&desk, inbox, 4).await;
    desk.set_status(3, "resolved").await;

    desk.admin().delete(&format!("agents/{}", desk.id_of("Ben"))).await.is(200);
    desk.settle().await;

    assert_eq!(held(&desk, &["Cleo"]).await, [3, 0]);
    assert_eq!(holder(&desk.show(3).await), Value::Null, "but what is done");
    desk.close().await;
}

#[tokio::test]
async fn that_somebody_is_given_one_is_told_and_noted_as_the_doing_of_the_inbox() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben"]).await;
    let sales = team(&desk, "Sales", &["Ben"]).await;
    let given = |told: Vec<Told>| -> Vec<Told> {
        told.into_iter().filter(|told| told.name == "assignee.changed").collect()
    };

    let begun = begin(&desk, inbox, json!({})).await["id"].as_i64().unwrap();
    let told = given(desk.all_told().await);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].actor, Some(("Inbox".to_owned(), inbox)));
    assert_eq!(told[0].changes["assignee_id"], json!([null, desk.id_of("Ben")]));

    let by_hand = desk.told(async {
        desk.assign(begun, json!({ "assignee_id": null })).await;
        desk.assign(begun, json!({ "team_id": sales })).await;
    });
    let actors = given(by_hand.await).into_iter().map(|told| told.actor);
    let ada = Some(("User".to_owned(), desk.id_of("Ada")));
    let why = "whoever chooses a team chooses one of its members";
    assert_eq!(actors.collect::<Vec<_>>(), [ada.clone(), ada], "{why}");
    let notes = desk.admin().get(&format!("conversations/{begun}/messages")).await.is(200).body;
    let expected = [
        "Assigned to Ben by Default Policy",
        "Conversation unassigned by Ada",
        "Assigned to Ben via Sales by Ada",
    ];
    assert_eq!(each(&notes["payload"], "content"), expected);

    desk.set_status(begun, "resolved").await;
    let gone = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Ben")] });
    desk.admin().delete_with("inbox_members", gone).await.is(200);
    desk.assign(begun, json!({ "team_id": null })).await;
    let cleo = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Cleo")] });
    desk.admin().post("inbox_members", cleo).await.is(200);
    desk.contact_says(begun, "One more thing").await;
    let notes = desk.admin().get(&format!("conversations/{begun}/messages")).await.is(200).body;
    let contents = each(&notes["payload"], "content");
    let expected = [
        "One more thing",
        "System reopened the conversation due to a new incoming message.",
        "Assigned to Cleo by Default Policy",
    ];
    assert_eq!(contents[contents.len() - 3..], expected);

    all_leave(&desk).await;
    let waiting = begin(&desk, inbox, json!({})).await["id"].clone();
    comes(&desk, "Cleo").await;
    let notes = desk.admin().get(&format!("conversations/{waiting}/messages")).await.is(200).body;
    assert_eq!(each(&notes["payload"], "content"), ["Assigned to Cleo by Default Policy"]);
    desk.close().await;
}

#[tokio::test]
async fn what_a_bot_has_waits_for_nobody_and_what_it_leaves_is_given_to_somebody() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben"]).await;
    let bot = json!({ "name": "Helper", "outgoing_url": "https://bot.test" });
    let bot = desk.admin().post("agent_bots", bot).await.is(200).body;
    let helper = desk.with_token(bot["access_token"].as_str().unwrap());
    let begun = begin(&desk, inbox, json!({})).await["id"].as_i64().unwrap();
    let to_bot = json!({ "assignee_id": bot["id"], "assignee_type": "AgentBot" });
    desk.assign(begun, to_bot).await;
    all_leave(&desk).await;

    comes(&desk, "Ben").await;
    assert_eq!(holder(&desk.show(begun).await), "Helper", "it is open, and a bot has it");
    desk.set_status(begun, "pending").await;
    let open = json!({ "status": "open" });
    helper.post(&format!("conversations/{begun}/toggle_status"), open).await.is(200);

    assert_eq!(holder(&desk.show(begun).await), "Ben");
    desk.close().await;
}

#[tokio::test]
async fn whoever_opens_their_own_conversation_again_keeps_it() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Cleo"]).await;
    let sales = team(&desk, "Sales", &["Ben", "Cleo"]).await;
    let id = begin(&desk, inbox, json!({ "team_id": sales })).await["id"].as_i64().unwrap();
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    let toggle = format!("conversations/{id}/toggle_status");

    for status in ["resolved", "open"] {
        desk.agent().post(&toggle, json!({ "status": status })).await.is(200);
    }
    desk.settle().await;

    assert_eq!(holder(&desk.show(id).await), "Ben", "who sees it by their team only");
    desk.close().await;
}

#[tokio::test]
async fn what_is_taken_from_somebody_is_not_given_back_at_once() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben"]).await;
    let few = json!({ "auto_assignment_config": { "max_assignment_limit": 5 } });
    desk.admin().patch(&format!("inboxes/{inbox}"), few).await.is(200);
    let id = begin(&desk, inbox, json!({})).await["id"].as_i64().unwrap();
    assert_eq!(holder(&desk.show(id).await), "Ben");
    desk.settle().await;

    desk.assign(id, json!({ "assignee_id": null })).await;
    desk.settle().await;

    assert_eq!(holder(&desk.show(id).await), Value::Null);
    desk.close().await;
}

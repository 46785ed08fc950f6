//! Who is given a conversation that has waited for somebody.

use serde_json::{Value, json};

use super::{all_leave, begin, comes, given, held, holder, holder_of, inbox, team};
use crate::support::{Desk, Told, each};

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

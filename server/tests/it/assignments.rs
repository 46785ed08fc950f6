//! Who is responsible for a conversation.

use serde_json::{Value, json};

use crate::support::{Desk, each};

async fn conversation(desk: &Desk) -> (i64, String) {
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    (id, format!("conversations/{id}/assignments"))
}

async fn holder(desk: &Desk, id: i64) -> (Value, Value) {
    let meta = desk.show(id).await["meta"].clone();
    (meta["assignee"]["name"].clone(), meta["team"]["name"].clone())
}

#[tokio::test]
async fn a_conversation_is_given_to_an_agent_and_taken_back() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;

    let given = desk.agent().post(&path, json!({ "assignee_id": desk.id_of("Cleo") })).await;

    let agents = desk.agent().get("agents").await.body;
    assert_eq!(given.is(200).body, agents[2], "the agent as they are listed");
    assert_eq!(holder(&desk, id).await.0, "Cleo");
    let shown = desk.show(id).await;
    assert_eq!(
        (&shown["meta"]["assignee"], &shown["meta"]["assignee_type"]),
        (&agents[2], &json!("User"))
    );
    for nobody in [Value::Null, json!(0), json!("0")] {
        desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
        let taken = desk.agent().post(&path, json!({ "assignee_id": nobody })).await.is(200);
        assert_eq!(taken.text, "null");
        assert_eq!(holder(&desk, id).await.0, Value::Null);
    }
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_given_to_a_team_and_taken_back() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let team = desk.add_team("Sales", &["Ben"]).await;

    let given = desk.agent().post(&path, json!({ "team_id": team })).await.is(200);

    let row = json!({
        "id": team,
        "name": "Sales",
        "description": null,
        "allow_auto_assign": false,
        "account_id": desk.account,
        "created_at": "2026-02-03T10:00:00.000Z",
        "updated_at": "2026-02-03T10:00:00.000Z"
    });
    assert_eq!(given.body, row);
    let shown = desk.agent().get(&format!("conversations/{id}")).await.is(200);
    assert_eq!(shown.body["meta"]["team"]["is_member"], true);
    for nobody in [Value::Null, json!(0)] {
        desk.assign(id, json!({ "team_id": team })).await;
        let taken = desk.agent().post(&path, json!({ "team_id": nobody })).await.is(200);
        assert_eq!(taken.text, "null");
        assert_eq!(holder(&desk, id).await.1, Value::Null);
    }
    desk.close().await;
}

#[tokio::test]
async fn who_is_not_in_the_team_does_not_keep_its_conversation() {
    let desk = Desk::open().await;
    let (id, _) = conversation(&desk).await;
    let (bens, nobodys) =
        (desk.add_team("Sales", &["Ben"]).await, desk.add_team("Empty", &[]).await);
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;

    desk.assign(id, json!({ "team_id": bens })).await;
    assert_eq!(holder(&desk, id).await, (json!("Ben"), json!("Sales")));
    desk.assign(id, json!({ "team_id": null })).await;
    assert_eq!(holder(&desk, id).await, (json!("Ben"), Value::Null));
    desk.assign(id, json!({ "team_id": nobodys })).await;
    assert_eq!(holder(&desk, id).await, (Value::Null, json!("Empty")));
    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;

    assert_eq!(
        holder(&desk, id).await,
        (json!("Cleo"), json!("Empty")),
        "an agent may be from anywhere"
    );
    desk.close().await;
}

#[tokio::test]
async fn an_agent_goes_before_a_team_and_nothing_said_changes_nothing() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let team = desk.add_team("Sales", &["Ben"]).await;

    let both = json!({ "assignee_id": desk.id_of("Cleo"), "team_id": team });
    assert_eq!(desk.assign(id, both).await["name"], "Cleo");
    assert_eq!(holder(&desk, id).await, (json!("Cleo"), Value::Null));
    desk.assign(id, json!({ "team_id": desk.add_team("Support", &["Cleo"]).await })).await;
    let before = desk.contents().await;

    assert_eq!(desk.agent().post(&path, json!({})).await.is(200).text, "null");
    desk.contents().await.are(&before, "nothing said");
    let nobody = json!({ "assignee_id": null, "team_id": team });
    assert_eq!(desk.agent().post(&path, nobody).await.is(200).text, "null");
    assert_eq!(holder(&desk, id).await, (Value::Null, json!("Support")));
    desk.close().await;
}

#[tokio::test]
async fn what_belongs_to_nobody_is_not_found_and_changes_nothing() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let neighbour = desk.neighbour().await;
    let zoe = neighbour.get("agents").await.body[0]["id"].clone();
    let theirs = neighbour.post("teams", json!({ "name": "Theirs" })).await.id();
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    let before = desk.contents().await;

    for user in [zoe, json!(999_999), json!(-1), json!(i64::MAX)] {
        let reply = desk.agent().post(&path, json!({ "assignee_id": user })).await;
        reply.says(404, "Resource could not be found");
    }
    for team in [theirs, 999_999, -1] {
        desk.agent().post(&path, json!({ "team_id": team })).await.is(404);
    }
    desk.agent().post(&path, json!({ "assignee_id": "Ben" })).await.refuses(&["assignee_id"]);
    desk.agent().post(&path, json!({ "team_id": [1] })).await.refuses(&["team_id"]);

    desk.contents().await.are(&before, "an unknown assignee");
    desk.close().await;
}

#[tokio::test]
async fn lists_follow_who_is_responsible() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let team = desk.add_team("Sales", &["Ben"]).await;
    let ids = [
        desk.conversation(lea, None).await,
        desk.conversation(lea, None).await,
        desk.conversation(lea, None).await,
    ];
    desk.assign(ids[0], json!({ "assignee_id": desk.id_of("Ben") })).await;
    desk.assign(ids[1], json!({ "assignee_id": desk.id_of("Cleo") })).await;
    desk.assign(ids[2], json!({ "team_id": team })).await;
    let listed = async |query: &str| {
        let path = format!("conversations?sort_by=created_at_asc&{query}");
        each(&desk.agent().get(&path).await.is(200).body["data"]["payload"], "id")
    };

    assert_eq!(listed("assignee_type=me").await, [ids[0]]);
    assert_eq!(listed("assignee_type=assigned").await, [ids[0], ids[1]]);
    assert_eq!(listed("assignee_type=unassigned").await, [ids[2]]);
    assert_eq!(listed("assignee_type=somebody").await, ids);
    assert_eq!(listed(&format!("team_id={team}")).await, [ids[2]]);
    assert_eq!(listed(&format!("team_id={team}&assignee_type=me")).await, Vec::<Value>::new());

    desk.agent().get("conversations?team_id=999999").await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn who_was_responsible_takes_part() {
    let desk = Desk::open().await;
    let (id, _) = conversation(&desk).await;
    let other = desk.conversation(desk.contact("Max").await, None).await;
    let taking_part = async |name: &str| {
        let path = "conversations?conversation_type=participating";
        each(&desk.client(name).get(path).await.is(200).body["data"]["payload"], "id")
    };
    assert_eq!(taking_part("Ada").await, Vec::<Value>::new());

    for name in ["Ada", "Cleo", "Ben"] {
        desk.assign(id, json!({ "assignee_id": desk.id_of(name) })).await;
    }

    assert_eq!(taking_part("Ada").await, [id]);
    assert_eq!(
        taking_part("Cleo").await,
        Vec::<Value>::new(),
        "not in an inbox that is not theirs"
    );
    desk.assign(other, json!({ "assignee_id": desk.id_of("Ben") })).await;
    let both = desk.agent().get("conversations?conversation_type=participating").await.is(200);
    assert_eq!(both.body["data"]["meta"]["all_count"], 2);
    desk.close().await;
}

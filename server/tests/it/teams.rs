//! Teams: groups of agents that conversations are routed to.

use serde_json::{Value, json};

use crate::support::{Desk, each};

#[tokio::test]
async fn everyone_sees_the_teams_and_which_are_theirs() {
    let desk = Desk::open().await;
    let billing = desk.add_team("Billing", &["Ben"]).await;
    let sales = desk.add_team("Sales", &[]).await;

    let teams = desk.agent().get("teams").await.is(200);

    let team = |id, name, is_member| {
        json!({
            "id": id,
            "name": name,
            "description": null,
            "allow_auto_assign": false,
            "account_id": desk.account,
            "is_member": is_member
        })
    };
    assert_eq!(teams.body, json!([team(billing, "Billing", true), team(sales, "Sales", false)]));
    let shown = desk.outsider().get(&format!("teams/{billing}")).await.is(200);
    assert_eq!(shown.body, team(billing, "Billing", false));
    desk.close().await;
}

#[tokio::test]
async fn a_name_is_kept_as_typed_and_taken_whatever_its_case() {
    let desk = Desk::open().await;
    let new = json!({ "team": { "name": "Größe XL", "description": "Big ones" } });

    let team = desk.admin().post("teams", new).await.is(200).body;

    assert_eq!(team["name"], "Größe XL");
    let again = desk.admin().post("teams", json!({ "name": " GRÖßE xl " })).await;
    assert_eq!(again.refuses(&["name"]).body["message"], "Name has already been taken");
    let other = desk.add_team("Sales", &[]).await;
    let renamed =
        desk.admin().patch(&format!("teams/{other}"), json!({ "name": "größe xl" })).await;
    renamed.refuses(&["name"]);
    let path = format!("teams/{}", team["id"]);
    let respelled = desk.admin().patch(&path, json!({ "name": "GRÖßE XL" })).await.is(200);
    assert_eq!(respelled.body["name"], "GRÖßE XL", "a team may be named like itself");
    desk.close().await;
}

#[tokio::test]
async fn a_change_leaves_alone_what_it_does_not_mention() {
    let desk = Desk::open().await;
    let new = json!({ "name": "Sales", "description": "Sells", "allow_auto_assign": false });
    let path = format!("teams/{}", desk.admin().post("teams", new).await.id());

    let renamed = desk.admin().put(&path, json!({ "team": { "name": "Trade" } })).await.is(200);

    assert_eq!(renamed.body["description"], "Sells");
    assert_eq!(renamed.body["allow_auto_assign"], false);
    let cleared = desk.admin().patch(&path, json!({ "description": null })).await.is(200);
    assert_eq!(
        (&cleared.body["name"], &cleared.body["description"]),
        (&json!("Trade"), &Value::Null)
    );
    desk.close().await;
}

#[tokio::test]
async fn bad_teams_are_refused_by_name() {
    let desk = Desk::open().await;
    let before = desk.contents().await;
    let refused = [
        (json!({ "name": " " }), "name", "Name must not be blank"),
        (json!({ "description": "Sells" }), "name", "Name must not be blank"),
        (
            json!({ "name": "x".repeat(256) }),
            "name",
            "Name is too long (maximum is 255 characters)",
        ),
        (
            json!({ "name": "Sales", "description": "x".repeat(20_001) }),
            "description",
            "Description is too long (maximum is 20000 characters)",
        ),
    ];

    for (new, field, message) in refused {
        let reply = desk.admin().post("teams", new).await.refuses(&[field]);
        assert_eq!(reply.body["message"], message);
    }

    desk.contents().await.are(&before, "a refused team");
    desk.close().await;
}

#[tokio::test]
async fn members_are_added_replaced_and_removed() {
    let desk = Desk::open().await;
    let [ada, ben, cleo] = ["Ada", "Ben", "Cleo"].map(|name| desk.id_of(name));
    let path = format!("teams/{}/team_members", desk.add_team("Sales", &["Ben"]).await);

    let added = desk.admin().post(&path, json!({ "user_ids": [ben, ada, ada] })).await.is(200);

    assert_eq!(each(&added.body, "name"), ["Ada"], "only those who were not in it before");
    let replaced = desk.admin().patch(&path, json!({ "user_ids": [cleo, ben] })).await.is(200);
    let mut names: Vec<String> =
        each(&replaced.body, "name").iter().map(ToString::to_string).collect();
    names.sort();
    assert_eq!(names, ["\"Ben\"", "\"Cleo\""]);
    let removed = desk.admin().delete_with(&path, json!({ "user_ids": [ben, ada] })).await.is(200);
    assert_eq!(removed.text, "");
    assert_eq!(each(&desk.agent().get(&path).await.is(200).body, "name"), ["Cleo"]);
    let emptied = desk.admin().patch(&path, json!({ "user_ids": [] })).await.is(200);
    assert_eq!(emptied.body, json!([]));
    desk.close().await;
}

#[tokio::test]
async fn only_members_of_the_account_become_members_of_a_team() {
    let desk = Desk::open().await;
    let zoe = desk.neighbour().await.get("agents").await.body[0]["id"].clone();
    let path = format!("teams/{}/team_members", desk.add_team("Sales", &["Ben"]).await);
    let before = desk.contents().await;

    for user in [zoe, json!(0), json!(-1), json!(i64::MAX)] {
        let both = json!({ "user_ids": [desk.id_of("Cleo"), user] });
        desk.admin().post(&path, both.clone()).await.says(401, "Invalid User IDs");
        desk.admin().patch(&path, both.clone()).await.says(401, "Invalid User IDs");
        desk.admin().delete_with(&path, both).await.says(401, "Invalid User IDs");
    }

    let missing = desk.admin().post(&path, json!({})).await;
    missing.says(422, "param is missing or the value is empty: user_ids");
    desk.contents().await.are(&before, "a refused change of members");
    desk.close().await;
}

#[tokio::test]
async fn a_team_that_is_removed_leaves_its_conversations() {
    let desk = Desk::open().await;
    let team = desk.add_team("Sales", &["Ben"]).await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    desk.assign(conversation, json!({ "team_id": team })).await;

    let removed = desk.admin().delete(&format!("teams/{team}")).await.is(200);

    assert_eq!(removed.text, "");
    assert_eq!(desk.show(conversation).await["meta"].get("team"), None);
    desk.admin().get(&format!("teams/{team}")).await.is(404);
    desk.admin().get(&format!("conversations?team_id={team}")).await.is(404);
    desk.admin().delete(&format!("teams/{team}")).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn only_administrators_change_teams() {
    let desk = Desk::open().await;
    let team = desk.add_team("Sales", &["Ben"]).await;
    let (path, members) = (format!("teams/{team}"), format!("teams/{team}/team_members"));
    let (before, ids) = (desk.contents().await, json!({ "user_ids": [desk.id_of("Cleo")] }));
    let ben = desk.agent();

    let refused = [
        ben.post("teams", json!({ "name": "Mine" })).await,
        ben.put(&path, json!({ "name": "Mine" })).await,
        ben.delete(&path).await,
        ben.post(&members, ids.clone()).await,
        ben.put(&members, ids.clone()).await,
        ben.delete_with(&members, ids).await,
    ];

    for reply in refused {
        reply.says(401, "You are not authorized to do this action");
    }
    desk.contents().await.are(&before, "a refused agent");
    desk.close().await;
}

//! Custom filters: what members keep to look for it again.

use std::time::Duration;

use db::{Sql, Tx, args};
use serde_json::{Value, json};

use crate::support::{Desk, each};

fn open() -> Value {
    json!({ "payload": [{
        "attribute_key": "status", "filter_operator": "equal_to", "values": ["open"],
        "query_operator": null, "attribute_model": "standard", "custom_attribute_type": ""
    }] })
}

#[tokio::test]
async fn a_filter_is_kept_as_it_was_sent() {
    let desk = Desk::open().await;
    let new = json!({ "name": "Open VIPs", "filter_type": "conversation", "query": open() });

    let made = desk.agent().post("custom_filters", new.clone()).await.is(200).body;

    let time = "2026-02-03T10:00:00.000Z";
    let expected = json!({
        "id": made["id"], "name": "Open VIPs", "filter_type": "conversation", "query": open(),
        "created_at": time, "updated_at": time
    });
    assert_eq!(made, expected);
    let path = format!("custom_filters/{}", made["id"]);
    assert_eq!(desk.agent().get(&path).await.is(200).body, expected);
    assert_eq!(desk.agent().get("custom_filters").await.is(200).body, json!([expected]));

    desk.wait(Duration::from_secs(5));
    let change = json!({ "custom_filter": { "name": "Renamed" } });
    let changed = desk.agent().patch(&path, change).await.is(200).body;
    assert_eq!((&changed["name"], &changed["query"]), (&json!("Renamed"), &open()));
    assert_eq!(changed["updated_at"], "2026-02-03T10:00:05.000Z");
    let change = json!({ "query": { "payload": [] }, "filter_type": 1 });
    let changed = desk.agent().put(&path, change).await.is(200).body;
    assert_eq!(changed["query"], json!({ "payload": [] }));
    assert_eq!(changed["filter_type"], "contact");

    let filtered = desk.agent().post("conversations/filter", made["query"].clone()).await;
    filtered.is(200);
    let gone = desk.agent().delete(&path).await.is(204);
    assert_eq!(gone.text, "");
    desk.agent().get(&path).await.is(404);
    desk.agent().delete(&path).await.is(404);
    desk.agent().patch(&path, json!({ "name": "x" })).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn filters_are_listed_by_what_they_are_about() {
    let desk = Desk::open().await;
    for (name, about) in
        [("a", json!("conversation")), ("b", json!(1)), ("c", json!("2")), ("d", json!("contact"))]
    {
        let new = json!({ "custom_filter": { "name": name, "filter_type": about, "query": {} } });
        desk.agent().post("custom_filters", new).await.is(200);
    }
    desk.agent().post("custom_filters", json!({ "name": "e" })).await.is(200);
    let listed = async |query: &str| {
        each(&desk.agent().get(&format!("custom_filters{query}")).await.is(200).body, "name")
    };

    assert_eq!(listed("").await, ["a", "e"]);
    assert_eq!(listed("?filter_type=conversation").await, ["a", "e"]);
    assert_eq!(listed("?filter_type=contact").await, ["b", "d"]);
    assert_eq!(listed("?filter_type=1").await, ["b", "d"]);
    assert_eq!(listed("?filter_type=report").await, ["c"]);
    desk.agent().get("custom_filters?filter_type=odd").await.refuses(&["filter_type"]);
    desk.close().await;
}

#[tokio::test]
async fn a_filter_is_its_members_alone() {
    let desk = Desk::open().await;
    let made =
        desk.agent().post("custom_filters", json!({ "name": "mine", "query": open() })).await;
    let path = format!("custom_filters/{}", made.id());

    for person in [desk.admin(), desk.outsider(), desk.neighbour().await] {
        assert_eq!(person.get("custom_filters").await.is(200).body, json!([]));
        person.get(&path).await.is(404);
        person.patch(&path, json!({ "name": "theirs" })).await.is(404);
        person.delete(&path).await.is(404);
    }
    assert_eq!(desk.agent().get(&path).await.is(200).body["name"], "mine");

    desk.admin().delete(&format!("agents/{}", desk.id_of("Ben"))).await.is(200);
    let (ben, sql) = (desk.id_of("Ben"), "select count(*) from custom_filters where user_id = $1");
    let left = desk
        .app
        .db
        .read(async move |tx: &mut Tx| tx.one::<(i64,)>(&Sql::portable(sql), args![ben]).await);
    assert_eq!(left.await.unwrap(), (0,), "what a member kept goes when they do");
    desk.close().await;
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused() {
    let desk = Desk::open().await;
    let post = async |new: Value| desk.agent().post("custom_filters", new).await;

    post(json!({ "query": {} })).await.refuses(&["name"]);
    post(json!({ "name": " " })).await.refuses(&["name"]);
    post(json!({ "name": "x".repeat(256) })).await.refuses(&["name"]);
    post(json!({ "name": "x", "query": { "q": "x".repeat(66_000) } })).await.refuses(&["query"]);
    post(json!({ "name": "x", "query": [] })).await.refuses(&["query"]);
    post(json!({ "name": "x", "filter_type": "label" })).await.refuses(&["filter_type"]);
    let ben = desk.id_of("Ben");
    let account = desk.account;
    let fill = desk.app.db.write(async move |tx: &mut Tx| {
        let sql = Sql::portable(
            "insert into custom_filters
               (account_id, user_id, filter_type, name, query, created_at, updated_at)
             values ($1, $2, 0, 'x', '{}', 0, 0)",
        );
        for _ in 0..1_000 {
            tx.push(&sql, args![account, ben]).await?;
        }
        Ok::<_, db::Error>(())
    });
    fill.await.unwrap();

    let one_more = post(json!({ "name": "one more" })).await.refuses(&["account_id"]);
    assert_eq!(
        one_more.body["message"],
        "Account Limit reached. The maximum number of allowed custom filters for a user per \
         account is 1000."
    );
    desk.admin().post("custom_filters", json!({ "name": "of somebody else" })).await.is(200);
    desk.close().await;
}

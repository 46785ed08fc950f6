//! The ways to be let in that the reference tells of, one after the other.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use frontdesk::http::reference;
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};

use crate::support::{Client, Desk, PASSWORD, Reply, SESSION};

const PROFILE: &str = "/api/v1/profile";

/// A session in the query.
fn in_query(session: &Reply) -> String {
    let pairs = SESSION.map(|name| {
        let value = session.header(name).replace('@', "%40");
        format!("{name}={value}")
    });
    pairs.join("&")
}

async fn begun(desk: &Desk) -> Reply {
    desk.give_password("Ben").await;
    desk.sign_in_as(&desk.email_of("Ben"), PASSWORD).await.is(200)
}

#[tokio::test]
async fn each_way_that_is_told_lets_a_user_in() {
    let document: Value = serde_json::from_str(&reference::text()).unwrap();
    let operation = &document["paths"][PROFILE]["get"];
    let ways = json!([
        { "api_access_token": [] },
        { "access-token": [], "client": [], "uid": [] },
        { "session_bearer": [] },
        { "access-token.query": [], "client.query": [], "uid.query": [] }
    ]);
    assert_eq!(operation["security"], ways);
    let desk = Desk::open().await;
    let session = begun(&desk).await;
    let bearer = session.header("authorization").to_owned();
    let nobody = desk.nobody();

    let by_token = desk.agent().get(PROFILE).await;
    let by_headers = desk.device(&session).get(PROFILE).await;
    let asked = nobody.request(reqwest::Method::GET, PROFILE).header(AUTHORIZATION, bearer);
    let by_bearer = nobody.send(asked).await;
    let by_query = nobody.get(&format!("{PROFILE}?{}", in_query(&session))).await;

    for reply in [by_token, by_headers.clone(), by_bearer, by_query.clone()] {
        assert_eq!(reply.is(200).body["id"], desk.id_of("Ben"));
    }
    for name in SESSION {
        assert_eq!(by_query.header(name), by_headers.header(name), "it is repeated as well");
    }
    desk.close().await;
}

#[tokio::test]
async fn a_session_in_the_query_is_no_parameter_and_gives_way_to_headers() {
    let desk = Desk::open().await;
    let session = in_query(&begun(&desk).await);
    let nobody = desk.nobody();

    let listed = nobody.get(&format!("contacts?page=1&{session}&sort=name")).await.is(200);
    assert_eq!(listed.body["meta"]["current_page"], 1);
    let path = format!("{PROFILE}?{session}");
    let made = nobody.patch(&path, json!({ "display_name": "Benny" })).await.is(200);
    assert_eq!(made.body["display_name"], "Benny");

    let stranger = desk.with_token("nonsense");
    stranger.get(&path).await.says(401, "Invalid Access Token");
    let other: Client = nobody.showing(&[("access-token", "nonsense")]);
    other.get(&path).await.is(401);
    let bearer = json!({ "access-token": "nonsense", "client": "x", "uid": "x@example.net" });
    let bearer = format!("Bearer {}", BASE64.encode(bearer.to_string()));
    nobody.showing(&[("authorization", &bearer)]).get(&path).await.is(401);
    nobody.get(&format!("{PROFILE}?access-token=&uid=%ff&client=x")).await.is(401);
    nobody.get(&format!("{PROFILE}?access-token=nonsense")).await.is(401);
    desk.close().await;
}

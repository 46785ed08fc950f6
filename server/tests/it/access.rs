//! Who is let in, and what the others are told.

use frontdesk::id::AccountId;
use reqwest::Method;
use serde_json::json;

use crate::support::{Desk, Reply};

/// Asks for the agents of the account, with these headers and nothing else.
async fn ask(desk: &Desk, headers: &[(&str, &str)]) -> Reply {
    let nobody = desk.nobody();
    let mut request = nobody.request(Method::GET, "agents");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    nobody.send(request).await
}

#[tokio::test]
async fn a_token_is_shown_in_either_spelling_of_the_header() {
    let desk = Desk::open().await;
    let token = desk.token_of("Ben");

    for name in ["api_access_token", "Api-Access-Token", "API_ACCESS_TOKEN"] {
        ask(&desk, &[(name, token)]).await.is(200);
    }

    let stray = [("api_access_token", token), ("Authorization", "Bearer of news")];
    ask(&desk, &stray).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn those_without_a_token_of_ours_are_told_why_they_wait_outside() {
    let desk = Desk::open().await;
    let welcome = "You need to sign in or sign up before continuing.";

    let nobody = ask(&desk, &[]).await;

    let nobody = nobody.says(401, welcome);
    assert_eq!(nobody.body["errors"], json!([welcome]));
    ask(&desk, &[("api_access_token", "")]).await.says(401, welcome);
    ask(&desk, &[("Authorization", "Bearer of news")]).await.says(401, welcome);
    let unknown = ask(&desk, &[("api_access_token", "unknown")]).await;
    assert_eq!(unknown.says(401, "Invalid Access Token").body["error"], "Invalid Access Token");
    desk.close().await;
}

#[tokio::test]
async fn a_token_is_looked_at_before_the_account() {
    let desk = Desk::open().await;
    let nowhere = desk.account + 999;

    let known = desk.admin().at(nowhere).get("agents").await;

    known.says(404, "Resource could not be found");
    let path = format!("/api/v1/accounts/{nowhere}/agents");
    let nobody = desk.nobody();
    nobody.get(&path).await.is(401);
    let request = nobody.request(Method::GET, &path).header("api_access_token", "unknown");
    nobody.send(request).await.says(401, "Invalid Access Token");
    desk.close().await;
}

#[tokio::test]
async fn members_of_other_accounts_are_told_that_this_is_not_theirs() {
    let desk = Desk::open().await;

    let refused = desk.stranger().await.get("agents").await;

    let refused = refused.says(401, "You are not authorized to access this account");
    assert_eq!(refused.body["error"], refused.body["message"]);
    desk.close().await;
}

#[tokio::test]
async fn a_suspended_account_can_be_seen_and_nothing_else() {
    let desk = Desk::open().await;
    let account = AccountId(desk.account);
    let suspended = desk.app.db.write(async move |tx: &mut db::Tx| {
        let sql = db::sql!("update accounts set status = 1 where id = $1");
        tx.exec(sql, db::args![account]).await
    });
    assert_eq!(suspended.await.unwrap(), 1);

    // What was remembered of the others is believed for a few seconds more.
    let cleo = desk.outsider();

    assert_eq!(cleo.get("").await.is(200).body["status"], "suspended");
    cleo.get("agents").await.says(401, "Account is suspended");
    cleo.post("labels", json!({ "title": "billing" })).await.says(401, "Account is suspended");
    desk.close().await;
}

#[tokio::test]
async fn what_changes_access_counts_at_once() {
    let desk = Desk::open().await;
    let (inbox, cleo) = (desk.inbox().await, desk.id_of("Cleo"));
    let path = format!("inboxes/{inbox}");
    desk.outsider().get(&path).await.says(401, "You are not authorized to do this action");

    let members = json!({ "inbox_id": inbox, "user_ids": [cleo] });
    desk.admin().post("inbox_members", members.clone()).await.is(200);
    desk.outsider().get(&path).await.is(200);
    desk.admin().delete_with("inbox_members", members).await.is(200);
    desk.outsider().get(&path).await.is(401);
    let agent = format!("agents/{cleo}");
    desk.admin().patch(&agent, json!({ "role": "administrator" })).await.is(200);
    desk.outsider().get(&path).await.is(200);
    desk.outsider().post("labels", json!({ "title": "billing" })).await.is(200);
    desk.admin().delete(&agent).await.is(200);

    desk.outsider().get(&path).await.says(401, "Invalid Access Token");
    desk.close().await;
}

#[tokio::test]
async fn a_path_may_end_in_a_slash_or_in_json() {
    let desk = Desk::open().await;
    let inbox = desk.inbox().await;

    for path in ["agents/", "agents.json", &format!("inboxes/{inbox}.json"), "contacts.json?page=1"]
    {
        desk.admin().get(path).await.is(200);
    }

    desk.admin().get("agents.xml").await.says(404, "There is nothing at this address.");
    desk.close().await;
}

#[tokio::test]
async fn an_answer_that_the_client_has_already_is_not_sent_again() {
    let desk = Desk::open().await;
    let admin = desk.admin();
    let first = admin.get("agents").await.is(200);
    let tag = first.headers["etag"].clone();

    let request = admin.request(Method::GET, "agents").header("If-None-Match", &tag);
    let again = admin.send(request).await.is(304);

    assert_eq!(again.text, "");
    assert!(tag.to_str().unwrap().starts_with("W/\""), "{tag:?}");
    admin.post("agents", json!({ "name": "Dan", "email": "dan@acme.test" })).await.is(200);
    let request = admin.request(Method::GET, "agents").header("If-None-Match", &tag);
    admin.send(request).await.is(200);
    desk.close().await;
}

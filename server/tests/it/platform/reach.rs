//! What an app may reach: nothing but what it has made and what it was granted. Every route of
//! the platform is asked, by everybody who is not let in.

use frontdesk::{
    id::{AccountId, UserId},
    platform::Object,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{account, app, at, grant, user};
use crate::{
    isolation::routes,
    support::{Client, Desk, PASSWORD, Reply},
};

const OUT_OF_REACH: &str = "Non permissible resource";
const NO_APP: &str = "Invalid access_token";

/// Objects of an app.
pub struct Objects {
    account: i64,
    user: Value,
    bot: Value,
}

pub async fn objects(app: &Client, name: &str) -> Objects {
    let bot = json!({ "name": name });
    Objects {
        account: account(app, name).await,
        user: user(app, name).await,
        bot: app.post(&at("agent_bots"), bot).await.is(200).body,
    }
}

/// Every route of the platform: its method, and its path as the table spells it. What removes
/// something comes last.
pub fn all() -> Vec<(Method, String)> {
    let routes = routes().into_iter().filter(|route| route.contains("/platform/"));
    let parts = |route: String| {
        let (method, path) = route.split_once(' ').expect("a method and a path");
        (method.parse().expect("it is a method"), path.to_owned())
    };
    let mut all: Vec<(Method, String)> = routes.map(parts).collect();
    all.sort_by_key(|(method, _)| *method == Method::DELETE);
    all
}

/// A body that would do for each of them.
pub fn body(of: &Objects) -> Value {
    json!({
        "name": "Eve", "email": "new@platform.test", "password": PASSWORD,
        "user_id": of.user["id"], "role": "agent"
    })
}

/// Asks for something.
async fn ask(person: &Client, method: &Method, path: &str, of: &Objects) -> Reply {
    person.send(person.request(method.clone(), path).json(&body(of))).await
}

/// The path of a route for these objects.
pub fn of(path: &str, objects: &Objects) -> String {
    let id = if path.contains("/accounts/") {
        json!(objects.account)
    } else if path.contains("/users/") {
        objects.user["id"].clone()
    } else {
        objects.bot["id"].clone()
    };
    path.replace("{id}", &id.to_string())
}

#[tokio::test]
async fn nobody_but_an_app_is_let_in() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let own = objects(&app, "Own").await;
    let bot = desk.admin().post("agent_bots", json!({ "name": "Bot" })).await.is(200).body;
    let bot = desk.with_token(bot["access_token"].as_str().unwrap());
    let (nobody, unknown) = (desk.nobody(), desk.with_token("unknown"));
    let before = desk.contents().await;

    for (method, path) in all() {
        let path = of(&path, &own);
        for person in [&nobody, &unknown, &desk.admin(), &bot] {
            ask(person, &method, &path, &own).await.says(401, NO_APP);
        }
    }

    desk.contents().await.are(&before, "somebody who is no app");
    assert_eq!(all().len(), 24, "each route is asked");
    desk.close().await;
}

#[tokio::test]
async fn an_app_reaches_nothing_that_another_has_made() {
    let desk = Desk::open().await;
    let (_, portal) = app(&desk, "Portal").await;
    let (_, rival) = app(&desk, "Rival").await;
    let theirs = objects(&portal, "Theirs").await;
    let before = desk.contents().await;

    for (method, path) in all().into_iter().filter(|(_, path)| path.contains("{id}")) {
        let reply = ask(&rival, &method, &of(&path, &theirs), &theirs).await;
        reply.says(401, OUT_OF_REACH);
        for id in ["0", "-1", "99999999", "9223372036854775808", "one", "%00", "1'--"] {
            let path = path.replace("{id}", id);
            let reply = ask(&rival, &method, &path, &theirs).await;
            assert_eq!(reply.status, 404, "{method} {path}: {}", reply.text);
        }
    }

    desk.contents().await.are(&before, "another app");
    for list in ["accounts", "agent_bots"] {
        assert_eq!(rival.get(&at(list)).await.is(200).body, json!([]));
    }
    desk.close().await;
}

#[tokio::test]
async fn an_app_acts_in_no_account_but_through_the_platform() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let id = account(&app, "Acme").await;
    let not_for_bots = "Access to this endpoint is not authorized for bots";

    app.at(id).get("labels").await.says(401, not_for_bots);
    app.at(id).get("").await.says(401, not_for_bots);
    app.get("/api/v1/profile").await.says(401, not_for_bots);

    desk.close().await;
}

#[tokio::test]
async fn what_is_granted_is_reached_until_it_is_taken_back() {
    let desk = Desk::open().await;
    let (id, app) = app(&desk, "Portal").await;
    let (account, ben) = (AccountId(desk.account), UserId(desk.id_of("Ben")));
    let paths = [at(&format!("accounts/{account}")), at(&format!("users/{ben}"))];
    for path in &paths {
        app.get(path).await.says(401, OUT_OF_REACH);
    }

    grant(&desk, id, Object::Account(account)).await;
    grant(&desk, id, Object::User(ben)).await;
    grant(&desk, id, Object::User(ben)).await;

    for path in &paths {
        app.get(path).await.is(200);
    }
    assert_eq!(app.get(&at("accounts")).await.body[0]["name"], "Acme");
    let taken = desk.acting(frontdesk::actor::Actor::System, async move |work| {
        frontdesk::platform::revoke(work, id, Object::Account(account)).await
    });
    assert!(taken.await);
    app.get(&paths[0]).await.says(401, OUT_OF_REACH);
    app.get(&paths[1]).await.is(200);
    desk.close().await;
}

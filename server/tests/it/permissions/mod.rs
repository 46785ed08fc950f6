//! Who may do what: every route, asked by everybody, held against a table that is checked in
//! (`snapshots/it__permissions__who_may_do_what.snap`). A route without a line in it fails, and so
//! does one that answers somebody otherwise. Whoever is refused has changed nothing.

pub mod visitors;

use std::collections::BTreeMap;

use futures_util::future::join_all;
use reqwest::{Method, redirect::Policy};
use serde_json::{Value, json};

use crate::{
    isolation::{OPEN, Records, routes, rows},
    platform::{self, reach},
    support::{Client, Desk},
};

/// Those who ask. Each has a desk of their own, so that nobody finds what another has done.
const EVERYBODY: [&str; 9] =
    ["nobody", "contact", "outside", "agent", "role", "admin", "bot", "stranger", "app"];

/// One request.
pub struct Asked {
    pub route: String,
    pub method: Method,
    pub path: String,
    pub body: Value,
}

/// What each was answered to a route, each status once, in order.
type Column = BTreeMap<String, Vec<u16>>;

/// Whoever is meant, as they ask for things of the account. Ben, the agent, and the bot belong to
/// the inbox of the records; Cleo, outside, to none. As a role, Ben sees only what he has or takes
/// part in, and has to do with reports and the help center besides.
async fn person(desk: &Desk, who: &str, records: &Records, app: &Client) -> Client {
    let inbox = format!("inboxes/{}", records.inbox);
    match who {
        "nobody" => desk.nobody(),
        "contact" => desk.with_token(&desk.pubsub_token_of_contact(records.conversation).await),
        "outside" => desk.outsider(),
        "role" => {
            let permissions =
                ["conversation_participating_manage", "report_manage", "knowledge_base_manage"];
            let role = json!({ "name": "Editor", "permissions": permissions });
            let role =
                json!({ "custom_role_id": desk.admin().post("custom_roles", role).await.id() });
            desk.admin().patch(&format!("agents/{}", desk.id_of("Ben")), role).await.is(200);
            Box::pin(self::person(desk, "agent", records, app)).await
        }
        "agent" => {
            let ben = [desk.id_of("Ben")];
            let members = json!({ "inbox_id": records.inbox, "user_ids": ben });
            desk.admin().post("inbox_members", members).await.is(200);
            let team = format!("teams/{}/team_members", records.team);
            desk.admin().post(&team, json!({ "user_ids": ben })).await.is(200);
            desk.agent()
        }
        "admin" => desk.admin(),
        "bot" => {
            let bot = desk.admin().post("agent_bots", json!({ "name": "Bot" })).await.is(200).body;
            let set = json!({ "agent_bot": bot["id"] });
            desk.admin().post(&format!("{inbox}/set_agent_bot"), set).await.is(200);
            desk.with_token(bot["access_token"].as_str().expect("a token"))
        }
        "stranger" => desk.stranger().await,
        "app" => app.clone(),
        _ => unreachable!("nobody is called {who}"),
    }
}

/// What is asked: of the account, of what is open, of the platform. What lets somebody in is
/// changed last.
fn all(records: &Records, objects: &reach::Objects) -> Vec<Asked> {
    let of_account = rows(records, records).into_iter().map(|row| Asked {
        route: row.route,
        method: row.method,
        path: row.path,
        body: row.body,
    });
    let of_platform = reach::all().into_iter().map(|(method, path)| Asked {
        route: format!("{method} {path}"),
        path: reach::of(&path, objects),
        body: reach::body(objects),
        method,
    });
    let mut open: Vec<Asked> = OPEN.iter().map(|route| unsaid(route)).collect();
    open.sort_by_key(|asked| asked.path.ends_with("reset_access_token"));
    of_account.chain(of_platform).chain(open).collect()
}

/// A request that says nothing, and names what is not there.
fn unsaid(route: &str) -> Asked {
    let (method, path) = route.split_once(' ').expect("a method and a path");
    let path = if path == "/" { "/api/v1/accounts" } else { path };
    let path: Vec<&str> =
        path.split('/').map(|part| if part.starts_with('{') { "0" } else { part }).collect();
    let method: Method = method.parse().expect("it is a method");
    let body = if method == Method::GET { Value::Null } else { json!({}) };
    Asked { route: route.to_owned(), path: path.join("/"), method, body }
}

/// Has somebody ask for everything.
async fn column(who: &'static str) -> Column {
    let desk = Desk::open().await;
    let (_, app) = platform::app(&desk, "Portal").await;
    let objects = reach::objects(&app, "Own").await;
    let records = Records::make(&desk, &desk.admin(), "ours", 1).await;
    let person = person(&desk, who, &records, &app).await;
    // Follows nobody who sends it elsewhere.
    let asking = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let mut column = Column::new();
    let of_visitors = visitors::all(&desk).await;
    for asked in all(&records, &objects).into_iter().chain(of_visitors) {
        let before = match asked.method {
            Method::GET => None,
            _ => Some(desk.contents().await),
        };
        let request = person.request(asked.method.clone(), &asked.path);
        let request = if asked.body.is_null() { request } else { request.json(&asked.body) };
        let reply = asking.execute(request.build().unwrap()).await.unwrap();
        let status = reply.status().as_u16();
        // What is still on its way when an answer has begun is waited for.
        reply.bytes().await.unwrap();
        if let Some(before) = before.filter(|_| status >= 400) {
            desk.contents().await.are(&before, &format!("{who}, refused by {},", asked.route));
        }
        let answers = column.entry(asked.route).or_default();
        if !answers.contains(&status) {
            answers.push(status);
        }
    }
    desk.settle().await;
    desk.close().await;
    column
}

/// A line for each route, with what everybody was answered.
fn table(columns: &[Column]) -> String {
    let mut lines = vec![line("", EVERYBODY.map(str::to_owned))];
    for route in columns[0].keys() {
        let answers = columns
            .iter()
            .map(|column| column[route].iter().map(u16::to_string).collect::<Vec<_>>().join("/"));
        lines.push(line(route, answers));
    }
    lines.join("\n")
}

fn line(route: &str, cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| format!("{cell:<9}")).collect();
    format!("{} {route}", cells.concat()).trim_end().to_owned()
}

#[tokio::test]
async fn everybody_may_do_what_the_table_says_and_nothing_else() {
    let columns = join_all(EVERYBODY.map(column)).await;

    let asked: Vec<&String> = columns[0].keys().collect();
    for route in routes() {
        assert!(asked.contains(&&route), "nobody asks {route}");
    }
    insta::with_settings!({ snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!("who_may_do_what", table(&columns));
    });
}

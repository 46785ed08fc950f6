//! The command line: what it does, what it refuses, and what it says.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
};

use serde_json::json;

use crate::support::{Program, Ran, each};

/// What `account create` is told, with other words for some of it.
fn account<'a>(changes: &[(&str, &'a str)]) -> Vec<&'a str> {
    let told = [
        ("--name", "Acme"),
        ("--admin-name", "Ada"),
        ("--admin-email", "Ada@Acme.test"),
        ("--admin-password", "Secret#1"),
    ];
    let change = |name| changes.iter().find(|(changed, _)| *changed == name);
    let told = told.map(|(name, value)| [name, change(name).map_or(value, |(_, value)| value)]);
    ["account", "create", "--json"].into_iter().chain(told.into_iter().flatten()).collect()
}

#[tokio::test]
async fn an_account_is_added_with_an_administrator_whose_token_lets_them_in() {
    let program = Program::new().await;

    let created = program.run(&account(&[])).json();

    let keys: Vec<&String> = created.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["account_id", "user_id", "access_token", "pubsub_token"]);
    let server = program.serve();
    let admin = server.client(&created);
    admin.get("").await.is(200).holds(json!({ "id": created["account_id"], "name": "Acme" }));
    let agents = admin.get("agents").await.is(200).body;
    assert_eq!(each(&agents, "id"), [created["user_id"].clone()]);
    assert_eq!(each(&agents, "email"), ["ada@acme.test"]);
    assert_eq!(each(&agents, "role"), ["administrator"]);
    assert_eq!(each(&agents, "confirmed"), [true]);
    server.stop();
    program.remove().await;
}

#[tokio::test]
async fn what_was_counted_for_reports_is_forgotten_to_be_counted_anew() {
    let program = Program::new().await;
    program.run(&account(&[])).json();

    let said = program.run(&["account", "recount", "1"]).ok();

    assert_eq!(said, "What reports of account 1 add up is counted anew within the hour.\n");
    program.run(&["account", "recount", "9"]).fails("there is no account 9");
    program.remove().await;
}

#[tokio::test]
async fn people_are_told_what_to_try_with_their_new_account() {
    let program = Program::new().await.with("FRONTEND_URL", "https://desk.acme.test");
    let told: Vec<&str> =
        account(&[]).into_iter().filter(|argument| *argument != "--json").collect();

    let said = program.run(&told).ok();

    assert!(said.starts_with("Account 1 was added to "), "{said}");
    assert!(said.contains("; user 1 is its administrator.\n"), "{said}");
    let token = said.lines().find_map(|line| line.strip_prefix("Access token: "));
    let token = token.expect("the token has a line of its own");
    let command = format!("curl -H 'api_access_token: {token}' https://desk.acme.test/api/v1/");
    assert!(said.contains(&command), "{said}");
    program.remove().await;
}

#[tokio::test]
async fn someone_who_is_known_becomes_administrator_of_another_account_as_they_are() {
    let program = Program::new().await;
    let first = program.run(&account(&[])).json();
    let changes =
        [("--name", "Acme East"), ("--admin-name", "Adelaide"), ("--admin-email", "ada@acme.TEST")];

    let second = program.run(&account(&changes)).json();

    assert_eq!(second["user_id"], first["user_id"]);
    assert_eq!(second["access_token"], first["access_token"]);
    assert_ne!(second["account_id"], first["account_id"]);
    let server = program.serve();
    let agents = server.client(&second).get("agents").await.is(200).body;
    assert_eq!(each(&agents, "name"), ["Ada"]);
    assert_eq!(each(&agents, "role"), ["administrator"]);
    server.stop();
    program.remove().await;
}

#[tokio::test]
async fn an_account_that_breaks_a_rule_is_refused_in_words() {
    let program = Program::new().await;
    let refused = |name, value| program.run(&account(&[(name, value)]));

    refused("--admin-password", "secret").fails(
        "Password must contain at least 1 uppercase character, \
         Password must contain at least 1 number, \
         Password must contain at least 1 special character",
    );
    refused("--admin-email", "ada at acme").fails("Email is not an email");
    refused("--admin-name", " ").fails("Name can't be blank");
    refused("--name", "").fails("Name can't be blank");

    let created = program.run(&account(&[])).json();
    assert_eq!(created["user_id"], 1, "those that were refused have left nothing");
    program.remove().await;
}

#[tokio::test]
async fn the_schema_can_be_asked_about_before_it_is_changed() {
    let program = Program::embedded();

    let pending = program.run(&["migrate", "--pending"]).ok();
    let again = program.run(&["migrate", "--pending"]).ok();
    let applied = program.run(&["migrate"]).ok();

    assert!(pending.starts_with("0001_accounts is missing\n0002_users is missing\n"), "{pending}");
    assert_eq!(again, pending, "asking changes nothing");
    let steps = pending.lines().count();
    let brought = format!("The schema is up to date: {steps} migrations were applied.\n");
    assert_eq!(applied, brought);
    assert_eq!(program.run(&["migrate", "--pending"]).ok(), "The schema is up to date.\n");
    assert_eq!(program.run(&["migrate"]).ok(), "The schema was up to date already.\n");
    program.remove().await;
}

#[tokio::test]
async fn settings_that_there_are_not_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.toml");
    let file = file.to_str().expect("its path is text");
    std::fs::write(file, "[server]\nbimd = \"127.0.0.1:0\"\n").unwrap();

    let by_file = Program::embedded().run(&["--config", file, "migrate"]);
    let by_variable = Program::embedded().with("FRONTDESK_BIMD", "x").run(&["migrate"]);
    let wrong = Program::embedded().with("FRONTDESK_MAX_BODY_BYTES", "many").run(&["migrate"]);
    let missing = Program::embedded().run(&["--config", "/nowhere/desk.toml", "migrate"]);

    by_file.fails(&format!("unknown setting server.bimd in {file}"));
    by_variable.fails("unknown environment variable FRONTDESK_BIMD");
    wrong.fails("FRONTDESK_MAX_BODY_BYTES must be integer, not \"many\"");
    missing.fails("cannot read /nowhere/desk.toml: No such file or directory (os error 2)");
}

#[tokio::test]
async fn only_one_server_uses_a_data_folder_and_commands_may_run_beside_it() {
    let program = Program::embedded();
    let server = program.serve();

    let second = program.run(&["serve"]);
    let created = program.run(&account(&[])).json();

    assert_eq!(second.code, Some(1));
    assert!(second.err.starts_with("frontdesk: the database is unavailable: another process"));
    assert!(second.err.contains("already serves from"), "{}", second.err);
    server.client(&created).get("").await.is(200);
    server.stop();
    program.serve().stop();
    program.remove().await;
}

#[tokio::test]
async fn a_server_says_that_its_port_is_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let program = Program::embedded().with("FRONTDESK_BIND", &address);

    let refused = program.run(&["serve"]);

    refused.fails(&format!(
        "cannot listen on {address}: Address already in use (os error 98) (see FRONTDESK_BIND)"
    ));
    program.remove().await;
}

#[tokio::test]
async fn a_server_that_is_asked_to_end_finishes_the_request_that_is_open() {
    let program = Program::new().await;
    let created = program.run(&account(&[])).json();
    let mut server = program.serve();
    let address = server.url.strip_prefix("http://").expect("it is a URL").to_owned();
    let body = r#"{"title": "billing"}"#;
    let head = format!(
        "POST /api/v1/accounts/{}/labels HTTP/1.1\r\nHost: desk\r\napi_access_token: {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        created["account_id"],
        created["access_token"].as_str().expect("a token"),
        body.len()
    );

    let mut open = TcpStream::connect(&address).unwrap();
    open.write_all(head.as_bytes()).unwrap();
    let mut go_on = [0; 25];
    open.read_exact(&mut go_on).unwrap();
    server.terminate();
    server.logs("stopping: open requests are finished first");
    let late = TcpStream::connect(&address);
    open.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    open.read_to_string(&mut answer).unwrap();

    assert_eq!(go_on, *b"HTTP/1.1 100 Continue\r\n\r\n");
    assert!(late.is_err(), "nobody is let in any more");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains(r#""title":"billing""#), "{answer}");
    assert_eq!(server.ended().code(), Some(0));
    program.remove().await;
}

#[tokio::test]
async fn a_line_of_the_log_is_found_by_the_id_that_an_answer_has() {
    let program = Program::new().await.with("FRONTDESK_LOG", "info,access=debug");
    let server = program.serve();
    let created = program.run(&account(&[])).json();

    let reply = server.client(&created).get("labels").await.is(200);
    let line = server.logs("a request was answered");

    assert_eq!(line["request"], reply.headers["x-request-id"].to_str().unwrap());
    assert_eq!(line["path"], format!("/api/v1/accounts/{}/labels", created["account_id"]));
    assert_eq!((&line["method"], &line["status"]), (&json!("GET"), &json!(200)));
    assert_eq!((&line["level"], &line["target"]), (&json!("DEBUG"), &json!("access")));
    let whole = line.to_string();
    assert!(!whole.contains(created["access_token"].as_str().expect("a token")), "{whole}");
    server.stop();
    program.remove().await;
}

#[test]
fn every_command_and_every_option_is_explained() {
    let program = Program::embedded();
    let mut commands = vec![Vec::new()];
    let mut seen = Vec::new();

    while let Some(command) = commands.pop() {
        let help = program.run(&[command.clone(), vec!["-h".to_owned()]].concat()).ok();
        let about = help.lines().next().unwrap_or_default();
        assert!(reads_as_a_sentence(about), "{command:?}: {about}");
        for (name, explanation) in explained(&help, "Commands:") {
            assert!(reads_as_a_sentence(&explanation), "{command:?} {name}: {explanation}");
            if name != "help" {
                commands.push([command.clone(), vec![name]].concat());
            }
        }
        for (name, explanation) in explained(&help, "Options:") {
            assert!(reads_as_a_sentence(&explanation), "{command:?} {name}: {explanation}");
        }
        seen.push(command.join(" "));
    }

    for command in [
        "serve",
        "account create",
        "jobs retry",
        "platform-app grant",
        "webhooks replay",
        "demo",
        "migrate",
    ] {
        assert!(seen.iter().any(|seen| seen == command), "{command} is not in {seen:?}");
    }
}

/// Begins with a capital letter and goes on with more than one word.
fn reads_as_a_sentence(text: &str) -> bool {
    text.starts_with(char::is_uppercase) && text.contains(' ')
}

/// What a help text lists under a heading, and how it explains each.
fn explained(help: &str, heading: &str) -> Vec<(String, String)> {
    let lines = help.lines().skip_while(|line| *line != heading).skip(1);
    let mut explained: Vec<(String, String)> = Vec::new();
    for line in lines.take_while(|line| !line.is_empty()) {
        let indent = line.len() - line.trim_start().len();
        let begins = indent == 2 || (indent == 6 && line.trim_start().starts_with("--"));
        let (name, explanation) = line.trim().split_once("  ").unwrap_or((line.trim(), ""));
        match explained.last_mut() {
            Some((_, earlier)) if !begins => *earlier = format!("{earlier} {}", line.trim()),
            _ => explained.push((name.to_owned(), explanation.trim().to_owned())),
        }
    }
    for (_, explanation) in &mut explained {
        *explanation = explanation.trim().to_owned();
    }
    explained
}

#[test]
fn a_command_that_there_is_not_is_refused_with_advice() {
    let ran: Ran = Program::embedded().run(&["sreve"]);

    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("unrecognized subcommand 'sreve'"), "{}", ran.err);
    assert!(ran.err.contains("'serve'"), "{}", ran.err);
}

//! `frontdesk platform-app`, beside a server that runs.

use serde_json::{Value, json};

use crate::support::{Client, Program, each};

fn create(program: &Program, name: &str) -> Value {
    program.run(&["platform-app", "create", "--name", name, "--json"]).json()
}

#[tokio::test]
async fn an_app_is_added_granted_something_and_removed_while_the_server_runs() {
    let program = Program::new().await;
    let server = program.serve();
    let created = program.account();
    let account = created["account_id"].to_string();
    let path = format!("/platform/api/v1/accounts/{account}");

    let made = create(&program, "Portal");

    let token = made["access_token"].as_str().unwrap().to_owned();
    assert_eq!(made, json!({ "id": 1, "access_token": token }));
    let app = Client::new(&server.url, 1, Some(token));
    app.get(&path).await.says(401, "Non permissible resource");
    let granted = program.run(&["platform-app", "grant", "1", "--account", &account]).ok();
    assert_eq!(granted, format!("Platform app 1 may reach account {account} now.\n"));
    assert_eq!(app.get(&path).await.is(200).body["name"], "Acme");
    let listed = program.run(&["platform-app", "list", "--json"]).json();
    assert_eq!(
        (each(&listed, "name"), each(&listed, "objects")),
        (vec![json!("Portal")], vec![json!(1)])
    );
    let table = program.run(&["platform-app", "list"]).ok();
    assert!(table.contains("Portal") && !table.contains(app_token(&made)), "{table}");
    let revoked = program.run(&["platform-app", "revoke", "1", "--account", &account]).ok();
    assert_eq!(revoked, format!("Platform app 1 may reach account {account} no more.\n"));
    app.get(&path).await.says(401, "Non permissible resource");
    program.run(&["platform-app", "grant", "1", "--user", "1"]).ok();
    app.get("/platform/api/v1/users/1").await.is(200);
    program.run(&["platform-app", "delete", "1"]).ok();
    app.get("/platform/api/v1/users/1").await.says(401, "Invalid access_token");
    assert_eq!(program.run(&["platform-app", "list"]).ok(), "There are no platform apps.\n");
    server.client(&created).get("labels").await.is(200);
    server.stop();
    program.remove().await;
}

fn app_token(made: &Value) -> &str {
    made["access_token"].as_str().expect("a token")
}

#[tokio::test]
async fn a_person_who_adds_an_app_is_told_how_to_try_it() {
    let program = Program::new().await.with("FRONTEND_URL", "https://desk.acme.test");

    let said = program.run(&["platform-app", "create", "--name", "Portal"]).ok();

    assert!(said.starts_with("Platform app 1 was added.\nAccess token: "), "{said}");
    let token = said.lines().find_map(|line| line.strip_prefix("Access token: ")).unwrap();
    let command = format!(
        "curl -H 'api_access_token: {token}' https://desk.acme.test/platform/api/v1/accounts"
    );
    assert!(said.contains(&command), "{said}");
    program.remove().await;
}

#[tokio::test]
async fn what_cannot_be_done_with_an_app_is_refused_in_words() {
    let program = Program::new().await;
    let refused = |arguments: &[&str], why: &str| {
        program.run(&[&["platform-app"], arguments].concat()).fails(why);
    };

    refused(&["create", "--name", " "], "Name can't be blank");
    refused(&["grant", "9", "--account", "1"], "there is no platform app 9");
    refused(&["revoke", "9", "--account", "1"], "there is no platform app 9");
    refused(&["delete", "9"], "there is no platform app 9");
    create(&program, "Portal");
    refused(&["grant", "1", "--account", "9"], "there is no account 9");
    refused(&["grant", "1", "--user", "9"], "there is no user 9");
    refused(&["grant", "1", "--agent-bot", "9"], "there is no agent bot 9");
    refused(&["revoke", "1", "--account", "9"], "platform app 1 may not reach account 9");
    for unclear in [
        &["platform-app", "create"][..],
        &["platform-app", "grant", "1"],
        &["platform-app", "grant", "1", "--account", "1", "--user", "1"],
        &["platform-app", "grant", "one", "--account", "1"],
    ] {
        assert_eq!(program.run(unclear).code, Some(2), "{unclear:?}");
    }
    program.remove().await;
}

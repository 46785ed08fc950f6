//! `frontdesk user`, beside a server that runs.

use serde_json::json;

use crate::support::{Client, PASSWORD, Program};

#[tokio::test]
async fn who_was_invited_without_a_mail_server_is_given_a_password() {
    let program = Program::new().await;
    let server = program.serve();
    let admin = server.client(&program.account());
    let invited = json!({ "name": "Ben", "email": "ben@acme.test", "role": "agent" });
    admin.post("agents", invited).await.is(200);
    let nobody = Client::new(&server.url, 1, None);
    let sign_in = async |password: &str| {
        let shown = json!({ "email": "ben@acme.test", "password": password });
        nobody.post("/auth/sign_in", shown).await
    };

    let given = program.run(&["user", "password", "--email", "Ben@acme.test", "--json"]).json();

    sign_in(given["password"].as_str().unwrap()).await.is(200);
    let another = ["user", "password", "--email", "ben@acme.test", "--password", PASSWORD];
    let said = program.run(&another).ok();
    assert_eq!(
        said,
        format!("User {} signs in with the new password from now on.\n", given["user_id"])
    );
    sign_in(PASSWORD).await.is(200);
    sign_in(given["password"].as_str().unwrap()).await.is(401);
    let told = program.run(&["user", "password", "--email", "ben@acme.test"]).ok();
    let made_up = told.lines().find_map(|line| line.strip_prefix("Password: ")).unwrap();
    sign_in(made_up).await.is(200);
    let unknown = program.run(&["user", "password", "--email", "eve@acme.test"]);
    unknown.fails("there is no user with the address eve@acme.test");
    let weak = ["user", "password", "--email", "ben@acme.test", "--password", "weak"];
    program.run(&weak).fails(
        "Password is too short (minimum is 6 characters), Password must contain at least 1 \
         uppercase character, Password must contain at least 1 number, Password must contain at \
         least 1 special character",
    );
    server.stop();
    program.remove().await;
}

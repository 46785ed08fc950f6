//! Second factors: codes of an authenticator app, and those for whoever has lost it.

use std::time::Duration;

use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

use crate::support::{Client, Desk, PASSWORD, Reply};

pub const STEP: Duration = Duration::from_secs(30);
const WRONG: &str = "Invalid verification code";

/// Ben's authenticator app.
pub struct App(Totp);

impl App {
    pub fn with(secret: &Value) -> Self {
        let secret = Secret::try_from_base32(secret.as_str().unwrap()).unwrap();
        App(Builder::new().with_secret(secret).build().unwrap())
    }

    /// The code that it shows now.
    pub fn code(&self, desk: &Desk) -> String {
        let now = u64::try_from(desk.clock.now().seconds()).unwrap();
        self.0.generate(now).to_string()
    }
}

/// Ben with a second factor, on a device on which he is signed in.
pub async fn ben(desk: &Desk) -> (Client, App, Vec<String>) {
    desk.give_password("Ben").await;
    let ben = desk.sign_in("Ben").await;
    let begun = ben.post("/api/v1/profile/mfa", json!({})).await.is(200).body;
    let app = App::with(&begun["secret"]);
    let shown = json!({ "otp_code": app.code(desk) });
    let on = ben.post("/api/v1/profile/mfa/verify", shown).await.is(200).body;
    let codes = serde_json::from_value(on["backup_codes"].clone()).unwrap();
    desk.wait(STEP);
    (ben, app, codes)
}

/// The ticket of Ben, who has shown his password.
pub async fn ticket(desk: &Desk) -> String {
    let reply = desk.sign_in_as(&desk.email_of("Ben"), PASSWORD).await.is(206);
    assert_eq!(reply.body["mfa_required"], true);
    assert!(!reply.headers.contains_key("access-token"));
    reply.body["mfa_token"].as_str().unwrap().to_owned()
}

async fn show(desk: &Desk, ticket: &str, kind: &str, code: &str) -> Reply {
    let shown = json!({ "mfa_token": ticket, kind: code });
    desk.nobody().post("/auth/sign_in", shown).await
}

#[tokio::test]
async fn a_second_factor_counts_when_a_code_of_it_was_shown() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    let ben = desk.sign_in("Ben").await;
    let standing = async || ben.get("/api/v1/profile/mfa").await.is(200).body;
    let none =
        json!({ "feature_available": true, "enabled": false, "backup_codes_generated": false });
    assert_eq!(standing().await, none);

    let begun = ben.post("/api/v1/profile/mfa", json!({})).await.is(200).body;
    let app = App::with(&begun["secret"]);

    let url = begun["provisioning_url"].as_str().unwrap();
    assert!(url.starts_with("otpauth://totp/") && url.contains("issuer=Frontdesk"), "{url}");
    assert_eq!(standing().await, none);
    desk.sign_in_as(&desk.email_of("Ben"), PASSWORD).await.is(200);
    for wrong in ["000000", "", "12345", "abcdef", "1234567890"] {
        let refused = ben.post("/api/v1/profile/mfa/verify", json!({ "otp_code": wrong })).await;
        refused.says(422, WRONG);
    }
    let code = json!({ "otp_code": app.code(&desk) });
    let on = ben.post("/api/v1/profile/mfa/verify", code.clone()).await.is(200).body;
    let codes = on["backup_codes"].as_array().unwrap();
    let is_code = |code: &Value| {
        let code = code.as_str().unwrap_or_default();
        code.len() == 8 && code.chars().all(|it| it.is_ascii_digit() || ('A'..='F').contains(&it))
    };
    assert!(codes.len() == 10 && codes.iter().all(is_code), "{on}");
    let all = json!({ "feature_available": true, "enabled": true, "backup_codes_generated": true });
    assert_eq!(standing().await, all);
    let words = "MFA is already enabled";
    ben.post("/api/v1/profile/mfa", json!({})).await.says(422, words);
    ben.post("/api/v1/profile/mfa/verify", code).await.says(422, words);
    desk.close().await;
}

#[tokio::test]
async fn who_has_one_is_asked_for_a_code_which_counts_once() {
    let desk = Desk::open().await;
    let (_, app, _) = ben(&desk).await;
    let first = ticket(&desk).await;
    let code = app.code(&desk);

    let inside = show(&desk, &first, "otp_code", &code).await.is(200);

    assert_eq!(inside.body["data"]["id"], desk.id_of("Ben"));
    desk.device(&inside).get("agents").await.is(200);
    let second = ticket(&desk).await;
    show(&desk, &second, "otp_code", &code).await.says(400, WRONG);
    desk.wait(STEP);
    show(&desk, &second, "otp_code", &code).await.says(400, WRONG);
    show(&desk, &second, "otp_code", &app.code(&desk)).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn one_code_that_is_shown_twice_at_once_lets_one_in() {
    let desk = Desk::open().await;
    let (_, app, _) = ben(&desk).await;
    let (ticket, code) = (ticket(&desk).await, app.code(&desk));

    let shown = (0..4).map(|_| show(&desk, &ticket, "otp_code", &code));
    let mut statuses: Vec<u16> =
        futures_util::future::join_all(shown).await.iter().map(|reply| reply.status).collect();

    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400, 400, 400]);
    desk.close().await;
}

#[tokio::test]
async fn a_ticket_that_is_old_or_not_ours_is_none() {
    let desk = Desk::open().await;
    let (_, app, _) = ben(&desk).await;
    let ours = ticket(&desk).await;
    let (head, rest) = ours.split_once('.').unwrap();
    let (claims, signature) = rest.split_once('.').unwrap();
    let words = "Invalid or expired MFA token";
    let other = format!("{}x", &claims[..claims.len() - 1]);

    for forged in [
        "x".to_owned(),
        "..".to_owned(),
        format!("{head}.{claims}."),
        format!("{head}.{other}.{signature}"),
        format!("eyJhbGciOiJub25lIn0.{claims}."),
        "x".repeat(100_000),
    ] {
        show(&desk, &forged, "otp_code", &app.code(&desk)).await.says(401, words);
    }

    let nothing = json!({ "mfa_token": ours });
    desk.nobody().post("/auth/sign_in", nothing).await.says(400, WRONG);
    desk.wait(Duration::from_mins(5));
    show(&desk, &ours, "otp_code", &app.code(&desk)).await.says(401, words);
    desk.close().await;
}

#[tokio::test]
async fn who_guesses_codes_is_kept_out() {
    let desk = Desk::open().await;
    let (_, app, _) = ben(&desk).await;
    let ours = ticket(&desk).await;
    for _ in 0..10 {
        show(&desk, &ours, "otp_code", "000000").await.is(400);
    }

    show(&desk, &ours, "otp_code", &app.code(&desk)).await.is(429);

    let other = ticket(&desk).await;
    show(&desk, &other, "otp_code", &app.code(&desk)).await.is(429);
    desk.close().await;
}

#[tokio::test]
async fn each_backup_code_lets_its_owner_in_once_until_there_are_others() {
    let desk = Desk::open().await;
    let (ben, app, codes) = ben(&desk).await;
    let kept = format!("{:?}", desk.contents().await);
    assert!(codes.iter().all(|code| !kept.contains(code.as_str())));

    let ours = ticket(&desk).await;
    show(&desk, &ours, "backup_code", &codes[0].to_lowercase()).await.is(200);

    show(&desk, &ours, "backup_code", &codes[0]).await.says(400, WRONG);
    show(&desk, &ours, "backup_code", "").await.says(400, WRONG);
    let path = "/api/v1/profile/mfa/backup_codes";
    ben.post(path, json!({ "otp_code": "000000" })).await.says(422, WRONG);
    let other = ben.post(path, json!({ "otp_code": app.code(&desk) })).await.is(200).body;
    show(&desk, &ours, "backup_code", &codes[1]).await.says(400, WRONG);
    show(&desk, &ours, "backup_code", other["backup_codes"][0].as_str().unwrap()).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn who_knows_the_password_and_shows_a_code_is_asked_for_none_any_more() {
    let desk = Desk::open().await;
    let (ben, app, _) = ben(&desk).await;
    let off = async |password: &str, code: &str| {
        let shown = json!({ "password": password, "otp_code": code });
        ben.delete_with("/api/v1/profile/mfa", shown).await
    };

    off("Secret#2", &app.code(&desk)).await.says(422, "Invalid credentials or verification code");
    off(PASSWORD, "000000").await.says(422, WRONG);
    let reply = off(PASSWORD, &app.code(&desk)).await.is(200);

    assert_eq!(reply.body, json!({ "enabled": false }));
    desk.sign_in_as(&desk.email_of("Ben"), PASSWORD).await.is(200);
    off(PASSWORD, &app.code(&desk)).await.says(422, "MFA is not enabled");
    let path = "/api/v1/profile/mfa/backup_codes";
    ben.post(path, json!({ "otp_code": "1" })).await.says(422, "MFA is not enabled");
    desk.close().await;
}

#[tokio::test]
async fn a_link_to_set_a_password_does_not_go_round_the_second_factor() {
    let postbox = crate::support::Postbox::open().await;
    let desk = Desk::open_with(crate::support::mails_to(&postbox)).await;
    let (_, app, _) = ben(&desk).await;
    desk.nobody().post("/auth/password", json!({ "email": desk.email_of("Ben") })).await.is(200);
    desk.settle().await;
    let token = crate::support::token_of_mail(&postbox, "reset_password_token");

    let new = json!({ "reset_password_token": token, "password": "Other#2" });
    let reply = desk.nobody().put("/auth/password", new).await.is(206);

    assert!(!reply.headers.contains_key("access-token"));
    let ticket = reply.body["mfa_token"].as_str().unwrap();
    show(&desk, ticket, "otp_code", &app.code(&desk)).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn programs_and_bots_have_no_second_factor() {
    let desk = Desk::open().await;
    let bot = desk.admin().post("agent_bots", json!({ "name": "Triage" })).await.is(200).body;
    let bot = desk.with_token(bot["access_token"].as_str().unwrap());
    let words = "Access to this endpoint is not authorized for bots";

    bot.get("/api/v1/profile/mfa").await.says(401, words);
    bot.post("/api/v1/profile/mfa", json!({})).await.says(401, words);

    desk.nobody().get("/api/v1/profile/mfa").await.is(401);
    desk.close().await;
}

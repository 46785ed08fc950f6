//! Every refusal that the reference shows is one that the server gives, in the same words.

use std::collections::BTreeSet;

use frontdesk::{config::SignUps, http::reference};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::{
    client_api::Reception,
    platform::{self, at},
    second_factors,
    support::{Client, Desk, PASSWORD, Reply},
    widget::Site,
};

/// What is shown, and what of it was seen.
struct Shown {
    responses: Value,
    unseen: BTreeSet<String>,
}

impl Shown {
    fn read() -> Self {
        let document: Value = serde_json::from_str(&reference::text()).unwrap();
        let responses = document["components"]["responses"].clone();
        let mut unseen = BTreeSet::new();
        for (name, response) in responses.as_object().unwrap() {
            let examples = response["content"]["application/json"]["examples"].as_object();
            let examples = examples.unwrap_or_else(|| panic!("{name} has no examples"));
            unseen.extend(examples.keys().map(|example| format!("{name} {example}")));
        }
        Shown { responses, unseen }
    }

    /// Says that a refusal is as it is shown, but for the seconds to wait.
    #[track_caller]
    fn is(&mut self, area: &str, example: &str, reply: &Reply) {
        let name = format!("{area}{}", reply.status);
        let examples = &self.responses[&name]["content"]["application/json"]["examples"];
        let mut shown = examples[example]["value"].clone();
        assert!(shown.is_object(), "{name} does not show {example}: {}", reply.text);
        if let Some(seconds) = reply.body.get("retry_after") {
            assert!(seconds.is_u64());
            shown["retry_after"] = seconds.clone();
        }
        assert_eq!(reply.body, shown, "{name} {example}");
        self.unseen.remove(&format!("{name} {example}"));
    }
}

/// What anybody can do wrong at a path that reads JSON: to say what is none, and to say too much.
async fn common(shown: &mut Shown, area: &str, person: &Client, method: Method, path: &str) {
    let send = |body: String| {
        let request = person.request(method.clone(), path);
        person.send(request.header("content-type", "application/json").body(body))
    };
    shown.is(area, "malformed", &send("{\"name\": ".to_owned()).await);
    shown.is(area, "too_large", &send(" ".repeat(10_485_761)).await);
}

/// Another request under the key of one, and then the same again, whose answer was lost.
async fn sent_again(shown: &mut Shown, area: &str, desk: &Desk, person: &Client, path: &str) {
    let person = person.showing(&[("Idempotency-Key", area)]);
    let said = json!({ "name": "Lea", "content": "Hello", "message": { "content": "Hello" } });
    person.post(path, said.clone()).await.is(200);
    let other = json!({ "name": "Max", "content": "Bye", "message": { "content": "Bye" } });
    shown.is(area, "key_of_another", &person.post(path, other).await);
    desk.execute("update idempotency_keys set answer = null".to_owned()).await;
    shown.is(area, "not_answered", &person.post(path, said).await);
}

async fn application(shown: &mut Shown, desk: &Desk) {
    let (admin, agent, area) = (desk.admin(), desk.agent(), "Application");
    common(shown, area, &admin, Method::POST, "labels").await;
    sent_again(shown, area, desk, &admin, "contacts").await;
    let inbox = desk.inbox().await;
    let health = admin.get(&format!("inboxes/{inbox}/health")).await;
    shown.is(area, "meaningless", &health);

    shown.is(area, "signed_out", &desk.nobody().get("labels").await);
    shown.is(area, "unknown_token", &desk.with_token("nonsense").get("labels").await);
    shown.is(area, "not_allowed", &agent.post("labels", json!({ "title": "x" })).await);
    shown.is(area, "not_a_member", &desk.stranger().await.get("labels").await);
    let bot = admin.post("agent_bots", json!({ "name": "Bot" })).await.is(200).body;
    let bot = desk.with_token(bot["access_token"].as_str().unwrap());
    shown.is(area, "for_people", &bot.get("labels").await);
    desk.give_password("Ada").await;
    let new = json!({ "name": "Reports", "scope": "read" });
    let in_person = desk.sign_in("Ada").await;
    let made = in_person.post("/api/v1/profile/access_tokens", new).await.is(200).body;
    let reader = desk.with_token(made["access_token"].as_str().unwrap());
    shown.is(area, "reading_only", &reader.post("labels", json!({ "title": "x" })).await);

    let website = Site::open(desk).await;
    let said = website.visited().await.says("Hello").await;
    let message = desk.admin().get(&format!("conversations/{said}/messages")).await.is(200).body;
    let message = &message["payload"][0]["id"];
    let path = format!("conversations/{said}/messages/{message}");
    shown.is(area, "not_done_here", &admin.patch(&path, json!({ "status": "failed" })).await);
    let new = json!({ "account_name": "A", "user_full_name": "A", "email": "a", "password": "x" });
    shown.is(area, "not_taken", &desk.nobody().post("/api/v1/accounts", new).await);
    shown.is(area, "not_found", &admin.get("labels/999999").await);
    shown.is(area, "gone", &desk.neighbour().await.get("events?after=1").await);
    admin.post("labels", json!({ "title": "vip" })).await.is(200);
    shown.is(area, "wrong_field", &admin.post("labels", json!({ "title": "vip" })).await);
    shown.is(area, "missing_field", &admin.post("teams/1/team_members", json!({})).await);
    shown.is(area, "refused", &admin.get("companies/search").await);
}

async fn signing_in(shown: &mut Shown, desk: &Desk) {
    let (nobody, area) = (desk.nobody(), "SignIn");
    common(shown, area, &nobody, Method::POST, "/auth/sign_in").await;
    shown.is(area, "wrong_password", &desk.sign_in_as("eve@acme.test", "nonsense").await);
    let ticket = json!({ "mfa_token": "nonsense", "otp_code": "1" });
    shown.is(area, "wrong_ticket", &nobody.post("/auth/sign_in", ticket).await);
    shown.is(area, "nobody", &nobody.delete("/auth/sign_out").await);
    let link = json!({ "confirmation_token": "nonsense" });
    shown.is(area, "bad_link", &nobody.post("/auth/confirmation", link).await);
    let nul = json!({ "email": "a\0" });
    shown.is(area, "wrong_field", &nobody.post("/auth/sign_in", nul).await);
    second_factors::ben(desk).await;
    let wrong = json!({ "mfa_token": second_factors::ticket(desk).await });
    shown.is(area, "wrong_code", &nobody.post("/auth/sign_in", wrong).await);
}

async fn of_platform(shown: &mut Shown, desk: &Desk) {
    let (_, app) = platform::app(desk, "Portal").await;
    let area = "Platform";
    common(shown, area, &app, Method::POST, &at("accounts")).await;
    sent_again(shown, area, desk, &app, &at("accounts")).await;
    shown.is(area, "no_app", &desk.admin().get(&at("accounts")).await);
    let theirs = at(&format!("accounts/{}", desk.account));
    shown.is(area, "out_of_reach", &app.get(&theirs).await);
    let account = platform::account(&app, "Acme").await;
    let mailboxes = at(&format!("accounts/{account}/email_channel_migrations"));
    shown.is(area, "not_enabled", &app.post(&mailboxes, json!({})).await);
    shown.is(area, "not_found", &app.get(&at("accounts/999999")).await);
    let ada = json!({ "name": "A", "email": desk.email_of("Ada"), "password": PASSWORD });
    shown.is(area, "wrong_field", &app.post(&at("users"), ada).await);
    let members = at(&format!("accounts/{account}/account_users"));
    shown.is(area, "missing_field", &app.delete_with(&members, json!({})).await);
    let eve = platform::user(&app, "Eve").await;
    let admin = platform::join(desk, &app, account, &eve, "administrator").await;
    let none = json!({ "limits": { "agents": 0 } });
    app.patch(&at(&format!("accounts/{account}")), none).await.is(200);
    let more = json!({ "name": "Dan", "email": "dan@acme.test" });
    shown.is("Application", "limit", &admin.post("agents", more).await);
}

async fn of_visitors(shown: &mut Shown, desk: &Desk) {
    let (nobody, area) = (desk.nobody(), "Client");
    let reception = Reception::of(desk).await;
    let contacts = format!("{}/contacts", reception.path);
    common(shown, area, &nobody, Method::POST, &contacts).await;
    let visitor = reception.admit(json!({ "name": "Lea" })).await;
    let talk = visitor.begins("Hello").await;
    let messages = visitor.at(&format!("conversations/{talk}/messages"));
    sent_again(shown, area, desk, &nobody, &messages).await;
    let unsigned = json!({ "identifier": "lea", "identifier_hash": "nonsense" });
    shown.is(area, "not_proven", &reception.ask(unsigned).await);
    shown.is(area, "not_found", &nobody.get(&format!("{contacts}/nobody")).await);
    let number = json!({ "phone_number": "5" });
    shown.is(area, "wrong_field", &reception.ask(number).await);
}

async fn of_websites(shown: &mut Shown, desk: &Desk) {
    let area = "Website";
    let site = Site::open(desk).await;
    let chat = site.visited().await;
    let path = |path: &str| format!("/api/v1/widget/{path}?website_token={}", site.token);
    let visitor = desk.nobody().showing(&[("x-auth-token", &chat.token)]);
    common(shown, area, &visitor, Method::POST, &path("messages")).await;
    sent_again(shown, area, desk, &visitor, &path("messages")).await;
    let unsigned = json!({ "identifier": "lea", "identifier_hash": "nonsense" });
    shown.is(area, "not_proven", &chat.patch("contact/set_user", unsigned).await);
    shown.is(area, "not_found", &desk.nobody().get(&path("messages")).await);
    shown.is(area, "missing_field", &chat.post("messages", json!({})).await);
    let plain = Site::open_with(desk, json!({ "selected_feature_flags": [] })).await;
    let other = plain.visited().await;
    let file = Part::bytes(b"plain words".as_slice()).file_name("notes.txt");
    let form = Form::new().text("message[content]", "See").part("message[attachments][]", file);
    let to = format!("/api/v1/widget/messages?website_token={}", plain.token);
    let bringing = desk.nobody().showing(&[("x-auth-token", &other.token)]);
    let brought = bringing.send(bringing.request(Method::POST, &to).multipart(form)).await;
    shown.is(area, "not_offered", &brought);
}

async fn of_what_is_open(shown: &mut Shown, desk: &Desk) {
    let (nobody, area) = (desk.nobody(), "Open");
    let survey = "/public/api/v1/csat_survey/nonsense";
    common(shown, area, &nobody, Method::PUT, survey).await;
    shown.is(area, "not_found", &nobody.get(survey).await);
    shown.is(area, "not_offered", &nobody.get("/").await);
    let nul = "/hc/none/en/articles.json?query=%00";
    shown.is(area, "wrong_field", &nobody.get(nul).await);
}

/// What is asked for in each area: of an account, of its visitors, by a platform app.
struct Places {
    of_client_api: String,
    of_website: String,
    page: String,
}

impl Places {
    async fn of(desk: &Desk) -> Self {
        let (reception, site) = (Reception::of(desk).await, Site::open(desk).await);
        Places {
            of_client_api: reception.path,
            of_website: format!("/api/v1/widget/campaigns?website_token={}", site.token),
            page: format!("/widget?website_token={}", site.token),
        }
    }
}

async fn where_an_account_is_suspended(shown: &mut Shown) {
    let desk = Desk::open().await;
    let places = Places::of(&desk).await;
    desk.execute("update accounts set status = 1".to_owned()).await;
    let nobody = desk.nobody();
    shown.is("Application", "suspended", &desk.outsider().get("labels").await);
    shown.is("Client", "suspended", &nobody.get(&places.of_client_api).await);
    let chat = format!("{}&cw_conversation=nonsense", places.of_website);
    shown.is("Website", "suspended", &nobody.get(&chat).await);
    shown.is("Open", "suspended", &nobody.get(&places.page).await);
    desk.close().await;
}

async fn where_nobody_may_ask_any_more(shown: &mut Shown) {
    let desk = Desk::open_with(|config| {
        config.throttle.token_requests_per_minute = 0;
        config.throttle.other_requests_per_minute = 0;
    })
    .await;
    let places = Places::of(&desk).await;
    let nobody = desk.nobody().showing(&[("x-forwarded-for", "192.0.2.1")]);
    for (area, path) in [
        ("Application", "labels"),
        ("SignIn", "/auth/validate_token"),
        ("Platform", "/platform/api/v1/accounts"),
        ("Client", &places.of_client_api),
        ("Website", &places.of_website),
        ("Open", "/api"),
    ] {
        shown.is(area, "too_often", &nobody.get(path).await);
    }
    let new = json!({ "account_name": "A", "user_full_name": "A", "email": "a", "password": "x" });
    shown.is("Application", "not_offered", &desk.nobody().post("/api/v1/accounts", new).await);
    desk.close().await;
}

#[tokio::test]
async fn every_refusal_that_is_shown_is_given_so() {
    let mut shown = Shown::read();
    // For that the database has to be overrun, as the tests of `crates/db` do it.
    shown.unseen.retain(|example| !example.ends_with(" busy"));
    let desk = Desk::open_with(|config| config.sign_up.enabled = SignUps::True).await;
    application(&mut shown, &desk).await;
    signing_in(&mut shown, &desk).await;
    of_platform(&mut shown, &desk).await;
    of_visitors(&mut shown, &desk).await;
    of_websites(&mut shown, &desk).await;
    of_what_is_open(&mut shown, &desk).await;
    desk.close().await;
    where_an_account_is_suspended(&mut shown).await;
    where_nobody_may_ask_any_more(&mut shown).await;

    assert_eq!(shown.unseen, BTreeSet::new(), "it is shown, and nobody has seen it");
}

//! A record of every kind in an account.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use md5::{Digest as _, Md5};
use reqwest::Method;
use serde_json::{Value, json};

use super::{help_center_rows::Shelf, rule_rows::Automatic};
use crate::support::{Client, Desk};

/// What every record of an account is called, so that no answer can hide it.
pub const SECRET: &str = "classified";

/// Ids that someone of another account may have got hold of.
pub struct Records {
    pub agent: i64,
    pub team: i64,
    pub inbox: i64,
    pub agent_bot: i64,
    pub custom_role: i64,
    pub label: i64,
    pub canned_response: i64,
    pub dashboard_app: i64,
    pub automatic: Automatic,
    pub definition: i64,
    /// The key of the definition.
    pub attribute: String,
    pub custom_filter: i64,
    /// In whose only stage, which is called as it is, the conversation is.
    pub funnel: i64,
    pub stage: String,
    pub shelf: Shelf,
    pub webhook: i64,
    pub delivery: i64,
    pub contact: i64,
    pub note: i64,
    pub import: i64,
    pub export: i64,
    /// A file that was uploaded and that nobody has taken.
    pub file: String,
    pub source: String,
    /// A number that only one of the accounts has.
    pub conversation: i64,
    pub message: i64,
    /// What a contact has answered to a survey.
    pub answer: i64,
    /// Of the one who has made all this.
    pub notification: i64,
}

impl Records {
    /// Records that are nowhere, for those who only look at the paths.
    pub fn unmade() -> Self {
        Records {
            agent: 0,
            team: 0,
            inbox: 0,
            agent_bot: 0,
            custom_role: 0,
            label: 0,
            canned_response: 0,
            dashboard_app: 0,
            automatic: Automatic::default(),
            definition: 0,
            attribute: String::new(),
            custom_filter: 0,
            funnel: 0,
            stage: String::new(),
            shelf: Shelf::default(),
            webhook: 0,
            delivery: 0,
            contact: 0,
            note: 0,
            import: 0,
            export: 0,
            file: String::new(),
            source: String::new(),
            conversation: 0,
            message: 0,
            answer: 0,
            notification: 0,
        }
    }

    /// Makes them, as an administrator of the account.
    pub async fn make(desk: &Desk, person: &Client, mark: &str, conversations: usize) -> Self {
        let made = async |path: &str, new: Value| made(person, path, new).await;
        let email = format!("{mark}@{mark}.test");
        let agent =
            made("agents", json!({ "name": format!("{mark} agent"), "email": email })).await;
        let team = made("teams", json!({ "name": format!("{mark} team") })).await;
        let members = json!({ "user_ids": [agent] });
        person.post(&format!("teams/{team}/team_members"), members).await.is(200);
        let inbox = json!({ "name": format!("{mark} inbox"), "channel": { "type": "api" } });
        let inbox = made("inboxes", inbox).await;
        let bot = json!({ "name": format!("{mark} bot"), "outgoing_url": "https://bot.test" });
        let agent_bot = made("agent_bots", bot).await;
        let role = json!({ "name": format!("{mark} role"), "permissions": ["report_manage"] });
        let custom_role = made("custom_roles", role).await;
        let label = made("labels", json!({ "title": mark })).await;
        let text = json!({ "short_code": mark, "content": format!("{mark} text") });
        let canned_response = made("canned_responses", text).await;
        let frames = json!([{ "url": format!("https://{mark}.test"), "type": "frame" }]);
        let page = json!({ "title": format!("{mark} app"), "content": frames });
        let dashboard_app = made("dashboard_apps", page).await;
        let attribute = format!("key_of_{mark}");
        let definition = json!({
            "attribute_display_name": format!("{mark} attribute"),
            "attribute_key": attribute,
            "attribute_model": "contact_attribute"
        });
        let definition = made("custom_attribute_definitions", definition).await;
        let filter = json!({ "name": mark, "query": { "payload": [] } });
        let custom_filter = made("custom_filters", filter).await;
        // Nobody is there.
        let webhook = json!({ "url": format!("http://127.0.0.1:9/{mark}"), "name": mark });
        let webhook = made("webhooks", webhook).await;
        let delivery = made(&format!("webhooks/{webhook}/test"), json!({})).await;
        let source = format!("{mark} source");
        let contact = json!({
            "name": format!("{mark} contact"),
            "email": format!("contact@{mark}.test"),
            "custom_attributes": { &attribute: mark },
            "inbox_id": inbox,
            "source_id": source
        });
        let contact = made("contacts", contact).await;
        let words = json!({ "content": format!("{mark} note") });
        let written = made(&format!("contacts/{contact}/notes"), words).await;
        let labels = json!({ "labels": [mark] });
        person.post(&format!("contacts/{contact}/labels"), labels.clone()).await.is(200);
        let mut conversation = 0;
        for _ in 0..conversations {
            let new = json!({ "inbox_id": inbox, "contact_id": contact });
            conversation = made("conversations", new).await;
        }
        let path = format!("conversations/{conversation}");
        person.post(&format!("{path}/labels"), labels).await.is(200);
        let (funnel, stage) = board(person, mark, conversation).await;
        let shelf = Shelf::make(person, mark).await;
        let table = format!("email,{mark}\n{mark}@x.test,{mark}\n");
        let taken = upload(desk, person, &path, &table).await;
        let import = begun(person, "contacts/import", json!({ "import_file": taken })).await;
        let export = begun(person, "contacts/export", json!({ "label": mark })).await;
        let file = upload(desk, person, &path, &table).await;
        let automatic = Automatic::make(person, mark, &table, conversations).await;
        let words = json!({ "content": format!("{mark} words"), "source_id": source });
        let said = person.post(&format!("{path}/messages"), words).await.is(200).body;
        let (message, me) = (said["id"].as_i64().expect("an id"), &said["sender"]["id"]);
        let answer = answered(desk, person, mark, message).await;
        let note = json!({ "content": format!("(mention://user/{me}/x)"), "private": true });
        person.post(&format!("{path}/messages"), note).await.is(200);
        desk.settle().await;
        let told = person.get("notifications").await.is(200).body;
        let notification = told["data"]["payload"][0]["id"].as_i64().expect("an id");
        Records {
            agent,
            team,
            inbox,
            agent_bot,
            custom_role,
            label,
            canned_response,
            dashboard_app,
            automatic,
            definition,
            attribute,
            custom_filter,
            funnel,
            stage,
            shelf,
            webhook,
            delivery,
            contact,
            note: written,
            import,
            export,
            file,
            source,
            conversation,
            message,
            answer,
            notification,
        }
    }
}

/// A funnel with a conversation in its only stage, and what that is called.
async fn board(person: &Client, mark: &str, conversation: i64) -> (i64, String) {
    let stage = format!("{mark} stage");
    let new = json!({ "name": format!("{mark} funnel"), "stages": [{ "name": stage }] });
    let funnel = person.post("funnels", new).await.id();
    let card = json!({ "conversation_id": conversation, "stage_name": stage });
    person.post(&format!("funnels/{funnel}/kanban/move_conversation"), card).await.is(200);
    (funnel, stage)
}

/// What a contact has answered, as if a message had been a survey.
async fn answered(desk: &Desk, person: &Client, mark: &str, message: i64) -> i64 {
    desk.execute(format!(
        "insert into csat_responses (account_id, conversation_id, message_id, rating,
           feedback_message, created_at, updated_at)
         select account_id, conversation_id, id, 5, '{mark} answer', created_at, created_at
         from messages where id = {message}"
    ))
    .await;
    let listed = person.get("csat_survey_responses").await.is(200).body;
    listed[0]["id"].as_i64().expect("it has an id")
}

/// Brings a file for a conversation that nobody takes, and returns its signed id.
async fn upload(desk: &Desk, person: &Client, conversation: &str, text: &str) -> String {
    let checksum = BASE64.encode(Md5::digest(text));
    let file = json!({
        "filename": "table.csv", "byte_size": text.len(), "checksum": checksum,
        "content_type": "text/csv"
    });
    let announced = person.post(&format!("{conversation}/direct_uploads"), file).await.is(200).body;
    let url = announced["direct_upload"]["url"].as_str().expect("it is a URL");
    let path = url.strip_prefix("http://127.0.0.1:3000").expect("it is one of ours");
    let brought = desk.nobody().request(Method::PUT, path).body(text.to_owned());
    desk.nobody().send(brought).await.is(204);
    announced["signed_id"].as_str().expect("it is signed").to_owned()
}

/// The id of a record that is added, whatever envelope it comes in.
async fn made(person: &Client, path: &str, new: Value) -> i64 {
    let reply = person.post(path, new).await.is(200).body;
    let payload = &reply["payload"];
    let records = [&reply, &payload["contact"], &payload["webhook"], payload];
    records.iter().find_map(|record| record["id"].as_i64()).expect("it has an id")
}

/// The id of what goes on in the background once it was asked for.
async fn begun(person: &Client, path: &str, wanted: Value) -> i64 {
    id_in(person.post(path, wanted).await.is(200).header("location"))
}

/// The id of the record to which a path leads.
fn id_in(path: &str) -> i64 {
    let (_, id) = path.rsplit_once('/').expect("it is a path");
    id.parse().expect("it ends with an id")
}

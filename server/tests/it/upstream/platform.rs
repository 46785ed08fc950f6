//! What platform apps ask for.

use serde_json::{Value, json};

use crate::{
    platform::{app, at},
    support::{Desk, PASSWORD, Reply},
};

/// The answers to an app, each with its operation.
pub async fn answers(desk: &Desk) -> Vec<(String, Reply)> {
    let (_, app) = app(desk, "Portal").await;
    let mut answers = Vec::new();
    let mut ask = async |method: &str, path: &str, id: &Value, body: Value| {
        let named = at(path).replace("{id}", &id.to_string());
        let request = app.request(method.parse().unwrap(), &named).json(&body);
        let reply = app.send(request).await.is(200);
        answers.push((format!("{method} {}", at(path).replace("{id}", "{}")), reply.clone()));
        reply.body["id"].clone()
    };
    let none = json!(null);
    let person = json!({
        "name": "Ada", "email": "ada@up.test", "password": PASSWORD,
        "custom_attributes": { "crm": "1" }
    });

    let account = ask("POST", "accounts", &none, json!({ "name": "Acme" })).await;
    let user = ask("POST", "users", &none, person).await;
    let member = json!({ "user_id": user, "role": "agent" });
    ask("POST", "accounts/{id}/account_users", &account, member.clone()).await;
    let bot = ask("POST", "agent_bots", &none, json!({ "name": "Bot" })).await;
    for (list, id) in [("accounts/{id}/account_users", &account), ("agent_bots", &none)] {
        ask("GET", list, id, json!({})).await;
    }
    for (path, id) in
        [("accounts/{id}", &account), ("users/{id}", &user), ("agent_bots/{id}", &bot)]
    {
        ask("GET", path, id, json!({})).await;
        ask("PATCH", path, id, json!({ "name": "Other" })).await;
    }
    ask("GET", "users/{id}/login", &user, json!({})).await;
    answers
}

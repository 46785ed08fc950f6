//! What tests put on the desk.

use serde_json::{Value, json};

use super::{Desk, Reply};

impl Desk {
    /// Another inbox, to which these people belong.
    pub async fn add_inbox(&self, name: &str, members: &[&str]) -> i64 {
        let new = json!({
            "name": name, "channel": { "type": "api" }, "enable_auto_assignment": false
        });
        let id = self.admin().post("inboxes", new).await.id();
        let members = json!({ "inbox_id": id, "user_ids": self.ids_of(members) });
        self.admin().post("inbox_members", members).await.is(200);
        id
    }

    /// A team of these people.
    pub async fn add_team(&self, name: &str, members: &[&str]) -> i64 {
        let new = json!({ "name": name, "allow_auto_assign": false });
        let id = self.admin().post("teams", new).await.id();
        let members = json!({ "user_ids": self.ids_of(members) });
        self.admin().post(&format!("teams/{id}/team_members"), members).await.is(200);
        id
    }

    /// A custom attribute of contacts (`contact_attribute`) or of conversations.
    pub async fn define(&self, model: &str, key: &str, kind: &str, more: Value) -> i64 {
        let mut new = json!({
            "attribute_display_name": key,
            "attribute_key": key,
            "attribute_display_type": kind,
            "attribute_model": model,
        });
        let Value::Object(more) = more else { panic!("{more} is not an object") };
        new.as_object_mut().expect("it was just made one").extend(more);
        self.admin().post("custom_attribute_definitions", new).await.id()
    }

    /// Ben writes custom attributes on a contact.
    pub async fn describe(&self, contact: i64, attributes: Value) -> Reply {
        let new = json!({ "custom_attributes": attributes });
        self.agent().patch(&format!("contacts/{contact}"), new).await
    }

    /// A contact of whom all this is known.
    pub async fn contact_with(&self, known: Value) -> i64 {
        let reply = self.admin().post("contacts", known).await.is(200);
        reply.body["payload"]["contact"]["id"].as_i64().expect("a contact has an id")
    }

    /// A conversation that begins as this says.
    pub async fn conversation_with(&self, new: Value) -> i64 {
        self.admin().post("conversations", new).await.id()
    }

    /// The contact of a conversation writes, and the answer is the message.
    pub async fn contact_says(&self, conversation: i64, content: &str) -> Value {
        let message = json!({ "content": content, "message_type": "incoming" });
        self.admin().post(&messages(conversation), message).await.is(200).body
    }

    /// Ben writes to the contact of a conversation, and the answer is the message.
    pub async fn agent_says(&self, conversation: i64, content: &str) -> Value {
        let message = json!({ "content": content });
        self.agent().post(&messages(conversation), message).await.is(200).body
    }

    /// A conversation as the administrator sees it.
    pub async fn show(&self, conversation: i64) -> Value {
        self.admin().get(&format!("conversations/{conversation}")).await.is(200).body
    }

    pub async fn set_status(&self, conversation: i64, status: &str) {
        let path = format!("conversations/{conversation}/toggle_status");
        self.admin().post(&path, json!({ "status": status })).await.is(200);
    }

    pub async fn assign(&self, conversation: i64, assignment: Value) -> Value {
        let path = format!("conversations/{conversation}/assignments");
        self.admin().post(&path, assignment).await.is(200).body
    }

    /// The names of the events of what `action` did.
    pub async fn events_of<T>(&self, action: impl Future<Output = T>) -> Vec<String> {
        let before = self.events().await.len();
        action.await;
        self.events().await.split_off(before)
    }

    /// Has the database do something that no request can.
    pub async fn execute(&self, statement: String) {
        let done = self.app.db.write(async move |tx: &mut db::Tx| {
            tx.exec(&db::Sql::portable(statement.clone()), &[]).await
        });
        done.await.unwrap();
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        let statement = format!("select count(*) from {table}");
        let counted = self.app.db.read(async move |tx: &mut db::Tx| {
            tx.one::<(i64,)>(&db::Sql::portable(statement.clone()), &[]).await
        });
        counted.await.unwrap().0
    }

    fn ids_of(&self, names: &[&str]) -> Vec<i64> {
        names.iter().map(|name| self.id_of(name)).collect()
    }
}

fn messages(conversation: i64) -> String {
    format!("conversations/{conversation}/messages")
}

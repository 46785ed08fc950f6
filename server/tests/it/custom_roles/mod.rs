//! Custom roles: how they are kept and given, and what members with one see and may do
//! (contract `behaviour.md`, 6.8).

mod kept;
mod places;
mod reports;
mod told;

use frontdesk::config::Config;
use serde_json::{Value, json};

use crate::support::Desk;

/// An account in which Ben has a role, and conversations in his inbox that differ by whose they
/// are.
struct Scene {
    desk: Desk,
    role: i64,
    contacts: Vec<i64>,
    funnel: i64,
}

/// The conversations, by their numbers.
const NOBODYS: i64 = 1;
const BENS: i64 = 2;
const ADAS: i64 = 3;
/// Ada has it, and Ben takes part.
const SHARED: i64 = 4;
const ALL: [i64; 4] = [NOBODYS, BENS, ADAS, SHARED];

impl Scene {
    /// Opens it, with a role that lets Ben see all for now.
    async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    async fn open_with(change: impl FnOnce(&mut Config)) -> Self {
        let desk = Desk::open_with(change).await;
        let mut contacts = Vec::new();
        for name in ["Lea", "Max", "Eva", "Tom"] {
            let contact = desk.contact(name).await;
            desk.conversation(contact, Some("Where is my needle?")).await;
            contacts.push(contact);
        }
        desk.assign(BENS, json!({ "assignee_id": desk.id_of("Ben") })).await;
        desk.assign(ADAS, json!({ "assignee_id": desk.id_of("Ada") })).await;
        desk.assign(SHARED, json!({ "assignee_id": desk.id_of("Ada") })).await;
        let new = json!({ "name": "Sales", "stages": [{ "name": "New" }] });
        let funnel = desk.admin().post("funnels", new).await.id();
        for id in ALL {
            let card = json!({ "conversation_id": id, "stage_name": "New", "value": 10 });
            let path = format!("funnels/{funnel}/kanban/move_conversation");
            desk.admin().post(&path, card).await.is(200);
        }
        let role = role(&desk, &["conversation_manage"]).await;
        give(&desk, "Ben", json!(role)).await;
        let scene = Scene { desk, role, contacts, funnel };
        scene.share().await;
        scene
    }

    /// Has the role of Ben let him do this and nothing else.
    async fn allow(&self, permissions: &[&str]) {
        let change = json!({ "permissions": permissions });
        self.desk.admin().patch(&format!("custom_roles/{}", self.role), change).await.is(200);
        self.desk.settle().await;
        // Whoever does not see a conversation any more takes part in it no more.
        self.share().await;
    }

    /// Has Ben take part in the conversation that is shared with him.
    async fn share(&self) {
        let ben = json!({ "user_ids": [self.desk.id_of("Ben")] });
        let path = format!("conversations/{SHARED}/participants");
        self.desk.admin().post(&path, ben).await.is(200);
        self.desk.settle().await;
    }
}

/// A new role that allows this.
async fn role(desk: &Desk, permissions: &[&str]) -> i64 {
    let new = json!({ "name": "Night shift", "permissions": permissions });
    desk.admin().post("custom_roles", new).await.id()
}

/// Gives a role to someone, or takes it.
async fn give(desk: &Desk, name: &str, role: Value) -> Value {
    let path = format!("agents/{}", desk.id_of(name));
    desk.admin().patch(&path, json!({ "custom_role_id": role })).await.is(200).body
}

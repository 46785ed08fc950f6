//! A desk to test at, with the people who work there.

mod client;
mod contents;
mod database;
mod entrance;
mod facts;
mod listener;
mod node;
mod postbox;
mod program;
mod receiver;
mod records;
mod reference;
mod setback;
mod watch;

use std::time::Duration;

use db::{args, sql};
use frontdesk::{
    accounts,
    actor::{Actor, Role},
    agents::{self, NewAgent},
    app::{Acts, App, TheProduct, Use},
    background,
    clock::{Clock, Timestamp},
    config::Config,
    conversations::distribute,
    delivery::{Dispatcher, indexer},
    error::Error,
    events, http,
    id::{AccountId, ContactId, UserId},
    users,
    work::Work,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::Mutex, task::JoinHandle};

pub use client::{Client, Reply};
use database::Database;
pub use entrance::{PASSWORD, SESSION, mails_to, token_of_mail};
pub use facts::Told;
pub use listener::Listener;
pub use node::Node;
pub use postbox::Postbox;
pub use program::{Program, Ran};
pub use receiver::{Delivered, ELSEWHERE, Receiver};
pub use setback::Setback;

/// Ten o'clock on a Tuesday.
const MORNING: Timestamp = Timestamp(1_770_112_800_000_000);

/// A running server with an account, its people and an inbox.
pub struct Desk {
    pub app: App,
    pub clock: Clock,
    pub account: i64,
    url: String,
    people: Vec<Person>,
    served: JoinHandle<()>,
    dispatcher: Mutex<Dispatcher>,
    database: Database,
}

#[derive(Clone)]
struct Person {
    name: &'static str,
    id: i64,
    token: String,
}

impl Desk {
    /// Opens a desk where Ada is administrator, Ben and Cleo are agents, and Ben belongs
    /// to the inbox "Support". All of them are online, but nobody is given a conversation by
    /// the product: that is switched off in all inboxes and teams that a desk makes.
    pub async fn open() -> Self {
        Self::open_with(|_| ()).await
    }

    /// Opens such a desk with other settings.
    pub async fn open_with(change: impl FnOnce(&mut Config)) -> Self {
        let database = Database::create().await;
        let mut config = Config::default();
        database.configure(&mut config);
        // Whoever is told something by a test is on this machine.
        config.outbound.allow_private_urls = true;
        change(&mut config);
        let clock = Clock::set_to(MORNING);
        let app = App::open(config, clock.clone(), Use::Serve).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        #[expect(clippy::disallowed_methods, reason = "`close` waits for it")]
        let served = tokio::spawn(http::serve(app.clone(), listener));
        let mut dispatcher = Dispatcher::new(app.clone());
        dispatcher.catch_up().await.unwrap();
        indexer::finish(&app).await.unwrap();
        let dispatcher = Mutex::new(dispatcher);
        let mut desk =
            Desk { account: 0, people: Vec::new(), app, clock, url, served, dispatcher, database };
        desk.account = desk.add_account("Acme").await;
        desk.join("Ada", Role::Administrator).await;
        desk.join("Ben", Role::Agent).await;
        desk.join("Cleo", Role::Agent).await;
        let inbox = json!({
            "name": "Support", "channel": { "type": "api" }, "enable_auto_assignment": false
        });
        let inbox = desk.admin().post("inboxes", inbox).await.is(200).body["id"].clone();
        let members = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Ben")] });
        desk.admin().post("inbox_members", members).await.is(200);
        desk
    }

    /// Ada, who may do everything.
    pub fn admin(&self) -> Client {
        self.client("Ada")
    }

    /// Ben, who belongs to the inbox "Support".
    pub fn agent(&self) -> Client {
        self.client("Ben")
    }

    /// Cleo, who belongs to no inbox.
    pub fn outsider(&self) -> Client {
        self.client("Cleo")
    }

    /// Someone without a token.
    pub fn nobody(&self) -> Client {
        Client::new(&self.url, self.account, None)
    }

    /// Whoever has this token.
    pub fn with_token(&self, token: &str) -> Client {
        Client::new(&self.url, self.account, Some(token.to_owned()))
    }

    /// An administrator of another account, who asks for things of this one.
    pub async fn stranger(&self) -> Client {
        self.neighbour().await.at(self.account)
    }

    /// An administrator of another account, who asks for things of that.
    pub async fn neighbour(&self) -> Client {
        let account = self.add_account("Elsewhere").await;
        let (_, token) = self.add_user(account, "Zoe", Role::Administrator).await;
        Client::new(&self.url, account, Some(token))
    }

    pub fn id_of(&self, name: &str) -> i64 {
        self.person(name).id
    }

    pub fn token_of(&self, name: &str) -> &str {
        &self.person(name).token
    }

    /// What a member listens by.
    pub async fn pubsub_token_of(&self, name: &str) -> String {
        let (sql, id) = (sql!("select pubsub_token from users where id = $1"), self.id_of(name));
        let asked = self
            .app
            .db
            .read(async move |tx: &mut db::Tx| tx.one::<(String,)>(sql, args![id]).await);
        asked.await.unwrap().0
    }

    /// What the contact of a conversation listens by.
    pub async fn pubsub_token_of_contact(&self, conversation: i64) -> String {
        let sql = sql!(
            "select contact_inboxes.pubsub_token
             from conversations
             join contact_inboxes on contact_inboxes.id = conversations.contact_inbox_id
             where conversations.display_id = $1 and conversations.account_id = $2"
        );
        let (id, account) = (conversation, self.account);
        let asked = self
            .app
            .db
            .read(async move |tx: &mut db::Tx| tx.one::<(String,)>(sql, args![id, account]).await);
        asked.await.unwrap().0
    }

    /// The address of the server.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The inbox "Support".
    pub async fn inbox(&self) -> i64 {
        self.admin().get("inboxes").await.body["payload"][0]["id"].as_i64().unwrap()
    }

    /// A new contact with this name.
    pub async fn contact(&self, name: &str) -> i64 {
        let email = format!("{}@example.net", name.to_lowercase());
        let reply = self.admin().post("contacts", json!({ "name": name, "email": email })).await;
        reply.is(200).body["payload"]["contact"]["id"].as_i64().unwrap()
    }

    /// A new conversation of a contact in "Support", and its first message if there is one.
    pub async fn conversation(&self, contact: i64, message: Option<&str>) -> i64 {
        let mut new = json!({ "inbox_id": self.inbox().await, "contact_id": contact });
        if let Some(content) = message {
            new["message"] = json!({ "content": content, "message_type": "incoming" });
        }
        self.admin().post("conversations", new).await.is(200).body["id"].as_i64().unwrap()
    }

    /// Does something as someone who sends no requests: a contact, a rule, the product.
    pub async fn acting<T, F>(&self, actor: Actor, action: F) -> T
    where
        F: AsyncFn(&mut Work<'_>) -> Result<T, Error> + Send + Sync + 'static,
        T: Send + 'static,
    {
        let someone = Someone { account: AccountId(self.account), actor };
        Box::pin(self.app.write(&someone, action)).await.unwrap()
    }

    /// Lets time pass.
    pub fn wait(&self, duration: Duration) {
        self.clock.advance(duration);
    }

    /// Someone's dashboard says that they are there.
    pub fn hear(&self, name: &str) {
        let (account, user) = (AccountId(self.account), UserId(self.id_of(name)));
        self.app.presence.hear_member(account, user, self.clock.now());
    }

    /// Has someone offered what waits, as it happens when they have just been heard of.
    pub async fn offer_work(&self, name: &str) {
        let (account, user) = (TheProduct(AccountId(self.account)), UserId(self.id_of(name)));
        let offered = self
            .app
            .write(&account, async move |work: &mut Work<'_>| distribute::offer(work, user).await);
        offered.await.unwrap();
    }

    /// The chat of a contact says that they are there.
    pub fn hear_contact(&self, contact: i64) {
        let (account, contact) = (AccountId(self.account), ContactId(contact));
        self.app.presence.hear_contact(account, contact, self.clock.now());
    }

    /// Someone sets how they wish to be seen: what they are up to, and whether that is so
    /// even when they are not there.
    pub async fn set_availability(&self, name: &str, availability: &str, auto_offline: bool) {
        let change = json!({ "availability": availability, "auto_offline": auto_offline });
        self.admin().patch(&format!("agents/{}", self.id_of(name)), change).await.is(200);
    }

    /// The names of the events of the account so far, oldest first.
    pub async fn events(&self) -> Vec<String> {
        let account = AccountId(self.account);
        let names = self
            .app
            .db
            .read(async move |tx: &mut db::Tx| events::names_of_account(tx, account).await);
        names.await.unwrap()
    }

    /// Has everybody told what has happened, and what follows from it left as tasks.
    pub async fn catch_up(&self) {
        self.dispatcher.lock().await.catch_up().await.unwrap();
        indexer::finish(&self.app).await.unwrap();
    }

    /// Has everything done that is due, and that becomes due by that.
    pub async fn settle(&self) {
        let mut dispatcher = self.dispatcher.lock().await;
        let workers = background::workers(&self.app);
        // In boxes, since every test holds one of these futures.
        while Box::pin(dispatcher.catch_up()).await.unwrap()
            || Box::pin(workers.drain()).await.unwrap() > 0
            || Box::pin(indexer::finish(&self.app)).await.unwrap()
        {}
    }

    /// The tasks of a kind that wait.
    pub async fn tasks(&self, kind: &str) -> Vec<jobs::Listed> {
        let all = jobs::Wanted::default();
        let waiting =
            self.app.db.read(async move |tx: &mut db::Tx| jobs::list(tx, &all, 100).await);
        let mut waiting = waiting.await.unwrap();
        waiting.retain(|job| job.kind == kind);
        waiting
    }

    /// Does what is left to do, stops the server and lets go of the database. Nothing may have
    /// been given up.
    pub async fn close(self) {
        self.settle().await;
        let dead = jobs::Wanted { dead: true, kind: None };
        let given_up =
            self.app.db.read(async move |tx: &mut db::Tx| jobs::list(tx, &dead, 10).await);
        let given_up = given_up.await.unwrap();
        assert!(given_up.is_empty(), "nobody tries any more: {given_up:#?}");
        self.app.stop();
        self.served.await.unwrap();
        self.app.db.close().await;
        self.database.remove().await;
    }

    async fn join(&mut self, name: &'static str, role: Role) {
        let (id, token) = self.add_user(self.account, name, role).await;
        self.people.push(Person { name, id, token });
    }

    async fn add_account(&self, name: &'static str) -> i64 {
        let nowhere = TheProduct(AccountId(0));
        let created =
            self.app.write(&nowhere, async move |work| accounts::create(work, name).await);
        created.await.unwrap().0
    }

    async fn add_user(&self, account: i64, name: &'static str, role: Role) -> (i64, String) {
        let the_product = TheProduct(AccountId(account));
        let added = self.app.write(&the_product, async move |work: &mut Work<'_>| {
            let new = NewAgent {
                email: format!("{}-{account}@acme.test", name.to_lowercase()),
                name: Some(name.to_owned()),
                role: Some(role),
                auto_offline: Some(false),
                ..NewAgent::default()
            };
            let agent = agents::add(work, &new).await?;
            let token = users::access_token(work, agent.id).await?;
            Ok::<_, Error>((agent.id.0, token))
        });
        added.await.unwrap()
    }

    /// One of the people who work here.
    pub fn client(&self, name: &str) -> Client {
        Client::new(&self.url, self.account, Some(self.person(name).token.clone()))
    }

    fn person(&self, name: &str) -> &Person {
        self.people.iter().find(|person| person.name == name).expect("they work here")
    }
}

/// Someone who acts in an account.
struct Someone {
    account: AccountId,
    actor: Actor,
}

impl Acts for Someone {
    fn account(&self) -> AccountId {
        self.account
    }

    fn actor(&self) -> Actor {
        self.actor.clone()
    }
}

/// Waits until something is so.
pub async fn eventually(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap_or_else(|_| panic!("{what}"));
}

/// The values of a field in a list of objects.
pub fn each(list: &Value, field: &str) -> Vec<Value> {
    list.as_array().expect("a list").iter().map(|item| item[field].clone()).collect()
}

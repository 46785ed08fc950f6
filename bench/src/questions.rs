//! What is asked: the requests that a desk makes all day.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};

use crate::{
    Result,
    connection::Connection,
    desk::Desk,
    routes::{self, Route},
};

/// One kind of request.
#[derive(Clone)]
pub struct Question {
    pub name: &'static str,
    /// Tells it apart from the others.
    pub number: u64,
    kind: Kind,
    desk: Arc<Desk>,
    records: Arc<Records>,
}

/// What requests are about.
#[derive(Default)]
pub struct Records {
    /// Parts of names of contacts.
    names: Vec<String>,
    /// Conversations in which contacts may be given words through the API.
    theirs: Vec<i64>,
}

#[derive(Clone)]
enum Kind {
    Reply,
    Write,
    List,
    Open,
    Search,
    FindCommon,
    FindRare,
    Filter,
    Report,
    /// One of those that are asked alone.
    Route(Arc<Route>),
}

impl Records {
    pub async fn read(address: SocketAddr, desk: &Desk) -> Result<Self> {
        Ok(Self { names: names(address, desk).await?, theirs: theirs(address, desk).await? })
    }
}

impl Question {
    /// Every kind, in the order in which they are asked: what only reads first, as the data
    /// were made.
    pub async fn all(address: SocketAddr, desk: &Desk) -> Result<Vec<Self>> {
        let records = Arc::new(Records::read(address, desk).await?);
        let kinds = [
            ("list 25 conversations", Kind::List),
            ("open a conversation", Kind::Open),
            ("search contacts", Kind::Search),
            ("search messages for common words", Kind::FindCommon),
            ("search messages for rare words", Kind::FindRare),
            ("filter conversations", Kind::Filter),
            ("report a year", Kind::Report),
            ("an agent posts a message", Kind::Reply),
            ("a contact's message is posted", Kind::Write),
        ];
        let question =
            |(number, (name, kind))| Question::of(kind, name, number, desk, Arc::clone(&records));
        Ok((0..).zip(kinds).map(question).collect())
    }

    /// Agents who post messages.
    pub fn post(desk: &Desk) -> Self {
        Self::of(Kind::Reply, "an agent posts a message", 0, desk, Arc::default())
    }

    /// Contacts who write.
    pub fn write(desk: &Desk, records: &Arc<Records>) -> Self {
        Self::of(Kind::Write, "a contact's message is posted", 0, desk, Arc::clone(records))
    }

    /// One of the routes that are asked alone.
    pub fn route(number: u64, route: Route, desk: &Desk, records: &Arc<Records>) -> Self {
        let name = route.path;
        Self::of(Kind::Route(Arc::new(route)), name, number, desk, Arc::clone(records))
    }

    fn of(kind: Kind, name: &'static str, number: u64, desk: &Desk, records: Arc<Records>) -> Self {
        Self { name, number, kind, desk: Arc::new(desk.clone()), records }
    }

    /// A request of this kind, as it is sent.
    pub fn request(&self, random: &mut StdRng) -> Vec<u8> {
        let conversation = random.random_range(1..=self.desk.size.conversations);
        let messages = format!("conversations/{conversation}/messages");
        match &self.kind {
            Kind::Reply => {
                let content = "Thank you for the photo. The new lid is on its way and should be \
                               with you on Thursday; you can keep the old one.";
                self.desk.post(&messages, &json!({ "content": content }))
            }
            Kind::Write => {
                let content = "The parcel came this morning, but the lid of the box is cracked. \
                               Can you send me another one?";
                let message = json!({ "content": content, "message_type": "incoming" });
                let conversation =
                    self.records.theirs[random.random_range(0..self.records.theirs.len())];
                self.desk.post(&format!("conversations/{conversation}/messages"), &message)
            }
            Kind::List => {
                let lists = [
                    "conversations?status=open&assignee_type=all",
                    "conversations?status=open&assignee_type=unassigned",
                    "conversations?status=resolved&assignee_type=me",
                    "conversations?status=open&inbox_id=1",
                ];
                self.desk.get(lists[random.random_range(0..lists.len())])
            }
            Kind::Open => self.desk.get(&messages),
            Kind::FindCommon => {
                let texts = ["the", "thank you", "order", "the order", "than", "you can"];
                let text = texts[random.random_range(0..texts.len())].replace(' ', "+");
                self.desk.get(&format!("search/messages?q={text}"))
            }
            Kind::FindRare => {
                // The number of an order, as customers write it.
                let number = random.random_range(100_000..=999_999);
                self.desk.get(&format!("search/messages?q=QM-{number}"))
            }
            Kind::Filter => {
                let others = [
                    ("inbox_id", "equal_to", json!([1])),
                    ("priority", "equal_to", json!(["urgent"])),
                    ("created_at", "days_before", json!([30])),
                    ("assignee_id", "is_not_present", json!([])),
                ];
                let (key, operator, values) = &others[random.random_range(0..others.len())];
                let rule = |key: &str, operator: &str, values: &Value| json!({ "attribute_key": key, "filter_operator": operator, "values": values });
                let open = rule("status", "equal_to", &json!(["open"]));
                let rules = json!({ "payload": [open, rule(key, operator, values)] });
                self.desk.post("conversations/filter", &rules)
            }
            Kind::Report => {
                let reports = [
                    "reports?metric=conversations_count&type=account&group_by=day",
                    "reports?metric=avg_first_response_time&type=inbox&id=1&group_by=week",
                    "reports/summary?type=account",
                    "summary_reports/agent?business_hours=true",
                    "summary_reports/label",
                ];
                let report = reports[random.random_range(0..reports.len())];
                let separator = if report.contains('?') { '&' } else { '?' };
                let year = span(365);
                self.desk.get_by("v2", &format!("{report}{separator}{year}"))
            }
            Kind::Search => {
                let names = &self.records.names;
                let name = &names[random.random_range(0..names.len())];
                self.desk.get(&format!("contacts/search?q={name}"))
            }
            Kind::Route(route) => {
                let path = routes::fill(route.path, self.desk.size, &self.records.names, random);
                match &route.conditions {
                    Some(conditions) => self.desk.post(&path, conditions),
                    None => self.desk.get_by(route.version, &path),
                }
            }
        }
    }
}

/// The last so many days, as reports are asked for them.
#[expect(clippy::disallowed_methods, reason = "the data are of the last year by the real clock")]
pub fn span(days: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    format!("since={}&until={now}", now.saturating_sub(days * 24 * 3_600))
}

/// What someone types who looks for a contact: three to six characters of a name.
async fn names(address: SocketAddr, desk: &Desk) -> Result<Vec<String>> {
    let mut connection = Connection::open(address).await?;
    let mut random = StdRng::seed_from_u64(0);
    let mut names = Vec::new();
    for page in 1..=20 {
        let asked = desk.get(&format!("contacts?sort=id&page={page}"));
        let answer: Value = serde_json::from_slice(connection.ask(&asked).await?.body)?;
        for contact in answer["payload"].as_array().ok_or("there are no contacts")? {
            let name = contact["name"].as_str().unwrap_or_default();
            let typed: String = name.chars().take(random.random_range(3..=6)).collect();
            names.push(utf8_percent_encode(typed.trim(), NON_ALPHANUMERIC).to_string());
        }
    }
    Ok(names)
}

/// Some thousand conversations of inboxes for programs, of all ages.
async fn theirs(address: SocketAddr, desk: &Desk) -> Result<Vec<i64>> {
    let mut connection = Connection::open(address).await?;
    let inboxes: Value = serde_json::from_slice(connection.ask(&desk.get("inboxes")).await?.body)?;
    let inboxes = inboxes["payload"].as_array().ok_or("there are no inboxes")?;
    let mut theirs = Vec::new();
    for inbox in inboxes.iter().filter(|inbox| inbox["channel_type"] == "Channel::Api") {
        let list = format!("conversations?inbox_id={}&status=all&per_page=100", inbox["id"]);
        let mut pages = 1;
        for part in 0..10 {
            let asked = desk.get(&format!("{list}&page={}", 1 + part * pages / 10));
            let answer: Value = serde_json::from_slice(connection.ask(&asked).await?.body)?;
            let data = &answer["data"];
            pages = data["meta"]["all_count"].as_u64().unwrap_or(0).div_ceil(100);
            let page = data["payload"].as_array().ok_or("there are no conversations")?;
            theirs.extend(page.iter().filter_map(|conversation| conversation["id"].as_i64()));
        }
    }
    if theirs.is_empty() { Err("there is no inbox for programs".into()) } else { Ok(theirs) }
}

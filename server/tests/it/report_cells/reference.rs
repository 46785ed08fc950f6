//! What is counted, and when it was, read plainly: row by row.

use db::{Sql, Tx, args};
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use crate::support::Desk;

/// Something that is counted.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The metric that it is counted or averaged by.
    pub metrics: Vec<&'static str>,
    pub conversation: i64,
    pub at: i64,
    /// When its conversation began.
    pub begun: i64,
    pub value: i64,
    pub open: i64,
    pub inbox: i64,
    pub user: Option<i64>,
    pub team: Option<i64>,
    /// What its conversation is up to now.
    pub status: i64,
    pub tags: Vec<String>,
}

/// A conversation: its id, when it began, its inbox, who has it, its team, what it is up to.
type Conversation = (i64, i64, i64, Option<i64>, Option<i64>, i64);

/// A message: its conversation, when it was written, its type, and who sent it.
type Message = (i64, i64, i64, Option<String>, Option<i64>);

/// A reporting event: its conversation, when it was measured, its name, both values, its user.
type Event = (i64, i64, i64, i64, i64, Option<i64>);

/// All there is to be counted.
pub async fn facts(desk: &Desk) -> Vec<Fact> {
    let conversations =
        "select id, created_at, inbox_id, assignee_id, team_id, status from conversations";
    let conversations: Vec<Conversation> = rows(desk, conversations).await;
    let tags = "select conversation_id, tags.name from conversation_labels
                join tags on tags.id = conversation_labels.tag_id";
    let tags: Vec<(i64, String)> = rows(desk, tags).await;
    let messages = "select conversation_id, created_at, message_type, sender_type, sender_id
                    from messages where message_type in (0, 1)";
    let messages: Vec<Message> = rows(desk, messages).await;
    let events = "select conversation_id, created_at, name, value, value_in_business_hours, user_id
                  from reporting_events";
    let events: Vec<Event> = rows(desk, events).await;
    let of = |conversation: i64, at: i64, user: Option<i64>, metrics: &[&'static str]| {
        let known = conversations.iter().find(|known| known.0 == conversation).unwrap();
        let tags = tags.iter().filter(|tag| tag.0 == conversation).map(|tag| tag.1.clone());
        Fact {
            metrics: metrics.to_vec(),
            conversation,
            at,
            begun: known.1,
            value: 0,
            open: 0,
            inbox: known.2,
            user,
            team: known.4,
            status: known.5,
            tags: tags.collect(),
        }
    };
    let begun = conversations.iter().map(|it| of(it.0, it.1, it.3, &["conversations_count"]));
    let said = messages.iter().map(|message| {
        let user = message.4.filter(|_| message.3.as_deref() == Some("User"));
        let metric =
            if message.2 == 0 { "incoming_messages_count" } else { "outgoing_messages_count" };
        of(message.0, message.1, user, &[metric])
    });
    let measured = events.iter().map(|event| {
        let fact = of(event.0, event.1, event.5, metrics(event.2));
        Fact { value: event.3, open: event.4, ..fact }
    });
    begun.chain(said).chain(measured).collect()
}

/// What an event of this name is counted and averaged by.
fn metrics(name: i64) -> &'static [&'static str] {
    match name {
        0 => &["avg_first_response_time"],
        1 => &["reply_time"],
        2 => &["avg_resolution_time", "resolutions_count"],
        4 => &["bot_resolutions_count"],
        5 => &["bot_handoffs_count"],
        _ => &[],
    }
}

async fn rows<T: db::FromRow + Send + 'static>(desk: &Desk, statement: &'static str) -> Vec<T> {
    let read = desk.app.db.read(async move |tx: &mut Tx| {
        tx.all::<T>(&Sql::portable(statement.to_owned()), args![]).await
    });
    read.await.unwrap()
}

pub fn within(fact: &Fact, since: i64, until: i64) -> bool {
    since * 1_000_000 <= fact.at && fact.at < until * 1_000_000
}

/// When the part of a time begins in which a moment is.
pub fn start(group: &str, offset: f64, moment: i64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "these are whole")]
    let ahead = (offset * 3_600.0) as i64;
    let shown = TimeZone::UTC.to_datetime(Timestamp::from_second(moment + ahead).unwrap());
    let date = shown.date();
    let hour = if group == "hour" { shown.hour() } else { 0 };
    let date: Date = match group {
        "week" => date - i64::from(date.weekday().to_sunday_zero_offset()).days(),
        "month" => date.first_of_month(),
        "year" => date.first_of_year(),
        _ => date,
    };
    let begin = date.at(hour, 0, 0, 0).to_zoned_datetime(TimeZone::UTC).unwrap();
    begin.timestamp().as_second() - ahead
}

pub fn average(facts: &[&Fact], business_hours: bool) -> Option<Value> {
    let values = facts.iter().map(|fact| if business_hours { fact.open } else { fact.value });
    #[expect(clippy::cast_precision_loss, reason = "there are few, and they are small")]
    let (sum, count) = (values.sum::<i64>() as f64, facts.len() as f64);
    (!facts.is_empty()).then(|| json!(sum / count))
}

//! Those who listen: agents and contacts of the account, by the tokens that the database has
//! of them. No answer tells those of everybody.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags};
use serde_json::json;

use crate::Result;

/// How often clients say that somebody is there.
const AGENT: Duration = Duration::from_secs(20);
const CONTACT: Duration = Duration::from_mins(1);

/// What one of them says.
#[derive(Clone, Debug)]
pub struct Person {
    pub subscribe: String,
    pub present: String,
    /// How often they say that they are there.
    pub every: Duration,
}

/// The members of an account.
pub fn agents(database: &Path, account: i64) -> Result<Vec<Person>> {
    let sql = "select users.id, users.pubsub_token from users
               join account_users on account_users.user_id = users.id
               where account_users.account_id = ?1 order by users.id";
    let database = open(database)?;
    let mut statement = database.prepare(sql)?;
    let people = statement.query_map([account], |row| {
        let (user, token): (i64, String) = (row.get(0)?, row.get(1)?);
        let room = json!({
            "channel": "RoomChannel", "pubsub_token": token, "account_id": account,
            "user_id": user,
        });
        Ok(Person::of(&room, AGENT))
    })?;
    Ok(people.collect::<rusqlite::Result<_>>()?)
}

/// So many contacts who are known in an inbox.
pub fn contacts(database: &Path, count: usize) -> Result<Vec<Person>> {
    let database = open(database)?;
    let mut statement =
        database.prepare("select pubsub_token from contact_inboxes order by id limit ?1")?;
    let people = statement.query_map([i64::try_from(count)?], |row| {
        let room = json!({ "channel": "RoomChannel", "pubsub_token": row.get::<_, String>(0)? });
        Ok(Person::of(&room, CONTACT))
    })?;
    let people: Vec<Person> = people.collect::<rusqlite::Result<_>>()?;
    if people.len() < count { Err("there are too few contacts".into()) } else { Ok(people) }
}

fn open(database: &Path) -> Result<Connection> {
    Ok(Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
}

impl Person {
    fn of(room: &serde_json::Value, every: Duration) -> Self {
        let identifier = room.to_string();
        let subscribe = json!({ "command": "subscribe", "identifier": identifier });
        let data = json!({ "action": "update_presence" }).to_string();
        let present = json!({ "command": "message", "identifier": identifier, "data": data });
        Self { subscribe: subscribe.to_string(), present: present.to_string(), every }
    }
}

//! What the database says in the end.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use db::{Tx, args, sql};
use frontdesk::{
    app::App,
    events::{self, Fact, Name, Position},
};

use super::load::Posted;

/// How long it may take until nothing is left to do.
const PATIENCE: Duration = Duration::from_mins(1);

/// After how long what is set for later counts as a timer, in microseconds.
const LATER: i64 = 60_000_000;

pub struct Books {
    /// Every event, in order.
    facts: Vec<Fact>,
    /// By content, the messages that have it.
    messages: BTreeMap<String, Vec<i64>>,
    /// Those that the product wrote about what was done.
    activities: BTreeSet<i64>,
    /// Everybody who is known, in order.
    contacts: Vec<i64>,
}

/// What is not done yet.
#[derive(Debug, PartialEq, Eq)]
struct Open {
    deliveries: i64,
    jobs: i64,
    /// Whether there are events that nothing was made of.
    events: bool,
}

impl Books {
    /// Waits until nothing is left to do.
    pub async fn settled(app: &App) -> Self {
        let began = Instant::now();
        let nothing = Open { deliveries: 0, jobs: 0, events: false };
        loop {
            let open = open(app).await;
            if open == nothing {
                return app.db.read(read).await.unwrap();
            }
            assert!(began.elapsed() < PATIENCE, "stuck: {open:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Says that these messages are there, each once, and that nothing else is there twice.
    pub fn have_once(&self, posted: &[Posted]) {
        for Posted { id, content } in posted {
            assert_eq!(self.messages.get(content), Some(&vec![*id]), "acknowledged: {content}");
        }
        let twice: Vec<_> = self.messages.iter().filter(|(_, ids)| ids.len() > 1).collect();
        assert!(twice.is_empty(), "{twice:?}");
        let created = self.facts.iter().filter(|fact| fact.name == Name::MessageCreated);
        let mut created: Vec<i64> = created.filter_map(|fact| Some(fact.message?.0)).collect();
        created.sort_unstable();
        let mut messages: Vec<i64> = self.messages.values().flatten().copied().collect();
        messages.extend(&self.activities);
        messages.sort_unstable();
        assert_eq!(created, messages, "there is an event for each message, and none without");
        let created = self.facts.iter().filter(|fact| fact.name == Name::ContactCreated);
        let mut created: Vec<i64> = created.filter_map(|fact| Some(fact.contact?.0)).collect();
        created.sort_unstable();
        assert_eq!(created, self.contacts, "and for each contact");
    }

    /// The events with these names that are to be told, in order, and there are some with each.
    /// What the product notes by itself is not told, nor that a contact was active twice in the
    /// same moment.
    pub fn to_be_told(&self, names: &[Name]) -> Vec<i64> {
        for name in names {
            assert!(self.facts.iter().any(|fact| fact.name == *name), "no {}", name.as_str());
        }
        let is_nothing = |fact: &Fact| match fact.name {
            Name::ContactUpdated => fact.changes.is_empty(),
            _ => fact.message.is_some_and(|message| self.activities.contains(&message.0)),
        };
        let is_told = |fact: &&Fact| names.contains(&fact.name) && !is_nothing(fact);
        self.facts.iter().filter(is_told).map(|fact| fact.position.event().0).collect()
    }
}

async fn open(app: &App) -> Open {
    let soon = app.clock.now().0 + LATER;
    let looked = app.db.write(async move |tx: &mut Tx| {
        let deliveries = sql!("select count(*) from webhook_deliveries where finished_at is null");
        let (deliveries,) = tx.one::<(i64,)>(deliveries, args![]).await?;
        let jobs =
            sql!("select count(*) from jobs where running or dead_at is not null or run_at < $1");
        let (jobs,) = tx.one::<(i64,)>(jobs, args![soon]).await?;
        let place = events::lock_cursor(tx, "delivery").await?;
        let events = events::after(tx, place, 1).await?.end != place;
        Ok::<_, db::Error>(Open { deliveries, jobs, events })
    });
    looked.await.unwrap()
}

async fn read(tx: &mut Tx) -> db::Result<Books> {
    let facts = events::after(tx, Position::default(), usize::MAX).await?.facts;
    let (count,) = tx.one::<(i64,)>(sql!("select count(*) from events"), args![]).await?;
    assert_eq!(facts.len(), usize::try_from(count).unwrap(), "every event is read");
    let said = sql!("select content, id from messages where message_type <> 2 order by id");
    let mut messages: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (content, id) in tx.all::<(String, i64)>(said, args![]).await? {
        messages.entry(content).or_default().push(id);
    }
    let activities = sql!("select id from messages where message_type = 2");
    let activities = tx.all::<(i64,)>(activities, args![]).await?.into_iter();
    let activities = activities.map(|(id,)| id).collect();
    let contacts = tx.all::<(i64,)>(sql!("select id from contacts order by id"), args![]).await?;
    let contacts = contacts.into_iter().map(|(id,)| id).collect();
    Ok(Books { facts, messages, activities, contacts })
}

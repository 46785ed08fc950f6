//! Addresses that are told, and do not always take it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use frontdesk::events::Name;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::support::Receiver;

/// What the webhook of the account is told of, which is all that one can be told of, except what
/// is no event, and what people do not do here.
pub const OF_ACCOUNT: [(Name, &str); 8] = [
    (Name::MessageCreated, "message_created"),
    (Name::MessageUpdated, "message_updated"),
    (Name::ConversationCreated, "conversation_created"),
    (Name::ConversationUpdated, "conversation_updated"),
    (Name::ConversationStatusChanged, "conversation_status_changed"),
    (Name::ContactCreated, "contact_created"),
    (Name::ContactUpdated, "contact_updated"),
    (Name::WebwidgetTriggered, "webwidget_triggered"),
];

/// What the webhook of an inbox is told of, without being asked.
pub const OF_INBOX: [Name; 5] = [
    Name::MessageCreated,
    Name::MessageUpdated,
    Name::ConversationCreated,
    Name::ConversationUpdated,
    Name::ConversationStatusChanged,
];

/// What a bot is told of.
pub const OF_BOT: [Name; 7] = [
    Name::MessageCreated,
    Name::MessageUpdated,
    Name::ConversationUpdated,
    Name::ConversationStatusChanged,
    Name::ConversationOpened,
    Name::ConversationResolved,
    Name::WebwidgetTriggered,
];

/// How much of what it is told a hook does not take.
const REFUSED: f64 = 0.25;

pub struct Hook {
    receiver: Receiver,
    heard: Arc<Mutex<Vec<Heard>>>,
}

/// A request.
#[derive(Clone, Copy, Debug)]
struct Heard {
    event: i64,
    taken: bool,
}

impl Hook {
    /// Refuses at random, but nothing more often than this.
    pub async fn open(most: Option<usize>) -> Self {
        let receiver = Receiver::open().await;
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let (noted, dice) = (Arc::clone(&heard), Mutex::new(StdRng::seed_from_u64(7)));
        receiver.answer_by(move |told| {
            let event = told.header("x-frontdesk-event").parse().unwrap();
            let mut noted = noted.lock().unwrap();
            let refused = noted.iter().filter(|heard| heard.event == event && !heard.taken).count();
            let may_refuse = most.is_none_or(|most| refused < most);
            let taken = !(may_refuse && dice.lock().unwrap().random_bool(REFUSED));
            noted.push(Heard { event, taken });
            if taken { 200 } else { 500 }
        });
        Self { receiver, heard }
    }

    pub fn url(&self) -> &str {
        &self.receiver.url
    }

    /// Says that it was told of each of these events, first in this order; that it took
    /// each; and that hardly anything was told again: what was being told when the server
    /// was killed.
    pub fn was_told(&self, events: &[i64], kills: u32) {
        let heard = self.heard.lock().unwrap();
        let mut taken: BTreeMap<i64, usize> = events.iter().map(|event| (*event, 0)).collect();
        for heard in heard.iter().filter(|heard| heard.taken) {
            *taken.entry(heard.event).or_default() += 1;
        }
        let missing: Vec<_> = taken.iter().filter(|(_, times)| **times == 0).collect();
        assert!(missing.is_empty(), "not delivered: {missing:?}");
        same_order(&firsts(heard.iter().map(|heard| heard.event)), events);
        let repeated: usize = taken.values().map(|times| times - 1).sum();
        assert!(repeated <= kills as usize, "{repeated} were delivered again after {kills} kills");
    }

    /// Says that what it took came in the order in which it was told.
    pub fn took_in_order(&self) {
        let heard = self.heard.lock().unwrap();
        let told = firsts(heard.iter().map(|heard| heard.event));
        let taken = firsts(heard.iter().filter(|heard| heard.taken).map(|heard| heard.event));
        same_order(&taken, &told);
    }
}

/// Each event where it is for the first time.
fn firsts(events: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut seen = BTreeSet::new();
    events.filter(|event| seen.insert(*event)).collect()
}

fn same_order(found: &[i64], expected: &[i64]) {
    let differs = found.iter().zip(expected).position(|(found, expected)| found != expected);
    let near = |list: &[i64], at: usize| list[at..list.len().min(at + 5)].to_vec();
    if let Some(at) = differs {
        panic!("number {at} is {:?}…, not {:?}…", near(found, at), near(expected, at));
    }
    assert_eq!(found.len(), expected.len());
}

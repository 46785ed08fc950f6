//! Other processes on the same database: what they are to be told of what was committed
//! here, and which of them listen.
//!
//! On PostgreSQL processes serve beside each other. Each says when it comes and goes, and what was
//! committed, all that happened within a few milliseconds at once; a process that is alone says
//! nothing. Every few seconds each says who was heard there, so that whoever has a dashboard open
//! at one server is there for all; who types there it says at once. Commands are not listened for:
//! they say what they did when they are done. On SQLite nobody says anything; what commands commit
//! is noticed by itself.
//!
//! The saying and hearing is done by `background::neighbours`.

use std::{
    collections::HashSet,
    fmt::Write as _,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::Notify;

use crate::{
    id::{AccountId, ContactId, UserId},
    presence::Roll,
    work::FollowUps,
};

/// What a text about members, or about contacts, begins with.
const MEMBERS: &str = "members";
const CONTACTS: &str = "contacts";

/// What a user is called in a text whose sockets are to be closed.
const RELISTENING: &str = "listening:";

/// Remarks that wait at most, each way.
const REMARKS: usize = 1_000;

/// Bytes of a text that may be followed by more.
const LONGEST: usize = 7_000;

#[derive(Debug, Default)]
pub struct Neighbours {
    untold: Mutex<Words>,
    /// Those that listen.
    listening: Mutex<HashSet<u64>>,
    /// Whether there are any.
    any: AtomicBool,
    /// Rung when there is something to say.
    pub bell: Notify,
    /// Of the moment, and lost when it cannot be said.
    remarks: Mutex<Vec<String>>,
    /// Remarks of others.
    overheard: Mutex<Vec<String>>,
    /// Rung when there are some.
    pub ear: Notify,
}

/// What processes say to each other, at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Who else is there?
    pub hello: bool,
    /// I am, and tell what I do from now on.
    pub here: bool,
    /// I am not any more.
    pub bye: bool,
    /// What was committed.
    pub did: FollowUps,
}

impl Neighbours {
    /// Notes what was committed.
    pub fn tell(&self, did: FollowUps) {
        if did != FollowUps::default() {
            let any = self.any.load(Ordering::Acquire);
            // Whoever comes later has no sockets yet that are to be closed.
            let relistening = if any { did.relistening.clone() } else { Vec::new() };
            self.untold().did.add(FollowUps { relistening, ..did });
            self.ring_if(any);
        }
    }

    /// Asks who else is there.
    pub fn greet(&self) {
        self.untold().hello = true;
        self.ring_if(true);
    }

    /// Answers somebody who asked.
    pub fn answer(&self) {
        self.untold().here = true;
        self.ring_if(true);
    }

    /// Notes that a process listens, or does not any more.
    pub fn listens(&self, who: u64, does: bool) {
        let mut listening = self.listening();
        let is_news = if does { listening.insert(who) } else { listening.remove(&who) };
        self.any.store(!listening.is_empty(), Ordering::Release);
        self.ring_if(is_news);
    }

    /// Says something that matters now or never, if anybody listens.
    pub fn remark(&self, text: impl FnOnce() -> String) {
        if self.any.load(Ordering::Acquire) {
            push(&self.remarks, text());
            self.bell.notify_one();
        }
    }

    /// The remarks that are to be said.
    pub fn take_remarks(&self) -> Vec<String> {
        take(&self.remarks)
    }

    /// Notes what another process says of the moment.
    pub fn overhear(&self, text: String) {
        push(&self.overheard, text);
        self.ear.notify_one();
    }

    pub fn take_overheard(&self) -> Vec<String> {
        take(&self.overheard)
    }

    /// How many processes listen. One that was killed counts until this one ends.
    pub fn count(&self) -> usize {
        self.listening().len()
    }

    /// What there is to say to those who listen.
    pub fn take(&self) -> Words {
        let mut words = std::mem::take(&mut *self.untold());
        if !self.any.load(Ordering::Acquire) {
            words.did = FollowUps::default();
        }
        words
    }

    /// What there is to say, whether or not it is known that somebody listens.
    pub fn take_all(&self) -> Words {
        std::mem::take(&mut *self.untold())
    }

    /// Keeps what could not be said.
    pub fn put_back(&self, words: &Words) {
        let mut untold = self.untold();
        untold.hello |= words.hello;
        untold.here |= words.here;
        untold.did.add(words.did.clone());
    }

    fn ring_if(&self, condition: bool) {
        if condition {
            self.bell.notify_one();
        }
    }

    fn listening(&self) -> MutexGuard<'_, HashSet<u64>> {
        self.listening.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn untold(&self) -> MutexGuard<'_, Words> {
        self.untold.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn push(remarks: &Mutex<Vec<String>>, text: String) {
    let mut remarks = remarks.lock().unwrap_or_else(PoisonError::into_inner);
    if remarks.len() < REMARKS {
        remarks.push(text);
    }
}

fn take(remarks: &Mutex<Vec<String>>) -> Vec<String> {
    std::mem::take(&mut *remarks.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Words {
    /// As they are sent; nothing when there is nothing to say.
    pub fn to_text(&self) -> Option<String> {
        let words = [
            (self.hello, "hello"),
            (self.here, "here"),
            (self.bye, "bye"),
            (self.did.access, "access"),
            (self.did.events, "events"),
            (self.did.tasks, "tasks"),
        ];
        let words = words.into_iter().filter(|(is_said, _)| *is_said);
        let words = words.map(|(_, word)| word.to_owned());
        let users = self.did.relistening.iter().map(|user| format!("{RELISTENING}{user}"));
        let said: Vec<String> = words.chain(users).collect();
        (!said.is_empty()).then(|| said.join(" "))
    }

    /// What a newer program says beside this is left out.
    pub fn of_text(text: &str) -> Self {
        let mut words = Words::default();
        for word in text.split(' ') {
            match word {
                "hello" => words.hello = true,
                "here" => words.here = true,
                "bye" => words.bye = true,
                "access" => words.did.access = true,
                "events" => words.did.events = true,
                "tasks" => words.did.tasks = true,
                other => words.did.relistening.extend(relistening(other)),
            }
        }
        words
    }
}

/// The user whose sockets are to be closed, if a word is about one.
fn relistening(word: &str) -> Option<UserId> {
    word.strip_prefix(RELISTENING)?.parse().ok().map(UserId)
}

/// Who was heard, in texts of a length that can be sent.
pub fn texts_of(roll: &Roll) -> Vec<String> {
    let members = roll.members.iter().map(|(account, user)| (account.0, user.0));
    let contacts = roll.contacts.iter().map(|(account, contact)| (account.0, contact.0));
    let mut texts = Vec::new();
    list(&mut texts, MEMBERS, members);
    list(&mut texts, CONTACTS, contacts);
    texts
}

/// Who was heard elsewhere, if this is what a text tells.
pub fn roll_of_text(text: &str) -> Option<Roll> {
    let mut roll = Roll::default();
    let mut words = text.split(' ');
    let kind = words.next();
    let ids = words.filter_map(|pair| {
        let (account, id) = pair.split_once(':')?;
        Some((AccountId(account.parse().ok()?), id.parse::<i64>().ok()?))
    });
    match kind? {
        MEMBERS => roll.members.extend(ids.map(|(account, id)| (account, UserId(id)))),
        CONTACTS => roll.contacts.extend(ids.map(|(account, id)| (account, ContactId(id)))),
        _ => return None,
    }
    Some(roll)
}

fn list(texts: &mut Vec<String>, kind: &str, pairs: impl Iterator<Item = (i64, i64)>) {
    let mut text = String::new();
    for (account, id) in pairs {
        if text.len() > LONGEST {
            texts.push(std::mem::take(&mut text));
        }
        if text.is_empty() {
            kind.clone_into(&mut text);
        }
        write!(text, " {account}:{id}").expect("a string takes any text");
    }
    if !text.is_empty() {
        texts.push(text);
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Neighbours, Words, roll_of_text, texts_of};
    use crate::{
        id::{AccountId, ContactId, UserId},
        presence::Roll,
        work::FollowUps,
    };

    const EVENTS: FollowUps =
        FollowUps { access: false, relistening: Vec::new(), events: true, tasks: false };
    const TASKS: FollowUps =
        FollowUps { access: false, relistening: Vec::new(), events: false, tasks: true };

    #[test]
    fn words_are_read_as_they_are_written() {
        let all = Words {
            hello: true,
            here: true,
            bye: true,
            did: FollowUps {
                access: true,
                relistening: vec![UserId(7), UserId(1 << 40)],
                events: true,
                tasks: true,
            },
        };
        let text = all.to_text().unwrap();
        let expected = "hello here bye access events tasks listening:7 listening:1099511627776";
        assert_eq!(text, expected);
        assert_eq!(Words::of_text(&text), all);
        assert_eq!(
            Words::of_text("news listening:x events"),
            Words { did: EVENTS, ..Words::default() }
        );
        assert_eq!(Words::default().to_text(), None);
    }

    #[test]
    fn who_was_heard_is_read_as_it_is_written_whatever_their_number() {
        let roll = Roll {
            members: [(AccountId(1), UserId(2)), (AccountId(3), UserId(2))].into(),
            contacts: (0..5_000).map(|id| (AccountId(1), ContactId(id << 40))).collect(),
        };

        let texts = texts_of(&roll);

        assert!(texts.iter().all(|text| text.len() < LONGEST + 50));
        let mut read = Roll::default();
        for text in &texts {
            let some = roll_of_text(text).unwrap();
            read.members.extend(some.members);
            read.contacts.extend(some.contacts);
        }
        assert_eq!(read, roll);
        assert_eq!(texts_of(&Roll::default()), [""; 0]);
        assert_eq!(roll_of_text("hello events"), None);
    }

    #[test]
    fn what_was_done_is_told_at_once_and_only_when_somebody_listens() {
        let neighbours = Neighbours::default();
        neighbours.tell(EVENTS);
        assert_eq!(neighbours.take().to_text(), None);

        neighbours.listens(7, true);
        neighbours.tell(EVENTS);
        neighbours.tell(TASKS);
        let words = neighbours.take();
        assert_eq!(words.to_text().unwrap(), "events tasks");
        assert_eq!(neighbours.take().to_text(), None);

        neighbours.put_back(&words);
        neighbours.listens(7, false);
        assert_eq!(neighbours.take_all().to_text().unwrap(), "events tasks");
    }
}

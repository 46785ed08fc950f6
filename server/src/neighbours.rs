//! Other processes on the same database: what they are to be told of what was committed
//! here, and which of them listen.
//!
//! On PostgreSQL processes serve beside each other. Each says when it comes and goes, and
//! what was committed, all that happened within a few milliseconds at once; a process that
//! is alone says nothing. Commands are not listened for: they say what they did when they
//! are done. On SQLite nobody says anything; what commands commit is noticed by itself.
//!
//! The saying and hearing is done by `background::neighbours`.

use std::{
    collections::HashSet,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::Notify;

use crate::work::FollowUps;

#[derive(Debug, Default)]
pub struct Neighbours {
    untold: Mutex<Words>,
    /// Those that listen.
    listening: Mutex<HashSet<u64>>,
    /// Whether there are any.
    any: AtomicBool,
    /// Rung when there is something to say.
    pub bell: Notify,
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
            self.untold().did.add(did);
            self.ring_if(self.any.load(Ordering::Acquire));
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
        let _ = if does { listening.insert(who) } else { listening.remove(&who) };
        self.any.store(!listening.is_empty(), Ordering::Release);
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
        untold.did.add(words.did);
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
        let said: Vec<&str> =
            words.into_iter().filter(|(is_said, _)| *is_said).map(|(_, word)| word).collect();
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
                _ => {}
            }
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::{Neighbours, Words};
    use crate::work::FollowUps;

    const EVENTS: FollowUps = FollowUps { access: false, events: true, tasks: false };
    const TASKS: FollowUps = FollowUps { access: false, events: false, tasks: true };

    #[test]
    fn words_are_read_as_they_are_written() {
        let all = Words {
            hello: true,
            here: true,
            bye: true,
            did: FollowUps { access: true, events: true, tasks: true },
        };
        let text = all.to_text().unwrap();
        assert_eq!(text, "hello here bye access events tasks");
        assert_eq!(Words::of_text(&text), all);
        assert_eq!(Words::of_text("news events"), Words { did: EVENTS, ..Words::default() });
        assert_eq!(Words::default().to_text(), None);
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

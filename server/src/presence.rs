//! Who is there: members and contacts whose dashboard or chat has said so lately.
//!
//! A client says that it is there when it subscribes and every few seconds from then on;
//! who has not said so for a while is not there any more. Kept in memory: after a restart
//! clients connect and say it again. For how long a word counts is set by `[presence]`; the
//! defaults are those of contract `realtime-client-platform.md`, 1.5. Of several servers on
//! one database each tells the others who was heard there ([`Roll`]).

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    actor::Availability,
    clock::Timestamp,
    config,
    id::{AccountId, ContactId, UserId},
};

/// When each was heard of last. Shared by cloning.
#[derive(Clone, Debug)]
pub struct Presence(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    /// For how long somebody is there after they have said so.
    windows: config::Presence,
    heard: Mutex<HashMap<AccountId, Heard>>,
    /// Who was heard here lately. None when nobody else is to know.
    roll: Mutex<Option<Roll>>,
}

/// Members and contacts who were heard at one server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roll {
    pub members: HashSet<(AccountId, UserId)>,
    pub contacts: HashSet<(AccountId, ContactId)>,
}

#[derive(Debug, Default)]
struct Heard {
    members: HashMap<UserId, Timestamp>,
    contacts: HashMap<ContactId, Timestamp>,
}

/// The stream that every socket of a user reads. It carries nothing: it is by what they are
/// closed.
pub fn sockets_of(user: UserId) -> String {
    format!("sockets:{user}")
}

impl Presence {
    pub fn new(windows: config::Presence) -> Self {
        Self(Arc::new(Parts { windows, heard: Mutex::default(), roll: Mutex::default() }))
    }

    /// Notes that a member is there. Tells whether they have just come.
    pub fn hear_member(&self, account: AccountId, user: UserId, now: Timestamp) -> bool {
        self.enrol(|roll| roll.members.insert((account, user)));
        let before = self.heard().entry(account).or_default().members.insert(user, now);
        before.is_none_or(|last| self.is_member_until(last) < now)
    }

    /// Notes that a contact is there.
    pub fn hear_contact(&self, account: AccountId, contact: ContactId, now: Timestamp) {
        self.enrol(|roll| roll.contacts.insert((account, contact)));
        self.heard().entry(account).or_default().contacts.insert(contact, now);
    }

    /// Notes who was heard at another server.
    pub fn hear_elsewhere(&self, roll: &Roll, now: Timestamp) {
        let mut heard = self.heard();
        for (account, user) in &roll.members {
            heard.entry(*account).or_default().members.insert(*user, now);
        }
        for (account, contact) in &roll.contacts {
            heard.entry(*account).or_default().contacts.insert(*contact, now);
        }
    }

    /// Has it noted from now on who is heard here.
    pub fn open_roll(&self) {
        self.0.roll().get_or_insert_default();
    }

    /// Who was heard here since this was asked last. Nothing is noted any more unless it
    /// goes on.
    pub fn take_roll(&self, goes_on: bool) -> Roll {
        let next = goes_on.then(Roll::default);
        std::mem::replace(&mut *self.0.roll(), next).unwrap_or_default()
    }

    pub fn is_member_there(&self, account: AccountId, user: UserId, now: Timestamp) -> bool {
        let heard = self.heard();
        let last = heard.get(&account).and_then(|heard| heard.members.get(&user));
        last.is_some_and(|last| self.is_member_until(*last) >= now)
    }

    /// What others see of a member: what they have set, but when they are not there and wish
    /// to be seen as away then.
    pub fn shown(
        &self,
        account: AccountId,
        user: UserId,
        set: Availability,
        auto_offline: bool,
        now: Timestamp,
    ) -> Availability {
        let is_seen = !auto_offline || self.is_member_there(account, user, now);
        if is_seen { set } else { Availability::Offline }
    }

    pub fn is_contact_there(&self, account: AccountId, contact: ContactId, now: Timestamp) -> bool {
        let heard = self.heard();
        let last = heard.get(&account).and_then(|heard| heard.contacts.get(&contact));
        last.is_some_and(|last| self.is_contact_until(*last) >= now)
    }

    /// The members of an account who are there. Those who are not any more are forgotten.
    pub fn members(&self, account: AccountId, now: Timestamp) -> Vec<UserId> {
        let mut heard = self.heard();
        let Some(heard) = heard.get_mut(&account) else { return Vec::new() };
        heard.members.retain(|_, last| self.is_member_until(*last) >= now);
        heard.members.keys().copied().collect()
    }

    /// The contacts of an account who are there. Those who are not any more are forgotten.
    pub fn contacts(&self, account: AccountId, now: Timestamp) -> Vec<ContactId> {
        let mut heard = self.heard();
        let Some(heard) = heard.get_mut(&account) else { return Vec::new() };
        heard.contacts.retain(|_, last| self.is_contact_until(*last) >= now);
        heard.contacts.keys().copied().collect()
    }

    /// Forgets who is not there any more. To be called now and then: nobody may ask for an
    /// account in which somebody was heard.
    pub fn sweep(&self, now: Timestamp) {
        self.heard().retain(|_, heard| {
            heard.members.retain(|_, last| self.is_member_until(*last) >= now);
            heard.contacts.retain(|_, last| self.is_contact_until(*last) >= now);
            !(heard.members.is_empty() && heard.contacts.is_empty())
        });
    }

    /// Those of the contacts who are there.
    pub fn contacts_of(
        &self,
        account: AccountId,
        contacts: impl IntoIterator<Item = ContactId>,
        now: Timestamp,
    ) -> HashSet<ContactId> {
        let heard = self.heard();
        let Some(heard) = heard.get(&account) else { return HashSet::new() };
        let is_there = |contact: &ContactId| {
            heard.contacts.get(contact).is_some_and(|last| self.is_contact_until(*last) >= now)
        };
        contacts.into_iter().filter(is_there).collect()
    }

    fn enrol(&self, add: impl FnOnce(&mut Roll) -> bool) {
        if let Some(roll) = &mut *self.0.roll() {
            add(roll);
        }
    }

    fn is_member_until(&self, last: Timestamp) -> Timestamp {
        last.plus(self.0.windows.members)
    }

    fn is_contact_until(&self, last: Timestamp) -> Timestamp {
        last.plus(self.0.windows.contacts)
    }

    fn heard(&self) -> MutexGuard<'_, HashMap<AccountId, Heard>> {
        self.0.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Parts {
    fn roll(&self) -> MutexGuard<'_, Option<Roll>> {
        self.roll.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Presence;
    use crate::{
        clock::Timestamp,
        config::Config,
        id::{AccountId, ContactId, UserId},
    };

    #[test]
    fn who_is_gone_is_forgotten_and_whoever_is_there_is_not() {
        let presence = Presence::new(Config::default().presence);
        let (begun, account, user) = (Timestamp(0), AccountId(1), UserId(1));
        presence.hear_contact(AccountId(2), ContactId(1), begun);
        presence.hear_member(account, user, begun);
        let later = begun.plus(Duration::from_hours(1));
        presence.hear_contact(account, ContactId(7), later);

        presence.sweep(later);

        let heard = presence.heard();
        assert_eq!(heard.keys().collect::<Vec<_>>(), [&account]);
        assert!(heard[&account].members.is_empty());
        assert_eq!(heard[&account].contacts.len(), 1);
    }
}

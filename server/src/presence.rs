//! Who is there: members and contacts whose dashboard or chat has said so lately.
//!
//! A client says that it is there when it subscribes and every few seconds from then on;
//! who has not said so for a while is not there any more. Kept in memory: after a restart
//! clients connect and say it again. The times are those of contract
//! `realtime-client-platform.md`, 1.5.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::{
    clock::Timestamp,
    id::{AccountId, ContactId, UserId},
};

/// For how long a member is there after they have said so.
const MEMBER: Duration = Duration::from_secs(20);

/// For how long a contact is.
const CONTACT: Duration = Duration::from_secs(90);

/// When each was heard of last. Shared by cloning.
#[derive(Clone, Debug, Default)]
pub struct Presence(Arc<Mutex<HashMap<AccountId, Heard>>>);

#[derive(Debug, Default)]
struct Heard {
    members: HashMap<UserId, Timestamp>,
    contacts: HashMap<ContactId, Timestamp>,
}

impl Presence {
    /// Notes that a member is there.
    pub fn hear_member(&self, account: AccountId, user: UserId, now: Timestamp) {
        self.heard().entry(account).or_default().members.insert(user, now);
    }

    /// Notes that a contact is there.
    pub fn hear_contact(&self, account: AccountId, contact: ContactId, now: Timestamp) {
        self.heard().entry(account).or_default().contacts.insert(contact, now);
    }

    pub fn is_member_there(&self, account: AccountId, user: UserId, now: Timestamp) -> bool {
        let heard = self.heard();
        let last = heard.get(&account).and_then(|heard| heard.members.get(&user));
        last.is_some_and(|last| last.plus(MEMBER) >= now)
    }

    pub fn is_contact_there(&self, account: AccountId, contact: ContactId, now: Timestamp) -> bool {
        let heard = self.heard();
        let last = heard.get(&account).and_then(|heard| heard.contacts.get(&contact));
        last.is_some_and(|last| last.plus(CONTACT) >= now)
    }

    /// The members of an account who are there. Those who are not any more are forgotten.
    pub fn members(&self, account: AccountId, now: Timestamp) -> Vec<UserId> {
        let mut heard = self.heard();
        let Some(heard) = heard.get_mut(&account) else { return Vec::new() };
        heard.members.retain(|_, last| last.plus(MEMBER) >= now);
        heard.members.keys().copied().collect()
    }

    /// The contacts of an account who are there. Those who are not any more are forgotten.
    pub fn contacts(&self, account: AccountId, now: Timestamp) -> Vec<ContactId> {
        let mut heard = self.heard();
        let Some(heard) = heard.get_mut(&account) else { return Vec::new() };
        heard.contacts.retain(|_, last| last.plus(CONTACT) >= now);
        heard.contacts.keys().copied().collect()
    }

    fn heard(&self) -> MutexGuard<'_, HashMap<AccountId, Heard>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! What the streams of real time are called.
//!
//! A user has one stream for all accounts, and a contact has one for each inbox that knows
//! them. The others carry nothing: that they are read tells that somebody is there to be
//! told, so that nothing is made ready for nobody.

use crate::id::{AccountId, ContactInboxId};

const CONTACT_INBOX: &str = "contact_inbox:";

/// A user's stream is that of the token by which they listen. Once they have another token, who
/// was let in by the one before hears nothing more, at whatever server.
pub fn of_user(token: &str) -> String {
    format!("user:{token}")
}

pub fn of_contact_inbox(id: ContactInboxId) -> String {
    format!("{CONTACT_INBOX}{id}")
}

/// Whether a stream is one of [`of_contact_inbox`].
pub fn is_of_contact(stream: &str) -> bool {
    stream.starts_with(CONTACT_INBOX)
}

/// Read by every member of an account who listens.
pub fn members(account: AccountId) -> String {
    format!("members:{account}")
}

/// Read by every contact of an account who listens.
pub fn contacts(account: AccountId) -> String {
    format!("contacts:{account}")
}

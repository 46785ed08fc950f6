//! What apps of the platform may reach: what they have made, and what they were granted (contract
//! `realtime-client-platform.md`, 5.1). Rows in `store`.
//!
//! An app has a user in its hand as long as the user is only where the app may be too. When the
//! user follows an invitation to another account, it is [left behind](leave_behind)
//! (`docs/decisions/0011-whose-user.md`).

mod store;

use crate::id::{AccountId, AgentBotId, UserId};

pub use store::{forbid, forget, leave_behind, may_reach, permit, reachable, reached};

/// Something that an app may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    Account(AccountId),
    User(UserId),
    AgentBot(AgentBotId),
}

/// The kinds of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Account,
    User,
    AgentBot,
}

crate::stored! {
    Kind { Account = 0 "account", User = 1 "user", AgentBot = 2 "agent_bot" }
}

/// How many apps may reach a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Those that may reach the account at hand, too.
    pub here: i64,
    /// Those that may not.
    pub elsewhere: i64,
}

impl Object {
    /// The kind and id that are stored.
    fn stored(self) -> (Kind, i64) {
        match self {
            Object::Account(id) => (Kind::Account, id.0),
            Object::User(id) => (Kind::User, id.0),
            Object::AgentBot(id) => (Kind::AgentBot, id.0),
        }
    }
}

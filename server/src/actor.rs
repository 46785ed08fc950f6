//! Who acts: a member of the account's team, a bot, a contact, or the product itself.

use std::sync::Arc;

use crate::id::{ContactId, InboxId, TeamId, UserId};

/// On whose behalf a unit of work is done.
#[derive(Clone, Debug)]
pub enum Actor {
    /// Someone who answers conversations.
    Member(Arc<Member>),
    /// Someone who wrote to the account.
    Contact(ContactId),
    /// The product: timers, commands, set-up.
    System,
}

/// A user within one account, with what decides on what they see and may do.
#[derive(Clone, Debug)]
pub struct Member {
    pub user: UserId,
    pub name: String,
    pub display_name: Option<String>,
    pub role: Role,
    pub availability: Availability,
    pub auto_offline: bool,
    /// Inboxes they belong to. Administrators see all, whatever this holds.
    pub inboxes: Vec<InboxId>,
    pub teams: Vec<TeamId>,
}

/// What a member may do in the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Agent,
    Administrator,
}

/// What a member has set of their own accord.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    Online,
    Offline,
    Busy,
}

impl Actor {
    /// `User`, `Contact` or nothing, as events and messages name their author.
    pub fn kind(&self) -> Option<&'static str> {
        match self {
            Actor::Member(_) => Some("User"),
            Actor::Contact(_) => Some("Contact"),
            Actor::System => None,
        }
    }

    pub fn id(&self) -> Option<i64> {
        match self {
            Actor::Member(member) => Some(member.user.0),
            Actor::Contact(contact) => Some(contact.0),
            Actor::System => None,
        }
    }

    pub fn member(&self) -> Option<&Member> {
        match self {
            Actor::Member(member) => Some(member),
            Actor::Contact(_) | Actor::System => None,
        }
    }
}

impl Member {
    pub fn is_administrator(&self) -> bool {
        self.role == Role::Administrator
    }

    /// Whether they see the conversations of this inbox.
    pub fn sees(&self, inbox: InboxId) -> bool {
        self.is_administrator() || self.inboxes.contains(&inbox)
    }

    /// The name that customers see.
    pub fn available_name(&self) -> &str {
        self.display_name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&self.name)
    }
}

crate::stored! {
    Role { Agent = 0 "agent", Administrator = 1 "administrator" }
    Availability { Online = 0 "online", Offline = 1 "offline", Busy = 2 "busy" }
}

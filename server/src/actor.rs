//! Who acts: a member of the account's team, a bot, a contact, what the account has set up to
//! act by itself, or the product.

use std::sync::Arc;

use crate::{
    id::{AgentBotId, ContactId, InboxId, TeamId, UserId},
    links::{Avatar, Links},
    permissions::{self, Held, Permission, Sight},
};

/// On whose behalf a unit of work is done.
#[derive(Clone, Debug)]
pub enum Actor {
    /// Someone who answers conversations.
    Member(Arc<Member>),
    /// A program that answers conversations.
    Bot(Arc<Bot>),
    /// Someone who wrote to the account.
    Contact(ContactId),
    /// What the account has set up to act by itself.
    Automation(Arc<Automation>),
    /// The product: timers, commands, set-up.
    System,
}

/// A user within one account, with what decides on what they see and may do.
#[derive(Clone, Debug)]
pub struct Member {
    pub user: UserId,
    pub name: String,
    pub display_name: Option<String>,
    pub avatar: Avatar,
    pub role: Role,
    pub custom_role: Option<Held>,
    pub availability: Availability,
    pub auto_offline: bool,
    /// Inboxes they belong to. Administrators see all, whatever this holds.
    pub inboxes: Vec<InboxId>,
    pub teams: Vec<TeamId>,
}

/// A bot, as it acts in an account.
#[derive(Clone, Debug)]
pub struct Bot {
    pub id: AgentBotId,
    pub name: String,
    pub avatar: Avatar,
}

/// A rule that acts, and what it is called where a conversation notes what was done to it
/// (contract `behaviour.md`, 3).
#[derive(Clone, Debug)]
pub struct Automation {
    pub kind: &'static str,
    pub id: i64,
    pub name: String,
    pub by: By,
}

/// By what an account has something done.
#[derive(Clone, Debug)]
pub enum By {
    Rule,
    /// A policy of this name.
    Policy(String),
    /// An inbox that has no policy.
    Inbox,
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
    /// `User`, `Contact` and the like or nothing, as events name their author.
    pub fn kind(&self) -> Option<&'static str> {
        match self {
            Actor::Member(_) => Some("User"),
            Actor::Bot(_) => Some("AgentBot"),
            Actor::Contact(_) => Some("Contact"),
            Actor::Automation(automation) => Some(automation.kind),
            Actor::System => None,
        }
    }

    pub fn id(&self) -> Option<i64> {
        match self {
            Actor::Member(member) => Some(member.user.0),
            Actor::Bot(bot) => Some(bot.id.0),
            Actor::Contact(contact) => Some(contact.0),
            Actor::Automation(automation) => Some(automation.id),
            Actor::System => None,
        }
    }

    pub fn member(&self) -> Option<&Member> {
        match self {
            Actor::Member(member) => Some(member),
            Actor::Bot(_) | Actor::Contact(_) | Actor::Automation(_) | Actor::System => None,
        }
    }

    /// Whose conversations they see in lists. Whoever is no member is let see all.
    pub fn sight(&self) -> Sight {
        self.member().map_or(Sight::Anyones, Member::sight)
    }

    /// What they are called where it is noted what they have done: in English, where they are no
    /// person. Contacts and the product are not named there.
    pub fn name(&self) -> Option<&str> {
        match self {
            Actor::Member(member) => Some(&member.name),
            Actor::Bot(bot) => Some(&bot.name),
            Actor::Automation(automation) => Some(&automation.name),
            Actor::Contact(_) | Actor::System => None,
        }
    }
}

impl Automation {
    /// A rule of the account.
    pub fn rule(id: i64) -> Self {
        let name = "Automation System".to_owned();
        Self { kind: "AutomationRule", id, name, by: By::Rule }
    }

    /// An assignment policy of the account.
    pub fn policy(id: i64, name: &str) -> Self {
        let by = By::Policy(name.to_owned());
        let name = format!("Automation System via {name}");
        Self { kind: "AssignmentPolicy", id, name, by }
    }

    /// What an inbox does that has no policy.
    pub fn inbox(id: InboxId) -> Self {
        Self { kind: "Inbox", id: id.0, name: "Default Policy".to_owned(), by: By::Inbox }
    }
}

impl Bot {
    /// The same, with the address of its picture.
    #[must_use]
    pub fn linked(self, links: &Links) -> Self {
        Bot { avatar: self.avatar.linked(links), ..self }
    }
}

impl Member {
    pub fn is_administrator(&self) -> bool {
        self.role == Role::Administrator
    }

    /// Whether they see this inbox. Of its conversations they see those that are in their
    /// [`Sight`].
    pub fn sees(&self, inbox: InboxId) -> bool {
        self.is_administrator() || self.inboxes.contains(&inbox)
    }

    /// Whose conversations they see in lists.
    pub fn sight(&self) -> Sight {
        permissions::sight(self.user, self.is_administrator(), self.custom_role)
    }

    /// Whether they also see, one by one, the conversations in which they take part.
    pub fn joins_in(&self) -> bool {
        permissions::joins_in(self.is_administrator(), self.custom_role)
    }

    /// Whether they may do what is otherwise for administrators.
    pub fn may(&self, permission: Permission) -> bool {
        let held = self.custom_role.map(|held| held.permissions);
        self.is_administrator() || held.is_some_and(|held| held.has(permission))
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

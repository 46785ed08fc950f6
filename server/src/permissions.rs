//! What members with a custom role may do, and whose conversations they see.
//!
//! A member without one may do what their role in the account says, and an administrator may do
//! everything, whatever custom role they have (contract `behaviour.md`, 6.8). A custom role narrows
//! the conversations of an agent's inboxes and teams down to a [`Sight`]. Everything that shows a
//! conversation, counts it or tells of it asks for that, by [`Member::sight`] and
//! [`Member::joins_in`]; SQL that does so for members who are not at work is
//! `custom_roles::IN_SIGHT`.
//!
//! [`Member::sight`]: crate::actor::Member::sight
//! [`Member::joins_in`]: crate::actor::Member::joins_in

use crate::id::{CustomRoleId, UserId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// To see all conversations of one's inboxes.
    Conversations,
    /// To see those that nobody has, and one's own.
    UnassignedConversations,
    /// To see one's own, and those in which one takes part.
    ParticipatingConversations,
    /// To work on contacts. Nothing that there is asks for it yet.
    Contacts,
    /// To read reports, and what contacts answered to surveys.
    Reports,
    /// To write articles of the help center.
    KnowledgeBase,
}

crate::stored! {
    Permission {
        Conversations = 0 "conversation_manage",
        UnassignedConversations = 1 "conversation_unassigned_manage",
        ParticipatingConversations = 2 "conversation_participating_manage",
        Contacts = 3 "contact_manage",
        Reports = 4 "report_manage",
        KnowledgeBase = 5 "knowledge_base_manage",
    }
}

/// A set of permissions, stored as a number with a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(i64);

/// The custom role of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub role: CustomRoleId,
    pub permissions: Permissions,
}

/// Whose conversations somebody sees in lists, of those in their inboxes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sight {
    #[default]
    Anyones,
    /// Those that nobody has, and those of this member.
    NobodysAnd(UserId),
    Only(UserId),
    Nothing,
}

impl Permissions {
    pub fn has(self, permission: Permission) -> bool {
        self.0 & bit(permission) != 0
    }

    /// Each of them, in the order in which they are told.
    pub fn each(self) -> impl Iterator<Item = Permission> {
        let all = Permission::NAMED.iter().map(|(_, permission)| *permission);
        all.filter(move |permission| self.has(*permission))
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(all: I) -> Self {
        Permissions(all.into_iter().fold(0, |bits, permission| bits | bit(permission)))
    }
}

impl From<Permissions> for db::Value<'_> {
    fn from(permissions: Permissions) -> Self {
        db::Value::Int(permissions.0)
    }
}

impl db::FromCell for Permissions {
    fn from_cell(cell: db::Cell<'_>) -> db::Result<Self> {
        i64::from_cell(cell).map(Permissions)
    }
}

impl Held {
    /// Reads the id of a custom role and its permissions, both of which may be null.
    pub fn from_row(row: &mut db::Row<'_>) -> db::Result<Option<Self>> {
        let (role, permissions) = (row.take()?, row.take()?);
        Ok(Option::zip(role, permissions).map(|(role, permissions)| Held { role, permissions }))
    }
}

impl Sight {
    /// What a member sees who has a custom role that counts, or none.
    pub fn of(user: UserId, held: Option<Held>) -> Self {
        let Some(Held { permissions, .. }) = held else { return Sight::Anyones };
        if permissions.has(Permission::Conversations) {
            Sight::Anyones
        } else if permissions.has(Permission::UnassignedConversations) {
            Sight::NobodysAnd(user)
        } else if permissions.has(Permission::ParticipatingConversations) {
            Sight::Only(user)
        } else {
            Sight::Nothing
        }
    }

    /// Whether a conversation is among them that this member has, or nobody.
    pub fn holds(self, assignee: Option<UserId>) -> bool {
        match self {
            Sight::Anyones => true,
            Sight::NobodysAnd(user) => assignee.is_none_or(|assignee| assignee == user),
            Sight::Only(user) => assignee == Some(user),
            Sight::Nothing => false,
        }
    }

    /// The member whose conversations these are, and whether those that nobody has are among
    /// them, as SQL asks for it. None when it does not matter who has a conversation.
    pub fn bounds(self) -> Option<(UserId, bool)> {
        match self {
            Sight::Anyones => None,
            Sight::NobodysAnd(user) => Some((user, true)),
            Sight::Only(user) => Some((user, false)),
            // Nobody has the id 0.
            Sight::Nothing => Some((UserId(0), false)),
        }
    }
}

/// Whose conversations a member sees in lists. An administrator sees all, whatever they have.
pub fn sight(user: UserId, is_administrator: bool, held: Option<Held>) -> Sight {
    Sight::of(user, held.filter(|_| !is_administrator))
}

/// Whether a member also sees, one by one, the conversations in which they take part.
pub fn joins_in(is_administrator: bool, held: Option<Held>) -> bool {
    let permission = Permission::ParticipatingConversations;
    !is_administrator && held.is_some_and(|held| held.permissions.has(permission))
}

/// What a member may do, in the words of clients.
pub fn in_words(role: &'static str, held: Option<Permissions>) -> Vec<&'static str> {
    match held {
        Some(permissions) => {
            permissions.each().map(Permission::as_str).chain(["custom_role"]).collect()
        }
        None => vec![role],
    }
}

fn bit(permission: Permission) -> i64 {
    1 << i64::from(permission)
}

#[cfg(test)]
mod tests {
    use super::{Held, Permission, Permissions, Sight, in_words};
    use crate::id::{CustomRoleId, UserId};

    const ME: UserId = UserId(7);

    fn sight(permissions: &[Permission]) -> Sight {
        let permissions = permissions.iter().copied().collect();
        Sight::of(ME, Some(Held { role: CustomRoleId(1), permissions }))
    }

    #[test]
    fn the_widest_permission_decides_on_what_is_in_lists() {
        use Permission::{
            Contacts, Conversations, ParticipatingConversations, UnassignedConversations,
        };

        assert_eq!(Sight::of(ME, None), Sight::Anyones);
        let all = [ParticipatingConversations, UnassignedConversations, Conversations];
        assert_eq!(sight(&all), Sight::Anyones);
        assert_eq!(sight(&all[..2]), Sight::NobodysAnd(ME));
        assert_eq!(sight(&all[..1]), Sight::Only(ME));
        assert_eq!(sight(&[Contacts]), Sight::Nothing);
    }

    #[test]
    fn what_is_seen_depends_on_who_has_it() {
        let (me, other) = (Some(ME), Some(UserId(8)));
        let seen = |sight: Sight| [None, me, other].map(|assignee| sight.holds(assignee));

        assert_eq!(seen(Sight::Anyones), [true, true, true]);
        assert_eq!(seen(Sight::NobodysAnd(ME)), [true, true, false]);
        assert_eq!(seen(Sight::Only(ME)), [false, true, false]);
        assert_eq!(seen(Sight::Nothing), [false, false, false]);
    }

    #[test]
    fn permissions_are_told_in_one_order_and_once() {
        let some = [Permission::Reports, Permission::Conversations, Permission::Reports];
        let some: Permissions = some.into_iter().collect();

        let expected = ["conversation_manage", "report_manage", "custom_role"];
        assert_eq!(in_words("agent", Some(some)), expected);
        assert_eq!(in_words("agent", Some(Permissions::default())), ["custom_role"]);
        assert_eq!(in_words("administrator", None), ["administrator"]);
    }
}

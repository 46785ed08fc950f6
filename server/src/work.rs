//! One unit of work: a transaction, for one account, by someone, at a moment.
//!
//! Every action of the product takes `&mut Work`. It cannot forget which account it
//! acts for, who acts, or to write its event in the same transaction.

use std::{net::IpAddr, sync::Arc};

use db::Tx;

use crate::{
    actor::Actor,
    clock::Timestamp,
    config,
    error::Result,
    events::{self, Event},
    id::{AccountId, ConversationId, UserId},
    links::Links,
    presence::Presence,
    texts::Languages,
};

pub struct Work<'t> {
    pub tx: &'t mut Tx,
    pub account: AccountId,
    pub actor: Actor,
    /// Read once from the clock, so that one change has one time.
    pub now: Timestamp,
    /// Who is there.
    pub presence: Presence,
    /// Where files are found.
    pub links: Links,
    /// How much of conversations there is at once.
    pub limits: config::Conversations,
    /// The request that it is done for, if it is done for one.
    pub asked: Option<Arc<Asked>>,
    /// What is known of those who read what the product says by itself.
    pub languages: Languages,
    /// The conversation to which the one at work does several things, having been let see it as
    /// it was at first.
    pub in_hand: Option<ConversationId>,
    /// Whether something is said to many at once: it is told to those who look, and sets nothing
    /// off ([`Fact::sets_off`](events::Fact::sets_off)).
    pub is_to_many: bool,
    follow_ups: FollowUps,
}

/// A request that wants something changed, as the audit log knows it.
#[derive(Clone, Debug)]
pub struct Asked {
    pub id: String,
    /// Where it came from.
    pub address: IpAddr,
}

/// What is to be looked at when the work is committed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FollowUps {
    /// Who may do what has changed.
    pub access: bool,
    /// Users who listen by another token now. What is said to them is not heard by the one before
    /// in any case; their sockets are closed so that they notice, if there are not too many.
    pub relistening: Vec<UserId>,
    /// Something has happened.
    pub events: bool,
    /// Something is to be done.
    pub tasks: bool,
}

/// Users whose sockets are closed at the same moment.
const RELISTENING: usize = 200;

impl FollowUps {
    pub fn add(&mut self, others: FollowUps) {
        let FollowUps { access, relistening, events, tasks } = others;
        self.access |= access;
        self.relistening.extend(relistening);
        self.relistening.truncate(RELISTENING);
        self.events |= events;
        self.tasks |= tasks;
    }
}

impl<'t> Work<'t> {
    pub fn new(
        tx: &'t mut Tx,
        account: AccountId,
        actor: Actor,
        now: Timestamp,
        presence: Presence,
        links: Links,
        limits: config::Conversations,
    ) -> Self {
        Self {
            tx,
            account,
            actor,
            now,
            presence,
            links,
            limits,
            asked: None,
            languages: Languages::default(),
            in_hand: None,
            is_to_many: false,
            follow_ups: FollowUps::default(),
        }
    }

    /// The same, of which it is known who reads what is said.
    #[must_use]
    pub fn read_in(self, languages: Languages) -> Self {
        Self { languages, ..self }
    }

    /// The same, done for a request.
    #[must_use]
    pub fn asked_by(self, asked: Option<Arc<Asked>>) -> Self {
        Self { asked, ..self }
    }

    /// The account, unless the work is done for the installation as a whole.
    pub fn tenant(&self) -> Option<AccountId> {
        (self.account.0 != 0).then_some(self.account)
    }

    /// Records what happened, in the transaction of the change.
    pub async fn emit(&mut self, event: Event<'_>) -> Result<()> {
        self.follow_ups.events = true;
        events::append(self, event).await
    }

    /// Tells that tokens, roles or memberships change here, so that nobody goes on
    /// being let in, or kept out, by what was known before the commit.
    pub fn changes_access(&mut self) {
        self.follow_ups.access = true;
    }

    /// Tells that a user listens by another token from here on.
    pub fn changes_listening(&mut self, user: UserId) {
        self.follow_ups.relistening.push(user);
    }

    /// Tells that a task is asked for here.
    pub fn has_tasks(&mut self) {
        self.follow_ups.tasks = true;
    }

    pub fn follow_ups(&self) -> FollowUps {
        self.follow_ups.clone()
    }
}

//! One unit of work: a transaction, for one account, by someone, at a moment.
//!
//! Every action of the product takes `&mut Work`. It cannot forget which account it
//! acts for, who acts, or to write its event in the same transaction.

use db::Tx;

use crate::{
    actor::Actor,
    clock::Timestamp,
    error::Result,
    events::{self, Event},
    id::AccountId,
};

pub struct Work<'t> {
    pub tx: &'t mut Tx,
    pub account: AccountId,
    pub actor: Actor,
    /// Read once from the clock, so that one change has one time.
    pub now: Timestamp,
    /// Set by changes to who may do what; see [`Work::changes_access`].
    pub(crate) access_changed: bool,
}

impl<'t> Work<'t> {
    pub fn new(tx: &'t mut Tx, account: AccountId, actor: Actor, now: Timestamp) -> Self {
        Self { tx, account, actor, now, access_changed: false }
    }

    /// Records what happened, in the transaction of the change.
    pub async fn emit(&mut self, event: Event<'_>) -> Result<()> {
        events::append(self, event).await
    }

    /// Tells that tokens, roles or memberships change here, so that nobody goes on
    /// being let in, or kept out, by what was known before the commit.
    pub fn changes_access(&mut self) {
        self.access_changed = true;
    }
}

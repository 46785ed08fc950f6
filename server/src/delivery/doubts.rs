//! Accounts of which something cannot be told, though the database is there: by a mistake of ours,
//! or by a row that nobody can read.
//!
//! Everything that has happened is told in its order, so what fails is tried again for a while, and
//! all others wait for it. Then it is passed by, event by event, and others do not wait again for
//! what else cannot be told of this account. Of several servers none passes anything by: another
//! may be able to tell it.

use std::{collections::HashMap, time::Duration};

use tokio::time::Instant;

use super::effects::Effects;
use crate::{
    error::{Error, Result},
    id::AccountId,
};

/// How often in a row something may fail before it is passed by. With the pauses of the
/// dispatcher that is most of a minute.
const TRIALS: u32 = 10;

/// For how long an account is in doubt after its last failure.
const REMEMBERED: Duration = Duration::from_hours(1);

/// Accounts, how often in a row something of theirs has failed, and when it did so last.
#[derive(Debug, Default)]
pub struct Doubts(HashMap<AccountId, (u32, Instant)>);

impl Doubts {
    /// Whether it may be the fault of what is to be told. When the database is away or slow, it
    /// is told as soon as that is over.
    pub fn concern(error: &Error) -> bool {
        !matches!(error, Error::Unavailable(_) | Error::Uncertain(_) | Error::TooSlow)
    }

    /// Notes that something of an account has failed. Tells whether it is tried no more.
    pub fn failed(&mut self, account: AccountId) -> bool {
        self.0.retain(|_, (_, last)| last.elapsed() < REMEMBERED);
        let (times, last) = self.0.entry(account).or_insert((0, Instant::now()));
        (*times, *last) = (times.saturating_add(1), Instant::now());
        *times >= TRIALS
    }

    /// Notes that nothing of an account has failed this time.
    pub fn succeeded(&mut self, account: AccountId) {
        if self.0.get(&account).is_some_and(|(times, _)| *times < TRIALS) {
            self.0.remove(&account);
        }
    }

    /// Leaves out what cannot be written down, after some trials: of what follows from the events
    /// of an account that of one event, as soon as it is known from which.
    pub fn leave_out(
        &mut self,
        follows: &mut Vec<(AccountId, Effects)>,
        index: usize,
        error: Error,
    ) -> Result<()> {
        let Some((account, _)) = follows.get(index) else { return Err(error) };
        let account = *account;
        if !Doubts::concern(&error) || !self.failed(account) {
            return Err(error);
        }
        let (_, effects) = follows.remove(index);
        let mut apart = effects.apart();
        if apart.len() == 1
            && let Some((position, _)) = apart.pop_first()
        {
            let event = position.event();
            tracing::error!(%error, event.id = %event, account.id = %account,
                "what follows from an event cannot be written down and is passed by");
        }
        follows.splice(index..index, apart.into_values().map(|effects| (account, effects)));
        Ok(())
    }
}

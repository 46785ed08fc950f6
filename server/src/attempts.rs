//! How often something was tried lately, so that nobody tries for long.
//!
//! Kept in memory, and only so much of it: those who were not heard of for long are
//! forgotten first. Each server of an installation counts for itself.

use std::time::Duration;

use moka::{policy::EvictionPolicy, sync::Cache};

use crate::{
    clock::Timestamp,
    error::{Error, Result},
    secret,
};

/// How many are counted at most.
const MOST: u64 = 50_000;

/// Counts what is tried, for each who tries. Shared by cloning.
#[derive(Clone)]
pub struct Attempts {
    made: Cache<String, Vec<Timestamp>>,
    most: usize,
    within: Duration,
}

impl Attempts {
    /// Allows so many attempts within a time.
    pub fn new(most: usize, within: Duration) -> Self {
        let made = Cache::builder()
            .max_capacity(MOST)
            .time_to_live(within)
            // Who tries often takes nobody's place for good, and everybody is counted.
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Self { made, most, within }
    }

    /// Counts an attempt, unless there were too many. It is counted before it is known how it
    /// ends, so that many at once are no more than many in turn.
    pub fn count(&self, who: &str, now: Timestamp) -> Result<Counted> {
        let key = secret::digest(who);
        self.add(&key, now)?;
        Ok(Counted { made: self.made.clone(), key })
    }

    fn add(&self, key: &str, now: Timestamp) -> Result<()> {
        let since = now.minus(self.within);
        let mut first = None;
        self.made.entry(key.to_owned()).and_upsert_with(|made| {
            let mut made = made.map(moka::Entry::into_value).unwrap_or_default();
            made.retain(|moment| *moment > since);
            if made.len() < self.most {
                made.push(now);
            } else {
                first = made.first().copied();
            }
            made
        });
        match first {
            None => Ok(()),
            Some(first) => {
                let wait = first.plus(self.within).seconds() - now.seconds();
                Err(Error::TooMany { retry_after: u64::try_from(wait).unwrap_or_default().max(1) })
            }
        }
    }
}

/// An attempt that is counted, and may succeed.
pub struct Counted {
    made: Cache<String, Vec<Timestamp>>,
    key: String,
}

impl Counted {
    /// Forgets what was tried if it has succeeded, now or when the same request came before.
    pub fn ends<T>(self, outcome: Result<T>) -> Result<T> {
        if matches!(outcome, Ok(_) | Err(Error::Answered(_))) {
            self.forget();
        }
        outcome
    }

    /// Forgets what was tried, since it has succeeded.
    pub fn forget(self) {
        self.made.invalidate(&self.key);
    }
}

/// What is tried at the doors, by address.
pub struct Doors {
    /// Passwords and codes that were not right.
    pub sign_in: Attempts,
    /// Sign-ins by an e-mail address, however they end.
    pub sign_ins: Attempts,
    /// Mails that were asked for.
    pub mails: Attempts,
    /// Mails that an account has sent to whoever runs a domain.
    pub instructions: Attempts,
    /// Domains that an account has had asked whether they lead here.
    pub domains: Attempts,
    /// Chats of websites that somebody new has opened.
    pub visitors: Attempts,
    /// What chats of websites say that has happened, by visitor.
    pub happenings: Attempts,
    /// Transcripts that visitors have sent to themselves, by visitor.
    pub transcripts: Attempts,
}

impl Default for Doors {
    fn default() -> Self {
        Self {
            sign_in: Attempts::new(10, Duration::from_mins(15)),
            sign_ins: Attempts::new(20, Duration::from_mins(5)),
            mails: Attempts::new(5, Duration::from_hours(1)),
            instructions: Attempts::new(20, Duration::from_hours(24)),
            domains: Attempts::new(10, Duration::from_mins(1)),
            visitors: Attempts::new(1_000, Duration::from_hours(1)),
            happenings: Attempts::new(30, Duration::from_hours(1)),
            transcripts: Attempts::new(3, Duration::from_hours(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Attempts;
    use crate::{clock::Timestamp, error::Error};

    #[test]
    fn who_tries_too_often_waits_until_the_first_attempt_is_old() {
        let attempts = Attempts::new(2, Duration::from_mins(1));
        let at = |seconds| Timestamp::from_seconds(seconds);
        attempts.count("ada", at(0)).unwrap();
        let second = attempts.count("ada", at(20)).unwrap();

        let refused = attempts.count("ada", at(30)).err();

        assert!(matches!(refused, Some(Error::TooMany { retry_after: 30 })), "{refused:?}");
        attempts.count("ben", at(30)).unwrap();
        attempts.count("ada", at(60)).unwrap();
        assert!(attempts.count("ada", at(61)).is_err());
        second.forget();
        attempts.count("ada", at(61)).unwrap();
    }
}

//! Passwords are hashed beside the requests, a few at a time.
//!
//! Hashing takes all of a processor for a while. So it is kept off the threads that answer,
//! and when many sign in at once some wait, and those who would wait for long are asked to
//! come again.

use std::{sync::Arc, thread};

use tokio::sync::Semaphore;

use super::PasswordHash;
use crate::error::{Error, Result};

/// How many may wait.
const WAITING: usize = 64;

/// Hashes passwords. Shared by cloning.
#[derive(Clone)]
pub struct Hashing {
    at_once: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Hashing {
    /// Uses half of the processors.
    fn default() -> Self {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        let at_once = processors.div_ceil(2);
        Self {
            at_once: Arc::new(Semaphore::new(at_once)),
            waiting: Arc::new(Semaphore::new(at_once + WAITING)),
        }
    }
}

impl Hashing {
    /// Hashes a password that follows the rules.
    pub async fn hash(&self, password: String) -> Result<PasswordHash> {
        super::check_password(&password)?;
        self.rehash(password).await
    }

    /// Hashes the password that somebody has.
    pub async fn rehash(&self, password: String) -> Result<PasswordHash> {
        self.run(move || PasswordHash::of_any(&password)).await?
    }

    /// Whether this is their password. It takes as long for those who have none.
    pub async fn is_theirs(&self, password: String, hash: Option<PasswordHash>) -> Result<bool> {
        let hash = hash.unwrap_or_else(PasswordHash::of_nobody);
        self.run(move || hash.is_of(&password)).await
    }

    async fn run<T: Send + 'static>(&self, hash: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let busy = || Error::Unavailable("too many people sign in at this moment".to_owned());
        let place = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| busy())?;
        let turn = Arc::clone(&self.at_once).acquire_owned().await.map_err(|_| busy())?;
        // Both are kept until it is done, also when nobody waits for it any more.
        let hashed = tokio::task::spawn_blocking(move || {
            let hashed = hash();
            drop((place, turn));
            hashed
        });
        hashed.await.map_err(|error| Error::Internal(Box::new(error)))
    }
}

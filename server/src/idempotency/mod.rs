//! Requests that are done once, however often they are sent.
//!
//! A caller who cannot know whether a request was carried out sends it again with the same
//! `Idempotency-Key`. The first transaction of a request notes its key; the answer is kept
//! beside it, encrypted, for [`KEPT`]. Whoever comes with the key again gets this answer, and
//! nothing is done. What was refused, and what only looks something up, is not noted.
//!
//! A key is its caller's: that of one user means nothing from another. Rows in `store`.

mod store;

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use db::Tx;
use sha2::{Digest as _, Sha256};

use crate::{
    clock::Timestamp,
    error::{Answered, Error, Result},
    id::{AgentBotId, UserId},
    installation::Vault,
};

pub use store::remove_old;

/// For how long a key means the request that it came with.
pub const KEPT: Duration = Duration::from_hours(24);

/// Characters of a key.
const LONGEST: usize = 255;

/// What answers are encrypted as.
const PLACE: &str = "idempotency_keys.answer";

const ANOTHER: Error = Error::Conflict("This Idempotency-Key was sent with another request");

/// Still being carried out, or never answered.
const UNANSWERED: Error = Error::Conflict(
    "The request with this Idempotency-Key was begun, and its answer is not there: it may be \
     about to come, or it was lost",
);

/// Who sends a key.
#[derive(Clone, Copy, Debug)]
pub enum Caller {
    User {
        id: UserId,
        /// Whether they are there themselves, who are told more than their programs.
        is_in_person: bool,
    },
    Bot(AgentBotId),
}

/// A request that came with a key.
#[derive(Debug)]
pub struct Keyed {
    key: String,
    /// What it wants: its path, and what it says.
    path: String,
    says: OnceLock<String>,
    caller: OnceLock<String>,
    is_noted: AtomicBool,
}

/// A row of `idempotency_keys`.
struct Noted {
    fingerprint: String,
    answer: Option<String>,
}

impl Keyed {
    /// Refuses what cannot be a key.
    pub fn new(key: &str, path: String) -> Result<Self> {
        if key.is_empty() || key.len() > LONGEST || !key.bytes().all(|byte| byte.is_ascii_graphic())
        {
            let text = "must be 1 to 255 visible characters of ASCII";
            return Err(Error::invalid("Idempotency-Key", text));
        }
        Ok(Keyed {
            key: key.to_owned(),
            path,
            says: OnceLock::new(),
            caller: OnceLock::new(),
            is_noted: AtomicBool::new(false),
        })
    }

    /// Notes whose key it is. One of nobody means nothing.
    pub fn comes_from(&self, caller: Caller) {
        self.caller.get_or_init(|| match caller {
            Caller::User { id, is_in_person: true } => format!("user {id} in person"),
            Caller::User { id, is_in_person: false } => format!("user {id}"),
            Caller::Bot(id) => format!("bot {id}"),
        });
    }

    /// Notes what the request says, which is the same when it is sent again.
    pub fn says(&self, parameters: &[u8]) {
        self.says.get_or_init(|| BASE64URL.encode(Sha256::digest(parameters)));
    }

    /// Whether the key was noted, so that the answer is to be kept.
    pub fn is_noted(&self) -> bool {
        self.is_noted.load(Ordering::Acquire)
    }

    /// Tells that the transaction was committed in which the key was noted.
    pub fn was_noted(&self) {
        if self.caller.get().is_some() {
            self.is_noted.store(true, Ordering::Release);
        }
    }

    fn fingerprint(&self) -> String {
        format!("{} {}", self.says.get().map_or("", String::as_str), self.path)
    }
}

/// Notes the key of a request in its first transaction. Ends it with the answer that was given,
/// if the request was carried out before, or refuses it if the key came with another.
pub async fn note(tx: &mut Tx, vault: &Vault, keyed: &Keyed, now: Timestamp) -> Result<()> {
    let Some(caller) = keyed.caller.get().filter(|_| !keyed.is_noted()) else { return Ok(()) };
    let fingerprint = keyed.fingerprint();
    if store::insert(tx, caller, &keyed.key, &fingerprint, now).await? {
        return Ok(());
    }
    let noted = store::find(tx, caller, &keyed.key).await?.ok_or(UNANSWERED)?;
    if noted.fingerprint != fingerprint {
        return Err(ANOTHER);
    }
    let answer = vault.unlock(PLACE, &noted.answer.ok_or(UNANSWERED)?)?;
    let answer = serde_json::from_slice(&answer).map_err(|error| Error::Internal(error.into()))?;
    Err(Error::Answered(Box::new(answer)))
}

/// Keeps what a request was answered whose key was noted.
pub async fn keep(tx: &mut Tx, vault: &Vault, keyed: &Keyed, answer: &Answered) -> Result<()> {
    let Some(caller) = keyed.caller.get() else { return Ok(()) };
    let text = serde_json::to_vec(answer).map_err(|error| Error::Internal(error.into()))?;
    store::keep(tx, caller, &keyed.key, &vault.lock(PLACE, &text)?).await?;
    Ok(())
}

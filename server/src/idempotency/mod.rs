//! Requests that are done once, however often they are sent.
//!
//! A caller who cannot know whether a request was carried out sends it again with the same
//! `Idempotency-Key`. The first transaction of a request notes its key; when it has succeeded,
//! the answer is kept beside it, encrypted, for [`KEPT`]. Whoever comes with the key again gets
//! this answer, and nothing is done. What was refused before anything was committed, and what only
//! looks something up, is not noted. Of what failed after a commit there is no answer: nobody
//! knows how much of it was done, so it is not done again.
//!
//! A key is its caller's: that of one user means nothing from another. An answer can be read while
//! its caller sees the same inboxes, with the same permissions, as when it was given. Rows in
//! `store`.

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
    actor::Member,
    clock::Timestamp,
    error::{Answered, Error, Result},
    id::{AgentBotId, ContactInboxId, PlatformAppId, UserId},
    installation::Vault,
};

pub use store::remove_old;

/// For how long a key means the request that it came with.
pub const KEPT: Duration = Duration::from_hours(24);

/// Characters of a key.
const LONGEST: usize = 255;

/// What answers are encrypted as.
const PLACE: &str = "idempotency_keys.answer";

/// What requests are signed for, which may say what nobody else is to know.
const PURPOSE: &str = "idempotency";

pub const ANOTHER: Error = Error::Conflict("This Idempotency-Key was sent with another request");
const CHANGED: Error =
    Error::Conflict("What was answered to this Idempotency-Key is not for you to see any more");

/// Who sends a key.
#[derive(Clone, Copy, Debug)]
pub enum Caller<'a> {
    User {
        id: UserId,
        /// Whether they are there themselves, who are told more than their programs.
        is_in_person: bool,
        /// What they are in the account that the request is about, if it is about one.
        member: Option<&'a Member>,
    },
    Bot(AgentBotId),
    Platform(PlatformAppId),
    /// Who is known in an inbox by this, whichever contact they are by then.
    Visitor(ContactInboxId),
}

/// The same, as it is kept.
#[derive(Debug)]
struct Sender {
    name: String,
    /// What they are let see.
    sees: String,
}

/// A request that came with a key.
#[derive(Debug)]
pub struct Keyed {
    key: String,
    /// What it wants: its path with the query, and what it says.
    wanted: String,
    says: OnceLock<String>,
    sender: OnceLock<Sender>,
    is_noted: AtomicBool,
}

/// A row of `idempotency_keys`.
struct Noted {
    fingerprint: String,
    answer: Option<String>,
}

impl Keyed {
    /// Refuses what cannot be a key.
    pub fn new(key: &str, wanted: String) -> Result<Self> {
        if key.is_empty() || key.len() > LONGEST || !key.bytes().all(|byte| byte.is_ascii_graphic())
        {
            let text = "must be 1 to 255 visible characters of ASCII";
            return Err(Error::invalid("Idempotency-Key", text));
        }
        Ok(Keyed {
            key: key.to_owned(),
            wanted,
            says: OnceLock::new(),
            sender: OnceLock::new(),
            is_noted: AtomicBool::new(false),
        })
    }

    /// Notes whose key it is. One of nobody means nothing.
    pub fn comes_from(&self, caller: Caller<'_>) {
        self.sender.get_or_init(|| match caller {
            Caller::User { id, is_in_person, member } => Sender {
                name: format!("user {id}{}", if is_in_person { " in person" } else { "" }),
                sees: member.map(sees).unwrap_or_default(),
            },
            Caller::Bot(id) => Sender { name: format!("bot {id}"), sees: String::new() },
            Caller::Platform(id) => {
                Sender { name: format!("platform app {id}"), sees: String::new() }
            }
            Caller::Visitor(id) => Sender { name: format!("visitor {id}"), sees: String::new() },
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
        if self.sender.get().is_some() {
            self.is_noted.store(true, Ordering::Release);
        }
    }

    fn fingerprint(&self, vault: &Vault) -> String {
        let says = self.says.get().map_or("", String::as_str);
        vault.sign(PURPOSE, &format!("{says} {}", self.wanted))
    }
}

impl Sender {
    /// What an answer to them is encrypted as, so that it is one to them as they were.
    fn place(&self) -> String {
        format!("{PLACE} {} {}", self.name, self.sees)
    }
}

fn sees(member: &Member) -> String {
    let mut inboxes = member.inboxes.clone();
    inboxes.sort_unstable();
    let custom_role = member.custom_role.map(|held| format!(" {:?}", held.permissions));
    format!("{:?} {inboxes:?}{}", member.role, custom_role.unwrap_or_default())
}

/// Notes the key of a request in its first transaction. Ends it with the answer that was given,
/// if the request was carried out before, or refuses it if the key came with another.
pub async fn note(tx: &mut Tx, vault: &Vault, keyed: &Keyed, now: Timestamp) -> Result<()> {
    let Some(sender) = keyed.sender.get().filter(|_| !keyed.is_noted()) else { return Ok(()) };
    let fingerprint = keyed.fingerprint(vault);
    if store::insert(tx, &sender.name, &keyed.key, &fingerprint, now).await? {
        return Ok(());
    }
    let noted = store::find(tx, &sender.name, &keyed.key).await?.ok_or(Error::Unanswered)?;
    if noted.fingerprint != fingerprint {
        return Err(ANOTHER);
    }
    let answer = noted.answer.ok_or(Error::Unanswered)?;
    let answer = vault.unlock(&sender.place(), &answer).map_err(|_| CHANGED)?;
    let answer = serde_json::from_slice(&answer).map_err(|error| Error::Internal(error.into()))?;
    Err(Error::Answered(Box::new(answer)))
}

/// Keeps what a request was answered whose key was noted.
pub async fn keep(tx: &mut Tx, vault: &Vault, keyed: &Keyed, answer: &Answered) -> Result<()> {
    let Some(sender) = keyed.sender.get() else { return Ok(()) };
    let text = serde_json::to_vec(answer).map_err(|error| Error::Internal(error.into()))?;
    let locked = vault.lock(&sender.place(), &text)?;
    store::keep(tx, &sender.name, &keyed.key, &locked).await?;
    Ok(())
}

//! Files: what is known of them. Their bytes are in [`storage`](crate::storage).
//!
//! A file is noted before its bytes are stored, as one that goes in a day unless somebody needs
//! it by then: whatever fails after that, nothing is left that nobody knows of. Whoever needs
//! it takes it ([`claim`]): a message, somebody whose picture it is, or a rule that sends it, with
//! which others may share it ([`share`]), or a text that has a link to it ([`hold`]). What nobody
//! needs any more is doomed ([`doom`]) and goes with its bytes soon after.
//!
//! What a file is called is in [`name`], what it is in [`kind`], pictures of people in
//! [`avatar`]. Rows in `store`.

pub mod avatar;
pub mod kind;
pub mod name;
mod store;

use std::time::Duration;

use db::Tx;
use serde::{Deserialize, Serialize};

use crate::{
    clock::Timestamp,
    error::{Error, Result},
    id::{self, AccountId, BlobId},
    json::Object,
    tasks::Task,
    work::Work,
};

pub use store::{delete_doomed, doomed, find, keep_thumbnail, note_unreadable, stored};

/// For how long a file may be taken that nobody needs yet.
const FREE: Duration = Duration::from_hours(24);

/// How much later it goes, so that nobody takes what is being removed.
const LAPSE: Duration = Duration::from_hours(1);

/// A file.
#[derive(Clone, Debug)]
pub struct Blob {
    pub id: BlobId,
    /// None for what belongs to a user, whatever their accounts.
    pub account_id: Option<AccountId>,
    /// What it is called where its bytes are.
    pub key: String,
    /// What people call it.
    pub filename: String,
    pub content_type: String,
    pub byte_size: i64,
    /// The MD5 of its bytes, in base64.
    pub checksum: String,
    pub size: Option<Size>,
    pub metadata: Object,
    pub thumbnail_id: Option<BlobId>,
    /// Whether its bytes have arrived.
    pub is_stored: bool,
    pub created_at: Timestamp,
}

/// What is shown of a file.
#[derive(Clone, Debug)]
pub struct Brief {
    pub id: BlobId,
    pub filename: String,
    pub content_type: String,
    pub byte_size: i64,
    pub size: Option<Size>,
}

/// How large a picture is, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

/// A file that goes.
#[derive(Clone, Debug)]
pub struct Doomed {
    pub id: BlobId,
    pub key: String,
    pub doomed_at: Timestamp,
}

/// What is known of a file before its bytes are there.
#[derive(Clone, Debug, Default)]
pub struct NewBlob {
    pub account_id: Option<AccountId>,
    pub filename: String,
    pub content_type: String,
    pub byte_size: i64,
    pub checksum: String,
    pub metadata: Object,
}

/// What is found out about a file as its bytes arrive.
#[derive(Clone, Debug)]
pub struct Found {
    pub content_type: String,
    pub byte_size: i64,
    pub checksum: String,
    pub size: Option<Size>,
}

/// Removes what is doomed, with its bytes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sweep {}

impl Task for Sweep {
    const KIND: &'static str = "files.sweep";

    fn key(&self) -> String {
        String::new()
    }
}

impl Blob {
    pub fn brief(&self) -> Brief {
        Brief {
            id: self.id,
            filename: self.filename.clone(),
            content_type: self.content_type.clone(),
            byte_size: self.byte_size,
            size: self.size,
        }
    }
}

/// Notes a file whose bytes are to come.
pub async fn reserve(tx: &mut Tx, new: &NewBlob, now: Timestamp) -> Result<Blob> {
    let key = id::token();
    Ok(store::insert(tx, new, &key, now, now.plus(FREE).plus(LAPSE)).await?)
}

/// Takes files that nobody has taken, by their signed ids and in this order.
pub async fn claim(
    work: &mut Work<'_>,
    field: &'static str,
    signed_ids: &[String],
) -> Result<Vec<Blob>> {
    if signed_ids.is_empty() {
        return Ok(Vec::new());
    }
    let account = Some(work.account);
    take(work, field, account, signed_ids).await
}

/// Takes one that belongs to no account.
pub async fn claim_of_user(
    work: &mut Work<'_>,
    field: &'static str,
    signed_id: &str,
) -> Result<Blob> {
    let mut taken = take(work, field, None, &[signed_id.to_owned()]).await?;
    taken.pop().ok_or(Error::NotFound)
}

async fn take(
    work: &mut Work<'_>,
    field: &'static str,
    account: Option<AccountId>,
    signed_ids: &[String],
) -> Result<Vec<Blob>> {
    let unusable = || Error::invalid(field, "must be files that were uploaded and are not in use");
    let mut ids = Vec::with_capacity(signed_ids.len());
    for signed in signed_ids {
        let id = work.links.blob_of(signed).ok_or_else(unusable)?;
        if ids.contains(&id.0) {
            return Err(unusable());
        }
        ids.push(id.0);
    }
    let free = store::lock_free(work.tx, &ids, work.now.plus(LAPSE)).await?;
    let mut free: Vec<Blob> = free.into_iter().filter(|blob| blob.account_id == account).collect();
    if free.len() != ids.len() {
        return Err(unusable());
    }
    crate::page::restore_order(&mut free, &ids, |blob| blob.id.0);
    store::spare(work.tx, &ids).await?;
    Ok(free)
}

/// Notes that others need files that somebody has, in this order. They are there until nobody
/// needs them.
pub async fn share(work: &mut Work<'_>, ids: &[i64]) -> Result<Vec<Blob>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut shared = store::share(work.tx, work.account, ids).await?;
    crate::page::restore_order(&mut shared, ids, |blob| blob.id.0);
    Ok(shared)
}

/// Notes that somebody needs files of the account, whether or not others do. Returns those of them
/// that there are.
pub async fn hold(work: &mut Work<'_>, ids: &[i64]) -> Result<Vec<i64>> {
    Ok(store::hold(work.tx, work.account, ids, work.now.plus(LAPSE)).await?)
}

/// Has files removed that are not needed any more, with what was made of them. One that several
/// needed stands here once for each of them who does no longer.
pub async fn doom(work: &mut Work<'_>, ids: &[i64]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut left = ids.to_vec();
    left.sort_unstable();
    while !left.is_empty() {
        let (mut once, mut again) = (Vec::new(), Vec::new());
        for id in left {
            let is_known = once.last() == Some(&id);
            if is_known { again.push(id) } else { once.push(id) }
        }
        store::doom(work.tx, &once).await?;
        left = again;
    }
    Ok(work.enqueue(Sweep {}).await?)
}

/// Has so many files of an account removed that is going. Returns how many there were.
pub async fn erase_some(work: &mut Work<'_>, most: i64) -> Result<usize> {
    let ids = store::some_of_account(work, most).await?;
    // From here on nobody shares them.
    store::release(work.tx, &ids).await?;
    doom(work, &ids).await?;
    Ok(ids.len())
}

/// Has a file removed that has come to nothing.
pub async fn give_up(tx: &mut Tx, id: BlobId) -> db::Result<()> {
    store::doom(tx, &[id.0]).await
}

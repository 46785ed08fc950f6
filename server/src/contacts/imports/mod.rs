//! Imports: tables of contacts that an administrator brings (contract `behaviour.md`, 10.5).
//!
//! A table is stored as a file and read in the background, a part at a time
//! (`transfer::import`). Each transaction takes some rows and notes in the row of the import how
//! far it has come, so no row is taken twice, whatever dies in between. Rows that break a rule are
//! refused one by one, and can be had as a table with the reason for each. What happens is told of
//! contacts that change, and not of those that are added.
//!
//! What a row means is in [`rows`], how a table is read in
//! [`sheets`](crate::contacts::sheets). Rows of imports in `store`, JSON in [`wire`], endpoints in
//! [`http`].

pub mod http;
mod rows;
mod store;
pub mod wire;

use db::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    letters::{self, About},
    sheets::{Header, Record, Separator},
};
use crate::{
    clock::Timestamp,
    error::{Error, NOT_ALLOWED, Result},
    files,
    id::{BlobId, ContactImportId, UserId},
    tasks::Task,
    work::Work,
};

pub use rows::KNOWN;
pub use store::{forget_refusals, refusals};

/// Imports of an account that may be under way.
const MOST: usize = 5;

/// Imports of an account that are kept when they have ended, with their files.
const KEPT: i64 = 50;

#[derive(Clone, Debug)]
pub struct Import {
    pub id: ContactImportId,
    pub user: UserId,
    pub status: Status,
    pub filename: String,
    pub byte_size: i64,
    /// Its file, until it has been read.
    pub blob: Option<BlobId>,
    pub separator: Separator,
    pub names: Vec<String>,
    /// Bytes that have been read.
    pub place: i64,
    pub processed: i64,
    pub created: i64,
    pub updated: i64,
    pub refused: i64,
    pub report: Option<BlobId>,
    pub problem: Option<String>,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// How far something has come that goes on in the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Pending,
    Processing,
    Completed,
    Failed,
}

crate::stored! {
    Status { Pending = 0 "pending", Processing = 1 "processing", Completed = 2 "completed", Failed = 3 "failed" }
}

/// What a request brings.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct NewImport {
    /// A file that was uploaded, by its signed id.
    pub import_file: Option<String>,
}

/// Reads a table.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ReadTable {
    pub import: ContactImportId,
}

impl Task for ReadTable {
    const KIND: &'static str = "contacts.import";

    fn key(&self) -> String {
        self.import.to_string()
    }
}

impl Import {
    pub fn is_finished(&self) -> bool {
        self.finished_at.is_some()
    }
}

/// Begins to import a table that was uploaded, and of which the header is known.
pub async fn begin(work: &mut Work<'_>, signed_id: &str, header: &Header) -> Result<Import> {
    let user = work.actor.member().map(|member| member.user).ok_or(NOT_ALLOWED)?;
    if store::count_open(work).await? >= MOST {
        return Err(Error::refused(format!(
            "{MOST} imports are under way. Please wait until one of them is done."
        )));
    }
    make_room(work).await?;
    let mut taken = files::claim(work, "import_file", &[signed_id.to_owned()]).await?;
    let file = taken.pop().ok_or(Error::NotFound)?;
    let import = store::insert(work, user, &file, header).await?;
    work.enqueue(ReadTable { import: import.id }).await?;
    Ok(import)
}

/// Has the oldest go, so that nobody fills the store by asking again and again.
async fn make_room(work: &mut Work<'_>) -> Result<()> {
    for (id, file) in store::ended_beyond(work, KEPT - 1).await? {
        if let Some(file) = file {
            files::doom(work, &[file.0]).await?;
        }
        store::delete(work.tx, id).await?;
    }
    Ok(())
}

/// The imports of late, newest first.
pub async fn list(work: &mut Work<'_>) -> Result<Vec<Import>> {
    Ok(store::list(work).await?)
}

pub async fn show(work: &mut Work<'_>, id: ContactImportId) -> Result<Import> {
    store::find(work, id).await?.ok_or(Error::NotFound)
}

/// Takes the rows that come next, unless somebody else has taken them. `place` is where the
/// first of them begins.
pub async fn take(
    work: &mut Work<'_>,
    id: ContactImportId,
    place: i64,
    rows: &[Record],
    end: i64,
) -> Result<()> {
    let import = store::lock(work, id).await?.ok_or(Error::NotFound)?;
    if import.is_finished() || import.place != place {
        return Ok(());
    }
    let outcome = rows::take(work, &import.names, rows).await?;
    for (at, problem) in &outcome.refused {
        store::refuse(work, id, place_of(*at)?, problem).await?;
    }
    let refused = i64::try_from(outcome.refused.len()).unwrap_or(i64::MAX);
    let (created, updated) = (import.created + outcome.created, import.updated + outcome.updated);
    let processed = import.processed + outcome.created + outcome.updated + refused;
    let refused = import.refused + refused;
    let status = Status::Processing;
    let after = Import { status, place: end, processed, created, updated, refused, ..import };
    Ok(store::update(work, &after).await?)
}

/// Ends an import all of whose rows were taken. The file of those that were refused, if there
/// are any, is named by its signed id.
pub async fn complete(
    work: &mut Work<'_>,
    id: ContactImportId,
    report: Option<&str>,
) -> Result<()> {
    let import = store::lock(work, id).await?.ok_or(Error::NotFound)?;
    if import.is_finished() {
        return Ok(());
    }
    let mut report = match report {
        Some(signed) => files::claim(work, "report", &[signed.to_owned()]).await?,
        None => Vec::new(),
    };
    let report = report.pop().map(|file| file.id);
    let done = Import { status: Status::Completed, report, ..import };
    let done = finish(work, done).await?;
    letters::send(work, done.user, About::Imported(&done)).await
}

/// Ends an import that cannot go on. What was taken stays.
pub async fn fail(work: &mut Work<'_>, id: ContactImportId, problem: &str) -> Result<()> {
    let import = store::lock(work, id).await?.ok_or(Error::NotFound)?;
    if import.is_finished() {
        return Ok(());
    }
    let failed = Import { status: Status::Failed, problem: Some(problem.to_owned()), ..import };
    let failed = finish(work, failed).await?;
    letters::send(work, failed.user, About::NotImported(&failed, problem)).await
}

/// Removes imports that ended before a time, after a place, with their files. Returns where to go
/// on, if there may be more.
pub async fn remove_old(
    tx: &mut Tx,
    before: Timestamp,
    after: (i64, i64),
    most: i64,
) -> db::Result<Option<(i64, i64)>> {
    let ended = store::ended(tx, before, after, most).await?;
    for (_, id, file) in &ended {
        if let Some(file) = file {
            files::give_up(tx, *file).await?;
        }
        store::delete(tx, *id).await?;
    }
    Ok(ended.last().map(|(at, id, _)| (*at, id.0)))
}

/// Removes imports of an account that is going, so many of the rows that they refused at a time.
/// Returns how much there was.
pub async fn erase_some(work: &mut Work<'_>, most: i64) -> Result<usize> {
    let Some(id) = store::first_of_account(work).await? else { return Ok(0) };
    if store::forget_refusals(work.tx, id, most).await? == 0 {
        store::delete(work.tx, id).await?;
    }
    Ok(1)
}

async fn finish(work: &mut Work<'_>, import: Import) -> Result<Import> {
    if let Some(file) = import.blob {
        files::doom(work, &[file.0]).await?;
    }
    let finished = Import { blob: None, finished_at: Some(work.now), ..import };
    store::update(work, &finished).await?;
    Ok(finished)
}

fn place_of(at: usize) -> Result<i64> {
    i64::try_from(at).map_err(|error| Error::Internal(error.into()))
}

//! Exports: tables of contacts that an administrator wants to have (contract `behaviour.md`,
//! 10.5).
//!
//! A table is written in the background, a page of contacts after the other
//! (`transfer::export`), so it takes as little memory for a million contacts as for one. It
//! shows each contact as they were when their page was read. Whatever dies in between, it is
//! written anew.
//!
//! Which columns there are is in [`columns`], rows in `store`, JSON in [`wire`], endpoints in
//! [`http`].

pub mod columns;
pub mod http;
mod store;
pub mod wire;

use db::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    imports::Status,
    letters::{self, About},
    page,
};
use crate::{
    accounts,
    clock::Timestamp,
    error::{Error, NOT_ALLOWED, Problems, Result},
    files,
    filters::Rule,
    id::{BlobId, ContactExportId, UserId},
    tasks::Task,
    validate::SHORT,
    work::Work,
};

/// Exports of an account that may be under way.
const MOST: usize = 5;

/// Exports of an account that are kept when they have ended, with their files.
const KEPT: i64 = 50;

#[derive(Clone, Debug)]
pub struct Export {
    pub id: ContactExportId,
    pub user: UserId,
    pub status: Status,
    pub columns: Vec<String>,
    pub rules: Vec<Rule>,
    pub label: Option<String>,
    /// Contacts that have been written.
    pub exported: i64,
    pub blob: Option<BlobId>,
    pub problem: Option<String>,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// What a request wants to have.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct NewExport {
    pub column_names: Option<Vec<String>>,
    pub payload: Option<Vec<Rule>>,
    pub label: Option<String>,
}

/// Writes a table.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct WriteTable {
    pub export: ContactExportId,
}

impl Task for WriteTable {
    const KIND: &'static str = "contacts.export";

    fn key(&self) -> String {
        self.export.to_string()
    }
}

impl Export {
    pub fn is_finished(&self) -> bool {
        self.finished_at.is_some()
    }
}

/// Removes the exports of an account that is going. Returns how many there were.
pub async fn erase_some(work: &mut Work<'_>) -> Result<usize> {
    let found = store::list(work).await?;
    for export in &found {
        store::delete(work.tx, export.id).await?;
    }
    Ok(found.len())
}

/// Begins to export the contacts that a filter lets through and that carry a label, as far as
/// either is given.
pub async fn begin(work: &mut Work<'_>, new: &NewExport) -> Result<Export> {
    let user = work.actor.member().map(|member| member.user).ok_or(NOT_ALLOWED)?;
    let mut problems = Problems::default();
    problems.at_most_if("label", new.label.as_deref(), SHORT);
    problems.check()?;
    let rules = new.payload.as_deref().unwrap_or_default();
    page::check(work, rules).await?;
    if store::count_open(work).await? >= MOST {
        return Err(Error::refused(format!(
            "{MOST} exports are under way. Please wait until one of them is done."
        )));
    }
    make_room(work).await?;
    let columns = columns::wanted(new.column_names.as_deref().unwrap_or_default());
    let label = new.label.as_deref().filter(|label| !label.trim().is_empty());
    let export = store::insert(work, user, &columns, rules, label).await?;
    work.enqueue(WriteTable { export: export.id }).await?;
    Ok(export)
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

/// The exports of late, newest first.
pub async fn list(work: &mut Work<'_>) -> Result<Vec<Export>> {
    Ok(store::list(work).await?)
}

pub async fn show(work: &mut Work<'_>, id: ContactExportId) -> Result<Export> {
    store::find(work, id).await?.ok_or(Error::NotFound)
}

/// Notes how many contacts have been written.
pub async fn note(work: &mut Work<'_>, id: ContactExportId, exported: i64) -> Result<()> {
    let export = store::lock(work, id).await?.ok_or(Error::NotFound)?;
    if export.is_finished() {
        return Ok(());
    }
    let after = Export { status: Status::Processing, exported, ..export };
    Ok(store::update(work, &after).await?)
}

/// What the file of an export is called.
pub async fn filename(work: &mut Work<'_>, id: ContactExportId) -> Result<String> {
    let account = accounts::show(work).await?;
    Ok(format!("{}_{id}_contacts.csv", account.name))
}

/// Ends an export whose file is written, which is named by its signed id.
pub async fn complete(
    work: &mut Work<'_>,
    id: ContactExportId,
    exported: i64,
    signed_id: &str,
) -> Result<()> {
    let export = store::lock(work, id).await?.ok_or(Error::NotFound)?;
    if export.is_finished() {
        return Ok(());
    }
    let mut taken = files::claim(work, "file", &[signed_id.to_owned()]).await?;
    let file = taken.pop().ok_or(Error::NotFound)?;
    let (status, blob, finished_at) = (Status::Completed, Some(file.id), Some(work.now));
    let done = Export { status, exported, blob, finished_at, ..export };
    store::update(work, &done).await?;
    let about = About::Exported(exported, file.id, &file.filename);
    letters::send(work, done.user, about).await
}

/// Ends an export that cannot go on.
pub async fn fail(work: &mut Work<'_>, id: ContactExportId, problem: &str) -> Result<()> {
    let export = store::lock(work, id).await?.ok_or(Error::NotFound)?;
    if export.is_finished() {
        return Ok(());
    }
    let (status, finished_at) = (Status::Failed, Some(work.now));
    let failed = Export { status, problem: Some(problem.to_owned()), finished_at, ..export };
    store::update(work, &failed).await?;
    letters::send(work, failed.user, About::NotExported(problem)).await
}

/// Removes exports that ended before a time, after a place, with their files. Returns where to go
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

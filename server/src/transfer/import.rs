//! Reads tables of contacts, a part at a time, and writes the tables of rows that were refused.
//!
//! What has been read is noted with what came of it ([`imports::take`]), so whoever is killed
//! goes on where they were. One import gives way to the next after some seconds.

use std::{collections::HashMap, time::Duration};

use bytes::Bytes;
use db::Tx;
use futures_util::{Stream, StreamExt as _, stream::try_unfold};
use jobs::{Failure, Job, Kind, Next};
use tokio::time::Instant;

use super::receive::{self, Accepts, Arrival};
use crate::{
    app::{App, TheProduct},
    contacts::{
        imports::{self, Import, ReadTable, wire::REPORT},
        sheets::{self, Header, LONGEST_HEADER, Record, Text, records},
    },
    error::{Error, Result},
    files::{self, Blob},
    id::{AccountId, ContactImportId},
    tasks::{Stored, Task as _},
    work::Work,
};

/// Bytes of a table that are in memory, which is also how long a row may be.
const PART: u64 = 256 * 1024;

/// Rows that are taken in one transaction.
const AT_ONCE: usize = 100;

/// For how long an import goes on before it is the turn of the next.
const TURN: Duration = Duration::from_secs(5);

/// How long a turn may take: the last one writes the report.
const LEASE: Duration = Duration::from_mins(15);

/// Failures of the environment after which an import is given up, some hours after the first.
const PATIENCE: u32 = 12;

/// Reasons of refused rows that are forgotten in one transaction.
const FORGOTTEN: i64 = 1_000;

/// A part of a table: whole rows, by where they are in the file.
struct Part {
    rows: Vec<Record>,
    /// Where the next part begins.
    end: i64,
}

/// The header of a table that was uploaded to the account, which is text to its end.
pub async fn header_of(app: &App, account: AccountId, signed_id: &str) -> Result<Header> {
    let refused = |problem: &'static str| Err(Error::invalid("import_file", problem));
    let file = match app.links.blob_of(signed_id) {
        Some(id) => app.db.read(async move |tx: &mut Tx| files::find(tx, id).await).await?,
        None => None,
    };
    let Some(file) = file.filter(|file| file.account_id == Some(account) && file.is_stored) else {
        return refused("must be a file that was uploaded and is not in use");
    };
    if u64::try_from(file.byte_size).is_ok_and(|size| size > Accepts::Table.most(app)) {
        return Err(Accepts::Table.too_large(app));
    }
    let mut bytes = Box::pin(app.storage.read(&file.key, None).await?);
    let (mut beginning, mut text) = (Vec::new(), Text::default());
    while let Some(portion) = bytes.next().await {
        let portion = portion?;
        if !text.goes_on(&portion) {
            return refused("must be text in UTF-8 (spreadsheets call it \"CSV UTF-8\")");
        }
        let room = LONGEST_HEADER.saturating_sub(beginning.len()).min(portion.len());
        beginning.extend_from_slice(&portion[..room]);
    }
    if beginning.is_empty() {
        return Err(Error::said("import_file", "File is blank"));
    }
    if !text.is_whole() {
        return refused("ends within a character");
    }
    Header::read(&beginning, &imports::KNOWN)
}

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    let turn = move |job: Job| {
        let app = app.clone();
        async move {
            let Stored { account, task } = Stored::<ReadTable>::read(&job)?;
            let who = TheProduct(account);
            // The last turn was not even there to say how it ended.
            let turn = if job.failures > PATIENCE {
                Err(Error::Unavailable("it took too long".to_owned()))
            } else {
                turn(&app, who, task.import).await
            };
            match turn {
                Ok(true) | Err(Error::NotFound) => Ok(Next::Done),
                Ok(false) => Ok(Next::At(app.clock.now().0)),
                Err(error) if job.failures < PATIENCE => Err(Failure::for_now(error)),
                Err(error) => {
                    give_up(&app, who, task.import, "The server could not read it.")
                        .await
                        .map_err(Failure::for_now)?;
                    Err(Failure::for_good(error))
                }
            }
        }
    };
    Kind::new(ReadTable::KIND, turn).lease(LEASE)
}

/// Goes on with an import for a while. Tells whether it is done.
async fn turn(app: &App, who: TheProduct, id: ContactImportId) -> Result<bool> {
    let begun = Instant::now();
    loop {
        let import = app.read(&who, async move |work: &mut Work<'_>| imports::show(work, id).await);
        let import = import.await?;
        if import.is_finished() {
            forget_refusals(app, id).await?;
            return Ok(true);
        }
        match step(app, who, &import).await {
            Err(Error::Invalid(problems)) => give_up(app, who, id, &problems.to_string()).await?,
            done => done?,
        }
        if begun.elapsed() > TURN {
            return Ok(false);
        }
    }
}

/// Takes the rows of the next part, or ends the import when there are no more.
async fn step(app: &App, who: TheProduct, import: &Import) -> Result<()> {
    let id = import.blob.ok_or_else(gone)?;
    let file = app.db.read(async move |tx: &mut Tx| files::find(tx, id).await).await?;
    let file = file.ok_or_else(gone)?;
    if import.place >= import.byte_size {
        finish(app, who, import, &file).await
    } else {
        go_on(app, who, import, &file).await
    }
}

async fn go_on(app: &App, who: TheProduct, import: &Import, file: &Blob) -> Result<()> {
    let (id, mut place) = (import.id, import.place);
    let part = part(app, import, file, place).await?;
    let mut rows = part.rows.chunks(AT_ONCE).peekable();
    if rows.peek().is_none() {
        return take(app, who, id, place, Vec::new(), part.end).await;
    }
    while let Some(some) = rows.next() {
        let end = match rows.peek().and_then(|next| next.first()) {
            Some(next) => place_of(next.at),
            None => part.end,
        };
        take(app, who, id, place, some.to_vec(), end).await?;
        place = end;
    }
    Ok(())
}

async fn take(
    app: &App,
    who: TheProduct,
    id: ContactImportId,
    place: i64,
    rows: Vec<Record>,
    end: i64,
) -> Result<()> {
    app.write(&who, async move |work: &mut Work<'_>| {
        imports::take(work, id, place, &rows, end).await
    })
    .await
}

/// Writes the table of the rows that were refused, if any were, and ends the import.
async fn finish(app: &App, who: TheProduct, import: &Import, file: &Blob) -> Result<()> {
    let report = if import.refused > 0 {
        let arrival = Arrival {
            account: Some(who.0),
            filename: REPORT,
            content_type: "text/csv",
            accepts: Accepts::Ours,
        };
        let lines = Box::pin(report(app, import, file).await?);
        let blob = receive::receive(app, arrival, lines).await?;
        Some(app.links.signed_id(blob.id))
    } else {
        None
    };
    let id = import.id;
    app.write(&who, async move |work: &mut Work<'_>| {
        imports::complete(work, id, report.as_deref()).await
    })
    .await
}

/// The rows that were refused, with a column that says why.
async fn report(
    app: &App,
    import: &Import,
    file: &Blob,
) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
    let columns = import.names.iter().map(String::as_str).chain(["errors"]);
    let columns = Bytes::from(sheets::line(columns));
    let beginning = bytes_of(app, file, 0, LONGEST_HEADER as u64).await?;
    let first = place_of(Header::read(&beginning, &imports::KNOWN)?.end);
    let begin = (app.clone(), import.clone(), file.clone(), first);
    let rest = try_unfold(begin, |(app, import, file, place)| async move {
        if place >= import.byte_size {
            return Ok(None);
        }
        let Part { rows, end } = part(&app, &import, &file, place).await?;
        let id = import.id;
        let refused =
            app.db.read(async move |tx: &mut Tx| imports::refusals(tx, id, place, end).await);
        let refused: HashMap<i64, String> = refused.await?.into_iter().collect();
        let mut lines = Vec::new();
        for row in &rows {
            if let Some(problem) = refused.get(&place_of(row.at)) {
                lines.extend(refused_line(&import, row, problem));
            }
        }
        Ok(Some((Bytes::from(lines), (app, import, file, end))))
    });
    Ok(futures_util::stream::iter([Ok(columns)]).chain(rest))
}

/// A row that was refused, as wide as the table is.
fn refused_line(import: &Import, row: &Record, problem: &str) -> Vec<u8> {
    let width = import.names.len().max(row.cells.len());
    let mut cells: Vec<&str> = row.cells.iter().map(|cell| sheets::meant(cell)).collect();
    cells.resize(width, "");
    cells.push(problem);
    sheets::line(cells)
}

/// The part of a table that begins at a place.
async fn part(app: &App, import: &Import, file: &Blob, place: i64) -> Result<Part> {
    let from = u64::try_from(place).unwrap_or_default();
    let bytes = bytes_of(app, file, from, PART).await?;
    let is_last = from + bytes.len() as u64 >= u64::try_from(import.byte_size).unwrap_or_default();
    let read = records(&bytes, import.separator, is_last);
    let (rows, end) = read.map_err(|problem| {
        let place = match import.processed {
            0 => "The first row".to_owned(),
            before => format!("What comes after row {before}"),
        };
        Error::said("import_file", format!("{place} {problem}."))
    })?;
    let from = usize::try_from(from).unwrap_or(usize::MAX);
    let moved = |row: Record| Record { at: row.at + from, ..row };
    Ok(Part { rows: rows.into_iter().map(moved).collect(), end: place_of(from + end) })
}

async fn bytes_of(app: &App, file: &Blob, from: u64, most: u64) -> Result<Vec<u8>> {
    let size = u64::try_from(file.byte_size).unwrap_or_default();
    let part = from..(from + most).min(size);
    let bytes = match app.storage.read(&file.key, Some(part)).await {
        Err(Error::NotFound) => return Err(gone()),
        bytes => bytes?,
    };
    let mut bytes = Box::pin(bytes);
    let mut all = Vec::new();
    while let Some(portion) = bytes.next().await {
        all.extend_from_slice(&portion?);
    }
    if all.is_empty() { Err(gone()) } else { Ok(all) }
}

/// Where something is in a file, as it is noted.
fn place_of(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}

fn gone() -> Error {
    Error::said("import_file", "The file is not there any more.")
}

async fn give_up(app: &App, who: TheProduct, id: ContactImportId, problem: &str) -> Result<()> {
    let problem = problem.to_owned();
    app.write(&who, async move |work: &mut Work<'_>| imports::fail(work, id, &problem).await).await
}

async fn forget_refusals(app: &App, id: ContactImportId) -> Result<()> {
    loop {
        let forgotten = app
            .db
            .write(async move |tx: &mut Tx| imports::forget_refusals(tx, id, FORGOTTEN).await);
        if forgotten.await? == 0 {
            return Ok(());
        }
    }
}

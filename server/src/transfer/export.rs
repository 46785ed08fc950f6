//! Writes tables of contacts, a page after the other, as they are stored.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream::try_unfold};
use jobs::{Failure, Job, Kind, Next};

use super::receive::{self, Accepts, Arrival};
use crate::{
    app::{App, TheProduct},
    contacts::{
        exports::{self, Export, WriteTable, columns},
        page, sheets,
    },
    error::{Error, Result},
    id::{ContactExportId, ContactId},
    tasks::{Stored, Task as _},
    work::Work,
};

/// Contacts that are read at once.
const PAGE: u64 = 500;

/// Pages after which it is noted how far it has come.
const NOTED: i64 = 20;

/// Exports that are written at the same time.
const BESIDE_EACH_OTHER: usize = 2;

/// How long one may take. It is written as a whole or not at all.
const LEASE: Duration = Duration::from_hours(6);

/// Failures of the environment after which an export is given up, some hours after the first.
const PATIENCE: u32 = 12;

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    let write = move |job: Job| {
        let app = app.clone();
        async move {
            let Stored { account, task } = Stored::<WriteTable>::read(&job)?;
            let (who, id) = (TheProduct(account), task.export);
            // The last attempt was not even there to say how it ended.
            let written = if job.failures > PATIENCE {
                Err(Error::Unavailable("it took too long".to_owned()))
            } else {
                write(&app, who, id).await
            };
            let problem = match written {
                Ok(()) | Err(Error::NotFound) => return Ok(Next::Done),
                // A custom attribute that it filters by may be gone.
                Err(Error::Refused(problem)) => problem.into_owned(),
                Err(error) if job.failures < PATIENCE => return Err(Failure::for_now(error)),
                Err(error @ Error::TooSlow) => error.to_string(),
                Err(error) => {
                    tracing::error!(%error, export.id = %id, "an export cannot be written");
                    "The server could not write it.".to_owned()
                }
            };
            give_up(&app, who, id, problem).await.map_err(Failure::for_now)?;
            Ok(Next::Done)
        }
    };
    Kind::new(WriteTable::KIND, write).at_once(BESIDE_EACH_OTHER).lease(LEASE)
}

async fn write(app: &App, who: TheProduct, id: ContactExportId) -> Result<()> {
    let (export, filename) = app
        .read(&who, async move |work: &mut Work<'_>| {
            let export = exports::show(work, id).await?;
            Ok::<_, Error>((export, exports::filename(work, id).await?))
        })
        .await?;
    if export.is_finished() {
        return Ok(());
    }
    let arrival = Arrival {
        account: Some(who.0),
        filename: &filename,
        content_type: "text/csv",
        accepts: Accepts::Ours,
    };
    let count = Arc::new(AtomicI64::new(0));
    let lines = Box::pin(table(app.clone(), who, export, Arc::clone(&count)));
    let blob = receive::receive(app, arrival, lines).await?;
    let (signed, count) = (app.links.signed_id(blob.id), count.load(Ordering::Relaxed));
    app.write(&who, async move |work: &mut Work<'_>| {
        exports::complete(work, id, count, &signed).await
    })
    .await
}

/// The table, page by page. Counts the contacts in it.
fn table(
    app: App,
    who: TheProduct,
    export: Export,
    count: Arc<AtomicI64>,
) -> impl Stream<Item = Result<Bytes>> + Send {
    let header = Bytes::from(sheets::line(&export.columns));
    let begin = (app, Arc::new(export), count, ContactId(0));
    let rest = try_unfold(begin, move |(app, export, count, last)| async move {
        let wanted = Arc::clone(&export);
        let contacts = app.read(&who, async move |work: &mut Work<'_>| {
            page::after(work, &wanted.rules, wanted.label.as_deref(), last, PAGE).await
        });
        let contacts = contacts.await?;
        let Some(last) = contacts.last().map(|contact| contact.id) else { return Ok(None) };
        let row = |contact| sheets::line(columns::row(&export.columns, contact));
        let lines: Vec<u8> = contacts.iter().flat_map(row).collect();
        let more = i64::try_from(contacts.len()).unwrap_or(i64::MAX);
        let so_far = count.fetch_add(more, Ordering::Relaxed) + more;
        if so_far % (NOTED * i64::try_from(PAGE).unwrap_or(i64::MAX)) == 0 {
            note(&app, who, export.id, so_far).await?;
        }
        Ok(Some((Bytes::from(lines), (app, export, count, last))))
    });
    futures_util::stream::iter([Ok(header)]).chain(rest)
}

async fn note(app: &App, who: TheProduct, id: ContactExportId, count: i64) -> Result<()> {
    app.write(&who, async move |work: &mut Work<'_>| exports::note(work, id, count).await).await
}

async fn give_up(app: &App, who: TheProduct, id: ContactExportId, problem: String) -> Result<()> {
    app.write(&who, async move |work: &mut Work<'_>| exports::fail(work, id, &problem).await).await
}

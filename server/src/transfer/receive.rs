//! Files, as they arrive: stored as they come, measured, and looked at in their beginning. None
//! is held in memory as a whole.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use bytes::Bytes;
use db::Tx;
use futures_util::{Stream, StreamExt as _};
use md5::{Digest as _, Md5};

use super::fetch;
use crate::{
    app::App,
    error::{Error, Result},
    files::{self, Blob, Found, NewBlob, avatar, kind, name},
    id::AccountId,
    storage::Writing,
};

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepts {
    Anything,
    /// A picture of somebody.
    Picture,
    /// A picture or a film that is fetched from somewhere else.
    Fetched,
    /// A table of contacts.
    Table,
    /// What the product has made, as what it says that it is.
    Ours,
}

/// A file that is about to arrive, and what is said of it.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    pub account: Option<AccountId>,
    pub filename: &'a str,
    pub content_type: &'a str,
    pub accepts: Accepts,
}

/// What was found out about the bytes of a file.
#[derive(Default)]
struct Measured {
    bytes: u64,
    md5: Md5,
    beginning: Vec<u8>,
}

impl Accepts {
    /// Bytes that a file may have.
    pub fn most(self, app: &App) -> u64 {
        let most = app.config.files.max_megabytes * 1024 * 1024;
        match self {
            Accepts::Anything => most,
            Accepts::Fetched => fetch::MOST_BYTES.min(most),
            Accepts::Picture => avatar::MOST_BYTES.min(most),
            Accepts::Table => app.config.contacts.max_import_megabytes * 1024 * 1024,
            Accepts::Ours => u64::MAX,
        }
    }

    pub fn too_large(self, app: &App) -> Error {
        match self {
            Accepts::Table => {
                let most = app.config.contacts.max_import_megabytes;
                Error::invalid("import_file", format!("must be {most} MB at most"))
            }
            Accepts::Anything | Accepts::Ours => {
                let most = app.config.files.max_megabytes;
                Error::invalid("attachments", format!("must be {most} MB each at most"))
            }
            Accepts::Fetched => fetch::too_large(),
            Accepts::Picture => avatar::too_big(),
        }
    }
}

/// Stores a file whose bytes come now. It is there for a day, for somebody to take it.
pub async fn receive<S>(app: &App, arrival: Arrival<'_>, bytes: S) -> Result<Blob>
where
    S: Stream<Item = Result<Bytes>> + Unpin + Send,
{
    let new = NewBlob {
        account_id: arrival.account,
        filename: name::cleaned(arrival.filename),
        content_type: kind::UNKNOWN.to_owned(),
        ..NewBlob::default()
    };
    let blob = reserve(app, new).await?;
    let kept = keep(app, &blob, arrival, bytes).await;
    if kept.is_err() {
        give_up(app, &blob).await;
    }
    kept
}

/// The checksum of bytes that are at hand, as it is kept.
pub fn checksum(bytes: &[u8]) -> String {
    BASE64.encode(Md5::digest(bytes))
}

/// Notes a file that somebody is going to bring.
pub async fn reserve(app: &App, new: NewBlob) -> Result<Blob> {
    let now = app.clock.now();
    app.db.write(async move |tx: &mut Tx| files::reserve(tx, &new, now).await).await
}

/// Stores the bytes of a file that was announced. They must be those that were announced.
pub async fn receive_announced<S>(app: &App, blob: &Blob, bytes: S) -> Result<()>
where
    S: Stream<Item = Result<Bytes>> + Unpin + Send,
{
    let most = u64::try_from(blob.byte_size).unwrap_or_default();
    let others = || Error::invalid("blob", "has other bytes than were announced");
    let accept = |measured: Measured| {
        let found = measured.found(&blob.content_type);
        let is_it = found.byte_size == blob.byte_size && found.checksum == blob.checksum;
        if is_it { Ok(found) } else { Err(others()) }
    };
    let found = write(app, &blob.key, most, bytes, others, accept).await?;
    note_stored(app, blob, &found).await
}

async fn keep<S>(app: &App, blob: &Blob, arrival: Arrival<'_>, bytes: S) -> Result<Blob>
where
    S: Stream<Item = Result<Bytes>> + Unpin + Send,
{
    let accepts = arrival.accepts;
    let accept = |measured: Measured| {
        let found = measured.found(arrival.content_type);
        match accepts {
            Accepts::Anything | Accepts::Table => Ok(found),
            Accepts::Ours => {
                Ok(Found { content_type: arrival.content_type.to_owned(), size: None, ..found })
            }
            Accepts::Picture if avatar::TYPES.contains(&found.content_type.as_str()) => Ok(found),
            Accepts::Picture => Err(avatar::unsupported()),
            Accepts::Fetched if fetch::is_wanted(&found.content_type) => Ok(found),
            Accepts::Fetched => Err(fetch::unsupported()),
        }
    };
    let too_large = || accepts.too_large(app);
    let found = write(app, &blob.key, accepts.most(app), bytes, too_large, accept).await?;
    note_stored(app, blob, &found).await?;
    let Found { content_type, byte_size, checksum, size } = found;
    Ok(Blob { content_type, byte_size, checksum, size, is_stored: true, ..blob.clone() })
}

async fn note_stored(app: &App, blob: &Blob, found: &Found) -> Result<()> {
    let (id, found) = (blob.id, found.clone());
    let noted = app.db.write(async move |tx: &mut Tx| files::stored(tx, id, &found).await).await?;
    if noted { Ok(()) } else { Err(Error::NotFound) }
}

/// Has what came to nothing removed with the next round.
async fn give_up(app: &App, blob: &Blob) {
    let id = blob.id;
    let given_up = app.db.write(async move |tx: &mut Tx| files::give_up(tx, id).await).await;
    if let Err(error) = given_up {
        tracing::warn!(%error, blob.id = %id, "a file that came to nothing goes in a day");
    }
}

/// Writes the bytes as they come, and keeps them if they are accepted then. Either there is a
/// file with all of them, or there is none.
async fn write<S>(
    app: &App,
    key: &str,
    most: u64,
    mut bytes: S,
    too_large: impl Fn() -> Error,
    accept: impl FnOnce(Measured) -> Result<Found>,
) -> Result<Found>
where
    S: Stream<Item = Result<Bytes>> + Unpin + Send,
{
    let mut writing = app.storage.write(key);
    match copy(&mut writing, most, &mut bytes, too_large).await.and_then(accept) {
        Ok(found) => {
            writing.finish().await?;
            Ok(found)
        }
        Err(error) => {
            writing.abort().await;
            Err(error)
        }
    }
}

async fn copy<S>(
    writing: &mut Writing,
    most: u64,
    bytes: &mut S,
    too_large: impl Fn() -> Error,
) -> Result<Measured>
where
    S: Stream<Item = Result<Bytes>> + Unpin + Send,
{
    let mut measured = Measured::default();
    while let Some(portion) = bytes.next().await {
        let portion = portion?;
        measured.add(&portion);
        if measured.bytes > most {
            return Err(too_large());
        }
        writing.put(portion).await?;
    }
    Ok(measured)
}

impl Measured {
    fn add(&mut self, portion: &[u8]) {
        self.bytes += portion.len() as u64;
        self.md5.update(portion);
        let room = kind::LOOKED_AT.saturating_sub(self.beginning.len()).min(portion.len());
        self.beginning.extend_from_slice(&portion[..room]);
    }

    fn found(self, said: &str) -> Found {
        let content_type = kind::content_type(&self.beginning, said);
        Found {
            size: kind::size(&self.beginning, &content_type),
            content_type,
            byte_size: i64::try_from(self.bytes).unwrap_or(i64::MAX),
            checksum: BASE64.encode(self.md5.finalize()),
        }
    }
}

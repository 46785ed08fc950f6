//! Where the bytes of files are: in the data folder, or in a bucket of S3.
//!
//! A file is there as a whole or not at all, and is on disk when it is said to be stored.
//! Nothing here knows what a file is called or whose it is; that is in [`files`](crate::files).

mod s3;

use std::{ops::Range, sync::Arc};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use object_store::{
    GetOptions, GetRange, ObjectStore, ObjectStoreExt as _, buffered::BufWriter,
    local::LocalFileSystem, path::Path,
};
use tokio::io::AsyncWriteExt as _;

use crate::{
    config::{Config, FileService},
    error::{Error, Result},
};

/// Bytes that are held before they are written to a disk, or sent to a bucket. S3 takes no
/// smaller parts.
const TO_DISK: usize = 256 * 1024;
const TO_BUCKET: usize = 5 * 1024 * 1024;

/// Parts of a file that are on their way at the same time.
const BESIDE_EACH_OTHER: usize = 2;

/// The store of files. Shared by cloning.
#[derive(Clone, Debug)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
    part: usize,
    /// What clients are told that it is.
    pub service: &'static str,
}

/// A file that is being written. Unless it is finished, there is none.
pub struct Writing {
    writer: BufWriter,
}

impl Storage {
    /// Opens the store that the settings name. A bucket is not asked for before it is needed.
    pub fn open(config: &Config) -> Result<Self> {
        let files = &config.files;
        let (store, part): (Arc<dyn ObjectStore>, _) = match files.service {
            FileService::Local => (Arc::new(folder(config)?), TO_DISK),
            _ => (Arc::new(s3::bucket(files)?), TO_BUCKET),
        };
        Ok(Storage { store, part, service: files.service.as_str() })
    }

    /// Begins a file.
    pub fn write(&self, key: &str) -> Writing {
        let writer = BufWriter::with_capacity(Arc::clone(&self.store), path(key), self.part);
        Writing { writer: writer.with_max_concurrency(BESIDE_EACH_OTHER) }
    }

    /// The bytes of a file, or of a range of it, as they are read. What is not there is not
    /// found.
    pub async fn read(
        &self,
        key: &str,
        range: Option<Range<u64>>,
    ) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let found = self.store.get_opts(&path(key), options).await.map_err(not_read)?;
        Ok(found.into_stream().map(|bytes| bytes.map_err(not_read)))
    }

    /// A file as a whole.
    pub async fn read_whole(&self, key: &str) -> Result<Bytes> {
        let found = self.store.get(&path(key)).await.map_err(not_read)?;
        found.bytes().await.map_err(not_read)
    }

    /// Stores a file that is at hand.
    pub async fn store(&self, key: &str, bytes: Bytes) -> Result<()> {
        self.store.put(&path(key), bytes.into()).await.map(drop).map_err(not_written)
    }

    /// Removes a file, if it is there. That it cannot be is for whoever removes many to report.
    pub async fn remove(&self, key: &str) -> Result<()> {
        match self.store.delete(&path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Error::Unavailable(format!("a file cannot be removed: {error}"))),
        }
    }
}

impl Writing {
    pub async fn put(&mut self, bytes: Bytes) -> Result<()> {
        self.writer.put(bytes).await.map_err(not_written)
    }

    /// Returns when the file is stored.
    pub async fn finish(mut self) -> Result<()> {
        self.writer.shutdown().await.map_err(not_written)
    }

    /// Gives up, and leaves nothing behind.
    pub async fn abort(mut self) {
        if let Err(error) = self.writer.abort().await {
            tracing::warn!(%error, "a part of a file that is not wanted any more may be left");
        }
    }
}

fn folder(config: &Config) -> Result<LocalFileSystem> {
    let folder = config.files_folder();
    let unusable = |error: &dyn std::error::Error| {
        let folder = folder.display();
        Error::Unavailable(format!("cannot use the folder of files {folder}: {error}"))
    };
    std::fs::create_dir_all(&folder).map_err(|error| unusable(&error))?;
    let store = LocalFileSystem::new_with_prefix(&folder).map_err(|error| unusable(&error))?;
    Ok(store.with_fsync(true))
}

/// Where a file is: in one of many folders, since one that holds millions is slow.
fn path(key: &str) -> Path {
    let mut characters = key.chars();
    let first: String = characters.by_ref().take(2).collect();
    let second: String = characters.take(2).collect();
    Path::from_iter([first.as_str(), second.as_str(), key])
}

fn not_read(error: object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::NotFound,
        error => unavailable("Files cannot be read at the moment.", &error),
    }
}

fn not_written(error: impl std::error::Error) -> Error {
    unavailable("Files cannot be stored at the moment.", &error)
}

/// What is wrong is for those who run the server to know, and may name what only they should.
fn unavailable(text: &str, error: &dyn std::error::Error) -> Error {
    tracing::error!(%error, "the store of files has failed");
    Error::Unavailable(text.to_owned())
}

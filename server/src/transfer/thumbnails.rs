//! Small pictures of large ones.
//!
//! One is made when somebody first asks for it, kept as a file of its own, and goes with the
//! one it was made of. Reading a picture takes memory and time, and whoever has sent it may
//! have meant that: its size is looked at first, and few are read at the same time, away from
//! those who answer requests.

use std::{io::Cursor, sync::Arc};

use bytes::Bytes;
use db::Tx;
use image::{
    DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits,
    codecs::jpeg::JpegEncoder,
};

use crate::{
    app::App,
    error::{Error, Result},
    files::{self, Blob, Found, NewBlob, Size, kind},
    id::BlobId,
};

/// How wide a small picture is, and how high it is at most.
const WIDTH: u32 = 250;
const HEIGHT: u32 = 1_000;

/// Pixels of a picture that is read, in either direction.
const LONGEST_SIDE: u32 = 32_000;

/// Bytes that reading one may take.
const MOST_MEMORY: u64 = 200 * 1024 * 1024;

/// Of a hundred, for a photograph.
const QUALITY: u8 = 82;

/// A picture that was made smaller.
struct Small {
    bytes: Bytes,
    content_type: &'static str,
    size: Size,
}

/// The small picture of a file.
pub async fn of(app: &App, blob: &Blob) -> Result<Blob> {
    if let Some(made) = made(app, blob).await? {
        return Ok(made);
    }
    let turn = Arc::clone(&app.picture_turns).acquire_owned().await;
    let turn = turn.map_err(|closed| Error::Internal(closed.into()))?;
    // Whoever had the turn before may have made it.
    let blob = find(app, blob.id).await?.ok_or(Error::NotFound)?;
    if let Some(made) = made(app, &blob).await? {
        return Ok(made);
    }
    if !kind::is_representable(&blob.content_type, blob.size) {
        return Err(Error::NotFound);
    }
    let format = kind::format(&blob.content_type).ok_or(Error::NotFound)?;
    let whole = app.storage.read_whole(&blob.key).await?;
    let making = tokio::task::spawn_blocking(move || {
        let small = shrink(&whole, format);
        drop(turn);
        small
    });
    match making.await {
        Ok(Ok(small)) => keep(app, &blob, small).await,
        unreadable => {
            let problem = match unreadable {
                Ok(made) => made.err().map(|error| error.to_string()),
                Err(panicked) => Some(panicked.to_string()),
            };
            tracing::info!(blob.id = %blob.id, problem, "a picture cannot be read");
            let id = blob.id;
            app.db.write(async move |tx: &mut Tx| files::note_unreadable(tx, id).await).await?;
            Err(Error::NotFound)
        }
    }
}

async fn made(app: &App, blob: &Blob) -> Result<Option<Blob>> {
    match blob.thumbnail_id {
        Some(id) => find(app, id).await,
        None => Ok(None),
    }
}

async fn find(app: &App, id: BlobId) -> Result<Option<Blob>> {
    Ok(app.db.read(async move |tx: &mut Tx| files::find(tx, id).await).await?)
}

async fn keep(app: &App, of: &Blob, small: Small) -> Result<Blob> {
    let new = NewBlob {
        account_id: of.account_id,
        filename: of.filename.clone(),
        content_type: small.content_type.to_owned(),
        ..NewBlob::default()
    };
    let blob = super::receive::reserve(app, new).await?;
    let found = Found {
        content_type: small.content_type.to_owned(),
        byte_size: i64::try_from(small.bytes.len()).unwrap_or(i64::MAX),
        checksum: super::receive::checksum(&small.bytes),
        size: Some(small.size),
    };
    app.storage.store(&blob.key, small.bytes).await?;
    let (of, id, noted) = (of.id, blob.id, found.clone());
    let kept = app.db.write(async move |tx: &mut Tx| {
        files::stored(tx, id, &noted).await?;
        let is_kept = files::keep_thumbnail(tx, of, id).await?;
        if !is_kept {
            // It is answered with all the same, and goes soon.
            files::give_up(tx, id).await?;
        }
        Ok::<_, Error>(())
    });
    kept.await?;
    let Found { content_type, byte_size, checksum, size } = found;
    Ok(Blob { content_type, byte_size, checksum, size, is_stored: true, ..blob })
}

fn shrink(whole: &[u8], format: ImageFormat) -> Result<Small, ImageError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(whole), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    // First, since a photograph may lie on its side.
    picture.apply_orientation(orientation);
    if picture.width() > WIDTH || picture.height() > HEIGHT {
        picture = picture.thumbnail(WIDTH, HEIGHT);
    }
    let size = Size { width: picture.width(), height: picture.height() };
    let mut bytes = Vec::new();
    let content_type = if format == ImageFormat::Jpeg {
        picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
        "image/jpeg"
    } else {
        picture.to_rgba8().write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)?;
        "image/png"
    };
    Ok(Small { bytes: bytes.into(), content_type, size })
}

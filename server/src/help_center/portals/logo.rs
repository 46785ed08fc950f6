//! The picture of a portal.

use super::{Portal, store};
use crate::{
    error::{Error, Result},
    files::{self, Blob, avatar, kind},
    id::BlobId,
    work::Work,
};

const FIELD: &str = "blob_id";

#[derive(Clone, Debug)]
pub struct Logo {
    pub blob: BlobId,
    pub filename: String,
    pub content_type: String,
}

/// Takes a picture that was uploaded, by its signed id, if there is one. A blank one only takes
/// away the one before.
pub(super) async fn replace(
    work: &mut Work<'_>,
    portal: &Portal,
    signed_id: Option<&str>,
) -> Result<()> {
    let Some(signed_id) = signed_id else { return Ok(()) };
    if signed_id.is_empty() {
        return remove(work, portal).await;
    }
    let taken = files::claim(work, FIELD, &[signed_id.to_owned()]).await?.pop();
    let taken = taken.ok_or(Error::NotFound)?;
    check(&taken)?;
    remove(work, portal).await?;
    Ok(store::set_logo(work, portal.id, Some(taken.id)).await?)
}

pub(super) async fn remove(work: &mut Work<'_>, portal: &Portal) -> Result<()> {
    let Some(logo) = &portal.logo else { return Ok(()) };
    store::set_logo(work, portal.id, None).await?;
    files::doom(work, &[logo.blob.0]).await
}

fn check(file: &Blob) -> Result<()> {
    let is_picture = avatar::TYPES.contains(&file.content_type.as_str());
    if !is_picture || !kind::is_representable(&file.content_type, file.size) {
        return Err(Error::invalid(FIELD, "must be a picture: a PNG, a JPEG or a GIF"));
    }
    if u64::try_from(file.byte_size).is_ok_and(|size| size > avatar::MOST_BYTES) {
        return Err(Error::invalid(FIELD, "is too big"));
    }
    Ok(())
}

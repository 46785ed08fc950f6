//! Pictures of people and things, as they are shown beside what these say.

use super::{Blob, claim, claim_of_user, doom, kind};
use crate::{
    error::{Error, Result},
    links::Avatar,
    work::Work,
};

/// Bytes of a picture at most.
pub const MOST_BYTES: u64 = 15 * 1024 * 1024;

/// What browsers of all ages show.
pub const TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/gif"];

/// Takes a picture that was uploaded, by its signed id, in the place of another. A blank one
/// only takes that away.
pub async fn replace(work: &mut Work<'_>, before: &Avatar, signed_id: &str) -> Result<Avatar> {
    if signed_id.is_empty() {
        return remove(work, before).await;
    }
    let mut taken = claim(work, "avatar", &[signed_id.to_owned()]).await?;
    let taken = taken.pop().ok_or(Error::NotFound)?;
    replace_by(work, before, &taken).await
}

/// The same, for the picture of a user, which belongs to no account.
pub async fn replace_of_user(
    work: &mut Work<'_>,
    before: &Avatar,
    signed_id: &str,
) -> Result<Avatar> {
    if signed_id.is_empty() {
        return remove(work, before).await;
    }
    let taken = claim_of_user(work, "avatar", signed_id).await?;
    replace_by(work, before, &taken).await
}

/// Takes a picture away.
pub async fn remove(work: &mut Work<'_>, before: &Avatar) -> Result<Avatar> {
    if let Some(blob) = before.blob {
        doom(work, &[blob.0]).await?;
    }
    Ok(Avatar::default())
}

async fn replace_by(work: &mut Work<'_>, before: &Avatar, taken: &Blob) -> Result<Avatar> {
    let is_picture = TYPES.contains(&taken.content_type.as_str());
    // Only the small picture of it is ever shown.
    if !is_picture || !kind::is_representable(&taken.content_type, taken.size) {
        return Err(unsupported());
    }
    if u64::try_from(taken.byte_size).is_ok_and(|size| size > MOST_BYTES) {
        return Err(too_big());
    }
    remove(work, before).await?;
    Ok(Avatar::of(taken.id, &work.links))
}

pub fn unsupported() -> Error {
    Error::said("avatar", "Avatar filetype not supported")
}

pub fn too_big() -> Error {
    Error::said("avatar", "Avatar is too big")
}

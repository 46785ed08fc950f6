//! The picture of a user, which is the same in all of their accounts.

use super::store;
use crate::{
    error::{Error, Result},
    files::avatar,
    id::UserId,
    links::Avatar,
    work::Work,
};

/// Takes a picture that the user has uploaded, by its signed id.
pub async fn replace(work: &mut Work<'_>, user: UserId, signed_id: &str) -> Result<Avatar> {
    let before = lock(work, user).await?;
    let avatar = avatar::replace_of_user(work, &before, signed_id).await?;
    set(work, user, avatar).await
}

/// Takes the picture of a user away, if there is one.
pub async fn remove(work: &mut Work<'_>, user: UserId) -> Result<Avatar> {
    let before = lock(work, user).await?;
    let none = avatar::remove(work, &before).await?;
    set(work, user, none).await
}

async fn lock(work: &mut Work<'_>, user: UserId) -> Result<Avatar> {
    store::lock_avatar(work, user).await?.ok_or(Error::NotFound)
}

async fn set(work: &mut Work<'_>, user: UserId, avatar: Avatar) -> Result<Avatar> {
    store::set_avatar(work, user, &avatar).await?;
    // Whoever writes as this user is shown with it.
    work.changes_access();
    Ok(avatar)
}

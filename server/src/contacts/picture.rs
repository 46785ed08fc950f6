//! The picture of a contact: uploaded, or fetched from an address that somebody has named.

use serde::{Deserialize, Serialize};

use super::{Contact, ContactChange, store, update};
use crate::{
    error::{Problems, Result},
    files::avatar,
    id::ContactId,
    tasks::Task,
    validate::{self, URL},
    work::Work,
};

/// Fetches the picture of a contact.
#[derive(Debug, Serialize, Deserialize)]
pub struct FetchPicture {
    pub contact: ContactId,
    pub url: String,
}

impl Task for FetchPicture {
    const KIND: &'static str = "contacts.fetch_picture";

    fn key(&self) -> String {
        self.contact.to_string()
    }
}

/// Takes the picture that was uploaded, if one was.
pub(super) async fn changed(
    work: &mut Work<'_>,
    contact: Contact,
    change: &ContactChange,
) -> Result<Contact> {
    let Some(signed) = &change.avatar else { return Ok(contact) };
    let avatar = avatar::replace(work, &contact.avatar, signed).await?;
    Ok(Contact { avatar, ..contact })
}

/// Has a picture fetched from the address that the request names, unless the one there is is
/// from there.
pub(super) async fn fetch_later(
    work: &mut Work<'_>,
    contact: ContactId,
    change: &ContactChange,
) -> Result<()> {
    let Some(url) = validate::filled(change.avatar_url.clone()) else { return Ok(()) };
    let mut problems = Problems::default();
    problems.at_most("avatar_url", &url, URL);
    if !validate::is_web_url(&url) {
        problems.add("avatar_url", "is invalid");
    }
    problems.check()?;
    if store::avatar_source(work, contact).await?.as_ref() == Some(&url) {
        return Ok(());
    }
    let now = work.now;
    Ok(work.schedule(FetchPicture { contact, url }, now).await?)
}

/// Takes a picture that was fetched.
pub async fn take_fetched(work: &mut Work<'_>, task: &FetchPicture, signed_id: &str) -> Result<()> {
    let avatar = Some(signed_id.to_owned());
    update(work, task.contact, &ContactChange { avatar, ..ContactChange::default() }).await?;
    Ok(store::set_avatar_source(work, task.contact, &task.url).await?)
}

/// Takes the picture of a contact away.
pub async fn remove(work: &mut Work<'_>, id: ContactId) -> Result<Contact> {
    let avatar = Some(String::new());
    update(work, id, &ContactChange { avatar, ..ContactChange::default() }).await
}

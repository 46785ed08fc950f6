//! Custom attributes that are taken away again.

use std::collections::HashSet;

use super::{Contact, changes, lock, store};
use crate::{
    error::{Problems, Result},
    id::ContactId,
    validate::LONG,
    work::Work,
};

/// Takes custom attributes away from a contact. Those that they do not have do not matter.
pub async fn destroy_custom_attributes(
    work: &mut Work<'_>,
    id: ContactId,
    keys: &[String],
) -> Result<Contact> {
    let mut problems = Problems::default();
    for key in keys {
        problems.at_most("custom_attributes", key, LONG);
    }
    problems.check()?;
    let before = lock(work, id).await?;
    let gone: HashSet<&String> = keys.iter().collect();
    let mut attributes = before.custom_attributes.to_map();
    attributes.retain(|key, _| !gone.contains(key));
    let contact = Contact { custom_attributes: attributes.into(), ..before.clone() };
    let changes = before.changes_to(&contact);
    if changes.is_empty() {
        return Ok(contact);
    }
    store::update(work, &contact).await?;
    changes::tell(work, &before, changes).await?;
    Ok(Contact { updated_at: work.now, ..contact })
}

//! What is known of two contacts who are one (contract `behaviour.md`, 2.17).
//!
//! Where both know something, the one who stays wins. Objects are merged as deep as they go,
//! labels are those of both, and the picture of the one who goes is taken if there is no other.

use super::{Contact, ContactType, changes, claims, notes, search, store, wire};
use crate::{
    clock::Timestamp,
    companies::linking,
    custom_attributes::check,
    error::Result,
    events::{Event, Name},
    files::avatar,
    labels::tags::{self, Tagged},
    links::Avatar,
    validate::filled,
    work::Work,
};

/// Gives all that one contact has to another, and removes them. Nothing else may refer to them
/// any more, and nobody else may change either.
pub async fn absorb(work: &mut Work<'_>, base: Contact, mergee: Contact) -> Result<Contact> {
    let merged = base.clone().filled_from(&mergee);
    let merged = super::at_work(work, &base, merged).await?;
    let (before, after) = (&base.additional_attributes, &merged.additional_attributes);
    check::fits("additional_attributes", before, after)?;
    check::fits("custom_attributes", &base.custom_attributes, &merged.custom_attributes)?;
    let labels = labels(work, &base, &mergee).await?;
    let is_same = merged.identifier == mergee.identifier;
    claims::move_all(work, mergee.id, base.id, is_same).await?;
    notes::move_all(work, mergee.id, base.id).await?;
    remove(work, &merged, &mergee).await?;
    if base.company_id.is_some() {
        linking::leave(work, mergee.company_id).await?;
    }
    super::save(work, &base, &merged).await?;
    store::set_last_activity(work, merged.id, merged.last_activity_at).await?;
    let times = [&base, &merged].map(|contact| contact.last_activity_at.map(Timestamp::iso));
    let [before, after] = times;
    let changes = base.changes_to(&merged).field("last_activity_at", before, after).field(
        "label_list",
        labels.0,
        labels.1,
    );
    changes::tell(work, &base, changes).await?;
    Ok(Contact { updated_at: work.now, ..merged })
}

/// Removes the one who goes, before anybody else takes what was theirs.
async fn remove(work: &mut Work<'_>, merged: &Contact, mergee: &Contact) -> Result<()> {
    if merged.avatar != mergee.avatar {
        avatar::remove(work, &mergee.avatar).await?;
    }
    search::forget(work, mergee.id).await?;
    store::delete(work, mergee.id).await?;
    let was = wire::snapshot(mergee.clone());
    store::count(work, mergee.is_resolved(), -1).await?;
    work.emit(Event::new(Name::ContactDeleted).contact(mergee.id).telling(&was)).await
}

/// Gives the labels of both to the one who stays. Returns those before, and those after.
async fn labels(
    work: &mut Work<'_>,
    base: &Contact,
    mergee: &Contact,
) -> Result<(Vec<String>, Vec<String>)> {
    let before = tags::of_one(work, Tagged::Contact, base.id.0).await?;
    let mut both = before.clone();
    both.extend(tags::of_one(work, Tagged::Contact, mergee.id.0).await?);
    let both = tags::names(&both)?;
    if both == before {
        return Ok((before.clone(), before));
    }
    let after = tags::replace(work, Tagged::Contact, base.id.0, &both).await?;
    Ok((before, after))
}

impl Contact {
    /// The same, who is also known by what another is known by.
    #[must_use]
    fn filled_from(self, other: &Contact) -> Self {
        let filled = |own: Option<String>, other: &Option<String>| filled(own).or(other.clone());
        Contact {
            name: filled(Some(self.name), &Some(other.name.clone())).unwrap_or_default(),
            email: filled(self.email, &other.email),
            phone_number: filled(self.phone_number, &other.phone_number),
            identifier: filled(self.identifier, &other.identifier),
            contact_type: match self.contact_type {
                ContactType::Visitor => other.contact_type,
                known => known,
            },
            company_id: self.company_id.or(other.company_id),
            avatar: if self.avatar == Avatar::default() {
                other.avatar.clone()
            } else {
                self.avatar
            },
            additional_attributes: self
                .additional_attributes
                .filled_from(&other.additional_attributes),
            custom_attributes: self.custom_attributes.filled_from(&other.custom_attributes),
            last_activity_at: self.last_activity_at.max(other.last_activity_at),
            ..self
        }
    }
}

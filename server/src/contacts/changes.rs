//! What is told of a change of a contact.

use super::Contact;
use crate::{
    error::Result,
    events::{Changes, Event, Name},
    work::Work,
};

impl Contact {
    /// What is kept of somebody that is another now.
    pub(super) fn changes_to(&self, after: &Contact) -> Changes {
        let (old, new) = (self.clone(), after.clone());
        let (lived, lives) = (self.whereabouts(), after.whereabouts());
        Changes::default()
            .field("name", old.name, new.name)
            .field("email", old.email, new.email)
            .field("phone_number", old.phone_number, new.phone_number)
            .field("identifier", old.identifier, new.identifier)
            .field("contact_type", old.contact_type.as_str(), new.contact_type.as_str())
            .field("blocked", old.blocked, new.blocked)
            .field("company_id", old.company_id.map(|id| id.0), new.company_id.map(|id| id.0))
            .field("thumbnail", old.avatar.url(), new.avatar.url())
            .field("location", lived.city, lives.city)
            .field("country_code", lived.country_code, lives.country_code)
            .field(
                "additional_attributes",
                old.additional_attributes.to_map(),
                new.additional_attributes.to_map(),
            )
            .field(
                "custom_attributes",
                old.custom_attributes.to_map(),
                new.custom_attributes.to_map(),
            )
    }
}

/// Tells that a contact was changed just now, if they were. `before` is how they were found.
pub(super) async fn tell(work: &mut Work<'_>, before: &Contact, changes: Changes) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let changes = changes.dated(before.updated_at, work.now);
    work.emit(Event::new(Name::ContactUpdated).contact(before.id).with(&changes)).await
}

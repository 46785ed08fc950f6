//! By what a contact is known in an inbox when nobody says: what its channel reaches them by
//! (contract `application-core.md`, 22.7).

use super::Contact;
use crate::{
    error::{Error, Result},
    id,
    inboxes::{
        Inbox,
        channel::{API, EMAIL, WEBSITE, network::Network},
    },
};

/// The source id of a contact who is not known in an inbox yet.
pub fn made_up(contact: &Contact, inbox: &Inbox) -> Result<String> {
    match inbox.channel_type.as_str() {
        API | WEBSITE => Ok(id::uuid()),
        EMAIL => contact.email.clone().ok_or(Error::Missing("contact email")),
        kind => match Network::of_type(kind) {
            Some(Network::Sms | Network::Twilio) => phone_number(contact),
            Some(Network::Whatsapp) => {
                Ok(phone_number(contact)?.trim_start_matches('+').to_owned())
            }
            _ => Err(Error::Missing("source_id")),
        },
    }
}

/// Whether a source id belongs to whoever has the address or the number now. Elsewhere it is
/// for good.
pub fn changes_hands(inbox: &Inbox) -> bool {
    let is_of_telephones = matches!(
        Network::of_type(&inbox.channel_type),
        Some(Network::Sms | Network::Twilio | Network::Whatsapp)
    );
    inbox.channel_type == EMAIL || is_of_telephones
}

/// Whether an inbox can know somebody by this source id.
pub fn fits(inbox: &Inbox, source_id: &str) -> bool {
    Network::of_type(&inbox.channel_type) != Some(Network::Whatsapp)
        || matches!(source_id.len(), 1..=15) && source_id.bytes().all(|c| c.is_ascii_digit())
}

fn phone_number(contact: &Contact) -> Result<String> {
    let number = contact.phone_number.clone().filter(|number| !number.is_empty());
    number.ok_or(Error::Missing("contact phone number"))
}

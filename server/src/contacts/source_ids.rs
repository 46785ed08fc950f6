//! By what a contact is known in an inbox when nobody says: what its channel reaches them by
//! (contract `application-core.md`, 22.7).

use std::collections::HashSet;

use super::Contact;
use crate::{
    error::{Error, Result},
    id::{self, InboxId},
    inboxes::{
        Inbox,
        channel::{self, API, Channel, EMAIL, WEBSITE, network::Network},
    },
    validate::filled,
    work::Work,
};

/// What a number of Twilio's begins with where it is one of `WhatsApp`.
const OF_WHATSAPP: &str = "whatsapp:";

/// The inboxes of Twilio's that write by `WhatsApp`.
pub struct ByWhatsapp(HashSet<InboxId>);

impl ByWhatsapp {
    /// Finds those among inboxes. Where there are none of Twilio's, nothing is looked for.
    pub async fn among(work: &mut Work<'_>, inboxes: &[Inbox]) -> Result<Self> {
        let of_twilio = inboxes.iter().filter(|inbox| is_of(inbox, Network::Twilio));
        let of_twilio: Vec<Inbox> = of_twilio.cloned().collect();
        let channels = channel::of_inboxes(work, &of_twilio).await?.into_iter();
        let by_whatsapp = channels.filter(|(_, channel)| match channel {
            Channel::Network(channel) => channel.settings.medium.as_deref() == Some("whatsapp"),
            _ => false,
        });
        Ok(ByWhatsapp(by_whatsapp.map(|(inbox, _)| inbox).collect()))
    }
}

/// The source id of a contact who is not known in an inbox yet.
pub async fn made_up(work: &mut Work<'_>, contact: &Contact, inbox: &Inbox) -> Result<String> {
    if matches!(inbox.channel_type.as_str(), API | WEBSITE) {
        return Ok(id::uuid());
    }
    let by_whatsapp = ByWhatsapp::among(work, std::slice::from_ref(inbox)).await?;
    let missing = match inbox.channel_type.as_str() {
        EMAIL => "contact email",
        _ if changes_hands(inbox) => "contact phone number",
        _ => "source_id",
    };
    by_nature(contact, inbox, &by_whatsapp).ok_or(Error::Missing(missing))
}

/// By what the channel of an inbox reaches a contact, if they have that.
pub fn by_nature(contact: &Contact, inbox: &Inbox, by_whatsapp: &ByWhatsapp) -> Option<String> {
    if inbox.channel_type == EMAIL {
        return filled(contact.email.clone());
    }
    let network = Network::of_type(&inbox.channel_type)?;
    let number = filled(contact.phone_number.clone())?;
    match network {
        Network::Twilio if by_whatsapp.0.contains(&inbox.id) => {
            Some(format!("{OF_WHATSAPP}{number}"))
        }
        Network::Sms | Network::Twilio => Some(number),
        Network::Whatsapp => Some(number.trim_start_matches('+').to_owned()),
        _ => None,
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
pub async fn fits(work: &mut Work<'_>, inbox: &Inbox, source_id: &str) -> Result<bool> {
    let number = match Network::of_type(&inbox.channel_type) {
        Some(Network::Whatsapp) => Some(source_id),
        Some(Network::Twilio) => {
            let by_whatsapp = ByWhatsapp::among(work, std::slice::from_ref(inbox)).await?;
            let of_whatsapp = by_whatsapp.0.contains(&inbox.id);
            let number =
                if of_whatsapp { source_id.strip_prefix(OF_WHATSAPP) } else { Some(source_id) };
            number.and_then(|number| number.strip_prefix('+'))
        }
        _ => return Ok(true),
    };
    Ok(number.is_some_and(|number| {
        matches!(number.len(), 1..=15) && number.bytes().all(|c| c.is_ascii_digit())
    }))
}

fn is_of(inbox: &Inbox, network: Network) -> bool {
    Network::of_type(&inbox.channel_type) == Some(network)
}

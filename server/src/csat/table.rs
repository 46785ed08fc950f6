//! What was answered, as a table that spreadsheets read.

use super::{Details, Wanted};
use crate::{clock::Timestamp, contacts::sheets, conversations::status::Seconds, id::AccountId};

const COLUMNS: [&str; 9] = [
    "Agent Name",
    "Rating",
    "Feedback Comment",
    "Contact Name",
    "Contact Email Address",
    "Contact Phone Number",
    "Link to the conversation",
    "Recorded date",
    "Review Notes",
];

pub fn header() -> Vec<u8> {
    sheets::line(COLUMNS)
}

pub fn row(account: AccountId, base: &str, details: &Details) -> [String; 9] {
    let Details { response, contact, assigned_agent, reviewer: _ } = details;
    let agent = assigned_agent.as_ref();
    let agent = agent.map(|agent| format!("{} ({})", agent.name, agent.email));
    let of_contact = |contact: Option<&String>| contact.cloned().unwrap_or_default();
    let contact = contact.as_ref();
    [
        agent.unwrap_or_default(),
        response.rating.to_string(),
        response.feedback_message.clone().unwrap_or_default(),
        of_contact(contact.map(|contact| &contact.name)),
        of_contact(contact.and_then(|contact| contact.email.as_ref())),
        of_contact(contact.and_then(|contact| contact.phone_number.as_ref())),
        format!("{base}/app/accounts/{account}/conversations/{}", response.number),
        response.created_at.iso(),
        response.review.notes.clone().unwrap_or_default(),
    ]
}

/// The time that the table is about, if both its ends were named.
pub fn ending(wanted: &Wanted) -> Vec<u8> {
    let day = |seconds: Seconds| Timestamp::from_seconds(seconds.0).iso()[..10].to_owned();
    match wanted.since.zip(wanted.until) {
        Some((since, until)) => {
            sheets::line([format!("Reporting period {} to {}", day(since), day(until))])
        }
        None => Vec::new(),
    }
}

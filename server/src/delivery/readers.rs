//! In whose words something is told: members hear everything, contacts nothing of what members are
//! held to, and visitors who have only said that they are somebody who is known already nothing of
//! that contact either (`docs/decisions/0013`).

use super::{cable::Frame, streams};
use crate::conversations::details::Details;

/// Who reads what is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    Member,
    Contact,
    /// A visitor who has only said that they are the contact.
    Claimant,
}

impl Reader {
    /// As whom the contact of a conversation is told of it: as a member, where there is nothing
    /// that they are not to know, so that it is written once.
    fn of_contact(details: &Details) -> Self {
        match &details.sla {
            _ if details.contact_inbox.claimed => Reader::Claimant,
            Some(_) => Reader::Contact,
            None => Reader::Member,
        }
    }

    /// A conversation as it is told to them.
    pub fn view(self, details: &Details) -> Details {
        match self {
            Reader::Member => details.clone(),
            Reader::Contact => details.clone().for_contact(),
            Reader::Claimant => details.clone().veiled(),
        }
    }
}

/// Messages to these streams, about a conversation if `details` are given: each in the words for
/// whoever reads there.
pub fn frames(
    streams: Vec<String>,
    details: Option<&Details>,
    said: impl Fn(Reader) -> Option<String>,
) -> Vec<Frame> {
    let contact = details.map_or(Reader::Member, Reader::of_contact);
    let (theirs, others): (Vec<String>, Vec<String>) = streams
        .into_iter()
        .partition(|stream| contact != Reader::Member && streams::is_of_contact(stream));
    let mut frames = Vec::new();
    for (streams, reader) in [(theirs, contact), (others, Reader::Member)] {
        if !streams.is_empty()
            && let Some(said) = said(reader)
        {
            frames.push(Frame { streams, message: said.into() });
        }
    }
    frames
}

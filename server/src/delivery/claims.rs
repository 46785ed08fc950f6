//! What is told to visitors who have only said that they are somebody who is known already: the
//! same as to others, but for what is known of that contact (`docs/decisions/0013`).

use super::{cable::Frame, streams};
use crate::conversations::details::Details;

/// How much of a contact is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    Whole,
    /// That there is one.
    Veiled,
}

/// Messages to these streams, about a conversation if `details` are given: each in the words for
/// whoever reads there.
pub fn frames(
    streams: Vec<String>,
    details: Option<&Details>,
    said: impl Fn(Sight) -> Option<String>,
) -> Vec<Frame> {
    let known = details.map(|details| &details.contact_inbox).filter(|known| known.claimed);
    let claimed = known.map(|known| streams::of_contact_inbox(known.id));
    let (theirs, others): (Vec<String>, Vec<String>) =
        streams.into_iter().partition(|stream| Some(stream) == claimed.as_ref());
    let mut frames = Vec::new();
    for (streams, sight) in [(theirs, Sight::Veiled), (others, Sight::Whole)] {
        if !streams.is_empty()
            && let Some(said) = said(sight)
        {
            frames.push(Frame { streams, message: said.into() });
        }
    }
    frames
}

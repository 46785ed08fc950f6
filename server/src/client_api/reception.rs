//! An inbox of programs as everybody may see it.

use crate::{
    error::{Error, Result},
    inboxes::{self, channel::Channel},
    visitors::door::Door,
    work::Work,
};

/// An inbox as everybody may see it, and whether visitors have to show who they are.
#[derive(Debug)]
pub struct Reception {
    pub details: inboxes::Details,
    pub identifier: String,
    pub asks_who: bool,
}

pub async fn show(work: &mut Work<'_>, door: &Door) -> Result<Reception> {
    let details = inboxes::details(work, door.inbox).await?;
    let Channel::Api(channel) = &details.channel else { return Err(Error::NotOffered) };
    let identifier = channel.identifier.clone();
    Ok(Reception { identifier, asks_who: door.asks_who, details })
}

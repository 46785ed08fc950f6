//! Writing to the audience of a campaign that is sent once.
//!
//! Each contact has the message in a conversation of the inbox: in the one that goes on there, or
//! in a new one, which counts as resolved until they answer, so that nobody at the desk has
//! anything to do with it before. Whoever has no telephone number, or is blocked, is passed over.
//!
//! By the contract a campaign of this kind writes no conversation and no message, so nothing follows
//! from one. Here both are there, so that whoever answers is understood; yet an audience of ten
//! thousand is no reason to call every webhook, rule and bot ten thousand times, nor to notify
//! anybody. So all that it writes is marked as said to many ([`Work::is_to_many`]): it stands in
//! lists and counts, listeners and those who read the events of the account are told of it, and it
//! sets nothing off. What contacts answer does, as ever. A campaign of a website is another thing:
//! it speaks when somebody comes, and the contract has its conversation told to all.
//!
//! No channel of a telephone number can send anything by itself yet, so each message says of
//! itself that it has failed, and why.

use std::{collections::HashMap, sync::Arc};

use super::{Campaign, recipients, store};
use crate::{
    actor::Actor,
    agents,
    contacts::{self, Contact},
    conversations::{
        Status, post,
        start::{self, NewConversation},
    },
    error::{Error, Result},
    events::{Event, Name},
    id::ContactId,
    messages::{NewMessage, delivery},
    work::Work,
};

/// Contacts who are written to in one transaction.
const AT_ONCE: usize = 20;

const CANNOT_SEND: &str = "This server cannot send messages by the channel of this inbox yet";

const NOBODY: &str =
    "Nobody was written to: no contact with these labels can be reached by a telephone number";

/// Writes to the next contacts, and notes how far the campaign has come by that.
pub async fn some(work: &mut Work<'_>, mut campaign: Campaign) -> Result<()> {
    let ids = recipients::next(work, &campaign, AT_ONCE).await?;
    let keys: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let contacts = contacts::of_ids(work, &keys).await?;
    let mut contacts: HashMap<ContactId, Contact> =
        contacts.into_iter().map(|contact| (contact.id, contact)).collect();
    let sender = match campaign.sender {
        Some(sender) => agents::member(work.tx, work.account, sender).await?,
        None => None,
    };
    let sender = sender.map_or(Actor::System, |member| Actor::Member(Arc::new(member)));
    for id in &ids {
        let contact = contacts.remove(id).filter(is_reachable);
        let is_new = match &contact {
            Some(contact) => recipients::note(work, campaign.id, contact.id).await?,
            None => true,
        };
        let is_written = match &contact {
            Some(contact) if is_new => write(work, &campaign, contact, &sender).await?,
            _ => false,
        };
        campaign.progress.written += i64::from(is_written);
        campaign.progress.skipped += i64::from(is_new && !is_written);
        campaign.progress.reached_to = *id;
    }
    if ids.len() < AT_ONCE {
        return end(work, campaign).await;
    }
    Ok(store::update(work, &campaign).await?)
}

async fn end(work: &mut Work<'_>, mut campaign: Campaign) -> Result<()> {
    campaign.progress.finished_at = Some(work.now);
    campaign.updated_at = work.now;
    campaign.problem = Some(match campaign.progress.written {
        0 => NOBODY.to_owned(),
        _ => format!("Nobody was reached: {CANNOT_SEND}"),
    });
    store::update(work, &campaign).await?;
    work.emit(Event::new(Name::CampaignUpdated).about(campaign.id)).await
}

fn is_reachable(contact: &Contact) -> bool {
    !contact.blocked && contact.phone_number.as_deref().is_some_and(|number| !number.is_empty())
}

/// Writes to a contact in the name of the sender. Tells whether that was possible: a conversation
/// may have too many messages at the moment.
async fn write(
    work: &mut Work<'_>,
    campaign: &Campaign,
    contact: &Contact,
    sender: &Actor,
) -> Result<bool> {
    let product = std::mem::replace(&mut work.actor, Actor::System);
    work.is_to_many = true;
    let said = say(work, campaign, contact, sender).await;
    work.is_to_many = false;
    work.actor = product;
    match said {
        Ok(()) => Ok(true),
        Err(
            Error::NotFound
            | Error::Invalid(_)
            | Error::Refused(_)
            | Error::Missing(_)
            | Error::Unauthorized(_),
        ) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn say(
    work: &mut Work<'_>,
    campaign: &Campaign,
    contact: &Contact,
    sender: &Actor,
) -> Result<()> {
    let new = NewConversation {
        inbox_id: Some(campaign.inbox),
        contact_id: Some(contact.id),
        status: Some(Status::Resolved),
        campaign: Some(campaign.number),
        ..NewConversation::default()
    };
    let conversation = start::go_on(work, &new).await?;
    work.actor = sender.clone();
    let message = NewMessage {
        content: Some(campaign.message.clone()),
        campaign_id: Some(campaign.id.0.into()),
        ..NewMessage::default()
    };
    let (_, message) = post::post_to(work, conversation, &message).await?;
    work.actor = Actor::System;
    delivery::failed(work, message.id, CANNOT_SEND).await
}

//! What the chat is told of its inbox.

use std::net::IpAddr;

use jiff::tz::TimeZone;
use serde_json::Map;

use super::talk::Words;
use crate::{
    accounts::{self, features},
    agent_bots,
    agents::{self, Agent},
    campaigns::{self, Campaign},
    error::{Error, Result},
    help_center::portals::{self, Portal},
    id::InboxId,
    inboxes::{
        self,
        channel::{
            Channel,
            website::{self, Feature, WebsiteChannel},
        },
        members,
    },
    visitors::{Introduction, door::Door},
    work::Work,
};

/// An inbox as its visitors see it.
#[derive(Debug)]
pub struct Site {
    pub details: inboxes::Details,
    pub channel: WebsiteChannel,
    pub locale: String,
    /// Where visitors can read for themselves, if it is linked to the inbox.
    pub portal: Option<Portal>,
    /// What the bot is called that answers first.
    pub bot: Option<String>,
    /// How far its clocks are from those of Greenwich, as `+05:30`.
    pub utc_offset: String,
    pub is_unbranded: bool,
    pub base: String,
}

/// A campaign, and in whose name it is said.
#[derive(Debug)]
pub struct Shown {
    pub campaign: Campaign,
    pub sender: Option<Agent>,
}

pub async fn show(work: &mut Work<'_>, door: &Door) -> Result<Site> {
    let details = inboxes::details(work, door.inbox).await?;
    let Channel::Website(channel) = details.channel.clone() else { return Err(Error::NotFound) };
    let account = accounts::show(work).await?;
    let bot = match details.inbox.agent_bot_id {
        Some(id) => agent_bots::find(work, id).await?.map(|bot| bot.name),
        None => None,
    };
    let portal = match &details.help_center {
        Some(linked) => portals::find(work, &linked.slug).await.map(Some).or_else(gone)?,
        None => None,
    };
    Ok(Site {
        portal: portal.filter(|portal| !portal.archived),
        utc_offset: utc_offset(work, &details.inbox.settings.timezone),
        is_unbranded: features::enabled(&account.features).contains_key("disable_branding"),
        locale: account.locale,
        base: work.links.base().to_owned(),
        bot,
        channel,
        details,
    })
}

/// What is noted of somebody new: the address that they come from, where the account wants that.
pub async fn newcomer(work: &mut Work<'_>, address: Option<IpAddr>) -> Result<Introduction> {
    let account = accounts::show(work).await?;
    let address =
        address.filter(|_| features::enabled(&account.features).contains_key("ip_lookup"));
    let noted = address.map(|address| {
        Map::from_iter([("created_at_ip".to_owned(), address.to_string().into())]).into()
    });
    Ok(Introduction { additional_attributes: noted, ..Introduction::default() })
}

/// The campaigns that pages may show.
pub async fn campaigns(work: &mut Work<'_>, door: &Door) -> Result<Vec<Shown>> {
    let account = accounts::show(work).await?;
    if !features::enabled(&account.features).contains_key("campaigns") {
        return Ok(Vec::new());
    }
    let mut running = campaigns::of_inbox(work, door.inbox).await?;
    running.retain(|campaign| campaign.enabled);
    let senders: Vec<_> = running.iter().filter_map(|campaign| campaign.sender).collect();
    let senders = agents::of_users(work, &agents::once_each(senders)).await?;
    let shown = |campaign: Campaign| {
        let sender = senders.iter().find(|agent| Some(agent.id) == campaign.sender).cloned();
        Shown { campaign, sender }
    };
    Ok(running.into_iter().map(shown).collect())
}

/// Refuses what the chat of an inbox does not offer.
pub async fn offers(work: &mut Work<'_>, inbox: InboxId, feature: Feature) -> Result<()> {
    let features = website::features_of(work, inbox).await?;
    let is_offered = features.is_some_and(|features| features.have(feature));
    if is_offered { Ok(()) } else { Err(Error::forbidden("The chat does not offer this")) }
}

/// Refuses files where the chat of an inbox takes none.
pub async fn takes(work: &mut Work<'_>, inbox: InboxId, words: &Words) -> Result<()> {
    match words.attachments.as_deref() {
        None | Some([]) => Ok(()),
        Some(_) => offers(work, inbox, Feature::Attachments).await,
    }
}

/// Who answers in the inbox.
pub async fn team(work: &mut Work<'_>, door: &Door) -> Result<Vec<Agent>> {
    members::list(work, door.inbox).await
}

/// What is removed at this moment is not linked any more.
fn gone<T>(error: Error) -> Result<Option<T>> {
    match error {
        Error::NotFound => Ok(None),
        error => Err(error),
    }
}

fn utc_offset(work: &Work<'_>, timezone: &str) -> String {
    let zone = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
    let now = jiff::Timestamp::from_microsecond(work.now.0).unwrap_or_default();
    let minutes = zone.to_offset(now).seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

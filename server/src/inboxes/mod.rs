//! Inboxes: where conversations come in.
//!
//! An inbox has one channel, which decides on how messages arrive and leave; its row is
//! in a table of its type. Administrators see every inbox, agents those they are members
//! of.
//!
//! Rows in `store`, what can be set of every inbox in [`settings`], the channel in [`channel`],
//! opening hours in [`hours`] and [`open_time`], surveys in [`csat`], who belongs to an inbox in
//! [`members`] and who can be given what comes in there in [`assignable`], JSON in [`wire`],
//! endpoints in [`http`].

pub mod assignable;
mod changes;
pub mod channel;
pub mod csat;
pub mod hours;
pub mod http;
pub mod members;
pub mod naming;
pub mod open_time;
pub mod settings;
mod store;
pub mod wire;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    accounts::{
        self, Cache,
        limits::{self, Limited},
    },
    audits,
    clock::Timestamp,
    error::{Error, NOT_ALLOWED, Result},
    events::{Event, Name},
    files::avatar,
    id::{AgentBotId, InboxId},
    installation::Vault,
    links::Avatar,
    mail::probe::Server,
    tasks::Task,
    work::Work,
};

use self::{
    channel::{Channel, ChannelChange},
    hours::{Day, DayChange},
};
pub use members::{forget_member, of_member};
pub use settings::{SenderName, Settings, SettingsChange};
pub use store::{channel_type, find, forget_portal, list, of_agent_bot};

#[derive(Clone, Debug)]
pub struct Inbox {
    pub id: InboxId,
    pub channel_type: String,
    pub channel_id: i64,
    /// Who runs what is behind the channel, where that differs.
    pub provider: Option<String>,
    /// The bot that answers first.
    pub agent_bot_id: Option<AgentBotId>,
    pub avatar: Avatar,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub settings: Settings,
}

/// An inbox with all that is shown of it.
#[derive(Clone, Debug)]
pub struct Details {
    pub inbox: Inbox,
    pub channel: Channel,
    pub working_hours: Vec<Day>,
    /// The portal that its chat shows.
    pub help_center: Option<HelpCenter>,
}

/// A portal, in few words.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct HelpCenter {
    pub name: String,
    pub slug: String,
}

/// What a request says of an inbox, new or known.
#[derive(Debug, Default)]
pub struct InboxChange {
    pub settings: SettingsChange,
    pub parts: Parts,
    pub channel: Option<ChannelChange>,
}

/// What belongs to an inbox and is kept apart from it.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Parts {
    pub working_hours: Option<Vec<DayChange>>,
    /// A picture that was uploaded, by its signed id.
    pub avatar: Option<String>,
}

/// What is left to do when those who wait in an inbox may find somebody to have them.
#[derive(Debug, Serialize, Deserialize)]
pub struct AssignWaiting {
    pub inbox: InboxId,
}

/// What is left to do when an inbox keeps other hours.
#[derive(Debug, Serialize, Deserialize)]
pub struct HoursChanged {
    pub inbox: InboxId,
}

impl Task for HoursChanged {
    const KIND: &'static str = "inboxes.hours_changed";

    fn key(&self) -> String {
        self.inbox.to_string()
    }
}

impl Task for AssignWaiting {
    const KIND: &'static str = "inboxes.assign_waiting";

    fn key(&self) -> String {
        self.inbox.to_string()
    }
}

/// An inbox that the caller may see.
pub async fn show(work: &mut Work<'_>, id: InboxId) -> Result<Inbox> {
    let inbox = find(work, id).await?.ok_or(Error::NotFound)?;
    match work.actor.member() {
        Some(member) if !member.sees(id) => Err(NOT_ALLOWED),
        _ => Ok(inbox),
    }
}

/// An inbox that the caller may see, with all that is shown of it.
pub async fn details(work: &mut Work<'_>, id: InboxId) -> Result<Details> {
    let inbox = show(work, id).await?;
    let mut all = detailed(work, vec![inbox]).await?;
    all.pop().ok_or(Error::NotFound)
}

/// The inboxes that the caller may see, with all that is shown of them.
pub async fn list_details(work: &mut Work<'_>) -> Result<Vec<Details>> {
    let mut inboxes = list(work).await?;
    if let Some(member) = work.actor.member() {
        inboxes.retain(|inbox| member.sees(inbox.id));
    }
    detailed(work, inboxes).await
}

pub async fn create(work: &mut Work<'_>, vault: &Vault, new: &InboxChange) -> Result<Details> {
    accounts::alone(work).await?;
    limits::leave_room(work, Limited::Inboxes, async |work| Ok(store::list(work).await?.len()))
        .await?;
    let channel = new.channel.as_ref().ok_or(Error::Missing("channel"))?;
    let settings = Settings::of_new(&new.settings)?;
    check_portal(work, &settings).await?;
    let channel = channel::create(work, vault, channel).await?;
    let id = store::insert(work, &channel, &settings).await?;
    hours::create(work, id).await?;
    if let Some(signed) = &new.parts.avatar {
        set_avatar(work, id, &Avatar::default(), signed).await?;
    }
    changed(work, Name::InboxCreated, id).await?;
    let made = details(work, id).await?;
    audits::created(work, &made).await?;
    Ok(made)
}

pub async fn update(
    work: &mut Work<'_>,
    vault: &Vault,
    id: InboxId,
    change: &InboxChange,
) -> Result<Details> {
    accounts::alone(work).await?;
    let before = details(work, id).await?;
    let inbox = &before.inbox;
    let settings = inbox.settings.clone().changed(&change.settings)?;
    check_portal(work, &settings).await?;
    let provider = match &change.channel {
        Some(channel) => channel::update(work, vault, inbox, channel).await?,
        None => inbox.provider.clone(),
    };
    store::update(work, id, provider.as_deref(), &settings).await?;
    if let Some(days) = &change.parts.working_hours {
        hours::update(work, id, days).await?;
    }
    if let Some(signed) = &change.parts.avatar {
        set_avatar(work, id, &inbox.avatar, signed).await?;
    }
    if change.parts.working_hours.is_some() || inbox.settings.keeps_other_hours(&settings) {
        work.enqueue(HoursChanged { inbox: id }).await?;
    }
    work.enqueue(AssignWaiting { inbox: id }).await?;
    accounts::touch_cache(work, Cache::Inbox).await?;
    let changes = inbox.settings.changes_to(&settings).dated(inbox.updated_at, work.now);
    work.emit(Event::new(Name::InboxUpdated).about(id).with(&changes)).await?;
    let after = details(work, id).await?;
    audits::updated(work, &before, &after).await?;
    Ok(after)
}

/// The mail server that a change names for an inbox, which is to be asked before the change is
/// made: it takes too long for a transaction.
pub async fn server_to_ask(
    work: &mut Work<'_>,
    vault: &Vault,
    id: InboxId,
    change: &InboxChange,
) -> Result<Option<Server>> {
    let Some(channel) = &change.channel else { return Ok(None) };
    let inbox = show(work, id).await?;
    channel::server_after(work, vault, &inbox, channel).await
}

/// Gives an inbox of programs another secret to know by what its webhook is told that it is
/// from here.
pub async fn reset_secret(work: &mut Work<'_>, id: InboxId) -> Result<Details> {
    accounts::alone(work).await?;
    let inbox = show(work, id).await?;
    channel::reset_secret(work, &inbox).await?;
    changed(work, Name::InboxUpdated, id).await?;
    details(work, id).await
}

/// Takes the picture of an inbox away.
pub async fn remove_avatar(work: &mut Work<'_>, id: InboxId) -> Result<()> {
    accounts::alone(work).await?;
    let inbox = show(work, id).await?;
    set_avatar(work, id, &inbox.avatar, "").await?;
    changed(work, Name::InboxUpdated, id).await
}

/// Has a bot answer in an inbox first, or none.
pub async fn set_agent_bot(
    work: &mut Work<'_>,
    id: InboxId,
    bot: Option<AgentBotId>,
) -> Result<()> {
    accounts::alone(work).await?;
    show(work, id).await?;
    store::set_agent_bot(work, id, bot).await?;
    work.changes_access();
    changed(work, Name::InboxUpdated, id).await
}

/// Removes an inbox that has no conversations.
pub async fn delete(work: &mut Work<'_>, id: InboxId) -> Result<()> {
    accounts::alone(work).await?;
    let inbox = show(work, id).await?;
    avatar::remove(work, &inbox.avatar).await?;
    store::delete(work, id).await?;
    channel::delete(work, &inbox).await?;
    work.changes_access();
    changed(work, Name::InboxDeleted, id).await
}

/// The inboxes with these ids, whoever may see them, with all that is shown of them.
pub async fn details_of(work: &mut Work<'_>, ids: &[i64]) -> Result<Vec<Details>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut inboxes = list(work).await?;
    inboxes.retain(|inbox| ids.contains(&inbox.id.0));
    detailed(work, inboxes).await
}

/// The inboxes of websites that have these channels, with all that is shown of them.
pub async fn of_websites(work: &mut Work<'_>, channels: &[i64]) -> Result<Vec<Details>> {
    if channels.is_empty() {
        return Ok(Vec::new());
    }
    let mut inboxes = list(work).await?;
    inboxes.retain(|it| it.channel_type == channel::WEBSITE && channels.contains(&it.channel_id));
    detailed(work, inboxes).await
}

/// Refuses to show a portal that is not there.
async fn check_portal(work: &mut Work<'_>, settings: &Settings) -> Result<()> {
    match settings.portal_id {
        Some(id) if !store::keep_portal(work, id).await? => {
            Err(Error::invalid("portal_id", "must exist"))
        }
        _ => Ok(()),
    }
}

async fn set_avatar(
    work: &mut Work<'_>,
    id: InboxId,
    before: &Avatar,
    signed_id: &str,
) -> Result<()> {
    let avatar = avatar::replace(work, before, signed_id).await?;
    Ok(store::set_avatar(work, id, &avatar).await?)
}

async fn detailed(work: &mut Work<'_>, inboxes: Vec<Inbox>) -> Result<Vec<Details>> {
    let ids: Vec<i64> = inboxes.iter().map(|inbox| inbox.id.0).collect();
    let mut channels = channel::of_inboxes(work, &inboxes).await?;
    let mut hours = hours::of_inboxes(work, &ids).await?;
    let portals: Vec<i64> = inboxes.iter().filter_map(|inbox| inbox.settings.portal_id).collect();
    let portals = store::help_centers(work, &portals).await?;
    let mut all = Vec::with_capacity(inboxes.len());
    for inbox in inboxes {
        let channel = channels.remove(&inbox.id).ok_or(Error::NotFound)?;
        let working_hours = hours.remove(&inbox.id).unwrap_or_default();
        let help_center = inbox.settings.portal_id.and_then(|id| portals.get(&id).cloned());
        all.push(Details { inbox, channel, working_hours, help_center });
    }
    Ok(all)
}

async fn changed(work: &mut Work<'_>, name: Name, id: InboxId) -> Result<()> {
    accounts::touch_cache(work, Cache::Inbox).await?;
    work.emit(Event::new(name).about(id)).await
}

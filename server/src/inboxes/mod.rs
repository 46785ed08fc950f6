//! Inboxes: where conversations come in.
//!
//! An inbox has one channel, which decides on how messages arrive and leave; its row is
//! in a table of its type. Administrators see every inbox, agents those they are members
//! of.
//!
//! Rows in `store`, the channel in [`channel`], opening hours in [`hours`], who belongs
//! to an inbox in [`members`], JSON in [`wire`], endpoints in [`http`].

mod changes;
pub mod channel;
pub mod hours;
pub mod http;
pub mod members;
pub mod naming;
mod store;
pub mod wire;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    accounts::{self, Cache},
    clock::Timestamp,
    error::{Error, NOT_ALLOWED, Problems, Result},
    events::{Event, Name},
    files::avatar,
    id::{AgentBotId, InboxId},
    json::Object,
    links::Avatar,
    patch::Patch,
    tasks::Task,
    validate::SHORT,
    work::Work,
};

use self::{
    channel::{Channel, ChannelChange},
    hours::{Day, DayChange},
};
pub use members::{forget_member, of_member};
pub use store::{find, list, of_agent_bot};

const MAX_ASSIGNMENT_LIMIT: &str = "max_assignment_limit";

/// Characters of a greeting, and of a message for when nobody is there.
const GREETING: usize = 10_000;

#[derive(Clone, Debug)]
pub struct Inbox {
    pub id: InboxId,
    pub channel_type: String,
    pub channel_id: i64,
    /// The bot that answers first.
    pub agent_bot_id: Option<AgentBotId>,
    pub avatar: Avatar,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub settings: Settings,
}

/// What can be set of an inbox, whatever its channel.
#[derive(Clone, Debug)]
pub struct Settings {
    pub name: String,
    pub enable_auto_assignment: bool,
    pub greeting_enabled: bool,
    pub greeting_message: Option<String>,
    pub working_hours_enabled: bool,
    pub out_of_office_message: Option<String>,
    pub timezone: String,
    pub enable_email_collect: bool,
    pub csat_survey_enabled: bool,
    pub csat_config: Object,
    pub allow_messages_after_resolved: bool,
    pub auto_assignment_config: Object,
    pub lock_to_single_conversation: bool,
    pub portal_id: Option<i64>,
    pub sender_name_type: SenderName,
    pub business_name: Option<String>,
}

/// How agents are named to customers in mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SenderName {
    Friendly,
    Professional,
}

crate::stored! {
    SenderName { Friendly = 0 "friendly", Professional = 1 "professional" }
}

/// An inbox with all that is shown of it.
#[derive(Clone, Debug)]
pub struct Details {
    pub inbox: Inbox,
    pub channel: Channel,
    pub working_hours: Vec<Day>,
}

/// What a request says of an inbox, new or known.
#[derive(Debug)]
pub struct InboxChange {
    pub settings: SettingsChange,
    pub parts: Parts,
}

/// What belongs to an inbox and is kept apart from it.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Parts {
    pub channel: Option<ChannelChange>,
    pub working_hours: Option<Vec<DayChange>>,
    /// A picture that was uploaded, by its signed id.
    pub avatar: Option<String>,
}

#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct SettingsChange {
    pub name: Option<String>,
    pub enable_auto_assignment: Option<bool>,
    pub greeting_enabled: Option<bool>,
    pub greeting_message: Patch<String>,
    pub working_hours_enabled: Option<bool>,
    pub out_of_office_message: Patch<String>,
    pub timezone: Option<String>,
    pub enable_email_collect: Option<bool>,
    pub csat_survey_enabled: Option<bool>,
    pub csat_config: Option<Object>,
    pub allow_messages_after_resolved: Option<bool>,
    pub auto_assignment_config: Option<Object>,
    pub lock_to_single_conversation: Option<bool>,
    pub portal_id: Patch<i64>,
    pub sender_name_type: Option<SenderName>,
    pub business_name: Patch<String>,
}

/// What is left to do when those who wait in an inbox may find somebody to have them.
#[derive(Debug, Serialize, Deserialize)]
pub struct AssignWaiting {
    pub inbox: InboxId,
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

pub async fn create(work: &mut Work<'_>, new: &InboxChange) -> Result<Details> {
    let channel = new.parts.channel.as_ref().ok_or(Error::Missing("channel"))?;
    let settings = Settings::default().changed(&new.settings);
    settings.check()?;
    let channel = channel::create(work, channel).await?;
    let id = store::insert(work, channel.type_name(), channel.id(), &settings).await?;
    hours::create(work, id).await?;
    if let Some(signed) = &new.parts.avatar {
        set_avatar(work, id, &Avatar::default(), signed).await?;
    }
    changed(work, Name::InboxCreated, id).await?;
    let inbox = find(work, id).await?.ok_or(Error::NotFound)?;
    let mut all = detailed(work, vec![inbox]).await?;
    all.pop().ok_or(Error::NotFound)
}

pub async fn update(work: &mut Work<'_>, id: InboxId, change: &InboxChange) -> Result<Details> {
    accounts::alone(work).await?;
    let inbox = show(work, id).await?;
    let settings = inbox.settings.clone().changed(&change.settings);
    settings.check()?;
    store::update(work, id, &settings).await?;
    if let Some(channel) = &change.parts.channel {
        channel::update(work, &inbox, channel).await?;
    }
    if let Some(days) = &change.parts.working_hours {
        hours::update(work, id, days).await?;
    }
    if let Some(signed) = &change.parts.avatar {
        set_avatar(work, id, &inbox.avatar, signed).await?;
    }
    work.enqueue(AssignWaiting { inbox: id }).await?;
    accounts::touch_cache(work, Cache::Inbox).await?;
    let changes = inbox.settings.changes_to(&settings);
    work.emit(Event::new(Name::InboxUpdated).about(id).with(&changes)).await?;
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
    let mut channels = channel::of_inboxes(work, &ids).await?;
    let mut hours = hours::of_inboxes(work, &ids).await?;
    let mut all = Vec::with_capacity(inboxes.len());
    for inbox in inboxes {
        let channel = channels.remove(&inbox.id).ok_or(Error::NotFound)?;
        let working_hours = hours.remove(&inbox.id).unwrap_or_default();
        all.push(Details { inbox, channel, working_hours });
    }
    Ok(all)
}

async fn changed(work: &mut Work<'_>, name: Name, id: InboxId) -> Result<()> {
    accounts::touch_cache(work, Cache::Inbox).await?;
    work.emit(Event::new(name).about(id)).await
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            name: String::new(),
            enable_auto_assignment: true,
            greeting_enabled: false,
            greeting_message: None,
            working_hours_enabled: false,
            out_of_office_message: None,
            timezone: "UTC".to_owned(),
            enable_email_collect: true,
            csat_survey_enabled: false,
            csat_config: Object::empty(),
            allow_messages_after_resolved: true,
            auto_assignment_config: Object::empty(),
            lock_to_single_conversation: false,
            portal_id: None,
            sender_name_type: SenderName::Friendly,
            business_name: None,
        }
    }
}

impl Settings {
    #[must_use]
    fn changed(self, change: &SettingsChange) -> Self {
        let text = |patch: &Patch<String>, kept| patch.clone().over(kept);
        Settings {
            name: change.name.clone().unwrap_or(self.name),
            enable_auto_assignment: change
                .enable_auto_assignment
                .unwrap_or(self.enable_auto_assignment),
            greeting_enabled: change.greeting_enabled.unwrap_or(self.greeting_enabled),
            greeting_message: text(&change.greeting_message, self.greeting_message),
            working_hours_enabled: change
                .working_hours_enabled
                .unwrap_or(self.working_hours_enabled),
            out_of_office_message: text(&change.out_of_office_message, self.out_of_office_message),
            timezone: change.timezone.clone().unwrap_or(self.timezone),
            enable_email_collect: change.enable_email_collect.unwrap_or(self.enable_email_collect),
            csat_survey_enabled: change.csat_survey_enabled.unwrap_or(self.csat_survey_enabled),
            csat_config: change.csat_config.clone().unwrap_or(self.csat_config),
            allow_messages_after_resolved: change
                .allow_messages_after_resolved
                .unwrap_or(self.allow_messages_after_resolved),
            auto_assignment_config: change
                .auto_assignment_config
                .clone()
                .unwrap_or(self.auto_assignment_config),
            lock_to_single_conversation: change
                .lock_to_single_conversation
                .unwrap_or(self.lock_to_single_conversation),
            portal_id: change.portal_id.clone().over(self.portal_id),
            sender_name_type: change.sender_name_type.unwrap_or(self.sender_name_type),
            business_name: text(&change.business_name, self.business_name),
        }
    }

    fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        problems.present("name", &self.name);
        problems.at_most("name", &self.name, SHORT);
        problems.at_most_if("greeting_message", self.greeting_message.as_deref(), GREETING);
        let away = self.out_of_office_message.as_deref();
        problems.at_most_if("out_of_office_message", away, GREETING);
        problems.at_most_if("business_name", self.business_name.as_deref(), SHORT);
        if jiff::tz::TimeZone::get(&self.timezone).is_err() {
            problems.add("timezone", "is not included in the list");
        }
        if let Some(limit) = self.assignment_config(MAX_ASSIGNMENT_LIMIT)
            && limit.as_i64().is_none_or(|limit| limit <= 0)
        {
            problems.add(MAX_ASSIGNMENT_LIMIT, "must be greater than 0");
        }
        problems.check()
    }

    /// The open conversations of the inbox that a member has at most before they are not given
    /// any more.
    pub fn max_assignment_limit(&self) -> Option<i64> {
        self.assignment_config(MAX_ASSIGNMENT_LIMIT)?.as_i64()
    }

    fn assignment_config(&self, key: &str) -> Option<Value> {
        if self.auto_assignment_config.is_empty() {
            return None;
        }
        self.auto_assignment_config.to_map().remove(key).filter(|value| !value.is_null())
    }
}

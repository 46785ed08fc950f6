//! Campaigns: what an account says first (contract `behaviour.md`, 6.4). Administrators set them
//! up.
//!
//! One of a website goes on: whoever visits its pages is spoken to by the chat, which is told of
//! the rules. One of a telephone number is sent once, at its time ([`due`]), to some contacts after
//! the other (`sending`). Clients know a campaign by its number in the account
//! ([`CampaignNumber`]). Rows in `store`, whom a campaign has written to in [`recipients`], how one
//! goes in [`removal`], JSON in [`wire`], endpoints in [`http`].

pub mod due;
pub mod http;
pub mod recipients;
pub mod removal;
mod sending;
mod store;
pub mod wire;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use crate::{
    accounts, agents,
    clock::Timestamp,
    error::{Error, Problems, Result},
    events::{Event, Name},
    id::{CampaignId, CampaignNumber, ContactId, InboxId, UserId},
    inboxes::{self, channel},
    json::Object,
    patch::Patch,
    validate::{self, LONG, SHORT, URL},
    work::Work,
};

pub use removal::delete;
pub use store::forget_member;

/// Whom a campaign is for, at most.
const MOST: usize = 100;

/// Bytes of what a client notes about a campaign.
const MOST_BYTES: usize = 20_000;

#[derive(Clone, Debug)]
pub struct Campaign {
    pub id: CampaignId,
    pub number: CampaignNumber,
    pub inbox: InboxId,
    /// In whose name it is said.
    pub sender: Option<UserId>,
    pub kind: Kind,
    pub title: String,
    pub description: Option<String>,
    pub message: String,
    pub status: Status,
    pub enabled: bool,
    pub trigger_only_during_business_hours: bool,
    pub scheduled_at: Option<Timestamp>,
    pub audience: Vec<Audience>,
    pub trigger_rules: Object,
    pub template_params: Option<Object>,
    /// Why nobody was reached, if that was so.
    pub problem: Option<String>,
    pub progress: Progress,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// How far a campaign that is sent once has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub begun_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    /// The contact up to whom it has come, in the order of their ids.
    pub reached_to: ContactId,
    /// Contacts who were written to.
    pub written: i64,
    /// Contacts of the audience who could not be written to.
    pub skipped: i64,
}

impl Progress {
    pub const NONE: Progress = Progress {
        begun_at: None,
        finished_at: None,
        reached_to: ContactId(0),
        written: 0,
        skipped: 0,
    };
}

/// Whether a campaign goes on, or is sent at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Ongoing,
    OneOff,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Active,
    Completed,
}

crate::stored! {
    Kind { Ongoing = 0 "ongoing", OneOff = 1 "one_off" }
    Status { Active = 0 "active", Completed = 1 "completed" }
}

/// Those who are meant: contacts that carry a label.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[schemars(rename = "CampaignAudience")]
pub struct Audience {
    /// `Label`.
    pub r#type: String,
    pub id: i64,
}

/// What a request says of a campaign, new or known.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{
    "title": "Welcome",
    "message": "Can we help you?",
    "inbox_id": 1,
    "enabled": true,
    "trigger_rules": { "url": "https://acme.example/pricing", "time_on_page": 10 }
}]))]
#[serde(default)]
pub struct CampaignChange {
    pub title: Option<String>,
    pub description: Patch<String>,
    pub message: Option<String>,
    pub enabled: Option<bool>,
    pub trigger_only_during_business_hours: Option<bool>,
    pub inbox_id: Option<InboxId>,
    /// A member; nobody where it is null or 0.
    pub sender_id: Patch<UserId>,
    /// ISO 8601, or seconds since 1970.
    pub scheduled_at: Patch<Moment>,
    pub audience: Option<Vec<Audience>>,
    pub trigger_rules: Option<Object>,
    pub template_params: Patch<Object>,
}

/// A moment as clients write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(pub Timestamp);

crate::looks_like! {
    Moment: { "type": ["string", "integer"] };
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let moment = match Value::deserialize(from)? {
            Value::Number(seconds) => seconds.as_i64().map(Timestamp::from_seconds),
            Value::String(text) => match text.trim().parse() {
                Ok(seconds) => Some(Timestamp::from_seconds(seconds)),
                Err(_) => Timestamp::from_iso(text.trim()),
            },
            _ => None,
        };
        moment.map(Moment).ok_or_else(|| D::Error::custom("must be a date and a time"))
    }
}

pub async fn list(work: &mut Work<'_>) -> Result<Vec<Campaign>> {
    Ok(store::list(work).await?)
}

/// The campaigns of an inbox.
pub async fn of_inbox(work: &mut Work<'_>, inbox: InboxId) -> Result<Vec<Campaign>> {
    inboxes::show(work, inbox).await?;
    Ok(store::of_inbox(work, inbox).await?)
}

pub async fn show(work: &mut Work<'_>, number: CampaignNumber) -> Result<Campaign> {
    find(work, number).await?.ok_or(Error::NotFound)
}

/// The campaign with a number, if it is still there.
pub async fn find(work: &mut Work<'_>, number: CampaignNumber) -> Result<Option<Campaign>> {
    Ok(store::find(work, number).await?)
}

pub async fn create(work: &mut Work<'_>, new: &CampaignChange) -> Result<Campaign> {
    let blank = Campaign {
        id: CampaignId(0),
        number: CampaignNumber(0),
        inbox: new.inbox_id.ok_or(Error::invalid("inbox", "must exist"))?,
        sender: None,
        kind: Kind::Ongoing,
        title: String::new(),
        description: None,
        message: String::new(),
        status: Status::Active,
        enabled: true,
        trigger_only_during_business_hours: false,
        scheduled_at: None,
        audience: Vec::new(),
        trigger_rules: Object::empty(),
        template_params: None,
        problem: None,
        progress: Progress::NONE,
        created_at: work.now,
        updated_at: work.now,
    };
    let campaign = settled(work, blank.changed(new)).await?;
    let number = accounts::next_campaign(work).await?;
    let campaign = Campaign { number, ..campaign };
    let id = store::insert(work, &campaign).await?;
    due::keep(work, None, &campaign).await?;
    work.emit(Event::new(Name::CampaignCreated).about(id)).await?;
    Ok(Campaign { id, ..campaign })
}

pub async fn update(
    work: &mut Work<'_>,
    number: CampaignNumber,
    change: &CampaignChange,
) -> Result<Campaign> {
    let before = store::lock(work, number).await?.ok_or(Error::NotFound)?;
    if before.status == Status::Completed {
        return Err(Error::invalid("status", "The campaign is already completed"));
    }
    let was_due = due::time(&before);
    let after = settled(work, before.changed(change)).await?;
    let after = Campaign { updated_at: work.now, ..after };
    store::update(work, &after).await?;
    due::keep(work, was_due, &after).await?;
    work.emit(Event::new(Name::CampaignUpdated).about(after.id)).await?;
    Ok(after)
}

impl Campaign {
    #[must_use]
    fn changed(self, change: &CampaignChange) -> Self {
        let own = |sender: UserId| Some(sender).filter(|sender| sender.0 != 0);
        let scheduled_at = change.scheduled_at.clone().over(self.scheduled_at.map(Moment));
        Campaign {
            title: change.title.clone().unwrap_or(self.title),
            description: change.description.clone().over(self.description),
            message: change.message.clone().unwrap_or(self.message),
            enabled: change.enabled.unwrap_or(self.enabled),
            trigger_only_during_business_hours: change
                .trigger_only_during_business_hours
                .unwrap_or(self.trigger_only_during_business_hours),
            inbox: change.inbox_id.unwrap_or(self.inbox),
            sender: change.sender_id.clone().over(self.sender).and_then(own),
            scheduled_at: scheduled_at.map(|moment| moment.0),
            audience: change.audience.clone().unwrap_or(self.audience),
            trigger_rules: change.trigger_rules.clone().unwrap_or(self.trigger_rules),
            template_params: change.template_params.clone().over(self.template_params),
            ..self
        }
    }
}

/// The campaign with what follows from its inbox, if all of it may be so.
async fn settled(work: &mut Work<'_>, campaign: Campaign) -> Result<Campaign> {
    let inbox = inboxes::find(work, campaign.inbox).await?;
    let inbox = inbox.ok_or(of_another_account("inbox"))?;
    if let Some(sender) = campaign.sender {
        agents::find(work, sender).await?.ok_or(of_another_account("sender"))?;
    }
    let kind = match inbox.channel_type.as_str() {
        channel::WEBSITE => Kind::Ongoing,
        "Channel::TwilioSms" | "Channel::Sms" | "Channel::Whatsapp" => Kind::OneOff,
        _ => return Err(Error::invalid("inbox", "Unsupported Inbox type")),
    };
    check(&campaign, kind)?;
    let scheduled_at = match kind {
        Kind::Ongoing => None,
        Kind::OneOff => Some(campaign.scheduled_at.unwrap_or(work.now)),
    };
    Ok(Campaign { kind, scheduled_at, ..campaign })
}

fn of_another_account(field: &'static str) -> Error {
    Error::invalid(field, "must belong to the same account as the campaign")
}

fn check(campaign: &Campaign, kind: Kind) -> Result<()> {
    let mut problems = Problems::default();
    problems.present("title", &campaign.title);
    problems.at_most("title", &campaign.title, SHORT);
    problems.at_most_if("description", campaign.description.as_deref(), LONG);
    problems.present("message", &campaign.message);
    problems.at_most("message", &campaign.message, LONG);
    let rules = campaign.trigger_rules.to_map();
    let url = rules.get("url").and_then(Value::as_str).filter(|url| !url.is_empty());
    let is_wrong = |url: &str| !validate::is_web_url(url) || url.len() > URL;
    if kind == Kind::Ongoing && url.is_some_and(is_wrong) {
        problems.add("url", "invalid");
    }
    let notes = [
        ("trigger_rules", Some(&campaign.trigger_rules)),
        ("template_params", campaign.template_params.as_ref()),
    ];
    for (field, note) in notes {
        if note.is_some_and(|note| note.as_str().len() > MOST_BYTES) {
            problems.add(field, format!("is too long (maximum is {MOST_BYTES} bytes)"));
        }
    }
    if campaign.audience.iter().any(|of| of.r#type != "Label") {
        problems.add("audience", "must be labels");
    }
    if campaign.audience.len() > MOST {
        problems.add("audience", format!("is too long (maximum is {MOST})"));
    }
    problems.check()
}

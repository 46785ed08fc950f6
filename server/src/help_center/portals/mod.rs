//! Portals: help centers that anybody may read (contract `behaviour.md`, 8.1).
//!
//! A portal is found by its slug, which no other portal of the installation has, and by its
//! [`domain`] if it has one. It holds [`categories`](super::categories) and
//! [`articles`](super::articles) in the languages of its [`locales`]. Members look at portals, and
//! whoever may edit them ([`http::Editor`]) changes them. One that is removed is found by nobody
//! from then on, and goes with what it holds bit by bit ([`removal`](crate::removal)).
//!
//! Rows in `store`, the picture of a portal in [`logo`], what is counted of it in [`counts`], how
//! its domain is set up in [`instructions`], whether it leads here in [`reached`], JSON in [`wire`], endpoints in [`http`].

pub mod counts;
pub mod domain;
pub mod http;
pub mod instructions;
pub mod locales;
pub mod logo;
pub mod reached;
pub mod slug;
mod store;
pub mod wire;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use self::{
    counts::Counts,
    locales::{Locales, LocalesChange},
    logo::Logo,
};
use crate::{
    accounts::{self, Status},
    error::{Error, Problems, Result, TAKEN},
    events::{Event, Name},
    id::{InboxId, PortalId},
    inboxes::{self, channel},
    patch::Patch,
    tasks::Task,
    validate::{self, LONG, SHORT, URL},
    work::Work,
};

pub use store::{delete, doomed_of_account, is_doomed, of_host};

/// Portals of an account.
const MOST: usize = 100;

/// The colour of a portal that has none of its own.
const BLUE: &str = "#1f93ff";

#[derive(Clone, Debug)]
pub struct Portal {
    pub id: PortalId,
    pub name: String,
    pub slug: String,
    pub custom_domain: Option<String>,
    /// Empty where none was chosen.
    color: String,
    pub homepage_link: Option<String>,
    pub header_text: Option<String>,
    pub page_title: Option<String>,
    pub archived: bool,
    pub locales: Locales,
    /// The chat that its pages show.
    pub website_channel_id: Option<i64>,
    pub logo: Option<Logo>,
}

/// A portal with all that is shown of it to members.
#[derive(Clone, Debug)]
pub struct Details {
    pub portal: Portal,
    pub counts: Counts,
    pub inbox: Option<inboxes::Details>,
}

/// What a request says of a portal, new or known.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{
    "name": "Handbook",
    "slug": "handbook",
    "config": { "allowed_locales": ["en", "de"], "default_locale": "en" }
}]))]
#[serde(default)]
pub struct PortalChange {
    pub name: Option<String>,
    pub slug: Option<String>,
    /// A host, or an address at it.
    pub custom_domain: Patch<String>,
    pub color: Patch<String>,
    pub homepage_link: Patch<String>,
    pub header_text: Patch<String>,
    pub page_title: Patch<String>,
    pub archived: Option<bool>,
    pub config: Option<LocalesChange>,
    /// A picture that was uploaded, by its signed id. It stands beside the portal.
    pub blob_id: Option<String>,
    /// The inbox of a website, whose chat the pages show; none if it is blank.
    pub inbox_id: Patch<Chat>,
}

/// The inbox whose chat is shown; none, where it is left blank.
#[derive(Clone, Copy, Debug)]
pub struct Chat(pub Option<InboxId>);

crate::looks_like! {
    Chat: { "type": ["integer", "string"] };
}

impl<'de> Deserialize<'de> for Chat {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let id = match Value::deserialize(from)? {
            Value::Number(id) => id.as_i64(),
            Value::String(blank) if blank.is_empty() => return Ok(Chat(None)),
            Value::String(id) => id.trim().parse().ok(),
            _ => None,
        };
        let id = id.ok_or_else(|| D::Error::custom("must be a whole number"))?;
        Ok(Chat(Some(InboxId(id))))
    }
}

/// Which articles are counted of a portal that is shown.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Shown {
    pub locale: Option<String>,
}

/// Removes a portal that nobody finds any more, with what it holds.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct PortalRemoval {
    pub portal: PortalId,
}

impl Task for PortalRemoval {
    const KIND: &'static str = "removal.portal";

    fn key(&self) -> String {
        self.portal.to_string()
    }
}

impl Portal {
    pub fn color(&self) -> &str {
        if self.color.is_empty() { BLUE } else { &self.color }
    }

    /// What its pages are titled.
    pub fn title(&self) -> &str {
        self.page_title.as_deref().unwrap_or(&self.name)
    }

    /// The domain that it has.
    fn domain(&self) -> Result<&str> {
        let none = Error::said("custom_domain", "Custom domain is not configured");
        self.custom_domain.as_deref().ok_or(none)
    }
}

/// Every portal of the account, in the order in which they were added.
pub async fn list(work: &mut Work<'_>) -> Result<Vec<Details>> {
    let portals = store::list(work).await?;
    detailed(work, portals, None).await
}

pub async fn show(work: &mut Work<'_>, slug: &str, shown: &Shown) -> Result<Details> {
    let portal = find(work, slug).await?;
    one_detailed(work, portal, shown.locale.as_deref()).await
}

/// A portal of the account.
pub async fn find(work: &mut Work<'_>, slug: &str) -> Result<Portal> {
    store::find(work, slug).await?.ok_or(Error::NotFound)
}

/// A portal that anybody may read. From here on the work is done for its account.
pub async fn open(work: &mut Work<'_>, slug: &str) -> Result<Portal> {
    let account = store::account_of(work.tx, slug).await?.ok_or(Error::NotFound)?;
    match accounts::status(work.tx, account).await? {
        Some(Status::Active) => work.account = account,
        _ => return Err(Error::NotFound),
    }
    find(work, slug).await
}

/// A portal of the account that is not removed until this work is done.
pub async fn keep(work: &mut Work<'_>, slug: &str) -> Result<Portal> {
    store::keep(work, slug).await?.ok_or(Error::NotFound)
}

pub async fn create(work: &mut Work<'_>, new: &PortalChange) -> Result<Details> {
    let blank = Portal {
        id: PortalId(0),
        name: String::new(),
        slug: String::new(),
        custom_domain: None,
        color: String::new(),
        homepage_link: None,
        header_text: None,
        page_title: None,
        archived: false,
        locales: Locales::usual(),
        website_channel_id: None,
        logo: None,
    };
    if store::list(work).await?.len() >= MOST {
        return Err(Error::refused(format!("An account has at most {MOST} portals.")));
    }
    let portal = settled(work, blank, new).await?;
    let id = store::insert(work, &portal).await.map_err(taken)?;
    let portal = Portal { id, ..portal };
    logo::replace(work, &portal, new.blob_id.as_deref()).await?;
    told(work, Name::PortalCreated, id).await
}

pub async fn update(work: &mut Work<'_>, slug: &str, change: &PortalChange) -> Result<Details> {
    let portal = store::lock(work, slug).await?.ok_or(Error::NotFound)?;
    let portal = settled(work, portal, change).await?;
    store::update(work, &portal).await.map_err(taken)?;
    logo::replace(work, &portal, change.blob_id.as_deref()).await?;
    told(work, Name::PortalUpdated, portal.id).await
}

/// Has nobody read a portal any more until it is said otherwise.
pub async fn archive(work: &mut Work<'_>, slug: &str) -> Result<Details> {
    let change = PortalChange { archived: Some(true), ..PortalChange::default() };
    update(work, slug, &change).await
}

pub async fn remove_logo(work: &mut Work<'_>, slug: &str) -> Result<()> {
    let portal = store::lock(work, slug).await?.ok_or(Error::NotFound)?;
    logo::remove(work, &portal).await?;
    told(work, Name::PortalUpdated, portal.id).await.map(drop)
}

/// Has a portal removed with what it holds. From here on nobody finds it.
pub async fn remove(work: &mut Work<'_>, slug: &str) -> Result<()> {
    let portal = store::lock(work, slug).await?.ok_or(Error::NotFound)?;
    doom(work, &portal).await?;
    work.enqueue(PortalRemoval { portal: portal.id }).await?;
    work.emit(Event::new(Name::PortalDeleted).about(portal.id)).await
}

/// Has nobody find a portal any more.
async fn doom(work: &mut Work<'_>, portal: &Portal) -> Result<()> {
    logo::remove(work, portal).await?;
    inboxes::forget_portal(work, portal.id).await?;
    Ok(store::doom(work, portal.id).await?)
}

/// Has nobody find any portal of an account that is going.
pub async fn doom_all(work: &mut Work<'_>) -> Result<()> {
    for portal in store::list(work).await? {
        doom(work, &portal).await?;
    }
    Ok(())
}

/// The portal as the request has it, if all of it may be so.
async fn settled(work: &mut Work<'_>, portal: Portal, change: &PortalChange) -> Result<Portal> {
    let website_channel_id = match &change.inbox_id {
        Patch::Keep => portal.website_channel_id,
        Patch::Clear | Patch::Set(Chat(None)) => None,
        Patch::Set(Chat(Some(inbox))) => website(work, *inbox).await?.or(portal.website_channel_id),
    };
    let custom_domain = match &change.custom_domain {
        Patch::Keep => portal.custom_domain.clone(),
        Patch::Clear => None,
        Patch::Set(said) => domain::host(said, &work.links)?,
    };
    Portal { custom_domain, website_channel_id, ..portal }.changed(change)
}

/// The chat of an inbox. One of another kind has none, and is passed over.
async fn website(work: &mut Work<'_>, inbox: InboxId) -> Result<Option<i64>> {
    let inbox = inboxes::find(work, inbox).await?.ok_or(Error::NotFound)?;
    Ok((inbox.channel_type == channel::WEBSITE).then_some(inbox.channel_id))
}

fn taken(error: db::Error) -> Error {
    match error {
        db::Error::Taken(index) if index.ends_with("custom_domain") => {
            Error::invalid("custom_domain", TAKEN)
        }
        db::Error::Taken(_) => Error::invalid("slug", TAKEN),
        error => error.into(),
    }
}

async fn told(work: &mut Work<'_>, name: Name, id: PortalId) -> Result<Details> {
    work.emit(Event::new(name).about(id)).await?;
    let portal = store::of_id(work, id).await?.ok_or(Error::NotFound)?;
    one_detailed(work, portal, None).await
}

async fn one_detailed(
    work: &mut Work<'_>,
    portal: Portal,
    locale: Option<&str>,
) -> Result<Details> {
    let mut all = detailed(work, vec![portal], locale).await?;
    all.pop().ok_or(Error::NotFound)
}

async fn detailed(
    work: &mut Work<'_>,
    portals: Vec<Portal>,
    locale: Option<&str>,
) -> Result<Vec<Details>> {
    let ids: Vec<i64> = portals.iter().map(|portal| portal.id.0).collect();
    let mut counts = counts::of_portals(work, &ids, locale).await?;
    let channels: Vec<i64> =
        portals.iter().filter_map(|portal| portal.website_channel_id).collect();
    let mut inboxes = inboxes::of_websites(work, &channels).await?;
    // Nobody is told more of an inbox here than where inboxes are listed.
    inboxes.retain(|it| work.actor.member().is_some_and(|member| member.sees(it.inbox.id)));
    let details = |portal: Portal| Details {
        counts: counts.remove(&portal.id).unwrap_or_default(),
        inbox: inboxes
            .iter()
            .find(|it| portal.website_channel_id == Some(it.inbox.channel_id))
            .cloned(),
        portal,
    };
    Ok(portals.into_iter().map(details).collect())
}

impl Portal {
    fn changed(self, change: &PortalChange) -> Result<Self> {
        let text = |patch: &Patch<String>, kept| validate::filled(patch.clone().over(kept));
        let locales = match &change.config {
            Some(config) => self.locales.changed(config)?,
            None => self.locales,
        };
        let portal = Portal {
            name: change.name.clone().unwrap_or(self.name),
            slug: change.slug.clone().unwrap_or(self.slug),
            color: text(&change.color, Some(self.color)).unwrap_or_default(),
            homepage_link: text(&change.homepage_link, self.homepage_link),
            header_text: text(&change.header_text, self.header_text),
            page_title: text(&change.page_title, self.page_title),
            archived: change.archived.unwrap_or(self.archived),
            locales,
            ..self
        };
        portal.check()?;
        Ok(portal)
    }

    fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        problems.present("name", &self.name);
        problems.at_most("name", &self.name, SHORT);
        slug::check(&mut problems, &self.slug);
        problems.at_most_if("header_text", self.header_text.as_deref(), LONG);
        problems.at_most_if("page_title", self.page_title.as_deref(), SHORT);
        problems.at_most_if("homepage_link", self.homepage_link.as_deref(), URL);
        if self.homepage_link.as_deref().is_some_and(|link| !validate::is_web_url(link)) {
            problems.add("homepage_link", "is invalid");
        }
        if !is_color(self.color()) {
            problems.add("color", "must be a colour as #1f93ff");
        }
        problems.check()
    }
}

/// Whether this is a colour as style sheets write it: `#fff` or `#1f93ff`.
fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 6) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

//! Accounts: the tenants of an installation.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`], the features that are
//! switched on in `features`, when conversations are resolved by themselves in
//! [`auto_resolve`], what is set from outside in [`terms`] and [`limits`], in which language it is
//! spoken for in [`speech`]. How an account is removed is in [`removal`](crate::removal).

pub mod auto_resolve;
pub mod features;
pub mod http;
pub mod limits;
pub mod speech;
mod store;
pub mod terms;
pub mod wire;

use db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    actor::Role,
    audits,
    clock::Timestamp,
    error::{Error, Problems, Result},
    events::{Changes, Event, Name},
    id::{AccountId, UserId},
    json::Object,
    patch::Patch,
    permissions::Permissions,
    texts::Language,
    validate::{self, SHORT},
    work::Work,
};

pub use auto_resolve::AutoResolve;
pub use speech::{texts, texts_for_contact};
pub use store::{
    alone, cache_keys, delete, doom, next_campaign, next_conversation, of_ids, of_pubsub_token,
    of_user, standing, touch_cache,
};

#[derive(Clone, Debug)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub status: Status,
    pub locale: String,
    pub domain: Option<String>,
    pub support_email: Option<String>,
    pub settings: Object,
    pub custom_attributes: Object,
    /// Features that are switched on or off other than usual.
    pub features: Object,
    pub limits: Object,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Active,
    Suspended,
}

crate::stored! {
    Status { Active = 0 "active", Suspended = 1 "suspended" }
}

/// What has to be known of an account before anything is done in it.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub status: Status,
    /// The language in which it is spoken for.
    pub language: Language,
}

/// An account as one of its members sees it in a list of theirs.
#[derive(Clone, Debug)]
pub struct Membership {
    pub id: AccountId,
    pub name: String,
    pub role: Role,
    /// Those of their custom role, if they have one.
    pub permissions: Option<Permissions>,
    pub status: Status,
    pub locale: String,
    pub active_at: Option<Timestamp>,
    /// Whether they are still to show that they want to be a member.
    pub awaits_acceptance: bool,
}

/// A list that clients keep a copy of, and ask for again when it has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    Label,
    Inbox,
    Team,
}

/// What is to change of an account.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct AccountChange {
    pub name: Option<String>,
    pub locale: Option<String>,
    pub domain: Patch<String>,
    pub support_email: Patch<String>,
    pub auto_resolve_after: Patch<i64>,
    pub auto_resolve_message: Patch<String>,
    pub auto_resolve_ignore_waiting: Patch<bool>,
    pub auto_resolve_label: Patch<String>,
    pub keep_pending_on_bot_failure: Patch<bool>,
    pub audio_transcriptions: Patch<bool>,
    pub industry: Patch<String>,
    pub company_size: Patch<String>,
    pub timezone: Patch<String>,
}

/// The languages an account can be set to (contract `application-core.md`, 22.2), and Hindi, which
/// is spoken here too.
const LOCALES: &[&str] = &[
    "en", "ar", "nl", "fr", "de", "it", "ja", "ko", "pt", "ru", "es", "ml", "ca", "el", "pt_BR",
    "ro", "ta", "fa", "zh_TW", "vi", "da", "tr", "cs", "fi", "id", "sv", "hu", "no", "zh_CN", "pl",
    "sk", "uk", "th", "lv", "is", "he", "lt", "sr", "bg", "et", "hi",
];

/// What there is to do next in an account that was just added.
const ONBOARDING_STEP: &str = "onboarding_step";

/// Minutes after which idle conversations can be set to be resolved.
const AUTO_RESOLVE: std::ops::RangeInclusive<i64> = 10..=1_439_856;

impl Cache {
    pub fn as_str(self) -> &'static str {
        match self {
            Cache::Label => "label",
            Cache::Inbox => "inbox",
            Cache::Team => "team",
        }
    }
}

/// Adds an account. It has no members yet; the work is then done for it.
pub async fn create(work: &mut Work<'_>, name: &str) -> Result<AccountId> {
    let mut problems = Problems::default();
    problems.present("name", name);
    problems.at_most("name", name, SHORT);
    problems.check()?;
    work.account = store::insert(work, name).await?;
    work.emit(Event::new(Name::AccountCreated)).await?;
    Ok(work.account)
}

/// Whether an account can be set to a language.
pub fn speaks(locale: &str) -> bool {
    LOCALES.contains(&locale)
}

/// None when there is no such account, or none any more.
pub async fn status(tx: &mut Tx, account: AccountId) -> Result<Option<Status>> {
    Ok(standing(tx, account).await?.map(|standing| standing.status))
}

/// Sets the language of an account that was just added.
pub async fn set_locale(work: &mut Work<'_>, locale: &str) -> Result<()> {
    Ok(store::set_locale(work, locale).await?)
}

/// The accounts that a user is let into, in the order in which they joined.
pub async fn open_to(tx: &mut Tx, user: UserId) -> Result<Vec<Membership>> {
    let mut all = of_user(tx, user).await?;
    all.retain(|membership| !membership.awaits_acceptance);
    Ok(all)
}

/// The account that the work is done for.
pub async fn show(work: &mut Work<'_>) -> Result<Account> {
    store::find(work).await?.ok_or(Error::NotFound)
}

pub async fn update(work: &mut Work<'_>, change: &AccountChange) -> Result<Account> {
    check(change)?;
    alone(work).await?;
    let before = show(work).await?;
    let account = changed(&before, change);
    save(work, before, account).await
}

/// The account as it is once it has changed.
fn changed(before: &Account, change: &AccountChange) -> Account {
    let mut account = before.clone();
    if let Some(name) = &change.name {
        account.name.clone_from(name);
    }
    if let Some(locale) = &change.locale {
        account.locale.clone_from(locale);
    }
    account.domain = change.domain.clone().over(account.domain);
    account.support_email = change.support_email.clone().over(account.support_email);
    account.settings = account.settings.merged(&settings(change));
    account.custom_attributes = account.custom_attributes.merged(&custom_attributes(change));
    account.custom_attributes = onboarded(account.custom_attributes);
    account
}

/// Stores an account that nobody else changes, and tells what is different now.
async fn save(work: &mut Work<'_>, before: Account, account: Account) -> Result<Account> {
    store::update(work, &account).await?;
    audits::updated(work, &before, &account).await?;
    auto_resolve::keep(work, &before.settings, &account.settings).await?;
    if before.locale != account.locale {
        speech::changed(work);
    }
    let changes = Changes::default()
        .field("name", before.name, account.name.as_str())
        .field("status", before.status.as_str(), account.status.as_str())
        .field("locale", before.locale, account.locale.as_str())
        .field("domain", before.domain, account.domain.as_deref())
        .field("support_email", before.support_email, account.support_email.as_deref())
        .field("settings", before.settings.to_map(), account.settings.to_map())
        .field(
            "custom_attributes",
            before.custom_attributes.to_map(),
            account.custom_attributes.to_map(),
        )
        .field("features", before.features.to_map(), account.features.to_map())
        .field("limits", before.limits.to_map(), account.limits.to_map());
    if before.status != account.status {
        work.changes_access();
    }
    work.emit(Event::new(Name::AccountUpdated).with(&changes)).await?;
    Ok(account)
}

/// Once somebody has looked at how their new account is set up, they are to ask others to join.
fn onboarded(attributes: Object) -> Object {
    let mut map = attributes.to_map();
    match map.get_mut(ONBOARDING_STEP) {
        Some(step) if *step == "account_update" => {
            *step = "invite_team".into();
            map.into()
        }
        _ => attributes,
    }
}

/// Notes that people were asked to join, where that was the next thing to do.
pub async fn end_onboarding(work: &mut Work<'_>) -> Result<()> {
    let mut attributes = show(work).await?.custom_attributes.to_map();
    match attributes.shift_remove(ONBOARDING_STEP) {
        Some(_) => Ok(store::set_custom_attributes(work, &attributes.into()).await?),
        None => Ok(()),
    }
}

fn check(change: &AccountChange) -> Result<()> {
    let mut problems = Problems::default();
    if let Some(name) = &change.name {
        problems.present("name", name);
        problems.at_most("name", name, SHORT);
    }
    if let Some(locale) = &change.locale
        && !speaks(locale)
    {
        problems.add("locale", "is not a language that accounts can have");
    }
    problems.at_most_if("domain", change.domain.value().map(String::as_str), 100);
    if let Patch::Set(email) = &change.support_email {
        problems.at_most("support_email", email, 100);
        if !email.is_empty() && !validate::is_email(email) {
            problems.add("support_email", "is not a valid email address");
        }
    }
    if let Patch::Set(minutes) = change.auto_resolve_after {
        let (least, most) = (AUTO_RESOLVE.start(), AUTO_RESOLVE.end());
        if minutes < *least {
            problems.add("auto_resolve_after", format!("must be greater than or equal to {least}"));
        } else if minutes > *most {
            problems.add("auto_resolve_after", format!("must be less than or equal to {most}"));
        }
    }
    let texts = [
        ("auto_resolve_message", &change.auto_resolve_message, validate::LONG),
        ("auto_resolve_label", &change.auto_resolve_label, SHORT),
        ("industry", &change.industry, SHORT),
        ("company_size", &change.company_size, SHORT),
        ("timezone", &change.timezone, SHORT),
    ];
    for (field, text, most) in texts {
        problems.at_most_if(field, text.value().map(String::as_str), most);
    }
    problems.check()
}

fn settings(change: &AccountChange) -> Object {
    let mut map = Map::new();
    mention(&mut map, "auto_resolve_after", &change.auto_resolve_after);
    mention(&mut map, "auto_resolve_message", &change.auto_resolve_message);
    mention(&mut map, "auto_resolve_ignore_waiting", &change.auto_resolve_ignore_waiting);
    mention(&mut map, "auto_resolve_label", &change.auto_resolve_label);
    mention(&mut map, "keep_pending_on_bot_failure", &change.keep_pending_on_bot_failure);
    mention(&mut map, "audio_transcriptions", &change.audio_transcriptions);
    map.into()
}

fn custom_attributes(change: &AccountChange) -> Object {
    let mut map = Map::new();
    mention(&mut map, "industry", &change.industry);
    mention(&mut map, "company_size", &change.company_size);
    mention(&mut map, "timezone", &change.timezone);
    map.into()
}

fn mention<T: Clone + Into<Value>>(map: &mut Map<String, Value>, key: &str, patch: &Patch<T>) {
    if patch.is_mentioned() {
        let value = patch.value().cloned().map_or(Value::Null, Into::into);
        map.insert(key.to_owned(), value);
    }
}

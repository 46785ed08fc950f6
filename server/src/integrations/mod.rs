//! Integrations: the apps of others that an account has set up (contract `behaviour.md`, 10.1 and
//! 10.2).
//!
//! Which apps there are is in [`apps`]. What is set up of one is a hook: an account has one of an
//! app, or one for each inbox. There are keys among the settings, so they are kept encrypted, and
//! only administrators are told them.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod apps;
pub mod http;
mod store;
pub mod wire;

use schemars::JsonSchema;
use serde::Deserialize;

use self::apps::{App, Availability, Scope};
use crate::{
    accounts::{self, features},
    dashboard_apps,
    error::{Error, Problems, Result},
    events::{Event, Name},
    id::{AccountId, HookId, InboxId},
    inboxes,
    installation::Vault,
    json::Object,
    webhooks,
    work::Work,
};

/// Hooks of an account.
const MOST: usize = 200;

#[derive(Clone, Debug)]
pub struct Hook {
    pub id: HookId,
    pub app: &'static App,
    pub inbox: Option<InboxId>,
    /// What that inbox is called.
    pub inbox_name: Option<String>,
    pub enabled: bool,
    pub settings: Object,
    pub reference_id: Option<String>,
}

/// What a request says of a hook, new or known. Of a known one, only what it is set to changes.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "app_id": "openai", "settings": { "api_key": "sk-…" } }]))]
#[serde(default)]
pub struct HookChange {
    pub app_id: Option<String>,
    pub inbox_id: Option<InboxId>,
    /// Whether it is in use.
    pub status: Option<bool>,
    pub settings: Option<Object>,
}

/// An app, and what the account has set up of it.
#[derive(Debug)]
pub struct Listed {
    pub app: &'static App,
    pub is_enabled: bool,
    pub hooks: Vec<Hook>,
}

/// The apps that the account can have.
pub async fn list(work: &mut Work<'_>, vault: &Vault) -> Result<Vec<Listed>> {
    let features = features::enabled(&accounts::show(work).await?.features);
    let is_there = |app: &&App| match app.availability {
        Availability::Everybody => true,
        Availability::Feature(name) => features.contains_key(name),
        Availability::Nobody => false,
    };
    let hooks = store::list(work, vault).await?;
    let mut all = Vec::new();
    for app in apps::APPS.iter().filter(is_there) {
        all.push(listed(work, app, &hooks).await?);
    }
    Ok(all)
}

/// One of all apps, whoever can have it.
pub async fn show(work: &mut Work<'_>, vault: &Vault, id: &str) -> Result<Listed> {
    let app = apps::find(id).ok_or(Error::NotFound)?;
    let hooks = store::list(work, vault).await?;
    listed(work, app, &hooks).await
}

async fn listed(work: &mut Work<'_>, app: &'static App, hooks: &[Hook]) -> Result<Listed> {
    let hooks: Vec<Hook> = hooks.iter().filter(|hook| hook.app.id == app.id).cloned().collect();
    let is_enabled = match app.id {
        "webhook" => !webhooks::list(work).await?.is_empty(),
        "dashboard_apps" => !dashboard_apps::list(work).await?.is_empty(),
        _ => !hooks.is_empty(),
    };
    Ok(Listed { app, is_enabled, hooks })
}

pub async fn create(work: &mut Work<'_>, vault: &Vault, new: &HookChange) -> Result<Hook> {
    accounts::alone(work).await?;
    let app = new.app_id.as_deref().ok_or(Error::Missing("app_id"))?;
    let app = apps::find(app).filter(|app| !app.settings.is_empty());
    let app = app.ok_or_else(|| Error::invalid("app_id", "is not an app that is set up here"))?;
    let features = features::enabled(&accounts::show(work).await?.features);
    if let Availability::Feature(name) = app.availability
        && !features.contains_key(name)
    {
        return Err(Error::said("feature_flag", "Feature flag Feature not enabled"));
    }
    let hook = Hook {
        id: HookId(0),
        app,
        inbox: new.inbox_id.filter(|_| app.scope == Scope::Inbox),
        inbox_name: None,
        enabled: true,
        settings: Object::empty(),
        reference_id: None,
    };
    let others = store::list(work, vault).await?;
    let hook = hook.changed(new)?;
    if !app.is_multiple && others.iter().any(|other| other.app.id == app.id) {
        return Err(Error::said("app_id", "App has already been taken"));
    }
    if others.len() >= MOST {
        return Err(Error::refused(format!("An account has at most {MOST} hooks.")));
    }
    if let Some(inbox) = hook.inbox {
        inboxes::show(work, inbox).await?;
    }
    let id = store::insert(work, vault, &hook).await?;
    work.emit(Event::new(Name::IntegrationHookCreated).about(id)).await?;
    find(work, vault, id).await
}

pub async fn update(
    work: &mut Work<'_>,
    vault: &Vault,
    id: HookId,
    change: &HookChange,
) -> Result<Hook> {
    accounts::alone(work).await?;
    let hook = find(work, vault, id).await?.changed(change)?;
    store::update(work, vault, &hook).await?;
    work.emit(Event::new(Name::IntegrationHookUpdated).about(id)).await?;
    Ok(hook)
}

pub async fn delete(work: &mut Work<'_>, id: HookId) -> Result<()> {
    if store::delete(work, id).await? == 0 {
        return Err(Error::NotFound);
    }
    work.emit(Event::new(Name::IntegrationHookDeleted).about(id)).await
}

/// A hook that somebody wants something done by. None does anything.
pub async fn process(work: &mut Work<'_>, vault: &Vault, id: HookId) -> Result<()> {
    find(work, vault, id).await?;
    Err(Error::refused("No processor found"))
}

async fn find(work: &mut Work<'_>, vault: &Vault, id: HookId) -> Result<Hook> {
    let all = store::list(work, vault).await?;
    all.into_iter().find(|hook| hook.id == id).ok_or(Error::NotFound)
}

impl Hook {
    fn changed(self, change: &HookChange) -> Result<Self> {
        let hook = Hook {
            enabled: change.status.unwrap_or(self.enabled),
            settings: change.settings.clone().unwrap_or(self.settings),
            ..self
        };
        let mut problems = Problems::default();
        if hook.app.scope == Scope::Inbox && hook.inbox.is_none() {
            problems.add("inbox_id", "can't be blank");
        }
        if !hook.app.fits(&hook.settings) {
            problems.say("settings", "Settings : Invalid settings data".to_owned());
        }
        problems.check()?;
        Ok(hook)
    }
}

/// What the settings of a hook are encrypted for: they can be read as those of this app in this
/// account, and as nothing else.
fn place(account: AccountId, app: &App) -> String {
    format!("integration hook of {} in account {account}", app.id)
}

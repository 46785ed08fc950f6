//! Integrations as clients see them (contract `behaviour.md`, 10.1 and 10.2).

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{
    Listed,
    apps::{Scope, Setting},
};
use crate::{
    id::{AccountId, HookId, InboxId},
    json::Object,
};

/// An app, and what is set up of it.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "IntegrationApp")]
pub struct App {
    pub id: &'static str,
    pub name: &'static str,
    pub description: &'static str,
    pub short_description: Option<&'static str>,
    pub enabled: bool,
    pub hooks: Vec<Hook>,
    /// Told to administrators, who set it up.
    #[serde(flatten)]
    pub setup: Option<Setup>,
}

/// How an app is set up.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "IntegrationSetup")]
pub struct Setup {
    pub logo: String,
    pub i18n_key: &'static str,
    pub action: String,
    pub button: String,
    pub hook_type: Scope,
    pub allow_multiple_hooks: bool,
    /// The feature that an account needs to have it, if it needs one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature_flag: Option<&'static str>,
    pub settings_json_schema: Value,
    pub settings_form_schema: Vec<Field>,
    pub visible_properties: Vec<&'static str>,
}

/// What a form asks for.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "IntegrationField")]
pub struct Field {
    pub label: &'static str,
    pub r#type: &'static str,
    pub name: &'static str,
    pub validation: &'static str,
}

/// What is set up of an app.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "IntegrationHook")]
pub struct Hook {
    pub id: HookId,
    pub app_id: &'static str,
    pub status: bool,
    pub inbox: Option<Inbox>,
    pub account_id: AccountId,
    pub hook_type: Scope,
    /// Told to administrators.
    #[serde(flatten)]
    pub secrets: Option<Secrets>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Inbox {
    pub id: InboxId,
    pub name: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Secrets {
    pub settings: Object,
    pub reference_id: Option<String>,
}

impl App {
    pub fn of(account: AccountId, listed: Listed, is_told_secrets: bool) -> Self {
        let Listed { app, is_enabled, hooks } = listed;
        let hook = |hook| Hook::of(account, hook, is_told_secrets);
        App {
            id: app.id,
            name: app.name,
            description: app.description,
            short_description: app.short_description,
            enabled: is_enabled,
            hooks: hooks.into_iter().map(hook).collect(),
            setup: is_told_secrets.then(|| Setup {
                logo: format!("{}.png", app.id),
                i18n_key: app.id,
                action: format!("/{}", app.id),
                button: format!("/{}", app.id),
                hook_type: app.scope,
                allow_multiple_hooks: app.is_multiple,
                feature_flag: app.feature(),
                settings_json_schema: app.schema(),
                settings_form_schema: app.settings.iter().map(Field::of).collect(),
                visible_properties: app.visible(),
            }),
        }
    }
}

impl Field {
    fn of(setting: &Setting) -> Self {
        Field {
            label: setting.label,
            r#type: setting.kind.in_forms(),
            name: setting.name,
            validation: if setting.is_required { "required" } else { "" },
        }
    }
}

impl Hook {
    pub fn of(account_id: AccountId, hook: super::Hook, is_told_secrets: bool) -> Self {
        let super::Hook { id, app, inbox, inbox_name, enabled, settings, reference_id } = hook;
        let inbox = inbox.zip(inbox_name).map(|(id, name)| Inbox { id, name });
        Hook {
            id,
            app_id: app.id,
            status: enabled,
            inbox,
            account_id,
            hook_type: app.scope,
            secrets: is_told_secrets.then_some(Secrets { settings, reference_id }),
        }
    }
}

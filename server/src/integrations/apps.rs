//! Apps: which there are, what is set up for each, and what becomes of that here (contract
//! `behaviour.md`, 10.1).
//!
//! Webhooks and dashboard apps do what they say. The others are those of services that the product
//! does not speak to: their settings are kept, for programs that read them, and their descriptions
//! say so. Those that are let in by their provider cannot be set up here, and are not listed.

use serde_json::{Map, Value, json};

use crate::json::Object;

/// Characters of a setting at most.
const LONGEST: usize = 20_000;

/// An app, as it is known to everybody.
#[derive(Debug)]
pub struct App {
    pub id: &'static str,
    pub name: &'static str,
    /// None of what is part of the product.
    pub short_description: Option<&'static str>,
    pub description: &'static str,
    pub scope: Scope,
    /// Whether an account may have it more than once.
    pub is_multiple: bool,
    pub availability: Availability,
    pub settings: &'static [Setting],
}

/// What an app is set up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Account,
    Inbox,
}

crate::stored! {
    Scope { Account = 0 "account", Inbox = 1 "inbox" }
}

/// Who can have an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    Everybody,
    /// Accounts that have a feature.
    Feature(&'static str),
    /// Nobody, since its provider is not asked to let anybody in.
    Nobody,
}

/// Something that is set up.
#[derive(Debug)]
pub struct Setting {
    pub name: &'static str,
    pub label: &'static str,
    pub kind: Kind,
    pub is_required: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A text that lets somebody in.
    Secret,
    /// An object that lets somebody in.
    Key,
    Switch,
    Number,
}

const fn needs(name: &'static str, label: &'static str, kind: Kind) -> Setting {
    Setting { name, label, kind, is_required: true }
}

const fn takes(name: &'static str, label: &'static str, kind: Kind) -> Setting {
    Setting { name, label, kind, is_required: false }
}

/// An app of a service that the product does not speak to.
const fn kept(
    id: &'static str,
    name: &'static str,
    description: &'static str,
    settings: &'static [Setting],
) -> App {
    App {
        id,
        name,
        short_description: Some("Settings are kept, and nothing is sent there."),
        description,
        scope: Scope::Account,
        is_multiple: false,
        availability: Availability::Everybody,
        settings,
    }
}

/// One into which nobody is let here.
const fn closed(id: &'static str, name: &'static str) -> App {
    App {
        short_description: Some("Cannot be set up here."),
        availability: Availability::Nobody,
        ..kept(id, name, "This service is not spoken to, and cannot be set up here.", &[])
    }
}

/// All of them, in the order in which they are shown.
pub const APPS: &[App] = &[
    App {
        short_description: None,
        is_multiple: true,
        ..kept("webhook", "Webhooks", "Tells addresses of yours what happens, as it happens.", &[])
    },
    App {
        short_description: None,
        is_multiple: true,
        ..kept(
            "dashboard_apps",
            "Dashboard Apps",
            "Shows pages of yours beside a conversation.",
            &[],
        )
    },
    kept(
        "openai",
        "OpenAI",
        "Keeps a key of OpenAI for programs of yours that read it by the API. Nothing is sent to \
         OpenAI from here.",
        &[
            needs("api_key", "API key", Kind::Secret),
            takes("label_suggestion", "Suggest labels", Kind::Switch),
        ],
    ),
    closed("linear", "Linear"),
    closed("notion", "Notion"),
    closed("slack", "Slack"),
    App {
        scope: Scope::Inbox,
        is_multiple: true,
        ..kept(
            "dialogflow",
            "Dialogflow",
            "Keeps a project of Dialogflow for an inbox, for programs of yours that read it by the \
             API. Nothing is sent to Dialogflow from here: an agent bot is what answers in an \
             inbox.",
            &[
                needs("project_id", "Project id", Kind::Text),
                needs("credentials", "Key of the project", Kind::Key),
                takes("region", "Region", Kind::Text),
                takes("language_code", "Language", Kind::Text),
            ],
        )
    },
    kept(
        "google_translate",
        "Google Translate",
        "Keeps a project of Google Translate for programs of yours that read it by the API. Nothing \
         is sent to Google from here.",
        &[
            needs("project_id", "Project id", Kind::Text),
            needs("credentials", "Key of the project", Kind::Key),
        ],
    ),
    kept(
        "dyte",
        "Dyte",
        "Keeps an account of Dyte for programs of yours that read it by the API. No meetings are \
         begun from here.",
        &[
            needs("api_key", "API key", Kind::Secret),
            needs("organization_id", "Organization id", Kind::Text),
        ],
    ),
    closed("shopify", "Shopify"),
    App {
        availability: Availability::Feature("crm_integration"),
        ..kept(
            "leadsquared",
            "LeadSquared",
            "Keeps an account of LeadSquared for programs of yours that read it by the API. No leads \
             are sent from here.",
            &[
                needs("access_key", "Access key", Kind::Secret),
                needs("secret_key", "Secret key", Kind::Secret),
                takes("endpoint_url", "Address of the API", Kind::Text),
                takes("app_url", "Address of the app", Kind::Text),
                takes("timezone", "Time zone", Kind::Text),
                takes("enable_conversation_activity", "Tell of conversations", Kind::Switch),
                takes("conversation_activity_score", "Score of a conversation", Kind::Text),
                takes("conversation_activity_code", "Code of a conversation", Kind::Number),
                takes("enable_transcript_activity", "Tell what was said", Kind::Switch),
                takes("transcript_activity_score", "Score of what was said", Kind::Text),
                takes("transcript_activity_code", "Code of what was said", Kind::Number),
            ],
        )
    },
];

/// The app with this id.
pub fn find(id: &str) -> Option<&'static App> {
    APPS.iter().find(|app| app.id == id)
}

impl App {
    /// The feature that an account needs to have it.
    pub fn feature(&self) -> Option<&'static str> {
        match self.availability {
            Availability::Feature(name) => Some(name),
            Availability::Everybody | Availability::Nobody => None,
        }
    }

    /// Whether these are all settings that it needs, and none that it does not know.
    pub fn fits(&self, settings: &Object) -> bool {
        let given = settings.to_map();
        let is_known = |name: &String| self.settings.iter().any(|setting| setting.name == name);
        given.keys().all(is_known)
            && self.settings.iter().all(|setting| match given.get(setting.name) {
                None => !setting.is_required,
                Some(value) => setting.kind.fits(value, setting.is_required),
            })
    }

    /// The same, as JSON Schema says it.
    pub fn schema(&self) -> Value {
        let kinds = self.settings.iter().map(|setting| {
            let kind = json!({ "type": setting.kind.in_json() });
            (setting.name.to_owned(), kind)
        });
        let required = self.settings.iter().filter(|setting| setting.is_required);
        let required: Vec<&str> = required.map(|setting| setting.name).collect();
        json!({
            "type": "object",
            "properties": kinds.collect::<Map<String, Value>>(),
            "required": required,
            "additionalProperties": false,
        })
    }

    /// What may be shown of the settings where everybody looks.
    pub fn visible(&self) -> Vec<&'static str> {
        let open = |setting: &&Setting| !matches!(setting.kind, Kind::Secret | Kind::Key);
        self.settings.iter().filter(open).map(|setting| setting.name).collect()
    }
}

impl Kind {
    fn fits(self, value: &Value, is_required: bool) -> bool {
        match (self, value) {
            (Kind::Text | Kind::Secret, Value::String(text)) => {
                text.chars().count() <= LONGEST && !(is_required && text.trim().is_empty())
            }
            (Kind::Key, Value::Object(key)) => {
                !key.is_empty() && value.to_string().len() <= LONGEST
            }
            (Kind::Switch, Value::Bool(_)) => true,
            (Kind::Number, Value::Number(number)) => number.is_i64(),
            _ => false,
        }
    }

    fn in_json(self) -> &'static str {
        match self {
            Kind::Text | Kind::Secret => "string",
            Kind::Key => "object",
            Kind::Switch => "boolean",
            Kind::Number => "integer",
        }
    }

    /// What a form asks for it with.
    pub fn in_forms(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Secret => "password",
            Kind::Key => "textarea",
            Kind::Switch => "checkbox",
            Kind::Number => "number",
        }
    }
}

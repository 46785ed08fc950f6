//! Features that clients look for before they show a part of the product.
//!
//! The names are those of contract `application-core.md`, 3.3. Nothing is kept for a
//! paid edition, so what exists is switched on for everyone.

pub const ENABLED: &[&str] = &[
    "inbound_emails",
    "channel_email",
    "help_center",
    "agent_bots",
    "macros",
    "agent_management",
    "team_management",
    "inbox_management",
    "labels",
    "custom_attributes",
    "automations",
    "canned_responses",
    "integrations",
    "voice_recorder",
    "channel_website",
    "campaigns",
    "reports",
    "crm",
    "auto_resolve_conversations",
    "chatwoot_v4",
    "assignment_v2",
];

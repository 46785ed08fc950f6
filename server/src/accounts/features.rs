//! Features that clients look for before they show a part of the product.
//!
//! The names are those of contract `application-core.md`, 3.3. Nothing is kept for a
//! paid edition, so what exists is switched on for everyone, unless whoever runs the
//! installation has it otherwise for an account.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::json::Object;

/// Switched on for everyone.
const USUAL: &[&str] = &[
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
    "sla",
    "companies",
];

/// Known to clients, and switched on where that is wanted.
const UNUSUAL: &[&str] = &[
    "advanced_assignment",
    "advanced_search",
    "advanced_search_indexing",
    "audit_logs",
    "captain_integration",
    "captain_integration_v2",
    "captain_tasks",
    "channel_facebook",
    "channel_instagram",
    "channel_tiktok",
    "channel_twitter",
    "channel_voice",
    "contact_chatwoot_support_team",
    "conversation_required_attributes",
    "crm_integration",
    "crm_v2",
    "csat_review_notes",
    "custom_reply_domain",
    "custom_reply_email",
    "custom_roles",
    "custom_tools",
    "disable_branding",
    "email_continuity_on_api_channel",
    "help_center_embedding_search",
    "inbox_view",
    "insert_article_in_reply",
    "ip_lookup",
    "linear_integration",
    "message_reply_to",
    "notion_integration",
    "quoted_email_reply",
    "reply_mailer_migration",
    "report_rollup",
    "report_v4",
    "saml",
    "search_with_gin",
    "shopify_integration",
    "twilio_content_templates",
    "whatsapp_campaign",
    "whatsapp_embedded_signup",
];

/// The features of an account that has some of them other than usual.
pub fn enabled(set: &Object) -> BTreeMap<&'static str, bool> {
    let set = if set.is_empty() { serde_json::Map::new() } else { set.to_map() };
    let is_on = |name: &&str, usually: bool| set.get(*name).map_or(usually, |on| *on == true);
    let usual = USUAL.iter().filter(|name| is_on(name, true));
    let unusual = UNUSUAL.iter().filter(|name| is_on(name, false));
    usual.chain(unusual).map(|name| (*name, true)).collect()
}

/// What is switched on or off once a request has said so: anything but nothing, a blank or a no
/// switches on. Refuses names of no feature by the first of them.
pub fn switched(before: &Object, said: &Object) -> Result<Object, String> {
    let mut set = before.to_map();
    for (name, value) in said.to_map() {
        if !USUAL.contains(&name.as_str()) && !UNUSUAL.contains(&name.as_str()) {
            let shown: String = name.chars().take(50).collect();
            return Err(format!("Features has no '{shown}'"));
        }
        set.insert(name, is_yes(&value).into());
    }
    Ok(set.into())
}

fn is_yes(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.trim(), "" | "0" | "false" | "off"),
        _ => true,
    }
}

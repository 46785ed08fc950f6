//! The schema: the files of `migrations/`, in order.

use db::{Migration, Migrations};

macro_rules! migrations {
    ($($version:literal $name:literal),* $(,)?) => {
        &[$(Migration {
            version: $version,
            name: $name,
            text: include_str!(concat!("../../migrations/", $name, ".sql")),
        }),*]
    };
}

pub const MIGRATIONS: Migrations = Migrations(migrations! {
    1 "0001_accounts",
    2 "0002_users",
    3 "0003_agents",
    4 "0004_events",
    5 "0005_teams",
    6 "0006_inboxes",
    7 "0007_labels",
    8 "0008_contacts",
    9 "0009_conversations",
    10 "0010_messages",
    11 "0011_custom_attributes",
    12 "0012_webhooks",
    13 "0013_statistics",
    14 "0014_contacts_by_account",
    15 "0015_jobs",
    16 "0016_events_in_order",
    17 "0017_last_public_message",
    18 "0018_webhook_deliveries",
    19 "0019_installation",
    20 "0020_jobs_wanted_again",
    21 "0021_resolve_idle",
    22 "0022_last_template",
    23 "0023_agent_bots",
    30 "0030_turns",
    31 "0031_notifications",
    40 "0040_webhook_deliveries_that_ended",
    41 "0041_automation",
    42 "0042_campaigns",
    43 "0043_csat",
    50 "0050_sessions",
    51 "0051_second_factors",
    52 "0052_personal_tokens",
    53 "0053_reporting_events",
    54 "0054_report_cells",
    60 "0060_files",
    61 "0061_message_words",
    62 "0062_custom_filters",
    63 "0063_merged_words",
    64 "0064_idempotency_keys",
    65 "0065_notes",
    66 "0066_contact_files",
    67 "0067_action_files",
    70 "0070_channels",
    71 "0071_canned_responses",
    72 "0072_dashboard_apps",
    75 "0075_drafts",
    76 "0076_platform",
    77 "0077_funnels",
    80 "0080_help_center",
});

//! Integration tests: the product, driven from outside.
//!
//! A test opens a [`Desk`](support::Desk): a server of its own on a port of its own, with
//! a database of its own and a clock that stands still. It runs on the embedded database,
//! or on PostgreSQL when `FRONTDESK_TEST_POSTGRES_URL` names a server in which databases
//! may be made.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod access;
mod accounts;
mod activity;
mod agent_bots;
mod agents;
mod architecture;
mod assignments;
mod auto_resolve;
mod availability;
mod bot_conversations;
mod bot_tokens;
mod bulk_actions;
mod canned_responses;
mod channels;
mod cli;
mod cli_jobs;
mod cli_webhooks;
mod contact_exports;
mod contact_imports;
mod contact_lists;
mod contact_merge;
mod contact_notes;
mod contact_places;
mod contacts;
mod contacts_filter;
mod contacts_search;
mod conversation_counts;
mod conversation_lists;
mod conversation_status;
mod conversations;
mod conversations_filter;
mod curl;
mod custom_attribute_patterns;
mod custom_attributes;
mod dashboard_apps;
mod custom_filters;
mod demo;
mod distribution;
mod event_contents;
mod event_feed;
mod events;
mod files;
mod filter_refusals;
mod hostile;
mod housekeeping;
mod idempotency;
mod inbox_settings;
mod inboxes;
mod indexing;
mod isolation;
mod killed;
mod labels;
mod mentions;
mod mails;
mod message_delivery;
mod message_search;
mod messages;
mod metrics;
mod muting;
mod neighbours;
mod notification_settings;
mod notifications;
mod paging;
mod participants;
mod passwords;
mod personal_tokens;
mod profile;
mod races;
mod realtime;
mod reference;
mod removals;
mod search;
mod seeds;
mod seeds_vs_upstream;
mod seen;
mod second_factors;
mod sessions;
mod shapes;
mod sign_in;
mod sign_up;
mod snooze;
mod statements;
mod support;
mod teams;
mod templates;
mod upstream;
mod waiting;
mod webhooks;
mod webhooks_told;

//! Frontdesk: a customer-support server.
//!
//! The modules stand on each other in this order: one may use those above it, never those
//! below. The endpoints of a domain (its `http.rs`) join what they need by design, and
//! hold no rules.

// Ground: what everything stands on.
pub mod stored;
pub mod id;
pub mod patch;
pub mod json;
pub mod clock;
pub mod error;
pub mod page;
pub mod secret;
pub mod attempts;
pub mod validate;
pub mod words;
pub mod texts;
pub mod config;
pub mod schema;
pub mod links;
pub mod permissions;
pub mod actor;
pub mod presence;
pub mod metrics;
pub mod storage;

// Work: a transaction, what happened in it, what is left to do. These belong together.
pub mod events;
pub mod tasks;
pub mod work;
pub mod neighbours;
pub mod mail;

// Domains.
pub mod installation;
pub mod idempotency;
pub mod audits;
pub mod files;
pub mod accounts;
pub mod permissibles;
pub mod users;
pub mod sessions;
pub mod second_factors;
pub mod personal_tokens;
pub mod custom_roles;
pub mod profile;
pub mod agents;
pub mod teams;
pub mod inboxes;
pub mod agent_bots;
pub mod webhooks;
pub mod report_cells;
pub mod labels;
pub mod canned_responses;
pub mod dashboard_apps;
pub mod help_center;
pub mod integrations;
pub mod custom_attributes;
pub mod filters;
pub mod companies;
pub mod contacts;
pub mod messages;
pub mod sla_policies;
pub mod reporting_events;
pub mod conversations;
pub mod custom_filters;
pub mod funnels;
pub mod search;
pub mod applied_slas;
pub mod notifications;
pub mod memberships;
pub mod actions;
pub mod automation_rules;
pub mod macros;
pub mod campaigns;
pub mod csat;
pub mod removal;
pub mod bulk_actions;
pub mod merge;
pub mod visitors;
pub mod reports;

// The product at work.
pub mod access;
pub mod app;
pub mod transfer;
pub mod delivery;
pub mod background;
pub mod entrance;
pub mod platform;
pub mod client_api;
pub mod widget;

// Its doors.
pub mod http;
pub mod cli;

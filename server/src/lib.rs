//! Frontdesk: a customer-support server.
//!
//! The modules are in layers. One may use those on the lines above its own, never those
//! below; `tests/it/architecture.rs` reads this list. The endpoints of a domain (its
//! `http.rs`) join layers by design and hold no rules.

// Ground: what everything stands on.
pub mod actor;
pub mod clock;
pub mod config;
pub mod error;
pub mod id;
pub mod json;
pub mod page;
pub mod patch;
pub mod schema;
pub mod stored;
pub mod validate;

// Work: a transaction, and what happened in it.
pub mod events;
pub mod work;

// Domains, each using those above it.
pub mod accounts;
pub mod agents;
pub mod contacts;
pub mod conversations;
pub mod custom_attributes;
pub mod filters;
pub mod inboxes;
pub mod labels;
pub mod messages;
pub mod removal;
pub mod teams;
pub mod users;
pub mod webhooks;

// The product at work.
pub mod access;
pub mod app;

// Its doors.
pub mod cli;
pub mod http;

//! Integration tests: the product, driven from outside.
//!
//! A test opens a [`Desk`](support::Desk): a server of its own on a port of its own, with
//! a database of its own and a clock that stands still. It runs on the embedded database,
//! or on PostgreSQL when `FRONTDESK_TEST_POSTGRES_URL` names a server in which databases
//! may be made.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod agents;
mod curl;
mod seeds;
mod seeds_vs_upstream;
mod shapes;
mod support;

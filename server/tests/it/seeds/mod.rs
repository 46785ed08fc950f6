//! The documents that this product was asked to keep, example by example.
//!
//! A test sends what a document prints, in the same order and with the same bodies; only
//! the ids are those of the desk. It expects whatever the document says of the answer.
//! Where `seeds-vs-upstream.md` decides otherwise, a comment names the row and the test
//! expects what that row says.
//!
//! One file a document or chapter. What the documents say of the Client API, the Platform
//! API, web sockets, deliveries of webhooks and rate limits is tested where those are.

mod attributes;
mod contacts;
mod conversations;
mod errors;
mod labels;
mod notes;
mod overview;
mod skill;
mod statuses;
mod teams;
mod webhooks;
mod workflows;

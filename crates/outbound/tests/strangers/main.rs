//! What is promised, tried over real sockets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

mod addresses;
mod faults;
mod pool;
mod redirects;
mod sending;
mod size;
mod time;

//! What the queue promises, tried on both engines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

mod asking;
mod doing;
mod tending;

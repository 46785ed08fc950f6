//! What the queue promises, tried on both engines.

mod support;

mod asking;
mod doing;
mod tending;

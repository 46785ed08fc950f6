//! Events become effects: whoever listens is told, and what must not be lost is left as
//! rows and tasks.

pub mod presence;
pub mod streams;

//! Events become effects: whoever listens is told, and what must not be lost is left as
//! rows and tasks.
//!
//! The [`dispatcher`] reads facts in order. [`news`] gathers what they are about, [`cable`]
//! says it to listeners, and [`effects`] is what is written down. Who listens to what is in
//! [`streams`], who is there in [`presence`].

mod cable;
mod dispatcher;
mod effects;
mod news;
pub mod presence;
pub mod streams;

pub use dispatcher::Dispatcher;

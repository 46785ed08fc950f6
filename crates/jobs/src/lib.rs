//! A durable queue in the tables of [`db`].
//!
//! A job is a row, written in the transaction of whoever wants it done: there is no change
//! without its job and no job without its change. It is claimed with a lease, run outside of
//! any transaction, and then removed, put off, or tried again later; so it runs at least
//! once, and again after a crash. Jobs of a kind with the same key are one job, which never
//! runs beside itself.
//!
//! Nothing polls: [`Workers`] sleep until they are woken after a commit, or until the next
//! job is due. What is promised is in this crate's `README.md`.

mod admin;
mod backoff;

mod job;
mod store;
mod workers;

pub use admin::{
    Listed, Tally, Tended, Wanted, find, list, remove, remove_dead, retry, retry_dead, tally,
};
pub use backoff::Backoff;
pub use job::{Failure, Job, NewJob, Next};
pub use store::{bring_forward, cancel, enqueue, schedule};
pub use workers::{Kind, Now, Waker, Workers};

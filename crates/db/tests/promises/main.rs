//! Holds the crate to the promises in its `README.md`, on both engines.
//!
//! `FRONTDESK_TEST_POSTGRES_URL` names a PostgreSQL server and a user who may create
//! databases there; each test makes its own and drops it. Without it that half is not
//! run, which is said on stderr and is a failure where `CI` is set. What restarts a
//! server, fills a disk or kills a process does so with one of its own.
//!
//! Bodies in [`bodies`], those that do not end as they should in [`panics`] and [`interruptions`],
//! values and errors in [`values`], the schema in [`schema`], many callers in [`load`], others who
//! use the same database in [`notices`], each engine's own in [`sqlite`] and [`postgres`], what
//! breaks around them in [`environment`], [`lost_connections`] and [`durability`]. The rest is what
//! these stand on.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod attendance;
mod bodies;
mod child;
mod cluster;
mod durability;
mod environment;
mod gate;
mod interruptions;
mod load;
mod lost_connections;
mod notices;
mod panics;
mod patience;
mod postgres;
mod proxy;
mod schema;
mod sqlite;
mod support;
mod values;

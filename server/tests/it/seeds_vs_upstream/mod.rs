//! The table of `seeds-vs-upstream.md`, a test for each row, so that it stays true.
//!
//! Rows are tested where their subject is built; those of deliveries, web sockets, limits
//! by IP, the Client API and the Platform API are not here yet.

mod answers;
mod attributes;
mod conversations;
mod limits;
mod records;

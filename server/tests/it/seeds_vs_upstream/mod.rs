//! The table of `seeds-vs-upstream.md`, a test for each row, so that it stays true.
//!
//! Rows are tested where their subject is built; those of limits by IP and of the Client API are
//! not here yet.

mod answers;
mod attributes;
mod conversations;
mod deliveries;
mod limits;
mod records;

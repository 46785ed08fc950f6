//! The help center: what an account writes for its customers to read (contract `behaviour.md`, 8).
//!
//! Members write it: [`portals`], with [`categories`] and [`articles`] in them.

pub mod articles;
pub mod categories;
pub mod portals;

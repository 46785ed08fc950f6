//! The help center: what an account writes for its customers to read (contract `behaviour.md`, 8).
//!
//! Members write it: [`portals`], with [`categories`] and [`articles`] in them. Anybody may read
//! what is published ([`reading`]), as JSON ([`public`]) and as [`pages`] that need no script
//! ([`http`]). A text is Markdown, and is shown as [`markdown`] has it.

pub mod articles;
pub mod categories;
pub mod http;
pub mod markdown;
pub mod pages;
pub mod portals;
pub mod public;
pub mod reading;

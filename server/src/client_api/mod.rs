//! The Client API: chats that others build on an inbox of programs, for their visitors (contract
//! `realtime-client-platform.md`, 3).
//!
//! An inbox is named by its identifier, which everybody may know, and a contact by their source
//! id, which is their secret; nothing else is shown. What a contact may reach and what is believed
//! of them are rules of [`visitors`](crate::visitors) and of
//! [`conversations::visitor`](crate::conversations::visitor). What is shown of an inbox is in
//! [`reception`], JSON in [`wire`], endpoints in [`http`].

pub mod http;
pub mod reception;
pub mod wire;

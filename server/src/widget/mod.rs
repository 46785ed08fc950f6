//! The chat of a website, as its pages show it to visitors (contract
//! `realtime-client-platform.md`, 4).
//!
//! A page names the inbox by its website token, which everybody may know; a visitor is known by a
//! [`token`] that the chat was given when it was first opened. What is believed of visitors and
//! what they reach are rules of [`visitors`] and
//! [`conversations::visitor`](crate::conversations::visitor); there is one conversation at a time,
//! the newest, or an earlier one that they chose.
//!
//! How a conversation goes on is in [`talk`], what else happens in [`events`], what the chat is
//! told of its inbox in [`site`], what a browser says of itself in [`browser`], the page of the
//! chat in [`page`] with the app that it loads in [`app`](mod@app), and one on which the chat can
//! be tried in [`demo`]. JSON in [`wire`], endpoints in [`http`].

pub mod app;
pub mod browser;
pub mod demo;
pub mod events;
pub mod http;
pub mod page;
pub mod site;
pub mod talk;
pub mod token;
pub mod wire;

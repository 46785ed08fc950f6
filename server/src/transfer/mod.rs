//! How the bytes of files come and go.
//!
//! Files arrive in [`receive`], with a request or after they were announced ([`announce`]), and
//! from addresses that somebody else has chosen in [`fetch`]. Small pictures are made in
//! [`thumbnails`], when somebody first asks for one. Tables of contacts are read in [`import`] and
//! written in [`export`]. What nobody needs goes in [`sweep`]. Endpoints in [`http`].

pub mod announce;
pub mod export;
pub mod fetch;
pub mod http;
pub mod import;
mod range;
pub mod receive;
pub mod sweep;
pub mod thumbnails;

//! HTTP to strangers: requests to URLs that somebody else has chosen.
//!
//! Whoever may name a URL could name one inside the network that this program runs in, or a
//! server that never answers, or one that never stops. So an address is judged where the
//! connection to it is made ([`Reach`]), whichever way a URL or a redirect led there; one
//! deadline covers all of an exchange, and no more of an answer is kept than was asked for.
//!
//! [`Outbound`] sends a [`Request`] and hands back an [`Answer`], or an [`Error`] that says in
//! words for people what went wrong, and whether the request may have reached the other side
//! nevertheless. HTTP/1.1 is all that is spoken, without proxies, cookies, or compression.
//!
//! What is promised is in this crate's `README.md`. Addresses are judged in `address`, URLs
//! read in `target`, connections made in `connect`, and redirects followed in `redirect`.

mod address;
mod answer;
mod client;
mod connect;
mod connection;
mod error;
mod redirect;
mod request;
mod resolve;
mod signature;
mod target;
mod trust;

pub use address::{Reach, is_public};
pub use answer::Answer;
pub use client::{Options, Outbound};
pub use error::{Error, Problem};
pub use redirect::Redirects;
pub use request::Request;
pub use resolve::{Resolver, Resolving, system_resolver};
pub use signature::signature;
pub use trust::{UnusableAuthority, system_tls};

pub use hyper::{HeaderMap, StatusCode, header};
pub use rustls::pki_types::CertificateDer;
pub use url::Url;

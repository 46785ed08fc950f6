//! HTTP: the addresses of the product, and what every endpoint shares.
//!
//! All paths are on one page, in [`routes`]. A handler names who may call it
//! ([`Agent`], [`Admin`], …) and what it reads ([`Input`]) in its signature, calls one
//! action, and renders what came of it ([`Json`], [`Done`]). Refusals are rendered in
//! [`reply`], and nowhere else. Requests come in through [`serve`] and [`front`].

mod arriving;
mod blanks;
mod cable;
mod cors;
pub(crate) mod credentials;
mod extract;
mod front;
mod idempotent;
mod input;
mod lenient;
mod local;
mod metrics;
mod origin;
mod parameters;
mod path;
mod probes;
pub mod reference;
mod reply;
mod routes;
mod serve;
mod table;
mod throttle;
mod upload;
mod visitor;
mod written;

pub use arriving::{Allowance, Arriving};
pub use credentials::Admitted;
pub use extract::{
    Admin, Agent, Analyst, Guest, InPerson, MaybeSignedIn, OwnAccount, OwnAccountAdmin, Peer,
    Platform, Responder, SignedIn,
};
pub use input::{Form, FromParameters, Input, read};
pub use local::is_local;
pub use path::{At, Slug, Sub, path_part};
pub use reference::{Call, Caller, Described, Schemas, headers};
pub use reply::{Begun, Done, Html, Json, Kept, Listed, NoContent, Payload};
pub use serve::serve;
pub use upload::{Brings, Upload};
pub use visitor::{Arrival, Chat, Destination, Entrance, Opening, SiteEntrance, Visitor};
pub use written::{Lead, Page, Part, Table};

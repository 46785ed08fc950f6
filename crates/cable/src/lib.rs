//! The ActionCable protocol over any socket, and the streams that it carries.
//!
//! A client opens a socket and subscribes to *channels*, each named by an *identifier*: a
//! JSON text that is given back to it byte for byte. Whoever serves it says which *streams*
//! an identifier leads to ([`Channels`]). What is published to a stream ([`Hub::publish`])
//! reaches every subscription that leads there. The text of a message is made once, however
//! many read it, and nobody who reads slowly is waited for: who leaves too much unread is let go,
//! and whoever reads is not, also when a lot is said at once ([`Hub::burst`]).
//!
//! Nothing here knows what is said: names of streams and messages are texts. The frames are
//! in [`frame`], the streams in [`Hub`], and one client's connection in [`serve`].

pub mod frame;
mod connection;
mod hub;
mod queue;

pub use connection::{Channels, Performed, Socket, Subscribed, serve};
pub use hub::{Burst, Hub, Stats};

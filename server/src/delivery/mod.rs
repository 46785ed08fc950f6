//! Events become effects: whoever listens is told, and what must not be lost is left as
//! rows and tasks.
//!
//! The [`dispatcher`] reads facts in order, and passes by what cannot be told ([`doubts`]). [`news`] gathers what they are about, [`cable`]
//! says it to listeners (to contacts less than to members, `readers`), [`hooks`] to webhooks, and
//! [`effects`] is what is written down. Who listens to what is in [`streams`], who is there in
//! [`presence`]. Webhooks are told by [`tell`], after all that, those that a rule or a macro names
//! by `call`, and members where they are by [`alerts`]. What was said is made findable by the
//! [`indexer`]. Whoever comes back later reads the [`feed`]. That somebody is [`typing`] is no
//! fact, and told in passing.

mod alerts;
mod cable;
mod call;
mod consequences;
mod dispatcher;
mod doubts;
mod effects;
pub mod feed;
mod hooks;
pub mod indexer;
mod news;
pub mod presence;
mod readers;
pub mod streams;
mod tell;
pub mod typing;

pub use alerts::{Vapid, kind as alert_kind, push_kind};
pub use call::kind as call_kind;
pub use dispatcher::{Dispatcher, READER};
pub use tell::{kind as tell_kind, tell_now};

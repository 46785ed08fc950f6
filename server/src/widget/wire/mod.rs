//! What the chat of a website is told (contract `realtime-client-platform.md`, 4.5 and 4.8 to
//! 4.12): of its inbox and of those who answer there, and of what is said.

mod inbox;
mod row;
mod talk;

pub use inbox::{Campaign, ChannelConfig, Config, Installation, Member, WebChannel};
pub use row::ConversationRow;
pub use talk::{Answered, Begun, Contact, Current, Listed, Messages, Meta, Written};

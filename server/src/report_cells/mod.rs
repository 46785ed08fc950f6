//! What reports add up, counted for stretches of time that are over.
//!
//! Nothing of this is written with a message. Once an hour all that happened since the last time
//! is counted into cells of a quarter of an hour and of a day, and the account is sealed up to
//! there ([`seal`]). A report adds up cells and what they do not hold: what came after the seal,
//! and the ends of a time that begins or ends within a cell ([`read`]). So it is exact at any
//! moment and for any time, and a year is few rows.
//!
//! A conversation is counted for the team, the agent and the labels that it has now. Whoever
//! changes those of one that is older than the seal takes it out of the cells before and puts it
//! back after that ([`take_out`], [`put_back`]); what is deleted is only taken out. A report of
//! labels asks how long conversations took that began in a time, whenever that was measured; this
//! is counted once more by when they began ([`read::of_begun`]). What is told of two things at once,
//! as of an inbox and a label, has cells too ([`pairs`]). Why so is in
//! `docs/decisions/0009-reports-are-counted-when-it-is-over.md`.

pub mod pairs;
pub mod read;
pub mod seal;
mod store;

use std::time::Duration;

use crate::{clock::Timestamp, id::ConversationId, work::Work};

pub use store::delete_some_of_account;

/// How long something takes at most from when it happens until it is committed. Nothing is
/// counted before.
const MARGIN: Duration = Duration::from_mins(15);

/// How old a conversation is at least of which anything is counted by whoever counts while it is
/// changed.
const OLD: Duration = Duration::from_mins(10);

/// The smallest stretch of time, in microseconds. Clocks all over the world differ by whole
/// quarters of an hour.
pub const QUARTER: i64 = 15 * 60 * 1_000_000;

/// What is counted apart from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// All of the account, as number 0.
    Account,
    Inbox,
    /// Who has conversations, who says something, who is told of with an event.
    User,
    Team,
    Tag,
    /// A tag, with what was measured in the cell in which the conversation began.
    TagOfBegun,
    /// An inbox, and about how long a first answer took.
    Pace,
    /// An inbox and a tag, with the conversations that began. Of days only.
    InboxAndTag,
    /// An inbox, and how many days after a conversation began something was said to the contact,
    /// in the cell in which it began. Of days only.
    Delay,
}

/// How long a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Quarter,
    /// Of UTC.
    Day,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub incoming: i64,
    pub outgoing: i64,
    pub conversations: i64,
    pub first_responses: Took,
    pub replies: Took,
    pub resolutions: Took,
    pub bot_resolutions: i64,
    pub bot_handoffs: i64,
}

/// How often something was measured, and how long it took altogether.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Took {
    pub count: i64,
    /// Seconds.
    pub time: i64,
    /// Those of them in which the inbox was open.
    pub open_time: i64,
}

/// Everything that a conversation is counted for.
pub const ALL: [Dimension; 9] = [
    Dimension::Account,
    Dimension::Inbox,
    Dimension::User,
    Dimension::Team,
    Dimension::Tag,
    Dimension::TagOfBegun,
    Dimension::Pace,
    Dimension::InboxAndTag,
    Dimension::Delay,
];

/// What a conversation is counted for by its tags.
pub const TAGS: [Dimension; 3] = [Dimension::Tag, Dimension::TagOfBegun, Dimension::InboxAndTag];

impl From<Dimension> for i64 {
    fn from(dimension: Dimension) -> i64 {
        match dimension {
            Dimension::Account => 0,
            Dimension::Inbox => 1,
            Dimension::User => 2,
            Dimension::Team => 3,
            Dimension::Tag => 4,
            Dimension::TagOfBegun => 5,
            Dimension::Pace => 6,
            Dimension::InboxAndTag => 7,
            Dimension::Delay => 8,
        }
    }
}

impl From<Dimension> for db::Value<'_> {
    fn from(dimension: Dimension) -> Self {
        db::Value::Int(dimension.into())
    }
}

impl From<Span> for db::Value<'_> {
    fn from(span: Span) -> Self {
        db::Value::Int(match span {
            Span::Quarter => 0,
            Span::Day => 1,
        })
    }
}

impl Span {
    /// In microseconds.
    const fn length(self) -> i64 {
        match self {
            Span::Quarter => QUARTER,
            Span::Day => 96 * QUARTER,
        }
    }
}

impl Totals {
    pub fn add(&mut self, other: &Totals) {
        self.incoming += other.incoming;
        self.outgoing += other.outgoing;
        self.conversations += other.conversations;
        self.first_responses.add(other.first_responses);
        self.replies.add(other.replies);
        self.resolutions.add(other.resolutions);
        self.bot_resolutions += other.bot_resolutions;
        self.bot_handoffs += other.bot_handoffs;
    }
}

impl Took {
    fn add(&mut self, other: Took) {
        self.count += other.count;
        self.time += other.time;
        self.open_time += other.open_time;
    }
}

/// Takes conversations out of some cells, each with the time when it began: they are about to be
/// counted otherwise there, or to be gone.
pub async fn take_out(
    work: &mut Work<'_>,
    dimensions: &[Dimension],
    conversations: impl IntoIterator<Item = (ConversationId, Timestamp)>,
) -> db::Result<()> {
    let old = old(work, conversations);
    count(work, dimensions, &old, -1).await
}

/// Counts conversations again that were taken out, as they are now.
pub async fn put_back(
    work: &mut Work<'_>,
    dimensions: &[Dimension],
    conversations: impl IntoIterator<Item = (ConversationId, Timestamp)>,
) -> db::Result<()> {
    let old = old(work, conversations);
    count(work, dimensions, &old, 1).await
}

/// Takes conversations out whose tags are about to be others, whenever they began.
pub async fn take_out_tagged(work: &mut Work<'_>, conversations: &[i64]) -> db::Result<()> {
    count(work, &TAGS, conversations, -1).await
}

/// Counts them again.
pub async fn put_back_tagged(work: &mut Work<'_>, conversations: &[i64]) -> db::Result<()> {
    count(work, &TAGS, conversations, 1).await
}

async fn count(
    work: &mut Work<'_>,
    dimensions: &[Dimension],
    conversations: &[i64],
    times: i64,
) -> db::Result<()> {
    if conversations.is_empty() {
        return Ok(());
    }
    let seal = seal::keep(work).await?;
    store::count_conversations(work, conversations, dimensions, seal, times).await
}

/// Those of which anything can have been counted.
fn old(
    work: &Work<'_>,
    conversations: impl IntoIterator<Item = (ConversationId, Timestamp)>,
) -> Vec<i64> {
    let latest = work.now.minus(OLD);
    let old = conversations.into_iter().filter(|(_, began)| *began < latest);
    old.map(|(id, _)| id.0).collect()
}

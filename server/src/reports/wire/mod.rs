//! Reports as clients see them (contract `behaviour.md`, 7.3 to 7.10): a series, a summary, a
//! year. What waits is in `live`, numbers by agents, inboxes and the like in `by`.

mod by;
mod live;

use schemars::JsonSchema;
use serde::Serialize;

use super::{average, series, summary, year};
use crate::{
    clock::{self, Timestamp},
    report_cells::Totals,
};

pub use by::{
    ChannelSummary, FirstResponses, InboxLabelMatrix, LabelSummary, PartSummary, Said, by_channel,
};
pub use live::{Conversations, Group, Live, MemberMetrics};

/// The parts of a series; an empty object where there is no such number.
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Series {
    Points(Vec<Point>),
    Nothing {},
}

#[derive(JsonSchema, Serialize)]
pub struct Point {
    pub value: Number,
    /// When this part of the time begins.
    #[serde(with = "clock::Epoch")]
    pub timestamp: Timestamp,
    /// Of how many the value is the average.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
}

/// A count, or an average in seconds.
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Number {
    Count(i64),
    Average(f64),
}

#[derive(JsonSchema, Serialize)]
pub struct Summary {
    #[serde(flatten)]
    now: Counted,
    previous: Counted,
}

#[derive(JsonSchema, Serialize)]
struct Counted {
    conversations_count: i64,
    incoming_messages_count: i64,
    outgoing_messages_count: i64,
    avg_first_response_time: Option<f64>,
    avg_resolution_time: Option<f64>,
    resolutions_count: i64,
    reply_time: Option<f64>,
}

#[derive(JsonSchema, Serialize)]
pub struct BotSummary {
    #[serde(flatten)]
    now: ByBots,
    previous: ByBots,
}

#[derive(JsonSchema, Serialize)]
struct ByBots {
    bot_resolutions_count: i64,
    bot_handoffs_count: i64,
}

#[derive(JsonSchema, Serialize)]
pub struct BotMetrics {
    conversation_count: i64,
    message_count: i64,
    /// In a hundred conversations.
    resolution_rate: i64,
    handoff_rate: i64,
}

#[derive(JsonSchema, Serialize)]
pub struct YearInReview {
    /// As it was named, or this one as a number.
    year: Year,
    total_conversations: i64,
    busiest_day: Option<BusiestDay>,
    support_personality: Personality,
}

#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
#[schemars(inline)]
enum Year {
    Named(String),
    This(i16),
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
struct BusiestDay {
    /// `Mar 05`.
    date: String,
    count: i64,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
struct Personality {
    avg_response_time_seconds: i64,
}

impl From<Option<Vec<series::Point>>> for Series {
    fn from(points: Option<Vec<series::Point>>) -> Self {
        match points {
            Some(points) => Series::Points(points.into_iter().map(Into::into).collect()),
            None => Series::Nothing {},
        }
    }
}

impl From<series::Point> for Point {
    fn from(point: series::Point) -> Self {
        let (value, count) = match point.number {
            series::Number::Count(count) => (Number::Count(count), None),
            series::Number::Average(Some(average), count) => {
                (Number::Average(average), Some(count))
            }
            series::Number::Average(None, count) => (Number::Count(0), Some(count)),
        };
        Point { value, timestamp: point.start, count }
    }
}

impl Counted {
    fn of(totals: &Totals, business_hours: bool) -> Self {
        Counted {
            conversations_count: totals.conversations,
            incoming_messages_count: totals.incoming,
            outgoing_messages_count: totals.outgoing,
            avg_first_response_time: average(totals.first_responses, business_hours),
            avg_resolution_time: average(totals.resolutions, business_hours),
            resolutions_count: totals.resolutions.count,
            reply_time: average(totals.replies, business_hours),
        }
    }
}

impl Summary {
    pub fn of(summary: &summary::Summary, business_hours: bool) -> Self {
        Summary {
            now: Counted::of(&summary.totals, business_hours),
            previous: Counted::of(&summary.previous, business_hours),
        }
    }
}

impl From<summary::Summary> for BotSummary {
    fn from(summary: summary::Summary) -> Self {
        let of = |totals: Totals| ByBots {
            bot_resolutions_count: totals.bot_resolutions,
            bot_handoffs_count: totals.bot_handoffs,
        };
        BotSummary { now: of(summary.totals), previous: of(summary.previous) }
    }
}

impl From<summary::Bots> for BotMetrics {
    fn from(bots: summary::Bots) -> Self {
        let summary::Bots { conversations, messages, resolution_rate, handoff_rate } = bots;
        BotMetrics {
            conversation_count: conversations,
            message_count: messages,
            resolution_rate,
            handoff_rate,
        }
    }
}

impl From<year::Review> for YearInReview {
    fn from(review: year::Review) -> Self {
        let year::Review { year, this_year, conversations, busiest, response_seconds } = review;
        let day = |(date, count): (jiff::civil::Date, i64)| BusiestDay {
            date: date.strftime("%b %d").to_string(),
            count,
        };
        YearInReview {
            year: year.map_or(Year::This(this_year), Year::Named),
            total_conversations: conversations,
            busiest_day: busiest.map(day),
            support_personality: Personality { avg_response_time_seconds: response_seconds },
        }
    }
}

//! How a number changes from hour to hour, day to day, year to year (contract 7.3).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    About, average,
    time::{Division, Range},
};
use crate::{
    clock::Timestamp,
    error::Result,
    report_cells::{
        Took, Totals,
        read::{self, Cell},
    },
    work::Work,
};

/// Which number is wanted.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "metric": "avg_first_response_time" }]))]
#[serde(default)]
pub struct Wanted {
    /// `conversations_count`, `incoming_messages_count`, `outgoing_messages_count`,
    /// `resolutions_count`, `bot_resolutions_count`, `bot_handoffs_count`,
    /// `avg_first_response_time`, `avg_resolution_time` or `reply_time`. Of anything else there
    /// is nothing to tell.
    pub metric: String,
}

#[derive(Clone, Copy, Debug)]
enum Metric {
    Conversations,
    Incoming,
    Outgoing,
    Resolutions,
    BotResolutions,
    BotHandoffs,
    FirstResponseTime,
    ResolutionTime,
    ReplyTime,
}

/// A number of one part of the time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Count(i64),
    /// An average in seconds, and of how many.
    Average(Option<f64>, i64),
}

#[derive(Clone, Copy, Debug)]
pub struct Point {
    pub start: Timestamp,
    pub number: Number,
}

/// The number in each part of the time. None if there is no such number.
pub async fn of(
    work: &mut Work<'_>,
    wanted: &Wanted,
    about: &About,
    range: Range,
    division: Division,
) -> Result<Option<Vec<Point>>> {
    let Some(metric) = Metric::named(&wanted.metric) else { return Ok(None) };
    let (dimension, id) = about.subject(work).await?;
    let Some(time) = range.time() else { return Ok(Some(Vec::new())) };
    let starts = division.starts(time)?;
    let cells = read::cells(work, dimension, id, time, division.longest()).await?;
    let mut totals = vec![Totals::default(); starts.len()];
    for Cell { start, totals: more, .. } in cells {
        // The first may begin before the time does, but not before its part.
        let after = starts.partition_point(|part| *part <= start);
        if let Some(part) = after.checked_sub(1) {
            totals[part].add(&more);
        }
    }
    let point = |(start, totals)| Point { start, number: metric.of(totals, about.business_hours) };
    Ok(Some(starts.into_iter().zip(&totals).map(point).collect()))
}

impl Metric {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "conversations_count" => Metric::Conversations,
            "incoming_messages_count" => Metric::Incoming,
            "outgoing_messages_count" => Metric::Outgoing,
            "resolutions_count" => Metric::Resolutions,
            "bot_resolutions_count" => Metric::BotResolutions,
            "bot_handoffs_count" => Metric::BotHandoffs,
            "avg_first_response_time" => Metric::FirstResponseTime,
            "avg_resolution_time" => Metric::ResolutionTime,
            "reply_time" => Metric::ReplyTime,
            _ => return None,
        })
    }

    fn of(self, totals: &Totals, business_hours: bool) -> Number {
        let averaged = |took: Took| Number::Average(average(took, business_hours), took.count);
        match self {
            Metric::Conversations => Number::Count(totals.conversations),
            Metric::Incoming => Number::Count(totals.incoming),
            Metric::Outgoing => Number::Count(totals.outgoing),
            Metric::Resolutions => Number::Count(totals.resolutions.count),
            Metric::BotResolutions => Number::Count(totals.bot_resolutions),
            Metric::BotHandoffs => Number::Count(totals.bot_handoffs),
            Metric::FirstResponseTime => averaged(totals.first_responses),
            Metric::ResolutionTime => averaged(totals.resolutions),
            Metric::ReplyTime => averaged(totals.replies),
        }
    }
}

//! Reports as clients see them (contract `behaviour.md`, 7.3 to 7.10).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    average,
    by::{self, Part},
    live,
    matrix::{self, Distribution},
    series, store, summary, year,
};
use crate::{
    actor::Availability,
    agents::Agent,
    clock::{self, Timestamp},
    id::{InboxId, LabelId, UserId},
    links::Avatar,
    report_cells::Totals,
};

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

/// Open conversations of the account, or of each member.
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Conversations {
    Account(Live),
    Members(Vec<MemberMetrics>),
}

#[derive(JsonSchema, Serialize)]
pub struct Live {
    open: i64,
    unattended: i64,
    unassigned: i64,
    pending: i64,
}

#[derive(JsonSchema, Serialize)]
pub struct MemberMetrics {
    id: UserId,
    name: String,
    email: String,
    thumbnail: Avatar,
    availability: Availability,
    metric: MemberMetric,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
struct MemberMetric {
    open: i64,
    unattended: i64,
}

#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Group {
    OfTeam { open: i64, unattended: i64, unassigned: i64, team_id: Option<i64> },
    OfAssignee { open: i64, unattended: i64, unassigned: i64, assignee_id: Option<i64> },
}

/// What was counted of an agent, a team or an inbox.
#[derive(JsonSchema, Serialize)]
pub struct PartSummary {
    id: i64,
    conversations_count: i64,
    resolved_conversations_count: i64,
    avg_resolution_time: Option<f64>,
    avg_first_response_time: Option<f64>,
    avg_reply_time: Option<f64>,
}

#[derive(JsonSchema, Serialize)]
pub struct LabelSummary {
    id: i64,
    name: String,
    conversations_count: i64,
    avg_resolution_time: f64,
    avg_first_response_time: f64,
    avg_reply_time: f64,
    resolved_conversations_count: i64,
}

#[derive(JsonSchema, Serialize)]
pub struct ChannelSummary {
    open: i64,
    resolved: i64,
    pending: i64,
    snoozed: i64,
    total: i64,
}

/// First answers by how long they took.
#[derive(JsonSchema, Serialize)]
pub struct FirstResponses {
    #[serde(rename = "0-1h")]
    within_an_hour: i64,
    #[serde(rename = "1-4h")]
    within_four_hours: i64,
    #[serde(rename = "4-8h")]
    within_eight_hours: i64,
    #[serde(rename = "8-24h")]
    within_a_day: i64,
    #[serde(rename = "24h+")]
    later: i64,
}

#[derive(JsonSchema, Serialize)]
pub struct InboxLabelMatrix {
    inboxes: Vec<NamedInbox>,
    labels: Vec<NamedLabel>,
    /// A row for each inbox, a number for each label.
    matrix: Vec<Vec<i64>>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
struct NamedInbox {
    id: InboxId,
    name: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
struct NamedLabel {
    id: LabelId,
    title: String,
}

#[derive(JsonSchema, Serialize)]
pub struct Said {
    id: Option<i64>,
    name: Option<String>,
    outgoing_messages_count: i64,
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

impl From<live::Counts> for Live {
    fn from(counts: live::Counts) -> Self {
        let live::Counts { open, unattended, unassigned, pending } = counts;
        Live { open, unattended, unassigned, pending }
    }
}

impl Live {
    /// Of the open ones only, of which none is pending.
    pub fn of_open(counts: live::Counts) -> Self {
        Live { pending: 0, ..counts.into() }
    }
}

impl From<(Agent, store::Waiting)> for MemberMetrics {
    fn from((agent, waiting): (Agent, store::Waiting)) -> Self {
        MemberMetrics {
            id: agent.id,
            name: agent.name,
            email: agent.email,
            thumbnail: agent.avatar,
            availability: agent.availability_status,
            metric: MemberMetric { open: waiting.open, unattended: waiting.unattended },
        }
    }
}

impl Group {
    pub fn all(groups: live::Groups) -> Vec<Self> {
        match groups {
            live::Groups::Teams(groups) => groups.into_iter().map(Self::of_team).collect(),
            live::Groups::Assignees(groups) => groups.into_iter().map(Self::of_assignee).collect(),
        }
    }

    fn of_team(waiting: store::Waiting) -> Self {
        let store::Waiting { group: team_id, open, unattended, unassigned } = waiting;
        Group::OfTeam { open, unattended, unassigned, team_id }
    }

    fn of_assignee(waiting: store::Waiting) -> Self {
        let store::Waiting { group: assignee_id, open, unattended, unassigned } = waiting;
        Group::OfAssignee { open, unattended, unassigned, assignee_id }
    }
}

impl PartSummary {
    pub fn all(parts: &[Part], business_hours: bool) -> Vec<Self> {
        parts.iter().map(|part| Self::of(part, business_hours)).collect()
    }

    fn of(part: &Part, business_hours: bool) -> Self {
        PartSummary {
            id: part.id,
            conversations_count: part.totals.conversations,
            resolved_conversations_count: part.resolved,
            avg_resolution_time: average(part.totals.resolutions, business_hours),
            avg_first_response_time: average(part.totals.first_responses, business_hours),
            avg_reply_time: average(part.totals.replies, business_hours),
        }
    }
}

impl LabelSummary {
    pub fn all(parts: Vec<Part>, business_hours: bool) -> Vec<Self> {
        parts.into_iter().map(|part| Self::of(part, business_hours)).collect()
    }

    fn of(part: Part, business_hours: bool) -> Self {
        let average = |took| average(took, business_hours).unwrap_or(0.0);
        LabelSummary {
            id: part.id,
            name: part.name,
            conversations_count: part.totals.conversations,
            avg_resolution_time: average(part.totals.resolutions),
            avg_first_response_time: average(part.totals.first_responses),
            avg_reply_time: average(part.totals.replies),
            resolved_conversations_count: part.resolved,
        }
    }
}

impl From<by::Channel> for ChannelSummary {
    fn from(channel: by::Channel) -> Self {
        let by::Channel { open, resolved, pending, snoozed } = channel;
        let total = open + resolved + pending + snoozed;
        ChannelSummary { open, resolved, pending, snoozed, total }
    }
}

/// Something about each channel, by what it is called.
pub fn by_channel<T, U: From<T>>(channels: BTreeMap<String, T>) -> BTreeMap<String, U> {
    channels.into_iter().map(|(channel, value)| (channel, value.into())).collect()
}

impl From<Distribution> for FirstResponses {
    fn from(distribution: Distribution) -> Self {
        let [within_an_hour, within_four_hours, within_eight_hours, within_a_day, later] =
            distribution;
        FirstResponses {
            within_an_hour,
            within_four_hours,
            within_eight_hours,
            within_a_day,
            later,
        }
    }
}

impl From<matrix::Matrix> for InboxLabelMatrix {
    fn from(matrix: matrix::Matrix) -> Self {
        let matrix::Matrix { inboxes, labels, counts } = matrix;
        InboxLabelMatrix {
            inboxes: inboxes.into_iter().map(|(id, name)| NamedInbox { id, name }).collect(),
            labels: labels.into_iter().map(|(id, title)| NamedLabel { id, title }).collect(),
            matrix: counts,
        }
    }
}

impl From<matrix::Said> for Said {
    fn from(said: matrix::Said) -> Self {
        let matrix::Said { id, name, count } = said;
        Said { id, name, outgoing_messages_count: count }
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

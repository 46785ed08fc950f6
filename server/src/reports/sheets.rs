//! Reports as tables for spreadsheets (contract 7.6).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Hours, average,
    by::{self, Part},
    summary,
    time::{Division, Group, Range, Zone},
};
use crate::{
    clock::Timestamp,
    contacts::sheets::line,
    error::{Error, Result},
    inboxes,
    report_cells::{
        Dimension, QUARTER, Span, Took,
        read::{self, Time},
    },
    work::Work,
};

/// Which days are wanted of a table of hours.
#[derive(Debug, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Days {
    /// How many whole days before today.
    pub days_before: i64,
    pub timezone_offset: Zone,
}

impl Default for Days {
    fn default() -> Self {
        Days { days_before: 6, timezone_offset: Zone::default() }
    }
}

/// The most days of a table of hours.
const MOST_DAYS: i64 = 366;

/// A table that is being written.
struct Sheet(Vec<u8>);

impl Sheet {
    /// Begins with what time the table is of, and what its columns are called.
    fn of(time: Time, columns: &[&str]) -> Self {
        let day = |moment| Zone::default().shown(moment).date();
        let period = format!("Reporting period {} to {}", day(time.since), day(time.until));
        let mut sheet = Sheet(line([period]));
        sheet.add_apart(columns);
        sheet
    }

    /// A row below an empty one.
    fn add_apart<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.0.push(b'\n');
        self.0.extend(line(cells));
    }
}

pub async fn agents(work: &mut Work<'_>, range: Range, hours: Hours) -> Result<Vec<u8>> {
    let columns = [
        "Agent name",
        "Assigned conversations",
        "Avg first response time",
        "Avg resolution time",
        "Avg customer waiting time",
        "Resolution Count",
    ];
    let mut sheet = Sheet::of(range.told()?, &columns);
    for part in by::agent(work, range).await? {
        sheet.add_apart(row(&part, hours));
    }
    Ok(sheet.0)
}

pub async fn teams(work: &mut Work<'_>, range: Range, hours: Hours) -> Result<Vec<u8>> {
    let columns = [
        "Team name",
        "Conversations count",
        "Avg first response time",
        "Avg resolution time",
        "Avg customer waiting time",
        "Resolution Count",
    ];
    let mut sheet = Sheet::of(range.told()?, &columns);
    for part in by::team(work, range).await? {
        sheet.add_apart(row(&part, hours));
    }
    Ok(sheet.0)
}

pub async fn labels(work: &mut Work<'_>, range: Range, hours: Hours) -> Result<Vec<u8>> {
    let columns = [
        "Label",
        "No. of conversations",
        "Avg first response time",
        "Avg resolution time",
        "Avg reply time",
        "Resolution Count",
    ];
    let mut sheet = Sheet::of(range.told()?, &columns);
    for part in by::label(work, range).await? {
        sheet.add_apart(row(&part, hours));
    }
    Ok(sheet.0)
}

/// The rows hold two numbers more than there are columns with a name.
pub async fn inboxes(work: &mut Work<'_>, range: Range, hours: Hours) -> Result<Vec<u8>> {
    let columns = [
        "Inbox name",
        "Inbox type",
        "No. of conversations",
        "Avg first response time",
        "Avg resolution time",
    ];
    let mut sheet = Sheet::of(range.told()?, &columns);
    let inboxes = inboxes::list(work).await?;
    for part in by::inbox(work, range).await? {
        let inbox = inboxes.iter().find(|inbox| inbox.id.0 == part.id);
        let kind = inbox.map_or("", |inbox| channel_name(&inbox.channel_type));
        let mut cells = row(&part, hours);
        cells.insert(1, kind.to_owned());
        sheet.add_apart(cells);
    }
    Ok(sheet.0)
}

pub async fn conversations(work: &mut Work<'_>, range: Range, hours: Hours) -> Result<Vec<u8>> {
    let columns = [
        "Conversations",
        "Messages received",
        "Messages sent",
        "Avg first response time",
        "Avg resolution time",
        "Resolution count",
        "Avg customer waiting time",
    ];
    let time = range.told()?;
    let mut sheet = Sheet::of(time, &columns);
    let totals = summary::totals(work, (Dimension::Account, 0), time).await?;
    let took = |took: Took| spoken(average(took, hours.business_hours));
    sheet.add_apart([
        totals.conversations.to_string(),
        totals.incoming.to_string(),
        totals.outgoing.to_string(),
        took(totals.first_responses),
        took(totals.resolutions),
        totals.resolutions.count.to_string(),
        took(totals.replies),
    ]);
    Ok(sheet.0)
}

/// How many conversations began in each hour of the last days, today left out.
pub async fn traffic(work: &mut Work<'_>, days: &Days) -> Result<Vec<u8>> {
    if !(1..=MOST_DAYS).contains(&days.days_before) {
        let problem = format!("must be between 1 and {MOST_DAYS}");
        return Err(Error::invalid("days_before", problem));
    }
    let zone = days.timezone_offset;
    let division = Division { group_by: Group::Day, timezone_offset: zone };
    let day_ago = |days: i64| Timestamp(work.now.0 - days * 96 * QUARTER);
    let (first, today) = (division.start(day_ago(days.days_before)), division.start(day_ago(0)));
    let time = Time::new(first, today);
    let starts = division.starts(time)?;
    let mut counts = vec![[0_i64; 24]; starts.len()];
    for cell in read::cells(work, Dimension::Account, 0, time, Span::Quarter).await? {
        let day = starts.partition_point(|start| *start <= cell.start).saturating_sub(1);
        let hour = usize::try_from(zone.shown(cell.start).hour()).unwrap_or_default();
        counts[day][hour] += cell.totals.conversations;
    }
    let mut table = line(["Timezone".to_owned(), zone.to_string()]);
    let dates = starts.iter().map(|start| zone.shown(*start).date().to_string());
    table.extend(line(std::iter::once("Start of the hour".to_owned()).chain(dates)));
    for hour in 0..24 {
        let row = counts.iter().map(|day| day[hour].to_string());
        table.extend(line(std::iter::once(format!("{hour:02}:00")).chain(row)));
    }
    Ok(table)
}

fn row(part: &Part, hours: Hours) -> Vec<String> {
    let took = |took: Took| spoken(average(took, hours.business_hours));
    vec![
        part.name.clone(),
        part.totals.conversations.to_string(),
        took(part.totals.first_responses),
        took(part.totals.resolutions),
        took(part.totals.replies),
        part.resolved.to_string(),
    ]
}

/// Seconds as people say them, in the two largest units that there are any of.
fn spoken(seconds: Option<f64>) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "what is not whole is not said")]
    let seconds = seconds.unwrap_or(0.0) as i64;
    let units = [
        ("day", seconds / 86_400),
        ("hour", seconds / 3_600 % 24),
        ("minute", seconds / 60 % 60),
        ("second", seconds % 60),
    ];
    let some = units.into_iter().filter(|(_, count)| *count > 0).take(2);
    let said: Vec<String> = some
        .map(|(unit, count)| format!("{count} {unit}{}", if count == 1 { "" } else { "s" }))
        .collect();
    if said.is_empty() { "N/A".to_owned() } else { said.join(" ") }
}

/// What people call a channel.
fn channel_name(channel: &str) -> &str {
    match channel {
        "Channel::WebWidget" => "Website",
        "Channel::Api" => "API",
        "Channel::TwilioSms" => "Twilio SMS",
        "Channel::FacebookPage" => "Facebook",
        "Channel::TwitterProfile" => "Twitter",
        "Channel::Sms" => "SMS",
        "Channel::Line" => "LINE",
        "Channel::Tiktok" => "TikTok",
        other => other.strip_prefix("Channel::").unwrap_or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn times_are_said_in_two_units_at_most() {
        for (seconds, said) in [
            (None, "N/A"),
            (Some(0.9), "N/A"),
            (Some(45.5), "45 seconds"),
            (Some(181.0), "3 minutes 1 second"),
            (Some(93_784.0), "1 day 2 hours"),
            (Some(86_401.0), "1 day 1 second"),
            (Some(40.0 * 86_400.0), "40 days"),
        ] {
            assert_eq!(spoken(seconds), said);
        }
    }
}

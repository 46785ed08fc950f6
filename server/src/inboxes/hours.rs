//! Opening hours: for each day of the week, from when to when an inbox is answered.

use std::collections::HashMap;

use db::{FromRow, Row, args, sql};
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Problems, Result},
    id::InboxId,
    work::Work,
};

/// Days of a week.
const DAYS: usize = 7;

/// The hours of one day. Sunday is 0. Closed days have no hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Day {
    pub day_of_week: i64,
    pub closed_all_day: bool,
    pub open_hour: Option<i64>,
    pub open_minutes: Option<i64>,
    pub close_hour: Option<i64>,
    pub close_minutes: Option<i64>,
    pub open_all_day: bool,
}

#[derive(Debug, Deserialize)]
pub struct DayChange {
    pub day_of_week: Option<i64>,
    pub closed_all_day: Option<bool>,
    pub open_hour: Option<i64>,
    pub open_minutes: Option<i64>,
    pub close_hour: Option<i64>,
    pub close_minutes: Option<i64>,
    pub open_all_day: Option<bool>,
}

impl Day {
    fn closed(day_of_week: i64) -> Self {
        Day {
            day_of_week,
            closed_all_day: true,
            open_hour: None,
            open_minutes: None,
            close_hour: None,
            close_minutes: None,
            open_all_day: false,
        }
    }

    fn open(day_of_week: i64, from: (i64, i64), to: (i64, i64)) -> Self {
        Day {
            closed_all_day: false,
            open_hour: Some(from.0),
            open_minutes: Some(from.1),
            close_hour: Some(to.0),
            close_minutes: Some(to.1),
            ..Self::closed(day_of_week)
        }
    }

    fn changed(&self, change: &DayChange) -> Result<Self> {
        let closed = change.closed_all_day.unwrap_or(self.closed_all_day);
        let open_all_day = change.open_all_day.unwrap_or(self.open_all_day);
        if closed && open_all_day {
            return Err(Error::invalid("open_all_day", "cannot be set on a day that is closed"));
        }
        if closed {
            return Ok(Self::closed(self.day_of_week));
        }
        if open_all_day {
            let day = Self::open(self.day_of_week, (0, 0), (23, 59));
            return Ok(Day { open_all_day: true, ..day });
        }
        let mut problems = Problems::default();
        let mut part = |field, given: Option<i64>, kept: Option<i64>, most| {
            let value = given.or(kept).unwrap_or(0);
            if !(0..=most).contains(&value) {
                problems.add(field, format!("must be between 0 and {most}"));
            }
            value
        };
        let from = (
            part("open_hour", change.open_hour, self.open_hour, 23),
            part("open_minutes", change.open_minutes, self.open_minutes, 59),
        );
        let to = (
            part("close_hour", change.close_hour, self.close_hour, 23),
            part("close_minutes", change.close_minutes, self.close_minutes, 59),
        );
        if to <= from {
            problems.add("close_hour", "must be after the opening hour");
        }
        problems.check()?;
        Ok(Self::open(self.day_of_week, from, to))
    }
}

/// Gives a new inbox the usual hours: nine to five, from Monday to Friday.
pub async fn create(work: &mut Work<'_>, inbox: InboxId) -> Result<()> {
    for day in 0..7 {
        let day = match day {
            0 | 6 => Day::closed(day),
            weekday => Day::open(weekday, (9, 0), (17, 0)),
        };
        store(work, inbox, &day).await?;
    }
    Ok(())
}

/// Changes days of an inbox.
pub async fn update(work: &mut Work<'_>, inbox: InboxId, changes: &[DayChange]) -> Result<()> {
    if changes.len() > DAYS {
        let problem = format!("are too many (maximum is {DAYS})");
        return Err(Error::invalid("working_hours", problem));
    }
    for change in changes {
        let mut hours = of_inboxes(work, &[inbox.0]).await?;
        let days = hours.remove(&inbox).unwrap_or_default();
        let day = days.into_iter().find(|day| Some(day.day_of_week) == change.day_of_week);
        let day = day.ok_or_else(|| Error::invalid("day_of_week", "must be between 0 and 6"))?;
        store(work, inbox, &day.changed(change)?).await?;
    }
    Ok(())
}

struct OfInbox(InboxId, Day);

impl FromRow for OfInbox {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(OfInbox(
            row.take()?,
            Day {
                day_of_week: row.take()?,
                closed_all_day: row.take()?,
                open_hour: row.take()?,
                open_minutes: row.take()?,
                close_hour: row.take()?,
                close_minutes: row.take()?,
                open_all_day: row.take()?,
            },
        ))
    }
}

/// The hours of each inbox, from Sunday to Saturday.
pub async fn of_inboxes(
    work: &mut Work<'_>,
    ids: &[i64],
) -> db::Result<HashMap<InboxId, Vec<Day>>> {
    let sql = sql!(
        "select inbox_id, day_of_week, closed_all_day, open_hour, open_minutes, close_hour,
           close_minutes, open_all_day
         from working_hours where inbox_id = any($1) order by inbox_id, day_of_week"
    );
    let mut hours: HashMap<InboxId, Vec<Day>> = HashMap::new();
    for OfInbox(inbox, day) in work.tx.all(sql, args![ids]).await? {
        hours.entry(inbox).or_default().push(day);
    }
    Ok(hours)
}

async fn store(work: &mut Work<'_>, inbox: InboxId, day: &Day) -> db::Result<()> {
    let sql = sql!(
        "insert into working_hours (inbox_id, day_of_week, closed_all_day, open_hour,
           open_minutes, close_hour, close_minutes, open_all_day)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (inbox_id, day_of_week) do update set
           closed_all_day = excluded.closed_all_day, open_hour = excluded.open_hour,
           open_minutes = excluded.open_minutes, close_hour = excluded.close_hour,
           close_minutes = excluded.close_minutes, open_all_day = excluded.open_all_day"
    );
    let args = args![
        inbox,
        day.day_of_week,
        day.closed_all_day,
        day.open_hour,
        day.open_minutes,
        day.close_hour,
        day.close_minutes,
        day.open_all_day,
    ];
    work.tx.push(sql, args).await
}

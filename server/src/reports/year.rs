//! A member's year: how much they had to do, when most of it came, and how fast they were
//! (contract 7.10).

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::time::Zone;
use crate::{
    error::{Error, Result},
    id::UserId,
    report_cells::{
        Dimension, Span, Totals,
        read::{self, Time},
    },
    work::Work,
};

/// Which year is wanted; this one if none is named.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "year": "2026" }]))]
#[serde(default)]
pub struct Wanted {
    pub year: Option<String>,
}

#[derive(Debug)]
pub struct Review {
    /// As it was named.
    pub year: Option<String>,
    pub this_year: i16,
    /// Conversations that began in that year and are theirs now.
    pub conversations: i64,
    /// When most of them began.
    pub busiest: Option<(Date, i64)>,
    pub response_seconds: i64,
}

pub async fn review(work: &mut Work<'_>, user: UserId, wanted: &Wanted) -> Result<Review> {
    let this_year = Zone::default().shown(work.now).year();
    let year = match &wanted.year {
        Some(year) => year.trim().parse().ok().filter(|year| (1970..=2200).contains(year)),
        None => Some(this_year),
    };
    let year = year.ok_or_else(|| Error::invalid("year", "must be a year"))?;
    let mut totals = Totals::default();
    let mut days: BTreeMap<Date, i64> = BTreeMap::new();
    for cell in read::cells(work, Dimension::User, user.0, of_year(year), Span::Day).await? {
        let day = Zone::default().shown(cell.start).date();
        *days.entry(day).or_default() += cell.totals.conversations;
        totals.add(&cell.totals);
    }
    let busiest = days.into_iter().filter(|(_, count)| *count > 0);
    let took = totals.first_responses;
    Ok(Review {
        year: wanted.year.clone(),
        this_year,
        conversations: totals.conversations,
        // The first of them, if there are several.
        busiest: busiest.rev().max_by_key(|(_, count)| *count),
        response_seconds: if took.count == 0 { 0 } else { took.time / took.count },
    })
}

fn of_year(year: i16) -> Time {
    let begin = |year| Zone::default().moment(Date::constant(year, 1, 1));
    Time::new(begin(year), begin(year + 1))
}

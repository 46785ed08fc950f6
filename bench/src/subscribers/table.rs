//! The table of the subscribers.

use std::io::Write as _;

use super::{Measured, Posted, SUBSCRIBERS};
use crate::{
    Result,
    table::{micros, millis},
};

/// Prints what a round has shown as a Markdown table.
pub fn print(measured: &Measured) -> Result<()> {
    let Measured { with_none, with_some, told, told_per_second, behind } = measured;
    let row = |name: &str, cell: fn(&Posted) -> String| {
        format!("| {name} | {} | {} |", cell(with_none), cell(with_some))
    };
    let rows = [
        format!("| an agent posts a message | no webhooks | {SUBSCRIBERS} webhooks |"),
        "|---|---|---|".to_owned(),
        row("at 200/s: median, p99", |it| {
            format!("{}, {}", millis(it.steady.median), millis(it.steady.p99))
        }),
        row("at 200/s: CPU, with what is told", |it| micros(it.steady.cpu)),
        row("at 32 connections", |it| format!("{:.0}/s", it.busy.per_second)),
        row("at 32 connections: CPU, with what is told", |it| micros(it.busy.cpu)),
        format!("| told | | {told}, {told_per_second:.0}/s |"),
        format!("| the last was told, after the last post | | {} |", millis(*behind)),
    ];
    let mut out = std::io::stdout().lock();
    for row in rows {
        writeln!(out, "{row}")?;
    }
    Ok(())
}

//! The table of the routes.

use std::io::Write as _;

use super::Measured;
use crate::{
    Result,
    table::{micros, millis},
};

/// Prints what rounds have shown as a Markdown table.
pub fn print(rounds: &[Measured]) -> Result<()> {
    let Some(first) = rounds.first() else { return Ok(()) };
    let titles: Vec<&str> = rounds.iter().map(|round| round.title.as_str()).collect();
    let mut out = std::io::stdout().lock();
    writeln!(out, "| CPU, median, p99 of one | {} |", titles.join(" | "))?;
    writeln!(out, "|---|{}", "---|".repeat(rounds.len()))?;
    for (number, answers) in first.answers.iter().enumerate() {
        let cells: Vec<String> = rounds
            .iter()
            .map(|round| {
                let it = &round.answers[number];
                format!("{}, {}, {}", micros(it.cpu), millis(it.median), millis(it.p99))
            })
            .collect();
        writeln!(out, "| {} | {} |", answers.route, cells.join(" | "))?;
    }
    Ok(())
}

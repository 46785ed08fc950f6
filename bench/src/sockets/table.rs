//! The table of the sockets: what was measured beside what it may cost.

use std::{io::Write as _, time::Duration};

use hdrhistogram::Histogram;

use super::Measured;
use crate::{Result, table::millis};

/// Prints what a round has shown as a Markdown table.
pub fn print(measured: &Measured) -> Result<()> {
    let Measured { sockets, opened_per_second, memory, memory_later, pings, presence, heard } =
        measured;
    let rows = [
        row("", "budget", &format!("{sockets} sockets")),
        "|---|---|---|".to_owned(),
        row("memory of one, subscribed", "<= 12 KB", &kilobytes(*memory)),
        row("memory of one, after two minutes of presence", "<= 12 KB", &kilobytes(*memory_later)),
        row("opened and subscribed", "", &format!("{opened_per_second:.0}/s")),
        row("CPU of a second, pings alone", "", &millis(*pings)),
        row("CPU of a second, with presence", "", &millis(*presence)),
        row("a message is heard by half of them within", "<= 150 ms", &spread(heard, 50.0)),
        row("by 99 of 100", "", &spread(heard, 99.0)),
        row("by the last", "", &spread(heard, 100.0)),
    ];
    let mut out = std::io::stdout().lock();
    for row in rows {
        writeln!(out, "{row}")?;
    }
    Ok(())
}

/// The median of all messages, and the worst of them.
fn spread(heard: &[Histogram<u64>], percent: f64) -> String {
    let mut times: Vec<u64> = heard.iter().map(|one| one.value_at_percentile(percent)).collect();
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    let worst = times.last().copied().unwrap_or_default();
    let [median, worst] = [median, worst].map(|micros| millis(Duration::from_micros(micros)));
    format!("{median} (at worst {worst})")
}

fn row(name: &str, budget: &str, cell: &str) -> String {
    format!("| {name} | {budget} | {cell} |")
}

fn kilobytes(bytes: u64) -> String {
    format!("{}.{} KB", bytes / 1_000, bytes % 1_000 / 100)
}

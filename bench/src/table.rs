//! The table: what was measured beside what it may cost.

use std::{io::Write as _, time::Duration};

use crate::{
    Result,
    round::{Answers, Measured},
};

/// What the design allows on two cores, for the embedded database.
fn budget(question: &str) -> [&'static str; 3] {
    match question {
        "an agent posts a message" => ["<= 105 us", ">= 5,000/s", ""],
        "list 25 conversations" => ["<= 330 us", "", "p99 <= 5 ms"],
        "report a year" => ["", "", "<= 100 ms"],
        _ => ["", "", ""],
    }
}

/// Prints the rounds as columns of a Markdown table.
pub fn print(rounds: &[Measured]) -> Result<()> {
    let Some(first) = rounds.first() else { return Ok(()) };
    let mut rows = vec![row("", "budget", rounds, |round| round.title.clone())];
    rows.push(format!("|---|---|{}", "---|".repeat(rounds.len())));
    for (number, answers) in first.answers.iter().enumerate() {
        let [cpu, rate, latency] = budget(answers.question);
        let of =
            |show: fn(&Answers) -> String| move |round: &Measured| show(&round.answers[number]);
        rows.push(row(&format!("{}: CPU", answers.question), cpu, rounds, of(shown_cpu)));
        rows.push(row(
            "at 32 connections",
            rate,
            rounds,
            of(|it| format!("{:.0}/s", it.busy.per_second)),
        ));
        rows.push(row("at 200/s: CPU", "", rounds, of(|it| micros(it.steady.cpu))));
        rows.push(row(
            "at 200/s: median, p99",
            latency,
            rounds,
            of(|it| format!("{}, {}", millis(it.steady.median), millis(it.steady.p99))),
        ));
    }
    let megabytes = |bytes: u64| format!("{} MB", bytes / 1_000_000);
    rows.push(row("memory when idle", "<= 40 MB", rounds, |it| megabytes(it.idle_memory)));
    rows.push(row("CPU of a minute when idle", "", rounds, |it| millis(it.idle_cpu)));
    rows.push(row("memory after all this", "", rounds, |it| megabytes(it.loaded_memory)));
    rows.push(row("ready after", "<= 300 ms", rounds, |it| millis(it.ready_after)));
    let mut out = std::io::stdout().lock();
    for row in rows {
        writeln!(out, "{row}")?;
    }
    Ok(())
}

fn row(
    name: &str,
    budget: &str,
    rounds: &[Measured],
    cell: impl Fn(&Measured) -> String,
) -> String {
    let cells: Vec<String> = rounds.iter().map(cell).collect();
    format!("| {name} | {budget} | {} |", cells.join(" | "))
}

fn shown_cpu(answers: &Answers) -> String {
    let own = micros(answers.busy.cpu);
    match answers.busy.database_cpu {
        Some(database) => format!("{own}, and {} of PostgreSQL", micros(database)),
        None => own,
    }
}

pub fn micros(duration: Duration) -> String {
    format!("{} us", duration.as_micros())
}

pub fn millis(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1e3)
}

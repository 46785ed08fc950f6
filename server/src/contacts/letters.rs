//! What is written to administrators about imports and exports (contract `behaviour.md`, 4.6):
//! to the one who asked for it, if they are still one.

use super::imports::{Import, wire::REPORT};
use crate::{
    agents,
    error::Result,
    id::{BlobId, UserId},
    links::Links,
    mail::{Letter, Mail},
    work::Work,
};

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Imported,
    NotImported,
    Exported,
    NotExported,
}

impl Subject {
    fn as_str(self) -> &'static str {
        match self {
            Subject::Imported => "Contact Import Completed",
            Subject::NotImported => "Contact Import Failed",
            Subject::Exported => "Your contact's export file is available to download.",
            Subject::NotExported => "Contact Export Failed",
        }
    }
}

/// Has a letter sent to somebody, unless they are no administrator any more.
pub async fn send(
    work: &mut Work<'_>,
    to: UserId,
    subject: Subject,
    letter: &Letter,
) -> Result<()> {
    let found = agents::of_users(work, &[to]).await?;
    let Some(reader) = found.into_iter().find(agents::Agent::is_administrator) else {
        return Ok(());
    };
    Ok(work.enqueue(Mail::new(reader.email, subject.as_str(), letter)).await?)
}

pub fn imported(links: &Links, import: &Import) -> Letter {
    let Import { filename, created, updated, refused, report, .. } = import;
    let letter = Letter::new().paragraph("Hi,").paragraph(format!(
        "{filename} has been imported: {created} contacts were added, {updated} were there and \
         have been brought up to date, {refused} rows were refused."
    ));
    match report {
        Some(report) => letter
            .action("Download the rows that were refused", links.to_blob(*report, REPORT))
            .note("Each row has its reason in the last column. Correct them and import the file again. The link works for a few days; whoever has it can download the file."),
        None => letter,
    }
}

pub fn not_imported(import: &Import, problem: &str) -> Letter {
    let Import { filename, processed, .. } = import;
    Letter::new().paragraph("Hi,").paragraph(format!(
        "{filename} could not be imported to its end: {problem}"
    )).paragraph(format!(
        "{processed} rows before that have been read, and stay as they are. It does no harm to import them again."
    ))
}

pub fn exported(links: &Links, count: i64, blob: BlobId, filename: &str) -> Letter {
    Letter::new()
        .paragraph("Hi,")
        .paragraph(format!("{count} contacts have been exported."))
        .action("Download the file", links.to_blob(blob, filename))
        .note("The link works for a few days. Whoever has it can download the file, so do not pass it on.")
}

pub fn not_exported(problem: &str) -> Letter {
    Letter::new()
        .paragraph("Hi,")
        .paragraph(format!("The contacts could not be exported: {problem}"))
}

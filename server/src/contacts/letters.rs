//! What is written to administrators about imports and exports (contract `behaviour.md`, 4.6):
//! to the one who asked for it, if they are still one.

use super::imports::{Import, wire::REPORT};
use crate::{
    accounts, agents,
    error::Result,
    id::{BlobId, UserId},
    mail::{Letter, Mail},
    texts::{Tables, Values},
    work::Work,
};

/// What a letter is about.
#[derive(Clone, Copy, Debug)]
pub enum About<'a> {
    Imported(&'a Import),
    NotImported(&'a Import, &'a str),
    /// So many contacts, in a file of this name.
    Exported(i64, BlobId, &'a str),
    NotExported(&'a str),
}

/// Has a letter sent to somebody, unless they are no administrator any more.
pub async fn send(work: &mut Work<'_>, to: UserId, about: About<'_>) -> Result<()> {
    let found = agents::of_users(work, &[to]).await?;
    let Some(reader) = found.into_iter().find(agents::Agent::is_administrator) else {
        return Ok(());
    };
    let texts = accounts::texts(work).await?;
    let begun = Letter::in_language(texts.language).paragraph(&texts.letters.hello);
    let said = &texts.tables;
    let (subject, letter) = match about {
        About::Imported(import) => (&said.imported.subject, imported(said, begun, work, import)),
        About::NotImported(import, problem) => {
            (&said.not_imported.subject, not_imported(said, begun, import, problem))
        }
        About::Exported(count, blob, filename) => {
            let url = work.links.to_blob(blob, filename);
            let letter = begun
                .paragraph(said.exported.opening.with(&[("count", &count)]))
                .action(&said.exported.action, url)
                .note(&said.exported.note);
            (&said.exported.subject, letter)
        }
        About::NotExported(problem) => {
            let opening = said.not_exported.opening.with(&[("problem", &problem)]);
            (&said.not_exported.subject, begun.paragraph(opening))
        }
    };
    Ok(work.enqueue(Mail::new(reader.email, subject, &letter)).await?)
}

fn imported(said: &Tables, begun: Letter, work: &Work<'_>, import: &Import) -> Letter {
    let Import { filename, created, updated, refused, report, .. } = import;
    let values: Values<'_> =
        &[("filename", filename), ("created", created), ("updated", updated), ("refused", refused)];
    let letter = begun.paragraph(said.imported.opening.with(values));
    match report {
        Some(report) => letter
            .action(&said.imported.action, work.links.to_blob(*report, REPORT))
            .note(&said.imported.note),
        None => letter,
    }
}

fn not_imported(said: &Tables, begun: Letter, import: &Import, problem: &str) -> Letter {
    let Import { filename, processed, .. } = import;
    let values: Values<'_> = &[("filename", filename), ("problem", &problem)];
    begun
        .paragraph(said.not_imported.opening.with(values))
        .paragraph(said.rows_before.with(&[("processed", processed)]))
}

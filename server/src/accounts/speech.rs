//! In which language an account is spoken for: in its own, whoever is at work, but for what a
//! contact is told who looks at their chat in another (contract `behaviour.md`, 0.7).
//!
//! Whoever is let in brings along what is known of that
//! ([`Languages`](crate::texts::Languages)), so that it costs nothing to say something in answer to
//! a request. What is done by itself asks once, when there is something to be said.

use super::store;
use crate::{
    error::Result,
    texts::{Language, Texts},
    work::Work,
};

/// The language of the account that the work is done for.
pub async fn language(work: &mut Work<'_>) -> Result<Language> {
    if let Some((_, language)) = work.languages.account.filter(|(of, _)| *of == work.account) {
        return Ok(language);
    }
    let standing = store::standing(work.tx, work.account).await?;
    let language = standing.map(|standing| standing.language).unwrap_or_default();
    work.languages.account = Some((work.account, language));
    Ok(language)
}

/// What is said to everybody.
pub async fn texts(work: &mut Work<'_>) -> Result<&'static Texts> {
    Ok(language(work).await?.texts())
}

/// What is said to the contact of the conversation at hand.
pub async fn texts_for_contact(work: &mut Work<'_>) -> Result<&'static Texts> {
    match work.languages.contact {
        Some(language) => Ok(language.texts()),
        None => texts(work).await,
    }
}

/// Has nobody go on in the language that the account was set to before.
pub fn changed(work: &mut Work<'_>) {
    work.languages.account = None;
    work.changes_access();
}

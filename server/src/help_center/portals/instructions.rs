//! How the domain of a portal is set up, as a mail to whoever runs that domain.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Portal, domain, find};
use crate::{
    accounts,
    error::{Error, Result},
    mail::{Letter, Mail},
    texts::Texts,
    validate,
    work::Work,
};

/// Who is to be told.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Recipient {
    pub email: Option<String>,
}

/// Has the mail sent.
pub async fn send(work: &mut Work<'_>, slug: &str, recipient: &Recipient) -> Result<()> {
    let portal = find(work, slug).await?;
    let email = validate::filled(recipient.email.clone());
    let email = email.ok_or(Error::said("email", "Email is required"))?;
    let to = email.trim();
    if !validate::is_email(to) || to.len() > validate::SHORT {
        return Err(Error::said("email", "Invalid email format"));
    }
    let host = portal.domain()?;
    let texts = accounts::texts(work).await?;
    let subject = texts.domains.subject.with(&[("host", &host), ("portal", &portal.name)]);
    let letter = letter(texts, &portal, host, work.links.base());
    Ok(work.enqueue(Mail::new(to, subject, &letter)).await?)
}

fn letter(texts: &Texts, portal: &Portal, host: &str, base: &str) -> Letter {
    let target = domain::asked_for(base).unwrap_or_else(|| base.to_owned());
    let said = &texts.domains;
    Letter::in_language(texts.language)
        .paragraph(&texts.letters.hello)
        .paragraph(said.opening.with(&[("portal", &portal.name), ("host", &host)]))
        .paragraph(said.record.with(&[("host", &host), ("target", &target)]))
        .paragraph(&said.patience)
}

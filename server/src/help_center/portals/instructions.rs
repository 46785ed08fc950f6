//! How the domain of a portal is set up, as a mail to whoever runs that domain.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Portal, domain, find};
use crate::{
    error::{Error, Result},
    mail::{Letter, Mail},
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
    let subject = format!("Set up {host} for {}", portal.name);
    let letter = letter(&portal, host, work.links.base());
    Ok(work.enqueue(Mail::new(to, subject, &letter)).await?)
}

fn letter(portal: &Portal, host: &str, base: &str) -> Letter {
    let target = domain::asked_for(base).unwrap_or_else(|| base.to_owned());
    Letter::new()
        .paragraph("Hi,")
        .paragraph(format!(
            "the help center \"{}\" is to be found at {host}. For that, please add this record \
             where the names of your domain are kept:",
            portal.name
        ))
        .paragraph(format!("Type: CNAME\nName: {host}\nValue: {target}"))
        .paragraph(
            "It may take some hours until everybody sees it. Whoever runs the server has to \
             have a certificate for that name, too.",
        )
}

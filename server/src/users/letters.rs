//! What users are written about themselves: that they are invited, how to set a password, that
//! an address is to be confirmed (contract `application-core.md`, 4.4 to 4.7, 7.1).
//!
//! A letter is a task that says whom it is for. The token in its link is made when it is
//! written, so that it is kept nowhere but in the mail.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Door, Purpose, email_key, one_time, store};
use crate::{
    error::Result,
    id::UserId,
    mail::{self, Mail},
    tasks::Task,
    work::Work,
};

/// For how long the link counts to set a password that was forgotten, and others.
const FORGOTTEN: Duration = Duration::from_hours(6);
const INVITED: Duration = Duration::from_hours(7 * 24);

/// A letter that is to be written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    /// Somebody was added to an account, and has no password yet.
    Invitation { user: UserId, account: String },
    /// Somebody says that they have forgotten the password of an address.
    ForgottenPassword { email: String },
    /// Somebody waits for the mail that confirms an address.
    Confirmation { email: String },
    /// A user wants to have another address.
    NewAddress { user: UserId, email: String },
}

impl Task for Letter {
    const KIND: &'static str = "users.letter";

    fn key(&self) -> String {
        match self {
            Letter::Invitation { user, .. } => format!("invitation:{user}"),
            Letter::ForgottenPassword { email } => format!("password:{email}"),
            Letter::Confirmation { email } => format!("confirmation:{email}"),
            Letter::NewAddress { user, .. } => format!("address:{user}"),
        }
    }
}

impl Letter {
    /// Writes the letter, unless there is nobody any more whom it is for.
    pub async fn write(&self, work: &mut Work<'_>, frontend_url: &str) -> Result<Option<Mail>> {
        match self {
            Letter::Invitation { user, account } => match store::door_of(work.tx, *user).await? {
                Some(door) => invitation(work, frontend_url, &door, Some(account)).await.map(Some),
                None => Ok(None),
            },
            Letter::ForgottenPassword { email } => {
                match store::door(work.tx, &email_key(email)).await? {
                    Some(door) => forgotten(work, frontend_url, &door).await.map(Some),
                    None => Ok(None),
                }
            }
            Letter::Confirmation { email } => {
                let door = store::door(work.tx, &email_key(email)).await?;
                match door.filter(|door| !door.is_confirmed) {
                    Some(door) if door.password.is_none() => {
                        invitation(work, frontend_url, &door, None).await.map(Some)
                    }
                    Some(door) => confirmation(work, frontend_url, &door, None).await.map(Some),
                    None => Ok(None),
                }
            }
            Letter::NewAddress { user, email } => match store::door_of(work.tx, *user).await? {
                Some(door) => {
                    one_time::revoke_one_time(work.tx, *user, Purpose::Confirmation).await?;
                    confirmation(work, frontend_url, &door, Some(email)).await.map(Some)
                }
                None => Ok(None),
            },
        }
    }
}

async fn invitation(
    work: &mut Work<'_>,
    frontend_url: &str,
    door: &Door,
    account: Option<&String>,
) -> Result<Mail> {
    let url = password_url(work, frontend_url, door, INVITED).await?;
    let place = account.map_or_else(|| "a support desk".to_owned(), Clone::clone);
    let letter = mail::Letter::new()
        .paragraph("Hi,")
        .paragraph(format!("You have been invited to answer customers at {place}."))
        .action("Set a password and sign in", url)
        .note("The link can be used once, within seven days. If you expected no invitation, you can ignore this mail.");
    Ok(Mail::new(&door.email, format!("You have been invited to {place}"), &letter))
}

async fn forgotten(work: &mut Work<'_>, frontend_url: &str, door: &Door) -> Result<Mail> {
    let url = password_url(work, frontend_url, door, FORGOTTEN).await?;
    let letter = mail::Letter::new()
        .paragraph("Hi,")
        .paragraph("Somebody, most likely you, has asked to set another password.")
        .action("Set another password", url)
        .note("The link can be used once, within six hours. If it was not you who asked, you can ignore this mail: your password stays what it is.");
    Ok(Mail::new(&door.email, "Reset password instructions", &letter))
}

async fn confirmation(
    work: &mut Work<'_>,
    frontend_url: &str,
    door: &Door,
    other: Option<&String>,
) -> Result<Mail> {
    let (user, now) = (door.user, work.now);
    let other = other.map(String::as_str);
    let token = one_time::issue(work.tx, user, Purpose::Confirmation, other, now, INVITED).await?;
    let frontend_url = frontend_url.trim_end_matches('/');
    let url = format!("{frontend_url}/app/auth/confirmation?confirmation_token={token}");
    let address = other.unwrap_or(&door.email);
    let letter = mail::Letter::new()
        .paragraph("Hi,")
        .paragraph(format!("Please confirm that {address} is your address."))
        .action("Confirm the address", url)
        .note("The link can be used once, within seven days. If you have not signed up, you can ignore this mail.");
    Ok(Mail::new(address, "Confirmation Instructions", &letter))
}

async fn password_url(
    work: &mut Work<'_>,
    frontend_url: &str,
    door: &Door,
    lives: Duration,
) -> Result<String> {
    let (user, now) = (door.user, work.now);
    let token = one_time::issue(work.tx, user, Purpose::Password, None, now, lives).await?;
    let frontend_url = frontend_url.trim_end_matches('/');
    Ok(format!("{frontend_url}/app/auth/password/edit?reset_password_token={token}"))
}

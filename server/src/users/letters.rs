//! What users are written about themselves: that they are invited, how to set a password, that
//! an address is to be confirmed (contract `application-core.md`, 4.4 to 4.7, 7.1).
//!
//! A letter is a task that says whom it is for. The token in its link is made when it is
//! written, so that it is kept nowhere but in the mail.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Door, NewToken, Purpose, email_key, one_time, store};
use crate::{
    accounts,
    error::Result,
    id::{AccountId, UserId},
    mail::{self, Mail},
    tasks::Task,
    texts::{self, Language, Texts},
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
    let url = password_url(work, frontend_url, door, work.tenant(), INVITED).await?;
    let texts = texts_for(work, door.user).await?;
    let (said, some_desk) = (&texts.letters.invitation, texts.letters.some_desk.as_str());
    let place = account.map_or(some_desk, String::as_str);
    let (subject, opening) =
        (said.subject.with(&[("place", &place)]), said.opening.with(&[("place", &place)]));
    Ok(Mail::new(&door.email, subject, &letter(texts, said, opening, url)))
}

async fn forgotten(work: &mut Work<'_>, frontend_url: &str, door: &Door) -> Result<Mail> {
    let url = password_url(work, frontend_url, door, None, FORGOTTEN).await?;
    let texts = texts_for(work, door.user).await?;
    let said = &texts.letters.password;
    let letter = letter(texts, said, String::from(&said.opening), url);
    Ok(Mail::new(&door.email, &said.subject, &letter))
}

async fn confirmation(
    work: &mut Work<'_>,
    frontend_url: &str,
    door: &Door,
    other: Option<&String>,
) -> Result<Mail> {
    let user = door.user;
    let email = other.map(String::as_str);
    let purpose = Purpose::Confirmation;
    let new = NewToken { user, purpose, email, account: None, lives: INVITED };
    let token = one_time::issue(work.tx, &new, work.now).await?;
    let frontend_url = frontend_url.trim_end_matches('/');
    let url = format!("{frontend_url}/app/auth/confirmation?confirmation_token={token}");
    let address = email.unwrap_or(&door.email);
    let texts = texts_for(work, user).await?;
    let said = &texts.letters.confirmation;
    let letter = letter(texts, said, said.opening.with(&[("address", &address)]), url);
    Ok(Mail::new(address, &said.subject, &letter))
}

/// What is said to a user: in the language that they have chosen, or that of the account which
/// writes to them, or else of the account that they joined first.
async fn texts_for(work: &mut Work<'_>, user: UserId) -> Result<&'static Texts> {
    if let Some(language) = store::language_of(work.tx, user).await? {
        return Ok(language.texts());
    }
    if work.tenant().is_some() {
        return accounts::texts(work).await;
    }
    let first = accounts::of_user(work.tx, user).await?.into_iter().next();
    Ok(first.map(|first| Language::of(&first.locale)).unwrap_or_default().texts())
}

fn letter(texts: &Texts, said: &texts::Letter, opening: String, url: String) -> mail::Letter {
    mail::Letter::in_language(texts.language)
        .paragraph(&texts.letters.hello)
        .paragraph(opening)
        .action(&said.action, url)
        .note(&said.note)
}

/// Where a password is set, by which an invitation to an account is accepted if there is one.
async fn password_url(
    work: &mut Work<'_>,
    frontend_url: &str,
    door: &Door,
    account: Option<AccountId>,
    lives: Duration,
) -> Result<String> {
    let (user, purpose) = (door.user, Purpose::Password);
    let new = NewToken { user, purpose, email: None, account, lives };
    let token = one_time::issue(work.tx, &new, work.now).await?;
    let frontend_url = frontend_url.trim_end_matches('/');
    Ok(format!("{frontend_url}/app/auth/password/edit?reset_password_token={token}"))
}

//! What can go wrong, said once.
//!
//! Actions return [`Error`]; `http` alone turns it into a status. A module adds its own
//! enum only when a caller chooses what to do by variant.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in.
    #[error("You need to sign in or sign up before continuing.")]
    SignedOut,
    /// Whoever wants to sign in has not shown that they may. Says why.
    #[error("{0}")]
    NotSignedIn(Cow<'static, str>),
    /// Nobody is signed in who could sign out.
    #[error("User was not found or was not logged in.")]
    NobodySignedOut,
    /// A code that is asked for besides a password is not the right one.
    #[error("Invalid verification code")]
    WrongCode,
    /// What was shown lets nobody in, as it stands in a link of a mail. Says why.
    #[error("{0}")]
    BadLink(&'static str),
    /// Somebody tries this too often, and may again after so many seconds.
    #[error("Too many attempts. Please try again later.")]
    TooMany { retry_after: u64 },
    /// The caller is known to be the wrong one, or may not do this. Says why.
    #[error("{0}")]
    Unauthorized(&'static str),
    /// What is asked for cannot be done there, whoever asks. Says why.
    #[error("{0}")]
    Forbidden(Cow<'static, str>),
    /// The account has as many of these as it may have. Says so.
    #[error("{0}")]
    LimitReached(&'static str),
    /// What is asked for means nothing for such a record, whoever asks. Says why.
    #[error("{0}")]
    Unfit(&'static str),
    /// The installation does not offer this.
    #[error("There is nothing at this address.")]
    NotOffered,
    /// The record does not exist, or this caller may not know that it does.
    #[error("Resource could not be found")]
    NotFound,
    /// What was to be referred to has gone in the meantime. Whoever asks hears that it is not there;
    /// who does many things at a time begins again, since nothing of it was kept.
    #[error("Resource could not be found")]
    Vanished,
    /// A page is asked for the chat of a website that there is not.
    #[error("web widget does not exist")]
    NoWebsite,
    /// It was there once, and what the caller wants to go on from is not kept any more. Says so.
    #[error("{0}")]
    Gone(&'static str),
    /// It is at odds with another request. Says how.
    #[error("{0}")]
    Conflict(&'static str),
    /// The same request was begun before, and its answer is not there.
    #[error(
        "The request with this Idempotency-Key was begun, and its answer is not there: it may be \
         about to come, or it was lost"
    )]
    Unanswered,
    /// The same request was carried out before, and answered this.
    #[error("The same request was answered before")]
    Answered(Box<Answered>),
    /// Fields break rules of the product. Shown to the user as it is.
    #[error("{0}")]
    Invalid(Problems),
    /// The request as a whole breaks a rule of the product. Shown to the user as it is.
    #[error("{0}")]
    Refused(Cow<'static, str>),
    /// The database was asked for too much, or is slow at the moment.
    #[error("It would take too long to find this. Please ask for less.")]
    TooSlow,
    /// A required parameter is not there.
    #[error("param is missing or the value is empty: {0}")]
    Missing(&'static str),
    /// The request cannot be read at all.
    #[error("{0}")]
    Malformed(String),
    /// The request is larger than is accepted.
    #[error("the request is larger than {0} bytes")]
    TooLarge(usize),
    /// The environment failed or too much is waiting; the same request may succeed later.
    #[error("{0}")]
    Unavailable(String),
    /// The environment failed so that nobody knows whether the change was kept. To ask again
    /// might do it twice.
    #[error("{0}")]
    Uncertain(String),
    /// A bug or a broken dependency. Logged in full, shown as a bare 500.
    #[error(transparent)]
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

/// The role or the inbox membership of the caller does not allow this.
pub const NOT_ALLOWED: Error = Error::Unauthorized("You are not authorized to do this action");

/// The account is not the caller's.
pub const NO_MEMBER: Error = Error::Unauthorized("You are not authorized to access this account");

/// What the caller shows is to look with, and to change nothing.
pub const READING_ONLY: Error = Error::Unauthorized("This access token is for reading only");

/// Nothing is done in an account that is suspended.
pub const SUSPENDED: Error = Error::Unauthorized("Account is suspended");

/// What a request was answered.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Answered {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// Why fields were refused: at least one problem, in the order they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    found: Vec<Problem>,
    /// What is said before them, where the contract wants that.
    preface: &'static str,
    /// Whether clients want them sorted by their fields.
    is_by_field: bool,
}

/// Why one field was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The name of the field as the client sends it; `base` for the record as a whole.
    pub field: Cow<'static, str>,
    /// What is wrong: `can't be blank`, or a whole sentence.
    pub text: Cow<'static, str>,
    /// Whether the text is read by itself, not after the name of the field.
    pub is_sentence: bool,
}

impl Error {
    /// One field is wrong.
    pub fn invalid(
        field: impl Into<Cow<'static, str>>,
        text: impl Into<Cow<'static, str>>,
    ) -> Self {
        let mut problems = Problems::default();
        problems.add(field, text);
        Error::Invalid(problems)
    }

    /// One field is wrong, in words of their own.
    pub fn said(field: impl Into<Cow<'static, str>>, sentence: impl Into<String>) -> Self {
        let mut problems = Problems::default();
        problems.say(field, sentence.into());
        Error::Invalid(problems)
    }

    /// The same, with what is wrong sorted by fields.
    #[must_use]
    pub fn by_field(self) -> Self {
        match self {
            Error::Invalid(problems) => Error::Invalid(problems.by_field()),
            error => error,
        }
    }

    /// Whoever asks, it is not done. Says why.
    pub fn forbidden(text: impl Into<Cow<'static, str>>) -> Self {
        Error::Forbidden(text.into())
    }

    pub fn refused(text: impl Into<Cow<'static, str>>) -> Self {
        Error::Refused(text.into())
    }

    /// Whether what nobody waits for may succeed later: it failed by the environment or by what
    /// others did meanwhile, and not by what was wanted.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Error::Unavailable(_)
                | Error::Uncertain(_)
                | Error::Internal(_)
                | Error::TooSlow
                | Error::Vanished
        )
    }
}

impl Problems {
    /// Notes a problem, once. Nothing is refused before [`Problems::check`].
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, text: impl Into<Cow<'static, str>>) {
        let problem = Problem { field: field.into(), text: text.into(), is_sentence: false };
        if !self.found.contains(&problem) {
            self.found.push(problem);
        }
    }

    /// Notes a problem in words that an account has chosen.
    pub fn say(&mut self, field: impl Into<Cow<'static, str>>, sentence: String) {
        self.found.push(Problem { field: field.into(), text: sentence.into(), is_sentence: true });
    }

    /// Refuses what was found, if anything was.
    pub fn check(self) -> Result<()> {
        if self.found.is_empty() { Ok(()) } else { Err(Error::Invalid(self)) }
    }

    /// The same, said with a preface.
    #[must_use]
    pub fn prefaced(self, preface: &'static str) -> Self {
        Problems { preface, ..self }
    }

    /// The same, for clients who want them sorted by their fields.
    #[must_use]
    pub fn by_field(self) -> Self {
        Problems { is_by_field: true, ..self }
    }

    /// What is wrong with each field, if clients want it so.
    pub fn sorted(&self) -> Option<BTreeMap<&str, Vec<&str>>> {
        let mut sorted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for problem in &self.found {
            sorted.entry(&problem.field).or_default().push(&problem.text);
        }
        self.is_by_field.then_some(sorted)
    }

    /// The names of the fields, each once.
    pub fn fields(&self) -> Vec<&str> {
        let mut fields = Vec::new();
        for problem in &self.found {
            if !fields.contains(&&*problem.field) {
                fields.push(&*problem.field);
            }
        }
        fields
    }
}

impl std::fmt::Display for Problems {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.preface)?;
        for (at, problem) in self.found.iter().enumerate() {
            if at > 0 {
                out.write_str(", ")?;
            }
            problem.fmt(out)?;
        }
        Ok(())
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_sentence || self.field == "base" {
            return out.write_str(&self.text);
        }
        write!(out, "{} {}", spoken(&self.field), self.text)
    }
}

/// `attribute_key` as it is read aloud: `Attribute key`.
fn spoken(field: &str) -> String {
    let words = field.strip_suffix("_id").unwrap_or(field).replace(['_', '.'], " ");
    let mut characters = words.chars();
    let first = characters.next().map(|first| first.to_uppercase().collect::<String>());
    first.unwrap_or_default() + characters.as_str()
}

/// A unique index refused the row: says so of the field it guards.
pub fn taken(field: &'static str) -> impl Fn(db::Error) -> Error {
    move |error| match error {
        db::Error::Taken(_) => Error::invalid(field, TAKEN),
        error => error.into(),
    }
}

/// What cannot be removed yet, since somebody who had begun before has brought something that
/// refers to it. It can another time.
pub fn in_use(what: &'static str) -> impl Fn(db::Error) -> Error {
    move |error| match error {
        db::Error::Reference => Error::Unavailable(format!("{what} is in use")),
        error => error.into(),
    }
}

pub const TAKEN: &str = "has already been taken";

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            error if error.is_temporary() => Error::Unavailable(error.to_string()),
            db::Error::TooSlow => Error::TooSlow,
            error @ db::Error::Unknown => Error::Uncertain(error.to_string()),
            // Somebody else has added the same in the meantime, and is there the next time.
            error @ db::Error::Taken(_) => Error::Unavailable(error.to_string()),
            db::Error::Reference => Error::Vanished,
            db::Error::Value(problem) => Error::refused(format!("a value was refused: {problem}")),
            error => Error::Internal(Box::new(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Problems, spoken};

    #[test]
    fn problems_read_as_sentences() {
        let mut problems = Problems::default();
        problems.add("attribute_key", "can't be blank");
        problems.add("base", "Too many messages");
        problems.add("attribute_key", "is odd");

        assert_eq!(
            problems.to_string(),
            "Attribute key can't be blank, Too many messages, Attribute key is odd"
        );
        assert_eq!(problems.fields(), ["attribute_key", "base"]);
        assert_eq!(spoken("user_id"), "User");
    }
}

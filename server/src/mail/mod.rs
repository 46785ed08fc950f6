//! Mails: what is written to people outside of their conversations.
//!
//! An action asks for a [`Mail`] as it asks for any task, so it is sent after the commit, at
//! least once, and tried again when the mail server is away. Its words are put together by
//! [`letter`], as plain text and as HTML. How it leaves is in [`transport`]. Servers that
//! accounts name for their own mails are asked in [`probe`] whether they take any.

pub mod letter;
pub mod probe;
pub mod transport;

use serde::{Deserialize, Serialize};

use crate::{id, tasks::Task};

pub use letter::Letter;
pub use transport::{Mailer, Problem};

/// A mail that is to be sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mail {
    /// Tells it from all others.
    id: String,
    /// An address.
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl Mail {
    pub fn new(to: impl Into<String>, subject: impl Into<String>, letter: &Letter) -> Self {
        let subject = one_line(&subject.into());
        let (text, html) = (letter.text(), letter.html(&subject));
        Mail { id: id::uuid(), to: to.into(), subject, text, html }
    }

    /// The same, as the one mail there is about something.
    #[must_use]
    pub fn known_as(self, id: impl Into<String>) -> Self {
        Mail { id: id.into(), ..self }
    }

    /// What a mail server takes two of the same for one by.
    pub fn message_id(&self, domain: &str) -> String {
        format!("<{}@{domain}>", self.id)
    }
}

impl Task for Mail {
    const KIND: &'static str = "mail.send";

    fn key(&self) -> String {
        self.id.clone()
    }
}

/// A subject cannot go on in a second line, where it would be a header of its own.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split(char::is_control).filter(|part| !part.is_empty()).collect();
    words.join(" ")
}

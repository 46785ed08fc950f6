//! What can go wrong, in words for people.

use std::{error::Error as StdError, io};

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct Error {
    pub problem: Problem,
    /// Whether the request, or the one that a redirect answered, may have reached the other
    /// side: what it asks for may have been done. When this is false it certainly was not.
    pub may_have_arrived: bool,
}

/// What went wrong. The text is a sentence to be shown; [`Problem::code`] is for programs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It is not a URL, or not one that is asked; what it must be.
    #[error("URL {0}")]
    InvalidUrl(&'static str),
    /// Nowhere that it leads to may be connected to.
    #[error("Address is not on the public internet")]
    RefusedAddress,
    /// The name of the host has no address, or could not be looked up.
    #[error("Host name could not be resolved")]
    CannotResolve,
    /// No address takes connections; what the last of them said.
    #[error("Could not connect to server: {0}")]
    CannotConnect(String),
    /// There was no connection in time, which includes the look-up of the name and TLS.
    #[error("Timed out connecting to server")]
    TimedOutConnecting,
    /// There was a connection, but no whole answer in time.
    #[error("Timed out reading data from server")]
    TimedOutReading,
    /// There is no connection that is secure, mostly for the certificate's sake.
    #[error("Could not make a secure connection: {0}")]
    Tls(String),
    /// It has more bytes than are wanted.
    #[error("Answer is too large")]
    AnswerTooLarge,
    /// It was redirected where it is not sent; why not.
    #[error("Redirect {0}")]
    BadRedirect(&'static str),
    /// The other side closed the connection too early, or what it said is not HTTP.
    #[error("Connection was broken: {0}")]
    Broken(String),
}

impl Problem {
    /// A name that stays the same when the text is worded anew.
    pub fn code(&self) -> &'static str {
        match self {
            Problem::InvalidUrl(_) => "invalid_url",
            Problem::RefusedAddress => "refused_address",
            Problem::CannotResolve => "cannot_resolve",
            Problem::CannotConnect(_) => "cannot_connect",
            Problem::TimedOutConnecting => "timed_out_connecting",
            Problem::TimedOutReading => "timed_out_reading",
            Problem::Tls(_) => "tls",
            Problem::AnswerTooLarge => "answer_too_large",
            Problem::BadRedirect(_) => "bad_redirect",
            Problem::Broken(_) => "broken",
        }
    }

    /// What lies behind an error of the client: a problem of ours, a fault in TLS, or else the
    /// innermost of its causes.
    pub(crate) fn behind(error: &(dyn StdError + 'static)) -> Self {
        let mut cause = error;
        loop {
            if let Some(problem) = cause.downcast_ref::<Problem>() {
                return problem.clone();
            }
            if let Some(fault) = tls_fault(cause) {
                return Problem::Tls(fault.to_string());
            }
            match cause.source() {
                Some(source) => cause = source,
                None => return Problem::Broken(cause.to_string()),
            }
        }
    }
}

/// The fault in TLS that an error of a socket carries.
fn tls_fault<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    error.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref()
}

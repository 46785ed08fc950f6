//! Whether the domain of a portal leads to this installation by a secure connection (contract
//! `behaviour.md`, 8.1, whose names are those of a service that looks after certificates).

use std::time::Duration;

use outbound::{Outbound, Request, StatusCode};
use schemars::JsonSchema;
use serde::Serialize;

/// How long a domain may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bytes of an answer that are read.
const ANSWER: usize = 200;

/// Where an installation says which one it is.
const PLACE: &str = "/.well-known/frontdesk";

/// How it is with a domain.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Reached {
    pub status: Status,
    /// What is to be mended, in words for people.
    pub verification_errors: Vec<String>,
}

#[derive(Clone, Copy, Debug, JsonSchema, PartialEq, Eq, Serialize)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Active,
    PendingValidation,
}

/// Asks the domain for the word of this installation.
pub async fn ask(outbound: &Outbound, host: &str, word: &str) -> Reached {
    let request = Request::get(format!("https://{host}{PLACE}")).within(PATIENCE).beginning(ANSWER);
    let problem = match outbound.send(request).await {
        Err(error) => Some(error.to_string()),
        Ok(answer) if answer.status == StatusCode::OK && *answer.body == *word.as_bytes() => None,
        Ok(_) => Some("The domain does not lead to this server".to_owned()),
    };
    let status = if problem.is_none() { Status::Active } else { Status::PendingValidation };
    Reached { status, verification_errors: problem.into_iter().collect() }
}

//! Whether the domain of a portal leads here by a secure connection (contract `behaviour.md`, 8.1).
//! Its names are those of the service that looks after certificates there.

use std::time::Duration;

use outbound::{Outbound, Request, StatusCode};
use schemars::JsonSchema;
use serde::Serialize;

/// How long a domain may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bytes of an answer that are read.
const ANSWER: usize = 200;

/// What every server of the product answers there.
const HEALTH: (&str, &[u8]) = ("/health", br#"{"status":"woot"}"#);

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

/// Asks the domain what this server would answer.
pub async fn ask(outbound: &Outbound, host: &str) -> Reached {
    let (path, expected) = HEALTH;
    let request = Request::get(format!("https://{host}{path}")).within(PATIENCE).beginning(ANSWER);
    let problem = match outbound.send(request).await {
        Err(error) => Some(error.to_string()),
        Ok(answer) if answer.status == StatusCode::OK && *answer.body == *expected => None,
        Ok(_) => Some("The domain does not lead to this server".to_owned()),
    };
    let status = if problem.is_none() { Status::Active } else { Status::PendingValidation };
    Reached { status, verification_errors: problem.into_iter().collect() }
}

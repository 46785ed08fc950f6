//! The account that is asked about, made by `frontdesk demo`.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Result;

/// How much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    pub conversations: u32,
    /// Of a conversation, on average.
    pub messages: u32,
}

impl Size {
    #[must_use]
    pub fn tenfold(self) -> Self {
        Self { conversations: self.conversations * 10, ..self }
    }
}

/// The account, and the token of its administrator.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Desk {
    pub size: Size,
    account: i64,
    token: String,
}

impl Desk {
    /// The desk whose note is in the folder, or a new one.
    pub fn kept_in(
        folder: &Path,
        program: &Path,
        environment: &[(&str, String)],
        size: Size,
    ) -> Result<Self> {
        let note = folder.join("desk.json");
        if let Ok(text) = fs::read(&note) {
            return Ok(serde_json::from_slice(&text)?);
        }
        fs::create_dir_all(folder)?;
        let desk = Self::make(program, environment, size)?;
        fs::write(note, serde_json::to_vec(&desk)?)?;
        Ok(desk)
    }

    pub fn make(program: &Path, environment: &[(&str, String)], size: Size) -> Result<Self> {
        let (conversations, messages) = (size.conversations.to_string(), size.messages.to_string());
        let made = Command::new(program)
            .args(["demo", "--json", "--agents", "30", "--inboxes", "8", "--days", "365"])
            .args(["--conversations", &conversations, "--messages", &messages])
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()?;
        if !made.status.success() {
            return Err("the data set could not be made".into());
        }
        let said: Value = serde_json::from_slice(&made.stdout)?;
        let account = said["account_id"].as_i64().ok_or("the demo does not tell its account")?;
        let token = said["access_token"].as_str().ok_or("the demo does not tell a token")?;
        Ok(Self { size, account, token: token.to_owned() })
    }

    /// A request for what is below the account.
    pub fn get(&self, path: &str) -> Vec<u8> {
        let Self { account, token, .. } = self;
        format!(
            "GET /api/v1/accounts/{account}/{path} HTTP/1.1\r\nhost: bench\r\n\
             api_access_token: {token}\r\n\r\n"
        )
        .into_bytes()
    }

    pub fn post(&self, path: &str, body: &Value) -> Vec<u8> {
        let Self { account, token, .. } = self;
        let body = body.to_string();
        format!(
            "POST /api/v1/accounts/{account}/{path} HTTP/1.1\r\nhost: bench\r\n\
             api_access_token: {token}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    }
}

//! The account that is asked about, made by `frontdesk demo`.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Result;

/// The file of the embedded database.
const DATABASE: &str = "frontdesk.db";

/// Variables for the program.
pub type Environment = Vec<(&'static str, String)>;

/// How much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    pub conversations: u32,
    /// Of a conversation, on average.
    pub messages: u32,
    #[serde(default = "agents")]
    pub agents: u32,
    #[serde(default = "inboxes")]
    pub inboxes: u32,
}

/// Those who work at a desk, unless something else is said.
fn agents() -> u32 {
    30
}

fn inboxes() -> u32 {
    8
}

impl Size {
    pub fn new(conversations: u32, messages: u32) -> Self {
        Self { conversations, messages, agents: agents(), inboxes: inboxes() }
    }

    /// What data of this size are kept as.
    fn name(self) -> String {
        let Self { conversations, messages, agents, inboxes } = self;
        let usual = Self::new(conversations, messages);
        if self == usual {
            format!("{conversations}x{messages}")
        } else {
            format!("{conversations}x{messages}-{agents}-{inboxes}")
        }
    }

    /// How much was said, for people.
    pub fn title(self) -> String {
        match u64::from(self.conversations) * u64::from(self.messages) {
            count @ 0..1_000 => format!("{count} messages"),
            count @ 1_000..1_000_000 => format!("{}k messages", count / 1_000),
            count => format!("{}M messages", count / 1_000_000),
        }
    }

    #[must_use]
    pub fn tenfold(self) -> Self {
        Self { conversations: self.conversations * 10, ..self }
    }
}

/// The account, and the token of its administrator.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Desk {
    pub size: Size,
    pub account: i64,
    token: String,
}

/// A desk in a folder, to be used up: what is kept stays as it was made.
pub struct Copy {
    pub desk: Desk,
    pub folder: PathBuf,
}

impl Copy {
    /// Copies the desk of this size that is kept in the folder, or makes one to be kept.
    pub fn of(kept: &Path, program: &Path, size: Size) -> Result<Self> {
        let original = kept.join(size.name());
        let note = original.join("desk.json");
        if !note.exists() {
            fs::create_dir_all(&original)?;
            let desk = Desk::make(program, &embedded(&original), size)?;
            fs::write(&note, serde_json::to_vec(&desk)?)?;
        }
        let folder = kept.join("run");
        fs::create_dir_all(&folder)?;
        let database = folder.join(DATABASE);
        fs::copy(original.join(DATABASE), &database)?;
        // Where a server has run for a while, the system has its data in memory. To copy them
        // leaves as many of the original there.
        io::copy(&mut fs::File::open(&database)?, &mut io::sink())?;
        Ok(Self { desk: serde_json::from_slice(&fs::read(note)?)?, folder })
    }

    pub fn database(&self) -> PathBuf {
        self.folder.join(DATABASE)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("bench: {} is left behind: {error}", self.folder.display());
        }
    }
}

/// The settings that lead to a folder.
pub fn embedded(folder: &Path) -> Environment {
    vec![("DATABASE_URL", String::new()), ("FRONTDESK_DATA_DIR", folder.display().to_string())]
}

impl Desk {
    pub fn make(program: &Path, environment: &[(&str, String)], size: Size) -> Result<Self> {
        let Size { conversations, messages, agents, inboxes } = size;
        let [conversations, messages, agents, inboxes] =
            [conversations, messages, agents, inboxes].map(|count| count.to_string());
        let made = Command::new(program)
            .args(["demo", "--json", "--days", "365", "--agents", &agents, "--inboxes", &inboxes])
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
        self.get_by("v1", path)
    }

    /// The same of a version of the API.
    pub fn get_by(&self, version: &str, path: &str) -> Vec<u8> {
        let Self { account, token, .. } = self;
        format!(
            "GET /api/{version}/accounts/{account}/{path} HTTP/1.1\r\nhost: bench\r\n\
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

//! The commands that the documents print, run by a shell as they are printed.
//!
//! Only what a reader replaces is replaced: the host, the token, ids, and the folder of
//! the request file. Where a document goes on with `jq`, the test picks the same from the
//! answer. Two commands are to servers that are not ours, and so are not here: the
//! example of piping, and the manual test of one's own webhook endpoint.

mod overview;
mod skill;
mod tags_and_notes;
mod teams_and_webhooks;

use std::{fs, process::Command};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::Desk;

/// A shell in which Ada has set the variables of the documents.
struct Shell<'a> {
    desk: &'a Desk,
    folder: TempDir,
}

impl<'a> Shell<'a> {
    fn of(desk: &'a Desk) -> Self {
        let found = Command::new("curl").arg("--version").output();
        assert!(found.is_ok(), "this test runs curl, which is not installed: please install it");
        Self { desk, folder: tempfile::tempdir().unwrap() }
    }

    /// Writes the request file.
    fn write(&self, request: &str) {
        fs::write(self.folder.path().join("chatwoot_request.json"), request).unwrap();
    }

    /// Runs a command, with these words in it replaced, and returns the JSON it prints.
    async fn run(&self, command: &str, words: &[(&str, String)]) -> Value {
        let text = self.run_for_text(command, words).await;
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    async fn run_for_text(&self, command: &str, words: &[(&str, String)]) -> String {
        let (url, token) = (self.desk.url(), self.desk.token_of("Ada"));
        let account = self.desk.account.to_string();
        let mut command = command.trim().to_owned();
        for (word, replacement) in words {
            assert!(command.contains(word), "the command has no {word}: {command}");
            command = command.replace(word, replacement);
        }
        let standing = [
            ("https://app.chatwoot.com", url),
            ("https://chat.yourdomain.com", url),
            ("YOUR_TOKEN_HERE", token),
            ("YOUR_TOKEN", token),
            ("<your_api_key>", token),
            ("accounts/123/", &format!("accounts/{account}/")),
            ("accounts/1/", &format!("accounts/{account}/")),
            ("{account_id}", &account),
            ("/tmp/", &format!("{}/", self.folder.path().display())),
        ];
        for (word, replacement) in standing {
            command = command.replace(word, replacement);
        }
        let mut bash = Command::new("bash");
        bash.args(["-c", &command])
            .env("CHATWOOT_API_TOKEN", token)
            .env("CHATWOOT_ACCOUNT_ID", &account)
            .env("CHATWOOT_BASE_URL", url);
        let run = tokio::task::spawn_blocking(move || bash.output().expect("bash is there"));
        let output = run.await.unwrap();
        let problem = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command} ended with {}: {problem}", output.status);
        String::from_utf8(output.stdout).unwrap()
    }
}

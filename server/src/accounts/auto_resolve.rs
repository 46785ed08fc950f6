//! After how long conversations are resolved in which nothing happens, and what is said then
//! (contract `behaviour.md`, 2.6). It is done in [`conversations`](crate::conversations).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{error::Result, json::Object, tasks::Task, validate, work::Work};

/// What an account has set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutoResolve {
    pub minutes: i64,
    /// Said to the contact.
    pub message: Option<String>,
    /// Added to the conversation.
    pub label: Option<String>,
    /// Whether conversations stay open whose contact waits for an answer.
    pub spares_waiting: bool,
}

/// Resolves conversations of the account in which nothing has happened for long enough. It
/// comes when the next of them may be due.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ResolveIdle {}

impl Task for ResolveIdle {
    const KIND: &'static str = "accounts.resolve_idle";

    fn key(&self) -> String {
        String::new()
    }
}

impl AutoResolve {
    /// None when conversations stay open whatever happens.
    pub fn of(settings: &Object) -> Option<Self> {
        let mut settings = settings.to_map();
        let minutes = settings.get("auto_resolve_after")?.as_i64()?;
        let mut text = |key| match settings.remove(key) {
            Some(Value::String(text)) => validate::filled(Some(text)),
            _ => None,
        };
        let (message, label) = (text("auto_resolve_message"), text("auto_resolve_label"));
        let spares_waiting = settings.get("auto_resolve_ignore_waiting") == Some(&true.into());
        Some(AutoResolve { minutes, message, label, spares_waiting })
    }

    pub fn after(&self) -> Duration {
        Duration::from_mins(self.minutes.unsigned_abs())
    }

    /// What decides on when conversations are due.
    fn timing(&self) -> (i64, bool) {
        (self.minutes, self.spares_waiting)
    }
}

/// Has conversations resolved as it is set now, when it was set otherwise before.
pub async fn keep(work: &mut Work<'_>, before: &Object, after: &Object) -> Result<()> {
    let (before, after) = (AutoResolve::of(before), AutoResolve::of(after));
    let timing = |set: &Option<AutoResolve>| set.as_ref().map(AutoResolve::timing);
    if timing(&before) == timing(&after) {
        return Ok(());
    }
    match after {
        Some(_) => work.schedule(ResolveIdle {}, work.now).await?,
        None => work.cancel(ResolveIdle {}).await?,
    }
    Ok(())
}

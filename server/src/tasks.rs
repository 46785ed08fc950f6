//! Tasks: what an action leaves for after its commit, or for a later time.
//!
//! A task is a type of the domain that it belongs to. An action asks for it through its
//! [`Work`](crate::work::Work), so it is stored with the change that it follows from, or not
//! at all. It is done at least once (`crates/jobs`); `background::kinds` has all of
//! them on one page.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{clock::Timestamp, error::Result, id::AccountId, work::Work};

/// What is to be done, and to what.
pub trait Task: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What such tasks are called where they are stored. Not to be changed.
    const KIND: &'static str;

    /// Tasks of an account and a kind with the same key are one task.
    fn key(&self) -> String;
}

/// A task that is one action, in one transaction of its account.
pub trait Action: Task {
    /// Does it. That what it is about is gone is no failure.
    fn act(&self, work: &mut Work<'_>) -> impl Future<Output = Result<()>> + Send;
}

/// A task, as it is stored.
#[derive(Serialize, Deserialize)]
pub struct Stored<T> {
    pub account: AccountId,
    pub task: T,
}

impl<T: Task> Stored<T> {
    pub fn read(job: &jobs::Job) -> Result<Self, jobs::Failure> {
        serde_json::from_str(&job.payload).map_err(jobs::Failure::for_good)
    }
}

impl Work<'_> {
    /// Has a task done soon after the commit. One that waits already keeps its time.
    pub async fn enqueue<T: Task>(&mut self, task: T) -> db::Result<()> {
        let (key, payload) = self.stored(task);
        self.has_tasks();
        let job =
            jobs::NewJob { kind: T::KIND, key: Some(&key), payload: &payload, at: self.now.0 };
        jobs::enqueue(self.tx, &job).await
    }

    /// Has a task done at a time, which takes the place of the one that was set before.
    pub async fn schedule<T: Task>(&mut self, task: T, at: Timestamp) -> db::Result<()> {
        let (key, payload) = self.stored(task);
        self.has_tasks();
        let job = jobs::NewJob { kind: T::KIND, key: Some(&key), payload: &payload, at: at.0 };
        jobs::schedule(self.tx, &job).await
    }

    /// Takes back a task that has not begun.
    pub async fn cancel<T: Task>(&mut self, task: T) -> db::Result<()> {
        let (key, _) = self.stored(task);
        jobs::cancel(self.tx, T::KIND, &key).await
    }

    fn stored<T: Task>(&self, task: T) -> (String, String) {
        let key = format!("{}:{}", self.account, task.key());
        let stored = Stored { account: self.account, task };
        let payload = serde_json::to_string(&stored).expect("a task is written as JSON");
        (key, payload)
    }
}

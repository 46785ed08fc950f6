//! The picture of a bot that is fetched from an address that somebody has named.

use serde::{Deserialize, Serialize};

use super::set_avatar;
use crate::{
    error::{Problems, Result},
    id::AgentBotId,
    tasks::Task,
    validate::{self, URL},
    work::Work,
};

/// Fetches the picture of a bot.
#[derive(Debug, Serialize, Deserialize)]
pub struct FetchBotPicture {
    pub bot: AgentBotId,
    pub url: String,
}

impl Task for FetchBotPicture {
    const KIND: &'static str = "agent_bots.fetch_picture";

    fn key(&self) -> String {
        self.bot.to_string()
    }
}

/// Has the picture of a bot fetched from an address.
pub async fn fetch_later(work: &mut Work<'_>, bot: AgentBotId, url: &str) -> Result<()> {
    let mut problems = Problems::default();
    problems.at_most("avatar_url", url, URL);
    if !validate::is_web_url(url) {
        problems.add("avatar_url", "is invalid");
    }
    problems.check()?;
    let now = work.now;
    Ok(work.schedule(FetchBotPicture { bot, url: url.to_owned() }, now).await?)
}

/// Takes a picture that was fetched.
pub async fn take_fetched(
    work: &mut Work<'_>,
    task: &FetchBotPicture,
    signed_id: &str,
) -> Result<()> {
    set_avatar(work, task.bot, signed_id).await.map(drop)
}

//! Reports: how much is said and done in an account, and how long that takes (contract
//! `behaviour.md`, 7).
//!
//! Most of it is added up by [`report_cells`](crate::report_cells), from what was measured as
//! [`reporting_events`](crate::reporting_events). Days begin when they begin at the
//! [`Zone`](time::Zone) of whoever asks; a time begins with its first second and ends before its
//! last. A time of which one end is not told holds nothing, unless a report says otherwise.
//!
//! Which time is meant, and how it is divided, is in [`time`]. How numbers change is in
//! [`series`], what they are together in [`summary`], by agents, inboxes, teams, labels and
//! channels in [`by`], inboxes against labels and the like in [`matrix`], what waits at this
//! moment in [`live`], the same as tables for spreadsheets in [`sheets`], and a year of somebody
//! in [`year`]. Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod by;
pub mod http;
pub mod live;
pub mod matrix;
pub mod series;
pub mod sheets;
mod store;
pub mod summary;
pub mod time;
pub mod wire;
pub mod year;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    agents,
    error::{Error, Result},
    id::{InboxId, LabelId, TeamId, UserId},
    inboxes,
    labels::{self, tags},
    report_cells::{Dimension, Took},
    teams,
    work::Work,
};

/// What a report is about.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct About {
    pub r#type: Option<Type>,
    /// Which inbox, agent, label or team.
    pub id: Option<i64>,
    /// Whether times count only as far as the inbox was open.
    pub business_hours: bool,
}

/// How times count where nothing else is asked.
#[derive(Clone, Copy, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Hours {
    /// Whether they count only as far as the inbox was open.
    pub business_hours: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Account,
    Inbox,
    Agent,
    Label,
    Team,
}

crate::stored! {
    Type { Account = 0 "account", Inbox = 1 "inbox", Agent = 2 "agent", Label = 3 "label", Team = 4 "team" }
}

/// Of what a report adds up.
type Subject = (Dimension, i64);

/// What no tag is numbered.
const NO_TAG: i64 = -1;

impl About {
    /// What it is about, if there is such a thing in the account.
    async fn subject(&self, work: &mut Work<'_>) -> Result<Subject> {
        let kind = self.r#type.ok_or(Error::Missing("type"))?;
        if kind == Type::Account {
            return Ok((Dimension::Account, 0));
        }
        let id = self.id.ok_or(Error::Missing("id"))?;
        Ok(match kind {
            Type::Account => (Dimension::Account, 0),
            // Whoever reads reports reads those of all inboxes.
            Type::Inbox => {
                let inbox = inboxes::find(work, InboxId(id)).await?.ok_or(Error::NotFound)?;
                (Dimension::Inbox, inbox.id.0)
            }
            Type::Team => (Dimension::Team, teams::show(work, TeamId(id)).await?.id.0),
            Type::Agent => {
                let agent = agents::find(work, UserId(id)).await?.ok_or(Error::NotFound)?;
                (Dimension::User, agent.id.0)
            }
            Type::Label => {
                let label = labels::show(work, LabelId(id)).await?;
                let tags = tags::ids(work, &[label.title]).await?;
                (Dimension::Tag, tags.first().map_or(NO_TAG, |tag| tag.0))
            }
        })
    }
}

/// How long something took on average, if it ever happened.
#[expect(clippy::cast_precision_loss, reason = "a float holds the seconds of any lifetime")]
fn average(took: Took, business_hours: bool) -> Option<f64> {
    let time = if business_hours { took.open_time } else { took.time };
    (took.count > 0).then(|| time as f64 / took.count as f64)
}

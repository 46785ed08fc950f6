//! Campaigns as clients see them (contract `behaviour.md`, 6.4).

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Audience, Campaign as Known, Kind, Progress, Status};
use crate::{
    agents::{self, wire::Agent},
    clock::{self, Timestamp},
    error::{Error, Result},
    id::{AccountId, CampaignNumber, InboxId, UserId},
    inboxes::{self, wire::Inbox},
    json::Object,
    work::Work,
};

#[derive(JsonSchema, Serialize)]
pub struct Campaign {
    /// The number within the account.
    pub id: CampaignNumber,
    pub title: String,
    pub description: Option<String>,
    pub account_id: AccountId,
    pub inbox: Inbox,
    pub sender: SenderOrNobody,
    pub message: String,
    pub template_params: Option<Object>,
    pub campaign_status: Status,
    pub enabled: bool,
    pub campaign_type: Kind,
    #[serde(flatten)]
    pub once: Option<Once>,
    pub trigger_rules: Object,
    pub trigger_only_during_business_hours: bool,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
}

/// What is told of a campaign that is sent once.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "CampaignOnce")]
pub struct Once {
    #[serde(with = "clock::EpochOrNull")]
    pub scheduled_at: Option<Timestamp>,
    pub audience: Vec<Audience>,
    /// Why nobody was reached, if that was so.
    pub problem: Option<String>,
    #[serde(with = "clock::EpochOrNull")]
    pub begun_at: Option<Timestamp>,
    #[serde(with = "clock::EpochOrNull")]
    pub finished_at: Option<Timestamp>,
    /// Contacts who were written to so far.
    pub written_count: i64,
    /// Contacts of the audience who could not be written to: they have no telephone number, or
    /// are blocked.
    pub skipped_count: i64,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
#[serde(untagged)]
pub enum SenderOrNobody {
    Sender(Box<Agent>),
    Nobody {},
}

/// What is shown beside campaigns, of all of them together.
pub struct Beside {
    inboxes: HashMap<InboxId, inboxes::Details>,
    senders: HashMap<UserId, agents::Agent>,
}

impl Beside {
    pub async fn gather(work: &mut Work<'_>, campaigns: &[Known]) -> Result<Self> {
        let mut ids: Vec<i64> = campaigns.iter().map(|campaign| campaign.inbox.0).collect();
        ids.sort_unstable();
        ids.dedup();
        let inboxes = inboxes::details_of(work, &ids).await?;
        let senders: Vec<UserId> = campaigns.iter().filter_map(|it| it.sender).collect();
        let senders = agents::of_users(work, &agents::once_each(senders)).await?;
        Ok(Beside {
            inboxes: inboxes.into_iter().map(|details| (details.inbox.id, details)).collect(),
            senders: senders.into_iter().map(|agent| (agent.id, agent)).collect(),
        })
    }

    /// Campaigns as they are shown.
    pub fn render(&self, account: AccountId, campaigns: Vec<Known>) -> Result<Vec<Campaign>> {
        campaigns.into_iter().map(|campaign| self.one(account, campaign)).collect()
    }

    fn one(&self, account_id: AccountId, campaign: Known) -> Result<Campaign> {
        let inbox = self.inboxes.get(&campaign.inbox).cloned().ok_or(Error::NotFound)?;
        let sender = campaign.sender.and_then(|id| self.senders.get(&id)).cloned();
        let Known { scheduled_at, audience, problem, progress, .. } = campaign;
        let Progress { begun_at, finished_at, reached_to: _, written, skipped } = progress;
        let once = Once {
            scheduled_at,
            audience,
            problem,
            begun_at,
            finished_at,
            written_count: written,
            skipped_count: skipped,
        };
        Ok(Campaign {
            id: campaign.number,
            title: campaign.title,
            description: campaign.description,
            account_id,
            inbox: Inbox::of(inbox, None),
            sender: sender.map_or(SenderOrNobody::Nobody {}, |sender| {
                SenderOrNobody::Sender(Box::new(Agent::of(account_id, sender)))
            }),
            message: campaign.message,
            template_params: campaign.template_params,
            campaign_status: campaign.status,
            enabled: campaign.enabled,
            campaign_type: campaign.kind,
            once: (campaign.kind == Kind::OneOff).then_some(once),
            trigger_rules: campaign.trigger_rules,
            trigger_only_during_business_hours: campaign.trigger_only_during_business_hours,
            created_at: campaign.created_at,
            updated_at: campaign.updated_at,
        })
    }
}

//! A conversation as its row (contract `realtime-client-platform.md`, 0.12). To which policy it is
//! held is not for visitors.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    clock::{self, Timestamp},
    conversations::{Conversation, Priority, Status},
    id::{
        AccountId, AgentBotId, CampaignId, ContactId, ContactInboxId, ConversationId, DisplayId,
        InboxId, TeamId, UserId,
    },
    json::Object,
};

#[derive(JsonSchema, Serialize)]
pub struct ConversationRow {
    id: ConversationId,
    account_id: AccountId,
    inbox_id: InboxId,
    status: Status,
    assignee_id: Option<UserId>,
    #[serde(with = "clock::Iso")]
    created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    updated_at: Timestamp,
    contact_id: ContactId,
    display_id: DisplayId,
    #[serde(with = "clock::IsoOrNull")]
    contact_last_seen_at: Option<Timestamp>,
    #[serde(with = "clock::IsoOrNull")]
    agent_last_seen_at: Option<Timestamp>,
    additional_attributes: Object,
    contact_inbox_id: ContactInboxId,
    uuid: String,
    identifier: Option<String>,
    #[serde(with = "clock::Iso")]
    last_activity_at: Timestamp,
    team_id: Option<TeamId>,
    /// The campaign that began it, by the id that its message names as well.
    campaign_id: Option<CampaignId>,
    #[serde(with = "clock::IsoOrNull")]
    snoozed_until: Option<Timestamp>,
    custom_attributes: Object,
    #[serde(with = "clock::IsoOrNull")]
    assignee_last_seen_at: Option<Timestamp>,
    #[serde(with = "clock::IsoOrNull")]
    first_reply_created_at: Option<Timestamp>,
    priority: Option<Priority>,
    sla_policy_id: Option<i64>,
    #[serde(with = "clock::IsoOrNull")]
    waiting_since: Option<Timestamp>,
    cached_label_list: Option<String>,
    assignee_agent_bot_id: Option<AgentBotId>,
    label_list: Vec<String>,
}

impl ConversationRow {
    pub fn of(
        account_id: AccountId,
        conversation: Conversation,
        labels: Vec<String>,
        campaign_id: Option<CampaignId>,
    ) -> Self {
        ConversationRow {
            id: conversation.id,
            account_id,
            inbox_id: conversation.inbox_id,
            status: conversation.status,
            assignee_id: conversation.assignee_id,
            created_at: conversation.created_at,
            updated_at: conversation.updated_at,
            contact_id: conversation.contact_id,
            display_id: conversation.display_id,
            contact_last_seen_at: conversation.contact_last_seen_at,
            agent_last_seen_at: conversation.agent_last_seen_at,
            additional_attributes: conversation.additional_attributes,
            contact_inbox_id: conversation.contact_inbox_id,
            uuid: conversation.uuid,
            identifier: None,
            last_activity_at: conversation.last_activity_at,
            team_id: conversation.team_id,
            campaign_id,
            snoozed_until: conversation.snoozed_until,
            custom_attributes: conversation.custom_attributes,
            assignee_last_seen_at: conversation.assignee_last_seen_at,
            first_reply_created_at: conversation.first_reply_created_at,
            priority: conversation.priority,
            sla_policy_id: None,
            waiting_since: conversation.waiting_since,
            cached_label_list: (!labels.is_empty()).then(|| labels.join(", ")),
            assignee_agent_bot_id: conversation.assignee_agent_bot_id,
            label_list: labels,
        }
    }
}

//! Surveys and what was answered, as clients see them (contract `behaviour.md`, 6.6, and
//! `realtime-client-platform.md`, 0.12 and 3.6).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{CsatResponse as Known, Details, Metrics as Counted, answer};
use crate::{
    agents::wire::Agent,
    clock::{self, Timestamp},
    contacts::wire::Contact,
    id::{AccountId, ContactId, ConversationId, CsatResponseId, DisplayId, MessageId, UserId},
    inboxes::csat::Display,
    links::Avatar,
    validate::filled,
};

/// An answer as administrators see it.
#[derive(JsonSchema, Serialize)]
pub struct CsatResponse {
    pub id: CsatResponseId,
    pub rating: i64,
    pub feedback_message: Option<String>,
    /// What the team has noted about it.
    pub csat_review_notes: Option<String>,
    #[serde(with = "clock::EpochOrNull")]
    pub review_notes_updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_notes_updated_by: Option<Reviewer>,
    pub account_id: AccountId,
    pub message_id: MessageId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// The number of the conversation.
    pub conversation_id: DisplayId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assigned_agent: Option<Agent>,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
}

/// Who has noted something about an answer.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "CsatReviewer")]
pub struct Reviewer {
    pub id: UserId,
    pub name: String,
}

#[derive(JsonSchema, Serialize)]
pub struct CsatMetrics {
    pub total_count: i64,
    /// How often each rating was given, of those that were.
    pub ratings_count: BTreeMap<String, i64>,
    pub total_sent_messages_count: i64,
}

/// A survey as its contact sees it.
#[derive(JsonSchema, Serialize)]
pub struct CsatSurvey {
    /// The message that asks.
    pub id: MessageId,
    pub csat_survey_response: Option<ResponseRow>,
    pub display_type: Display,
    /// What the inbox asks, if it has words of its own.
    pub content: Option<String>,
    pub inbox_avatar_url: Avatar,
    pub inbox_name: String,
    pub locale: String,
    pub conversation_id: ConversationId,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
}

/// An answer as it is stored.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "CsatResponseRow")]
pub struct ResponseRow {
    pub id: CsatResponseId,
    pub account_id: AccountId,
    pub conversation_id: ConversationId,
    pub message_id: MessageId,
    pub rating: i64,
    pub feedback_message: Option<String>,
    pub contact_id: ContactId,
    pub assigned_agent_id: Option<UserId>,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
    pub csat_review_notes: Option<String>,
    pub review_notes_updated_at: Option<String>,
    pub review_notes_updated_by_id: Option<UserId>,
}

impl CsatResponse {
    pub fn of(account_id: AccountId, details: Details) -> Self {
        let Details { response, contact, assigned_agent, reviewer } = details;
        CsatResponse {
            id: response.id,
            rating: response.rating,
            feedback_message: response.feedback_message,
            csat_review_notes: response.review.notes,
            review_notes_updated_at: response.review.updated_at,
            review_notes_updated_by: reviewer.map(|it| Reviewer { id: it.id, name: it.name }),
            account_id,
            message_id: response.message_id,
            contact: contact.map(|contact| Contact::of(contact, false)),
            conversation_id: response.number,
            assigned_agent: assigned_agent.map(|agent| Agent::of(account_id, agent)),
            created_at: response.created_at,
        }
    }
}

impl From<Counted> for CsatMetrics {
    fn from(counted: Counted) -> Self {
        let Counted { ratings, asked } = counted;
        CsatMetrics {
            total_count: ratings.iter().map(|(_, count)| count).sum(),
            ratings_count: ratings
                .into_iter()
                .map(|(rating, count)| (rating.to_string(), count))
                .collect(),
            total_sent_messages_count: asked,
        }
    }
}

impl CsatSurvey {
    pub fn of(account_id: AccountId, asked: answer::Asked) -> Self {
        let answer::Asked { conversation, message, inbox, survey, locale, response } = asked;
        CsatSurvey {
            id: message.id,
            csat_survey_response: response.map(|response| ResponseRow::of(account_id, response)),
            display_type: survey.display_type.unwrap_or(Display::Emoji),
            content: filled(survey.message),
            inbox_avatar_url: inbox.avatar,
            inbox_name: inbox.settings.name,
            locale,
            conversation_id: conversation.id,
            created_at: message.created_at,
        }
    }
}

impl ResponseRow {
    fn of(account_id: AccountId, response: Known) -> Self {
        let Known {
            id,
            conversation_id,
            number: _,
            message_id,
            contact_id,
            assigned_agent_id,
            rating,
            feedback_message,
            // What the team notes is not for the contact.
            review: _,
            created_at,
            updated_at,
        } = response;
        ResponseRow {
            id,
            account_id,
            conversation_id,
            message_id,
            rating,
            feedback_message,
            contact_id,
            assigned_agent_id,
            created_at,
            updated_at,
            csat_review_notes: None,
            review_notes_updated_at: None,
            review_notes_updated_by_id: None,
        }
    }
}

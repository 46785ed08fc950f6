//! The events of an account one after another, for those who come back to them.
//!
//! Nothing like it is in the contract: what is told on `/cable` is missed by whoever does not
//! listen. Here each event has its id, and whoever names the last one that they have is told
//! all that came after it. Members are told of the conversations that they may see.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;

use super::{cable, news::News};
use crate::{
    clock::{self, Timestamp},
    conversations::details::Details,
    error::{Error, Result},
    events::{self, Changes, Fact, Name, Position},
    id::{
        AccountId, ContactId, ConversationId, DisplayId, EventId, InboxId, MessageId, TeamId,
        UserId,
    },
    json::Object,
    notifications::upkeep,
    work::Work,
};

/// Events of one page.
const PAGE: usize = 100;

/// What happened, and where to go on.
#[derive(Debug)]
pub struct Page {
    pub entries: Vec<Entry>,
    pub end: Position,
    /// Whether there may be more.
    pub is_full: bool,
}

#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "Event")]
pub struct Entry {
    pub id: EventId,
    pub event: &'static str,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    /// What it is about: as listeners are told of it, or at least its ids.
    pub data: Box<RawValue>,
    /// Which fields changed: the value before, the value after.
    #[serde(skip_serializing_if = "Changes::is_empty")]
    pub changes: Changes,
    pub actor: Option<Who>,
}

#[derive(Debug, JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Who {
    r#type: String,
    id: i64,
}

/// What an event is about when listeners are not told of it, or when it is gone.
#[derive(JsonSchema, Serialize)]
struct Named<'a> {
    account_id: AccountId,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    /// As clients call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_id: Option<DisplayId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<MessageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_id: Option<ContactId>,
    #[serde(skip_serializing_if = "Object::is_empty")]
    was: &'a Object,
}

/// Conversations that are gone, with what clients called them.
type Gone = HashMap<ConversationId, DisplayId>;

/// By what it is decided who sees a conversation.
struct Whereabouts {
    inbox: InboxId,
    team: Option<TeamId>,
    assignee: Option<UserId>,
}

/// Where the account stands now.
pub async fn now(work: &mut Work<'_>) -> Result<Position> {
    Ok(events::last(work.tx).await?)
}

/// Where a reader goes on who has the event with this id.
pub async fn place(work: &mut Work<'_>, event: EventId) -> Result<Position> {
    events::place(work, event).await?.ok_or(Error::Gone(
        "Events that came after this one are not kept any more. Please load everything anew.",
    ))
}

/// What happened after a place, as far as the caller may know.
pub async fn page(work: &mut Work<'_>, after: Position) -> Result<Page> {
    let reading = events::of_account(work, after, PAGE).await?;
    let facts: Vec<&Fact> = reading.facts.iter().collect();
    let entries = if facts.is_empty() {
        Vec::new()
    } else {
        let news = News::gather(work, &facts).await?;
        let gone = gone(work, &news, &facts).await?;
        facts
            .into_iter()
            .filter(|fact| may_know(work, &news, fact))
            .map(|fact| Entry::of(&news, &gone, fact))
            .collect()
    };
    Ok(Page { entries, end: reading.end, is_full: reading.is_full })
}

/// What clients called the conversations that facts are about and that are gone by now.
async fn gone(work: &mut Work<'_>, news: &News, facts: &[&Fact]) -> Result<Gone> {
    let named = facts.iter().filter_map(|fact| fact.conversation);
    let mut ids: Vec<i64> =
        named.filter(|id| !news.conversations.contains_key(id)).map(i64::from).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() { Ok(Gone::new()) } else { Ok(events::gone(work, &ids).await?) }
}

impl<'a> Named<'a> {
    fn of(news: &News, gone: &Gone, fact: &'a Fact) -> Self {
        let is_there = news.conversation(fact).map(|details| details.conversation.display_id);
        let was_there = || gone.get(&fact.conversation?).copied();
        Named {
            account_id: fact.account,
            id: fact.subject,
            conversation_id: is_there.or_else(was_there),
            message_id: fact.message,
            contact_id: fact.contact,
            was: &fact.data,
        }
    }
}

impl Entry {
    fn of(news: &News, gone: &Gone, fact: &Fact) -> Self {
        let data = cable::told(news, fact).unwrap_or_else(|| {
            let named = Named::of(news, gone, fact);
            serde_json::value::to_raw_value(&named).expect("ids are JSON")
        });
        Entry {
            id: fact.position.event(),
            event: fact.name.as_str(),
            created_at: fact.created_at,
            data,
            changes: fact.changes.clone(),
            actor: fact.actor.clone().map(|(r#type, id)| Who { r#type, id }),
        }
    }
}

/// Administrators may know everything but what others are told; others what is about a
/// conversation that they see, about contacts, about lists, and about nobody else.
fn may_know(work: &Work<'_>, news: &News, fact: &Fact) -> bool {
    if let Some(owner) = meant_for(fact) {
        let is_mine = work.actor.member().is_some_and(|member| member.user == owner);
        let is_in_sight = |Details { conversation, .. }: &Details| {
            news.is_in_sight(owner, conversation.id, conversation.assignee_id)
        };
        return is_mine && news.conversation(fact).is_none_or(is_in_sight);
    }
    let Some(member) = work.actor.member() else { return true };
    if member.is_administrator() {
        return true;
    }
    if let Some(conversation) = fact.conversation {
        let Some(Whereabouts { inbox, team, assignee }) = whereabouts(news, fact) else {
            return false;
        };
        let is_theirs = member.sees(inbox) || team.is_some_and(|team| member.teams.contains(&team));
        return is_theirs && news.is_in_sight(member.user, conversation, assignee);
    }
    match visible_to(fact.name) {
        Circle::Members => true,
        Circle::MembersOfInbox => fact.subject.is_some_and(|id| member.sees(InboxId(id))),
        Circle::Administrators => false,
    }
}

/// Who may know of something that is about no conversation.
enum Circle {
    Members,
    /// Of the inbox that it is about.
    MembersOfInbox,
    Administrators,
}

fn visible_to(name: Name) -> Circle {
    match name {
        Name::AccountUpdated
        | Name::AutomationRuleCreated
        | Name::AutomationRuleDeleted
        | Name::AutomationRuleUpdated
        | Name::CampaignCreated
        | Name::CampaignDeleted
        | Name::CampaignUpdated
        | Name::CustomRoleCreated
        | Name::CustomRoleDeleted
        | Name::CustomRoleUpdated
        | Name::MacroCreated
        | Name::MacroDeleted
        | Name::MacroUpdated
        | Name::WebhookCreated
        | Name::WebhookDeleted
        | Name::WebhookDisabled
        | Name::WebhookUpdated
        | Name::WebwidgetTriggered => Circle::Administrators,
        Name::InboxUpdated => Circle::MembersOfInbox,
        Name::AccountCreated
        | Name::AgentAdded
        | Name::AgentBotCreated
        | Name::AgentBotDeleted
        | Name::AgentBotUpdated
        | Name::AgentRemoved
        | Name::AgentUpdated
        | Name::ArticleCreated
        | Name::ArticleDeleted
        | Name::ArticleUpdated
        | Name::AssigneeChanged
        | Name::AttributeDefinitionCreated
        | Name::AttributeDefinitionDeleted
        | Name::AttributeDefinitionUpdated
        | Name::CannedResponseCreated
        | Name::CannedResponseDeleted
        | Name::CannedResponseUpdated
        | Name::CategoryCreated
        | Name::CategoryDeleted
        | Name::CategoryUpdated
        | Name::CompanyCreated
        | Name::CompanyDeleted
        | Name::CompanyUpdated
        | Name::ContactCreated
        | Name::ContactDeleted
        | Name::ContactMerged
        | Name::ContactUpdated
        | Name::ConversationBotHandoff
        | Name::ConversationContactChanged
        | Name::ConversationCreated
        | Name::ConversationDeleted
        | Name::ConversationMentioned
        | Name::ConversationOpened
        | Name::ConversationRead
        | Name::ConversationResolved
        | Name::ConversationSlaMissed
        | Name::ConversationStatusChanged
        | Name::ConversationUpdated
        | Name::DashboardAppCreated
        | Name::DashboardAppDeleted
        | Name::DashboardAppUpdated
        | Name::FirstReplyCreated
        | Name::FunnelConversationMoved
        | Name::FunnelConversationRemoved
        | Name::FunnelCreated
        | Name::FunnelDeleted
        | Name::FunnelUpdated
        | Name::InboxCreated
        | Name::InboxDeleted
        | Name::InboxMembersChanged
        | Name::IntegrationHookCreated
        | Name::IntegrationHookDeleted
        | Name::IntegrationHookUpdated
        | Name::LabelCreated
        | Name::LabelDeleted
        | Name::LabelUpdated
        | Name::MessageCreated
        | Name::MessageUpdated
        | Name::NoteCreated
        | Name::NoteDeleted
        | Name::NoteUpdated
        | Name::NotificationCreated
        | Name::NotificationDeleted
        | Name::NotificationUpdated
        | Name::PortalCreated
        | Name::PortalDeleted
        | Name::PortalUpdated
        | Name::ReplyCreated
        | Name::SlaPolicyCreated
        | Name::SlaPolicyDeleted
        | Name::SlaPolicyUpdated
        | Name::TeamChanged
        | Name::TeamCreated
        | Name::TeamDeleted
        | Name::TeamMembersChanged
        | Name::TeamUpdated => Circle::Members,
    }
}

/// The one member who is told of a fact, if it is told to nobody else.
fn meant_for(fact: &Fact) -> Option<UserId> {
    match fact.name {
        Name::ConversationMentioned => fact.subject.map(UserId),
        _ => upkeep::owner_of(fact),
    }
}

/// The whereabouts of the conversation that a fact is about.
fn whereabouts(news: &News, fact: &Fact) -> Option<Whereabouts> {
    if let Some(details) = news.conversation(fact) {
        let conversation = &details.conversation;
        return Some(Whereabouts {
            inbox: conversation.inbox_id,
            team: conversation.team_id,
            assignee: conversation.assignee_id,
        });
    }
    let was = fact.data.to_map();
    let id = |key: &str| was.get("conversation")?.get(key)?.as_i64();
    Some(Whereabouts {
        inbox: InboxId(id("inbox_id")?),
        team: id("team_id").map(TeamId),
        assignee: id("assignee_id").map(UserId),
    })
}

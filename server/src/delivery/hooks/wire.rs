//! The bodies that webhooks are sent (contract `realtime-client-platform.md`, 0.11 and 2.3 to
//! 2.6, with what `seeds-vs-upstream.md`, 20, 21, 33 and 34, adds to them). What is told of people
//! is in [`super::people`].

use serde::Serialize;
use serde_json::{Map, Value};

use super::{changes::Changed, people::SenderBody, then};
use crate::{
    clock::{self, Timestamp},
    conversations::{details::Details, push::ConversationPush},
    delivery::{news::News, typing::Typist},
    events::{Fact, Name},
    id::{AccountId, AgentBotId, InboxId, MessageId, UserId},
    inboxes::{
        self,
        channel::{self, wire::ChannelRow},
    },
    json::Object,
    messages::{
        ContentType, MessageType,
        wire::{AttachmentJson, MessagePush},
    },
    texts::Language,
};

#[derive(Clone, Serialize)]
pub struct Account {
    id: AccountId,
    name: String,
}

#[derive(Clone, Serialize)]
struct Inbox {
    id: InboxId,
    name: String,
}

#[derive(Serialize)]
struct MessageBody {
    account: Account,
    additional_attributes: Object,
    content_attributes: Object,
    content_type: ContentType,
    content: Option<String>,
    conversation: ConversationPush,
    #[serde(with = "clock::Iso")]
    created_at: Timestamp,
    id: MessageId,
    inbox: Inbox,
    message_type: MessageType,
    private: bool,
    sender: Option<SenderBody>,
    source_id: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<AttachmentJson>,
    event: &'static str,
}

/// A conversation that has come to another stage of a funnel, or was taken off it.
#[derive(Serialize)]
struct CardEvent {
    event: &'static str,
    account: Account,
    conversation: ConversationPush,
    /// The funnel, the stages, and what the conversation is worth.
    #[serde(flatten)]
    moved: Map<String, Value>,
}

/// The inbox as its members see it: what signs its requests is nobody else's.
#[derive(Serialize)]
struct InboxEvent<'a> {
    #[serde(flatten)]
    inbox: inboxes::wire::Inbox,
    channel: ChannelRow,
    #[serde(with = "clock::Iso")]
    created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    updated_at: Timestamp,
    event: &'static str,
    account: Account,
    #[serde(flatten)]
    changed: Option<Changed<'a>>,
}

#[derive(Serialize)]
struct ConversationEvent<'a> {
    #[serde(flatten)]
    conversation: ConversationPush,
    event: &'static str,
    account: Account,
    inbox: Inbox,
    #[serde(flatten)]
    changed: Option<Changed<'a>>,
    #[serde(flatten)]
    status_changed: Option<StatusChanged>,
}

/// A conversation that a rule or a macro tells of.
#[derive(Serialize)]
struct ActionEvent {
    #[serde(flatten)]
    conversation: ConversationPush,
    event: String,
    account: Account,
    inbox: Inbox,
}

#[derive(Serialize)]
struct TypingEvent {
    event: &'static str,
    user: SenderBody,
    conversation: ConversationPush,
    is_private: bool,
    account: Account,
    inbox: Inbox,
}

#[derive(Serialize)]
struct StatusChanged {
    /// Always null, for those who expect it to be there.
    changed_attributes: Option<()>,
    previous_status: Option<Value>,
    #[serde(with = "clock::Epoch")]
    changed_at: Timestamp,
    changed_by: Option<ChangedBy>,
}

#[derive(Serialize)]
struct ChangedBy {
    id: i64,
    name: String,
    r#type: &'static str,
}

pub fn message(news: &News, fact: &Fact, event: &'static str) -> Option<String> {
    let (details, sent) = news.message(fact)?;
    let message = sent.message.clone();
    let content = match message.content_type {
        ContentType::InputCsat => with_link(news, details, message.content),
        _ => message.content,
    };
    let body = MessageBody {
        account: account(news),
        additional_attributes: message.additional_attributes,
        content_attributes: message.content_attributes,
        content_type: message.content_type,
        content: content.map(plain),
        conversation: told(news, details),
        created_at: message.created_at,
        id: message.id,
        inbox: inbox_of(details),
        message_type: message.message_type,
        private: message.private,
        sender: sent.sender.clone().map(|sender| SenderBody::of(news, sender)),
        source_id: message.source_id,
        attachments: message.attachments.into_iter().map(AttachmentJson::from).collect(),
        event,
    };
    Some(json(&body))
}

/// `details` is the conversation as the fact has left it.
pub fn conversation(news: &News, fact: &Fact, details: &Details, event: &'static str) -> String {
    json(&ConversationEvent {
        conversation: told(news, details),
        event,
        account: account(news),
        inbox: inbox_of(details),
        changed: (fact.name == Name::ConversationUpdated).then(|| Changed::of(fact)),
        status_changed: (fact.name == Name::ConversationStatusChanged)
            .then(|| StatusChanged::of(news, fact)),
    })
}

/// What a rule or a macro tells an address. A macro is its author's, who could listen as a contact
/// later by what that listens by, wherever they are then: it does not tell that.
pub fn action(news: &News, details: &Details, event: String, is_of_member: bool) -> String {
    let (account, inbox) = (account(news), inbox_of(details));
    let mut conversation = told(news, details);
    if is_of_member {
        conversation.contact_inbox.pubsub_token.clear();
    }
    json(&ActionEvent { conversation, event, account, inbox })
}

pub fn card(news: &News, fact: &Fact, event: &'static str) -> Option<String> {
    let conversation = told(news, news.conversation(fact)?);
    Some(json(&CardEvent {
        event,
        account: account(news),
        conversation,
        moved: fact.data.to_map(),
    }))
}

pub fn inbox(news: &News, fact: &Fact, event: &'static str) -> Option<String> {
    let details = then::inbox(news, fact)?;
    let inboxes::Inbox { created_at, updated_at, .. } = details.inbox;
    let channel = ChannelRow::of(news.account, &details);
    let inbox = inboxes::wire::Inbox::of(details, None);
    let changed = (fact.name == Name::InboxUpdated).then(|| Changed::of(fact));
    let account = account(news);
    Some(json(&InboxEvent { inbox, channel, created_at, updated_at, event, account, changed }))
}

pub fn typing(
    news: &News,
    details: &Details,
    event: &'static str,
    typist: Typist,
    is_private: bool,
) -> String {
    let user = SenderBody::of(news, typist.into());
    let (conversation, account, inbox) = (told(news, details), account(news), inbox_of(details));
    json(&TypingEvent { event, user, conversation, is_private, account, inbox })
}

impl StatusChanged {
    fn of(news: &News, fact: &Fact) -> Self {
        let mut changes = fact.changes.each();
        let status = changes.find(|(name, _, _)| *name == "status");
        StatusChanged {
            changed_attributes: None,
            previous_status: status.map(|(_, before, _)| before.clone()),
            changed_at: fact.created_at,
            changed_by: changed_by(news, fact),
        }
    }
}

fn changed_by(news: &News, fact: &Fact) -> Option<ChangedBy> {
    let (kind, id) = fact.actor.as_ref()?;
    let (name, r#type) = match kind.as_str() {
        "User" => (news.members.get(&UserId(*id))?.name.clone(), "user"),
        "AgentBot" => (news.bots.get(&AgentBotId(*id))?.name.clone(), "agent_bot"),
        "Contact" => (news.conversation(fact)?.contact.name.clone(), "contact"),
        _ => return None,
    };
    Some(ChangedBy { id: *id, name, r#type })
}

pub fn account(news: &News) -> Account {
    Account { id: news.account, name: news.account_name.clone() }
}

fn inbox_of(details: &Details) -> Inbox {
    Inbox { id: details.conversation.inbox_id, name: details.inbox_name.clone() }
}

/// What a survey asks, with where it is answered: only the chat of a website can ask by itself
/// (2.3). What it asks where the inbox has no words of its own is said in other words then.
fn with_link(news: &News, details: &Details, words: Option<String>) -> Option<String> {
    if details.channel_type == channel::WEBSITE {
        return words;
    }
    let words = words.unwrap_or_default();
    let is_usual = |it: &Language| words.is_empty() || it.texts().chat.rate.as_str() == words;
    let usual = Language::ALL.into_iter().find(is_usual);
    let words = usual.map_or(words.as_str(), |language| language.texts().chat.rate_at.as_str());
    let (base, uuid) = (&news.base, &details.conversation.uuid);
    Some(format!("{words} {base}/survey/responses/{uuid}"))
}

/// A conversation whose message reads as webhooks have it.
pub fn told(news: &News, details: &Details) -> ConversationPush {
    let mut conversation = ConversationPush::with_token(news.account, details);
    for message in &mut conversation.messages {
        let MessagePush { content, processed_message_content, .. } = message;
        *content = content.take().map(plain);
        *processed_message_content = processed_message_content.take().map(plain);
    }
    conversation
}

/// A backslash that breaks a line is left out, and the line is broken (2.3).
fn plain(text: String) -> String {
    if text.contains('\\') { text.replace("\\\r\n", "\n").replace("\\\n", "\n") } else { text }
}

pub fn json(body: &impl Serialize) -> String {
    serde_json::to_string(body).expect("what is told is JSON")
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_backslash_that_breaks_a_line_is_left_out() {
        assert_eq!(plain("a\\\nb\\\r\nc \\d".to_owned()), "a\nb\nc \\d");
    }
}

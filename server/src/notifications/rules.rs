//! Who is told of what: the rules of contract `behaviour.md`, 4.1.
//!
//! They are looked at for many events at once, in a fixed number of queries. A contact who is
//! blocked disturbs nobody; only a mention is told all the same, because a member wrote it.

use std::collections::HashMap;

use super::{Kind, Secondary, store, upkeep::Notice};
use crate::{
    actor::Role,
    agents,
    conversations::{self, Status, participants},
    error::Result,
    events::{Fact, Name, Position},
    id::{ConversationId, InboxId, MessageId, UserId},
    messages::{self, MessageType, SenderRef},
    sla_policies::applied,
    work::Work,
};

/// What the rules look at.
#[derive(Debug, Default)]
struct Scene {
    conversations: HashMap<ConversationId, conversations::Gist>,
    messages: HashMap<MessageId, messages::Gist>,
    participants: HashMap<ConversationId, Vec<UserId>>,
    /// The members of inboxes who wish to be told of new conversations, by mail or elsewhere.
    subscribers: HashMap<InboxId, Vec<UserId>>,
    administrators: Vec<UserId>,
}

/// Somebody who is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Recipient {
    user: UserId,
    kind: Kind,
    secondary: Option<Secondary>,
}

/// What follows from events of one account, each with the place of its event.
pub async fn notices(work: &mut Work<'_>, facts: &[&Fact]) -> Result<Vec<(Position, Notice)>> {
    let facts: Vec<&Fact> = facts.iter().copied().filter(|fact| may_follow(fact.name)).collect();
    if facts.is_empty() {
        return Ok(Vec::new());
    }
    let scene = Scene::gather(work, &facts).await?;
    let mut notices = Vec::new();
    for fact in facts {
        let Some(conversation) = fact.conversation else { continue };
        let notice = |recipient: Recipient| {
            let Recipient { user, kind, secondary } = recipient;
            let event = fact.position.event();
            (fact.position, Notice { event, user, kind, conversation, secondary })
        };
        notices.extend(scene.recipients(fact).into_iter().map(notice));
    }
    Ok(notices)
}

fn may_follow(name: Name) -> bool {
    matches!(
        name,
        Name::ConversationCreated
            | Name::ConversationBotHandoff
            | Name::AssigneeChanged
            | Name::MessageCreated
            | Name::ConversationMentioned
            | Name::ConversationSlaMissed
    )
}

/// Whether there is a conversation now that those who answer did not look after before.
fn is_new(name: Name) -> bool {
    matches!(name, Name::ConversationCreated | Name::ConversationBotHandoff)
}

impl Scene {
    async fn gather(work: &mut Work<'_>, facts: &[&Fact]) -> Result<Self> {
        let ids = ids(facts.iter().filter_map(|fact| fact.conversation).map(|id| id.0));
        let conversations = conversations::gists(work, &ids).await?;
        let said = self::ids(facts.iter().filter_map(|fact| fact.message).map(|id| id.0));
        let messages = messages::gists(work, &said).await?;
        let (mut participants, mut subscribers) = (HashMap::new(), HashMap::new());
        let is_for_participants =
            |name| matches!(name, Name::MessageCreated | Name::ConversationSlaMissed);
        if facts.iter().any(|fact| is_for_participants(fact.name)) {
            participants = participants::of_conversations(work, &ids).await?;
        }
        let mut administrators = Vec::new();
        if facts.iter().any(|fact| fact.name == Name::ConversationSlaMissed) {
            let members = agents::memberships(work).await?;
            let them = members.into_iter().filter(|member| member.role == Role::Administrator);
            administrators.extend(them.map(|member| member.user));
        }
        if facts.iter().any(|fact| is_new(fact.name)) {
            let inboxes = self::ids(conversations.iter().map(|it| it.inbox_id.0));
            for (inbox, user) in store::subscribers(work, &inboxes, Kind::Creation).await? {
                subscribers.entry(inbox).or_insert_with(Vec::new).push(user);
            }
        }
        Ok(Scene {
            conversations: conversations.into_iter().map(|it| (it.id, it)).collect(),
            messages: messages.into_iter().map(|gist| (gist.id, gist)).collect(),
            participants,
            subscribers,
            administrators,
        })
    }

    fn recipients(&self, fact: &Fact) -> Vec<Recipient> {
        let conversation = fact.conversation.and_then(|id| self.conversations.get(&id));
        let Some(conversation) = conversation else { return Vec::new() };
        if fact.name == Name::ConversationMentioned {
            return of_mention(fact);
        }
        if conversation.is_blocked {
            return Vec::new();
        }
        match fact.name {
            name if is_new(name) => self.of_creation(fact, conversation),
            Name::AssigneeChanged => of_assignment(fact, conversation),
            Name::MessageCreated => self.of_message(fact, conversation),
            Name::ConversationSlaMissed => self.of_miss(fact, conversation),
            _ => Vec::new(),
        }
    }

    /// A conversation has begun, or a bot has left it to the people who answer: the members of
    /// its inbox, as far as they wish to be told of that at all.
    fn of_creation(&self, fact: &Fact, conversation: &conversations::Gist) -> Vec<Recipient> {
        if conversation.status == Status::Pending {
            return Vec::new();
        }
        let secondary = performer(fact).map(Secondary::User);
        let subscribers = self.subscribers.get(&conversation.inbox_id).into_iter().flatten();
        let told = |user: &UserId| Recipient { user: *user, kind: Kind::Creation, secondary };
        subscribers.map(told).collect()
    }

    /// Something was said that the contact can read: whoever has the conversation, and those
    /// who take part in it, but for the one who said it.
    fn of_message(&self, fact: &Fact, conversation: &conversations::Gist) -> Vec<Recipient> {
        let Some(message) = fact.message.and_then(|id| self.messages.get(&id)) else {
            return Vec::new();
        };
        let is_talk = matches!(message.message_type, MessageType::Incoming | MessageType::Outgoing);
        if message.private || !is_talk {
            return Vec::new();
        }
        let is_sender = |user: UserId| message.sender == Some(SenderRef::user(user.0));
        let told = |user: UserId, kind| Recipient {
            user,
            kind,
            secondary: Some(Secondary::Message(message.id)),
        };
        let assignee = conversation.assignee_id.filter(|user| !is_sender(*user));
        let others = self.participants.get(&conversation.id).into_iter().flatten().copied();
        let others = others.filter(|user| !is_sender(*user) && Some(*user) != assignee);
        let mut recipients = Vec::new();
        recipients.extend(assignee.map(|user| told(user, Kind::AssignedMessage)));
        recipients.extend(others.map(|user| told(user, Kind::ParticipatingMessage)));
        recipients
    }

    /// Something was not done in time: whoever has the conversation, those who take part in it,
    /// and the administrators.
    fn of_miss(&self, fact: &Fact, conversation: &conversations::Gist) -> Vec<Recipient> {
        let Some((missed, policy)) = applied::missed(&fact.data) else { return Vec::new() };
        let kind = match missed {
            applied::Kind::FirstResponse => Kind::MissedFirstResponse,
            applied::Kind::NextResponse => Kind::MissedNextResponse,
            applied::Kind::Resolution => Kind::MissedResolution,
        };
        let participants = self.participants.get(&conversation.id).into_iter().flatten();
        let users = participants.chain(&self.administrators).chain(&conversation.assignee_id);
        let secondary = Some(Secondary::SlaPolicy(policy));
        let told = |user| Recipient { user: UserId(user), kind, secondary };
        ids(users.map(|user| user.0)).into_iter().map(told).collect()
    }
}

/// Somebody was given a conversation: they, unless they took it themselves.
fn of_assignment(fact: &Fact, conversation: &conversations::Gist) -> Vec<Recipient> {
    let assignee = fact.changes.each().find(|(field, ..)| *field == "assignee_id");
    let assignee = assignee.and_then(|(_, _, after)| after.as_i64()).map(UserId);
    let performer = performer(fact);
    let Some(user) = assignee.filter(|user| Some(*user) != performer) else { return Vec::new() };
    if conversation.status == Status::Pending {
        return Vec::new();
    }
    let secondary = performer.map(Secondary::User);
    vec![Recipient { user, kind: Kind::Assignment, secondary }]
}

/// A note mentions somebody: they.
fn of_mention(fact: &Fact) -> Vec<Recipient> {
    let secondary = fact.message.map(Secondary::Message);
    let user = fact.subject.map(UserId);
    user.map(|user| Recipient { user, kind: Kind::Mention, secondary }).into_iter().collect()
}

/// The member who did it, if it was one.
fn performer(fact: &Fact) -> Option<UserId> {
    let (kind, id) = fact.actor.as_ref()?;
    (kind == "User").then_some(UserId(*id))
}

fn ids(ids: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut ids: Vec<i64> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

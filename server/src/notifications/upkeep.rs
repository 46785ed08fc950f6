//! How notifications come and go.
//!
//! A new one takes the place of those that the member has of the same conversation. What goes
//! is told with how many are left, since the notification cannot be looked up any more. Whoever
//! wishes to be told of it elsewhere is told all the same, unless they have read it: the newer
//! one stands for it.

use std::collections::{HashMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Kind, Secondary, alerts::Alert, oldest, settings::bit, store};
use crate::{
    agents,
    conversations::Conversation,
    error::Result,
    events::{Event, Fact, Name},
    id::{ConversationId, EventId, NotificationId, UserId},
    json::Object,
    work::Work,
};

/// Notifications that a member has at most.
const MOST: i64 = 300;

/// What a member is to be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub event: EventId,
    pub user: UserId,
    pub kind: Kind,
    pub conversation: ConversationId,
    pub secondary: Option<Secondary>,
}

/// A notification that is no more, and whose it was.
#[derive(Clone, Copy, Debug, JsonSchema)]
pub struct Gone {
    pub id: NotificationId,
    pub user: UserId,
}

/// How many each user has not read.
#[derive(Debug, Default)]
pub struct Unread(HashMap<UserId, i64>);

impl Unread {
    pub fn of(&self, user: UserId) -> i64 {
        self.0.get(&user).copied().unwrap_or(0)
    }
}

/// Adds notifications. Nothing is added for whoever was told of the event already, is no
/// member any more, or when the conversation is gone.
pub async fn add(work: &mut Work<'_>, notices: &[Notice]) -> Result<()> {
    if notices.is_empty() {
        return Ok(());
    }
    let users = distinct(notices.iter().map(|notice| notice.user));
    let wishes: HashMap<UserId, i64> = agents::wishes_of(work, &users).await?.into_iter().collect();
    let (mut new, mut gone, mut richer) = (Vec::new(), Vec::new(), Vec::new());
    for (notice, stays) in notices.iter().zip(that_stay(notices)) {
        let is_wished = |wishes: &i64| wishes & bit(notice.kind) != 0;
        let is_wished = wishes.get(&notice.user).is_some_and(is_wished);
        if !stays && !is_wished {
            continue;
        }
        let Some(id) = store::insert(work, notice).await? else { continue };
        let older = store::delete_older(work, id, notice).await?;
        if older.is_empty() {
            richer.push(notice.user);
        }
        gone.extend(older);
        if is_wished {
            work.enqueue(Alert { notification: id, notice: Some(*notice) }).await?;
        }
        new.push((id, notice.user));
    }
    let oldest = oldest(work);
    for user in distinct(richer.into_iter()) {
        // Nobody looks so far back, and what is new tells how many are unread. So nobody is told.
        store::delete_beyond(work, user, MOST, oldest).await?;
    }
    // What has come and gone in here was never there for anybody.
    let came: HashSet<NotificationId> = new.iter().map(|(id, _)| *id).collect();
    let went: HashSet<NotificationId> = gone.iter().map(|gone| gone.id).collect();
    gone.retain(|gone| !came.contains(&gone.id));
    new.retain(|(id, _)| !went.contains(id));
    tell_gone(work, &gone).await?;
    for (id, user) in new {
        let owner = owner(user, Map::new());
        work.emit(Event::new(Name::NotificationCreated).about(id).telling(&owner)).await?;
    }
    Ok(())
}

/// Which of the notices stay, since no other of them takes their place at once.
fn that_stay(notices: &[Notice]) -> Vec<bool> {
    let mut seen = HashSet::new();
    let is_last = |notice: &Notice| seen.insert((notice.conversation, notice.user));
    let mut last: Vec<bool> = notices.iter().rev().map(is_last).collect();
    last.reverse();
    last
}

fn distinct(users: impl Iterator<Item = UserId>) -> Vec<UserId> {
    let mut users: Vec<UserId> = users.collect();
    users.sort_unstable();
    users.dedup();
    users
}

/// How many notifications each of these users has not read and not put off.
pub async fn unread(work: &mut Work<'_>, users: &[UserId]) -> Result<Unread> {
    if users.is_empty() {
        return Ok(Unread::default());
    }
    let users: Vec<i64> = users.iter().map(|user| user.0).collect();
    let oldest = oldest(work);
    Ok(Unread(store::unread(work, &users, oldest).await?.into_iter().collect()))
}

/// Whose notification an event is about, if it is about one.
pub fn owner_of(fact: &Fact) -> Option<UserId> {
    match fact.name {
        Name::NotificationCreated | Name::NotificationUpdated | Name::NotificationDeleted => {
            fact.data.to_map().get("user_id")?.as_i64().map(UserId)
        }
        _ => None,
    }
}

/// Tells that notifications are gone, with how many are left.
pub async fn tell_gone(work: &mut Work<'_>, gone: &[Gone]) -> Result<()> {
    if gone.is_empty() {
        return Ok(());
    }
    let users = distinct(gone.iter().map(|gone| gone.user));
    let unread = unread(work, &users).await?;
    for Gone { id, user } in gone {
        let left = Value::from(unread.of(*user));
        let counts = [("unread_count".to_owned(), left.clone()), ("count".to_owned(), left)];
        let told = owner(*user, Map::from_iter(counts));
        work.emit(Event::new(Name::NotificationDeleted).about(*id).telling(&told)).await?;
    }
    Ok(())
}

/// Removes what was told of conversations that are to be removed.
pub async fn forget(work: &mut Work<'_>, conversations: &[Conversation]) -> Result<()> {
    let ids: Vec<i64> = conversations.iter().map(|conversation| conversation.id.0).collect();
    let gone = store::delete_of_conversations(work, &ids).await?;
    tell_gone(work, &gone).await
}

/// Removes what a member was told, who leaves the account and is told nothing more.
pub async fn forget_member(work: &mut Work<'_>, user: UserId) -> Result<()> {
    Ok(store::delete_all(work, user, false).await.map(drop)?)
}

/// Removes what a member was told of conversations that they do not see any more.
pub async fn forget_unseen(work: &mut Work<'_>, user: UserId) -> Result<()> {
    let gone = store::delete_unseen(work, user).await?;
    tell_gone(work, &gone).await
}

/// What every event about a notification tells: whose it is.
pub(super) fn owner(user: UserId, mut told: Map<String, Value>) -> Object {
    told.insert("user_id".to_owned(), user.0.into());
    told.into()
}

//! What a member is told where they are: by mail, and in their browsers (contract
//! `behaviour.md`, 4.4 and 4.6).
//!
//! Whoever wishes that is told a moment later, unless they have read the notification by then,
//! or the newer one that has taken its place. Here is whom to tell; the telling is the work of
//! delivery.

use serde::{Deserialize, Serialize};

use super::{
    Kind, Notification,
    details::{self, Details, Shown},
    settings::bit,
    store,
    subscriptions::{self, Subscription},
    upkeep::Notice,
};
use crate::{
    agents::{self, Agent},
    conversations::details::Sent,
    error::Result,
    id::NotificationId,
    messages::{self, Message, MessageType, senders::Senders},
    tasks::Task,
    work::Work,
};

/// Messages that a mail shows.
const SHOWN: usize = 5;

/// Messages that are looked at for them.
const LOOKED_AT: i64 = 20;

/// Telling a member of a notification outside of the product.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Alert {
    pub notification: NotificationId,
    /// What it tells of, also when it is gone. Nothing is known of it where that was not noted.
    #[serde(default)]
    pub notice: Option<Notice>,
}

/// Telling one browser of a notification.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Push {
    pub notification: NotificationId,
    pub subscription: i64,
    /// The same as that of the [`Alert`].
    #[serde(default)]
    pub notice: Option<Notice>,
}

/// Whom to tell, and how.
#[derive(Debug)]
pub struct Due {
    pub details: Details,
    pub member: Agent,
    /// What was said last, oldest first, if it is to be told by mail.
    pub by_mail: Option<Vec<Sent>>,
    /// Where to tell it.
    pub browsers: Vec<Subscription>,
}

impl Task for Alert {
    const KIND: &'static str = "notifications.alert";

    fn key(&self) -> String {
        self.notification.to_string()
    }
}

impl Task for Push {
    const KIND: &'static str = "notifications.push";

    fn key(&self) -> String {
        format!("{}:{}", self.notification, self.subscription)
    }
}

/// Whom to tell of a notification. Nobody, when it was removed, read or put off.
pub async fn due(work: &mut Work<'_>, alert: Alert) -> Result<Option<Due>> {
    let Alert { notification, notice } = alert;
    let Some(found) = unread(work, notification, notice).await? else { return Ok(None) };
    let (user, kind) = (found.user, found.kind);
    let Some(member) = agents::find(work, user).await? else { return Ok(None) };
    let Some(flags) = agents::notification_flags(work, user).await? else { return Ok(None) };
    let Some(details) = details::load(work, vec![found]).await?.pop() else { return Ok(None) };
    let by_mail = if flags.email & bit(kind) != 0 && is_written_to(work, &member, kind) {
        Some(last_said(work, &details).await?)
    } else {
        None
    };
    let browsers = if flags.push & bit(kind) == 0 {
        Vec::new()
    } else {
        subscriptions::browsers_of(work.tx, user).await?
    };
    Ok(Some(Due { details, member, by_mail, browsers }))
}

/// A notification that is told to one browser, if both are still there.
pub async fn pushed(work: &mut Work<'_>, push: Push) -> Result<Option<(Details, Subscription)>> {
    let found = unread(work, push.notification, push.notice).await?;
    let Some(found) = found else { return Ok(None) };
    let browser = subscriptions::browser_of(work.tx, found.user, push.subscription).await?;
    let details = details::load(work, vec![found]).await?.pop();
    Ok(details.zip(browser))
}

/// A notification that its owner has neither read nor put off, as it was when it was added.
async fn unread(
    work: &mut Work<'_>,
    id: NotificationId,
    notice: Option<Notice>,
) -> Result<Option<Notification>> {
    let Some(notice) = notice else {
        let found = store::of_ids(work, &[id.0]).await?.pop();
        return Ok(found.filter(|it| it.read_at.is_none() && it.snoozed_until.is_none()));
    };
    let Notice { kind, secondary, .. } = notice;
    let found = store::standing_for(work, id, &notice).await?;
    Ok(found.map(|found| Notification { id, kind, secondary, ..found }))
}

/// Nobody is written to who has not said that the address is theirs, nor about what they see
/// on their screen.
fn is_written_to(work: &Work<'_>, member: &Agent, kind: Kind) -> bool {
    let is_talk = matches!(kind, Kind::AssignedMessage | Kind::ParticipatingMessage);
    let is_there = || work.presence.is_member_there(work.account, member.id, work.now);
    member.confirmed && !(is_talk && is_there())
}

/// What the contact and those who answer said last, and the message that the notification tells
/// of, oldest first.
async fn last_said(work: &mut Work<'_>, details: &Details) -> Result<Vec<Sent>> {
    let told = match &details.secondary {
        Some(Shown::Message(sent)) => Some(&**sent),
        _ => None,
    };
    let is_told = |message: &Message| told.is_some_and(|sent| sent.message.id == message.id);
    let is_public = |it: &Message| !it.private && it.message_type != MessageType::Activity;
    let conversation = details.conversation.conversation.id;
    let mut said: Vec<Message> = messages::newest(work, conversation, LOOKED_AT).await?;
    said.retain(|message| is_public(message) || is_told(message));
    let said = said.split_off(said.len().saturating_sub(SHOWN));
    let senders = Senders::load(work, &said, &[], &[]).await?;
    let sent = |message: Message| Sent { sender: senders.of(&message), message };
    let mut said: Vec<Sent> = said.into_iter().map(sent).collect();
    let is_older = !said.iter().any(|sent| is_told(&sent.message));
    if let Some(told) = told.filter(|_| is_older) {
        said.insert(0, told.clone());
    }
    Ok(said)
}

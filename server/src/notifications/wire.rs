//! Notifications as clients see them: in lists and events (contract `application-core.md`,
//! 15.1, and `realtime-client-platform.md`, 0.10), and by themselves (15.2).

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Kind, Secondary,
    details::{Details, Shown},
    settings::{self, Way},
    subscriptions,
};
use crate::{
    clock::{self, Timestamp},
    conversations::{push::ConversationPush, wire::pushed},
    id::{AccountId, ConversationId, NotificationId, UserId},
    json::Object,
    messages::wire::{MessagePush, UserPush},
    sla_policies::wire::SlaPolicy,
};

/// What all notifications are about.
const CONVERSATION: &str = "Conversation";

#[derive(JsonSchema, Serialize)]
pub struct Notification {
    pub id: NotificationId,
    pub notification_type: Kind,
    pub push_message_title: String,
    pub push_message_body: String,
    pub primary_actor_type: &'static str,
    /// The key of the conversation's row, which clients see nowhere else.
    pub primary_actor_id: ConversationId,
    pub primary_actor: ConversationPush,
    #[serde(with = "clock::IsoOrNull")]
    pub read_at: Option<Timestamp>,
    pub secondary_actor: Option<SecondaryPush>,
    pub user: UserPush,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Epoch")]
    pub last_activity_at: Timestamp,
    #[serde(with = "clock::IsoOrNull")]
    pub snoozed_until: Option<Timestamp>,
    pub meta: Object,
}

#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
pub enum SecondaryPush {
    Message(Box<MessagePush>),
    User(UserPush),
    SlaPolicy(SlaPolicy),
}

/// A notification as events tell of it.
#[derive(JsonSchema, Serialize)]
pub struct NotificationPush {
    #[serde(flatten)]
    pub notification: Notification,
    pub account_id: AccountId,
}

/// A page, in the envelope of lists.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Page {
    pub data: PageData,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct PageData {
    pub meta: PageMeta,
    pub payload: Vec<Notification>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct PageMeta {
    pub unread_count: i64,
    pub count: i64,
    pub current_page: u32,
}

/// A notification by itself.
#[derive(JsonSchema, Serialize)]
pub struct NotificationRow {
    pub id: NotificationId,
    pub account_id: AccountId,
    pub user_id: UserId,
    pub notification_type: Kind,
    pub primary_actor_type: &'static str,
    pub primary_actor_id: ConversationId,
    pub secondary_actor_type: Option<&'static str>,
    pub secondary_actor_id: Option<i64>,
    #[serde(with = "clock::IsoOrNull")]
    pub read_at: Option<Timestamp>,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
    #[serde(with = "clock::IsoOrNull")]
    pub snoozed_until: Option<Timestamp>,
    #[serde(with = "clock::Iso")]
    pub last_activity_at: Timestamp,
    pub meta: Object,
}

/// What a member has chosen, and could choose (15.3).
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "NotificationSettings")]
pub struct Settings {
    pub id: i64,
    pub user_id: UserId,
    pub account_id: AccountId,
    pub all_email_flags: Vec<String>,
    pub selected_email_flags: Vec<String>,
    pub all_push_flags: Vec<String>,
    pub selected_push_flags: Vec<String>,
}

/// A browser or device of the caller (15.4).
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "NotificationSubscription")]
pub struct Subscription {
    pub id: i64,
    pub user_id: UserId,
    pub subscription_type: subscriptions::Kind,
    pub subscription_attributes: Object,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
    pub identifier: String,
}

impl Notification {
    pub fn of(account: AccountId, details: Details) -> Self {
        let (push_message_title, push_message_body) = (details.title(), details.body());
        let Details { notification, conversation, secondary, user, .. } = details;
        let super::Notification {
            id,
            user: _,
            kind,
            conversation: primary_actor_id,
            secondary: _,
            read_at,
            snoozed_until,
            last_activity_at,
            meta,
            created_at,
            updated_at: _,
        } = notification;
        let secondary_actor = secondary.map(|secondary| match secondary {
            Shown::Message(sent) => {
                SecondaryPush::Message(Box::new(pushed(account, &conversation, *sent)))
            }
            Shown::User(user) => SecondaryPush::User(user.into()),
            Shown::SlaPolicy(policy) => SecondaryPush::SlaPolicy(policy.into()),
        });
        Notification {
            id,
            notification_type: kind,
            push_message_title,
            push_message_body,
            primary_actor_type: CONVERSATION,
            primary_actor_id,
            primary_actor: ConversationPush::of(account, &conversation),
            read_at,
            secondary_actor,
            user: user.into(),
            created_at,
            last_activity_at,
            snoozed_until,
            meta,
        }
    }
}

impl NotificationPush {
    /// In events the title is the same text as the body.
    pub fn of(account_id: AccountId, details: Details) -> Self {
        let notification = Notification::of(account_id, details.unseen());
        let push_message_title = notification.push_message_body.clone();
        let notification = Notification { push_message_title, ..notification };
        NotificationPush { notification, account_id }
    }
}

impl Page {
    pub fn of(account: AccountId, current_page: u32, page: super::Page) -> Self {
        let super::Page { notifications, count, unread_count, next: _ } = page;
        let meta = PageMeta { unread_count, count, current_page };
        let payload =
            notifications.into_iter().map(|details| Notification::of(account, details)).collect();
        Page { data: PageData { meta, payload } }
    }
}

impl NotificationRow {
    pub fn of(account_id: AccountId, notification: super::Notification) -> Self {
        let super::Notification {
            id,
            user,
            kind,
            conversation,
            secondary,
            read_at,
            snoozed_until,
            last_activity_at,
            meta,
            created_at,
            updated_at,
        } = notification;
        NotificationRow {
            id,
            account_id,
            user_id: user,
            notification_type: kind,
            primary_actor_type: CONVERSATION,
            primary_actor_id: conversation,
            secondary_actor_type: secondary.map(Secondary::kind),
            secondary_actor_id: secondary.map(Secondary::id),
            read_at,
            created_at,
            updated_at,
            snoozed_until,
            last_activity_at,
            meta,
        }
    }
}

impl Settings {
    pub fn of(account_id: AccountId, settings: settings::Settings) -> Self {
        let settings::Settings { id, user, email, push } = settings;
        let all: Vec<Kind> = Kind::NAMED.iter().map(|(_, kind)| *kind).collect();
        let flags = |way: Way, kinds: &[Kind]| kinds.iter().map(|kind| way.flag(*kind)).collect();
        Settings {
            id,
            user_id: user,
            account_id,
            all_email_flags: flags(Way::Email, &all),
            selected_email_flags: flags(Way::Email, &email),
            all_push_flags: flags(Way::Push, &all),
            selected_push_flags: flags(Way::Push, &push),
        }
    }
}

impl From<subscriptions::Subscription> for Subscription {
    fn from(subscription: subscriptions::Subscription) -> Self {
        let subscriptions::Subscription {
            id,
            user,
            kind,
            attributes,
            identifier,
            created_at,
            updated_at,
        } = subscription;
        Subscription {
            id,
            user_id: user,
            subscription_type: kind,
            subscription_attributes: attributes,
            created_at,
            updated_at,
            identifier,
        }
    }
}

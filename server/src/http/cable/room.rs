//! `RoomChannel`: what members and contacts hear, and that they are there.
//!
//! Both are known by their `pubsub_token` alone. Whoever names one that leads nowhere is
//! told nothing (contract 1.4). A member whose token becomes another one, as it does with their
//! password, hears nothing by the one before, and is asked to connect again.

use std::sync::Arc;

use cable::{Channels, Performed, Subscribed};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    accounts,
    app::{App, TheProduct},
    background::neighbours::call_roll,
    contacts::contact_inboxes,
    conversations::distribute,
    delivery::{presence, streams},
    error::{Error, Result},
    id::{AccountId, ContactId, ContactInboxId, UserId},
    presence::sockets_of,
};

/// The rooms that there are.
pub struct Rooms(pub App);

/// Who listens.
#[derive(Clone, Debug)]
pub enum Listener {
    Member {
        account: AccountId,
        user: UserId,
        /// Where they are told something.
        stream: String,
        /// They have just come, and are still to be offered what waits for somebody.
        to_be_offered: bool,
    },
    Contact {
        account: AccountId,
        contact: ContactId,
        known_as: ContactInboxId,
        /// Whether they have not only said that they are this contact.
        is_sure: bool,
    },
}

/// An identifier. Clients write its numbers as numbers or as texts.
#[derive(Deserialize)]
struct Room {
    channel: String,
    #[serde(default)]
    pubsub_token: String,
    #[serde(default)]
    account_id: Value,
    #[serde(default)]
    user_id: Value,
}

impl Rooms {
    /// Who an identifier lets listen, and to what.
    async fn find(&self, identifier: &str) -> Result<Option<(Listener, Vec<String>)>> {
        let Ok(room) = serde_json::from_str::<Room>(identifier) else { return Ok(None) };
        let token = room.pubsub_token;
        if room.channel != "RoomChannel" || token.is_empty() {
            return Ok(None);
        }
        if is_blank(&room.user_id) {
            return self.find_contact(token).await;
        }
        let (Some(user), Some(account)) = (number(&room.user_id), number(&room.account_id)) else {
            return Ok(None);
        };
        self.find_member(token, UserId(user), AccountId(account)).await
    }

    async fn find_contact(&self, token: String) -> Result<Option<(Listener, Vec<String>)>> {
        let found = self.0.db.read(async move |tx: &mut db::Tx| {
            contact_inboxes::by_pubsub_token(tx, &token).await.map_err(Error::from)
        });
        let Some((account, known)) = found.await? else { return Ok(None) };
        let (contact, known_as) = (known.contact_id, known.id);
        let streams = vec![streams::of_contact_inbox(known_as), streams::contacts(account)];
        Ok(Some((
            Listener::Contact { account, contact, known_as, is_sure: !known.claimed },
            streams,
        )))
    }

    /// A user hears of all their accounts on one socket, and is there in the one they name.
    async fn find_member(
        &self,
        token: String,
        user: UserId,
        account: AccountId,
    ) -> Result<Option<(Listener, Vec<String>)>> {
        let shown = token.clone();
        let found = self.0.db.read(async move |tx: &mut db::Tx| {
            accounts::of_pubsub_token(tx, user, &shown).await.map_err(Error::from)
        });
        let accounts = found.await?;
        if !accounts.contains(&account) {
            return Ok(None);
        }
        let stream = streams::of_user(&token);
        let mut streams = vec![stream.clone(), sockets_of(user)];
        streams.extend(accounts.into_iter().map(streams::members));
        Ok(Some((Listener::Member { account, user, stream, to_be_offered: false }, streams)))
    }

    /// Notes that somebody is there, and tells them who else is.
    async fn hear(&self, listener: &mut Listener) {
        if let Err(error) = self.tell_who_is_there(listener).await {
            tracing::warn!(%error, "a client could not be told who is there");
        }
        if let Err(error) = self.offer_what_waits(listener).await {
            tracing::warn!(%error, "what waits could not be offered to a member, and will be later");
        }
    }

    async fn tell_who_is_there(&self, listener: &mut Listener) -> Result<()> {
        let now = self.0.clock.now();
        let (account, stream) = match listener {
            Listener::Member { account, user, stream, to_be_offered } => {
                *to_be_offered |= self.0.presence.hear_member(*account, *user, now);
                (*account, stream.clone())
            }
            Listener::Contact { account, contact, known_as, is_sure } => {
                if *is_sure {
                    self.0.presence.hear_contact(*account, *contact, now);
                }
                (*account, streams::of_contact_inbox(*known_as))
            }
        };
        let to_member = matches!(listener, Listener::Member { .. });
        let update = self
            .0
            .read(&TheProduct(account), async move |work| presence::update(work, to_member).await)
            .await?;
        self.0.hub.publish(&stream, &Arc::from(update));
        Ok(())
    }

    /// Has a member who has just come be given conversations that nobody has.
    async fn offer_what_waits(&self, listener: &mut Listener) -> Result<()> {
        let Listener::Member { account, user, to_be_offered: offer @ true, .. } = listener else {
            return Ok(());
        };
        let (product, user) = (TheProduct(*account), *user);
        let any_wait =
            self.0.read(&product, async move |work| distribute::any_wait_for(work, user).await);
        if any_wait.await? {
            call_roll(&self.0).await;
            self.0.write(&product, async move |work| distribute::offer(work, user).await).await?;
        }
        *offer = false;
        Ok(())
    }
}

impl Channels for Rooms {
    type Room = Listener;

    async fn subscribe(&self, identifier: &str) -> Subscribed<Listener> {
        match self.find(identifier).await {
            Ok(Some((listener, streams))) => Subscribed::To(listener, streams),
            Ok(None) => Subscribed::Nowhere,
            Err(error) => {
                tracing::warn!(%error, "a client could not subscribe");
                Subscribed::NotNow
            }
        }
    }

    async fn subscribed(&self, listener: &mut Listener) {
        self.hear(listener).await;
    }

    /// Whoever says that they are there is looked up again: they may have left the account, or
    /// come to belong to another.
    async fn perform(&self, identifier: &str, listener: &mut Listener, data: &Value) -> Performed {
        if data["action"] != "update_presence" {
            return Performed::Same;
        }
        match self.find(identifier).await {
            Ok(Some((found, streams))) => {
                if matches!(found, Listener::Contact { .. }) {
                    *listener = found;
                }
                self.hear(listener).await;
                Performed::Reads(streams)
            }
            Ok(None) => Performed::Gone,
            Err(error) => {
                tracing::warn!(%error, "it could not be looked who says that they are there");
                Performed::Same
            }
        }
    }

    fn now(&self) -> i64 {
        self.0.clock.now().seconds()
    }
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

//! Contacts who ask for themselves, as types: naming one in a handler is the check.

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use db::Tx;

use crate::{
    actor::Actor,
    app::{Acts, App},
    error::{Error, Result},
    id::{AccountId, ContactId, ContactInboxId},
    visitors::door::{self, Door},
};

/// Somebody who comes to an inbox that the path names, and is nobody yet.
pub struct Entrance(pub Door);

/// Whoever is known there by the source id that the path names, which is their secret. Who that is
/// may be another once a body has arrived: each action asks again (`visitors::recall`).
pub struct Visitor {
    pub door: Door,
    pub id: ContactInboxId,
    contact: ContactId,
}

/// The account to which a visitor was let in, for whoever stores what they bring.
#[derive(Clone, Copy)]
struct LetIn(AccountId);

pub(super) fn account_of(parts: &Parts) -> Option<AccountId> {
    parts.extensions.get::<LetIn>().map(|LetIn(account)| *account)
}

impl Acts for Entrance {
    fn account(&self) -> AccountId {
        self.0.account
    }

    fn actor(&self) -> Actor {
        Actor::System
    }
}

impl Acts for Visitor {
    fn account(&self) -> AccountId {
        self.door.account
    }

    fn actor(&self) -> Actor {
        Actor::Contact(self.contact)
    }
}

impl FromRequestParts<App> for Entrance {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let identifier = named(parts, app, "inbox_identifier").await?;
        let read = app.db.read(async move |tx: &mut Tx| door::of_api(tx, &identifier).await);
        let door = read.await?;
        parts.extensions.insert(LetIn(door.account));
        Ok(Entrance(door))
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let identifier = named(parts, app, "inbox_identifier").await?;
        let source = named(parts, app, "contact_identifier").await?;
        let read = app.db.read(async move |tx: &mut Tx| {
            let door = door::of_api(tx, &identifier).await?;
            let known = door::known_by(tx, &door, &source).await?.ok_or(Error::NotOffered)?;
            Ok::<_, Error>((door, known))
        });
        let (door, known) = read.await?;
        parts.extensions.insert(LetIn(door.account));
        Ok(Visitor { door, id: known.id, contact: known.contact_id })
    }
}

/// A part of the path. What no database could hold names nothing.
async fn named(parts: &mut Parts, app: &App, wanted: &str) -> Result<String> {
    let params = RawPathParams::from_request_parts(parts, app).await;
    let params = params.map_err(|_| Error::NotOffered)?;
    let part = params.iter().find(|(name, _)| *name == wanted);
    let part = part.map(|(_, part)| part.to_owned()).filter(|part| !part.contains('\0'));
    part.ok_or(Error::NotOffered)
}

//! Contacts who ask for themselves, as types: naming one in a handler is the check.

use std::net::IpAddr;

use axum::{
    extract::{FromRequest, FromRequestParts, RawPathParams, Request},
    http::{HeaderName, Uri, request::Parts},
};
use db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{
    idempotent,
    input::{self, Form, Input},
    origin::Origin,
};
use crate::{
    actor::Actor,
    app::{Acts, App},
    contacts::contact_inboxes::ContactInbox,
    error::{Error, Result},
    id::{AccountId, ContactId, ContactInboxId, DisplayId},
    texts::{Language, Languages},
    visitors::door::{self, Door, Website},
    widget::token::{self, Claims},
};

const AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");

/// Somebody who comes to an inbox that the path names, and is nobody yet.
#[derive(Clone)]
pub struct Entrance(pub Door);

/// Whoever is known there by the source id that the path names, which is their secret. Who that is
/// may be another once a body has arrived: each action asks again (`visitors::recall`).
pub struct Visitor {
    pub door: Door,
    pub id: ContactInboxId,
    contact: ContactId,
    /// In which they look at their chat, if they say so.
    language: Option<Language>,
}

/// Somebody who comes to the website that the query names, and as whom they are known if they show
/// a token of it.
pub struct SiteEntrance {
    pub entrance: Entrance,
    pub newcomer: Newcomer,
    pub visitor: Option<Visitor>,
}

/// The same, who wants to see the chat: they are told when there is none.
pub struct Opening(pub SiteEntrance);

/// The same, where programs may name the website in the body.
pub struct Arrival(pub SiteEntrance);

/// The website to which somebody comes.
#[derive(JsonSchema, Deserialize)]
pub struct Destination {
    website_token: Option<String>,
}

/// The visitor of a website, who shows a token of it.
pub struct Chat {
    pub visitor: Visitor,
    pub newcomer: Newcomer,
    /// The conversation that the query names, if the visitor is not in their newest.
    pub chosen: Option<DisplayId>,
}

/// Where somebody comes from who may be new.
#[derive(Clone, Copy)]
pub struct Newcomer(Option<Origin>);

/// The account to which a visitor was let in, for whoever stores what they bring.
#[derive(Clone, Copy)]
struct LetIn(AccountId);

pub(super) fn account_of(parts: &Parts) -> Option<AccountId> {
    parts.extensions.get::<LetIn>().map(|LetIn(account)| *account)
}

impl Newcomer {
    /// The address that they come from.
    pub fn address(self) -> Option<IpAddr> {
        self.0.map(|origin| origin.address)
    }

    /// Counts somebody new, who may not be the thousandth from where they are in an hour.
    ///
    /// # Errors
    ///
    /// They have to wait.
    pub fn count(self, app: &App) -> Result<()> {
        let settings = &app.config.throttle;
        let counts = |origin: &Origin| {
            let is_free = origin.is_here || settings.allowed_ips.contain(origin.address);
            settings.enabled && settings.widget && !is_free
        };
        match self.0.filter(counts) {
            Some(origin) => app.attempts.visitors.count(&origin.place(), app.clock.now()).map(drop),
            None => Ok(()),
        }
    }
}

impl Visitor {
    fn at(door: &Door, known: &ContactInbox, language: Option<Language>) -> Self {
        Visitor { door: door.clone(), id: known.id, contact: known.contact_id, language }
    }
}

impl Form for Destination {}

impl Acts for Entrance {
    fn account(&self) -> AccountId {
        self.0.account
    }

    fn actor(&self) -> Actor {
        Actor::System
    }

    fn languages(&self) -> Languages {
        Languages { account: Some((self.0.account, self.0.language)), contact: None }
    }
}

impl Acts for Visitor {
    fn account(&self) -> AccountId {
        self.door.account
    }

    fn actor(&self) -> Actor {
        Actor::Contact(self.contact)
    }

    fn languages(&self) -> Languages {
        let account = Some((self.door.account, self.door.language));
        Languages { account, contact: self.language }
    }
}

impl Acts for Chat {
    fn account(&self) -> AccountId {
        self.visitor.account()
    }

    fn actor(&self) -> Actor {
        self.visitor.actor()
    }

    fn languages(&self) -> Languages {
        self.visitor.languages()
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
        idempotent::note_visitor(parts, known.id);
        Ok(Visitor::at(&door, &known, language_of(&parts.uri)?))
    }
}

impl FromRequestParts<App> for SiteEntrance {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let token = text_of_query(&parts.uri, "website_token")?;
        let claims = claims(parts, app)?;
        SiteEntrance::enter(parts, app, named_by(token)?, claims).await
    }
}

impl FromRequestParts<App> for Opening {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let entrance = SiteEntrance::from_request_parts(parts, app).await;
        entrance.map(Opening).map_err(without_website)
    }
}

impl FromRequest<App> for Arrival {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let (mut parts, body) = request.into_parts();
        let request = Request::from_parts(parts.clone(), body);
        let Input(destination) = Input::<Destination>::from_request(request, app).await?;
        let claims = claims(&parts, app)?;
        let website = named_by(destination.website_token).map_err(without_website)?;
        let entrance = SiteEntrance::enter(&mut parts, app, website, claims).await;
        entrance.map(Arrival).map_err(without_website)
    }
}

impl FromRequestParts<App> for Chat {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let token = text_of_query(&parts.uri, "website_token")?;
        let claims = claims(parts, app)?.ok_or(Error::NotFound)?;
        // Programs that name the website in what they send are known by their token alone.
        let website = match token {
            Some(_) => named_by(token)?,
            None => Website::Inbox(claims.inbox_id),
        };
        let entrance = SiteEntrance::enter(parts, app, website, Some(claims)).await?;
        let SiteEntrance { newcomer, visitor, .. } = entrance;
        let visitor = visitor.ok_or(Error::NotFound)?;
        idempotent::note_visitor(parts, visitor.id);
        Ok(Chat { visitor, newcomer, chosen: chosen(&parts.uri)? })
    }
}

impl SiteEntrance {
    /// Somebody comes to a website, with what their token says if they show one.
    async fn enter(
        parts: &mut Parts,
        app: &App,
        website: Website,
        claims: Option<Claims>,
    ) -> Result<Self> {
        let read = app.db.read(async move |tx: &mut Tx| {
            let door = door::of_website(tx, &website).await?;
            let known = match claims.as_ref().filter(|claims| claims.inbox_id == door.inbox) {
                Some(claims) => door::known_by(tx, &door, &claims.source_id).await?,
                None => None,
            };
            Ok::<_, Error>((door, known))
        });
        let (door, known) = read.await?;
        parts.extensions.insert(LetIn(door.account));
        let language = language_of(&parts.uri)?;
        Ok(SiteEntrance {
            newcomer: Newcomer(parts.extensions.get().copied()),
            visitor: known.map(|known| Visitor::at(&door, &known, language)),
            entrance: Entrance(door),
        })
    }
}

fn without_website(error: Error) -> Error {
    match error {
        Error::NotFound => Error::NoWebsite,
        error => error,
    }
}

/// The website that a token names, which no database could hold with a NUL in it.
fn named_by(token: Option<String>) -> Result<Website> {
    let token = token.filter(|token| !token.contains('\0')).ok_or(Error::NotFound)?;
    Ok(Website::Token(token))
}

/// What the token says that somebody shows.
fn claims(parts: &Parts, app: &App) -> Result<Option<Claims>> {
    let shown = parts.headers.get(AUTH_TOKEN).and_then(|token| token.to_str().ok());
    let shown = match shown {
        Some(shown) => Some(shown.to_owned()),
        None => text_of_query(&parts.uri, "cw_conversation")?,
    };
    Ok(shown.and_then(|shown| token::read(&app.vault, &shown, app.clock.now())))
}

/// The conversation that a query names.
fn chosen(uri: &Uri) -> Result<Option<DisplayId>> {
    match text_of_query(uri, "conversation_id")? {
        Some(id) if !id.is_empty() => {
            id.parse().map(|id| Some(DisplayId(id))).map_err(|_| Error::NotFound)
        }
        _ => Ok(None),
    }
}

/// The language that a query names, if it is one that is spoken here.
fn language_of(uri: &Uri) -> Result<Option<Language>> {
    Ok(text_of_query(uri, "locale")?.and_then(|locale| Language::find(&locale)))
}

fn text_of_query(uri: &Uri, name: &str) -> Result<Option<String>> {
    match input::from_query_of(uri)?.remove(name) {
        Some(Value::String(text)) => Ok(Some(text)),
        _ => Ok(None),
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

//! Endpoints of the chat of a website (contract `realtime-client-platform.md`, 4.7 to 4.12). What
//! is about the visitor is in [`contact`], what they say in [`conversations`] and [`messages`],
//! what their browser loads in [`assets`].

pub mod assets;
pub mod contact;
pub mod conversations;
pub mod messages;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{HeaderMap, StatusCode, request::Parts},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    browser::Browser,
    events::{self, Happened},
    page,
    site::{self, Site},
    talk, token,
    wire::{Campaign, ChannelConfig, Config, Installation, Member},
};
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        Arrival, Call, Chat, Described, Entrance, Form, Input, Json, NoContent, Opening, Page,
        Payload, SiteEntrance,
    },
    inboxes::channel::website::Feature,
    transfer::announce::{self, Announced, NewUpload},
    visitors::{
        self,
        view::{self, Profile},
    },
    work::Work,
};

/// A label by its title.
#[derive(JsonSchema, Deserialize)]
pub struct Title {
    label: Option<String>,
}

impl Form for Title {}

/// A label that a path names.
pub struct Label(String);

impl FromRequestParts<App> for Label {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let params = RawPathParams::from_request_parts(parts, app).await;
        let params = params.map_err(|_| Error::NotFound)?;
        let label = params.iter().find(|(name, _)| *name == "label");
        label.map(|(_, label)| Label(label.to_owned())).ok_or(Error::NotFound)
    }
}

impl Described for Label {
    fn describe(call: &mut Call<'_>) {
        call.refuses(StatusCode::NOT_FOUND);
    }
}

/// The language in which the chat is shown.
#[derive(JsonSchema, Deserialize)]
pub struct Shown {
    locale: Option<String>,
}

impl Form for Shown {}
impl Form for Happened {}

/// What programs show the chat by. Whoever is not known yet is somebody new from then on.
pub async fn config(app: App, Arrival(entrance): Arrival) -> Result<Json<Config>> {
    let (site, profile, token) = opened(entrance, &app).await?;
    Ok(Json(Config {
        website_channel_config: ChannelConfig::of(site, token),
        contact: profile.into(),
        global_config: Installation::of(&app.config),
    }))
}

/// The page of the chat, for the frame in which it is shown.
pub async fn show(Opening(entrance): Opening, headers: HeaderMap, app: App) -> Result<Page> {
    let (site, profile, token) = opened(entrance, &app).await?;
    let installation = Installation::of(&app.config);
    Ok(Page(page::page(&headers, site, &profile.known.pubsub_token, &token, &installation)))
}

/// What is told of a site to whoever opens its chat, who that is, and their token.
async fn opened(entrance: SiteEntrance, app: &App) -> Result<(Site, Profile, String)> {
    let SiteEntrance { entrance, newcomer, visitor } = entrance;
    if visitor.is_none() {
        newcomer.count(app)?;
    }
    let door = entrance.0.clone();
    let opened = match visitor {
        Some(visitor) => {
            let id = visitor.id;
            let read = app.read(&visitor, async move |work: &mut Work<'_>| {
                let known = visitors::recall(work, id).await?;
                let profile = view::profile_of(work, &known).await?;
                Ok::<_, Error>((site::show(work, &door).await?, profile))
            });
            read.await?
        }
        None => {
            let address = newcomer.address();
            let written = app.write(&entrance, async move |work: &mut Work<'_>| {
                let said = site::newcomer(work, address).await?;
                let known = visitors::admit(work, &door, &said, None).await?;
                let profile = view::profile(work, known).await?;
                Ok::<_, Error>((site::show(work, &door).await?, profile))
            });
            written.await?
        }
    };
    let (site, profile) = opened;
    let (source, inbox) = (&profile.known.source_id, profile.known.inbox_id);
    let token = token::issue(app, source, inbox);
    Ok((site, profile, token))
}

pub async fn campaigns(entrance: SiteEntrance, app: App) -> Result<Json<Vec<Campaign>>> {
    let Entrance(door) = entrance.entrance.clone();
    let read = async move |work: &mut Work<'_>| site::campaigns(work, &door).await;
    let shown = app.read(&entrance.entrance, read).await?;
    Ok(Json(shown.into_iter().map(Campaign::from).collect()))
}

pub async fn members(entrance: SiteEntrance, app: App) -> Result<Json<Payload<Vec<Member>>>> {
    let Entrance(door) = entrance.entrance.clone();
    let read = async move |work: &mut Work<'_>| site::team(work, &door).await;
    let team = app.read(&entrance.entrance, read).await?;
    Ok(Payload::of(team.into_iter().map(Member::from).collect()))
}

pub async fn add_label(chat: Chat, app: App, Input(title): Input<Title>) -> Result<NoContent> {
    let (id, chosen) = (chat.visitor.id, chat.chosen);
    let title = title.label.unwrap_or_default();
    app.write(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        talk::add_label(work, &known, chosen, &title).await
    })
    .await?;
    Ok(NoContent)
}

pub async fn remove_label(chat: Chat, app: App, Label(title): Label) -> Result<NoContent> {
    let (id, chosen) = (chat.visitor.id, chat.chosen);
    app.write(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        talk::remove_label(work, &known, chosen, &title).await
    })
    .await?;
    Ok(NoContent)
}

/// Something has happened that is no message. What one visitor says too often is not noted.
pub async fn note_event(
    chat: Chat,
    headers: HeaderMap,
    app: App,
    Input((happened, shown)): Input<(Happened, Shown)>,
) -> Result<NoContent> {
    let (door, id) = (chat.visitor.door.clone(), chat.visitor.id);
    if app.attempts.happenings.count(&id.to_string(), app.clock.now()).is_err() {
        return Ok(NoContent);
    }
    let browser = Browser::of(&headers);
    let noted = app.write(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        let language = shown.locale.as_deref();
        events::note(work, &door, &known, &happened, &browser, language).await
    });
    Box::pin(noted).await?;
    Ok(NoContent)
}

pub async fn announce_file(
    chat: Chat,
    app: App,
    Input(new): Input<NewUpload>,
) -> Result<Json<Announced>> {
    let inbox = chat.visitor.door.inbox;
    app.read(&chat, async move |work: &mut Work<'_>| {
        site::offers(work, inbox, Feature::Attachments).await
    })
    .await?;
    Ok(Json(announce::announce(&app, &chat, new).await?))
}

/// No message invites to a meeting, since no service for these is connected.
pub async fn join_meeting(_: Chat) -> Result<NoContent> {
    Err(Error::refused("Invalid message type. Action not permitted"))
}

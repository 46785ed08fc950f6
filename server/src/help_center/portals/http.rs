//! Endpoints for portals (contract `behaviour.md`, 8.1).

use axum::{extract::FromRequestParts, http::request::Parts};

use super::{
    PortalChange, Shown,
    instructions::{self, Recipient},
    reached::{self, Reached},
    wire::{Portal, Portals, Sent},
};
use crate::{
    actor::Actor,
    app::{Acts, App},
    error::{Error, NOT_ALLOWED, Result},
    help_center::portals,
    http::{Admin, Agent, Call, Caller, Described, Done, Form, Input, Json, Slug},
    id::AccountId,
    permissions::Permission,
    texts::Languages,
    work::Work,
};

impl Form for PortalChange {
    const WRAPPER: Option<&'static str> = Some("portal");
    const BESIDE: &'static [&'static str] = &["blob_id", "inbox_id"];
}

impl Form for Shown {}
impl Form for Recipient {}

/// A member who may change what the help center of the account says: an administrator, or one
/// whose custom role allows it.
pub struct Editor(pub Agent);

impl FromRequestParts<App> for Editor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let agent = Agent::from_request_parts(parts, app).await?;
        if agent.member.may(Permission::KnowledgeBase) {
            Ok(Editor(agent))
        } else {
            Err(NOT_ALLOWED)
        }
    }
}

impl Acts for Editor {
    fn account(&self) -> AccountId {
        self.0.account
    }

    fn actor(&self) -> Actor {
        self.0.actor()
    }

    fn languages(&self) -> Languages {
        self.0.languages()
    }
}

impl Described for Editor {
    fn describe(call: &mut Call<'_>) {
        call.is_for_members(Caller::Editors);
    }
}

pub async fn list(agent: Agent, app: App) -> Result<Json<Portals>> {
    let portals = app.read(&agent, portals::list).await?;
    Ok(Json(Portals::of(agent.account, portals, &app.links)))
}

pub async fn show(
    agent: Agent,
    app: App,
    Slug(slug): Slug,
    Input(shown): Input<Shown>,
) -> Result<Json<Portal>> {
    let portal = app
        .read(&agent, async move |work: &mut Work<'_>| portals::show(work, &slug, &shown).await)
        .await?;
    Ok(Json(Portal::of(agent.account, portal, &app.links)))
}

pub async fn create(
    admin: Admin,
    app: App,
    Input(new): Input<PortalChange>,
) -> Result<Json<Portal>> {
    let portal = app.write(&admin, async move |work| portals::create(work, &new).await).await?;
    Ok(Json(Portal::of(admin.account(), portal, &app.links)))
}

pub async fn update(
    editor: Editor,
    app: App,
    Slug(slug): Slug,
    Input(change): Input<PortalChange>,
) -> Result<Json<Portal>> {
    let portal =
        app.write(&editor, async move |work| portals::update(work, &slug, &change).await).await?;
    Ok(Json(Portal::of(editor.account(), portal, &app.links)))
}

pub async fn archive(admin: Admin, app: App, Slug(slug): Slug) -> Result<Json<Portal>> {
    let portal = app.write(&admin, async move |work| portals::archive(work, &slug).await).await?;
    Ok(Json(Portal::of(admin.account(), portal, &app.links)))
}

pub async fn delete(admin: Admin, app: App, Slug(slug): Slug) -> Result<Done> {
    app.write(&admin, async move |work| portals::remove(work, &slug).await).await?;
    Ok(Done)
}

pub async fn delete_logo(editor: Editor, app: App, Slug(slug): Slug) -> Result<Done> {
    app.write(&editor, async move |work| portals::remove_logo(work, &slug).await).await?;
    Ok(Done)
}

pub async fn send_instructions(
    admin: Admin,
    app: App,
    Slug(slug): Slug,
    Input(recipient): Input<Recipient>,
) -> Result<Json<Sent>> {
    let account = format!("account {}", admin.account());
    app.attempts.instructions.count(&account, app.clock.now())?;
    app.write(&admin, async move |work| instructions::send(work, &slug, &recipient).await).await?;
    Ok(Json(Sent { message: "Instructions sent successfully" }))
}

pub async fn ssl_status(agent: Agent, app: App, Slug(slug): Slug) -> Result<Json<Reached>> {
    let account = format!("account {}", agent.account);
    app.attempts.domains.count(&account, app.clock.now())?;
    let found = app.read(&agent, async move |work: &mut Work<'_>| portals::find(work, &slug).await);
    let portal = found.await?;
    Ok(Json(reached::ask(&app.outbound, portal.domain()?, &app.vault.word()).await))
}

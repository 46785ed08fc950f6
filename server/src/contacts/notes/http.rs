//! Endpoints for notes about contacts (contract `application-core.md`, 16.16).

use super::{NoteChange, wire};
use crate::{
    app::App,
    contacts::notes,
    error::Result,
    http::{Agent, At, Done, Form, Input, Json, Sub},
    id::{ContactId, NoteId},
};

impl Form for NoteChange {
    const WRAPPER: Option<&'static str> = Some("note");
}

pub async fn list(
    agent: Agent,
    app: App,
    At(contact): At<ContactId>,
) -> Result<Json<Vec<wire::Note>>> {
    let notes = app.read(&agent, async move |work| notes::list(work, contact).await).await?;
    Ok(Json(notes.into_iter().map(|note| wire::Note::of(agent.account, note)).collect()))
}

pub async fn show(
    agent: Agent,
    app: App,
    At(contact): At<ContactId>,
    Sub(id): Sub<NoteId>,
) -> Result<Json<wire::Note>> {
    let note = app.read(&agent, async move |work| notes::show(work, contact, id).await).await?;
    Ok(Json(wire::Note::of(agent.account, note)))
}

pub async fn create(
    agent: Agent,
    app: App,
    At(contact): At<ContactId>,
    Input(new): Input<NoteChange>,
) -> Result<Json<wire::Note>> {
    let note =
        app.write(&agent, async move |work| notes::create(work, contact, &new).await).await?;
    Ok(Json(wire::Note::of(agent.account, note)))
}

pub async fn update(
    agent: Agent,
    app: App,
    At(contact): At<ContactId>,
    Sub(id): Sub<NoteId>,
    Input(change): Input<NoteChange>,
) -> Result<Json<wire::Note>> {
    let note = app
        .write(&agent, async move |work| notes::update(work, contact, id, &change).await)
        .await?;
    Ok(Json(wire::Note::of(agent.account, note)))
}

pub async fn delete(
    agent: Agent,
    app: App,
    At(contact): At<ContactId>,
    Sub(id): Sub<NoteId>,
) -> Result<Done> {
    app.write(&agent, async move |work| notes::delete(work, contact, id).await).await?;
    Ok(Done)
}

//! What the chat knows of its visitor, and is told of them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::{token, wire::Contact};
use crate::{
    app::App,
    contacts::{self, row::ContactRow},
    error::{Error, Result},
    http::{Chat, Form, Input, Json},
    visitors::{
        self, Introduction,
        becoming::{Became, become_one},
        view,
    },
    work::Work,
};

/// Custom attributes, by their keys.
#[derive(JsonSchema, Deserialize)]
pub struct Keys {
    custom_attributes: Option<Vec<String>>,
}

impl Form for Keys {}

pub async fn show(chat: Chat, app: App) -> Result<Json<Contact>> {
    let id = chat.visitor.id;
    let read = app.read(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::recall(work, id).await?;
        visitors::recognise(work, known, None).await
    });
    Ok(Json(Contact::of(read.await?, None)))
}

/// Notes what a visitor says of themselves. Who they are is said by [`set_user`].
pub async fn update(
    chat: Chat,
    app: App,
    Input(said): Input<Introduction>,
) -> Result<Json<Contact>> {
    let id = chat.visitor.id;
    let said = said.as_far_as_it_fits();
    let noted = app.write(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        let contact = contacts::show(work, known.contact_id).await?;
        visitors::note(work, known, contact, &said).await
    });
    Ok(Json(Contact::of(noted.await?, None)))
}

/// The page says who its visitor is.
pub async fn set_user(
    chat: Chat,
    app: App,
    Input(said): Input<Introduction>,
) -> Result<Json<Contact>> {
    let (door, id) = (chat.visitor.door.clone(), chat.visitor.id);
    let said = said.as_far_as_it_fits();
    let (newcomer, counting) = (chat.newcomer, app.clone());
    let became = app.write(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        become_one(work, &door, known, &said, || newcomer.count(&counting)).await
    });
    let Became { known, is_another } = became.await?;
    let (source, inbox) = (&known.contact_inbox.source_id, known.contact_inbox.inbox_id);
    let token = is_another.then(|| token::issue(&app, source, inbox));
    Ok(Json(Contact::of(known, token)))
}

pub async fn destroy_custom_attributes(
    chat: Chat,
    app: App,
    Input(keys): Input<Keys>,
) -> Result<Json<ContactRow>> {
    let id = chat.visitor.id;
    let keys = keys.custom_attributes.ok_or(Error::Missing("custom_attributes"))?;
    let profile = app.write(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        if !known.claimed {
            contacts::destroy_custom_attributes(work, known.contact_id, &keys).await?;
        }
        view::profile_of(work, &known).await
    });
    Ok(Json(profile.await?.row()))
}

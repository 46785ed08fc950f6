//! Notes about contacts: what members write down for each other.
//!
//! A note belongs to one contact and goes with them. Whoever changed it last is its author; one
//! who has left the account is named no more.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod http;
mod store;
pub mod wire;

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    agents::{self, Agent},
    clock::Timestamp,
    contacts,
    error::{Error, NOT_ALLOWED, Problems, Result},
    events::{Event, Name},
    id::{ContactId, NoteId, UserId},
    validate::LONG,
    work::Work,
};

pub(super) use store::move_all;

/// Notes of a contact at most, since they are all listed at once.
const MOST: i64 = 1_000;

#[derive(Clone, Debug)]
pub struct Note {
    pub id: NoteId,
    pub contact: ContactId,
    pub author: UserId,
    pub content: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A note and who wrote it, as far as they are still there.
#[derive(Clone, Debug)]
pub struct Signed {
    pub note: Note,
    pub author: Option<Agent>,
}

/// What a request says of a note, new or known.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct NoteChange {
    pub content: String,
}

/// The notes about a contact, newest first.
pub async fn list(work: &mut Work<'_>, contact: ContactId) -> Result<Vec<Signed>> {
    contacts::show(work, contact).await?;
    let notes = store::of_contact(work, contact).await?;
    signed(work, notes).await
}

pub async fn show(work: &mut Work<'_>, contact: ContactId, id: NoteId) -> Result<Signed> {
    let note = store::find(work, contact, id).await?.ok_or(Error::NotFound)?;
    signed_one(work, note).await
}

pub async fn create(work: &mut Work<'_>, contact: ContactId, new: &NoteChange) -> Result<Signed> {
    contacts::show(work, contact).await?;
    let author = me(work)?;
    new.check()?;
    if store::count(work, contact, MOST).await? == MOST {
        return Err(Error::refused(format!("A contact has at most {MOST} notes.")));
    }
    let note = store::insert(work, contact, author, &new.content).await?;
    changed(work, Name::NoteCreated, &note).await?;
    signed_one(work, note).await
}

/// Writes a note anew. Whoever does so is its author from then on.
pub async fn update(
    work: &mut Work<'_>,
    contact: ContactId,
    id: NoteId,
    change: &NoteChange,
) -> Result<Signed> {
    let before = store::lock(work, contact, id).await?.ok_or(Error::NotFound)?;
    let author = me(work)?;
    change.check()?;
    let content = change.content.clone();
    let note = Note { author, content, updated_at: work.now, ..before };
    store::update(work, &note).await?;
    changed(work, Name::NoteUpdated, &note).await?;
    signed_one(work, note).await
}

pub async fn delete(work: &mut Work<'_>, contact: ContactId, id: NoteId) -> Result<()> {
    let note = store::lock(work, contact, id).await?.ok_or(Error::NotFound)?;
    store::delete(work, id).await?;
    changed(work, Name::NoteDeleted, &note).await
}

impl NoteChange {
    fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        problems.present("content", &self.content);
        problems.at_most("content", &self.content, LONG);
        problems.check()
    }
}

async fn changed(work: &mut Work<'_>, name: Name, note: &Note) -> Result<()> {
    work.emit(Event::new(name).contact(note.contact).about(note.id)).await
}

async fn signed_one(work: &mut Work<'_>, note: Note) -> Result<Signed> {
    let mut all = signed(work, vec![note]).await?;
    all.pop().ok_or(Error::NotFound)
}

async fn signed(work: &mut Work<'_>, notes: Vec<Note>) -> Result<Vec<Signed>> {
    let mut authors: Vec<UserId> = notes.iter().map(|note| note.author).collect();
    authors.sort_unstable();
    authors.dedup();
    let authors = agents::of_users(work, &authors).await?;
    let authors: HashMap<UserId, Agent> =
        authors.into_iter().map(|agent| (agent.id, agent)).collect();
    let sign = |note: Note| Signed { author: authors.get(&note.author).cloned(), note };
    Ok(notes.into_iter().map(sign).collect())
}

fn me(work: &Work<'_>) -> Result<UserId> {
    work.actor.member().map(|member| member.user).ok_or(NOT_ALLOWED)
}

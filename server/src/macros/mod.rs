//! Macros: actions that members have done to conversations with one click (contract
//! `behaviour.md`, 6.2).
//!
//! A macro is its author's own, or there for everybody: administrators decide on that. Having one
//! done is in [`execute`]. Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod execute;
pub mod http;
mod store;
pub mod wire;

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    accounts,
    actions::{
        self, Action, Kind,
        files::{self, ActionFile, Owner},
    },
    actor::Member,
    agents::{self, Agent},
    audits,
    error::{Error, NOT_ALLOWED, Problems, Result},
    events::{Event, Name},
    id::{BlobId, MacroId, UserId},
    validate::SHORT,
    work::Work,
};

/// Macros of an account at most.
const MOST: i64 = 2_000;

/// Bytes of the actions of a macro.
const MOST_BYTES: usize = 65_536;

#[derive(Clone, Debug)]
pub struct Macro {
    pub id: MacroId,
    pub name: String,
    pub visibility: Visibility,
    /// None when they have left.
    pub created_by: Option<UserId>,
    pub updated_by: Option<UserId>,
    pub actions: Vec<Action>,
}

/// Whose a macro is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    #[default]
    Personal,
    Global,
}

crate::stored! {
    Visibility { Personal = 0 "personal", Global = 1 "global" }
}

/// A macro with all that is shown of it.
#[derive(Clone, Debug)]
pub struct Details {
    pub shown: Macro,
    pub files: Vec<ActionFile>,
    pub created_by: Option<Agent>,
    pub updated_by: Option<Agent>,
}

/// What a request says of a macro, new or known.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{
    "name": "Close as spam",
    "visibility": "personal",
    "actions": [
        { "action_name": "add_label", "action_params": ["spam"] },
        { "action_name": "resolve_conversation", "action_params": [] }
    ]
}]))]
#[serde(default)]
pub struct MacroChange {
    pub name: Option<String>,
    pub visibility: Option<Visibility>,
    pub actions: Option<Vec<Action>>,
}

/// Those that are there for everybody, and the member's own.
pub async fn list(work: &mut Work<'_>) -> Result<Vec<Details>> {
    let me = me(work)?.user;
    let macros = store::list(work, me).await?;
    let mut files = files::of_all(work, Kind::Macro).await?;
    let people = people(work, &macros).await?;
    let details = |shown: Macro| {
        let files = files.remove(&shown.id.0).unwrap_or_default();
        Details::of(shown, files, &people)
    };
    Ok(macros.into_iter().map(details).collect())
}

pub async fn show(work: &mut Work<'_>, id: MacroId) -> Result<Details> {
    let shown = find(work, id).await?;
    details(work, shown).await
}

/// A macro that the member may have done.
pub async fn find(work: &mut Work<'_>, id: MacroId) -> Result<Macro> {
    let found = store::find(work, id).await?.ok_or(Error::NotFound)?;
    let is_theirs = found.created_by == Some(me(work)?.user);
    if found.visibility == Visibility::Global || is_theirs { Ok(found) } else { Err(NOT_ALLOWED) }
}

pub async fn create(work: &mut Work<'_>, new: &MacroChange) -> Result<Details> {
    let (me, may_share) = (me(work)?.user, me(work)?.is_administrator());
    accounts::alone(work).await?;
    if store::count(work).await? >= MOST {
        return Err(Error::said("base", format!("An account has at most {MOST} macros")));
    }
    let blank = Macro {
        id: MacroId(0),
        name: String::new(),
        visibility: Visibility::default(),
        created_by: Some(me),
        updated_by: Some(me),
        actions: Vec::new(),
    };
    let made = blank.changed(new, may_share);
    check(&made)?;
    let (actions, new) = files::take(work, &[], &made.actions).await?;
    files::check(&new)?;
    actions::check(&actions, Kind::Macro)?;
    let made = Macro { actions, ..made };
    let id = store::insert(work, &made).await?;
    files::keep(work, Owner::Macro(id), &new).await?;
    let made = Macro { id, ..made };
    audits::created(work, &made).await?;
    work.emit(Event::new(Name::MacroCreated).about(id)).await?;
    details(work, made).await
}

/// Changes a macro: its author does, and of one that is there for everybody administrators.
pub async fn update(work: &mut Work<'_>, id: MacroId, change: &MacroChange) -> Result<Details> {
    let before = store::lock(work, id).await?.ok_or(Error::NotFound)?;
    let (me, is_administrator) = (me(work)?.user, me(work)?.is_administrator());
    let is_shared = before.visibility == Visibility::Global;
    if before.created_by != Some(me) && !(is_administrator && is_shared) {
        return Err(NOT_ALLOWED);
    }
    let known = blobs(&files::of(work, Owner::Macro(id)).await?);
    let after = Macro { updated_by: Some(me), ..before.clone().changed(change, is_administrator) };
    check(&after)?;
    let (actions, new) = files::take(work, &known, &after.actions).await?;
    files::check(&new)?;
    actions::check(&actions, Kind::Macro)?;
    let after = Macro { actions, ..after };
    files::keep(work, Owner::Macro(id), &new).await?;
    files::let_go(work, Owner::Macro(id), &known, &after.actions).await?;
    store::update(work, &after).await?;
    audits::updated(work, &before, &after).await?;
    work.emit(Event::new(Name::MacroUpdated).about(id)).await?;
    details(work, after).await
}

/// Removes a macro: its author does, and administrators one that everybody has and whose author
/// has left.
pub async fn delete(work: &mut Work<'_>, id: MacroId) -> Result<()> {
    let gone = store::lock(work, id).await?.ok_or(Error::NotFound)?;
    let me = me(work)?;
    let is_nobodys = gone.created_by.is_none() && gone.visibility == Visibility::Global;
    if gone.created_by != Some(me.user) && !(me.is_administrator() && is_nobodys) {
        return Err(NOT_ALLOWED);
    }
    audits::destroyed(work, &gone).await?;
    remove(work, id).await
}

async fn remove(work: &mut Work<'_>, id: MacroId) -> Result<()> {
    let known = blobs(&files::of(work, Owner::Macro(id)).await?);
    files::let_go(work, Owner::Macro(id), &known, &[]).await?;
    store::delete(work, id).await?;
    work.emit(Event::new(Name::MacroDeleted).about(id)).await
}

/// What follows when a member leaves: their own macros go, those of everybody stay.
pub async fn forget_member(work: &mut Work<'_>, user: UserId) -> Result<()> {
    for id in store::personal_of(work, user).await? {
        remove(work, id).await?;
    }
    Ok(store::forget_member(work, user).await?)
}

fn me<'w>(work: &'w Work<'_>) -> Result<&'w Member> {
    work.actor.member().ok_or(NOT_ALLOWED)
}

async fn details(work: &mut Work<'_>, shown: Macro) -> Result<Details> {
    let people = people(work, std::slice::from_ref(&shown)).await?;
    let files = files::of(work, Owner::Macro(shown.id)).await?;
    Ok(Details::of(shown, files, &people))
}

/// Who has made macros, and changed them.
async fn people(work: &mut Work<'_>, macros: &[Macro]) -> Result<HashMap<UserId, Agent>> {
    let named = macros.iter().flat_map(|it| [it.created_by, it.updated_by]).flatten();
    let ids = agents::once_each(named.collect());
    let found = agents::of_users(work, &ids).await?;
    Ok(found.into_iter().map(|agent| (agent.id, agent)).collect())
}

impl Details {
    fn of(shown: Macro, files: Vec<ActionFile>, people: &HashMap<UserId, Agent>) -> Self {
        let person = |id: Option<UserId>| people.get(&id?).cloned();
        let (created_by, updated_by) = (person(shown.created_by), person(shown.updated_by));
        Details { shown, files, created_by, updated_by }
    }
}

impl Macro {
    /// Only administrators have one that is there for everybody.
    #[must_use]
    fn changed(self, change: &MacroChange, may_share: bool) -> Self {
        let visibility = change.visibility.unwrap_or(self.visibility);
        Macro {
            name: change.name.clone().unwrap_or(self.name),
            visibility: if may_share { visibility } else { Visibility::Personal },
            actions: change.actions.clone().unwrap_or(self.actions),
            ..self
        }
    }
}

fn check(made: &Macro) -> Result<()> {
    let mut problems = Problems::default();
    problems.present("name", &made.name);
    problems.at_most("name", &made.name, SHORT);
    if store::json(&made.actions).len() > MOST_BYTES {
        problems.add("actions", format!("are too long (maximum is {MOST_BYTES} bytes)"));
    }
    problems.check()
}

fn blobs(files: &[ActionFile]) -> Vec<BlobId> {
    files.iter().map(|file| file.blob).collect()
}

//! Labels: the words an account sorts its conversations and contacts by.
//!
//! A label's title is a letter or a digit and then more of these, `_` and `-`, in lower case,
//! unique in its account. What conversations and contacts carry are [`tags`]: any text, known by
//! an id, so that renaming a label changes one row and every place that shows it.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod http;
mod store;
pub mod tags;
pub mod wire;

use std::sync::LazyLock;

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    accounts::{self, Cache},
    error::{Error, Problems, Result, taken},
    events::{Event, Name},
    id::LabelId,
    patch::Patch,
    validate::{LONG, SHORT},
    work::Work,
};

pub use store::list;

#[derive(Clone, Debug)]
pub struct Label {
    pub id: LabelId,
    pub title: String,
    pub description: Option<String>,
    pub color: String,
    pub show_on_sidebar: Option<bool>,
}

#[derive(Debug, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "title": "billing", "description": "Questions about invoices", "color": "#1f93ff", "show_on_sidebar": true }]))]
pub struct NewLabel {
    #[serde(default)]
    pub title: String,
    pub description: Option<String>,
    pub color: Option<String>,
    pub show_on_sidebar: Option<bool>,
}

/// What is to change of a label.
#[derive(Debug, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "title": "invoices" }]))]
pub struct LabelChange {
    pub title: Option<String>,
    #[serde(default)]
    pub description: Patch<String>,
    pub color: Option<String>,
    #[serde(default)]
    pub show_on_sidebar: Patch<bool>,
}

const BLUE: &str = "#1f93ff";

pub async fn show(work: &mut Work<'_>, id: LabelId) -> Result<Label> {
    store::find(work, id).await?.ok_or(Error::NotFound)
}

pub async fn create(work: &mut Work<'_>, new: &NewLabel) -> Result<Label> {
    let label = Label {
        id: LabelId(0),
        title: new.title.trim().to_lowercase(),
        description: new.description.clone(),
        color: new.color.clone().unwrap_or_else(|| BLUE.to_owned()),
        show_on_sidebar: new.show_on_sidebar,
    };
    check(&label)?;
    let label = store::insert(work, &label).await.map_err(taken("title"))?;
    changed(work, Name::LabelCreated, label.id).await?;
    Ok(label)
}

/// Changes a label. What carried the old title carries the new one.
pub async fn update(work: &mut Work<'_>, id: LabelId, change: &LabelChange) -> Result<Label> {
    accounts::alone(work).await?;
    let before = show(work, id).await?;
    let label = Label {
        id,
        title: change.title.as_deref().unwrap_or(&before.title).trim().to_lowercase(),
        description: change.description.clone().over(before.description),
        color: change.color.clone().unwrap_or(before.color),
        show_on_sidebar: change.show_on_sidebar.clone().over(before.show_on_sidebar),
    };
    check(&label)?;
    store::update(work, &label).await.map_err(taken("title"))?;
    if label.title != before.title {
        tags::rename(work, &before.title, &label.title).await?;
    }
    changed(work, Name::LabelUpdated, id).await?;
    Ok(label)
}

/// Removes a label from the list. What carries its title goes on doing so.
pub async fn delete(work: &mut Work<'_>, id: LabelId) -> Result<()> {
    accounts::alone(work).await?;
    show(work, id).await?;
    store::delete(work, id).await?;
    changed(work, Name::LabelDeleted, id).await
}

async fn changed(work: &mut Work<'_>, name: Name, id: LabelId) -> Result<()> {
    accounts::touch_cache(work, Cache::Label).await?;
    work.emit(Event::new(name).about(id)).await
}

fn check(label: &Label) -> Result<()> {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\A[\p{L}\p{N}]+[\p{L}\p{N}_-]+\z").expect("the pattern is valid")
    });
    let mut problems = Problems::default();
    if label.title.is_empty() {
        problems.add("title", "must not be blank");
    } else if !TITLE.is_match(&label.title) {
        problems.add("title", "is invalid");
    }
    problems.at_most("title", &label.title, SHORT);
    problems.at_most_if("description", label.description.as_deref(), LONG);
    problems.at_most("color", &label.color, SHORT);
    problems.check()
}

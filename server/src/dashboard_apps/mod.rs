//! Dashboard apps: pages of others that agents see beside a conversation.
//!
//! An app shows frames, each at a web address. What is there is told of the conversation by
//! the browser, so only people who may see it ever tell.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod http;
mod store;
pub mod wire;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    accounts,
    clock::Timestamp,
    error::{Error, Problems, Result},
    events::{Event, Name},
    id::DashboardAppId,
    validate::{self, SHORT, URL},
    work::Work,
};

pub use store::list;

/// Frames of one app.
const MOST_FRAMES: usize = 20;

#[derive(Clone, Debug)]
pub struct DashboardApp {
    pub id: DashboardAppId,
    pub title: String,
    pub content: Vec<Frame>,
    pub created_at: Timestamp,
}

/// A page that is shown.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
pub struct Frame {
    pub url: String,
    pub r#type: Kind,
}

/// How a page is shown. There is no other way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Frame,
}

/// What a request says of an app, new or known.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct AppChange {
    pub title: Option<String>,
    pub content: Option<Vec<Frame>>,
}

pub async fn show(work: &mut Work<'_>, id: DashboardAppId) -> Result<DashboardApp> {
    store::find(work, id).await?.ok_or(Error::NotFound)
}

pub async fn create(work: &mut Work<'_>, new: &AppChange) -> Result<DashboardApp> {
    let app = DashboardApp {
        id: DashboardAppId(0),
        title: String::new(),
        content: Vec::new(),
        created_at: work.now,
    };
    let app = app.changed(new)?;
    let app = DashboardApp { id: store::insert(work, &app).await?, ..app };
    work.emit(Event::new(Name::DashboardAppCreated).about(app.id)).await?;
    Ok(app)
}

pub async fn update(
    work: &mut Work<'_>,
    id: DashboardAppId,
    change: &AppChange,
) -> Result<DashboardApp> {
    accounts::alone(work).await?;
    let app = show(work, id).await?.changed(change)?;
    store::update(work, &app).await?;
    work.emit(Event::new(Name::DashboardAppUpdated).about(id)).await?;
    Ok(app)
}

pub async fn delete(work: &mut Work<'_>, id: DashboardAppId) -> Result<()> {
    if store::delete(work, id).await? == 0 {
        return Err(Error::NotFound);
    }
    work.emit(Event::new(Name::DashboardAppDeleted).about(id)).await
}

impl DashboardApp {
    fn changed(self, change: &AppChange) -> Result<Self> {
        let app = DashboardApp {
            title: change.title.clone().unwrap_or(self.title),
            content: change.content.clone().unwrap_or(self.content),
            ..self
        };
        let mut problems = Problems::default();
        problems.present("title", &app.title);
        problems.at_most("title", &app.title, SHORT);
        if app.content.is_empty() || !app.content.iter().all(Frame::is_valid) {
            problems.say("content", "Content : Invalid data".to_owned());
        }
        if app.content.len() > MOST_FRAMES {
            problems.add("content", format!("has too many frames (maximum is {MOST_FRAMES})"));
        }
        problems.check()?;
        Ok(app)
    }
}

impl Frame {
    fn is_valid(&self) -> bool {
        self.url.len() <= URL && validate::is_web_url(&self.url)
    }
}

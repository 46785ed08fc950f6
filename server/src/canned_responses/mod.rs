//! Canned responses: texts that agents write often, by a short code each.
//!
//! A short code is unique in its account, and its case matters. Texts may hold placeholders
//! for what differs by conversation; they are kept and told as they are.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod http;
mod store;
pub mod wire;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    accounts,
    clock::Timestamp,
    error::{Error, Problems, Result, taken},
    events::{Event, Name},
    id::CannedResponseId,
    validate::{LONG, SHORT},
    work::Work,
};

#[derive(Clone, Debug)]
pub struct CannedResponse {
    pub id: CannedResponseId,
    pub short_code: String,
    pub content: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What a request says of a canned response, new or known.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct CannedChange {
    pub short_code: Option<String>,
    pub content: Option<String>,
}

/// The canned responses of the account, or those in which a text is found: first those whose
/// short code begins with it, then those whose short code holds it, then those that say it.
pub async fn list(work: &mut Work<'_>, search: Option<&str>) -> Result<Vec<CannedResponse>> {
    match search {
        None => Ok(store::list(work).await?),
        // Nothing that is stored is as long.
        Some(text) if text.chars().count() > LONG => Ok(Vec::new()),
        Some(text) => Ok(store::search(work, text).await?),
    }
}

pub async fn create(work: &mut Work<'_>, new: &CannedChange) -> Result<CannedResponse> {
    let response = CannedResponse {
        id: CannedResponseId(0),
        short_code: String::new(),
        content: String::new(),
        created_at: work.now,
        updated_at: work.now,
    };
    let response = response.changed(new)?;
    let response = store::insert(work, &response).await.map_err(taken("short_code"))?;
    work.emit(Event::new(Name::CannedResponseCreated).about(response.id)).await?;
    Ok(response)
}

pub async fn update(
    work: &mut Work<'_>,
    id: CannedResponseId,
    change: &CannedChange,
) -> Result<CannedResponse> {
    accounts::alone(work).await?;
    let before = store::find(work, id).await?.ok_or(Error::NotFound)?;
    let response = CannedResponse { updated_at: work.now, ..before }.changed(change)?;
    store::update(work, &response).await.map_err(taken("short_code"))?;
    work.emit(Event::new(Name::CannedResponseUpdated).about(id)).await?;
    Ok(response)
}

pub async fn delete(work: &mut Work<'_>, id: CannedResponseId) -> Result<()> {
    if store::delete(work, id).await? == 0 {
        return Err(Error::NotFound);
    }
    work.emit(Event::new(Name::CannedResponseDeleted).about(id)).await
}

impl CannedResponse {
    fn changed(self, change: &CannedChange) -> Result<Self> {
        let response = CannedResponse {
            short_code: change.short_code.clone().unwrap_or(self.short_code),
            content: change.content.clone().unwrap_or(self.content),
            ..self
        };
        let mut problems = Problems::default();
        problems.present("short_code", &response.short_code);
        problems.at_most("short_code", &response.short_code, SHORT);
        problems.present("content", &response.content);
        problems.at_most("content", &response.content, LONG);
        problems.check()?;
        Ok(response)
    }
}

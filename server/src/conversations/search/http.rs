//! The endpoint of the search for what was said (contract `application-core.md`, 17.3).

use super::wire;
use crate::{
    app::App,
    conversations::{list::Wanted, search},
    delivery::indexer,
    error::Result,
    http::{Agent, Input, Json},
};

pub async fn search(
    agent: Agent,
    app: App,
    Input(wanted): Input<Wanted>,
) -> Result<Json<wire::Page>> {
    if wanted.text().is_some() {
        indexer::catch_up(&app).await;
    }
    let page = app.read(&agent, async move |work| search::search(work, &wanted).await).await?;
    Ok(Json(wire::Page::of(agent.account, page)))
}

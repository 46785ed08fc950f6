//! Endpoints for reporting events (contract `behaviour.md`, 7.1).

use super::{PAGE, Wanted, wire};
use crate::{
    app::App,
    conversations,
    error::{Error, Result},
    http::{Admin, Agent, At, Form, Input, Json},
    id::DisplayId,
    page, reporting_events,
};

impl Form for Wanted {}

pub async fn list(
    admin: Admin,
    app: App,
    Input((wanted, page)): Input<(Wanted, page::Wanted)>,
) -> Result<Json<wire::Page>> {
    let window = page.window(PAGE);
    let found = app
        .read(&admin, async move |work| reporting_events::list(work, &wanted, window).await)
        .await?;
    Ok(Json(wire::Page::of(admin.0.account, page, found)))
}

pub async fn of_conversation(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
) -> Result<Json<Vec<wire::ReportingEvent>>> {
    let events = app.read(&agent, async move |work| {
        let conversation = conversations::find(work, id).await?;
        Ok::<_, Error>(reporting_events::of_conversation(work, conversation.id).await?)
    });
    Ok(Json(wire::ReportingEvent::all(agent.account, events.await?)))
}

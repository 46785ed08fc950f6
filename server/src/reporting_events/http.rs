//! Endpoints for reporting events (contract `behaviour.md`, 7.1).

use super::{PAGE, Wanted, wire};
use crate::{
    app::App,
    conversations,
    error::{Error, Result},
    http::{Admin, Agent, At, Form, Input, Json, Listed},
    id::DisplayId,
    page, reporting_events,
};

impl Form for Wanted {}

pub async fn list(
    admin: Admin,
    app: App,
    Input((wanted, part)): Input<(Wanted, page::Part)>,
) -> Result<Listed<wire::Page>> {
    let (current_page, per_page) = (part.page.get(), part.window(PAGE).limit);
    let mut found = app
        .read(&admin, async move |work| reporting_events::list(work, &wanted, &part).await)
        .await?;
    let next = found.next.take();
    Ok(Listed { list: wire::Page::of(admin.0.account, (current_page, per_page), found), next })
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

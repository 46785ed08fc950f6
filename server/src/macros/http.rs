//! Endpoints for macros (contract `behaviour.md`, 6.2).

use super::{
    Details, MacroChange,
    execute::{self, Wanted},
    wire::Macro,
};
use crate::{
    app::App,
    error::Result,
    http::{Agent, At, Done, Form, Input, Json, Payload},
    id::MacroId,
    macros,
    work::Work,
};

impl Form for MacroChange {
    const WRAPPER: Option<&'static str> = Some("macro");
}

impl Form for Wanted {}

pub async fn list(agent: Agent, app: App) -> Result<Json<Payload<Vec<Macro>>>> {
    let macros = app.read(&agent, macros::list).await?;
    let render = |details| Macro::of(agent.account, details);
    Ok(Payload::of(macros.into_iter().map(render).collect()))
}

pub async fn show(agent: Agent, app: App, At(id): At<MacroId>) -> Result<Json<Payload<Macro>>> {
    let shown = app.read(&agent, async move |work| macros::show(work, id).await).await?;
    Ok(Payload::of(Macro::of(agent.account, shown)))
}

pub async fn create(
    agent: Agent,
    app: App,
    Input(new): Input<MacroChange>,
) -> Result<Json<Payload<Macro>>> {
    changed(&agent, &app, async move |work| macros::create(work, &new).await).await
}

pub async fn update(
    agent: Agent,
    app: App,
    At(id): At<MacroId>,
    Input(change): Input<MacroChange>,
) -> Result<Json<Payload<Macro>>> {
    changed(&agent, &app, async move |work| macros::update(work, id, &change).await).await
}

pub async fn delete(agent: Agent, app: App, At(id): At<MacroId>) -> Result<Done> {
    app.write(&agent, async move |work| macros::delete(work, id).await).await?;
    Ok(Done)
}

/// Has a macro done to conversations. That goes on in the background.
pub async fn execute(
    agent: Agent,
    app: App,
    At(id): At<MacroId>,
    Input(wanted): Input<Wanted>,
) -> Result<Done> {
    app.write(&agent, async move |work| execute::begin(work, id, &wanted).await).await?;
    Ok(Done)
}

/// Changes macros, and answers with the one that came of it.
async fn changed<F>(agent: &Agent, app: &App, change: F) -> Result<Json<Payload<Macro>>>
where
    F: AsyncFn(&mut Work<'_>) -> Result<Details> + Send + Sync + 'static,
{
    let made = app.write(agent, change).await?;
    Ok(Payload::of(Macro::of(agent.account, made)))
}

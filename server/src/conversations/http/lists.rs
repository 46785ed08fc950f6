//! Endpoints for lists of conversations (contract `application-core.md`, 17.1 to 17.4).

use crate::{
    app::App,
    conversations::{
        filter,
        list::{self, Wanted},
        wire,
    },
    delivery::indexer,
    error::Result,
    filters::Rules,
    http::{Agent, Form, Input, Json, Listed},
    page::Part,
};

impl Form for Rules {}
impl Form for Wanted {}

pub async fn list(
    agent: Agent,
    app: App,
    Input((wanted, part)): Input<(Wanted, Part)>,
) -> Result<Listed<wire::Page>> {
    look_for(&app, &wanted).await;
    let page = app.read(&agent, async move |work| list::list(work, &wanted, &part).await).await?;
    let meta = wire::Counts::of(page.counts);
    let render = |details| wire::Conversation::of(agent.account, Some(&agent.member), details);
    let payload = page.conversations.into_iter().map(render).collect();
    let list = wire::Page { data: wire::PageData { meta, payload } };
    Ok(Listed { list, next: page.next })
}

pub async fn counts(
    agent: Agent,
    app: App,
    Input(wanted): Input<Wanted>,
) -> Result<Json<wire::CountsReply>> {
    look_for(&app, &wanted).await;
    let counts = app.read(&agent, async move |work| list::counts(work, &wanted).await).await?;
    Ok(Json(wire::CountsReply { meta: wire::Counts::of(counts) }))
}

/// Whoever looks for what was said finds what was said a moment ago, too.
async fn look_for(app: &App, wanted: &Wanted) {
    if wanted.text().is_some() {
        indexer::catch_up(app).await;
    }
}

pub async fn filter(
    agent: Agent,
    app: App,
    Input((rules, part)): Input<(Rules, Part)>,
) -> Result<Listed<wire::Filtered>> {
    let rules = rules.required()?;
    let page =
        app.read(&agent, async move |work| filter::filter(work, &rules, &part).await).await?;
    let render = |details| wire::Conversation::of(agent.account, Some(&agent.member), details);
    let payload = page.conversations.into_iter().map(render).collect();
    let list = wire::Filtered { meta: page.counts.into(), payload };
    Ok(Listed { list, next: page.next })
}

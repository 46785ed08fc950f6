//! The endpoint of the search for what was said (contract `application-core.md`, 17.3).

use super::wire;
use crate::{
    app::App,
    conversations::{list::Wanted, search},
    delivery::indexer,
    error::Result,
    http::{Agent, Input, Listed},
    page::Part,
    work::Work,
};

pub async fn search(
    agent: Agent,
    app: App,
    Input((wanted, part)): Input<(Wanted, Part)>,
) -> Result<Listed<wire::Page>> {
    if wanted.text().is_some() {
        indexer::catch_up(&app).await;
    }
    let search = async move |work: &mut Work<'_>| search::search(work, &wanted, &part).await;
    let page = app.read(&agent, search).await?;
    let next = page.next.clone();
    Ok(Listed { list: wire::Page::of(agent.account, page), next })
}

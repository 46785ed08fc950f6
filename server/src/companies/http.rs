//! Endpoints for companies (contract `behaviour.md`, 6.11). They are everybody's who answers, but
//! for being removed.

use super::{
    CompanyChange, Search, Sorted,
    wire::{Company, Page},
};
use crate::{
    app::App,
    companies,
    error::Result,
    http::{Admin, Agent, At, Brings, Done, Form, Input, Json, Listed, Payload, Upload},
    id::CompanyId,
    page as pages, removal,
    transfer::receive::Accepts,
};

impl Form for CompanyChange {
    const WRAPPER: Option<&'static str> = Some("company");
}

impl Form for Search {}
impl Form for Sorted {}

impl Brings for CompanyChange {
    const FIELDS: &[&str] = &["avatar", "company[avatar]"];
    const ACCEPTS: Accepts = Accepts::Picture;
}

pub async fn list(
    agent: Agent,
    app: App,
    Input((sorted, part)): Input<(Sorted, pages::Part)>,
) -> Result<Listed<Page>> {
    let page = part.page.get();
    let found =
        app.read(&agent, async move |work| companies::list(work, sorted, &part).await).await?;
    Ok(listed(page, found))
}

pub async fn search(
    agent: Agent,
    app: App,
    Input((search, (sorted, part))): Input<(Search, (Sorted, pages::Part))>,
) -> Result<Listed<Page>> {
    let page = part.page.get();
    let found = app
        .read(&agent, async move |work| companies::search(work, &search, sorted, &part).await)
        .await?;
    Ok(listed(page, found))
}

fn listed(page: u32, mut found: companies::Page) -> Listed<Page> {
    let next = found.next.take();
    Listed { list: Page::of(page, found), next }
}

pub async fn show(agent: Agent, app: App, At(id): At<CompanyId>) -> Result<Json<Payload<Company>>> {
    let company = app.read(&agent, async move |work| companies::show(work, id).await).await?;
    Ok(Payload::of(company.into()))
}

pub async fn create(
    agent: Agent,
    app: App,
    Upload(new): Upload<CompanyChange>,
) -> Result<Json<Payload<Company>>> {
    let company = app.write(&agent, async move |work| companies::create(work, &new).await).await?;
    Ok(Payload::of(company.into()))
}

pub async fn update(
    agent: Agent,
    app: App,
    At(id): At<CompanyId>,
    Upload(change): Upload<CompanyChange>,
) -> Result<Json<Payload<Company>>> {
    let company =
        app.write(&agent, async move |work| companies::update(work, id, &change).await).await?;
    Ok(Payload::of(company.into()))
}

pub async fn delete(admin: Admin, app: App, At(id): At<CompanyId>) -> Result<Done> {
    app.write(&admin, async move |work| removal::company(work, id).await).await?;
    Ok(Done)
}

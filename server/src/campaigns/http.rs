//! Endpoints for campaigns (contract `behaviour.md`, 6.4).

use super::{
    Campaign, CampaignChange,
    wire::{self, Beside},
};
use crate::{
    app::{Acts as _, App},
    campaigns,
    error::{Error, Result},
    http::{Admin, At, Done, Form, Input, Json},
    id::{CampaignNumber, InboxId},
    work::Work,
};

impl Form for CampaignChange {
    const WRAPPER: Option<&'static str> = Some("campaign");
}

pub async fn list(admin: Admin, app: App) -> Result<Json<Vec<wire::Campaign>>> {
    shown(&admin, &app, async |work: &mut Work<'_>| campaigns::list(work).await).await
}

pub async fn of_inbox(
    admin: Admin,
    app: App,
    At(inbox): At<InboxId>,
) -> Result<Json<Vec<wire::Campaign>>> {
    shown(&admin, &app, async move |work: &mut Work<'_>| campaigns::of_inbox(work, inbox).await)
        .await
}

pub async fn show(
    admin: Admin,
    app: App,
    At(number): At<CampaignNumber>,
) -> Result<Json<wire::Campaign>> {
    let found = shown(&admin, &app, async move |work: &mut Work<'_>| {
        Ok(vec![campaigns::show(work, number).await?])
    });
    let Json(mut found) = found.await?;
    found.pop().map(Json).ok_or(Error::NotFound)
}

pub async fn create(
    admin: Admin,
    app: App,
    Input(new): Input<CampaignChange>,
) -> Result<Json<wire::Campaign>> {
    changed(&admin, &app, async move |work| campaigns::create(work, &new).await).await
}

pub async fn update(
    admin: Admin,
    app: App,
    At(number): At<CampaignNumber>,
    Input(change): Input<CampaignChange>,
) -> Result<Json<wire::Campaign>> {
    changed(&admin, &app, async move |work| campaigns::update(work, number, &change).await).await
}

pub async fn delete(admin: Admin, app: App, At(number): At<CampaignNumber>) -> Result<Done> {
    app.write(&admin, async move |work| campaigns::delete(work, number).await).await?;
    Ok(Done)
}

/// Answers with campaigns.
async fn shown<F>(admin: &Admin, app: &App, find: F) -> Result<Json<Vec<wire::Campaign>>>
where
    F: AsyncFn(&mut Work<'_>) -> Result<Vec<Campaign>> + Send + Sync + 'static,
{
    let found = app.read(admin, async move |work: &mut Work<'_>| {
        let campaigns = find(work).await?;
        let beside = Beside::gather(work, &campaigns).await?;
        Ok::<_, Error>((campaigns, beside))
    });
    let (campaigns, beside) = found.await?;
    Ok(Json(beside.render(admin.account(), campaigns)?))
}

/// Changes campaigns, and answers with the one that came of it.
async fn changed<F>(admin: &Admin, app: &App, change: F) -> Result<Json<wire::Campaign>>
where
    F: AsyncFn(&mut Work<'_>) -> Result<Campaign> + Send + Sync + 'static,
{
    let made = app.write(admin, async move |work: &mut Work<'_>| {
        let campaigns = vec![change(work).await?];
        let beside = Beside::gather(work, &campaigns).await?;
        Ok::<_, Error>((campaigns, beside))
    });
    let (campaigns, beside) = made.await?;
    let mut rendered = beside.render(admin.account(), campaigns)?;
    rendered.pop().map(Json).ok_or(Error::NotFound)
}

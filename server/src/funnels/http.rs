//! Endpoints for funnels.

use super::{
    FunnelChange,
    board::{self, View},
    cards::{self, Leaving, Move},
    wire::{Card, Funnel, FunnelShown, Kanban},
};
use crate::{
    app::App,
    error::Result,
    funnels,
    http::{Admin, Agent, At, Done, Form, Input, Json},
    id::FunnelId,
    work::Work,
};

impl Form for FunnelChange {
    const WRAPPER: Option<&'static str> = Some("funnel");
}

impl Form for View {}
impl Form for Move {}
impl Form for Leaving {}

pub async fn list(agent: Agent, app: App) -> Result<Json<Vec<Funnel>>> {
    let funnels = app.read(&agent, funnels::list).await?;
    Ok(Json(funnels.into_iter().map(Into::into).collect()))
}

pub async fn show(agent: Agent, app: App, At(id): At<FunnelId>) -> Result<Json<FunnelShown>> {
    let funnel = app.read(&agent, async move |work: &mut Work<'_>| {
        funnels::show(work, id).await.map(|funnel| FunnelShown::of(funnel, work.now))
    });
    Ok(Json(funnel.await?))
}

pub async fn create(
    admin: Admin,
    app: App,
    Input(new): Input<FunnelChange>,
) -> Result<Json<FunnelShown>> {
    let funnel = app.write(&admin, async move |work: &mut Work<'_>| {
        funnels::create(work, &new).await.map(|funnel| FunnelShown::of(funnel, work.now))
    });
    Ok(Json(funnel.await?))
}

pub async fn update(
    admin: Admin,
    app: App,
    At(id): At<FunnelId>,
    Input(change): Input<FunnelChange>,
) -> Result<Json<FunnelShown>> {
    let funnel = app.write(&admin, async move |work: &mut Work<'_>| {
        funnels::update(work, id, &change).await.map(|funnel| FunnelShown::of(funnel, work.now))
    });
    Ok(Json(funnel.await?))
}

pub async fn delete(admin: Admin, app: App, At(id): At<FunnelId>) -> Result<Done> {
    app.write(&admin, async move |work| funnels::delete(work, id).await).await?;
    Ok(Done)
}

pub async fn kanban(
    agent: Agent,
    app: App,
    At(id): At<FunnelId>,
    Input(wanted): Input<View>,
) -> Result<Json<Kanban>> {
    let board = app
        .read(&agent, async move |work: &mut Work<'_>| board::view(work, id, &wanted).await)
        .await?;
    Ok(Json(Kanban::of(agent.account, &agent.member, board)))
}

pub async fn move_conversation(
    agent: Agent,
    app: App,
    At(id): At<FunnelId>,
    Input(wanted): Input<Move>,
) -> Result<Json<Card>> {
    let card = app.write(&agent, async move |work| cards::move_to(work, id, &wanted).await).await?;
    Ok(Json(Card::of(agent.account, &agent.member, card)))
}

pub async fn remove_conversation(
    agent: Agent,
    app: App,
    At(id): At<FunnelId>,
    Input(leaving): Input<Leaving>,
) -> Result<Done> {
    app.write(&agent, async move |work| cards::remove(work, id, &leaving).await).await?;
    Ok(Done)
}

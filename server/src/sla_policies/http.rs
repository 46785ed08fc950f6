//! Endpoints for SLA policies (contract `behaviour.md`, 6.7).

use super::{PolicyChange, wire::SlaPolicy};
use crate::{
    app::App,
    error::Result,
    http::{Admin, Agent, At, Done, Form, Input, Json, Payload},
    id::SlaPolicyId,
    removal, sla_policies,
};

impl Form for PolicyChange {
    const WRAPPER: Option<&'static str> = Some("sla_policy");
}

pub async fn list(agent: Agent, app: App) -> Result<Json<Payload<Vec<SlaPolicy>>>> {
    let policies = app.read(&agent, sla_policies::list).await?;
    Ok(Payload::of(policies.into_iter().map(Into::into).collect()))
}

pub async fn show(
    agent: Agent,
    app: App,
    At(id): At<SlaPolicyId>,
) -> Result<Json<Payload<SlaPolicy>>> {
    let policy = app.read(&agent, async move |work| sla_policies::show(work, id).await).await?;
    Ok(Payload::of(policy.into()))
}

pub async fn create(
    admin: Admin,
    app: App,
    Input(new): Input<PolicyChange>,
) -> Result<Json<Payload<SlaPolicy>>> {
    let policy =
        app.write(&admin, async move |work| sla_policies::create(work, &new).await).await?;
    Ok(Payload::of(policy.into()))
}

pub async fn update(
    admin: Admin,
    app: App,
    At(id): At<SlaPolicyId>,
    Input(change): Input<PolicyChange>,
) -> Result<Json<Payload<SlaPolicy>>> {
    let policy =
        app.write(&admin, async move |work| sla_policies::update(work, id, &change).await).await?;
    Ok(Payload::of(policy.into()))
}

pub async fn delete(admin: Admin, app: App, At(id): At<SlaPolicyId>) -> Result<Done> {
    app.write(&admin, async move |work| removal::sla_policy(work, id).await).await?;
    Ok(Done)
}

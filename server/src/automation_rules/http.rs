//! Endpoints for automation rules (contract `behaviour.md`, 6.1).

use super::{
    Details, RuleChange,
    dry_run::{self, Extent},
    runs::{self, Range},
    wire::{AutomationRule, Run, Trial},
};
use crate::{
    app::{Acts as _, App},
    automation_rules,
    error::Result,
    http::{Admin, At, Done, Form, Input, Json, Payload},
    id::AutomationRuleId,
    work::Work,
};

impl Form for RuleChange {
    const WRAPPER: Option<&'static str> = Some("automation_rule");
    const SORTS_PROBLEMS: bool = true;
}

impl Form for Range {
    const SORTS_PROBLEMS: bool = true;
}

impl Form for Extent {
    const SORTS_PROBLEMS: bool = true;
}

pub async fn list(admin: Admin, app: App) -> Result<Json<Payload<Vec<AutomationRule>>>> {
    let rules = app.read(&admin, automation_rules::list).await?;
    let render = |details| AutomationRule::of(admin.account(), details);
    Ok(Payload::of(rules.into_iter().map(render).collect()))
}

pub async fn show(
    admin: Admin,
    app: App,
    At(id): At<AutomationRuleId>,
) -> Result<Json<Payload<AutomationRule>>> {
    let rule = app.read(&admin, async move |work| automation_rules::show(work, id).await).await?;
    Ok(Payload::of(AutomationRule::of(admin.account(), rule)))
}

pub async fn create(
    admin: Admin,
    app: App,
    Input(new): Input<RuleChange>,
) -> Result<Json<AutomationRule>> {
    let rule =
        app.write(&admin, async move |work| automation_rules::create(work, &new).await).await?;
    Ok(Json(AutomationRule::of(admin.account(), rule)))
}

pub async fn update(
    admin: Admin,
    app: App,
    At(id): At<AutomationRuleId>,
    Input(change): Input<RuleChange>,
) -> Result<Json<Payload<AutomationRule>>> {
    changed(&admin, &app, async move |work| automation_rules::update(work, id, &change).await).await
}

pub async fn copy(
    admin: Admin,
    app: App,
    At(id): At<AutomationRuleId>,
) -> Result<Json<Payload<AutomationRule>>> {
    changed(&admin, &app, async move |work| automation_rules::copy(work, id).await).await
}

pub async fn delete(admin: Admin, app: App, At(id): At<AutomationRuleId>) -> Result<Done> {
    app.write(&admin, async move |work| automation_rules::delete(work, id).await).await?;
    Ok(Done)
}

/// What a rule has done, the newest first.
pub async fn runs(
    admin: Admin,
    app: App,
    At(id): At<AutomationRuleId>,
    Input(range): Input<Range>,
) -> Result<Json<Payload<Vec<Run>>>> {
    let page = app.read(&admin, async move |work| runs::page(work, id, range).await).await?;
    Ok(Payload::of(page.into_iter().map(Run::from).collect()))
}

/// What a rule would do to the newest conversations. Nothing is done.
pub async fn dry_run(
    admin: Admin,
    app: App,
    At(id): At<AutomationRuleId>,
    Input((extent, change)): Input<(Extent, RuleChange)>,
) -> Result<Json<Payload<Trial>>> {
    let trial =
        app.read(&admin, async move |work| dry_run::of_known(work, id, &change, extent).await);
    Ok(Payload::of(trial.await?.into()))
}

/// The same of a rule that there is not yet.
pub async fn dry_run_new(
    admin: Admin,
    app: App,
    Input((extent, new)): Input<(Extent, RuleChange)>,
) -> Result<Json<Payload<Trial>>> {
    let trial =
        app.read(&admin, async move |work| dry_run::of_new(work, &new, extent).await).await?;
    Ok(Payload::of(trial.into()))
}

/// Changes rules, and answers with the one that came of it.
async fn changed<F>(admin: &Admin, app: &App, change: F) -> Result<Json<Payload<AutomationRule>>>
where
    F: AsyncFn(&mut Work<'_>) -> Result<Details> + Send + Sync + 'static,
{
    let rule = app.write(admin, change).await?;
    Ok(Payload::of(AutomationRule::of(admin.account(), rule)))
}

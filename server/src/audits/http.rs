//! The endpoint of the audit log (contract `behaviour.md`, 6.10).

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use super::{Audit, Audited, PAGE, wire};
use crate::{
    agent_bots::{self, AgentBot},
    agents,
    app::{Acts as _, App},
    audits,
    error::{Error, Result},
    http::{Admin, Input, Listed},
    id::UserId,
    json::Object,
    messages::{senders::Sender, wire::SenderJson},
    page,
    teams::{self, Team, wire::TeamPush},
    work::Work,
};

/// What clients know those as who have signed in.
const USER: &str = "User";

/// Records as events show them, by their kind and their id.
type Shown = HashMap<(&'static str, i64), Object>;

pub async fn list(
    admin: Admin,
    app: App,
    Input(part): Input<page::Part>,
) -> Result<Listed<wire::Listed>> {
    let kept = app.config.audit.keep_days;
    let (current_page, per_page) = (part.page.get(), part.window(PAGE).limit);
    let found = app.read(&admin, async move |work: &mut Work<'_>| {
        let found = audits::list(work, kept, &part).await?;
        let shown = records(work, &found.audits).await?;
        Ok::<_, Error>((found, shown))
    });
    let (mut found, shown) = found.await?;
    let next = found.next.take();
    let list = wire::Listed::of(admin.account(), (current_page, per_page), found, shown);
    Ok(Listed { list, next })
}

/// The records that a page is about, of those kinds that events show.
async fn records(work: &mut Work<'_>, audits: &[Audit]) -> Result<Shown> {
    let ids = |kind: &str| -> Vec<i64> {
        audits.iter().filter(|audit| audit.kind == kind).map(|audit| audit.key).collect()
    };
    let mut shown = Shown::new();
    for team in teams::of_ids(work, &ids(Team::KIND)).await? {
        shown.insert((Team::KIND, team.id.0), object(&TeamPush::of(&team)));
    }
    for bot in agent_bots::of_ids(work, &ids(AgentBot::KIND)).await? {
        let key = (AgentBot::KIND, bot.id.0);
        shown.insert(key, object(&SenderJson::from(Sender::from(bot))));
    }
    let users: Vec<UserId> = ids(USER).into_iter().map(UserId).collect();
    for user in agents::of_users(work, &agents::once_each(users)).await? {
        shown.insert((USER, user.id.0), object(&SenderJson::from(Sender::from(user))));
    }
    Ok(shown)
}

fn object(record: &impl Serialize) -> Object {
    match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields.into(),
        _ => Object::empty(),
    }
}

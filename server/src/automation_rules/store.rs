//! Rows of `automation_rules`.

use db::{FromRow, Row, args, sql};

use super::{AutomationRule, RuleEvent};
use crate::{id::AutomationRuleId, work::Work};

const COLUMNS: &str =
    "id, name, description, event_name, conditions, actions, active, errors, created_at";

impl FromRow for AutomationRule {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        let shape = |error: serde_json::Error| db::Error::Shape(error.to_string());
        Ok(AutomationRule {
            id: row.take()?,
            name: row.take()?,
            description: row.take()?,
            event: row.take()?,
            conditions: serde_json::from_str(&row.take::<String>()?).map_err(shape)?,
            actions: serde_json::from_str(&row.take::<String>()?).map_err(shape)?,
            active: row.take()?,
            errors: row.take()?,
            created_at: row.take()?,
        })
    }
}

/// Those of the account, in the order in which they were added.
pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<AutomationRule>> {
    let sql = sql!(
        "select {COLUMNS} from automation_rules where account_id = $1 and doomed_at is null
         order by id"
    );
    work.tx.all(sql, args![work.account]).await
}

/// Those that wait for an event.
pub async fn active_for(work: &mut Work<'_>, event: RuleEvent) -> db::Result<Vec<AutomationRule>> {
    let sql = sql!(
        "select {COLUMNS} from automation_rules
         where account_id = $1 and event_name = $2 and active order by id"
    );
    work.tx.all(sql, args![work.account, event]).await
}

/// The events for which there are rules.
pub async fn awaited(work: &mut Work<'_>) -> db::Result<Vec<RuleEvent>> {
    let sql = sql!("select event_name from automation_rules where account_id = $1 and active");
    let events = work.tx.all::<(RuleEvent,)>(sql, args![work.account]).await?;
    Ok(events.into_iter().map(|(event,)| event).collect())
}

pub async fn find(work: &mut Work<'_>, id: AutomationRuleId) -> db::Result<Option<AutomationRule>> {
    let sql = sql!(
        "select {COLUMNS} from automation_rules
         where account_id = $1 and id = $2 and doomed_at is null"
    );
    work.tx.first(sql, args![work.account, id]).await
}

/// The same, with nobody else changing it.
pub async fn lock(work: &mut Work<'_>, id: AutomationRuleId) -> db::Result<Option<AutomationRule>> {
    let sql = sql!(
        "select {COLUMNS} from automation_rules
         where account_id = $1 and id = $2 and doomed_at is null for update"
    );
    work.tx.first(sql, args![work.account, id]).await
}

pub async fn count(work: &mut Work<'_>) -> db::Result<i64> {
    let sql =
        sql!("select count(*) from automation_rules where account_id = $1 and doomed_at is null");
    let (count,) = work.tx.one::<(i64,)>(sql, args![work.account]).await?;
    Ok(count)
}

pub async fn insert(work: &mut Work<'_>, rule: &AutomationRule) -> db::Result<AutomationRuleId> {
    let sql = sql!(
        "insert into automation_rules (account_id, name, description, event_name, conditions,
           actions, active, errors, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) returning id"
    );
    let args = args![
        work.account,
        &rule.name,
        &rule.description,
        rule.event,
        json(&rule.conditions),
        json(&rule.actions),
        rule.active,
        rule.errors,
        rule.created_at,
    ];
    let (id,) = work.tx.one::<(AutomationRuleId,)>(sql, args).await?;
    Ok(id)
}

pub async fn update(work: &mut Work<'_>, rule: &AutomationRule) -> db::Result<()> {
    let sql = sql!(
        "update automation_rules set name = $3, description = $4, event_name = $5,
           conditions = $6, actions = $7, active = $8, errors = $9, updated_at = $10
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        rule.id,
        &rule.name,
        &rule.description,
        rule.event,
        json(&rule.conditions),
        json(&rule.actions),
        rule.active,
        rule.errors,
        work.now,
    ];
    work.tx.push(sql, args).await
}

/// Hides a rule from everybody, and switches it off.
pub async fn doom(work: &mut Work<'_>, id: AutomationRuleId) -> db::Result<()> {
    let sql = sql!(
        "update automation_rules set doomed_at = $3, active = false
         where account_id = $1 and id = $2"
    );
    work.tx.push(sql, args![work.account, id, work.now]).await
}

pub async fn delete(work: &mut Work<'_>, id: AutomationRuleId) -> db::Result<()> {
    let sql = sql!("delete from automation_rules where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}

/// A list as it is stored.
pub fn json(list: &impl serde::Serialize) -> String {
    serde_json::to_string(list).expect("lists of texts are JSON")
}

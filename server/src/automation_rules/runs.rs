//! What rules have done, kept for a while for people to look at. The contract has nothing like
//! it; this is our own.

use std::time::Duration;

use db::{FromRow, Row, Tx, args, sql};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Trigger, show};
use crate::{
    actions::Outcome,
    clock::Timestamp,
    error::Result,
    id::{AutomationRuleId, AutomationRunId, DisplayId, EventId, MessageId},
    work::Work,
};

/// Runs of a page.
const PAGE: i64 = 25;

/// How often a rule does something in one conversation within a minute, at most.
const MOST: i64 = 30;

const MINUTE: Duration = Duration::from_mins(1);

#[derive(Clone, Debug)]
pub struct Run {
    pub id: AutomationRunId,
    pub event: EventId,
    pub conversation: DisplayId,
    pub message: Option<MessageId>,
    pub status: Status,
    pub actions: Vec<Outcome>,
    pub created_at: Timestamp,
}

/// How a run went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Done,
    /// Some of the actions were not done.
    Partly,
    /// Nothing was done, since there was too much of it.
    HeldBack,
}

crate::stored! {
    Status { Done = 0 "done", Partly = 1 "partly_done", HeldBack = 2 "held_back" }
}

/// Which runs are wanted.
#[derive(Clone, Copy, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Range {
    /// Those before this one; the newest, if none is named.
    pub before: Option<AutomationRunId>,
}

impl FromRow for Run {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Run {
            id: row.take()?,
            event: row.take()?,
            conversation: row.take()?,
            message: row.take()?,
            status: row.take()?,
            actions: serde_json::from_str(&row.take::<String>()?)
                .map_err(|error| db::Error::Shape(error.to_string()))?,
            created_at: row.take()?,
        })
    }
}

/// What a rule has done, the newest first.
pub async fn page(work: &mut Work<'_>, rule: AutomationRuleId, range: Range) -> Result<Vec<Run>> {
    show(work, rule).await?;
    let before = range.before.unwrap_or(AutomationRunId(i64::MAX));
    let sql = sql!(
        "select id, event_id, conversation_id, message_id, status, actions, created_at
         from automation_runs where rule_id = $1 and account_id = $2 and id < $3
         order by id desc limit $4"
    );
    Ok(work.tx.all(sql, args![rule, work.account, before, PAGE]).await?)
}

/// Notes that a rule is at work, unless it was for this event. Tells whether it is.
pub async fn begin(
    work: &mut Work<'_>,
    rule: AutomationRuleId,
    trigger: &Trigger,
    conversation: DisplayId,
) -> Result<bool> {
    let sql = sql!(
        "insert into automation_runs (account_id, rule_id, event_id, conversation_id, message_id,
           status, actions, created_at)
         values ($1, $2, $3, $4, $5, 0, '[]', $6)
         on conflict (rule_id, event_id) do nothing"
    );
    let args = args![work.account, rule, trigger.event, conversation, trigger.message, work.now];
    Ok(work.tx.exec(sql, args).await? == 1)
}

/// Notes how that went.
pub async fn note(
    work: &mut Work<'_>,
    rule: AutomationRuleId,
    event: EventId,
    status: Status,
    outcomes: &[Outcome],
) -> Result<()> {
    let outcomes = serde_json::to_string(outcomes).expect("texts are JSON");
    let sql = sql!(
        "update automation_runs set status = $4, actions = $5
         where account_id = $1 and rule_id = $2 and event_id = $3"
    );
    let args = args![work.account, rule, event, status, outcomes];
    Ok(work.tx.push(sql, args).await?)
}

/// Whether a rule has done so much in a conversation within a minute that somebody must be
/// answering it.
pub async fn are_many(
    work: &mut Work<'_>,
    rule: AutomationRuleId,
    conversation: DisplayId,
) -> Result<bool> {
    let sql = sql!(
        "select 1 from automation_runs
         where rule_id = $1 and conversation_id = $2 and created_at > $3
         order by created_at desc limit 1 offset $4"
    );
    let args = args![rule, conversation, work.now.minus(MINUTE), MOST - 1];
    Ok(work.tx.first::<(i64,)>(sql, args).await?.is_some())
}

/// Removes some of what a rule has done. Tells how much.
pub async fn delete_some_of(
    work: &mut Work<'_>,
    rule: AutomationRuleId,
    most: u64,
) -> db::Result<u64> {
    let sql = sql!(
        "delete from automation_runs where id in (
           select id from automation_runs where rule_id = $1 and account_id = $2 limit $3)"
    );
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    work.tx.exec(sql, args![rule, work.account, most]).await
}

/// Removes some of what was done in the account. Tells how much.
pub async fn delete_some_of_account(work: &mut Work<'_>, most: i64) -> db::Result<u64> {
    let sql = sql!(
        "delete from automation_runs where id in (
           select id from automation_runs where account_id = $1 limit $2)"
    );
    work.tx.exec(sql, args![work.account, most]).await
}

/// Removes some of what was done before a time, after a place. Returns where to go on, if there
/// may be more.
pub async fn remove_old(
    tx: &mut Tx,
    before: Timestamp,
    after: (i64, i64),
    most: i64,
) -> db::Result<Option<(i64, i64)>> {
    let sql = sql!(
        "select created_at, id from automation_runs
         where created_at < $1 and (created_at, id) > ($2, $3) order by created_at, id limit $4"
    );
    let old = tx.all::<(i64, i64)>(sql, args![before, after.0, after.1, most]).await?;
    let ids: Vec<i64> = old.iter().map(|(_, id)| *id).collect();
    if !ids.is_empty() {
        tx.push(sql!("delete from automation_runs where id = any($1)"), args![&ids]).await?;
    }
    Ok(old.last().copied())
}

//! Rows of `sla_policies`, `applied_slas` and `sla_events`.

use db::{FromRow, Row, args, sql};

use super::{
    SlaPolicy,
    applied::{AppliedSla, GoingOn, Kind, SlaEvent},
};
use crate::{
    id::{AppliedSlaId, ConversationId, InboxId, MessageId, SlaEventId, SlaPolicyId},
    work::Work,
};

const COLUMNS: &str = "sla_policies.id, sla_policies.name, sla_policies.description,
    sla_policies.first_response_time_threshold, sla_policies.next_response_time_threshold,
    sla_policies.resolution_time_threshold, sla_policies.only_during_business_hours";

impl FromRow for SlaPolicy {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(SlaPolicy {
            id: row.take()?,
            name: row.take()?,
            description: row.take()?,
            first_response: row.take()?,
            next_response: row.take()?,
            resolution: row.take()?,
            only_during_business_hours: row.take()?,
        })
    }
}

impl FromRow for AppliedSla {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(AppliedSla {
            id: row.take()?,
            conversation: row.take()?,
            status: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
            policy: SlaPolicy::from_row(row)?,
            events: Vec::new(),
        })
    }
}

impl FromRow for SlaEvent {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(SlaEvent {
            id: row.take()?,
            applied: row.take()?,
            kind: row.take()?,
            message: Some(row.take()?).filter(|message| *message != MessageId(0)),
            created_at: row.take()?,
        })
    }
}

/// Those of the account, in the order in which they were added.
pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<SlaPolicy>> {
    let sql = sql!("select {COLUMNS} from sla_policies where account_id = $1 order by id");
    work.tx.all(sql, args![work.account]).await
}

pub async fn find(work: &mut Work<'_>, id: SlaPolicyId) -> db::Result<Option<SlaPolicy>> {
    let sql = sql!("select {COLUMNS} from sla_policies where account_id = $1 and id = $2");
    work.tx.first(sql, args![work.account, id]).await
}

pub async fn of_ids(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<SlaPolicy>> {
    let sql = sql!("select {COLUMNS} from sla_policies where account_id = $1 and id = any($2)");
    work.tx.all(sql, args![work.account, ids]).await
}

pub async fn insert(work: &mut Work<'_>, new: &SlaPolicy) -> db::Result<SlaPolicyId> {
    let sql = sql!(
        "insert into sla_policies (account_id, name, description, first_response_time_threshold,
           next_response_time_threshold, resolution_time_threshold, only_during_business_hours,
           created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8) returning id"
    );
    let args = args![
        work.account,
        &new.name,
        new.description.as_deref(),
        new.first_response,
        new.next_response,
        new.resolution,
        new.only_during_business_hours,
        work.now,
    ];
    let (id,) = work.tx.one::<(SlaPolicyId,)>(sql, args).await?;
    Ok(id)
}

pub async fn update(work: &mut Work<'_>, policy: &SlaPolicy) -> db::Result<()> {
    let sql = sql!(
        "update sla_policies set name = $3, description = $4, first_response_time_threshold = $5,
           next_response_time_threshold = $6, resolution_time_threshold = $7,
           only_during_business_hours = $8, updated_at = $9
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        policy.id,
        &policy.name,
        policy.description.as_deref(),
        policy.first_response,
        policy.next_response,
        policy.resolution,
        policy.only_during_business_hours,
        work.now,
    ];
    work.tx.push(sql, args).await
}

pub async fn delete(work: &mut Work<'_>, id: SlaPolicyId) -> db::Result<()> {
    let sql = sql!("delete from sla_policies where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}

/// Holds a conversation to a policy from now on.
pub async fn begin(
    work: &mut Work<'_>,
    policy: SlaPolicyId,
    conversation: ConversationId,
) -> db::Result<()> {
    let sql = sql!(
        "insert into applied_slas (account_id, conversation_id, sla_policy_id, sla_status,
           created_at, updated_at)
         values ($1, $2, $3, 0, $4, $4)"
    );
    work.tx.push(sql, args![work.account, conversation, policy, work.now]).await
}

/// Has so many conversations be held to a policy no more, and returns which.
pub async fn end_some(work: &mut Work<'_>, policy: SlaPolicyId, most: i64) -> db::Result<Vec<i64>> {
    let sql = sql!(
        "delete from applied_slas
         where id in (select id from applied_slas where sla_policy_id = $2 order by id limit $3)
           and account_id = $1
         returning conversation_id"
    );
    let ended = work.tx.all::<(i64,)>(sql, args![work.account, policy, most]).await?;
    Ok(ended.into_iter().map(|(id,)| id).collect())
}

pub async fn of_conversations(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<AppliedSla>> {
    let sql = sql!(
        "select applied_slas.id, applied_slas.conversation_id, applied_slas.sla_status,
           applied_slas.created_at, applied_slas.updated_at, {COLUMNS}
         from applied_slas join sla_policies on sla_policies.id = applied_slas.sla_policy_id
         where applied_slas.conversation_id = any($2) and applied_slas.account_id = $1"
    );
    work.tx.all(sql, args![work.account, ids]).await
}

/// What was missed of these, in the order in which it was.
pub async fn events_of(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<SlaEvent>> {
    let sql = sql!(
        "select sla_events.id, sla_events.applied_sla_id, sla_events.event_type,
           sla_events.message_id, sla_events.created_at
         from sla_events join applied_slas on applied_slas.id = sla_events.applied_sla_id
         where sla_events.applied_sla_id = any($2) and applied_slas.account_id = $1
         order by sla_events.id"
    );
    work.tx.all(sql, args![work.account, ids]).await
}

/// Notes what was missed, once.
pub async fn insert_event(
    work: &mut Work<'_>,
    applied: AppliedSlaId,
    kind: Kind,
    message: Option<MessageId>,
) -> db::Result<Option<SlaEventId>> {
    let sql = sql!(
        "insert into sla_events (applied_sla_id, event_type, message_id, created_at)
         values ($1, $2, $3, $4)
         on conflict (applied_sla_id, event_type, message_id) do nothing returning id"
    );
    let message = message.unwrap_or(MessageId(0));
    let args = args![applied, kind, message, work.now];
    Ok(work.tx.first::<(SlaEventId,)>(sql, args).await?.map(|(id,)| id))
}

pub async fn set_status(work: &mut Work<'_>, applied: &AppliedSla) -> db::Result<()> {
    let sql = sql!(
        "update applied_slas set sla_status = $3, updated_at = $4
         where id = $2 and account_id = $1"
    );
    work.tx.push(sql, args![work.account, applied.id, applied.status, applied.updated_at]).await
}

/// The next conversations that are still held to a policy.
pub async fn going_on_with_policy(
    work: &mut Work<'_>,
    policy: SlaPolicyId,
    after: AppliedSlaId,
    most: i64,
) -> db::Result<Vec<GoingOn>> {
    let sql = sql!(
        "select applied_slas.id, conversations.display_id
         from applied_slas join conversations on conversations.id = applied_slas.conversation_id
         where applied_slas.account_id = $1 and applied_slas.id > $3
           and applied_slas.sla_status in (0, 3) and applied_slas.sla_policy_id = $2
         order by applied_slas.id limit $4"
    );
    work.tx.all(sql, args![work.account, policy, after, most]).await
}

/// The next conversations of an inbox that are still held to any policy.
pub async fn going_on_in_inbox(
    work: &mut Work<'_>,
    inbox: InboxId,
    after: AppliedSlaId,
    most: i64,
) -> db::Result<Vec<GoingOn>> {
    let sql = sql!(
        "select applied_slas.id, conversations.display_id
         from applied_slas join conversations on conversations.id = applied_slas.conversation_id
         where applied_slas.account_id = $1 and applied_slas.id > $3
           and applied_slas.sla_status in (0, 3) and conversations.inbox_id = $2
         order by applied_slas.id limit $4"
    );
    work.tx.all(sql, args![work.account, inbox, after, most]).await
}

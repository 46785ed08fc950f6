//! Deliveries that are to be made again.

use std::ops::Range;

use db::{Tx, args, sql};

use crate::{
    clock::Timestamp,
    id::{AccountId, DeliveryId, MessageId},
    webhooks::deliveries::Endpoint,
    work::Work,
};

/// Whose delivery it is, and which address it is for.
pub async fn whose(tx: &mut Tx, id: DeliveryId) -> db::Result<Option<(AccountId, Endpoint)>> {
    let sql =
        sql!("select account_id, endpoint_kind, endpoint_id from webhook_deliveries where id = $1");
    let found = tx.first(sql, args![id]).await?;
    Ok(found.map(|(account, kind, id)| (account, Endpoint { kind, id })))
}

/// Adds the same delivery again, as one that was asked for by hand.
pub async fn repeat(
    work: &mut Work<'_>,
    delivery: DeliveryId,
    uuid: &str,
) -> db::Result<DeliveryId> {
    let sql = sql!(
        "insert into webhook_deliveries (account_id, endpoint_kind, endpoint_id, repeats_event_id,
           event, message_id, body_id, uuid, state, created_at)
         select account_id, endpoint_kind, endpoint_id, coalesce(event_id, repeats_event_id),
           event, message_id, body_id, $3, 0, $4
         from webhook_deliveries where account_id = $1 and id = $2
         returning id"
    );
    let args = args![work.account, delivery, uuid, work.now];
    let (id,) = work.tx.one::<(DeliveryId,)>(sql, args).await?;
    Ok(id)
}

/// The newest delivery of a message that was given up.
pub async fn given_up_of(
    work: &mut Work<'_>,
    endpoint: Endpoint,
    message: MessageId,
) -> db::Result<Option<DeliveryId>> {
    let sql = sql!(
        "select id from webhook_deliveries
         where endpoint_kind = $2 and endpoint_id = $3 and state = 3 and finished_at is not null
           and account_id = $1 and message_id = $4 and event = 'message_created'
         order by finished_at desc, id desc limit 1"
    );
    let args = args![work.account, endpoint.kind, endpoint.id, message];
    Ok(work.tx.first::<(DeliveryId,)>(sql, args).await?.map(|(id,)| id))
}

/// Has it tried now what was set aside of a message.
pub async fn hurry(work: &mut Work<'_>, endpoint: Endpoint, message: MessageId) -> db::Result<()> {
    let sql = sql!(
        "update webhook_deliveries set next_at = $5
         where endpoint_kind = $2 and endpoint_id = $3 and state = 1 and finished_at is null
           and account_id = $1 and message_id = $4"
    );
    work.tx.push(sql, args![work.account, endpoint.kind, endpoint.id, message, work.now]).await
}

/// Puts back in line what was given up between two times, but for events of one name.
/// Returns how much that was.
pub async fn put_back_in_line(
    work: &mut Work<'_>,
    endpoint: Endpoint,
    times: &Range<Timestamp>,
    but_for: &str,
    most: i64,
) -> db::Result<u64> {
    let sql = sql!(
        "update webhook_deliveries set state = 0, attempts = 0, next_at = 0, finished_at = null
         where id in (
           select id from webhook_deliveries
           where endpoint_kind = $2 and endpoint_id = $3 and state = 3 and finished_at >= $4
             and finished_at < $5 and account_id = $1 and event <> $6
           order by finished_at, id limit $7)"
    );
    let Range { start, end } = *times;
    let args = args![work.account, endpoint.kind, endpoint.id, start, end, but_for, most];
    work.tx.exec(sql, args).await
}

//! Rows of `reporting_events`.

use db::{FromRow, Row, args, sql};

use super::{Name, ReportingEvent, Wanted};
use crate::{
    clock::Timestamp,
    id::ConversationId,
    page::{Window, moments::Place},
    work::Work,
};

const COLUMNS: &str = "id, conversation_id, inbox_id, user_id, name, value,
    value_in_business_hours, event_start_time, event_end_time, created_at";

/// Those that are wanted: of a time, an inbox, a user and a name, or 0 or -1 for any.
const WANTED: &str = "account_id = $1 and created_at >= $2 and created_at < $3
    and (inbox_id = $4 or $4 = 0) and (user_id = $5 or $5 = 0) and (name = $6 or $6 = -1)";

impl FromRow for ReportingEvent {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(ReportingEvent {
            id: row.take()?,
            conversation_id: row.take()?,
            inbox_id: row.take()?,
            user_id: row.take()?,
            name: row.take()?,
            value: row.take()?,
            value_in_business_hours: row.take()?,
            start: row.take()?,
            end: row.take()?,
            created_at: row.take()?,
        })
    }
}

impl Wanted {
    /// The values of [`WANTED`] after the account.
    fn values(&self) -> [i64; 5] {
        let (since, until) = match (self.since, self.until) {
            (Some(since), Some(until)) => {
                (Timestamp::from_seconds(since).0, Timestamp::from_seconds(until).0)
            }
            _ => (i64::MIN, i64::MAX),
        };
        let inbox = self.inbox_id.map_or(0, i64::from);
        let user = self.user_id.map_or(0, i64::from);
        [since, until, inbox, user, self.name.map_or(-1, i64::from)]
    }
}

pub async fn insert(work: &mut Work<'_>, event: &ReportingEvent) -> db::Result<()> {
    insert_after(work, event, None).await
}

/// Adds an event that knows when its like was measured before in the conversation, if it was.
pub async fn insert_after(
    work: &mut Work<'_>,
    event: &ReportingEvent,
    previous: Option<Timestamp>,
) -> db::Result<()> {
    let sql = sql!(
        "insert into reporting_events (account_id, conversation_id, inbox_id, user_id, name, value,
           value_in_business_hours, event_start_time, event_end_time, created_at, previous_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let args = args![
        work.account,
        event.conversation_id,
        event.inbox_id,
        event.user_id,
        event.name,
        event.value,
        event.value_in_business_hours,
        event.start,
        event.end,
        event.created_at,
        previous,
    ];
    work.tx.push(sql, args).await
}

/// When the latest event of these names ended in a conversation.
pub async fn last_end(
    work: &mut Work<'_>,
    conversation: ConversationId,
    names: &[Name],
) -> db::Result<Option<Timestamp>> {
    let names: Vec<i64> = names.iter().map(|name| (*name).into()).collect();
    let sql = sql!(
        "select max(event_end_time) from reporting_events
         where conversation_id = $2 and name = any($3) and account_id = $1"
    );
    let (last,) = work.tx.one(sql, args![work.account, conversation, names]).await?;
    Ok(last)
}

/// The events of a conversation, oldest first.
pub async fn of_conversation(
    work: &mut Work<'_>,
    conversation: ConversationId,
) -> db::Result<Vec<ReportingEvent>> {
    let sql = sql!(
        "select {COLUMNS} from reporting_events where conversation_id = $2 and account_id = $1
         order by created_at, id"
    );
    work.tx.all(sql, args![work.account, conversation]).await
}

pub async fn count(work: &mut Work<'_>, wanted: &Wanted) -> db::Result<i64> {
    let [since, until, inbox, user, name] = wanted.values();
    let sql = sql!("select count(*) from reporting_events where {WANTED}");
    let args = args![work.account, since, until, inbox, user, name];
    Ok(work.tx.one::<(i64,)>(sql, args).await?.0)
}

/// The newest of them, a page.
pub async fn page(
    work: &mut Work<'_>,
    wanted: &Wanted,
    behind: Place,
    Window { limit, offset }: Window,
) -> db::Result<Vec<ReportingEvent>> {
    let [since, until, inbox, user, name] = wanted.values();
    let (limit, offset) = (limit.cast_signed(), offset.cast_signed());
    let sql = sql!(
        "select {COLUMNS} from reporting_events where {WANTED}
           and created_at <= $7 and (created_at < $7 or id < $8)
         order by created_at desc, id desc limit $9 offset $10"
    );
    let Place { moment, id } = behind;
    let args = args![work.account, since, until, inbox, user, name, moment, id, limit, offset];
    work.tx.all(sql, args).await
}

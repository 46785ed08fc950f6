//! Search for messages by the words that are in them.
//!
//! Words are written into an index some time after their message (`delivery::indexer`), with words
//! of ours that say where the message is and who sent it, so that the index alone finds the newest
//! ones that somebody may see. What was done to a conversation, which the product notes by itself,
//! is not looked for. The words are made in [`words`](crate::words); how they are indexed differs
//! by engine. Why so is in `docs/decisions/0007-search-by-words.md`.

mod postgres;
mod sqlite;

use std::{collections::BTreeSet, ops::RangeInclusive};

use db::{FromRow, Kind, Row, Tx, args, sql};

use super::{Message, SenderKind, SenderRef, of_ids};
use crate::{
    clock::Timestamp,
    custom_roles::HAD_BY,
    error::Result,
    id::{AccountId, ConversationId, InboxId, MessageId, UserId},
    page::{self, Window},
    permissions::Sight,
    words,
    work::Work,
};

pub use crate::words::sought;

/// Messages that one search tells of, on all of its pages together.
pub const MOST: u64 = 10_000;

/// Bytes of texts after which nothing more is indexed in the same transaction, for which others
/// may have to wait.
const AT_ONCE: usize = 200_000;

/// Months that are looked through at most, if it is said when a message was written: the last
/// ten years.
const MOST_MONTHS: i64 = 122;

/// Messages that are looked for, of those in the account.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub text: words::Sought,
    /// The inboxes they may be in. None means any.
    pub inboxes: Option<Vec<InboxId>>,
    /// Whose conversations they may be in.
    pub sight: Sight,
    /// The conversations they may be in. None means any.
    pub conversations: Option<Vec<ConversationId>>,
    pub sender: Option<SenderRef>,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

/// A word of the index. Those of ours begin with a character that no word of a text has.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    /// Whether it is all of the word, or its beginning.
    is_whole: bool,
}

/// A message, as far as it is found by it.
struct Findable {
    id: MessageId,
    account: AccountId,
    inbox: InboxId,
    conversation: ConversationId,
    sender: Option<SenderRef>,
    created_at: Timestamp,
    /// None where there is nothing to be found any more.
    text: Option<String>,
}

impl Findable {
    fn length(&self) -> usize {
        self.text.as_ref().map_or(0, String::len)
    }
}

impl FromRow for Findable {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Findable {
            id: row.take()?,
            account: row.take()?,
            inbox: row.take()?,
            conversation: row.take()?,
            sender: Option::zip(row.take()?, row.take()?).map(|(kind, id)| SenderRef { kind, id }),
            created_at: row.take()?,
            text: row.take()?,
        })
    }
}

/// What is not noted by the product; of what was deleted, that it was there.
const FINDABLE: &str = "id, account_id, inbox_id, conversation_id, sender_type, sender_id,
    created_at, case when content_attributes ->> 'deleted' is null then content end
    from messages where message_type <> 2";

/// Makes messages findable by what they say now, one after another. Returns the first of them
/// whose turn did not come, since those before it are very long.
pub async fn index(tx: &mut Tx, ids: &[i64]) -> db::Result<Option<i64>> {
    if ids.is_empty() {
        return Ok(None);
    }
    let sql = sql!("select {FINDABLE} and id = any($1)");
    let mut messages = tx.all::<Findable>(sql, args![ids]).await?;
    page::restore_order(&mut messages, ids, |message| message.id.0);
    let mut room = AT_ONCE;
    for message in messages {
        if room == 0 {
            return Ok(Some(message.id.0));
        }
        room = room.saturating_sub(message.length());
        put(tx, message).await?;
    }
    Ok(None)
}

/// The same for the newest messages below an id, at most so many. Returns below which there
/// may be more.
pub async fn index_below(tx: &mut Tx, below: i64, most: i64) -> db::Result<i64> {
    let sql = sql!("select {FINDABLE} and id < $1 order by id desc limit $2");
    let mut lowest = 0;
    let mut room = AT_ONCE;
    for message in tx.all::<Findable>(sql, args![below, most]).await? {
        if room == 0 {
            break;
        }
        lowest = message.id.0;
        room = room.saturating_sub(message.length());
        put(tx, message).await?;
    }
    Ok(lowest)
}

/// Forgets the messages of a conversation that is gone.
pub async fn forget_conversation(tx: &mut Tx, gone: ConversationId) -> db::Result<()> {
    match tx.kind() {
        Kind::Sqlite => sqlite::delete(tx, &of_conversation(gone)).await,
        // They go with the rows of the messages.
        Kind::Postgres => Ok(()),
    }
}

/// Puts some of the index in order, for searches to be quick. Returns whether there is more.
pub async fn tidy(tx: &mut Tx) -> db::Result<bool> {
    match tx.kind() {
        Kind::Sqlite => sqlite::merge(tx).await,
        // Its index is one that is kept in order.
        Kind::Postgres => Ok(false),
    }
}

/// Below which id there are messages whose turn has not come. None if that was never noted.
pub async fn backlog(tx: &mut Tx, reader: &str) -> db::Result<Option<i64>> {
    let sql = sql!("select below from message_backlog where reader = $1");
    Ok(tx.first::<(i64,)>(sql, args![reader]).await?.map(|(below,)| below))
}

pub async fn set_backlog(tx: &mut Tx, reader: &str, below: i64) -> db::Result<()> {
    let sql = sql!(
        "insert into message_backlog (reader, below) values ($1, $2)
         on conflict (reader) do update set below = excluded.below"
    );
    tx.push(sql, args![reader, below]).await
}

/// Notes that all messages that there are belong to the backlog.
pub async fn begin_backlog(tx: &mut Tx, reader: &str) -> db::Result<()> {
    let sql = sql!("select max(id) from messages");
    let (last,) = tx.one::<(Option<i64>,)>(sql, args![]).await?;
    set_backlog(tx, reader, last.unwrap_or(0) + 1).await
}

/// The newest messages of those that are wanted: a page of them.
pub async fn page(
    work: &mut Work<'_>,
    wanted: &Wanted,
    Window { limit, offset }: Window,
) -> Result<Vec<Message>> {
    let ids = newest(work, wanted, limit.min(MOST.saturating_sub(offset)), offset).await?;
    let mut messages = of_ids(work, &ids).await?;
    page::restore_order(&mut messages, &ids, |message| message.id.0);
    Ok(messages)
}

/// The ids of the newest messages of those that are wanted, after some others.
pub async fn newest(
    work: &mut Work<'_>,
    wanted: &Wanted,
    limit: u64,
    offset: u64,
) -> db::Result<Vec<i64>> {
    let Some(words) = words_of(work.account, work.now, wanted) else { return Ok(Vec::new()) };
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let (limit, offset) = (count(limit), count(offset));
    if limit == 0 {
        return Ok(Vec::new());
    }
    let times = [wanted.since.map_or(0, |since| since.0), wanted.until.map_or(i64::MAX, |it| it.0)];
    let bounds = wanted.sight.bounds();
    let (most, first) = if bounds.is_some() { (count(MOST), 0) } else { (limit, offset) };
    let ids = match work.tx.kind() {
        Kind::Sqlite => sqlite::newest(work, &words, times, most, first).await,
        Kind::Postgres => postgres::newest(work, &words, times, most, first).await,
    };
    let ids: Vec<i64> = ids?.into_iter().map(|(id,)| id).collect();
    match bounds {
        Some(bounds) => in_sight(work, &ids, bounds, limit, offset).await,
        None => Ok(ids),
    }
}

/// A page of those of the messages that are in conversations of a member, or of nobody if those
/// are meant as well. The index does not know who has a conversation.
async fn in_sight(
    work: &mut Work<'_>,
    ids: &[i64],
    (user, or_nobodys): (UserId, bool),
    limit: i64,
    offset: i64,
) -> db::Result<Vec<i64>> {
    let sql = sql!(
        "select messages.id
         from messages join conversations on conversations.id = messages.conversation_id
         where messages.id = any($4) and messages.account_id = $1 and {HAD_BY}
         order by messages.id desc limit $5 offset $6"
    );
    let args = args![work.account, user, or_nobodys, ids, limit, offset];
    let found = work.tx.all::<(i64,)>(sql, args).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The conversations in which somebody says what is wanted, among the newest messages that do.
pub async fn conversations(
    work: &mut Work<'_>,
    wanted: &Wanted,
    most: u64,
) -> db::Result<Vec<i64>> {
    let ids = newest(work, wanted, most, 0).await?;
    let sql = sql!(
        "select distinct conversation_id from messages
         where id = any($2) and account_id = $1 and message_type in (0, 1)"
    );
    let found = work.tx.all::<(i64,)>(sql, args![work.account, ids]).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

async fn put(tx: &mut Tx, message: Findable) -> db::Result<()> {
    let Findable { id, account, inbox, conversation, sender, created_at, text } = message;
    let mut words = text.map_or_else(BTreeSet::new, |text| words::of(&text));
    words.extend([of_account(account), of_inbox(inbox), of_conversation(conversation)]);
    words.insert(of_month(month(created_at)));
    words.extend(sender.map(of_sender));
    match tx.kind() {
        Kind::Sqlite => sqlite::put(tx, id, words).await,
        Kind::Postgres => postgres::put(tx, id, words).await,
    }
}

/// What a message must have: of each of these, any. None if no message can have it.
fn words_of(account: AccountId, now: Timestamp, wanted: &Wanted) -> Option<Vec<Vec<Word>>> {
    let Wanted { text, inboxes, sight: _, conversations, sender, since, until } = wanted;
    let whole = |text: String| Word { text, is_whole: true };
    let mut all = vec![vec![whole(of_account(account))]];
    if let Some(inboxes) = inboxes {
        all.push(inboxes.iter().map(|inbox| whole(of_inbox(*inbox))).collect());
    }
    if let Some(conversations) = conversations {
        all.push(conversations.iter().map(|it| whole(of_conversation(*it))).collect());
    }
    all.extend(sender.map(|sender| vec![whole(of_sender(sender))]));
    if since.is_some() || until.is_some() {
        all.push(months(*since, *until, now).map(|month| whole(of_month(month))).collect());
    }
    all.extend(text.words.iter().map(|word| vec![whole(word.clone())]));
    let beginning = text.beginning.clone();
    all.extend(beginning.map(|text| vec![Word { text, is_whole: false }]));
    all.iter().all(|any| !any.is_empty()).then_some(all)
}

/// The months that are between two times, which no more than [`MOST_MONTHS`] are looked for.
fn months(
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    now: Timestamp,
) -> RangeInclusive<i64> {
    // What is imported may say that it is of tomorrow.
    let last = until.map_or(i64::MAX, month).min(month(now) + 1);
    let first = since.map_or(0, month).max(last - MOST_MONTHS + 1);
    first..=last
}

/// A month of thirty days, counted from 1970.
fn month(moment: Timestamp) -> i64 {
    moment.day().div_euclid(30)
}

fn of_month(month: i64) -> String {
    format!("_m{month}")
}

fn of_account(id: AccountId) -> String {
    format!("_a{id}")
}

fn of_inbox(id: InboxId) -> String {
    format!("_i{id}")
}

fn of_conversation(id: ConversationId) -> String {
    format!("_v{id}")
}

fn of_sender(SenderRef { kind, id }: SenderRef) -> String {
    match kind {
        SenderKind::User => format!("_u{id}"),
        SenderKind::Contact => format!("_c{id}"),
        SenderKind::AgentBot => format!("_b{id}"),
    }
}

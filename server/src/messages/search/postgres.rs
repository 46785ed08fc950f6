//! Words of messages in a text vector with an inverted index.

use std::collections::BTreeSet;

use db::{Tx, args, sql};

use super::Word;
use crate::{id::MessageId, work::Work};

/// How many times as many messages as are wanted are looked through before the index is asked.
/// That takes less than to gather from the index what is said very often.
const FIRST: i64 = 4;

/// So many are looked through at least.
const AT_LEAST: i64 = 2_000;

/// The message may have gone in the meantime.
pub async fn put(tx: &mut Tx, id: MessageId, words: BTreeSet<String>) -> db::Result<()> {
    let words: Vec<String> = words.into_iter().collect();
    let sql = sql!(
        "insert into message_words (account_id, message_id, created_at, words)
         select account_id, id, created_at, array_to_tsvector($2) from messages
         where id = $1 for key share
         on conflict (account_id, message_id) do update set words = excluded.words"
    );
    tx.push(sql, args![id, words]).await
}

/// Looks through the newest messages of the account first. Where a page is not full of them,
/// the words are rare enough to gather all messages that have them, and that before any order
/// is thought of: the planner would rather walk through all messages in their order, in the
/// hope that a page is soon full.
pub async fn newest(
    work: &mut Work<'_>,
    words: &[Vec<Word>],
    [since, until]: [i64; 2],
    limit: i64,
    offset: i64,
) -> db::Result<Vec<(i64,)>> {
    let query = query(words);
    let first = sql!(
        "select message_id
         from (select message_id, created_at, words from message_words where account_id = $1
               order by message_id desc limit $7) newest
         where words @@ cast(cast($2 as text) as tsquery) and created_at >= $3 and created_at <= $4
         order by message_id desc limit $5 offset $6"
    );
    let most = AT_LEAST.max(FIRST * (limit + offset));
    let args = args![work.account, &query, since, until, limit, offset, most];
    let found = work.tx.all::<(i64,)>(first, args).await?;
    if i64::try_from(found.len()) == Ok(limit) {
        return Ok(found);
    }
    let all = sql!(
        "with found as materialized (
           select message_id from message_words
           where words @@ cast(cast($2 as text) as tsquery) and account_id = $1
             and created_at >= $3 and created_at <= $4)
         select message_id from found order by message_id desc limit $5 offset $6"
    );
    work.tx.all(all, args![work.account, &query, since, until, limit, offset]).await
}

/// `'_a1' & ('_i2' | '_i3') & 'invoice' & 'pai':*`
fn query(words: &[Vec<Word>]) -> String {
    let any = |any: &Vec<Word>| {
        let words: Vec<String> = any.iter().map(term).collect();
        format!("({})", words.join(" | "))
    };
    words.iter().map(any).collect::<Vec<_>>().join(" & ")
}

fn term(word: &Word) -> String {
    let text = word.text.replace('\\', "\\\\").replace('\'', "''");
    let beginning = if word.is_whole { "" } else { ":*" };
    format!("'{text}'{beginning}")
}

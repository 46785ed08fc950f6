//! Words of messages in a full-text table, which holds them and nothing else.

use std::collections::BTreeSet;

use db::{Tx, args, sql};

use super::Word;
use crate::{id::MessageId, work::Work};

pub async fn put(tx: &mut Tx, id: MessageId, words: BTreeSet<String>) -> db::Result<()> {
    let words = words.into_iter().collect::<Vec<_>>().join(" ");
    let sql = sql!("insert or replace into message_words (rowid, words) values ($1, $2)");
    tx.push(sql, args![id, words]).await
}

/// Forgets every message that has a word.
pub async fn delete(tx: &mut Tx, word: &str) -> db::Result<()> {
    let sql = sql!(
        "delete from message_words where rowid in (
           select rowid from message_words where message_words match $1)"
    );
    tx.push(sql, args![quoted(word)]).await
}

/// Messages that are there no more may still be in the index for a while.
pub async fn newest(
    work: &mut Work<'_>,
    words: &[Vec<Word>],
    [since, until]: [i64; 2],
    limit: i64,
    offset: i64,
) -> db::Result<Vec<(i64,)>> {
    let sql = sql!(
        "select messages.id
         from message_words cross join messages on messages.id = message_words.rowid
         where message_words match $1 and messages.account_id = $2
           and messages.created_at >= $3 and messages.created_at <= $4
         order by message_words.rowid desc limit $5 offset $6"
    );
    let args = args![query(words), work.account, since, until, limit, offset];
    work.tx.all(sql, args).await
}

/// `"_a1" AND ("_i2" OR "_i3") AND "invoice" AND "pai" *`
fn query(words: &[Vec<Word>]) -> String {
    let any = |any: &Vec<Word>| {
        let words: Vec<String> = any.iter().map(term).collect();
        format!("({})", words.join(" OR "))
    };
    words.iter().map(any).collect::<Vec<_>>().join(" AND ")
}

fn term(word: &Word) -> String {
    let text = quoted(&word.text);
    if word.is_whole { text } else { format!("{text} *") }
}

fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}

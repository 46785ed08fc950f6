//! Words of messages in a full-text table, which holds them and nothing else.
//!
//! It finds the newest messages that have a word without looking at the others. For beginnings
//! of up to four characters it has words of its own, so that goes for them as well. Of a longer
//! beginning it would gather all messages first, which are very many when it is that of a common
//! word; so it is looked up which words begin like that, and any of these is looked for.

use std::collections::BTreeSet;

use db::{Tx, args, sql};

use super::Word;
use crate::{id::MessageId, work::Work};

pub async fn put(tx: &mut Tx, id: MessageId, words: BTreeSet<String>) -> db::Result<()> {
    let words = words.into_iter().collect::<Vec<_>>().join(" ");
    let sql = sql!("insert or replace into message_words (rowid, words) values ($1, $2)");
    tx.push(sql, args![id, words]).await
}

/// Characters of the longest beginning that the table has a word for.
const KNOWN: usize = 4;

/// Words with the same beginning that are looked for at most. Of more, all messages are gathered:
/// none of them is as common then.
const MOST_ALIKE: usize = 64;

/// Writes together some of what the table was written in. Returns whether there is more.
pub async fn merge(tx: &mut Tx) -> db::Result<bool> {
    let sql = sql!("insert into message_words (message_words, rank) values ('merge', $1)");
    db::full_text::merge(tx, sql).await
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
    let mut all = Vec::new();
    for any in words {
        all.push(spelled_out(work, any).await?);
    }
    let args = args![query(&all), work.account, since, until, limit, offset];
    work.tx.all(sql, args).await
}

/// The same words, with those that there are in the place of their beginning.
async fn spelled_out(work: &mut Work<'_>, any: &[Word]) -> db::Result<Vec<Word>> {
    let [Word { text, is_whole: false }] = any else { return Ok(any.to_vec()) };
    if text.chars().count() <= KNOWN {
        return Ok(any.to_vec());
    }
    // From each word to the next, without the messages between them. No word has a character
    // as low as the first of Unicode after NUL, or as high as the last.
    let sql = sql!(
        "with recursive found (word, number) as (
           select (select term from message_vocabulary where term >= $1 limit 1), 1
           union all
           select (select term from message_vocabulary
                   where term >= found.word || char(1) limit 1), found.number + 1
           from found where found.word < $1 || char(1114111) and found.number <= $2)
         select word from found where word < $1 || char(1114111)"
    );
    let most = i64::try_from(MOST_ALIKE).expect("it is small");
    let found = work.tx.all::<(String,)>(sql, args![text, most]).await?;
    if found.is_empty() || found.len() > MOST_ALIKE {
        return Ok(any.to_vec());
    }
    Ok(found.into_iter().map(|(text,)| Word { text, is_whole: true }).collect())
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

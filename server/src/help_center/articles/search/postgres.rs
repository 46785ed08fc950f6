//! Words of articles in a text vector with an inverted index. Each has its weight there, and a
//! position of its own, without which nothing is ranked.

use std::{collections::BTreeSet, fmt::Write as _};

use db::{Tx, args, sql};

use super::{Place, Scope, Words};
use crate::{help_center::articles::Article, work::Work};

/// The highest position that there is.
const LAST: usize = 16_383;

pub async fn insert(work: &mut Work<'_>, article: &Article, words: &Words) -> db::Result<()> {
    let sql = sql!(
        "insert into article_words (article_id, words)
         values ($1, cast(cast($2 as text) as tsvector))"
    );
    work.tx.push(sql, args![article.id, vector(words)]).await
}

pub async fn delete(tx: &mut Tx, ids: &[i64]) -> db::Result<()> {
    tx.push(sql!("delete from article_words where article_id = any($1)"), args![ids]).await
}

pub async fn best(
    work: &mut Work<'_>,
    Scope { place, among, times: [since, until] }: Scope<'_>,
    beginnings: &BTreeSet<String>,
    limit: i64,
    offset: i64,
) -> db::Result<Vec<(i64,)>> {
    let sql = sql!(
        "select articles.id
         from article_words
           join articles on articles.id = article_words.article_id
           join portals on portals.id = articles.portal_id
         where words @@ cast(cast($1 as text) as tsquery) and articles.account_id = $2
           and articles.updated_at >= $3 and articles.updated_at <= $4
           and articles.portal_id = coalesce($7, articles.portal_id) and portals.doomed_at is null
           and articles.locale = coalesce($8, articles.locale)
           and articles.status = coalesce($9, articles.status)
         order by ts_rank(words, cast(cast($1 as text) as tsquery), 2) desc, articles.id desc
         limit $5 offset $6"
    );
    let portal = match place {
        Place::Account(_) => None,
        Place::Portal(portal) => Some(portal),
    };
    let args = args![
        query(beginnings),
        work.account,
        since,
        until,
        limit,
        offset,
        portal,
        among.locale.map(str::to_owned),
        among.status,
    ];
    work.tx.all(sql, args).await
}

/// `'how':1A 'to':2A 'pay':3A 'card':4C`
fn vector(words: &Words) -> String {
    let weighed = [(&words.title, 'A'), (&words.description, 'B'), (&words.content, 'C')];
    let all = weighed.iter().flat_map(|(words, weight)| words.iter().map(move |it| (it, weight)));
    let mut vector = String::new();
    for (position, (word, weight)) in (1..).zip(all) {
        let position = LAST.min(position);
        write!(vector, "{}:{position}{weight} ", quoted(word)).expect("a string takes any text");
    }
    vector
}

/// `'how':* & 'pay':*`
fn query(beginnings: &BTreeSet<String>) -> String {
    let terms = beginnings.iter().map(|word| format!("{}:*", quoted(word)));
    terms.collect::<Vec<_>>().join(" & ")
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"))
}

//! Words of articles in a full-text table, which holds them and nothing else. Besides there is a
//! word in it for the account and one for the portal, so that nobody else's articles are gathered.

use std::collections::BTreeSet;

use db::{Tx, args, sql};

use super::{Place, Scope, Words};
use crate::{help_center::articles::Article, work::Work};

pub async fn insert(work: &mut Work<'_>, article: &Article, words: &Words) -> db::Result<()> {
    let sql = sql!(
        "insert into article_words (rowid, title, description, content, place)
         values ($1, $2, $3, $4, $5)"
    );
    let (account, portal) = (Place::Account(work.account), Place::Portal(article.portal));
    let place = format!("{} {}", account.word(), portal.word());
    let args = args![
        article.id,
        joined(&words.title),
        joined(&words.description),
        joined(&words.content),
        place,
    ];
    work.tx.push(sql, args).await
}

pub async fn delete(tx: &mut Tx, ids: &[i64]) -> db::Result<()> {
    tx.push(sql!("delete from article_words where rowid = any($1)"), args![ids]).await
}

/// Writes together some of what the table was written in. Returns whether there is more.
pub async fn merge(tx: &mut Tx) -> db::Result<bool> {
    let sql = sql!("insert into article_words (article_words, rank) values ('merge', $1)");
    db::full_text::merge(tx, sql).await
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
           cross join articles on articles.id = article_words.rowid
           join portals on portals.id = articles.portal_id
         where article_words match $1 and articles.account_id = $2 and portals.doomed_at is null
           and articles.updated_at >= $3 and articles.updated_at <= $4
           and articles.locale = coalesce($7, articles.locale)
           and articles.status = coalesce($8, articles.status)
         order by bm25(article_words, 10.0, 4.0, 1.0, 0.0), articles.id desc limit $5 offset $6"
    );
    let args = args![
        query(place, beginnings),
        work.account,
        since,
        until,
        limit,
        offset,
        among.locale.map(str::to_owned),
        among.status,
    ];
    work.tx.all(sql, args).await
}

/// `place : "_p7" AND {title description content} : ("how" * AND "pay" *)`
fn query(place: Place, beginnings: &BTreeSet<String>) -> String {
    let term = |word: &String| format!("\"{}\" *", word.replace('"', "\"\""));
    let terms = beginnings.iter().map(term).collect::<Vec<_>>().join(" AND ");
    format!("place : \"{}\" AND {{title description content}} : ({terms})", place.word())
}

fn joined(words: &BTreeSet<String>) -> String {
    words.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

impl Place {
    /// No word of a text begins like that.
    fn word(self) -> String {
        match self {
            Place::Account(id) => format!("_a{id}"),
            Place::Portal(id) => format!("_p{id}"),
        }
    }
}

//! Tags: the words that conversations and contacts carry.
//!
//! Most are titles of labels, but any text will do. A tag is known by its name without
//! regard to case and keeps the spelling of whoever used it first. It stays when nothing
//! carries it any more.

use std::collections::HashSet;

use db::{args, sql};

use crate::{
    error::{Error, Problems, Result},
    id::{ContactId, TagId},
    report_cells,
    validate::SHORT,
    work::Work,
};

/// What carries tags.
#[derive(Clone, Copy, Debug)]
pub enum Tagged {
    Conversation,
    Contact,
}

/// More than this many on one record is a mistake.
const MOST: usize = 200;

/// The names in a request: split at commas, trimmed, each once without regard to case.
pub fn names(raw: &[String]) -> Result<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    let mut known = HashSet::new();
    let given = raw.iter().flat_map(|name| name.split(',')).map(str::trim);
    for name in given.filter(|name| !name.is_empty()) {
        if known.insert(name.to_lowercase()) {
            names.push(name.to_owned());
        }
        if names.len() > MOST {
            return Err(Error::invalid("labels", format!("are too many (maximum is {MOST})")));
        }
    }
    let mut problems = Problems::default();
    for name in &names {
        problems.at_most("labels", name, SHORT);
    }
    problems.check()?;
    Ok(names)
}

/// The names that each of the records carries, in the order in which they were given.
pub async fn of(
    work: &mut Work<'_>,
    tagged: Tagged,
    records: &[i64],
) -> db::Result<Vec<(i64, String)>> {
    let sql = match tagged {
        Tagged::Conversation => sql!(
            "select conversation_id, tags.name
             from conversation_labels join tags on tags.id = conversation_labels.tag_id
             where conversation_id = any($1) and tags.account_id = $2
             order by conversation_id, position"
        ),
        Tagged::Contact => sql!(
            "select contact_id, tags.name
             from contact_labels join tags on tags.id = contact_labels.tag_id
             where contact_id = any($1) and tags.account_id = $2
             order by contact_id, position"
        ),
    };
    work.tx.all(sql, args![records, work.account]).await
}

/// The names that one record carries.
pub async fn of_one(work: &mut Work<'_>, tagged: Tagged, record: i64) -> db::Result<Vec<String>> {
    let names = of(work, tagged, &[record]).await?;
    Ok(names.into_iter().map(|(_, name)| name).collect())
}

/// Makes a record carry these names and no others, and returns them as they are spelled.
pub async fn replace(
    work: &mut Work<'_>,
    tagged: Tagged,
    record: i64,
    names: &[String],
) -> db::Result<Vec<String>> {
    let (clear, add) = match tagged {
        Tagged::Conversation => (
            sql!("delete from conversation_labels where conversation_id = $1"),
            sql!(
                "insert into conversation_labels (conversation_id, tag_id, position)
                 values ($1, $2, $3)"
            ),
        ),
        Tagged::Contact => (
            sql!("delete from contact_labels where contact_id = $1"),
            sql!("insert into contact_labels (contact_id, tag_id, position) values ($1, $2, $3)"),
        ),
    };
    work.tx.push(clear, args![record]).await?;
    let mut spelled = Vec::with_capacity(names.len());
    for (position, name) in (0_i64..).zip(names) {
        let (tag, name) = find_or_create(work, name).await?;
        work.tx.push(add, args![record, tag, position]).await?;
        spelled.push(name);
    }
    Ok(spelled)
}

/// The ids of the tags with these names, of those that there are.
pub async fn ids(work: &mut Work<'_>, names: &[String]) -> db::Result<Vec<TagId>> {
    let keys: Vec<String> = names.iter().map(|name| name.trim().to_lowercase()).collect();
    let sql = sql!("select id from tags where account_id = $1 and name_key = any($2)");
    let ids = work.tx.all::<(TagId,)>(sql, args![work.account, &keys]).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// Some of the contacts that carry a tag: those after one of them, in the order of their ids.
pub async fn contacts_after(
    work: &mut Work<'_>,
    tag: TagId,
    after: ContactId,
    most: i64,
) -> db::Result<Vec<ContactId>> {
    let sql = sql!(
        "select contact_id from contact_labels where tag_id = $1 and contact_id > $2
         order by contact_id limit $3"
    );
    let found = work.tx.all::<(ContactId,)>(sql, args![tag, after, most]).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Gives a tag another name. When the new name is in use already, what carried the old
/// one carries that.
pub async fn rename(work: &mut Work<'_>, from: &str, to: &str) -> db::Result<()> {
    let old = ids(work, &[from.to_owned()]).await?;
    let Some(old) = old.first().copied() else { return Ok(()) };
    let target = ids(work, &[to.to_owned()]).await?;
    match target.first().copied().filter(|target| *target != old) {
        None => {
            let sql = sql!("update tags set name = $2, name_key = $3 where id = $1");
            work.tx.push(sql, args![old, to, to.to_lowercase()]).await
        }
        Some(target) => {
            merge(work, old, target).await?;
            work.tx.push(sql!("delete from tags where id = $1"), args![old]).await
        }
    }
}

async fn merge(work: &mut Work<'_>, old: TagId, target: TagId) -> db::Result<()> {
    let moves = [
        sql!(
            "insert into conversation_labels (conversation_id, tag_id, position)
             select conversation_id, $2, position from conversation_labels where tag_id = $1
             on conflict (conversation_id, tag_id) do nothing"
        ),
        sql!(
            "insert into contact_labels (contact_id, tag_id, position)
             select contact_id, $2, position from contact_labels where tag_id = $1
             on conflict (contact_id, tag_id) do nothing"
        ),
    ];
    let carrying = sql!("select conversation_id from conversation_labels where tag_id = $1");
    let carrying = work.tx.all::<(i64,)>(carrying, args![old]).await?;
    let carrying: Vec<i64> = carrying.into_iter().map(|(id,)| id).collect();
    report_cells::take_out_tagged(work, &carrying).await?;
    for sql in moves {
        work.tx.push(sql, args![old, target]).await?;
    }
    work.tx.push(sql!("delete from conversation_labels where tag_id = $1"), args![old]).await?;
    report_cells::put_back_tagged(work, &carrying).await
}

async fn find_or_create(work: &mut Work<'_>, name: &str) -> db::Result<(TagId, String)> {
    let key = name.to_lowercase();
    let find = sql!("select id, name from tags where account_id = $1 and name_key = $2");
    if let Some(found) = work.tx.first(find, args![work.account, &key]).await? {
        return Ok(found);
    }
    // Another transaction may add it at this moment; then it is theirs that counts.
    let insert = sql!(
        "insert into tags (account_id, name, name_key) values ($1, $2, $3)
         on conflict (account_id, name_key) do update set name_key = excluded.name_key
         returning id, name"
    );
    work.tx.one(insert, args![work.account, name, &key]).await
}

//! Rows of `portals`, read together with the files of their logos.

use db::{FromRow, Row, Tx, args, sql};

use super::{Portal, counts::Group, logo::Logo};
use crate::{
    id::{AccountId, BlobId, PortalId},
    work::Work,
};

const COLUMNS: &str = "portals.id, portals.name, slug, custom_domain, color, homepage_link,
    header_text, page_title, archived, locales, website_channel_id, logo_id, blobs.filename,
    blobs.content_type";

/// Those that are not being removed.
const PORTALS: &str = "portals left join blobs on blobs.id = portals.logo_id
    where portals.doomed_at is null";

impl FromRow for Portal {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Portal {
            id: row.take()?,
            name: row.take()?,
            slug: row.take()?,
            custom_domain: row.take()?,
            color: row.take()?,
            homepage_link: row.take()?,
            header_text: row.take()?,
            page_title: row.take()?,
            archived: row.take()?,
            locales: row.take()?,
            website_channel_id: row.take()?,
            logo: match row.take::<Option<BlobId>>()? {
                Some(blob) => Some(Logo { blob, filename: row.take()?, content_type: row.take()? }),
                None => None,
            },
        })
    }
}

impl FromRow for Group {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Group {
            portal: row.take()?,
            locale: row.take()?,
            status: row.take()?,
            author: row.take()?,
            count: row.take()?,
        })
    }
}

pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<Portal>> {
    let sql =
        sql!("select {COLUMNS} from {PORTALS} and portals.account_id = $1 order by portals.id");
    work.tx.all(sql, args![work.account]).await
}

pub async fn find(work: &mut Work<'_>, slug: &str) -> db::Result<Option<Portal>> {
    let sql = sql!("select {COLUMNS} from {PORTALS} and portals.account_id = $1 and slug = $2");
    work.tx.first(sql, args![work.account, slug]).await
}

pub async fn of_id(work: &mut Work<'_>, id: PortalId) -> db::Result<Option<Portal>> {
    let sql =
        sql!("select {COLUMNS} from {PORTALS} and portals.account_id = $1 and portals.id = $2");
    work.tx.first(sql, args![work.account, id]).await
}

/// A portal that is not removed until this work is done.
pub async fn keep(work: &mut Work<'_>, slug: &str) -> db::Result<Option<Portal>> {
    let sql = sql!(
        "select {COLUMNS} from {PORTALS} and portals.account_id = $1 and slug = $2
         for key share of portals"
    );
    work.tx.first(sql, args![work.account, slug]).await
}

/// A portal that nobody else changes, and nobody adds anything to, until this work is done.
pub async fn lock(work: &mut Work<'_>, slug: &str) -> db::Result<Option<Portal>> {
    let sql = sql!(
        "select {COLUMNS} from {PORTALS} and portals.account_id = $1 and slug = $2
         for update of portals"
    );
    work.tx.first(sql, args![work.account, slug]).await
}

/// The account of a portal that is not archived.
pub async fn account_of(tx: &mut Tx, slug: &str) -> db::Result<Option<AccountId>> {
    let sql = sql!(
        "select account_id from portals where slug = $1 and doomed_at is null and not archived"
    );
    Ok(tx.first::<(AccountId,)>(sql, args![slug]).await?.map(|(account,)| account))
}

/// The slug of the portal that has a host of its own, archived or not: while nobody may read that,
/// the host shows no other.
pub async fn of_host(tx: &mut Tx, host: &str) -> db::Result<Option<String>> {
    let sql = sql!("select slug from portals where custom_domain = $1 and doomed_at is null");
    Ok(tx.first::<(String,)>(sql, args![host]).await?.map(|(slug,)| slug))
}

pub async fn insert(work: &mut Work<'_>, new: &Portal) -> db::Result<PortalId> {
    let sql = sql!(
        "insert into portals (account_id, name, slug, custom_domain, color, homepage_link,
           header_text, page_title, archived, locales, website_channel_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) returning id"
    );
    let locales = new.locales.as_object();
    let args = args![
        work.account,
        &new.name,
        &new.slug,
        &new.custom_domain,
        &new.color,
        &new.homepage_link,
        &new.header_text,
        &new.page_title,
        new.archived,
        &locales,
        new.website_channel_id,
        work.now,
    ];
    let (id,) = work.tx.one::<(PortalId,)>(sql, args).await?;
    Ok(id)
}

pub async fn update(work: &mut Work<'_>, portal: &Portal) -> db::Result<()> {
    let sql = sql!(
        "update portals set name = $3, slug = $4, custom_domain = $5, color = $6,
           homepage_link = $7, header_text = $8, page_title = $9, archived = $10, locales = $11,
           website_channel_id = $12, updated_at = $13
         where account_id = $1 and id = $2"
    );
    let locales = portal.locales.as_object();
    let args = args![
        work.account,
        portal.id,
        &portal.name,
        &portal.slug,
        &portal.custom_domain,
        &portal.color,
        &portal.homepage_link,
        &portal.header_text,
        &portal.page_title,
        portal.archived,
        &locales,
        portal.website_channel_id,
        work.now,
    ];
    // Waited for, since its slug or its domain may be taken.
    work.tx.exec(sql, args).await.map(drop)
}

pub async fn set_logo(work: &mut Work<'_>, id: PortalId, logo: Option<BlobId>) -> db::Result<()> {
    let sql =
        sql!("update portals set logo_id = $3, updated_at = $4 where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id, logo, work.now]).await
}

/// Has nobody find a portal any more. Its slug and its domain may be others' from then on; the
/// one that it has instead is none that anybody can choose.
pub async fn doom(work: &mut Work<'_>, id: PortalId) -> db::Result<()> {
    let sql = sql!(
        "update portals set slug = '~' || cast(id as text), custom_domain = null, doomed_at = $3
         where account_id = $1 and id = $2"
    );
    work.tx.push(sql, args![work.account, id, work.now]).await
}

pub async fn is_doomed(work: &mut Work<'_>, id: PortalId) -> db::Result<bool> {
    let sql =
        sql!("select id from portals where account_id = $1 and id = $2 and doomed_at is not null");
    Ok(work.tx.first::<(PortalId,)>(sql, args![work.account, id]).await?.is_some())
}

/// A portal that is being removed, if there is one.
pub async fn doomed_of_account(work: &mut Work<'_>) -> db::Result<Option<PortalId>> {
    let sql = sql!(
        "select id from portals where account_id = $1 and doomed_at is not null
         order by id limit 1"
    );
    Ok(work.tx.first::<(PortalId,)>(sql, args![work.account]).await?.map(|(id,)| id))
}

/// Removes a portal in which no articles are any more.
pub async fn delete(work: &mut Work<'_>, id: PortalId) -> db::Result<()> {
    let sql =
        sql!("delete from portals where account_id = $1 and id = $2 and doomed_at is not null");
    work.tx.push(sql, args![work.account, id]).await
}

/// How many articles there are of each language, status and author.
pub async fn count_articles(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<Group>> {
    let sql = sql!(
        "select portal_id, locale, status, author_id, count(*) from articles
         where portal_id = any($1) group by portal_id, locale, status, author_id"
    );
    work.tx.all(sql, args![ids]).await
}

/// How many categories there are of each language.
pub async fn count_categories(
    work: &mut Work<'_>,
    ids: &[i64],
) -> db::Result<Vec<(PortalId, String, i64)>> {
    let sql = sql!(
        "select portal_id, locale, count(*) from categories
         where portal_id = any($1) group by portal_id, locale"
    );
    work.tx.all(sql, args![ids]).await
}

//! Rows of `companies`.

use db::{FromRow, Row, args, sql};
use sea_query::{
    Cond, Condition, Expr, ExprTrait as _, Func, NullOrdering, Order, Query, SelectStatement,
};

use super::{Company, Sort};
use crate::{
    filters::containing,
    id::CompanyId,
    page::{
        Window,
        keyset::{Key, Keyset},
    },
    work::Work,
};

const COLUMNS: &str = "id, name, domain, description, avatar_id, contacts_count, created_at,
    updated_at";

impl FromRow for Company {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Company {
            id: row.take()?,
            name: row.take()?,
            domain: row.take()?,
            description: row.take()?,
            avatar: row.take()?,
            contacts_count: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
        })
    }
}

impl Company {
    /// The same, with the address of its picture.
    fn linked(self, work: &Work<'_>) -> Self {
        Company { avatar: self.avatar.linked(&work.links), ..self }
    }
}

pub async fn find(work: &mut Work<'_>, id: CompanyId) -> db::Result<Option<Company>> {
    let sql = sql!("select {COLUMNS} from companies where account_id = $1 and id = $2");
    let found = work.tx.first::<Company>(sql, args![work.account, id]).await?;
    Ok(found.map(|company| company.linked(work)))
}

pub async fn lock(work: &mut Work<'_>, id: CompanyId) -> db::Result<Option<Company>> {
    let sql =
        sql!("select {COLUMNS} from companies where account_id = $1 and id = $2 for no key update");
    let found = work.tx.first::<Company>(sql, args![work.account, id]).await?;
    Ok(found.map(|company| company.linked(work)))
}

/// How many there are, or how many of them have this in their name or domain.
pub async fn count(work: &mut Work<'_>, part: Option<&str>) -> db::Result<i64> {
    let mut query = wanted(work, part);
    query.expr(Func::count(Expr::col("id")));
    let counted = work.tx.select::<(i64,)>(&query).await?;
    Ok(counted.first().map_or(0, |(count,)| *count))
}

pub async fn page(
    work: &mut Work<'_>,
    part: Option<&str>,
    keyset: &Keyset,
    behind: Option<Condition>,
    window: Window,
) -> db::Result<Vec<Company>> {
    let mut query = wanted(work, part);
    for column in COLUMNS.split(',').map(str::trim) {
        query.column(column);
    }
    query.cond_where(Condition::all().add_option(behind));
    keyset.order(&mut query);
    query.limit(window.limit).offset(window.offset);
    let found = work.tx.select::<Company>(&query).await?;
    Ok(found.into_iter().map(|company| company.linked(work)).collect())
}

/// What they are ordered by.
pub fn keyset(sort: Option<Sort>) -> Keyset {
    let (column, order) = match sort {
        None => ("id", Order::Asc),
        Some(Sort::Name) => ("name_key", Order::Asc),
        Some(Sort::NameDown) => ("name_key", Order::Desc),
        Some(Sort::Domain) => ("domain", Order::Asc),
        Some(Sort::DomainDown) => ("domain", Order::Desc),
        Some(Sort::OldestFirst) => ("created_at", Order::Asc),
        Some(Sort::NewestFirst) => ("created_at", Order::Desc),
        Some(Sort::SmallestFirst) => ("contacts_count", Order::Asc),
        Some(Sort::LargestFirst) => ("contacts_count", Order::Desc),
    };
    let (by, id) = (Expr::col(column), Key::number(Expr::col("id"), order.clone()));
    let nothing = if order == Order::Asc { NullOrdering::Last } else { NullOrdering::First };
    let mut keys = match column {
        "id" => Vec::new(),
        "name_key" => vec![Key::text(by, order.clone())],
        "domain" => vec![Key::text(by, order.clone()).or_nothing(nothing)],
        _ => vec![Key::number(by, order.clone())],
    };
    keys.push(id);
    Keyset::new("companies", format!("{column} {order:?}"), keys)
}

fn wanted(work: &Work<'_>, part: Option<&str>) -> SelectStatement {
    let mut query = Query::select();
    query.from("companies").and_where(Expr::col("account_id").eq(work.account));
    if let Some(part) = part {
        query.cond_where(
            Cond::any()
                .add(Expr::col("name_key").like(containing(part)))
                .add(Expr::col("domain").like(containing(part))),
        );
    }
    query
}

pub async fn insert(work: &mut Work<'_>, new: &Company) -> db::Result<CompanyId> {
    let sql = sql!(
        "insert into companies (account_id, name, name_key, domain, description, avatar_id,
           created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7) returning id"
    );
    let args = args![
        work.account,
        &new.name,
        new.name.to_lowercase(),
        new.domain.as_deref(),
        new.description.as_deref(),
        new.avatar.blob,
        work.now,
    ];
    let (id,) = work.tx.one::<(CompanyId,)>(sql, args).await?;
    Ok(id)
}

pub async fn update(work: &mut Work<'_>, company: &Company) -> db::Result<u64> {
    let sql = sql!(
        "update companies set name = $3, name_key = $4, domain = $5, description = $6,
           avatar_id = $7, updated_at = $8
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        company.id,
        &company.name,
        company.name.to_lowercase(),
        company.domain.as_deref(),
        company.description.as_deref(),
        company.avatar.blob,
        work.now,
    ];
    work.tx.exec(sql, args).await
}

/// Counts somebody into the company that has this domain, if there is one.
pub async fn join(work: &mut Work<'_>, domain: &str) -> db::Result<Option<CompanyId>> {
    let sql = sql!(
        "update companies set contacts_count = contacts_count + 1
         where account_id = $1 and domain = $2 returning id"
    );
    Ok(work.tx.first::<(CompanyId,)>(sql, args![work.account, domain]).await?.map(|(id,)| id))
}

/// Adds the company of somebody, unless another has done so just now.
pub async fn found(work: &mut Work<'_>, name: &str, domain: &str) -> db::Result<CompanyId> {
    let sql = sql!(
        "insert into companies (account_id, name, name_key, domain, contacts_count, created_at,
           updated_at)
         values ($1, $2, $3, $4, 1, $5, $5)
         on conflict (account_id, domain)
         do update set contacts_count = companies.contacts_count + 1
         returning id"
    );
    let args = args![work.account, name, name.to_lowercase(), domain, work.now];
    let (id,) = work.tx.one::<(CompanyId,)>(sql, args).await?;
    Ok(id)
}

pub async fn count_out(work: &mut Work<'_>, id: CompanyId) -> db::Result<()> {
    let sql = sql!(
        "update companies set contacts_count = contacts_count - 1
         where account_id = $1 and id = $2 and contacts_count > 0"
    );
    work.tx.push(sql, args![work.account, id]).await
}

pub async fn forget_domain(work: &mut Work<'_>, id: CompanyId) -> db::Result<()> {
    let sql = sql!("update companies set domain = null where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}

pub async fn delete(work: &mut Work<'_>, id: CompanyId) -> db::Result<()> {
    let sql = sql!("delete from companies where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}

pub async fn delete_some_of_account(work: &mut Work<'_>, most: i64) -> db::Result<u64> {
    let sql = sql!(
        "delete from companies
         where id in (select id from companies where account_id = $1 order by id limit $2)"
    );
    work.tx.exec(sql, args![work.account, most]).await
}

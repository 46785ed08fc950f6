//! Companies: where contacts work (contract `behaviour.md`, 6.11).
//!
//! A company has a domain that no other of the account has. Whoever becomes known by an address
//! there belongs to it, and one of which nothing is known yet is added for them ([`linking`]);
//! how many they are is counted as they come and go.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod http;
pub mod linking;
mod store;
pub mod wire;

use std::sync::LazyLock;

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    accounts,
    clock::Timestamp,
    error::{Error, Problems, Result, in_use, taken},
    events::{Event, Name},
    files::avatar,
    filters::LONGEST_PART,
    id::CompanyId,
    links::Avatar,
    page::Part,
    patch::Patch,
    validate::filled,
    work::Work,
};

/// Companies on a page.
pub const PAGE: u64 = 25;

/// Characters of a name, and of a description.
const NAME: usize = 100;
const DESCRIPTION: usize = 1_000;

/// Characters of a domain at most, as names on the internet have them.
const DOMAIN: usize = 253;

#[derive(Clone, Debug)]
pub struct Company {
    pub id: CompanyId,
    pub name: String,
    pub domain: Option<String>,
    pub description: Option<String>,
    pub avatar: Avatar,
    pub contacts_count: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What a request says of a company, new or known.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "name": "Acme", "domain": "acme.com" }]))]
#[serde(default)]
pub struct CompanyChange {
    pub name: Option<String>,
    pub domain: Patch<String>,
    pub description: Patch<String>,
    /// A picture that was uploaded, by its signed id. A blank one takes theirs away.
    pub avatar: Option<String>,
}

/// In which order companies are wanted. By default they come as they were added.
#[derive(Clone, Copy, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Sorted {
    pub sort: Option<Sort>,
}

/// What they are sorted by; with a `-` before it, from the last to the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Deserialize)]
pub enum Sort {
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "-name")]
    NameDown,
    #[serde(rename = "domain")]
    Domain,
    #[serde(rename = "-domain")]
    DomainDown,
    #[serde(rename = "created_at")]
    OldestFirst,
    #[serde(rename = "-created_at")]
    NewestFirst,
    #[serde(rename = "contacts_count")]
    SmallestFirst,
    #[serde(rename = "-contacts_count")]
    LargestFirst,
}

/// What is looked for in names and domains.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Search {
    pub q: String,
}

/// A page, and how many there are on all pages.
#[derive(Debug)]
pub struct Page {
    pub companies: Vec<Company>,
    pub count: i64,
    /// Where the next part begins, if it was asked for.
    pub next: Option<String>,
}

pub async fn list(work: &mut Work<'_>, sorted: Sorted, part: &Part) -> Result<Page> {
    page(work, None, sorted, part).await
}

/// The companies whose name or domain has this in it.
pub async fn search(
    work: &mut Work<'_>,
    search: &Search,
    sorted: Sorted,
    wanted: &Part,
) -> Result<Page> {
    let part = search.q.trim();
    if part.is_empty() {
        return Err(Error::refused("Specify search string with parameter q"));
    }
    let mut problems = Problems::default();
    problems.at_most("q", part, LONGEST_PART);
    problems.check()?;
    page(work, Some(&part.to_lowercase()), sorted, wanted).await
}

async fn page(
    work: &mut Work<'_>,
    part: Option<&str>,
    sorted: Sorted,
    wanted: &Part,
) -> Result<Page> {
    let keyset = store::keyset(sorted.sort);
    let behind = keyset.behind(wanted.cursor.as_deref())?;
    let window = wanted.window(PAGE);
    let count = store::count(work, part).await?;
    let companies = store::page(work, part, &keyset, behind, window).await?;
    let ids: Vec<i64> = companies.iter().map(|company| company.id.0).collect();
    let next = wanted.next(work.tx, &keyset, &ids, window).await?;
    Ok(Page { companies, count, next })
}

pub async fn show(work: &mut Work<'_>, id: CompanyId) -> Result<Company> {
    store::find(work, id).await?.ok_or(Error::NotFound)
}

pub async fn create(work: &mut Work<'_>, new: &CompanyChange) -> Result<Company> {
    let blank = Company {
        id: CompanyId(0),
        name: String::new(),
        domain: None,
        description: None,
        avatar: Avatar::default(),
        contacts_count: 0,
        created_at: work.now,
        updated_at: work.now,
    };
    let company = pictured(work, blank.changed(new)?, new).await?;
    let id = store::insert(work, &company).await.map_err(taken("domain"))?;
    work.emit(Event::new(Name::CompanyCreated).about(id)).await?;
    Ok(Company { id, ..company })
}

pub async fn update(work: &mut Work<'_>, id: CompanyId, change: &CompanyChange) -> Result<Company> {
    let company = lock(work, id).await?.changed(change)?;
    let company = pictured(work, company, change).await?;
    let company = Company { updated_at: work.now, ..company };
    store::update(work, &company).await.map_err(taken("domain"))?;
    work.emit(Event::new(Name::CompanyUpdated).about(id)).await?;
    Ok(company)
}

/// Has nobody come to a company any more who is known by its domain.
pub async fn close(work: &mut Work<'_>, id: CompanyId) -> Result<()> {
    lock(work, id).await?;
    Ok(store::forget_domain(work, id).await?)
}

/// Removes a company to which nobody belongs.
pub async fn delete(work: &mut Work<'_>, id: CompanyId) -> Result<()> {
    let company = lock(work, id).await?;
    avatar::remove(work, &company.avatar).await?;
    store::delete(work, id).await.map_err(in_use("the company"))?;
    work.emit(Event::new(Name::CompanyDeleted).about(id)).await
}

/// Removes so many companies of an account that is going and has no contacts any more. Returns
/// how many there were.
pub async fn erase_some(work: &mut Work<'_>, most: i64) -> Result<u64> {
    Ok(store::delete_some_of_account(work, most).await?)
}

/// A company that nobody else changes until this work is done.
async fn lock(work: &mut Work<'_>, id: CompanyId) -> Result<Company> {
    accounts::alone(work).await?;
    store::lock(work, id).await?.ok_or(Error::NotFound)
}

/// The company with the picture that the request brings, if it does.
async fn pictured(
    work: &mut Work<'_>,
    company: Company,
    change: &CompanyChange,
) -> Result<Company> {
    let Some(signed) = &change.avatar else { return Ok(company) };
    let avatar = avatar::replace(work, &company.avatar, signed).await?;
    Ok(Company { avatar, ..company })
}

impl Company {
    fn changed(self, change: &CompanyChange) -> Result<Self> {
        let domain = filled(change.domain.clone().over(self.domain));
        let company = Company {
            name: change.name.clone().unwrap_or(self.name),
            domain: domain.map(|domain| domain.trim().to_lowercase()),
            description: change.description.clone().over(self.description),
            ..self
        };
        let mut problems = Problems::default();
        problems.present("name", &company.name);
        problems.at_most("name", &company.name, NAME);
        problems.at_most_if("description", company.description.as_deref(), DESCRIPTION);
        if company.domain.as_deref().is_some_and(|domain| !is_domain(domain)) {
            problems.add("domain", "must be a valid domain name");
        }
        problems.check()?;
        Ok(company)
    }
}

/// Whether this is a name on the internet, in lower case: two parts or more, of letters, digits
/// and hyphens.
fn is_domain(text: &str) -> bool {
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        let pattern =
            r"\A(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\z";
        Regex::new(pattern).expect("the pattern is valid")
    });
    text.len() <= DOMAIN && PATTERN.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::is_domain;

    #[test]
    fn domains_are_told_from_other_texts() {
        for domain in ["acme.com", "a.b-c.co.uk", "xn--mnchen-3ya.de", "1.io", "x.xn--p1ai"] {
            assert!(is_domain(domain), "{domain}");
        }
        let long = format!("{}.com", "a".repeat(64));
        for text in [
            "acme", ".com", "acme.", "a..b", "-a.com", "a-.com", "a b.com", "1.2.3.4", "a.c", &long,
        ] {
            assert!(!is_domain(text), "{text}");
        }
        assert!(!is_domain(&format!("{}com", "aaaaaaa.".repeat(32))));
    }
}

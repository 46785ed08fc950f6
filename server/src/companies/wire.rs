//! Companies as clients see them (contract `behaviour.md`, 6.11).

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    clock::{self, Timestamp},
    companies,
    id::CompanyId,
    links::Avatar,
};

#[derive(JsonSchema, Serialize)]
pub struct Company {
    pub id: CompanyId,
    pub name: String,
    pub contacts_count: i64,
    pub domain: Option<String>,
    pub description: Option<String>,
    pub avatar_url: Avatar,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
}

/// A page, in the envelope of lists.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Page {
    pub meta: Meta,
    pub payload: Vec<Company>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Meta {
    pub total_count: i64,
    pub page: u32,
}

impl Page {
    pub fn of(page: u32, found: companies::Page) -> Self {
        let companies::Page { companies, count, next: _ } = found;
        let payload = companies.into_iter().map(Into::into).collect();
        Page { meta: Meta { total_count: count, page }, payload }
    }
}

impl From<companies::Company> for Company {
    fn from(company: companies::Company) -> Self {
        let companies::Company {
            id,
            name,
            domain,
            description,
            avatar,
            contacts_count,
            created_at,
            updated_at,
        } = company;
        Company {
            id,
            name,
            contacts_count,
            domain,
            description,
            avatar_url: avatar,
            created_at,
            updated_at,
        }
    }
}

//! What is counted of portals: their articles by language and status, and their categories.

use std::collections::HashMap;

use super::store;
use crate::{
    error::Result,
    help_center::articles::Status,
    id::{PortalId, UserId},
    work::Work,
};

/// How many articles there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Articles {
    pub all: i64,
    pub drafts: i64,
    pub published: i64,
    pub archived: i64,
    /// Those of the caller.
    pub mine: i64,
}

#[derive(Clone, Debug, Default)]
pub struct Counts {
    pub articles: Articles,
    pub categories: i64,
    /// Articles and categories of each language, whichever of them are wanted.
    pub by_locale: HashMap<String, (i64, i64)>,
}

/// Articles of one language, status and author.
pub(super) struct Group {
    pub portal: PortalId,
    pub locale: String,
    pub status: Status,
    pub author: UserId,
    pub count: i64,
}

impl Articles {
    pub fn add(&mut self, status: Status, is_mine: bool, count: i64) {
        self.all += count;
        match status {
            Status::Draft => self.drafts += count,
            Status::Published => self.published += count,
            Status::Archived => self.archived += count,
        }
        if is_mine {
            self.mine += count;
        }
    }
}

/// Counts for each of the portals; articles of one language, if one is named.
pub async fn of_portals(
    work: &mut Work<'_>,
    ids: &[i64],
    locale: Option<&str>,
) -> Result<HashMap<PortalId, Counts>> {
    let me = work.actor.member().map(|member| member.user);
    let mut all: HashMap<PortalId, Counts> = HashMap::new();
    for group in store::count_articles(work, ids).await? {
        let Group { portal, locale: of, status, author, count } = group;
        let counts = all.entry(portal).or_default();
        if locale.is_none_or(|wanted| wanted == of) {
            counts.articles.add(status, me == Some(author), count);
        }
        counts.by_locale.entry(of).or_default().0 += count;
    }
    for (portal, of, count) in store::count_categories(work, ids).await? {
        let counts = all.entry(portal).or_default();
        counts.categories += count;
        counts.by_locale.entry(of).or_default().1 += count;
    }
    Ok(all)
}

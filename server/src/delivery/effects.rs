//! What must not be lost of what follows from facts.

use super::{hooks::Endpoints, news::News};
use crate::{
    error::Result,
    events::{Fact, Position},
    notifications::upkeep::{self, Notice},
    webhooks::deliveries::{self, Post},
    work::Work,
};

/// What follows from facts of one account.
#[derive(Debug, Default)]
pub struct Effects {
    posts: Vec<(Position, Post)>,
    notices: Vec<(Position, Notice)>,
}

impl Effects {
    pub fn of(endpoints: &Endpoints, news: &News, facts: &[&Fact]) -> Self {
        let post = |fact: &&Fact| Some((fact.position, endpoints.post(news, fact)?));
        Effects { posts: facts.iter().filter_map(post).collect(), ..Effects::default() }
    }

    #[must_use]
    pub fn notifying(self, notices: Vec<(Position, Notice)>) -> Self {
        Effects { notices, ..self }
    }

    pub fn is_empty(&self) -> bool {
        self.posts.is_empty() && self.notices.is_empty()
    }

    /// Writes down what follows from the facts after a place.
    pub async fn write(&self, work: &mut Work<'_>, after: Position) -> Result<()> {
        let mut told = Vec::new();
        for (_, post) in self.posts.iter().filter(|(position, _)| *position > after) {
            deliveries::add(work, post).await?;
            told.extend_from_slice(&post.endpoints);
        }
        deliveries::tell_soon(work, &told).await?;
        let notices = self.notices.iter().filter(|(position, _)| *position > after);
        let notices: Vec<Notice> = notices.map(|(_, notice)| *notice).collect();
        upkeep::add(work, &notices).await
    }
}

//! What must not be lost of what follows from facts.

use std::collections::BTreeMap;

use super::{hooks::Endpoints, news::News};
use crate::{
    automation_rules::Trigger,
    csat::ask::Ask,
    error::Result,
    events::{Fact, Position},
    notifications::upkeep::{self, Notice},
    webhooks::deliveries::{self, Post},
    work::Work,
};

/// What follows from facts of one account.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    posts: Vec<(Position, Post)>,
    notices: Vec<(Position, Notice)>,
    triggers: Vec<(Position, Trigger)>,
    surveys: Vec<(Position, Ask)>,
}

impl Effects {
    #[must_use]
    pub fn telling(self, endpoints: &Endpoints, news: &News, facts: &[&Fact]) -> Self {
        let post = |fact: &&Fact| Some((fact.position, endpoints.post(news, fact)?));
        let reasons = facts.iter().filter(|fact| fact.sets_off());
        Effects { posts: reasons.filter_map(post).collect(), ..self }
    }

    #[must_use]
    pub fn notifying(self, notices: Vec<(Position, Notice)>) -> Self {
        Effects { notices, ..self }
    }

    #[must_use]
    pub fn triggering(self, triggers: Vec<(Position, Trigger)>) -> Self {
        Effects { triggers, ..self }
    }

    #[must_use]
    pub fn asking(self, surveys: Vec<(Position, Ask)>) -> Self {
        Effects { surveys, ..self }
    }

    /// The same, event by event, with the place of each.
    pub fn apart(self) -> BTreeMap<Position, Effects> {
        let mut apart: BTreeMap<Position, Effects> = BTreeMap::new();
        for (position, post) in self.posts {
            apart.entry(position).or_default().posts.push((position, post));
        }
        for (position, notice) in self.notices {
            apart.entry(position).or_default().notices.push((position, notice));
        }
        for (position, trigger) in self.triggers {
            apart.entry(position).or_default().triggers.push((position, trigger));
        }
        for (position, survey) in self.surveys {
            apart.entry(position).or_default().surveys.push((position, survey));
        }
        apart
    }

    pub fn is_empty(&self) -> bool {
        self.posts.is_empty()
            && self.notices.is_empty()
            && self.triggers.is_empty()
            && self.surveys.is_empty()
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
        upkeep::add(work, &notices).await?;
        for (_, trigger) in self.triggers.iter().filter(|(position, _)| *position > after) {
            work.enqueue(trigger.clone()).await?;
        }
        for (_, survey) in self.surveys.iter().filter(|(position, _)| *position > after) {
            work.enqueue(*survey).await?;
        }
        Ok(())
    }
}

//! Surveys: contacts are asked how they were helped when a conversation is over (contract
//! `behaviour.md`, 6.6).
//!
//! Whom an inbox has asked is in [`ask`]; what they answer, by the link that they have, in
//! [`answer`]. Administrators read here what was answered, count it, and note what they think of
//! it; as a table it is in `table`. Rows in `store`, JSON in [`wire`], the page that contacts see
//! in [`page`], endpoints in [`http`].

pub mod answer;
pub mod ask;
pub mod http;
pub mod page;
mod store;
mod table;
pub mod wire;

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    agents::{self, Agent},
    clock::Timestamp,
    contacts::{self, Contact},
    conversations::status::Seconds,
    error::{Error, Problems, Result},
    id::{
        ContactId, ConversationId, CsatResponseId, DisplayId, InboxId, MessageId, TeamId, UserId,
    },
    page::{
        Part,
        moments::{self, Moments},
    },
    patch::Patch,
    validate::{self, LONG},
    work::Work,
};

/// Answers of a page.
pub const PAGE: u64 = 25;

/// What a contact has said of how they were helped.
#[derive(Clone, Debug)]
pub struct CsatResponse {
    pub id: CsatResponseId,
    pub conversation_id: ConversationId,
    /// The number of the conversation.
    pub number: DisplayId,
    pub message_id: MessageId,
    /// Whose conversation it is by now.
    pub contact_id: ContactId,
    /// Who had the conversation when it was answered first.
    pub assigned_agent_id: Option<UserId>,
    pub rating: i64,
    pub feedback_message: Option<String>,
    pub review: Review,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What the team notes about an answer. Contacts are not told.
#[derive(Clone, Debug)]
pub struct Review {
    pub notes: Option<String>,
    /// When it was noted last, and by whom.
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<UserId>,
}

/// What a request says of an answer.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "csat_review_notes": "The driver was late, we have called." }]))]
#[serde(default)]
pub struct ReviewChange {
    /// Nothing is noted any more where this is null or blank.
    pub csat_review_notes: Patch<String>,
}

/// An answer with all that is shown of it.
#[derive(Clone, Debug)]
pub struct Details {
    pub response: CsatResponse,
    pub contact: Option<Contact>,
    pub assigned_agent: Option<Agent>,
    /// Who has noted something about it last, as long as they are a member.
    pub reviewer: Option<Agent>,
}

/// Which answers are wanted.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Seconds since 1970.
    pub since: Option<Seconds>,
    pub until: Option<Seconds>,
    /// Whose conversations they are about.
    pub user_ids: Option<Vec<UserId>>,
    pub inbox_id: Option<InboxId>,
    pub team_id: Option<TeamId>,
    pub rating: Option<i64>,
}

/// When an answer was given, and its id: where somebody who reads all of them has got to.
pub type Place = (Timestamp, CsatResponseId);

/// In which order they are wanted.
#[derive(Clone, Copy, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Sorted {
    pub sort: Option<Sort>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Deserialize)]
pub enum Sort {
    #[serde(rename = "created_at")]
    OldestFirst,
    #[serde(rename = "-created_at")]
    NewestFirst,
}

/// How often each rating was given, and how often somebody was asked.
#[derive(Clone, Debug)]
pub struct Metrics {
    pub ratings: Vec<(i64, i64)>,
    pub asked: i64,
}

impl Details {
    /// Where it stands among the others.
    pub fn place(&self) -> Place {
        (self.response.created_at, self.response.id)
    }
}

/// A page of what was answered, and where the next part begins, if that was asked for.
pub async fn list(
    work: &mut Work<'_>,
    wanted: &Wanted,
    sorted: Sorted,
    part: &Part,
) -> Result<(Vec<Details>, Option<String>)> {
    let moments = match sorted.sort {
        None | Some(Sort::OldestFirst) => Moments::oldest_first("csat_responses"),
        Some(Sort::NewestFirst) => Moments::newest_first("csat_responses"),
    };
    let (behind, window) = (moments.begin(part)?, part.window(PAGE));
    let page = store::page(work, wanted, &moments, behind, window).await?;
    let place = |it: &CsatResponse| moments::Place { moment: it.created_at, id: it.id.0 };
    let next = moments.next(part, window, &page.iter().map(place).collect::<Vec<_>>())?;
    Ok((details(work, page).await?, next))
}

/// What was answered after a place, oldest first, for whoever reads all of it.
pub async fn after(
    work: &mut Work<'_>,
    wanted: &Wanted,
    place: Place,
    most: u64,
) -> Result<Vec<Details>> {
    let found = store::after(work, wanted, place, most).await?;
    details(work, found).await
}

/// Notes something about an answer, in place of what was noted before.
pub async fn review(
    work: &mut Work<'_>,
    id: CsatResponseId,
    change: &ReviewChange,
) -> Result<Details> {
    let response = store::find(work, id).await?.ok_or(Error::NotFound)?;
    let before = response.review.notes.clone();
    let notes = validate::filled(change.csat_review_notes.clone().over(before.clone()));
    let mut problems = Problems::default();
    problems.at_most_if("csat_review_notes", notes.as_deref(), LONG);
    problems.check()?;
    if notes != before {
        let by = work.actor.member().map(|member| member.user);
        store::review(work, id, notes.as_deref(), by).await?;
    }
    let response = store::find(work, id).await?.ok_or(Error::NotFound)?;
    details(work, vec![response]).await?.pop().ok_or(Error::NotFound)
}

pub async fn metrics(work: &mut Work<'_>, wanted: &Wanted) -> Result<Metrics> {
    let ratings = store::count_by_rating(work, wanted).await?;
    Ok(Metrics { ratings, asked: store::count_asked(work, wanted).await? })
}

async fn details(work: &mut Work<'_>, responses: Vec<CsatResponse>) -> Result<Vec<Details>> {
    let contacts: Vec<i64> = responses.iter().map(|it| it.contact_id.0).collect();
    let contacts = contacts::of_ids(work, &contacts).await?;
    let contacts: HashMap<_, _> = contacts.into_iter().map(|it| (it.id, it)).collect();
    let people = responses.iter().flat_map(|it| [it.assigned_agent_id, it.review.updated_by]);
    let agents: Vec<UserId> = people.flatten().collect();
    let agents = agents::of_users(work, &agents::once_each(agents)).await?;
    let agents: HashMap<_, _> = agents.into_iter().map(|it| (it.id, it)).collect();
    let details = |response: CsatResponse| Details {
        contact: contacts.get(&response.contact_id).cloned(),
        assigned_agent: response.assigned_agent_id.and_then(|id| agents.get(&id).cloned()),
        reviewer: response.review.updated_by.and_then(|id| agents.get(&id).cloned()),
        response,
    };
    Ok(responses.into_iter().map(details).collect())
}

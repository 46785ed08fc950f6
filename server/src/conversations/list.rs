//! Lists of conversations: which are wanted, in what order, and how many there are.
//!
//! A page is found by its ids first, in an index that fits the filter and the order, and
//! then loaded. What is only narrowed down by status, inbox, team and assignee is counted
//! by [`tally`]; everything else is counted by looking.

use std::time::Duration;

use schemars::JsonSchema;
use sea_query::{Condition, Expr, ExprTrait as _};
use serde::Deserialize;
use serde_json::Value;

use super::{
    Status,
    details::{self, Details},
    store,
    tally::{self, Counts, Scope},
};
use crate::{
    actor::Member,
    clock::Timestamp,
    error::{Error, Problems, Result},
    filters::LONGEST_PART,
    id::{ContactId, InboxId, TagId, TeamId, UserId},
    labels::tags,
    messages::search,
    page,
    permissions::Sight,
    teams,
    validate::filled,
    work::Work,
};

/// Conversations on a page of those of a contact, if no other number is wanted.
const OF_CONTACT: u64 = 20;

/// Conversations of a list that has no pages.
const WHOLE: u64 = 1_000;

/// Messages that are looked at for the conversations in which a text was said: the newest that
/// have it.
const MOST_SAYING: u64 = 2_000;

/// What a request says of the conversations it wants (contract 17.1).
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Wanted {
    pub status: Value,
    pub assignee_type: Option<String>,
    pub inbox_id: Option<InboxId>,
    pub team_id: Option<TeamId>,
    pub labels: Value,
    pub conversation_type: Option<String>,
    pub q: Option<String>,
    pub source_id: Option<String>,
    pub updated_within: Option<i64>,
    pub sort_by: Option<String>,
}

/// The same, understood.
#[derive(Clone, Debug)]
pub struct Filter {
    /// None means any. An empty list means that nothing is wanted.
    pub statuses: Option<Vec<Status>>,
    pub assignee: Assignee,
    /// Whose they may be, whatever is wanted.
    pub sight: Sight,
    /// The inboxes it may be in. None means any.
    pub inboxes: Option<Vec<InboxId>>,
    pub team: Option<TeamId>,
    /// Any of these, by id. None means that labels do not matter.
    pub tags: Option<Vec<TagId>>,
    pub kind: Option<Kind>,
    /// Those in which what is looked for was said. None means that it does not matter.
    pub found: Option<Vec<i64>>,
    pub source_id: Option<String>,
    pub updated_since: Option<Timestamp>,
    /// What else must be so.
    pub condition: Option<Condition>,
    pub order: Order,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignee {
    Anyone,
    Is(UserId),
    Nobody,
    Somebody,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The user was mentioned.
    Mentions(UserId),
    /// The user takes part.
    Participated(UserId),
    /// Nobody has answered yet, or the contact waits again.
    Unattended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Activity(Direction),
    Creation(Direction),
    Priority(Direction),
    Waiting(Direction),
    PriorityThenCreation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    Descending,
}

/// A page, and how many conversations the filter lets through whoever has them.
#[derive(Clone, Debug)]
pub struct Page {
    pub counts: Counts,
    pub conversations: Vec<Details>,
    /// The place behind them, if it was asked for and something may be there.
    pub next: Option<String>,
}

impl Wanted {
    /// What is to have been said.
    pub fn text(&self) -> Option<&str> {
        self.q.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }
}

impl Filter {
    /// Everything that the caller may see.
    pub fn visible(work: &Work<'_>) -> Self {
        Filter {
            statuses: None,
            assignee: Assignee::Anyone,
            sight: work.actor.sight(),
            inboxes: inboxes(work, None, None),
            team: None,
            tags: None,
            kind: None,
            found: None,
            source_id: None,
            updated_since: None,
            condition: None,
            order: Order::Activity(Direction::Descending),
        }
    }

    /// Whether nothing else matters than the status, who has a conversation, the inbox and the team:
    /// by these, conversations are counted.
    pub fn is_plain(&self) -> bool {
        self.tags.is_none()
            && self.kind.is_none()
            && self.found.is_none()
            && self.source_id.is_none()
            && self.updated_since.is_none()
            && self.condition.is_none()
    }

    /// The statuses that it lets through.
    pub fn each_status(&self) -> Vec<Status> {
        let all = || Status::NAMED.iter().map(|(_, status)| *status).collect();
        self.statuses.clone().unwrap_or_else(all)
    }

    /// Who has what is wanted, of what the caller may see: it is had by any of these.
    pub fn assignees(&self) -> Vec<Assignee> {
        use Assignee::{Anyone, Is, Nobody, Somebody};
        match (self.sight, self.assignee) {
            (Sight::Anyones, wanted) => vec![wanted],
            (Sight::NobodysAnd(me), Anyone) => vec![Nobody, Is(me)],
            (Sight::NobodysAnd(_), Nobody) => vec![Nobody],
            (Sight::NobodysAnd(me), Somebody) | (Sight::Only(me), Anyone | Somebody) => {
                vec![Is(me)]
            }
            (Sight::NobodysAnd(me) | Sight::Only(me), Is(user)) if user == me => vec![Is(me)],
            (Sight::NobodysAnd(_), Is(_))
            | (Sight::Only(_), Is(_) | Nobody)
            | (Sight::Nothing, _) => Vec::new(),
        }
    }
}

pub async fn list(work: &mut Work<'_>, wanted: &Wanted, part: &page::Part) -> Result<Page> {
    let filter = understand(work, wanted).await?;
    let usual = work.limits.per_page;
    part_of(work, &filter, part, usual).await
}

/// A part of what a filter lets through, of so many if no other number is wanted.
pub async fn part_of(
    work: &mut Work<'_>,
    filter: &Filter,
    part: &page::Part,
    usual: u64,
) -> Result<Page> {
    // What is wrong with the cursor is said before anything is counted.
    store::list::keyset(filter.order).behind(part.cursor.as_deref())?;
    let counts = count(work, filter).await?;
    let (conversations, next) = found(work, filter, part, usual).await?;
    Ok(Page { counts, conversations, next })
}

/// A part of the conversations of a contact that the caller may see in lists, in the order of
/// what happened in them last. Says where the next part begins, if it was asked for.
pub async fn of_contact(
    work: &mut Work<'_>,
    contact: ContactId,
    part: &page::Part,
) -> Result<(Vec<Details>, Option<String>)> {
    let is_theirs = Expr::col(("conversations", "contact_id")).eq(contact.0);
    let condition = Some(Condition::all().add(is_theirs));
    let filter = Filter { condition, ..Filter::visible(work) };
    found(work, &filter, part, OF_CONTACT).await
}

async fn found(
    work: &mut Work<'_>,
    filter: &Filter,
    part: &page::Part,
    usual: u64,
) -> Result<(Vec<Details>, Option<String>)> {
    let keyset = store::list::keyset(filter.order);
    let behind = keyset.behind(part.cursor.as_deref())?;
    // A list of what changed lately is given whole, as far as anyone would read it.
    let window = match filter.updated_since {
        Some(_) => page::Window { offset: 0, ..part.window(WHOLE) },
        None => part.window(usual),
    };
    let ids = store::list::ids(work, filter, behind, window).await?;
    let next = part.next(work.tx, &keyset, &ids, window).await?;
    let mut conversations = store::of_ids(work, &ids).await?;
    page::restore_order(&mut conversations, &ids, |conversation| conversation.id.0);
    Ok((details::load(work, conversations).await?, next))
}

pub async fn counts(work: &mut Work<'_>, wanted: &Wanted) -> Result<Counts> {
    let filter = understand(work, wanted).await?;
    count(work, &filter).await
}

async fn understand(work: &mut Work<'_>, wanted: &Wanted) -> Result<Filter> {
    if let Some(team) = wanted.team_id {
        teams::find(work, team).await?.ok_or(Error::NotFound)?;
    }
    let me = work.actor.member().map_or(UserId(0), |member| member.user);
    let mut problems = Problems::default();
    problems.at_most_if("q", wanted.q.as_deref(), LONGEST_PART);
    problems.check()?;
    let text = wanted.text();
    let kind = match wanted.conversation_type.as_deref() {
        Some("mention") => Some(Kind::Mentions(me)),
        Some("participating") => Some(Kind::Participated(me)),
        Some("unattended") => Some(Kind::Unattended),
        _ => None,
    };
    let labels = texts(&wanted.labels);
    let tags =
        if labels.is_empty() { None } else { Some(tags::ids(work, &tags::names(&labels)?).await?) };
    let within = wanted.updated_within.map(|seconds| seconds.clamp(0, 366 * 86_400));
    let within = within.map(|seconds| Duration::from_secs(seconds.unsigned_abs()));
    let (inboxes, sight) = (inboxes(work, wanted.inbox_id, kind), sight(work, kind));
    let found = match text {
        Some(text) => Some(said(work, text, inboxes.clone(), sight).await?),
        None => None,
    };
    Ok(Filter {
        statuses: if text.is_some() { None } else { statuses(&wanted.status) },
        assignee: match wanted.assignee_type.as_deref() {
            Some("me") => Assignee::Is(me),
            Some("unassigned") => Assignee::Nobody,
            Some("assigned") => Assignee::Somebody,
            _ => Assignee::Anyone,
        },
        sight,
        inboxes,
        team: wanted.team_id,
        tags,
        kind,
        found,
        source_id: filled(wanted.source_id.clone()),
        updated_since: within.map(|within| work.now.minus(within)),
        condition: None,
        order: order(wanted.sort_by.as_deref()),
    })
}

/// The conversations in which a text was said lately.
async fn said(
    work: &mut Work<'_>,
    text: &str,
    inboxes: Option<Vec<InboxId>>,
    sight: Sight,
) -> Result<Vec<i64>> {
    let text = search::sought(text);
    if text.is_empty() {
        // There is no word in it.
        return Ok(Vec::new());
    }
    let wanted = search::Wanted { text, inboxes, sight, ..search::Wanted::default() };
    Ok(search::conversations(work, &wanted, MOST_SAYING).await?)
}

/// The inboxes to look in: those the caller may see, and of them the one that is asked
/// for. Taking part in a conversation opens it, whatever its inbox.
fn inboxes(work: &Work<'_>, wanted: Option<InboxId>, kind: Option<Kind>) -> Option<Vec<InboxId>> {
    if let Some(Kind::Participated(_)) = kind {
        return None;
    }
    match (work.actor.member(), wanted) {
        (Some(member), Some(inbox)) if !member.sees(inbox) => Some(Vec::new()),
        // What is counted of all inboxes together is kept under 0.
        (_, Some(inbox)) if inbox.0 <= 0 => Some(Vec::new()),
        (_, Some(inbox)) => Some(vec![inbox]),
        (Some(member), None) if !member.is_administrator() => Some(member.inboxes.clone()),
        _ => None,
    }
}

/// Whose conversations to look among. Whom taking part opens conversations to, it opens them
/// whoever has them.
fn sight(work: &Work<'_>, kind: Option<Kind>) -> Sight {
    let joins_in = work.actor.member().is_some_and(Member::joins_in);
    match kind {
        Some(Kind::Participated(_)) if joins_in => Sight::Anyones,
        _ => work.actor.sight(),
    }
}

fn statuses(wanted: &Value) -> Option<Vec<Status>> {
    let names = texts(wanted);
    if names.is_empty() {
        return Some(vec![Status::Open]);
    }
    if names.iter().any(|name| name == "all") {
        return None;
    }
    // Unknown names match nothing.
    let wanted = Status::NAMED.iter().filter(|(name, _)| names.iter().any(|it| it == name));
    Some(wanted.map(|(_, status)| *status).collect())
}

fn order(wanted: Option<&str>) -> Order {
    use Direction::{Ascending, Descending};
    match wanted.unwrap_or_default() {
        "last_activity_at_asc" => Order::Activity(Ascending),
        "created_at_asc" | "sort_on_created_at" => Order::Creation(Ascending),
        "created_at_desc" => Order::Creation(Descending),
        "priority_asc" => Order::Priority(Ascending),
        "priority_desc" | "sort_on_priority" => Order::Priority(Descending),
        "waiting_since_asc" | "sort_on_waiting_since" => Order::Waiting(Ascending),
        "waiting_since_desc" => Order::Waiting(Descending),
        "priority_desc_created_at_asc" => Order::PriorityThenCreation,
        _ => Order::Activity(Descending),
    }
}

/// One text or many.
fn texts(value: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned).filter(|text| !text.is_empty());
    match value {
        Value::Array(items) => items.iter().filter_map(text).collect(),
        value => text(value).into_iter().collect(),
    }
}

async fn count(work: &mut Work<'_>, filter: &Filter) -> Result<Counts> {
    let me = work.actor.member().map(|member| member.user);
    if !filter.is_plain() {
        return Ok(store::list::count(work, filter, me).await?.seen(filter.sight));
    }
    let scope = Scope {
        inboxes: match &filter.inboxes {
            Some(inboxes) => inboxes.iter().map(|inbox| inbox.0).collect(),
            None => vec![0],
        },
        team: filter.team.map_or(0, |team| team.0),
    };
    Ok(tally::sum(work, &filter.each_status(), &scope, me).await?.seen(filter.sight))
}

//! Queries for lists of conversations, put together from what is wanted.

use sea_query::{
    Cond, Condition, Expr, ExprTrait as _, Func, NullOrdering, Query, SelectStatement, SimpleExpr,
    UnionType,
};

use crate::{
    clock::Timestamp,
    conversations::{
        Status,
        list::{Assignee, Direction, Filter, Kind, Order},
        tally::Counts,
    },
    id::{InboxId, UserId},
    page::{
        Window,
        keyset::{Key, Keyset},
    },
    permissions::Sight,
    work::Work,
};

const TABLE: &str = "conversations";

/// Up to so many parts are looked through one by one and put together, which costs as much as
/// the page is long. More are looked through together.
const MERGED: usize = 48;

/// So many of the conversations that come first are looked at for a label, before all that carry
/// it are.
const FIRST: u64 = 2_000;

/// So many parts at most are looked through for that.
const FEW: usize = 8;

/// A part of what is listed: of some statuses and inboxes, and had by any of these.
#[derive(Clone)]
struct Part<'f> {
    statuses: Option<Vec<Status>>,
    inboxes: Option<&'f [InboxId]>,
    assignees: &'f [Assignee],
}

impl Part<'_> {
    /// Whether there is an index in which it stands in this order.
    fn is_in_order(&self, order: Order) -> bool {
        let is_of_one_status = self.statuses.as_ref().is_some_and(|statuses| statuses.len() == 1);
        is_of_one_status && matches!(order, Order::Activity(_))
    }
}

/// The ids of some rows, in order, of those for which the condition holds too.
pub async fn ids(
    work: &mut Work<'_>,
    filter: &Filter,
    behind: Option<Condition>,
    window: Window,
) -> db::Result<Vec<i64>> {
    let assignees = filter.assignees();
    if assignees.is_empty() {
        return Ok(Vec::new());
    }
    if let Some(query) = labelled(work, filter, &assignees, behind.clone(), window) {
        let ids = work.tx.select::<(i64, Timestamp)>(&query).await?;
        if u64::try_from(ids.len()) == Ok(window.limit) {
            return Ok(ids.into_iter().map(|(id, _)| id).collect());
        }
    }
    let query = newest(work, filter, &parts(filter, &assignees), behind, window);
    let ids = work.tx.select::<(i64, Timestamp)>(&query).await?;
    Ok(ids.into_iter().map(|(id, _)| id).collect())
}

/// A page of a list by labels, if it is full of what is among the first conversations: most labels
/// that are in use are. None where something else narrows the list down, or where the first
/// conversations are not found without a look at all.
fn labelled(
    work: &Work<'_>,
    filter: &Filter,
    assignees: &[Assignee],
    behind: Option<Condition>,
    window: Window,
) -> Option<SelectStatement> {
    let tags = filter.tags.as_ref().filter(|tags| !tags.is_empty())?;
    let of_any_label = Filter { tags: None, ..filter.clone() };
    if !of_any_label.is_plain() || window.offset.saturating_add(window.limit) > FIRST {
        return None;
    }
    let parts = parts(&of_any_label, assignees);
    if parts.len() > FEW || !parts.iter().all(|part| part.is_in_order(filter.order)) {
        return None;
    }
    let first = Window { offset: 0, limit: FIRST };
    let first = newest(work, &of_any_label, &parts, behind, first);
    let mut carrying = carried_by("conversation_labels");
    carrying
        .and_where(Expr::col("conversation_id").equals((TABLE, "id")))
        .and_where(Expr::col("tag_id").is_in(tags.iter().copied()));
    let mut query = Query::select();
    query.columns([(TABLE, "id"), (TABLE, "last_activity_at")]).from_subquery(first, TABLE);
    query.and_where(Expr::exists(carrying)).limit(window.limit).offset(window.offset);
    keyset(filter.order).order(&mut query);
    Some(query)
}

/// The ids of a page, with when something happened in them last.
fn newest(
    work: &Work<'_>,
    filter: &Filter,
    parts: &[Part<'_>],
    behind: Option<Condition>,
    window: Window,
) -> SelectStatement {
    match parts {
        [part] => {
            let mut query = matching(work, filter, part);
            query.columns([(TABLE, "id"), (TABLE, "last_activity_at")]);
            query.limit(window.limit).offset(window.offset);
            narrow(&mut query, behind);
            keyset(filter.order).order(&mut query);
            query
        }
        parts => merged(work, filter, parts, behind, window),
    }
}

/// Counts what the filter lets through, whoever has it and whoever may see that.
pub async fn count(work: &mut Work<'_>, filter: &Filter, me: Option<UserId>) -> db::Result<Counts> {
    let anyones = Part {
        statuses: filter.statuses.clone(),
        inboxes: filter.inboxes.as_deref(),
        assignees: &[Assignee::Anyone],
    };
    let mut query = matching(work, filter, &anyones);
    let assignee = || Expr::col((TABLE, "assignee_id"));
    let counted = |condition: Expr| {
        let one: SimpleExpr = Expr::case(condition, Expr::Constant(1.into())).into();
        Expr::from(Func::count(one))
    };
    query
        .expr(Expr::col((TABLE, "id")).count())
        .expr(counted(assignee().eq(me.map_or(-1, |me| me.0))))
        .expr(counted(assignee().is_null()));
    let counts = work.tx.select::<Counts>(&query).await?;
    Ok(counts.into_iter().next().unwrap_or_default())
}

/// What a list is put together of: for each part there is an index in which it stands in order,
/// so that only as much is read as is shown. Where there are none, it is one part.
fn parts<'f>(filter: &'f Filter, assignees: &'f [Assignee]) -> Vec<Part<'f>> {
    let inboxes = filter.inboxes.as_deref();
    let whole = Part { statuses: filter.statuses.clone(), inboxes, assignees };
    let statuses = match &filter.statuses {
        Some(statuses) if statuses.len() == 1 => statuses.clone(),
        _ if filter.is_plain() => filter.each_status(),
        _ => return vec![whole],
    };
    if !matches!(filter.order, Order::Activity(_)) {
        return vec![whole];
    }
    let of_status = |status| Part { statuses: Some(vec![status]), ..whole.clone() };
    let of_statuses = statuses.into_iter().map(of_status);
    let parts: Vec<Part<'f>> = match (inboxes, assignees) {
        (None, [_]) => of_statuses.collect(),
        // In the order of a team there is an index, but not with others.
        _ if filter.team.is_some() => return vec![whole],
        (Some(inboxes), [Assignee::Anyone]) => of_statuses
            .flat_map(|part| {
                inboxes.chunks(1).map(move |one| Part { inboxes: Some(one), ..part.clone() })
            })
            .collect(),
        (_, [_, _, ..]) => of_statuses
            .flat_map(|part| {
                assignees.chunks(1).map(move |one| Part { assignees: one, ..part.clone() })
            })
            .collect(),
        _ => of_statuses.collect(),
    };
    if (1..=MERGED).contains(&parts.len()) { parts } else { vec![whole] }
}

fn merged(
    work: &Work<'_>,
    filter: &Filter,
    parts: &[Part<'_>],
    behind: Option<Condition>,
    Window { limit, offset }: Window,
) -> SelectStatement {
    let keyset = keyset(filter.order);
    let mut each = parts.iter().map(|part| {
        let mut newest = matching(work, filter, part);
        newest.columns([(TABLE, "id"), (TABLE, "last_activity_at")]);
        narrow(&mut newest, behind.clone());
        keyset.order(&mut newest);
        newest.limit(limit.saturating_add(offset));
        // A limit within a union needs a query around it.
        Query::select().columns(["id", "last_activity_at"]).from_subquery(newest, TABLE).take()
    });
    let mut all = each.next().expect("there is at least one part");
    for newest in each {
        all.union(UnionType::All, newest);
    }
    let mut query = Query::select();
    query.columns([(TABLE, "id"), (TABLE, "last_activity_at")]).from_subquery(all, TABLE);
    query.limit(limit).offset(offset);
    keyset.order(&mut query);
    query
}

fn narrow(query: &mut SelectStatement, condition: Option<Condition>) {
    if let Some(condition) = condition {
        query.cond_where(condition);
    }
}

fn matching(work: &Work<'_>, filter: &Filter, part: &Part<'_>) -> SelectStatement {
    let column = |name| Expr::col((TABLE, name));
    let mut query = Query::select();
    query.from(TABLE).and_where(column("account_id").eq(work.account));
    match part.statuses.as_deref() {
        None => {}
        Some([status]) => {
            query.and_where(column("status").eq(*status));
        }
        Some(statuses) => {
            query.and_where(column("status").is_in(statuses.iter().copied()));
        }
    }
    match part.inboxes {
        None => {}
        Some([inbox]) => {
            query.and_where(column("inbox_id").eq(*inbox));
        }
        Some(inboxes) => {
            query.and_where(column("inbox_id").is_in(inboxes.iter().copied()));
        }
    }
    if let Some(condition) = had_by(part.assignees) {
        query.cond_where(condition);
    }
    if let Some(team) = filter.team {
        query.and_where(column("team_id").eq(team));
    }
    if let Some(since) = filter.updated_since {
        query.and_where(column("updated_at").gte(since));
    }
    if let Some(tags) = &filter.tags {
        let mut carrying = carried_by("conversation_labels");
        carrying.and_where(Expr::col("tag_id").is_in(tags.iter().copied()));
        query.and_where(column("id").in_subquery(carrying));
    }
    match filter.kind {
        None => {}
        Some(Kind::Mentions(user)) => {
            let mut mentions = carried_by("conversation_mentions");
            mentions.and_where(Expr::col("user_id").eq(user));
            query.and_where(column("id").in_subquery(mentions));
        }
        Some(Kind::Participated(user)) => {
            let mut participants = carried_by("conversation_participants");
            participants.and_where(Expr::col("user_id").eq(user));
            query.and_where(column("id").in_subquery(participants));
        }
        Some(Kind::Unattended) => {
            let unanswered = column("first_reply_created_at").is_null();
            query
                .cond_where(Cond::any().add(unanswered).add(column("waiting_since").is_not_null()));
        }
    }
    if let Some(source) = &filter.source_id {
        let mut known = Query::select();
        known.column("id").from("contact_inboxes").and_where(Expr::col("source_id").eq(source));
        query.and_where(column("contact_inbox_id").in_subquery(known));
    }
    if let Some(found) = &filter.found {
        query.and_where(among(work.tx.kind(), found));
    }
    if let Some(condition) = &filter.condition {
        query.cond_where(condition.clone());
    }
    query
}

/// Whether any of these has a conversation. None when it does not matter who has it.
fn had_by(assignees: &[Assignee]) -> Option<Condition> {
    let assignee = || Expr::col((TABLE, "assignee_id"));
    assignees.iter().try_fold(Condition::any(), |any, wanted| match wanted {
        Assignee::Anyone => None,
        Assignee::Is(user) => Some(any.add(assignee().eq(*user))),
        Assignee::Nobody => Some(any.add(assignee().is_null())),
        Assignee::Somebody => Some(any.add(assignee().is_not_null())),
    })
}

/// What of conversations is in sight. None when all are.
pub fn in_sight(sight: Sight) -> Option<Condition> {
    let (user, are_nobodys) = sight.bounds()?;
    let nobodys = are_nobodys.then_some(Assignee::Nobody);
    had_by(&[Some(Assignee::Is(user)), nobodys].into_iter().flatten().collect::<Vec<_>>())
}

/// Whether a conversation is one of these, of which there may be thousands.
fn among(engine: db::Kind, ids: &[i64]) -> Expr {
    let ids = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    match engine {
        db::Kind::Sqlite => Expr::cust_with_values(
            "conversations.id in (select value from json_each(?))",
            [format!("[{ids}]")],
        ),
        db::Kind::Postgres => Expr::cust_with_values(
            "conversations.id = any(cast(string_to_array($1, ',') as bigint[]))",
            [ids],
        ),
    }
}

fn carried_by(table: &'static str) -> SelectStatement {
    let mut query = Query::select();
    query.column("conversation_id").from(table);
    query
}

/// Rows that are alike in what they are ordered by are ordered by their age.
pub fn keyset(order: Order) -> Keyset {
    use sea_query::Order::{Asc, Desc};
    let column = |name| Expr::col((TABLE, name));
    let number = |name, order| Key::number(column(name), order);
    let or_nothing = |name, order| number(name, order).or_nothing(NullOrdering::Last);
    let wanted = |direction| match direction {
        Direction::Ascending => Asc,
        Direction::Descending => Desc,
    };
    let keys = match order {
        Order::Activity(direction) => {
            vec![number("last_activity_at", wanted(direction)), number("id", wanted(direction))]
        }
        Order::Creation(direction) => {
            vec![number("created_at", wanted(direction)), number("id", wanted(direction))]
        }
        Order::Priority(direction) => vec![
            or_nothing("priority", wanted(direction)),
            number("last_activity_at", Desc),
            number("id", Desc),
        ],
        Order::Waiting(direction) => vec![
            or_nothing("waiting_since", wanted(direction)),
            number("created_at", Asc),
            number("id", Asc),
        ],
        Order::PriorityThenCreation => {
            vec![or_nothing("priority", Desc), number("created_at", Asc), number("id", Asc)]
        }
    };
    Keyset::new(TABLE, format!("{order:?}"), keys)
}

//! Filters of conversations, put together by clients (contract `application-core.md`, 17.4).

use super::{
    Status,
    list::{self, Filter, Page},
};
use crate::{
    custom_attributes::Model,
    error::Result,
    filters::{
        self, Attribute, Fold, Rule, Source, Subject, Tagging,
        operators::{CONTAINING, DATES, EQUAL, PRESENT},
    },
    id::{InboxId, TeamId},
    labels::tags,
    page,
    work::Work,
};

/// Conversations on a page, however many a list of others has.
const PAGE: u64 = 25;

/// What conversations can be filtered by (contract 21.3).
pub const SUBJECT: Subject = Subject {
    table: "conversations",
    custom: Model::ConversationAttribute,
    tagging: Tagging { table: "conversation_labels", record: "conversation_id" },
    first_value_only: false,
    attributes: &[
        Attribute::new("status", Source::Named("status", STATUSES), EQUAL),
        Attribute::new("assignee_id", Source::Number("assignee_id"), PRESENT),
        Attribute::new("inbox_id", Source::Number("inbox_id"), PRESENT),
        Attribute::new("team_id", Source::Number("team_id"), PRESENT),
        Attribute::new("priority", Source::Named("priority", PRIORITIES), EQUAL),
        Attribute::new("display_id", Source::Number("display_id"), CONTAINING),
        Attribute::new("campaign_id", Source::Number("campaign_number"), PRESENT),
        Attribute::new("labels", Source::Labels, PRESENT),
        Attribute::new(
            "browser_language",
            Source::Additional("browser_language", Fold::Exact),
            EQUAL,
        ),
        Attribute::new(
            "conversation_language",
            Source::Additional("conversation_language", Fold::Exact),
            EQUAL,
        ),
        Attribute::new("referer", Source::Additional("referer", Fold::Exact), CONTAINING),
        Attribute::new("created_at", Source::Date("created_at"), DATES),
        Attribute::new("last_activity_at", Source::Date("last_activity_at"), DATES),
        Attribute::new("mail_subject", Source::Additional("mail_subject", Fold::Exact), CONTAINING),
    ],
};

/// What stands for each name. All of them together have one too.
const STATUSES: &[(&str, i64)] = &[
    ("open", 0),
    ("resolved", 1),
    ("pending", 2),
    ("snoozed", 3),
    ("all", 0),
    ("all", 1),
    ("all", 2),
    ("all", 3),
];

const PRIORITIES: &[(&str, i64)] = &[("low", 0), ("medium", 1), ("high", 2), ("urgent", 3)];

/// A page of what the rules let through of the conversations that the caller sees in lists,
/// those in which something happened last first.
pub async fn filter(work: &mut Work<'_>, rules: &[Rule], part: &page::Part) -> Result<Page> {
    let mut wanted = Filter::visible(work);
    if !rules.is_empty() {
        let condition = filters::condition(work, &SUBJECT, rules).await?;
        let mut is_said_otherwise = rules.iter().rev().skip(1).all(Rule::joins_by_and);
        if is_said_otherwise {
            for rule in rules {
                is_said_otherwise &= narrow(work, &mut wanted, rule).await?;
            }
        }
        wanted.condition = (!is_said_otherwise).then_some(condition);
    }
    list::part_of(work, &wanted, part, PAGE).await
}

/// Says a rule in the terms of lists, for which there are indexes and kept counts. Tells
/// whether that is all the rule says.
async fn narrow(work: &mut Work<'_>, wanted: &mut Filter, rule: &Rule) -> Result<bool> {
    if let Some(names) = rule.names("status") {
        let is_meant =
            |(name, _): &&(&str, Status)| names.iter().any(|it| it == name || it == "all");
        let meant: Vec<Status> =
            Status::NAMED.iter().filter(is_meant).map(|(_, status)| *status).collect();
        match &mut wanted.statuses {
            Some(statuses) => statuses.retain(|status| meant.contains(status)),
            statuses => *statuses = Some(meant),
        }
        return Ok(true);
    }
    if let Some(mut ids) = rule.ids("inbox_id") {
        ids.retain(|id| *id > 0);
        ids.sort_unstable();
        ids.dedup();
        match &mut wanted.inboxes {
            Some(inboxes) => inboxes.retain(|inbox| ids.contains(&inbox.0)),
            inboxes => *inboxes = Some(ids.into_iter().map(InboxId).collect()),
        }
        return Ok(true);
    }
    if wanted.tags.is_none()
        && let Some(names) = rule.names("labels")
    {
        wanted.tags = Some(tags::ids(work, &names).await?);
        return Ok(true);
    }
    match rule.ids("team_id").as_deref() {
        Some([team]) if *team > 0 && wanted.team.is_none() => {
            wanted.team = Some(TeamId(*team));
            Ok(true)
        }
        _ => Ok(false),
    }
}

//! Inboxes against labels, channels against how fast they are answered, and who says how much
//! (contract 7.7).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{store, time::Range};
use crate::{
    agents,
    error::{Error, Result},
    id::{InboxId, LabelId},
    inboxes, labels,
    report_cells::{
        Dimension,
        pairs::{self, Paces},
        read,
    },
    teams,
    work::Work,
};

/// Which inboxes and labels are wanted. None of them means all.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Chosen {
    pub inbox_ids: Vec<InboxId>,
    pub label_ids: Vec<LabelId>,
}

/// How many conversations of each inbox carry each label.
#[derive(Debug)]
pub struct Matrix {
    pub inboxes: Vec<(InboxId, String)>,
    pub labels: Vec<(LabelId, String)>,
    /// A row for each inbox.
    pub counts: Vec<Vec<i64>>,
}

/// By what messages are counted.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "group_by": "agent" }]))]
#[serde(default)]
pub struct Counted {
    pub group_by: Option<Sayer>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sayer {
    Agent,
    Team,
    Inbox,
    Label,
}

crate::stored! {
    Sayer { Agent = 0 "agent", Team = 1 "team", Inbox = 2 "inbox", Label = 3 "label" }
}

/// How much was said by somebody, or in something.
#[derive(Debug)]
pub struct Said {
    /// None if a label is not among those of the account any more.
    pub id: Option<i64>,
    pub name: Option<String>,
    pub count: i64,
}

/// Conversations that began in the time, or ever.
pub async fn of_inboxes_and_labels(
    work: &mut Work<'_>,
    chosen: &Chosen,
    range: Range,
) -> Result<Matrix> {
    let mut inboxes = inboxes::list(work).await?;
    inboxes.retain(|inbox| chosen.inbox_ids.is_empty() || chosen.inbox_ids.contains(&inbox.id));
    inboxes.sort_by_cached_key(|inbox| (inbox.settings.name.to_lowercase(), inbox.id));
    let mut labels = labels::list(work).await?;
    labels.retain(|label| chosen.label_ids.is_empty() || chosen.label_ids.contains(&label.id));
    let tags: BTreeMap<i64, i64> = store::tags_of_labels(work).await?.into_iter().collect();
    let wanted: Vec<i64> = inboxes.iter().map(|inbox| inbox.id.0).collect();
    let carried: Vec<i64> = labels.iter().filter_map(|it| tags.get(&it.id.0).copied()).collect();
    let counts = pairs::tagged(work, &wanted, &carried, range.time_or_ever()).await?;
    let count = |inbox: InboxId, label: LabelId| {
        let tag = tags.get(&label.0).copied();
        tag.and_then(|tag| counts.get(&(inbox.0, tag)).copied()).unwrap_or(0)
    };
    let row = |inbox: &inboxes::Inbox| labels.iter().map(|it| count(inbox.id, it.id)).collect();
    Ok(Matrix {
        counts: inboxes.iter().map(row).collect(),
        inboxes: inboxes.into_iter().map(|inbox| (inbox.id, inbox.settings.name)).collect(),
        labels: labels.into_iter().map(|label| (label.id, label.title)).collect(),
    })
}

/// How fast each channel was first answered in the time, or ever.
pub async fn of_first_responses(
    work: &mut Work<'_>,
    range: Range,
) -> Result<BTreeMap<String, Paces>> {
    let inboxes = inboxes::list(work).await?;
    let channels: BTreeMap<i64, String> =
        inboxes.into_iter().map(|inbox| (inbox.id.0, inbox.channel_type)).collect();
    let mut distributions: BTreeMap<String, Paces> = BTreeMap::new();
    for (inbox, counts) in pairs::paces(work, range.time_or_ever()).await? {
        let Some(channel) = channels.get(&inbox) else { continue };
        let distribution = distributions.entry(channel.clone()).or_default();
        for (sum, count) in distribution.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    Ok(distributions)
}

/// How much was said to contacts, and noted, by each agent or in each team, inbox or label.
pub async fn of_messages(
    work: &mut Work<'_>,
    counted: &Counted,
    range: Range,
) -> Result<Vec<Said>> {
    let sayer = counted.group_by.ok_or(Error::Missing("group_by"))?;
    let Some(time) = range.time() else { return Ok(Vec::new()) };
    let dimension = match sayer {
        Sayer::Agent => Dimension::User,
        Sayer::Team => Dimension::Team,
        Sayer::Inbox => Dimension::Inbox,
        Sayer::Label => Dimension::Tag,
    };
    let totals = read::totals(work, dimension, None, time).await?;
    let totals = totals.into_iter().filter(|(_, totals)| totals.outgoing > 0);
    let counts: Vec<(i64, i64)> = totals.map(|(id, totals)| (id, totals.outgoing)).collect();
    if sayer == Sayer::Label {
        return of_tags(work, counts).await;
    }
    let names = names(work, sayer).await?;
    let said = |(id, count)| Said { id: Some(id), name: names.get(&id).cloned(), count };
    Ok(counts.into_iter().map(said).collect())
}

async fn names(work: &mut Work<'_>, sayer: Sayer) -> Result<BTreeMap<i64, String>> {
    Ok(match sayer {
        Sayer::Agent => {
            let agents = agents::list(work).await?;
            agents.into_iter().map(|agent| (agent.id.0, agent.name)).collect()
        }
        Sayer::Team => {
            let teams = teams::list(work).await?;
            teams.into_iter().map(|team| (team.id.0, team.name)).collect()
        }
        Sayer::Inbox | Sayer::Label => {
            let inboxes = inboxes::list(work).await?;
            inboxes.into_iter().map(|inbox| (inbox.id.0, inbox.settings.name)).collect()
        }
    })
}

/// Tags are named by what they say, and by the label that says the same if there is one.
async fn of_tags(work: &mut Work<'_>, counts: Vec<(i64, i64)>) -> Result<Vec<Said>> {
    let tags: Vec<i64> = counts.iter().map(|(tag, _)| *tag).collect();
    let names: BTreeMap<i64, String> = store::tag_names(work, &tags).await?.into_iter().collect();
    let labels = store::tags_of_labels(work).await?;
    let said = |(tag, count)| Said {
        id: labels.iter().find(|(_, known)| *known == tag).map(|(label, _)| *label),
        name: names.get(&tag).cloned(),
        count,
    };
    Ok(counts.into_iter().map(said).collect())
}

//! Status, urgency and labels of a conversation, by an action.

use crate::{
    conversations::{
        Priority, Status, attributes,
        priority::{self, PriorityChange},
        status,
    },
    error::Result,
    id::DisplayId,
    patch::Patch,
    work::Work,
};

pub async fn set_status(work: &mut Work<'_>, id: DisplayId, wanted: Status) -> Result<()> {
    status::set(work, id, wanted, None).await.map(drop)
}

pub async fn set_priority(
    work: &mut Work<'_>,
    id: DisplayId,
    wanted: Option<Priority>,
) -> Result<()> {
    let change = PriorityChange { priority: wanted.map_or(Patch::Clear, Patch::Set) };
    priority::set(work, id, &change).await.map(drop)
}

pub async fn add_labels(work: &mut Work<'_>, id: DisplayId, names: &[String]) -> Result<()> {
    let mut labels = attributes::labels(work, id).await?;
    labels.extend(names.iter().cloned());
    attributes::set_labels(work, id, &labels).await.map(drop)
}

pub async fn remove_labels(work: &mut Work<'_>, id: DisplayId, names: &[String]) -> Result<()> {
    let mut labels = attributes::labels(work, id).await?;
    let is_named = |label: &String| {
        let label = label.to_lowercase();
        names.iter().any(|name| name.to_lowercase() == label)
    };
    labels.retain(|label| !is_named(label));
    attributes::set_labels(work, id, &labels).await.map(drop)
}

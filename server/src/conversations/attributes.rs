//! What members write on a conversation: labels and custom attributes.

use std::collections::HashSet;

use super::{
    Conversation,
    activity::Known,
    find, lock,
    save::{save, save_knowing},
};
use crate::{
    custom_attributes::{Model, check},
    error::Result,
    id::DisplayId,
    json::Object,
    labels::tags::{self, Tagged},
    report_cells,
    work::Work,
};

/// Whether attributes take the place of those that are stored, or are added to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    Nothing,
    Others,
}

pub async fn set(
    work: &mut Work<'_>,
    id: DisplayId,
    wanted: &Object,
    keep: Keep,
) -> Result<Conversation> {
    let before = lock(work, id).await?;
    let custom_attributes = match keep {
        Keep::Nothing => wanted.clone(),
        Keep::Others => before.custom_attributes.merged(wanted),
    };
    let stored = &before.custom_attributes;
    check::changes(work, Model::ConversationAttribute, stored, &custom_attributes).await?;
    let after = Conversation { custom_attributes, ..before.clone() };
    save(work, &before, after).await
}

pub async fn labels(work: &mut Work<'_>, id: DisplayId) -> Result<Vec<String>> {
    let conversation = find(work, id).await?;
    Ok(tags::of_one(work, Tagged::Conversation, conversation.id.0).await?)
}

/// Takes custom attributes away. Those that it does not have do not matter.
pub async fn remove(work: &mut Work<'_>, id: DisplayId, keys: &[String]) -> Result<Conversation> {
    let before = lock(work, id).await?;
    let gone: HashSet<&String> = keys.iter().collect();
    let mut left = before.custom_attributes.to_map();
    left.retain(|key, _| !gone.contains(key));
    let after = Conversation { custom_attributes: left.into(), ..before.clone() };
    save(work, &before, after).await
}

/// Has a conversation that is at hand carry labels besides those that it carries.
pub async fn add_labels(
    work: &mut Work<'_>,
    conversation: Conversation,
    labels: &[String],
) -> Result<Conversation> {
    let before = tags::of_one(work, Tagged::Conversation, conversation.id.0).await?;
    let mut wanted = before.clone();
    wanted.extend_from_slice(labels);
    // One that carries as many as there may be carries no more.
    let Ok(wanted) = tags::names(&wanted) else { return Ok(conversation) };
    if wanted.len() == before.len() {
        return Ok(conversation);
    }
    let after = replace_labels(work, &conversation, &wanted).await?;
    let known = Known { labels: Some((&before, &after)), ..Known::default() };
    save_knowing(work, &conversation, conversation.clone(), &known).await
}

/// Makes a conversation carry these labels and no others.
pub async fn set_labels(
    work: &mut Work<'_>,
    id: DisplayId,
    wanted: &[String],
) -> Result<Vec<String>> {
    let conversation = lock(work, id).await?;
    let before = tags::of_one(work, Tagged::Conversation, conversation.id.0).await?;
    let wanted = tags::names(wanted)?;
    let after = replace_labels(work, &conversation, &wanted).await?;
    if after != before {
        let known = Known { labels: Some((&before, &after)), ..Known::default() };
        save_knowing(work, &conversation, conversation.clone(), &known).await?;
    }
    Ok(after)
}

/// Has reports count it by the labels that it carries now.
async fn replace_labels(
    work: &mut Work<'_>,
    conversation: &Conversation,
    wanted: &[String],
) -> Result<Vec<String>> {
    report_cells::take_out(work, &report_cells::TAGS, [conversation.age()]).await?;
    let after = tags::replace(work, Tagged::Conversation, conversation.id.0, wanted).await?;
    report_cells::put_back(work, &report_cells::TAGS, [conversation.age()]).await?;
    Ok(after)
}

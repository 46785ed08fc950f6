//! How urgent a conversation is.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

use super::{Conversation, Priority, lock, save::save};
use crate::{error::Result, id::DisplayId, patch::Patch, work::Work};

/// How urgent a conversation is to be. `none`, blank and null mean not at all.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "priority": "high" }]))]
#[serde(default)]
pub struct PriorityChange {
    #[serde(deserialize_with = "none_clears")]
    pub priority: Patch<Priority>,
}

/// Makes a conversation as urgent as this, and not urgent at all when nothing is said.
pub async fn set(
    work: &mut Work<'_>,
    id: DisplayId,
    change: &PriorityChange,
) -> Result<Conversation> {
    let before = lock(work, id).await?;
    let after = Conversation { priority: change.priority.value().copied(), ..before.clone() };
    save(work, &before, after).await
}

fn none_clears<'de, D: Deserializer<'de>>(from: D) -> Result<Patch<Priority>, D::Error> {
    match Value::deserialize(from)? {
        Value::String(text) if text.is_empty() || text == "none" => Ok(Patch::Clear),
        value => Patch::deserialize(value).map_err(D::Error::custom),
    }
}

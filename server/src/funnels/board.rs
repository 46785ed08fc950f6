//! The board: the columns of a funnel, each with its first cards, and the next ones of a column.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Funnel, Stage,
    cards::{Card, Kept},
    seen, show, store,
};
use crate::{
    conversations::{self, details},
    error::{Error, Result},
    id::{ConversationId, FunnelId},
    work::Work,
};

/// Cards of a column, unless somebody wants more or less.
const PAGE: usize = 20;
const MOST: usize = 100;

/// What a request wants to see.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct View {
    /// One column instead of all.
    pub stage_name: Option<String>,
    /// With a column, where to go on: what `next_cursor` said there.
    pub cursor: Option<String>,
    /// Cards of each column, up to 100.
    pub per_page: Option<u32>,
}

#[derive(Clone, Debug)]
pub struct Board {
    pub funnel: Funnel,
    pub columns: Vec<Column>,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub stage: Stage,
    pub cards: Vec<Card>,
    /// Where to go on, if there are more.
    pub next: Option<i64>,
}

/// Columns as the caller sees them: with the conversations of their inboxes.
pub async fn view(work: &mut Work<'_>, id: FunnelId, wanted: &View) -> Result<Board> {
    let funnel = show(work, id).await?;
    let stages = match &wanted.stage_name {
        Some(name) => {
            let unknown =
                || Error::invalid("stage_name", "is not the name of a stage of this funnel");
            vec![funnel.stage(name).ok_or_else(unknown)?.clone()]
        }
        None if wanted.cursor.is_some() => {
            return Err(Error::invalid("cursor", "is for one column, by its stage_name"));
        }
        None => funnel.stages.clone(),
    };
    let (after, page) = (after(wanted)?, page(wanted)?);
    let seen = seen(work);
    let mut found = Vec::new();
    for stage in stages {
        let cards = store::column(work.tx, stage.id, after, &seen, page + 1).await?;
        found.push((stage, cards));
    }
    let columns = filled(work, found, page).await?;
    Ok(Board { funnel, columns })
}

/// The position after which cards are wanted.
fn after(wanted: &View) -> Result<i64> {
    let Some(cursor) = &wanted.cursor else { return Ok(i64::MIN) };
    cursor.parse().map_err(|_| Error::invalid("cursor", "is none that was given out"))
}

fn page(wanted: &View) -> Result<usize> {
    let page = wanted.per_page.map_or(PAGE, |page| usize::try_from(page).unwrap_or(usize::MAX));
    if page == 0 || page > MOST {
        return Err(Error::invalid("per_page", format!("must be from 1 to {MOST}")));
    }
    Ok(page)
}

/// Columns with the conversations of their cards, all of which are read together.
async fn filled(
    work: &mut Work<'_>,
    found: Vec<(Stage, Vec<Kept>)>,
    page: usize,
) -> Result<Vec<Column>> {
    let shown = found.iter().flat_map(|(_, cards)| cards.iter().take(page));
    let ids: Vec<i64> = shown.map(|card| card.conversation.0).collect();
    let conversations = conversations::of_ids(work, &ids).await?;
    let details = details::load(work, conversations).await?;
    let mut details: HashMap<ConversationId, details::Details> =
        details.into_iter().map(|details| (details.conversation.id, details)).collect();
    let mut columns = Vec::new();
    for (stage, kept) in found {
        let next = kept.get(page).and_then(|_| kept.get(page - 1)).map(|card| card.position);
        let card = |kept: Kept| {
            let details = details.remove(&kept.conversation)?;
            let (value, entered_at) = (kept.value, kept.entered_at);
            Some(Card { stage_name: stage.name.clone(), value, entered_at, details })
        };
        let cards = kept.into_iter().take(page).filter_map(card).collect();
        columns.push(Column { stage, cards, next });
    }
    Ok(columns)
}

//! Funnels as clients see them.

use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

use super::{
    board::{Board, Column as BoardColumn},
    cards::Card as BoardCard,
    metrics::Metrics as Measured,
};
use crate::{
    actor::Member,
    clock::{self, Timestamp},
    conversations::wire::Conversation,
    id::{AccountId, DisplayId, FunnelId},
};

#[derive(JsonSchema, Serialize)]
pub struct Funnel {
    pub id: FunnelId,
    pub name: String,
    pub description: Option<String>,
    pub stages: Vec<Stage>,
    /// As far as the reader may see them.
    pub conversations_count: i64,
    pub total_value: f64,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Stage {
    pub name: String,
    pub order: i64,
    pub color: String,
}

/// A funnel that is asked for by itself.
#[derive(JsonSchema, Serialize)]
pub struct FunnelShown {
    #[serde(flatten)]
    pub funnel: Funnel,
    pub metrics: Metrics,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Metrics {
    /// How many in a hundred of its conversations have reached the last stage.
    pub conversion_rate: f64,
    /// In hours, by the name of the stage.
    pub average_time_per_stage: BTreeMap<String, f64>,
}

/// The board of a funnel.
#[derive(JsonSchema, Serialize)]
pub struct Kanban {
    pub funnel_id: FunnelId,
    pub columns: Vec<Column>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "KanbanColumn")]
pub struct Column {
    #[serde(flatten)]
    pub stage: Stage,
    pub conversations_count: i64,
    pub total_value: f64,
    pub cards: Vec<Card>,
    /// Where the column goes on, if it does.
    pub next_cursor: Option<String>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "KanbanCard")]
pub struct Card {
    pub conversation_id: DisplayId,
    pub stage_name: String,
    pub value: f64,
    #[serde(with = "clock::Iso")]
    pub entered_at: Timestamp,
    pub conversation: Conversation,
}

/// A number of hundredths.
#[expect(clippy::cast_precision_loss, reason = "no funnel is worth that much")]
pub fn hundredths(value: i64) -> f64 {
    value as f64 / 100.0
}

impl From<super::Funnel> for Funnel {
    fn from(funnel: super::Funnel) -> Self {
        let tally = funnel.tally();
        let super::Funnel { id, name, description, stages, created_at } = funnel;
        Funnel {
            id,
            name,
            description,
            stages: stages.into_iter().map(Into::into).collect(),
            conversations_count: tally.cards,
            total_value: hundredths(tally.value),
            created_at,
        }
    }
}

impl From<super::Stage> for Stage {
    fn from(stage: super::Stage) -> Self {
        let super::Stage { name, place, color, .. } = stage;
        Stage { name, order: place, color }
    }
}

impl FunnelShown {
    pub fn of(funnel: super::Funnel, now: Timestamp) -> Self {
        let Measured { conversion_rate, hours } = Measured::of(&funnel, now);
        let average_time_per_stage = hours.into_iter().collect();
        let metrics = Metrics { conversion_rate, average_time_per_stage };
        FunnelShown { funnel: funnel.into(), metrics }
    }
}

impl Kanban {
    pub fn of(account: AccountId, reader: &Member, board: Board) -> Self {
        let Board { funnel, columns } = board;
        let column = |column| Column::of(account, reader, column);
        Kanban { funnel_id: funnel.id, columns: columns.into_iter().map(column).collect() }
    }
}

impl Column {
    fn of(account: AccountId, reader: &Member, column: BoardColumn) -> Self {
        let BoardColumn { stage, cards, next } = column;
        Column {
            conversations_count: stage.tally.cards,
            total_value: hundredths(stage.tally.value),
            stage: stage.into(),
            cards: cards.into_iter().map(|card| Card::of(account, reader, card)).collect(),
            next_cursor: next.map(|position| position.to_string()),
        }
    }
}

impl Card {
    pub fn of(account: AccountId, reader: &Member, card: BoardCard) -> Self {
        let BoardCard { stage_name, value, entered_at, details } = card;
        Card {
            conversation_id: details.conversation.display_id,
            stage_name,
            value: hundredths(value),
            entered_at,
            conversation: Conversation::of(account, Some(reader), details),
        }
    }
}

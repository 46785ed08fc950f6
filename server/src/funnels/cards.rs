//! Cards: the conversations in a funnel. Whoever may see a conversation moves it.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Funnel, Stage, Tally, lock, places, seen, store, wire::hundredths};
use crate::{
    clock::Timestamp,
    conversations::{
        self, Conversation,
        details::{self, Details},
    },
    error::{Error, Result},
    events::{Event, Name},
    id::{ConversationId, DisplayId, FunnelId, InboxId, StageId},
    json::Object,
    work::Work,
};

/// What a card can be worth, in hundredths.
const WORTH_MOST: f64 = 1e12;

/// A card as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub funnel: FunnelId,
    pub conversation: ConversationId,
    pub stage: StageId,
    pub inbox: InboxId,
    pub position: i64,
    /// In hundredths.
    pub value: i64,
    pub entered_at: Timestamp,
    /// The stages in which it has been.
    pub visited: Vec<StageId>,
}

/// A card with its conversation.
#[derive(Clone, Debug)]
pub struct Card {
    pub stage_name: String,
    pub value: i64,
    pub entered_at: Timestamp,
    pub details: Details,
}

/// Where a conversation is to go.
#[derive(Clone, Debug, JsonSchema, Deserialize)]
pub struct Move {
    pub conversation_id: DisplayId,
    #[serde(default)]
    pub stage_name: String,
    /// How many of the cards that the caller sees stand before it. Left out, what comes into a
    /// stage stands first, and what is there already stays where it is.
    pub position: Option<u32>,
    /// What it is worth. Left out, what it was.
    pub value: Option<f64>,
}

/// A conversation that is to leave a funnel.
#[derive(Clone, Debug, JsonSchema, Deserialize)]
pub struct Leaving {
    pub conversation_id: DisplayId,
}

impl Kept {
    /// A card that is in no stage yet.
    fn new(conversation: &Conversation, funnel: FunnelId, now: Timestamp) -> Self {
        Kept {
            funnel,
            conversation: conversation.id,
            stage: StageId(0),
            inbox: conversation.inbox_id,
            position: 0,
            value: 0,
            entered_at: now,
            visited: Vec::new(),
        }
    }

    /// The same in another stage, since now.
    #[must_use]
    pub fn entered(&self, stage: StageId, position: i64, now: Timestamp) -> Kept {
        let mut visited = self.visited.clone();
        if !visited.contains(&stage) {
            visited.push(stage);
        }
        Kept { stage, position, entered_at: now, visited, ..self.clone() }
    }

    /// What its stage has more by it, when it was elsewhere `before`.
    pub fn coming(&self, before: &Kept) -> Tally {
        let is_first = !before.visited.contains(&self.stage);
        Tally { visited: is_first.into(), ..self.weight() }
    }

    /// What its stage has other than before, when it leaves.
    pub fn leaving(&self, now: Timestamp) -> Tally {
        let stayed = (now.seconds() - self.entered_at.seconds()).max(0);
        let Tally { cards, value, entered, .. } = self.weight();
        let (cards, value, entered) = (-cards, -value, -entered);
        Tally { cards, value, entered, stays: 1, stayed, visited: 0 }
    }

    fn weight(&self) -> Tally {
        let (cards, value, entered) = (1, self.value, self.entered_at.seconds());
        Tally { cards, value, entered, ..Tally::default() }
    }
}

/// Moves a conversation to a stage; one that was in none of the funnel comes into it.
pub async fn move_to(work: &mut Work<'_>, id: FunnelId, wanted: &Move) -> Result<Card> {
    let conversation = conversations::lock(work, wanted.conversation_id).await?;
    let funnel = lock(work, id).await?;
    let unknown = || Error::invalid("stage_name", "is not the name of a stage of this funnel");
    let stage = funnel.stage(&wanted.stage_name).ok_or_else(unknown)?;
    let before = store::card(work.tx, id, conversation.id).await?;
    let after = moved(work, &conversation, before.as_ref(), stage, wanted).await?;
    store(work, before.as_ref(), &after).await?;
    if before.as_ref() != Some(&after) {
        tell_moved(work, &funnel, &conversation, before.as_ref(), stage, after.value).await?;
    }
    shown(work, conversation, stage, &after).await
}

/// Takes a conversation out of a funnel.
pub async fn remove(work: &mut Work<'_>, id: FunnelId, leaving: &Leaving) -> Result<()> {
    let conversation = conversations::lock(work, leaving.conversation_id).await?;
    let funnel = lock(work, id).await?;
    let card = store::card(work.tx, id, conversation.id).await?.ok_or(Error::NotFound)?;
    take_off(work, &card).await?;
    let stage = funnel.stages.iter().find(|stage| stage.id == card.stage);
    let told =
        told(&funnel, &conversation, stage.map(|stage| stage.name.as_str()), None, card.value);
    let event = Event::new(Name::FunnelConversationRemoved).conversation(conversation.id);
    work.emit(event.about(id).telling(&told)).await
}

/// Takes conversations out of all funnels that are to be removed.
pub async fn forget(work: &mut Work<'_>, gone: &[Conversation]) -> Result<()> {
    let ids: Vec<i64> = gone.iter().map(|conversation| conversation.id.0).collect();
    let cards = store::cards_of(work.tx, &ids).await?;
    if cards.is_empty() {
        return Ok(());
    }
    let mut funnels: Vec<i64> = cards.iter().map(|card| card.funnel.0).collect();
    funnels.dedup();
    store::lock_all(work, &funnels).await?;
    // They may have been moved until just now.
    for card in &store::cards_of(work.tx, &ids).await? {
        take_off(work, card).await?;
    }
    Ok(())
}

/// The card of a conversation once it has moved as somebody wants.
async fn moved(
    work: &mut Work<'_>,
    conversation: &Conversation,
    before: Option<&Kept>,
    stage: &Stage,
    wanted: &Move,
) -> Result<Kept> {
    let card = before.cloned().unwrap_or_else(|| Kept::new(conversation, stage.funnel, work.now));
    let is_there = card.stage == stage.id;
    if stage.leaves_to.is_some() && !is_there {
        return Err(Error::invalid("stage_name", "is that of a stage that is being removed"));
    }
    let value = wanted.value.map_or(Ok(card.value), in_hundredths)?;
    let position = match wanted.position {
        None if is_there => card.position,
        index => {
            let seen = seen(work);
            places::at(work, stage.id, conversation.id, index.unwrap_or(0), &seen).await?
        }
    };
    if is_there {
        return Ok(Kept { position, value, ..card });
    }
    Ok(Kept { value, ..card.entered(stage.id, position, work.now) })
}

/// Stores a card, and counts it where it is now.
async fn store(work: &mut Work<'_>, before: Option<&Kept>, after: &Kept) -> Result<()> {
    let Some(before) = before else {
        store::insert_card(work.tx, after).await?;
        let tally = Tally { visited: 1, ..after.weight() };
        return Ok(store::count(work.tx, after.stage, after.inbox, tally).await?);
    };
    store::update_card(work, after).await?;
    if before.stage == after.stage {
        let more = Tally { value: after.value - before.value, ..Tally::default() };
        return Ok(store::count(work.tx, after.stage, after.inbox, more).await?);
    }
    store::count(work.tx, before.stage, before.inbox, before.leaving(work.now)).await?;
    Ok(store::count(work.tx, after.stage, after.inbox, after.coming(before)).await?)
}

/// Removes a card of a funnel that nobody else changes.
async fn take_off(work: &mut Work<'_>, card: &Kept) -> Result<()> {
    store::delete_card(work.tx, card.funnel, card.conversation).await?;
    store::count(work.tx, card.stage, card.inbox, card.leaving(work.now)).await?;
    for stage in &card.visited {
        store::unvisit(work.tx, *stage, card.inbox).await?;
    }
    Ok(())
}

async fn shown(
    work: &mut Work<'_>,
    conversation: Conversation,
    stage: &Stage,
    card: &Kept,
) -> Result<Card> {
    let details = details::load_one(work, conversation).await?;
    let (value, entered_at) = (card.value, card.entered_at);
    Ok(Card { stage_name: stage.name.clone(), value, entered_at, details })
}

async fn tell_moved(
    work: &mut Work<'_>,
    funnel: &Funnel,
    conversation: &Conversation,
    before: Option<&Kept>,
    to: &Stage,
    value: i64,
) -> Result<()> {
    let from = before.and_then(|card| funnel.stages.iter().find(|stage| stage.id == card.stage));
    let from = from.map(|stage| stage.name.as_str());
    let told = told(funnel, conversation, from, Some(&to.name), value);
    let event = Event::new(Name::FunnelConversationMoved).conversation(conversation.id);
    work.emit(event.about(funnel.id).telling(&told)).await
}

/// What is told of a card that has moved.
fn told(
    funnel: &Funnel,
    conversation: &Conversation,
    from: Option<&str>,
    to: Option<&str>,
    value: i64,
) -> Object {
    let told: [(&str, Value); 5] = [
        ("funnel_id", funnel.id.0.into()),
        ("conversation_id", conversation.display_id.0.into()),
        ("stage_name", json!(to)),
        ("previous_stage_name", json!(from)),
        ("value", json!(hundredths(value))),
    ];
    Map::from_iter(told.map(|(name, value)| (name.to_owned(), value))).into()
}

#[expect(clippy::cast_possible_truncation, reason = "it is a whole number and not too large")]
fn in_hundredths(value: f64) -> Result<i64> {
    let hundredths = (value * 100.0).round();
    if !(0.0..=WORTH_MOST).contains(&hundredths) {
        return Err(Error::invalid("value", "must be from 0 to 10000000000"));
    }
    if (value * 100.0 - hundredths).abs() > 1e-3 {
        return Err(Error::invalid("value", "must have no more than two decimals"));
    }
    Ok(hundredths as i64)
}

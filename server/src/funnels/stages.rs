//! The stages of a funnel: which there are, and what becomes of the conversations of one that is
//! removed.
//!
//! These go to another stage, a few at a time: there may be very many of them. Until the last has
//! gone the stage is there, and takes no others.

use std::collections::{BTreeMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Funnel, Stage, Tally, cards::Kept, places, store};
use crate::{
    error::{Error, Problems, Result},
    id::{FunnelId, InboxId, StageId},
    tasks::{Action, Task},
    validate::SHORT,
    work::Work,
};

/// Stages of a funnel.
const MOST: usize = 20;

/// The colour of a stage for which none was chosen.
const BLUE: &str = "#1f93ff";

/// Cards that are moved or removed in one transaction.
const AT_ONCE: usize = 500;

/// What a request says of a stage.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct NewStage {
    pub name: String,
    /// Left out, it is where it stands in the list, counting from 1.
    pub order: Option<i64>,
    pub color: Option<String>,
    /// What it was called, when it is to have another name.
    pub previous_name: Option<String>,
}

/// A stage that is to be there.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub name: String,
    pub place: i64,
    /// None for the colour that it has.
    pub color: Option<String>,
    previous_name: Option<String>,
}

impl Wanted {
    pub fn color(&self) -> &str {
        self.color.as_deref().unwrap_or(BLUE)
    }

    /// What it is known by so far.
    fn known_by(&self) -> &str {
        self.previous_name.as_deref().unwrap_or(&self.name)
    }
}

/// A name without regard to case.
pub fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The stages that a request asks for, in their order, if there can be such.
pub fn checked(said: &[NewStage]) -> Result<Vec<Wanted>> {
    let mut problems = Problems::default();
    if said.is_empty() {
        problems.add("stages", "can't be blank");
    }
    if said.len() > MOST {
        problems.add("stages", format!("are too many (maximum is {MOST})"));
    }
    let mut names = HashSet::new();
    for stage in said {
        problems.present("stages.name", &stage.name);
        problems.at_most("stages.name", &stage.name, SHORT);
        problems.at_most_if("stages.color", stage.color.as_deref(), SHORT);
        problems.at_most_if("stages.previous_name", stage.previous_name.as_deref(), SHORT);
        if !names.insert(key(&stage.name)) {
            problems.add("stages", "must have names that differ");
        }
    }
    problems.check()?;
    let wanted = |(place, stage): (i64, &NewStage)| Wanted {
        name: stage.name.trim().to_owned(),
        place: stage.order.unwrap_or(place),
        color: stage.color.clone(),
        previous_name: stage.previous_name.clone(),
    };
    let mut wanted: Vec<Wanted> = (1..).zip(said).map(wanted).collect();
    wanted.sort_by_key(|stage| stage.place);
    Ok(wanted)
}

/// Has a funnel, which nobody else changes, have these stages and no others.
pub async fn replace(
    work: &mut Work<'_>,
    funnel: &Funnel,
    wanted: &[Wanted],
    move_to: Option<&str>,
) -> Result<()> {
    let mut gone = funnel.stages.clone();
    // Names may be exchanged.
    store::free_names(work.tx, funnel.id).await?;
    for stage in wanted {
        let known = gone.iter().position(|known| key(&known.name) == key(stage.known_by()));
        match known.map(|at| gone.remove(at)) {
            Some(known) => store::update_stage(work.tx, known.id, stage).await?,
            None => store::insert_stage(work, funnel.id, stage).await?,
        }
    }
    remove(work, funnel, &gone, move_to).await
}

/// Removes stages, whose conversations go to another one.
async fn remove(
    work: &mut Work<'_>,
    funnel: &Funnel,
    gone: &[Stage],
    move_to: Option<&str>,
) -> Result<()> {
    let stays = |stage: &&Stage| gone.iter().all(|gone| gone.id != stage.id);
    let left = store::stages_of(work.tx, &[funnel.id.0]).await?;
    let target = move_to.and_then(|name| {
        left.iter().filter(stays).find(|stage| key(&stage.name) == key(name)).map(|stage| stage.id)
    });
    if move_to.is_some() && target.is_none() {
        return Err(Error::invalid("move_to", "is not the name of a stage that is left"));
    }
    let mut are_full = false;
    for stage in gone {
        if funnel.is_empty(stage) {
            store::delete_stage(work.tx, stage.id).await?;
            continue;
        }
        store::keep_name(work.tx, stage).await.map_err(|error| match error {
            db::Error::Taken(_) => Error::invalid("stages", "must have names that differ"),
            error => error.into(),
        })?;
        let name = &stage.name;
        let unsaid = || {
            let problem = format!("must name the stage that takes the conversations of {name}");
            Error::invalid("move_to", problem)
        };
        // One that is being removed already goes on to where it went.
        let target = target.or(stage.leaves_to).ok_or_else(unsaid)?;
        store::leave_to(work.tx, stage.id, target).await?;
        are_full = true;
    }
    if are_full {
        return Rearrangement { funnel: funnel.id }.act(work).await;
    }
    Ok(())
}

impl Funnel {
    /// Whether a stage has no cards and gets none from those that are being removed.
    fn is_empty(&self, stage: &Stage) -> bool {
        let is_target = |other: &Stage| other.leaves_to == Some(stage.id);
        stage.tally.cards == 0 && !self.stages.iter().any(is_target)
    }
}

/// Moves the conversations of stages that are being removed, and removes funnels that are doomed,
/// bit by bit.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Rearrangement {
    pub funnel: FunnelId,
}

impl Task for Rearrangement {
    const KIND: &'static str = "funnels.rearrange";

    fn key(&self) -> String {
        self.funnel.to_string()
    }
}

impl Action for Rearrangement {
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        let is_done = if store::lock_doomed(work, self.funnel).await? {
            dissolve(work, self.funnel).await?
        } else {
            rearrange(work, self.funnel).await?
        };
        if is_done { Ok(()) } else { Ok(work.enqueue(*self).await?) }
    }
}

/// Removes some cards of a funnel; then the funnel. Tells whether that is done.
async fn dissolve(work: &mut Work<'_>, funnel: FunnelId) -> Result<bool> {
    let most = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
    if store::delete_some_cards(work.tx, funnel, most).await? > 0 {
        return Ok(false);
    }
    store::delete(work, funnel).await?;
    Ok(true)
}

/// Moves some cards out of a stage that is being removed; then removes it. Tells whether no such
/// stage is left.
async fn rearrange(work: &mut Work<'_>, id: FunnelId) -> Result<bool> {
    let funnel = super::lock(work, id).await?;
    let leaving = funnel.stages.iter().find_map(|stage| Some((stage.id, stage.leaves_to?)));
    let Some((from, to)) = leaving else { return Ok(true) };
    let cards = store::first_cards(work.tx, from, AT_ONCE).await?;
    let end = store::last_position(work.tx, to).await?;
    for (card, position) in cards.iter().zip(places::after(end)) {
        store::update_card(work, &card.entered(to, position, work.now)).await?;
    }
    count_moved(work, &cards, from, to).await?;
    if cards.len() < AT_ONCE {
        store::delete_stage(work.tx, from).await?;
    }
    Ok(false)
}

/// Counts cards where they are now, those of each inbox at once.
async fn count_moved(
    work: &mut Work<'_>,
    cards: &[Kept],
    from: StageId,
    to: StageId,
) -> Result<()> {
    let mut by_inbox: BTreeMap<InboxId, (Tally, Tally)> = BTreeMap::new();
    for card in cards {
        let (out, into) = by_inbox.entry(card.inbox).or_default();
        *out = out.plus(card.leaving(work.now));
        *into = into.plus(card.entered(to, 0, work.now).coming(card));
    }
    for (inbox, (out, into)) in by_inbox {
        store::count(work.tx, from, inbox, out).await?;
        store::count(work.tx, to, inbox, into).await?;
    }
    Ok(())
}

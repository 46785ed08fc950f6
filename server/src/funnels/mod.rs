//! Funnels: boards on which conversations go from stage to stage.
//!
//! A funnel has stages in an order, and a conversation is in one of them. Administrators set
//! funnels up ([`stages`] says what follows when a stage goes), whoever may see a conversation
//! moves it ([`cards`], and [`places`] for where it stands in its column), and everybody sees
//! the conversations of their inboxes on the [`board`]. What is in a stage is counted as it comes
//! and goes ([`Tally`]), so a board of very many conversations opens as soon as one of few, and
//! so does what is told of how a funnel is doing ([`metrics`]). For those who see only some of the
//! conversations of an inbox their cards are counted when they look.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod board;
pub mod cards;
pub mod http;
pub mod metrics;
pub mod places;
pub mod stages;
mod store;
pub mod wire;

use schemars::JsonSchema;
use serde::Deserialize;

use self::stages::NewStage;
use crate::{
    clock::Timestamp,
    error::{Error, Problems, Result},
    events::{Event, Name},
    id::{FunnelId, InboxId, StageId},
    patch::Patch,
    permissions::Sight,
    validate::{LONG, SHORT},
    work::Work,
};

pub use stages::Rearrangement;

/// Funnels of an account.
const MOST: usize = 100;

#[derive(Clone, Debug)]
pub struct Funnel {
    pub id: FunnelId,
    pub name: String,
    pub description: Option<String>,
    /// In their order.
    pub stages: Vec<Stage>,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct Stage {
    pub id: StageId,
    pub funnel: FunnelId,
    pub name: String,
    /// Where it stands among the others.
    pub place: i64,
    pub color: String,
    /// The stage that takes its conversations, when it is being removed.
    pub leaves_to: Option<StageId>,
    /// What is in it, as far as the caller may see that.
    pub tally: Tally,
}

/// What is in a stage, and what has been.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub cards: i64,
    /// In hundredths.
    pub value: i64,
    /// The sum of the times at which they came, in seconds.
    pub entered: i64,
    /// How often one has left, and how many seconds it had been there, in all.
    pub stays: i64,
    pub stayed: i64,
    /// Cards of the funnel that have ever been there.
    pub visited: i64,
}

/// Which conversations somebody sees on boards.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// None means all.
    pub inboxes: Option<Vec<InboxId>>,
    pub sight: Sight,
}

/// What a request says of a funnel, new or known.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "name": "Sales", "stages": [{ "name": "New" }, { "name": "Won" }] }]))]
#[serde(default)]
pub struct FunnelChange {
    pub name: Option<String>,
    pub description: Patch<String>,
    /// All of them, in their order. Those that are not named are removed.
    pub stages: Option<Vec<NewStage>>,
    /// The name of the stage that takes the conversations of those that are removed.
    pub move_to: Option<String>,
}

impl Funnel {
    /// A stage by its name, without regard to case.
    pub fn stage(&self, name: &str) -> Option<&Stage> {
        let key = stages::key(name);
        self.stages.iter().find(|stage| stages::key(&stage.name) == key)
    }

    /// All of its stages together.
    pub fn tally(&self) -> Tally {
        self.stages.iter().fold(Tally::default(), |sum, stage| sum.plus(stage.tally))
    }
}

impl Tally {
    #[must_use]
    pub fn plus(self, other: Tally) -> Tally {
        Tally {
            cards: self.cards + other.cards,
            value: self.value + other.value,
            entered: self.entered + other.entered,
            stays: self.stays + other.stays,
            stayed: self.stayed + other.stayed,
            visited: self.visited + other.visited,
        }
    }
}

/// Every funnel of the account, in the order in which they were added.
pub async fn list(work: &mut Work<'_>) -> Result<Vec<Funnel>> {
    let found = store::list(work).await?;
    with_stages(work, found).await
}

pub async fn show(work: &mut Work<'_>, id: FunnelId) -> Result<Funnel> {
    let found = store::find(work, id).await?.ok_or(Error::NotFound)?;
    one_with_stages(work, found).await
}

pub async fn create(work: &mut Work<'_>, new: &FunnelChange) -> Result<Funnel> {
    let blank = Funnel {
        id: FunnelId(0),
        name: String::new(),
        description: None,
        stages: Vec::new(),
        created_at: work.now,
    };
    let funnel = blank.changed(new)?;
    let wanted = stages::checked(new.stages.as_deref().unwrap_or_default())?;
    if store::list(work).await?.len() >= MOST {
        return Err(Error::refused(format!("An account has at most {MOST} funnels.")));
    }
    let id = store::insert(work, &funnel).await?;
    for stage in &wanted {
        store::insert_stage(work, id, stage).await?;
    }
    work.emit(Event::new(Name::FunnelCreated).about(id)).await?;
    show(work, id).await
}

pub async fn update(work: &mut Work<'_>, id: FunnelId, change: &FunnelChange) -> Result<Funnel> {
    let funnel = lock(work, id).await?.changed(change)?;
    store::update(work, &funnel).await?;
    if let Some(wanted) = &change.stages {
        stages::replace(work, &funnel, &stages::checked(wanted)?, change.move_to.as_deref())
            .await?;
    }
    work.emit(Event::new(Name::FunnelUpdated).about(id)).await?;
    show(work, id).await
}

/// Removes a funnel. Its conversations stay, and are on one board less.
pub async fn delete(work: &mut Work<'_>, id: FunnelId) -> Result<()> {
    lock(work, id).await?;
    store::doom(work, id).await?;
    work.enqueue(Rearrangement { funnel: id }).await?;
    work.emit(Event::new(Name::FunnelDeleted).about(id)).await
}

/// A funnel that nobody else changes until this work is done, with all that is in it.
async fn lock(work: &mut Work<'_>, id: FunnelId) -> Result<Funnel> {
    let found = store::lock(work, id).await?.ok_or(Error::NotFound)?;
    let mut all = add_stages(work, vec![found], &Seen::default()).await?;
    all.pop().ok_or(Error::NotFound)
}

/// Which conversations the caller sees on boards.
fn seen(work: &Work<'_>) -> Seen {
    let member = work.actor.member().filter(|member| !member.is_administrator());
    Seen { inboxes: member.map(|member| member.inboxes.clone()), sight: work.actor.sight() }
}

async fn with_stages(work: &mut Work<'_>, funnels: Vec<Funnel>) -> Result<Vec<Funnel>> {
    let seen = seen(work);
    add_stages(work, funnels, &seen).await
}

async fn one_with_stages(work: &mut Work<'_>, funnel: Funnel) -> Result<Funnel> {
    let mut all = with_stages(work, vec![funnel]).await?;
    all.pop().ok_or(Error::NotFound)
}

async fn add_stages(
    work: &mut Work<'_>,
    mut funnels: Vec<Funnel>,
    seen: &Seen,
) -> Result<Vec<Funnel>> {
    let ids: Vec<i64> = funnels.iter().map(|funnel| funnel.id.0).collect();
    let mut tallies = store::tallies(work.tx, &ids, seen).await?;
    for mut stage in store::stages_of(work.tx, &ids).await? {
        stage.tally = tallies.remove(&stage.id).unwrap_or_default();
        if let Some(funnel) = funnels.iter_mut().find(|funnel| funnel.id == stage.funnel) {
            funnel.stages.push(stage);
        }
    }
    Ok(funnels)
}

impl Funnel {
    fn changed(self, change: &FunnelChange) -> Result<Self> {
        let funnel = Funnel {
            name: change.name.clone().unwrap_or(self.name),
            description: change.description.clone().over(self.description),
            ..self
        };
        let mut problems = Problems::default();
        problems.present("name", &funnel.name);
        problems.at_most("name", &funnel.name, SHORT);
        problems.at_most_if("description", funnel.description.as_deref(), LONG);
        problems.check()?;
        Ok(funnel)
    }
}

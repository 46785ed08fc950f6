//! Actions: what rules and macros do to a conversation, in the words of clients (contract
//! `behaviour.md`, 6.1 and 6.2).
//!
//! An [`Action`] is a name with parameters, kept as it was sent; understood it is a [`Step`].
//! Steps are done in order, each on the conversation as the one before has left it. One that
//! cannot be done is passed over, and the [`Outcome`] says why.
//!
//! Names and parameters are read in [`step`]. Who has a conversation is changed in `assigning`,
//! what is said in it in `saying`, with the words filled in by `wording`; its status, urgency and
//! labels in `sorting`. What leaves the house is in [`sending`], how much of it in
//! `allowance`. The files that are sent belong to
//! whoever has the actions: [`files`].

pub mod allowance;
mod assigning;
pub mod files;
mod saying;
pub mod sending;
mod sorting;
pub mod step;
pub mod wording;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{
    conversations::{self, Conversation},
    error::{Error, Problems, Result},
    id::{ConversationId, DisplayId},
    work::Work,
};

use self::files::Owner;
pub use self::step::Step;

/// Actions of a rule or a macro at most.
const MOST: usize = 50;

/// Actions among them that call or write to addresses outside.
const MOST_OUTSIDE: usize = 5;

/// Something to be done, as clients send it and are shown it.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Action {
    pub action_name: String,
    #[serde(default, deserialize_with = "none_or_many")]
    pub action_params: Vec<Value>,
}

/// Whose actions they are: there are some that only one of them has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Rule,
    Macro,
}

/// On whose behalf actions are done.
#[derive(Clone, Debug)]
pub struct Order {
    pub owner: Owner,
    /// What webhooks are told that has happened.
    pub event: String,
}

/// What became of an action.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[schemars(rename = "ActionOutcome")]
pub struct Outcome {
    pub action_name: String,
    /// Why it was not done, if it was not.
    pub problem: Option<String>,
}

/// Checks the actions that somebody has sent.
pub fn check(actions: &[Action], kind: Kind) -> Result<()> {
    let unknown: Vec<&str> = actions
        .iter()
        .map(|action| action.action_name.as_str())
        .filter(|name| !step::is_known(name, kind))
        .collect();
    let of_whom = match kind {
        Kind::Rule => "Automation actions",
        Kind::Macro => "Macro execution actions",
    };
    let mut problems = Problems::default();
    if actions.is_empty() {
        problems.add("actions", "can't be blank");
    }
    if actions.len() > MOST {
        problems.add("actions", format!("are too many (maximum is {MOST})"));
    }
    let outside = actions.iter().filter(|action| step::leaves_the_house(&action.action_name));
    if outside.count() > MOST_OUTSIDE {
        let problem = format!("call or write to too many addresses (maximum is {MOST_OUTSIDE})");
        problems.add("actions", problem);
    }
    if !unknown.is_empty() {
        problems.say("actions", format!("{of_whom} {} not supported.", unknown.join(",")));
    }
    problems.check()?;
    for action in actions {
        Step::of(action).map_err(|problem| {
            Error::said("actions", format!("The action {} {problem}", action.action_name))
        })?;
    }
    Ok(())
}

/// Does actions to a conversation, as the one at work. Whoever may see it at first may do all of
/// them, even when one gives it to somebody else.
pub async fn perform(
    work: &mut Work<'_>,
    order: &Order,
    conversation: ConversationId,
    actions: &[Action],
) -> Result<Vec<Outcome>> {
    // When it is not seen, each of them says so.
    passed_over(take_in_hand(work, conversation).await)?;
    let mut outcomes = Vec::with_capacity(actions.len());
    for action in actions {
        let done = match Step::of(action) {
            // In a box, since whatever can be done is in it.
            Ok(step) => passed_over(Box::pin(do_one(work, order, conversation, &step)).await)?,
            Err(problem) => Some(problem),
        };
        outcomes.push(Outcome { action_name: action.action_name.clone(), problem: done });
    }
    work.in_hand = None;
    Ok(outcomes)
}

async fn do_one(
    work: &mut Work<'_>,
    order: &Order,
    conversation: ConversationId,
    step: &Step,
) -> Result<()> {
    let conversation = current(work, conversation).await?;
    let id = conversation.display_id;
    match step {
        Step::SendMessage(text) => saying::message(work, order, conversation, text, false).await,
        Step::AddNote(text) => saying::message(work, order, conversation, text, true).await,
        Step::SendFiles(files) => saying::files(work, order, conversation, files).await,
        Step::AddLabels(names) => sorting::add_labels(work, id, names).await,
        Step::RemoveLabels(names) => sorting::remove_labels(work, id, names).await,
        Step::SetStatus(status) => sorting::set_status(work, id, *status).await,
        Step::SetPriority(priority) => sorting::set_priority(work, id, *priority).await,
        Step::Mute => conversations::mute::mute(work, id).await,
        Step::AddSla(policy) => conversations::sla::add(work, id, *policy).await,
        Step::AssignAgent(assignee) => assigning::agent(work, &conversation, *assignee).await,
        Step::AssignTeam(team) => assigning::team(work, id, *team).await,
        Step::CallWebhook(url) => sending::webhook(work, order, &conversation, url).await,
        Step::MailTeams(teams, text) => sending::to_teams(work, &conversation, teams, text).await,
        Step::SendTranscript(addresses) => {
            sending::transcript(work, &conversation, addresses).await
        }
    }
}

async fn take_in_hand(work: &mut Work<'_>, id: ConversationId) -> Result<()> {
    let number = number(work, id).await?;
    conversations::take_in_hand(work, number).await.map(drop)
}

/// A conversation as it is by now, if the one at work may see it.
async fn current(work: &mut Work<'_>, id: ConversationId) -> Result<Conversation> {
    let number = number(work, id).await?;
    conversations::lock(work, number).await
}

async fn number(work: &mut Work<'_>, id: ConversationId) -> Result<DisplayId> {
    let found = conversations::of_ids(work, &[id.0]).await?;
    Ok(found.first().ok_or(Error::NotFound)?.display_id)
}

/// Why an action was not done, if it was not and the others can be.
fn passed_over(done: Result<()>) -> Result<Option<String>> {
    match done {
        Ok(()) => Ok(None),
        Err(
            problem @ (Error::NotFound
            | Error::Unauthorized(_)
            | Error::Refused(_)
            | Error::Invalid(_)),
        ) => Ok(Some(problem.to_string())),
        Err(error) => Err(error),
    }
}

/// Actions without parameters are sent with null, too.
fn none_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Value>, D::Error> {
    Option::<Vec<Value>>::deserialize(from).map(Option::unwrap_or_default)
}

//! The SLA that a conversation is held to (contract `behaviour.md`, 6.7): by whom it is brought
//! to one, and when it is looked at how that goes.
//!
//! It is looked at whenever something changes on which that depends, and a task looks at it at
//! the moment at which something would be missed, so what is missed is noted at its time and not
//! by a round. Before a change is counted, what was missed until then is: a wait that is over was
//! as long as it was. A conversation that is held to nothing asks nothing of this.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Conversation, Status, lock, save::save, store};
use crate::{
    error::{Error, Result},
    events::{Changes, Event, Name},
    id::{DisplayId, SlaPolicyId},
    inboxes::{
        HoursChanged,
        open_time::{self, Hours},
    },
    messages,
    patch::Patch,
    sla_policies::{
        self, LookAgain,
        applied::{self, AppliedSla},
        due::{Miss, Scene},
    },
    tasks::{Action, Task},
    work::Work,
};

/// Conversations that are looked at in one transaction.
const AT_ONCE: i64 = 100;

/// The policy that a request wants a conversation to be held to.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Holding {
    /// For good: once a conversation is held to a policy, it is held to no other.
    pub sla_policy_id: Patch<SlaPolicyId>,
}

/// Looks at a conversation when something of its SLA would be missed.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Deadline {
    pub conversation: DisplayId,
}

impl Task for Deadline {
    const KIND: &'static str = "conversations.sla_deadline";

    fn key(&self) -> String {
        self.conversation.to_string()
    }
}

impl Action for Deadline {
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        look_again(work, self.conversation).await
    }
}

impl Action for LookAgain {
    /// Looks at some, and leaves the others to a task of its own.
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        let LookAgain { policy, inbox, after } = *self;
        let found = match (policy, inbox) {
            (Some(policy), _) => {
                applied::going_on_with_policy(work, policy, after, AT_ONCE).await?
            }
            (None, Some(inbox)) => applied::going_on_in_inbox(work, inbox, after, AT_ONCE).await?,
            (None, None) => Vec::new(),
        };
        let Some((last, _)) = found.last().copied() else { return Ok(()) };
        let mut conversations: Vec<DisplayId> = found.into_iter().map(|(_, id)| id).collect();
        // Always in this order, so that nobody who does the same waits in a circle.
        conversations.sort_unstable();
        for conversation in conversations {
            match look_again(work, conversation).await {
                Ok(()) | Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(work.enqueue(LookAgain { after: last, ..*self }).await?)
    }
}

impl Action for HoursChanged {
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        sla_policies::hours_changed(work, self.inbox).await
    }
}

impl Holding {
    /// The policy that a conversation is held to then.
    pub(super) async fn over(
        &self,
        work: &mut Work<'_>,
        before: &Conversation,
    ) -> Result<Option<SlaPolicyId>> {
        let refuse = |problem| Err(Error::invalid("sla_policy_id", problem));
        match (before.sla_policy_id, &self.sla_policy_id) {
            (held, Patch::Keep) => Ok(held),
            (None, Patch::Clear) => Ok(None),
            (Some(_), Patch::Clear) => refuse("cannot remove sla policy from conversation"),
            (None, Patch::Set(policy)) => Ok(Some(sla_policies::show(work, *policy).await?.id)),
            (Some(held), Patch::Set(policy)) if held == *policy => Ok(Some(held)),
            (Some(_), Patch::Set(policy)) => {
                sla_policies::show(work, *policy).await?;
                refuse("conversation already has a different sla")
            }
        }
    }
}

/// Holds a conversation to a policy, unless it is held to one.
pub async fn add(work: &mut Work<'_>, id: DisplayId, policy: SlaPolicyId) -> Result<()> {
    let before = lock(work, id).await?;
    let policy = sla_policies::show(work, policy).await?;
    if before.sla_policy_id.is_some() {
        return Ok(());
    }
    let after = Conversation { sla_policy_id: Some(policy.id), ..before.clone() };
    save(work, &before, after).await.map(drop)
}

/// Sees to what follows for its SLA from what has changed of a conversation.
pub(super) async fn keep(
    work: &mut Work<'_>,
    before: &Conversation,
    after: &Conversation,
) -> Result<()> {
    let Some(policy) = after.sla_policy_id else { return Ok(()) };
    if before.sla_policy_id.is_none() {
        applied::begin(work, policy, after.id).await?;
        return look(work, after, after).await.map(drop);
    }
    if depends_on(before) != depends_on(after) {
        look(work, before, after).await?;
    }
    Ok(())
}

/// Has so many conversations be held to a policy no more that is being removed. Nobody is told,
/// as nothing happens in them. Returns how many there were.
pub async fn let_go_some(work: &mut Work<'_>, policy: SlaPolicyId, most: i64) -> Result<usize> {
    let ended = applied::end_some(work, policy, most).await?;
    store::forget_sla_policy(work, &ended).await?;
    Ok(ended.len())
}

/// Looks at a conversation in which nothing has happened.
async fn look_again(work: &mut Work<'_>, id: DisplayId) -> Result<()> {
    let conversation = lock(work, id).await?;
    if look(work, &conversation, &conversation).await? {
        store::update(work, &conversation).await?;
    }
    Ok(())
}

/// Notes what was missed as long as it stood as before, and has it looked at again when
/// something would be missed as it stands now. Tells whether anything was to be told.
async fn look(work: &mut Work<'_>, before: &Conversation, after: &Conversation) -> Result<bool> {
    let Some(mut held) = applied::going_on(work, after.id).await? else { return Ok(false) };
    let hours = if held.policy.only_during_business_hours {
        open_time::hours(work, after.inbox_id).await?
    } else {
        Hours::Always
    };
    let noted = held.events.len();
    for miss in misses(work, &held, before, &hours).await? {
        if miss.at <= work.now {
            applied::miss(work, &mut held, &miss).await?;
        }
    }
    let was = applied::settle(work, &mut held, after.status == Status::Resolved).await?;
    if let Some(was) = was {
        let changes = Changes::default().field("sla_status", was.as_str(), held.status.as_str());
        let updated = Event::new(Name::ConversationUpdated).conversation(after.id);
        work.emit(updated.with(&changes)).await?;
    }
    let deadline = Deadline { conversation: after.display_id };
    let next = if held.goes_on() { misses(work, &held, after, &hours).await? } else { Vec::new() };
    match next.first() {
        Some(miss) => work.schedule(deadline, miss.at.max(work.now)).await?,
        None => work.cancel(deadline).await?,
    }
    Ok(was.is_some() || noted < held.events.len())
}

async fn misses(
    work: &mut Work<'_>,
    held: &AppliedSla,
    conversation: &Conversation,
    hours: &Hours,
) -> Result<Vec<Miss>> {
    let waits_again = conversation.first_reply_created_at.and(conversation.waiting_since);
    let last_incoming = match held.policy.next_response.and(waits_again) {
        Some(_) => messages::last_said_in(work, &[conversation.id.0]).await?.pop(),
        None => None,
    };
    let scene = Scene {
        created_at: conversation.created_at,
        first_reply: conversation.first_reply_created_at,
        waiting_since: conversation.waiting_since,
        last_incoming: last_incoming.map(|(_, message)| message),
        is_resolved: conversation.status == Status::Resolved,
    };
    Ok(held.misses(&scene, hours))
}

/// What of a conversation decides on how its SLA goes.
fn depends_on(conversation: &Conversation) -> impl PartialEq {
    let Conversation { status, waiting_since, first_reply_created_at, .. } = *conversation;
    let is_over = status == Status::Resolved;
    (is_over, waiting_since, first_reply_created_at, conversation.last_incoming_at)
}

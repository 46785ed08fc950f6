//! Acts out what happens: each step is an action of the product, done by whoever does it
//! at its moment, a few hundred in one transaction.
//!
//! On the embedded database the steps are done in the order of time. A server may use it
//! too, so no transaction takes long, and the write lock is left free after each.
//!
//! On PostgreSQL several transactions run beside each other. Conversations share rows that
//! count them, which transactions would take in different orders; so within a stretch of
//! time, steps that are counted are done by one transaction after another, and all others
//! meanwhile in lanes. A contact's conversations are in one lane, and a conversation's
//! steps stay in their order.

use std::{collections::HashSet, sync::Arc, time::Duration};

use db::Kind;
use futures_util::future::try_join_all;
use indicatif::ProgressBar;

use super::{
    calendar::Calendar,
    desk::{Desk, is_mailbox},
    story::{Deed, Step},
    turns,
};
use crate::{
    actor::Actor,
    app::App,
    conversations::{
        Status,
        assign::{self, Assignment},
        attributes::{self, Keep},
        post,
        priority::{self, PriorityChange},
        seen,
        start::{self, NewConversation},
        status::{self, Seconds, StatusChange},
    },
    error::{Error, Result},
    id::DisplayId,
    messages::{MessageType, NewMessage},
    patch::Patch,
    work::Work,
};

/// Steps in one transaction.
const TOGETHER: usize = 200;

/// Transactions beside each other, on PostgreSQL.
const LANES: usize = 4;

/// Steps that are put into lanes together.
const STRETCH: usize = LANES * TOGETHER * 8;

/// Acts out everything.
pub async fn act_out(
    app: &App,
    desk: Desk,
    calendar: Calendar,
    history: impl Iterator<Item = Step>,
    progress: &ProgressBar,
) -> Result<()> {
    let stage = Stage { app, desk: Arc::new(desk), calendar: Arc::new(calendar), progress };
    let mut history = history.peekable();
    let stretch = match app.db.kind() {
        Kind::Sqlite => TOGETHER,
        Kind::Postgres => STRETCH,
    };
    while history.peek().is_some() {
        let steps: Vec<Step> = history.by_ref().take(stretch).collect();
        match app.db.kind() {
            Kind::Sqlite => stage.act(steps).await?,
            Kind::Postgres => Box::pin(stage.act_in_lanes(steps)).await?,
        }
    }
    Ok(())
}

struct Stage<'a> {
    app: &'a App,
    desk: Arc<Desk>,
    calendar: Arc<Calendar>,
    progress: &'a ProgressBar,
}

impl Stage<'_> {
    async fn act_in_lanes(&self, mut steps: Vec<Step>) -> Result<()> {
        while !steps.is_empty() {
            let counted = take_leading(&mut steps, |step| step.deed.is_counted());
            self.act(counted).await?;
            let free = take_leading(&mut steps, |step| !step.deed.is_counted());
            let mut lanes: [Vec<Step>; LANES] = Default::default();
            for step in free {
                lanes[step.contact % LANES].push(step);
            }
            try_join_all(lanes.into_iter().map(|lane| self.act(lane))).await?;
        }
        Ok(())
    }

    /// Acts steps one after another, a few hundred in one transaction.
    async fn act(&self, mut steps: Vec<Step>) -> Result<()> {
        while !steps.is_empty() {
            let later = steps.split_off(steps.len().min(TOGETHER));
            let messages = steps.iter().filter(|step| step.deed.is_message()).count();
            let (desk, calendar) = (Arc::clone(&self.desk), Arc::clone(&self.calendar));
            turns::write(self.app, desk.account, async move |work| {
                for step in &steps {
                    Box::pin(act(work, &desk, &calendar, step)).await?;
                }
                Ok(())
            })
            .await?;
            self.progress.inc(messages as u64);
            steps = later;
        }
        Ok(())
    }
}

/// Takes out the steps that are of the wanted kind, with nothing of another kind before
/// them in their conversation. Both they and the rest stay in order.
fn take_leading(steps: &mut Vec<Step>, is_wanted: impl Fn(&Step) -> bool) -> Vec<Step> {
    let mut held_up = HashSet::new();
    let (leading, rest) = std::mem::take(steps).into_iter().partition(|step| {
        let leads = is_wanted(step) && !held_up.contains(&step.conversation);
        if !leads {
            held_up.insert(step.conversation);
        }
        leads
    });
    *steps = rest;
    leading
}

async fn act(work: &mut Work<'_>, desk: &Desk, calendar: &Calendar, step: &Step) -> Result<()> {
    let id = step.conversation;
    let member = step.agent.map(|agent| &desk.members[agent]);
    work.now = calendar.at(step.at);
    work.actor = match member {
        Some(member) => Actor::Member(Arc::clone(member)),
        None => Actor::Contact(desk.contacts[step.contact]),
    };
    match &step.deed {
        Deed::Begin { inbox, text, origin } => {
            // Not every customer has an address that is known here.
            let sender = format!("customer-{}@mail.example", step.contact);
            let new = NewConversation {
                source_id: is_mailbox(*inbox).then_some(sender),
                inbox_id: Some(desk.inboxes[*inbox]),
                contact_id: Some(desk.contacts[step.contact]),
                additional_attributes: Some(origin.clone().into()),
                message: Some(message(text, MessageType::Incoming, false)),
                ..NewConversation::default()
            };
            let begun = start::start(work, &new).await?;
            // Nobody else knows the account yet, and we began with 1.
            if begun.display_id != id {
                return Err(Error::Internal("somebody else began a conversation".into()));
            }
        }
        Deed::Write(text) | Deed::Return(text) => {
            post::post(work, id, &message(text, MessageType::Incoming, false)).await?;
        }
        Deed::Reply(text) => {
            post::post(work, id, &message(text, MessageType::Outgoing, false)).await?;
        }
        Deed::Note(text) => {
            post::post(work, id, &message(text, MessageType::Outgoing, true)).await?;
        }
        Deed::See => drop(seen::see(work, id).await?),
        Deed::Take => {
            let user = member.map_or(Patch::Keep, |member| Patch::Set(member.user));
            let to_agent = Assignment { assignee_id: user, ..Assignment::default() };
            assign::assign(work, id, &to_agent).await?;
        }
        Deed::Entrust(team) => {
            let team = Patch::Set(desk.teams[*team as usize]);
            let to_team = Assignment { team_id: team, ..Assignment::default() };
            assign::assign(work, id, &to_team).await?;
        }
        Deed::Label(labels) => {
            let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
            attributes::set_labels(work, id, &labels).await?;
        }
        Deed::Prioritize(priority) => {
            let change = PriorityChange { priority: Patch::Set(*priority) };
            priority::set(work, id, &change).await?;
        }
        Deed::Describe(wanted) => {
            attributes::set(work, id, &wanted.clone().into(), Keep::Others).await?;
        }
        Deed::Resolve => set_status(work, id, Status::Resolved, None).await?,
        Deed::Snooze(hours) => {
            let until = calendar.end().plus(Duration::from_secs(hours * 3_600));
            set_status(work, id, Status::Snoozed, Some(Seconds(until.seconds()))).await?;
        }
        Deed::Hold => set_status(work, id, Status::Pending, None).await?,
    }
    Ok(())
}

async fn set_status(
    work: &mut Work<'_>,
    id: DisplayId,
    status: Status,
    snoozed_until: Option<Seconds>,
) -> Result<()> {
    let change = StatusChange { status: Some(status), snoozed_until };
    status::toggle(work, id, &change).await.map(drop)
}

fn message(text: &str, message_type: MessageType, private: bool) -> NewMessage {
    NewMessage {
        content: Some(text.to_owned()),
        message_type: Some(message_type),
        private: Some(private),
        ..NewMessage::default()
    }
}

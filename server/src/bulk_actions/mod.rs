//! Bulk actions: one change of many conversations or contacts (contract
//! `application-core.md`, 19).
//!
//! They are done in the background, some at a time, in the name of whoever asked and with what
//! they may do by then. What they may not see or what is not there any more is passed over.

pub mod http;

use std::{collections::BTreeSet, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    actor::Actor,
    agents,
    clock::Timestamp,
    contacts,
    conversations::{
        self, Status,
        assign::{self, Assignment},
        attributes, sla,
        status::{self, Seconds},
    },
    error::{Error, NOT_ALLOWED, Result},
    id::{self, ContactId, DisplayId, SlaPolicyId, TeamId, UserId},
    labels::tags,
    memberships,
    patch::Patch,
    removal, sla_policies,
    tasks::{Action, Task},
    teams,
    work::Work,
};

/// Records that one request changes at most.
const MOST: usize = 1_000;

/// Records that are changed in one transaction.
const AT_ONCE: usize = 20;

/// What a request wants done, and to which records.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{
    "type": "Conversation",
    "ids": [42, 43],
    "fields": { "status": "resolved" },
    "labels": { "add": ["vip"] }
}]))]
#[serde(default)]
pub struct BulkAction {
    /// `Conversation` or `Contact`.
    pub r#type: String,
    /// The numbers of the conversations, or the ids of the contacts.
    pub ids: Vec<i64>,
    /// What conversations are to be.
    pub fields: Option<Fields>,
    pub labels: Option<LabelChanges>,
    /// Until when conversations are put off, if that is what they are to be.
    pub snoozed_until: Option<Seconds>,
    /// `delete`, of contacts. For administrators.
    pub action_name: Option<String>,
}

#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Fields {
    pub status: Option<Status>,
    pub assignee_id: Patch<UserId>,
    pub team_id: Patch<TeamId>,
    /// What they are to be held to, unless they are held to something.
    pub sla_policy_id: Option<SlaPolicyId>,
}

#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct LabelChanges {
    pub add: Option<Vec<String>>,
    /// Taken off conversations only.
    pub remove: Option<Vec<String>>,
}

/// What is left to do of a bulk action.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rest {
    /// Tells it from all others.
    id: String,
    by: UserId,
    ids: Vec<i64>,
    change: Change,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Change {
    Conversations(Changes),
    LabelContacts(Vec<String>),
    DeleteContacts,
}

/// What becomes of each conversation. Nobody has the id 0.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Changes {
    add: Vec<String>,
    remove: Vec<String>,
    status: Option<Status>,
    snoozed_until: Option<i64>,
    assignee: Option<UserId>,
    team: Option<TeamId>,
    #[serde(default)]
    sla_policy: Option<SlaPolicyId>,
}

/// Has a bulk action done.
pub async fn begin(work: &mut Work<'_>, wanted: &BulkAction) -> Result<()> {
    let Some(member) = work.actor.member() else { return Err(NOT_ALLOWED) };
    let (by, may_delete) = (member.user, member.is_administrator());
    if wanted.ids.len() > MOST {
        return Err(Error::invalid("ids", format!("are too many (maximum is {MOST})")));
    }
    let of = |labels: Option<&Option<Vec<String>>>| labels.cloned().flatten().unwrap_or_default();
    let labels = wanted.labels.as_ref();
    let add = tags::names(&of(labels.map(|labels| &labels.add)))?;
    let remove = tags::names(&of(labels.map(|labels| &labels.remove)))?;
    let change = match wanted.r#type.to_lowercase().as_str() {
        "conversation" => {
            let fields = wanted.fields.as_ref();
            let snoozed_until = wanted.snoozed_until.map(|until| until.0);
            let assignee = assignee(work, fields.map(|fields| &fields.assignee_id)).await?;
            let team = team(work, fields.map(|fields| &fields.team_id)).await?;
            let status = fields.and_then(|fields| fields.status);
            let sla_policy = fields.and_then(|fields| fields.sla_policy_id);
            if let Some(policy) = sla_policy {
                sla_policies::show(work, policy).await?;
            }
            Change::Conversations(Changes {
                add,
                remove,
                status,
                snoozed_until,
                assignee,
                team,
                sla_policy,
            })
        }
        "contact" if wanted.action_name.as_deref() == Some("delete") => {
            if !may_delete {
                return Err(NOT_ALLOWED);
            }
            Change::DeleteContacts
        }
        "contact" => Change::LabelContacts(add),
        _ => return Err(Error::invalid("type", "must be Conversation or Contact")),
    };
    // Always in this order, so that nobody who does the same waits in a circle.
    let ids: Vec<i64> = wanted.ids.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    if ids.is_empty() {
        return Ok(());
    }
    Ok(work.enqueue(Rest { id: id::uuid(), by, ids, change }).await?)
}

async fn assignee(work: &mut Work<'_>, wanted: Option<&Patch<UserId>>) -> Result<Option<UserId>> {
    match wanted {
        None | Some(Patch::Keep) => Ok(None),
        Some(Patch::Clear | Patch::Set(UserId(0))) => Ok(Some(UserId(0))),
        Some(Patch::Set(user)) => {
            agents::find(work, *user).await?.ok_or(Error::NotFound)?;
            Ok(Some(*user))
        }
    }
}

async fn team(work: &mut Work<'_>, wanted: Option<&Patch<TeamId>>) -> Result<Option<TeamId>> {
    match wanted {
        None | Some(Patch::Keep) => Ok(None),
        Some(Patch::Clear | Patch::Set(TeamId(0))) => Ok(Some(TeamId(0))),
        Some(Patch::Set(team)) => teams::show(work, *team).await.map(|team| Some(team.id)),
    }
}

impl Task for Rest {
    const KIND: &'static str = "bulk_actions";

    fn key(&self) -> String {
        self.id.clone()
    }
}

impl Action for Rest {
    /// Changes some of them, and leaves the others to itself.
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        if self.ids.is_empty() {
            return Ok(());
        }
        let Some(member) = memberships::member(work.tx, work.account, self.by).await? else {
            return Ok(());
        };
        work.actor = Actor::Member(Arc::new(member));
        let (now, later) = self.ids.split_at(self.ids.len().min(AT_ONCE));
        for id in now {
            passed_over(self.change.of(work, *id).await)?;
        }
        // It takes the place of this one, with which it is committed: nothing is done twice when
        // the end of this one is lost.
        Ok(work.enqueue(Rest { ids: later.to_vec(), ..self.clone() }).await?)
    }
}

impl Change {
    async fn of(&self, work: &mut Work<'_>, id: i64) -> Result<()> {
        match self {
            Change::Conversations(changes) => changes.of(work, DisplayId(id)).await,
            Change::LabelContacts(add) => {
                let contact = ContactId(id);
                let mut labels = contacts::labels(work, contact).await?;
                labels.extend(add.iter().cloned());
                contacts::set_labels(work, contact, &labels).await.map(drop)
            }
            Change::DeleteContacts => removal::contact(work, ContactId(id)).await,
        }
    }
}

impl Changes {
    /// Whoever may see it at first may do all of them, even when one gives it to somebody else.
    async fn of(&self, work: &mut Work<'_>, id: DisplayId) -> Result<()> {
        conversations::take_in_hand(work, id).await?;
        if !self.add.is_empty() || !self.remove.is_empty() {
            let mut labels = attributes::labels(work, id).await?;
            labels.retain(|label| !self.remove.contains(label));
            labels.extend(self.add.iter().cloned());
            attributes::set_labels(work, id, &labels).await?;
        }
        if let Some(status) = self.status {
            let until = self.snoozed_until.map(Timestamp::from_seconds);
            status::set(work, id, status, until).await?;
        }
        let nothing = Assignment::default;
        if let Some(user) = self.assignee {
            let to_user = Assignment { assignee_id: Patch::Set(user), ..nothing() };
            assign::assign(work, id, &to_user).await?;
        }
        if let Some(team) = self.team {
            let to_team = Assignment { team_id: Patch::Set(team), ..nothing() };
            assign::assign(work, id, &to_team).await?;
        }
        if let Some(policy) = self.sla_policy {
            sla::add(work, id, policy).await?;
        }
        Ok(())
    }
}

/// What cannot be done to one of many is not done to it.
fn passed_over(done: Result<()>) -> Result<()> {
    match done {
        Err(Error::NotFound | Error::Unauthorized(_) | Error::Refused(_) | Error::Invalid(_)) => {
            Ok(())
        }
        done => done,
    }
}

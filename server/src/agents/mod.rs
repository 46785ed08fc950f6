//! Agents: the people who answer, as members of an account.
//!
//! A member is an agent or an administrator. Adding someone whose e-mail address is
//! known links that user, who keeps their name. What else happens when someone leaves
//! is in [`removal`](crate::removal), what follows when they may see or be given something
//! else than before in [`memberships`](crate::memberships).
//!
//! Rows in `store`, those who are still leaving in `departures`, JSON in [`wire`], endpoints in
//! [`http`].

mod departures;
pub mod http;
mod letters;
mod store;
pub mod wire;

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    accounts::{
        self,
        limits::{self, Limited},
    },
    actor::{Availability, Role},
    audits,
    clock::Timestamp,
    custom_roles,
    error::{Error, Problems, Result, TAKEN},
    events::{Event, Name},
    id::{AccountId, CustomRoleId, UserId},
    links::Avatar,
    patch::Patch,
    permissibles,
    permissions::{self, Held, Sight},
    profile,
    tasks::Task,
    users::{self, NewUser},
    validate::{self, SHORT},
    work::Work,
};

pub use departures::{Afterwards, let_go, settle_departures, will_go};
pub use letters::write_to_administrators;
pub use store::{
    are_members, find, keep, list, member, memberships, notification_flags, of_users,
    pubsub_tokens, remove_all, set_notification_flags, standings, wishes_of, with_custom_role,
};

/// Addresses that are added with one request.
const MOST_AT_ONCE: usize = 100;

/// A user as a member of the account.
#[derive(Clone, Debug)]
pub struct Agent {
    pub id: UserId,
    pub name: String,
    pub display_name: Option<String>,
    pub avatar: Avatar,
    pub email: String,
    pub confirmed: bool,
    pub custom_attributes: crate::json::Object,
    pub role: Role,
    pub custom_role: Option<Held>,
    /// What they have set.
    pub availability: Availability,
    /// Whether they wish to be seen as away when they are not there.
    pub auto_offline: bool,
    /// What others see of them at the moment.
    pub availability_status: Availability,
}

/// A membership as it is stored.
#[derive(Clone, Debug)]
pub struct Membership {
    pub id: i64,
    pub user: UserId,
    pub role: Role,
    pub custom_role: Option<CustomRoleId>,
    pub inviter: Option<UserId>,
    pub active_at: Option<Timestamp>,
    pub availability: Availability,
    pub auto_offline: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What a member has set of how others see them.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub id: UserId,
    pub availability: Availability,
    pub auto_offline: bool,
}

#[derive(Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "name": "Ben Okafor", "email": "ben@acme.example", "role": "agent" }]))]
pub struct NewAgent {
    #[serde(default)]
    pub email: String,
    pub name: Option<String>,
    pub role: Option<Role>,
    pub availability: Option<Availability>,
    pub auto_offline: Option<bool>,
    pub custom_role_id: Option<CustomRoleId>,
}

/// What is to change of an agent. The e-mail address is the user's own affair.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct AgentChange {
    pub name: Option<String>,
    pub role: Option<Role>,
    pub availability: Option<Availability>,
    pub auto_offline: Option<bool>,
    /// Null takes the one that they have.
    pub custom_role_id: Patch<CustomRoleId>,
}

/// What a member wishes to be told by mail and on their devices: a bit for each type.
#[derive(Clone, Copy, Debug)]
pub struct NotificationFlags {
    /// The key of the membership.
    pub id: i64,
    pub email: i64,
    pub push: i64,
}

/// What is left to do when a member may be given more than before: they have set another
/// availability, or belong to another team.
#[derive(Debug, Serialize, Deserialize)]
pub struct Changed {
    pub user: UserId,
}

/// What is left to do when a member may see less than before: they have left an inbox or a
/// team, are an administrator no more, or have another custom role.
#[derive(Debug, Serialize, Deserialize)]
pub struct Restricted {
    pub user: UserId,
}

impl Task for Restricted {
    const KIND: &'static str = "agent.restricted";

    fn key(&self) -> String {
        self.user.to_string()
    }
}

impl Task for Changed {
    const KIND: &'static str = "agents.changed";

    fn key(&self) -> String {
        self.user.to_string()
    }
}

impl Agent {
    pub fn is_administrator(&self) -> bool {
        self.role == Role::Administrator
    }

    /// Whose conversations they see in lists.
    pub fn sight(&self) -> Sight {
        permissions::sight(self.id, self.is_administrator(), self.custom_role)
    }

    /// Whether they also see, one by one, the conversations in which they take part.
    pub fn joins_in(&self) -> bool {
        permissions::joins_in(self.is_administrator(), self.custom_role)
    }

    /// The name that customers see.
    pub fn available_name(&self) -> &str {
        self.display_name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&self.name)
    }
}

/// Adds a member, as an existing user or as one who is invited. One who is awaited already is sent
/// the mail once more.
pub async fn add(work: &mut Work<'_>, new: &NewAgent) -> Result<Agent> {
    accounts::alone(work).await?;
    limits::leave_room(work, Limited::Agents, async |work| Ok(store::standings(work).await?.len()))
        .await?;
    if let Some(role) = new.custom_role_id {
        custom_roles::show(work, role).await?;
    }
    let email = users::email_key(&new.email);
    let user = match users::keep(work.tx, &email).await? {
        Some(user) if store::is_awaited(work, user.id).await? => {
            letters::invite_again(work, user.id).await?;
            return find(work, user.id).await?.ok_or(Error::NotFound);
        }
        Some(user) => user,
        None => {
            let name = new.name.clone().unwrap_or_default();
            let new = NewUser { name, email: new.email.clone(), password: None, confirmed: false };
            users::create(work, &new).await?
        }
    };
    store::insert(work, user.id, new).await.map_err(already_a_member)?;
    users::keep_token(work, user.id).await?;
    let joined = membership(work, user.id).await?;
    audits::created(work, &joined).await?;
    if work.actor.member().is_some() {
        letters::invite(work, &user).await?;
    }
    work.changes_access();
    work.emit(Event::new(Name::AgentAdded).about(user.id)).await?;
    find(work, user.id).await?.ok_or(Error::NotFound)
}

pub async fn update(work: &mut Work<'_>, id: UserId, change: &AgentChange) -> Result<Agent> {
    accounts::alone(work).await?;
    let agent = find(work, id).await?.ok_or(Error::NotFound)?;
    if let Some(role) = change.custom_role_id.value() {
        custom_roles::show(work, *role).await?;
    }
    if let Some(name) = change.name.as_ref().filter(|name| **name != agent.name) {
        rename(work, id, name).await?;
    }
    let before = membership(work, id).await?;
    let is_demoted = change.role == Some(Role::Agent) && agent.role == Role::Administrator;
    if is_demoted {
        keep_an_administrator(work, id).await?;
    }
    store::update(work, &agent, change).await?;
    let after = membership(work, id).await?;
    audits::updated(work, &before, &after).await?;
    work.changes_access();
    changed_later(work, &[id]).await?;
    if is_demoted || change.custom_role_id.is_mentioned() {
        restricted_later(work, &[id]).await?;
    }
    work.emit(Event::new(Name::AgentUpdated).about(id)).await?;
    find(work, id).await?.ok_or(Error::NotFound)
}

pub async fn membership(work: &mut Work<'_>, user: UserId) -> Result<Membership> {
    store::membership(work, user).await?.ok_or(Error::NotFound)
}

/// Adds many members at once, as agents who are away. Addresses that cannot be added are left
/// out (contract 7.1).
pub async fn add_all(work: &mut Work<'_>, emails: &[String]) -> Result<()> {
    if emails.len() > MOST_AT_ONCE {
        let problem = format!("are too many (maximum is {MOST_AT_ONCE})");
        return Err(Error::invalid("emails", problem));
    }
    if emails.iter().any(|email| email.len() > SHORT) {
        let problem = format!("must not hold an address of more than {SHORT} characters");
        return Err(Error::invalid("emails", problem));
    }
    accounts::alone(work).await?;
    for email in emails {
        let email = users::email_key(email);
        if !validate::is_email(&email) {
            continue;
        }
        if let Some(known) = users::by_email(work.tx, &email).await?
            && find(work, known.id).await?.is_some()
        {
            continue;
        }
        let name = email.split('@').next().map(str::to_owned);
        let (availability, auto_offline) = (Some(Availability::Offline), Some(false));
        let new = NewAgent { email, name, availability, auto_offline, ..NewAgent::default() };
        add(work, &new).await?;
    }
    accounts::end_onboarding(work).await
}

/// Lets a user in who has followed the mail that invited them to the account, if they are still
/// awaited there. Whatever lets an app in as them does so no more.
pub async fn accept(work: &mut Work<'_>, user: UserId, account: AccountId) -> Result<()> {
    work.account = account;
    if store::accept(work, user).await? == 0 {
        return Ok(());
    }
    profile::start_over(work, user).await?;
    permissibles::leave_behind(work, user).await?;
    work.emit(Event::new(Name::AgentUpdated).about(user)).await
}

/// Notes that a member is at work in the account.
pub async fn note_active(work: &mut Work<'_>, user: UserId) -> Result<()> {
    Ok(store::note_active(work, user).await?)
}

/// Ends a membership. What the member was responsible for is no concern of this; they are to be
/// [`let_go`] when nothing of it is theirs any more.
pub async fn leave(work: &mut Work<'_>, id: UserId, afterwards: Afterwards) -> Result<()> {
    accounts::alone(work).await?;
    if store::delete(work, id).await? == 0 {
        return Err(Error::NotFound);
    }
    keep_an_administrator(work, id).await?;
    departures::begin(work, id, afterwards).await?;
    work.changes_access();
    work.emit(Event::new(Name::AgentRemoved).about(id)).await
}

/// Has done what follows when members may see less than before.
pub async fn restricted_later(work: &mut Work<'_>, users: &[UserId]) -> Result<()> {
    for user in users {
        work.enqueue(Restricted { user: *user }).await?;
    }
    Ok(())
}

/// Has done what follows when members may be given more than before.
pub async fn changed_later(work: &mut Work<'_>, users: &[UserId]) -> Result<()> {
    for user in users {
        work.enqueue(Changed { user: *user }).await?;
    }
    Ok(())
}

/// Users as a request names them, each once.
pub fn once_each(mut users: Vec<UserId>) -> Vec<UserId> {
    let mut seen = HashSet::new();
    users.retain(|user| seen.insert(*user));
    users
}

/// Refuses to let members leave the account to nobody who could run it. An app of the platform
/// may: it can bring in another.
async fn keep_an_administrator(work: &mut Work<'_>, but: UserId) -> Result<()> {
    if work.actor.member().is_none() || store::has_administrator(work, but).await? {
        return Ok(());
    }
    Err(Error::invalid("role", "is that of the account's last administrator"))
}

/// Gives a member another name, if no other account knows them by the one they have.
async fn rename(work: &mut Work<'_>, id: UserId, name: &str) -> Result<()> {
    if accounts::of_user(work.tx, id).await?.len() > 1 {
        let problem = "is theirs to change, since they belong to other accounts too";
        return Err(Error::invalid("name", problem));
    }
    users::rename(work, id, name).await
}

/// Refuses ids of users who are not members of the account.
pub async fn all_known(work: &mut Work<'_>, ids: &[UserId]) -> Result<()> {
    if are_members(work, ids).await? {
        Ok(())
    } else {
        Err(Error::Unauthorized("Invalid User IDs"))
    }
}

fn already_a_member(error: db::Error) -> Error {
    match error {
        db::Error::Taken(_) => {
            let mut problems = Problems::default();
            problems.add("user_id", TAKEN);
            Error::Invalid(problems)
        }
        error => error.into(),
    }
}

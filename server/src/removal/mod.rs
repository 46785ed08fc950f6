//! Removing what conversations refer to: contacts, inboxes, teams, members, bots, SLA policies.
//! Whole accounts go in [`account`], portals in [`portal`], users in [`user`], bots of the system
//! in [`system_bot`].
//!
//! Each of these is a row of its own domain that conversations point to, so removing one
//! begins with the conversations. What was said is removed with its contact or its inbox;
//! a team, a member, a bot or a policy only lets go of theirs.
//!
//! There may be a hundred thousand of them. A request deals with some; what is left is left to
//! a task that does some more and asks for itself again, so that nobody waits for long who
//! writes to the database meanwhile. A contact, an inbox, a team, a bot or a policy is there until
//! all is done; a member may do nothing any more at once.

pub mod account;
pub mod portal;
pub mod system_bot;
pub mod user;

use serde::{Deserialize, Serialize};

use crate::{
    accounts, agent_bots,
    agents::{self, Afterwards},
    audits, campaigns, companies, contacts,
    conversations::{
        self, Conversation,
        leave::{self, Leaving},
        participants, sla,
    },
    custom_filters,
    error::{Error, Result},
    funnels,
    id::{AgentBotId, CompanyId, ContactId, DisplayId, InboxId, SlaPolicyId, TeamId, UserId},
    inboxes, macros,
    notifications::upkeep,
    sla_policies,
    tasks::{Action, Task},
    teams,
    webhooks::deliveries::{self, Endpoint},
    work::Work,
};

/// Conversations that are dealt with in one transaction.
const AT_ONCE: u16 = 500;

/// What is being removed and has conversations.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum Removal {
    Contact(ContactId),
    Inbox(InboxId),
    Team(TeamId),
    Member(UserId),
    AgentBot(AgentBotId),
    SlaPolicy(SlaPolicyId),
    /// Has contacts, and no conversations of its own.
    Company(CompanyId),
}

/// Removes a contact with everything they said, unless they are there at this moment.
pub async fn contact(work: &mut Work<'_>, id: ContactId) -> Result<()> {
    let contact = contacts::alone(work, id).await?;
    if work.presence.is_contact_there(work.account, id, work.now) {
        let name = contact.name;
        return Err(Error::refused(format!("{name} is Online, please try again later")));
    }
    Removal::Contact(id).act(work).await
}

/// Removes a conversation with all that was said in it.
pub async fn conversation(work: &mut Work<'_>, id: DisplayId) -> Result<()> {
    let conversation = conversations::lock(work, id).await?;
    audits::destroyed(work, &conversation).await?;
    forget(work, &[conversation]).await.map(drop)
}

/// Removes an inbox with its conversations. The contacts stay.
pub async fn inbox(work: &mut Work<'_>, id: InboxId) -> Result<()> {
    let gone = inboxes::details(work, id).await?;
    audits::destroyed(work, &gone).await?;
    campaigns::removal::leave_inbox(work, id).await?;
    Removal::Inbox(id).act(work).await
}

/// Removes a team. Its conversations stay, and belong to no team.
pub async fn team(work: &mut Work<'_>, id: TeamId) -> Result<()> {
    let gone = teams::show(work, id).await?;
    audits::destroyed(work, &gone).await?;
    Removal::Team(id).act(work).await
}

/// Removes a bot. What it said stays, and nobody's conversations are its any more.
pub async fn agent_bot(work: &mut Work<'_>, id: AgentBotId) -> Result<()> {
    let gone = agent_bots::own(work, id).await?;
    audits::destroyed(work, &gone).await?;
    Removal::AgentBot(id).act(work).await
}

/// Removes an SLA policy. The conversations that were held to it are held to none.
pub async fn sla_policy(work: &mut Work<'_>, id: SlaPolicyId) -> Result<()> {
    let gone = sla_policies::show(work, id).await?;
    audits::destroyed(work, &gone).await?;
    Removal::SlaPolicy(id).act(work).await
}

/// Removes a company. Whoever belonged to it belongs to none. All of that is left to a task, since
/// whoever has a contact may wait for its company, and not the other way round.
pub async fn company(work: &mut Work<'_>, id: CompanyId) -> Result<()> {
    companies::close(work, id).await?;
    Ok(work.enqueue(Removal::Company(id)).await?)
}

/// Takes a member out of the account, its teams and its inboxes. Their conversations are
/// left to nobody. A user who is a member of no account any more is removed.
pub async fn agent(work: &mut Work<'_>, id: UserId) -> Result<()> {
    member(work, id, Afterwards::Goes).await
}

/// The same, by what becomes of the user.
pub async fn member(work: &mut Work<'_>, id: UserId, afterwards: Afterwards) -> Result<()> {
    agents::leave(work, id, afterwards).await?;
    teams::forget_member(work, id).await?;
    inboxes::forget_member(work, id).await?;
    participants::forget_participant(work, id).await?;
    upkeep::forget_member(work, id).await?;
    custom_filters::forget_member(work, id).await?;
    macros::forget_member(work, id).await?;
    campaigns::forget_member(work, id).await?;
    Removal::Member(id).act(work).await
}

impl Task for Removal {
    const KIND: &'static str = "removal";

    fn key(&self) -> String {
        match self {
            Removal::Contact(id) => format!("contact:{id}"),
            Removal::Inbox(id) => format!("inbox:{id}"),
            Removal::Team(id) => format!("team:{id}"),
            Removal::Member(id) => format!("member:{id}"),
            Removal::AgentBot(id) => format!("agent_bot:{id}"),
            Removal::SlaPolicy(id) => format!("sla_policy:{id}"),
            Removal::Company(id) => format!("company:{id}"),
        }
    }
}

impl Action for Removal {
    /// Deals with some conversations; then with what had them, when there are no more.
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        self.begin(work).await?;
        if self.is_off(work).await? {
            return self.end(work).await;
        }
        if self.deal_with_some(work).await? == usize::from(AT_ONCE) {
            return Ok(work.enqueue(*self).await?);
        }
        self.end(work).await
    }
}

impl Removal {
    /// Removes what has no conversations any more.
    async fn end(self, work: &mut Work<'_>) -> Result<()> {
        match self {
            Removal::Contact(id) => contacts::delete(work, id).await,
            Removal::Inbox(id) => inboxes::delete(work, id).await,
            Removal::Team(id) => teams::delete(work, id).await,
            // Those who have come back stay.
            Removal::Member(id) => agents::let_go(work, id).await,
            Removal::AgentBot(id) => {
                deliveries::forget_later(work, Endpoint::agent_bot(id)).await?;
                agent_bots::delete(work, id).await
            }
            Removal::SlaPolicy(id) => sla_policies::delete(work, id).await,
            Removal::Company(id) => companies::delete(work, id).await,
        }
    }

    /// Keeps away those who would give it more conversations.
    async fn begin(self, work: &mut Work<'_>) -> Result<()> {
        match self {
            Removal::Contact(id) => contacts::alone(work, id).await.map(drop),
            _ => Ok(accounts::alone(work).await?),
        }
    }

    /// Whether somebody has come back meanwhile.
    async fn is_off(self, work: &mut Work<'_>) -> Result<bool> {
        match self {
            Removal::Member(id) => Ok(agents::find(work, id).await?.is_some()),
            _ => Ok(false),
        }
    }

    /// Returns how many there were.
    async fn deal_with_some(self, work: &mut Work<'_>) -> Result<usize> {
        let leaving = match self {
            Removal::Contact(id) => {
                let found = conversations::batch_of_contact(work, id, AT_ONCE.into()).await?;
                return forget(work, &found).await;
            }
            Removal::Inbox(id) => {
                let found = conversations::batch_of_inbox(work, id, AT_ONCE.into()).await?;
                let count = forget(work, &found).await?;
                let is_written_to = campaigns::recipients::forget_some_of_inbox(work, id).await?;
                return Ok(if is_written_to { usize::from(AT_ONCE) } else { count });
            }
            Removal::Team(id) => Leaving::Team(id),
            Removal::Member(id) => Leaving::Member(id),
            Removal::AgentBot(id) => Leaving::Bot(id),
            Removal::SlaPolicy(id) => return sla::let_go_some(work, id, AT_ONCE.into()).await,
            Removal::Company(id) => {
                let left = contacts::leave_company(work, id, AT_ONCE.into()).await?;
                return usize::try_from(left).map_err(|error| Error::Internal(error.into()));
            }
        };
        leave::some(work, leaving, AT_ONCE.into()).await
    }
}

async fn forget(work: &mut Work<'_>, found: &[Conversation]) -> Result<usize> {
    upkeep::forget(work, found).await?;
    funnels::cards::forget(work, found).await?;
    conversations::forget(work, found).await?;
    Ok(found.len())
}

//! Who is there, as it is told to those who are (contract `realtime-client-platform.md`,
//! 1.5).

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use crate::{
    actor::Availability,
    agents,
    error::Result,
    id::{AccountId, ContactId, UserId},
    work::Work,
};

#[derive(Serialize)]
struct Update {
    event: &'static str,
    data: There,
}

#[derive(Serialize)]
struct There {
    account_id: AccountId,
    users: BTreeMap<UserId, Availability>,
    /// Not for contacts to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<BTreeMap<ContactId, &'static str>>,
}

/// A `presence.update`: the members who are there or wish to be seen so, and, for members,
/// the contacts.
pub async fn update(work: &mut Work<'_>, to_member: bool) -> Result<String> {
    let there: HashSet<UserId> =
        work.presence.members(work.account, work.now).into_iter().collect();
    let users = agents::standings(work)
        .await?
        .into_iter()
        .filter(|member| !member.auto_offline || there.contains(&member.id))
        .map(|member| (member.id, member.availability))
        .collect();
    let contacts = to_member.then(|| {
        let there = work.presence.contacts(work.account, work.now);
        there.into_iter().map(|contact| (contact, "online")).collect()
    });
    let data = There { account_id: work.account, users, contacts };
    let update = Update { event: "presence.update", data };
    Ok(serde_json::to_string(&update).expect("numbers and texts are JSON"))
}

//! How a contact is known in an inbox: by a source id, which means something to its
//! channel (contract `application-core.md`, 22.7).

use std::collections::HashMap;

use db::{FromRow, Row, Tx, args, sql};

use super::{Contact, Place, source_ids};
use crate::{
    actor::Member,
    clock::Timestamp,
    error::{Error, Problems, Result},
    id::{self, AccountId, ContactId, ContactInboxId, InboxId},
    inboxes::{self, Inbox, channel},
    links::Avatar,
    validate::{self, INDEXED},
    work::Work,
};

#[derive(Clone, Debug)]
pub struct ContactInbox {
    pub id: ContactInboxId,
    pub contact_id: ContactId,
    pub inbox_id: InboxId,
    pub source_id: String,
    pub hmac_verified: bool,
    pub pubsub_token: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Whether whoever is known so has only said that they are this contact.
    pub claimed: bool,
}

/// A contact in an inbox, with what lists of contacts show of the inbox.
#[derive(Clone, Debug)]
pub struct Known {
    pub contact_id: ContactId,
    pub source_id: String,
    pub inbox_id: InboxId,
    pub channel_id: i64,
    pub inbox_name: String,
    pub channel_type: String,
    pub provider: Option<String>,
    pub inbox_avatar: Avatar,
}

/// Whether a contact is taken for proven of whom a request says that they are: proof opens all that
/// they have begun as proven, in inboxes of others too, so it takes an administrator.
pub fn is_vouched_for(work: &Work<'_>, said: Option<bool>) -> bool {
    said.unwrap_or(false) && work.actor.member().is_some_and(Member::is_administrator)
}

/// The contact as known in the inbox by this source id; made known if it is not yet.
///
/// Without a source id the contact's newest one in the inbox is used, and one is made up if
/// there is none of somebody who has not only said that they are the contact.
pub async fn find_or_create(
    work: &mut Work<'_>,
    contact: &Contact,
    inbox: InboxId,
    source_id: Option<&str>,
    hmac_verified: bool,
) -> Result<ContactInbox> {
    let known_in = inboxes::find(work, inbox).await?.ok_or(Error::NotFound)?;
    let given = validate::filled(source_id.map(str::to_owned));
    let found = match &given {
        Some(source) => by_source(work, inbox, source).await?,
        None => newest(work, contact.id, inbox).await?,
    };
    let known = match found {
        Some(known) => known,
        None => {
            let source = match given {
                Some(source) => source,
                None => source_ids::made_up(work, contact, &known_in).await?,
            };
            let mut problems = Problems::default();
            problems.fits_index("source_id", Some(&source), INDEXED);
            if !source_ids::fits(work, &known_in, &source).await? {
                problems.add("source_id", "is invalid");
            }
            problems.check()?;
            add(work, contact.id, inbox, &source, hmac_verified).await?
        }
    };
    let known = if known.contact_id != contact.id && source_ids::changes_hands(&known_in) {
        give_up(work, &known).await?;
        add(work, contact.id, inbox, &known.source_id, hmac_verified).await?
    } else {
        known
    };
    if known.contact_id == contact.id {
        Ok(known)
    } else {
        Err(Error::said("source_id", "source_id should be unique"))
    }
}

/// An inbox through which a contact can be written to, and the source id that they have or
/// would have there.
#[derive(Clone, Debug)]
pub struct Reachable {
    pub inbox: Inbox,
    pub source_id: String,
}

/// The inboxes of the caller through which a contact can be written to (contract
/// `application-core.md`, 16.14).
pub async fn reachable(work: &mut Work<'_>, contact: ContactId) -> Result<Vec<Reachable>> {
    let contact = super::show(work, contact).await?;
    let mut known = newest_of_each(work, contact.id).await?;
    let actor = work.actor.clone();
    let sees = |inbox: &Inbox| actor.member().is_none_or(|member| member.sees(inbox.id));
    let inboxes: Vec<Inbox> = inboxes::list(work).await?.into_iter().filter(sees).collect();
    let by_whatsapp = source_ids::ByWhatsapp::among(work, &inboxes).await?;
    let reach = |inbox: Inbox| {
        let newest = known.remove(&inbox.id);
        let source_id = match inbox.channel_type.as_str() {
            channel::API => newest.map_or_else(id::uuid, |newest| newest.source_id),
            channel::WEBSITE => newest.filter(|newest| !newest.is_used)?.source_id,
            _ => source_ids::by_nature(&contact, &inbox, &by_whatsapp)?,
        };
        Some(Reachable { inbox, source_id })
    };
    Ok(inboxes.into_iter().filter_map(reach).collect())
}

/// Makes a contact known in an inbox of the caller by a source id, or by a new one.
pub async fn make_known(
    work: &mut Work<'_>,
    contact: ContactId,
    place: &Place,
    hmac_verified: Option<bool>,
) -> Result<(Inbox, ContactInbox)> {
    let contact = super::show(work, contact).await?;
    let inbox = inboxes::show(work, place.inbox_id.ok_or(Error::Missing("inbox_id"))?).await?;
    let source = match validate::filled(place.source_id.clone()) {
        Some(source) => source,
        None => source_ids::made_up(work, &contact, &inbox).await?,
    };
    let is_proven = is_vouched_for(work, hmac_verified);
    let known = find_or_create(work, &contact, inbox.id, Some(&source), is_proven).await?;
    Ok((inbox, known))
}

/// The contact who is known in an inbox of the caller by a source id.
pub async fn find_contact(work: &mut Work<'_>, place: &Place) -> Result<Contact> {
    let inbox = inboxes::show(work, place.inbox_id.ok_or(Error::Missing("inbox_id"))?).await?;
    let source = validate::filled(place.source_id.clone()).ok_or(Error::Missing("source_id"))?;
    let known = by_source(work, inbox.id, &source).await?.ok_or(Error::NotFound)?;
    super::show(work, known.contact_id).await
}

/// Adds one, unless somebody else does so at this moment; then it is theirs that counts.
async fn add(
    work: &mut Work<'_>,
    contact: ContactId,
    inbox: InboxId,
    source_id: &str,
    hmac_verified: bool,
) -> Result<ContactInbox> {
    if let Some(added) = insert(work, contact, inbox, source_id, hmac_verified).await? {
        return Ok(added);
    }
    by_source(work, inbox, source_id).await?.ok_or(Error::NotFound)
}

/// Has somebody known by something that means nothing, since what they were known by belongs to
/// somebody else now.
async fn give_up(work: &mut Work<'_>, known: &ContactInbox) -> db::Result<()> {
    let sql = sql!("update contact_inboxes set source_id = $2, updated_at = $3 where id = $1");
    work.tx.push(sql, args![known.id, id::uuid(), work.now]).await
}

/// Waits until nobody else begins a conversation there, and keeps them waiting.
pub async fn lock(work: &mut Work<'_>, id: ContactInboxId) -> db::Result<()> {
    let sql = sql!("select id from contact_inboxes where id = $1 for no key update");
    work.tx.first::<(ContactInboxId,)>(sql, args![id]).await.map(drop)
}

/// The same, of everything that contacts are known by.
pub async fn lock_all(work: &mut Work<'_>, contacts: &[ContactId]) -> db::Result<()> {
    let contacts: Vec<i64> = contacts.iter().map(|contact| contact.0).collect();
    let sql = sql!(
        "select id from contact_inboxes where contact_id = any($1) order by id for no key update"
    );
    work.tx.all::<(ContactInboxId,)>(sql, args![contacts]).await.map(drop)
}

const COLUMNS: &str = "contact_inboxes.id, contact_inboxes.contact_id, contact_inboxes.inbox_id,
    contact_inboxes.source_id, contact_inboxes.hmac_verified, contact_inboxes.pubsub_token,
    contact_inboxes.created_at, contact_inboxes.updated_at, contact_inboxes.claimed";

impl FromRow for ContactInbox {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(ContactInbox {
            id: row.take()?,
            contact_id: row.take()?,
            inbox_id: row.take()?,
            source_id: row.take()?,
            hmac_verified: row.take()?,
            pubsub_token: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
            claimed: row.take()?,
        })
    }
}

struct InAccount(AccountId, ContactInbox);

impl FromRow for InAccount {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(InAccount(row.take()?, ContactInbox::from_row(row)?))
    }
}

impl FromRow for Known {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Known {
            contact_id: row.take()?,
            source_id: row.take()?,
            inbox_id: row.take()?,
            channel_id: row.take()?,
            inbox_name: row.take()?,
            channel_type: row.take()?,
            provider: row.take()?,
            inbox_avatar: row.take()?,
        })
    }
}

/// Those that there are, in no particular order.
pub async fn of_ids(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<ContactInbox>> {
    let sql = sql!("select {COLUMNS} from contact_inboxes where id = any($1)");
    work.tx.all(sql, args![ids]).await
}

/// Where each of the contacts is known, oldest first.
pub async fn of_contacts(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<Known>> {
    let sql = sql!(
        "select contact_inboxes.contact_id, contact_inboxes.source_id, inboxes.id,
           inboxes.channel_id, inboxes.name, inboxes.channel_type, inboxes.provider,
           inboxes.avatar_id
         from contact_inboxes join inboxes on inboxes.id = contact_inboxes.inbox_id
         where contact_inboxes.contact_id = any($1) and inboxes.account_id = $2
         order by contact_inboxes.contact_id, contact_inboxes.id"
    );
    let mut known = work.tx.all::<Known>(sql, args![ids, work.account]).await?;
    for known in &mut known {
        known.inbox_avatar = std::mem::take(&mut known.inbox_avatar).linked(&work.links);
    }
    Ok(known)
}

/// The contact that is known by this source id in an inbox of the account. A source id
/// may be in use in several inboxes; then it is the oldest, within `inbox` if given.
pub async fn by_source_alone(
    work: &mut Work<'_>,
    source_id: &str,
    inbox: Option<InboxId>,
) -> db::Result<Option<ContactInbox>> {
    let sql = sql!(
        "select {COLUMNS}
         from inboxes join contact_inboxes on contact_inboxes.inbox_id = inboxes.id
         where inboxes.account_id = $1 and contact_inboxes.source_id = $2
           and (contact_inboxes.inbox_id = $3 or $3 = 0)
         order by contact_inboxes.id limit 1"
    );
    let inbox = inbox.map_or(0, |inbox| inbox.0);
    work.tx.first(sql, args![work.account, source_id, inbox]).await
}

/// Where each of the contacts is known for sure to be who they are.
pub async fn verified_of(
    work: &mut Work<'_>,
    ids: &[i64],
) -> db::Result<HashMap<ContactId, Vec<ContactInboxId>>> {
    let mut verified: HashMap<ContactId, Vec<ContactInboxId>> = HashMap::new();
    if ids.is_empty() {
        return Ok(verified);
    }
    let sql = sql!(
        "select contact_inboxes.contact_id, contact_inboxes.id
         from contact_inboxes join contacts on contacts.id = contact_inboxes.contact_id
         where contact_inboxes.contact_id = any($2) and contacts.account_id = $1
           and contact_inboxes.hmac_verified"
    );
    let known = work.tx.all::<(ContactId, ContactInboxId)>(sql, args![work.account, ids]).await?;
    for (contact, id) in known {
        verified.entry(contact).or_default().push(id);
    }
    Ok(verified)
}

/// The contact who listens by this token, and their account, which is not suspended.
pub async fn by_pubsub_token(
    tx: &mut Tx,
    token: &str,
) -> db::Result<Option<(AccountId, ContactInbox)>> {
    let sql = sql!(
        "select inboxes.account_id, {COLUMNS}
         from contact_inboxes join inboxes on inboxes.id = contact_inboxes.inbox_id
           join accounts on accounts.id = inboxes.account_id and accounts.status = 0
         where contact_inboxes.pubsub_token = $1"
    );
    let found = tx.first::<InAccount>(sql, args![token]).await?;
    Ok(found.map(|InAccount(account, known)| (account, known)))
}

/// The contact that is known by this source id in an inbox.
pub async fn by_source(
    work: &mut Work<'_>,
    inbox: InboxId,
    source_id: &str,
) -> db::Result<Option<ContactInbox>> {
    of_source(work.tx, inbox, source_id).await
}

/// The same, before it is known whose inbox that is.
pub async fn of_source(
    tx: &mut Tx,
    inbox: InboxId,
    source_id: &str,
) -> db::Result<Option<ContactInbox>> {
    let sql = sql!("select {COLUMNS} from contact_inboxes where inbox_id = $1 and source_id = $2");
    tx.first(sql, args![inbox, source_id]).await
}

/// The newest one of a contact in an inbox, of those who have shown who they are if there are any.
/// To whoever has only said that they are the contact nobody writes by themselves.
async fn newest(
    work: &mut Work<'_>,
    contact: ContactId,
    inbox: InboxId,
) -> db::Result<Option<ContactInbox>> {
    let sql = sql!(
        "select {COLUMNS} from contact_inboxes where contact_id = $1 and inbox_id = $2
           and not claimed
         order by hmac_verified desc, id desc limit 1"
    );
    work.tx.first(sql, args![contact, inbox]).await
}

/// By which source id a contact is written to in an inbox, and whether they have talked there.
struct Newest {
    source_id: String,
    is_used: bool,
}

/// The same in each inbox in which a contact is known; see [`newest`].
async fn newest_of_each(
    work: &mut Work<'_>,
    contact: ContactId,
) -> db::Result<HashMap<InboxId, Newest>> {
    let sql = sql!(
        "select inbox_id, source_id, exists (
           select 1 from conversations
           where conversations.contact_inbox_id = contact_inboxes.id)
         from contact_inboxes where contact_id = $1 and not claimed
         order by hmac_verified, id"
    );
    let known = work.tx.all::<(InboxId, String, bool)>(sql, args![contact]).await?;
    let newest = |(inbox, source_id, is_used)| (inbox, Newest { source_id, is_used });
    Ok(known.into_iter().map(newest).collect())
}

async fn insert(
    work: &mut Work<'_>,
    contact: ContactId,
    inbox: InboxId,
    source_id: &str,
    hmac_verified: bool,
) -> db::Result<Option<ContactInbox>> {
    let sql = sql!(
        "insert into contact_inboxes (contact_id, inbox_id, source_id, hmac_verified,
           pubsub_token, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6)
         on conflict (inbox_id, source_id) do nothing returning {COLUMNS}"
    );
    let token = id::token();
    let args = args![contact, inbox, source_id, hmac_verified, token, work.now];
    work.tx.first(sql, args).await
}

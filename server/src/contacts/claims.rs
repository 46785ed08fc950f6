//! How sure it is that visitors are who they are known as (`docs/decisions/0013`).
//!
//! A device is proven, or claims to be a contact's, or is the contact's own. Only those that visitors
//! came in by are doubted: by others programs of the account reach people, and know whom.

use db::{args, sql};

use super::Contact;
use crate::{
    id::{ContactId, ContactInboxId},
    work::Work,
};

/// Notes that a visitor came in by a device, and what they have said, without showing it, that the
/// account calls them.
pub async fn came_in(
    work: &mut Work<'_>,
    id: ContactInboxId,
    identifier: Option<&str>,
) -> db::Result<()> {
    let sql = sql!(
        "update contact_inboxes set came_in = true,
           said_identifier = coalesce($2, said_identifier)
         where id = $1"
    );
    work.tx.push(sql, args![id, identifier]).await
}

/// Notes that it is known for sure who somebody is, or that they have only said it.
pub async fn believe(work: &mut Work<'_>, id: ContactInboxId, is_sure: bool) -> db::Result<()> {
    let sql = sql!(
        "update contact_inboxes set hmac_verified = $2, claimed = $3, updated_at = $4
         where id = $1"
    );
    work.tx.push(sql, args![id, is_sure, !is_sure, work.now]).await
}

/// Once a contact is proven anywhere, whoever came in as them otherwise has only said so.
pub async fn doubt_unproven(work: &mut Work<'_>, contact: ContactId) -> db::Result<()> {
    let sql = sql!(
        "update contact_inboxes set claimed = true, updated_at = $2
         where contact_id = $1 and came_in and not hmac_verified and not claimed
           and exists (select 1 from contact_inboxes proven
             where proven.contact_id = $1 and proven.hmac_verified)"
    );
    work.tx.push(sql, args![contact, work.now]).await
}

/// The account calls a contact otherwise: who has shown the identifier from before has only said
/// that they are this contact.
pub async fn doubt_all(work: &mut Work<'_>, contact: ContactId) -> db::Result<()> {
    let sql = sql!(
        "update contact_inboxes set hmac_verified = false, claimed = true, updated_at = $2
         where contact_id = $1 and hmac_verified"
    );
    work.tx.push(sql, args![contact, work.now]).await
}

/// Makes one contact known wherever another was, who has only said that they are them.
pub async fn claim_all(work: &mut Work<'_>, from: ContactId, to: ContactId) -> db::Result<()> {
    let sql = sql!(
        "update contact_inboxes set contact_id = $2, hmac_verified = false, claimed = true,
           said_identifier = null, updated_at = $3
         where contact_id = $1"
    );
    work.tx.push(sql, args![from, to, work.now]).await
}

/// Makes another contact known by a device.
pub async fn hand_over(work: &mut Work<'_>, id: ContactInboxId, to: ContactId) -> db::Result<()> {
    let sql = sql!(
        "update contact_inboxes set contact_id = $2, said_identifier = null, updated_at = $3
         where id = $1"
    );
    work.tx.push(sql, args![id, to, work.now]).await
}

/// Makes one contact known wherever another was. Who has shown to be somebody else than the one
/// they are then has only said that they are them.
pub(super) async fn move_all(
    work: &mut Work<'_>,
    from: ContactId,
    to: ContactId,
    is_same_identifier: bool,
) -> db::Result<()> {
    let sql = sql!(
        "update contact_inboxes set contact_id = $2, hmac_verified = hmac_verified and $4,
           claimed = claimed or (hmac_verified and not $4),
           said_identifier = case when $4 then said_identifier end, updated_at = $3
         where contact_id = $1"
    );
    work.tx.push(sql, args![from, to, work.now, is_same_identifier]).await?;
    doubt_unproven(work, to).await
}

/// Whether a contact has their identifier only since a visitor has said so, and nobody has shown
/// it.
pub async fn is_only_said(work: &mut Work<'_>, contact: &Contact) -> db::Result<bool> {
    let sql = sql!(
        "select said.id from contact_inboxes said
         where said.contact_id = $1 and said.said_identifier = $2
           and not exists (select 1 from contact_inboxes shown
             where shown.contact_id = $1 and shown.hmac_verified)
         limit 1"
    );
    let identifier = contact.identifier.as_deref();
    let found = work.tx.first::<(ContactInboxId,)>(sql, args![contact.id, identifier]).await?;
    Ok(found.is_some())
}

/// Whether members have noted something about a contact, or put labels on them.
pub async fn is_annotated(work: &mut Work<'_>, contact: ContactId) -> db::Result<bool> {
    let sql = sql!(
        "select id from contacts where account_id = $1 and id = $2
           and (exists (select 1 from notes where notes.contact_id = contacts.id)
             or exists (select 1 from contact_labels
               where contact_labels.contact_id = contacts.id))"
    );
    let found = work.tx.first::<(ContactId,)>(sql, args![work.account, contact]).await?;
    Ok(found.is_some())
}

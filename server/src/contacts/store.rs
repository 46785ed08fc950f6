//! Rows of `contacts`.

use db::{FromRow, Row, args, sql};

use super::Contact;
use crate::{
    clock::Timestamp,
    id::{CompanyId, ContactId},
    work::Work,
};

const COLUMNS: &str = "contacts.id, contacts.name, contacts.email, contacts.phone_number,
    contacts.identifier, contacts.contact_type, contacts.blocked, contacts.company_id,
    contacts.avatar_id, contacts.additional_attributes, contacts.custom_attributes,
    contacts.last_activity_at, contacts.created_at, contacts.updated_at";

impl FromRow for Contact {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Contact {
            id: row.take()?,
            name: row.take()?,
            email: row.take()?,
            phone_number: row.take()?,
            identifier: row.take()?,
            contact_type: row.take()?,
            blocked: row.take()?,
            company_id: row.take()?,
            avatar: row.take()?,
            additional_attributes: row.take()?,
            custom_attributes: row.take()?,
            last_activity_at: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
        })
    }
}

impl Contact {
    /// The same, with the address of its picture.
    fn linked(self, work: &Work<'_>) -> Self {
        Contact { avatar: self.avatar.linked(&work.links), ..self }
    }
}

pub async fn find(work: &mut Work<'_>, id: ContactId) -> db::Result<Option<Contact>> {
    let sql = sql!("select {COLUMNS} from contacts where account_id = $1 and id = $2");
    let contact = work.tx.first::<Contact>(sql, args![work.account, id]).await?;
    Ok(contact.map(|contact| contact.linked(work)))
}

/// A contact that nobody else changes until this work is done. Others may begin
/// conversations with it meanwhile.
pub async fn lock(work: &mut Work<'_>, id: ContactId) -> db::Result<Option<Contact>> {
    let sql =
        sql!("select {COLUMNS} from contacts where account_id = $1 and id = $2 for no key update");
    let contact = work.tx.first::<Contact>(sql, args![work.account, id]).await?;
    Ok(contact.map(|contact| contact.linked(work)))
}

/// A contact that nobody else changes or refers to until this work is done.
pub async fn alone(work: &mut Work<'_>, id: ContactId) -> db::Result<Option<Contact>> {
    let sql = sql!("select {COLUMNS} from contacts where account_id = $1 and id = $2 for update");
    let contact = work.tx.first::<Contact>(sql, args![work.account, id]).await?;
    Ok(contact.map(|contact| contact.linked(work)))
}

/// Contacts who are known by any of these: first the one of the identifier, then those of the
/// addresses.
pub async fn known_by(
    work: &mut Work<'_>,
    identifier: Option<&str>,
    email: Option<&str>,
    phone_number: Option<&str>,
) -> db::Result<Vec<Contact>> {
    let by_identifier =
        sql!("select {COLUMNS} from contacts where account_id = $1 and identifier = $2");
    let by_email = sql!("select {COLUMNS} from contacts where account_id = $1 and email = $2");
    let by_phone_number =
        sql!("select {COLUMNS} from contacts where account_id = $1 and phone_number = $2");
    let asked = [(by_identifier, identifier), (by_email, email), (by_phone_number, phone_number)];
    let mut known: Vec<Contact> = Vec::new();
    for (sql, text) in asked {
        let Some(text) = text else { continue };
        let found = work.tx.first::<Contact>(sql, args![work.account, text]).await?;
        known.extend(found.filter(|it| known.iter().all(|other| other.id != it.id)));
    }
    Ok(known.into_iter().map(|contact| contact.linked(work)).collect())
}

/// When a contact was changed last.
pub async fn changed_at(work: &mut Work<'_>, id: ContactId) -> db::Result<Option<Timestamp>> {
    let sql = sql!("select updated_at from contacts where account_id = $1 and id = $2");
    let found = work.tx.first::<(Timestamp,)>(sql, args![work.account, id]).await?;
    Ok(found.map(|(moment,)| moment))
}

/// Contacts who are known by any of these, with nobody else changing them.
pub async fn lock_known(
    work: &mut Work<'_>,
    identifiers: &[String],
    emails: &[String],
    phone_numbers: &[String],
) -> db::Result<Vec<Contact>> {
    let by_identifier = sql!(
        "select {COLUMNS} from contacts where account_id = $1 and identifier = any($2)
         order by id for no key update"
    );
    let by_email = sql!(
        "select {COLUMNS} from contacts where account_id = $1 and email = any($2)
         order by id for no key update"
    );
    let by_phone_number = sql!(
        "select {COLUMNS} from contacts where account_id = $1 and phone_number = any($2)
         order by id for no key update"
    );
    let mut known = Vec::new();
    for (sql, texts) in
        [(by_identifier, identifiers), (by_email, emails), (by_phone_number, phone_numbers)]
    {
        known.extend(work.tx.all::<Contact>(sql, args![work.account, texts]).await?);
    }
    Ok(known.into_iter().map(|contact| contact.linked(work)).collect())
}

/// Those of the contacts that there are, with nobody else changing or referring to them.
pub async fn alone_of_ids(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<Contact>> {
    let sql = sql!(
        "select {COLUMNS} from contacts where account_id = $1 and id = any($2)
         order by id for update"
    );
    let contacts = work.tx.all::<Contact>(sql, args![work.account, ids]).await?;
    Ok(contacts.into_iter().map(|contact| contact.linked(work)).collect())
}

/// Those of the contacts that there are, in no particular order.
pub async fn of_ids(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<Contact>> {
    let sql = sql!("select {COLUMNS} from contacts where account_id = $1 and id = any($2)");
    let contacts = work.tx.all::<Contact>(sql, args![work.account, ids]).await?;
    Ok(contacts.into_iter().map(|contact| contact.linked(work)).collect())
}

pub async fn insert(work: &mut Work<'_>, new: &Contact) -> db::Result<Contact> {
    let sql = sql!(
        "insert into contacts (account_id, name, name_key, email, phone_number, identifier,
           contact_type, blocked, avatar_id, additional_attributes, custom_attributes, resolved,
           created_at, updated_at, company_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14)
         returning {COLUMNS}"
    );
    let args = args![
        work.account,
        &new.name,
        new.name.to_lowercase(),
        &new.email,
        &new.phone_number,
        &new.identifier,
        new.contact_type,
        new.blocked,
        new.avatar.blob,
        &new.additional_attributes,
        &new.custom_attributes,
        new.is_resolved(),
        work.now,
        new.company_id,
    ];
    let contact: Contact = work.tx.one(sql, args).await?;
    Ok(Contact { avatar: new.avatar.clone(), ..contact })
}

pub async fn update(work: &mut Work<'_>, contact: &Contact) -> db::Result<u64> {
    let sql = sql!(
        "update contacts set name = $3, name_key = $4, email = $5, phone_number = $6,
           identifier = $7, contact_type = $8, blocked = $9, additional_attributes = $10,
           custom_attributes = $11, resolved = $12, avatar_id = $13,
           avatar_source = case when avatar_id = $13 then avatar_source end, updated_at = $14,
           company_id = $15
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        contact.id,
        &contact.name,
        contact.name.to_lowercase(),
        &contact.email,
        &contact.phone_number,
        &contact.identifier,
        contact.contact_type,
        contact.blocked,
        &contact.additional_attributes,
        &contact.custom_attributes,
        contact.is_resolved(),
        contact.avatar.blob,
        work.now,
        contact.company_id,
    ];
    work.tx.exec(sql, args).await
}

/// Notes when the contact did something last.
pub async fn set_last_activity(
    work: &mut Work<'_>,
    id: ContactId,
    at: Option<Timestamp>,
) -> db::Result<()> {
    let sql = sql!(
        "update contacts set last_activity_at = $3, updated_at = $4
         where account_id = $1 and id = $2"
    );
    work.tx.push(sql, args![work.account, id, at, work.now]).await
}

/// Notes that something was changed that is kept apart from the row.
pub async fn touch(work: &mut Work<'_>, id: ContactId) -> db::Result<()> {
    let sql = sql!("update contacts set updated_at = $3 where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id, work.now]).await
}

/// The address that the picture of a contact was fetched from.
pub async fn avatar_source(work: &mut Work<'_>, id: ContactId) -> db::Result<Option<String>> {
    let sql = sql!("select avatar_source from contacts where account_id = $1 and id = $2");
    let found = work.tx.first::<(Option<String>,)>(sql, args![work.account, id]).await?;
    Ok(found.and_then(|(source,)| source))
}

pub async fn set_avatar_source(work: &mut Work<'_>, id: ContactId, url: &str) -> db::Result<()> {
    let sql = sql!("update contacts set avatar_source = $3 where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id, url]).await
}

pub async fn delete(work: &mut Work<'_>, id: ContactId) -> db::Result<()> {
    let sql = sql!("delete from contacts where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}

/// Has so many contacts of a company belong to none.
pub async fn leave_company(work: &mut Work<'_>, id: CompanyId, most: i64) -> db::Result<u64> {
    let sql = sql!(
        "update contacts set company_id = null
         where id in (select id from contacts where company_id = $2 order by id limit $3)
           and account_id = $1"
    );
    work.tx.exec(sql, args![work.account, id, most]).await
}

/// The ids of some contacts of the account.
pub async fn some_of_account(work: &mut Work<'_>, most: i64) -> db::Result<Vec<i64>> {
    let sql = sql!("select id from contacts where account_id = $1 order by id limit $2");
    let ids = work.tx.all::<(i64,)>(sql, args![work.account, most]).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

pub async fn delete_all(work: &mut Work<'_>, ids: &[i64]) -> db::Result<()> {
    let sql = sql!("delete from contacts where account_id = $1 and id = any($2)");
    work.tx.push(sql, args![work.account, ids]).await
}

/// Counts contacts of the account in or out.
pub async fn count(work: &mut Work<'_>, resolved: bool, by: i64) -> db::Result<()> {
    let sql = sql!(
        "insert into contact_tallies (account_id, resolved, count) values ($1, $2, $3)
         on conflict (account_id, resolved)
         do update set count = contact_tallies.count + excluded.count"
    );
    work.tx.push(sql, args![work.account, resolved, by]).await
}

/// How many resolved contacts the account has.
pub async fn resolved(work: &mut Work<'_>) -> db::Result<i64> {
    let sql = sql!("select count from contact_tallies where account_id = $1 and resolved");
    let found = work.tx.first::<(i64,)>(sql, args![work.account]).await?;
    Ok(found.map_or(0, |(count,)| count))
}

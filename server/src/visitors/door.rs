//! Where visitors come in: an inbox that is named by what everybody may know of it.

use db::Tx;

use crate::{
    accounts,
    contacts::contact_inboxes::{self, ContactInbox},
    error::{Error, Result, SUSPENDED},
    id::{AccountId, InboxId},
    inboxes::channel::{api, website},
    texts::Language,
};

/// An inbox, as visitors come to it.
#[derive(Clone, Debug)]
pub struct Door {
    pub account: AccountId,
    pub inbox: InboxId,
    /// The language of the account.
    pub language: Language,
    /// Signs who visitors are.
    pub hmac_token: String,
    /// Whether everybody has to show who they are.
    pub asks_who: bool,
}

/// The inbox of programs that is known by this identifier.
pub async fn of_api(tx: &mut Tx, identifier: &str) -> Result<Door> {
    let found = api::by_identifier(tx, identifier).await?;
    let (account, inbox, hmac_token, asks_who) = found.ok_or(Error::NotOffered)?;
    let language = language_if_open(tx, account).await?;
    Ok(Door { account, inbox, language, hmac_token, asks_who })
}

/// How a website is named.
#[derive(Clone, Debug)]
pub enum Website {
    /// By its token, which its pages carry.
    Token(String),
    /// By the inbox for which a visitor was given theirs.
    Inbox(InboxId),
}

/// The inbox of a website.
pub async fn of_website(tx: &mut Tx, website: &Website) -> Result<Door> {
    let found = match website {
        Website::Token(token) => website::by_token(tx, token).await?,
        Website::Inbox(inbox) => website::by_inbox(tx, *inbox).await?,
    };
    let (account, inbox, hmac_token, asks_who) = found.ok_or(Error::NotFound)?;
    let language = language_if_open(tx, account).await?;
    Ok(Door { account, inbox, language, hmac_token, asks_who })
}

/// Who is known there by a source id.
pub async fn known_by(tx: &mut Tx, door: &Door, source_id: &str) -> Result<Option<ContactInbox>> {
    Ok(contact_inboxes::of_source(tx, door.inbox, source_id).await?)
}

async fn language_if_open(tx: &mut Tx, account: AccountId) -> Result<Language> {
    let standing = accounts::standing(tx, account).await?.ok_or(Error::NotOffered)?;
    match standing.status {
        accounts::Status::Active => Ok(standing.language),
        accounts::Status::Suspended => Err(SUSPENDED),
    }
}

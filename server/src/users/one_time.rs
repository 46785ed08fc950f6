//! Tokens that count once and for a while: links in mails, and links that sign in.

use std::time::Duration;

use db::Tx;

use super::store::one_time;
use crate::{
    clock::Timestamp,
    error::Result,
    id::{self, AccountId, UserId},
    secret,
};

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To set a password.
    Password,
    /// To show that an address is the user's.
    Confirmation,
    /// To sign in.
    SignIn,
}

crate::stored! {
    Purpose { Password = 0 "password", Confirmation = 1 "confirmation", SignIn = 2 "sign_in" }
}

/// Whose a token is that somebody has shown.
#[derive(Clone, Debug)]
pub struct Redeemed {
    pub user: UserId,
    /// The address that it confirms, where that is not the one the user has.
    pub email: Option<String>,
    /// The account whose invitation it accepts, if it came with one.
    pub invited_to: Option<AccountId>,
    pub(super) expires_at: Timestamp,
}

/// A token that is to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewToken<'a> {
    pub user: UserId,
    pub purpose: Purpose,
    /// The address that it confirms, where that is not the one the user has.
    pub email: Option<&'a str>,
    /// The account that it is an invitation to.
    pub account: Option<AccountId>,
    pub lives: Duration,
}

/// Makes a token, which is returned and kept nowhere.
pub async fn issue(tx: &mut Tx, new: &NewToken<'_>, now: Timestamp) -> Result<String> {
    let token = id::token() + &id::token();
    one_time::delete_expired(tx, new.user, new.purpose, now).await?;
    one_time::insert(tx, new, &secret::digest(&token), now).await?;
    Ok(token)
}

/// Takes a token that somebody shows, if it still counts. It does not count again.
pub async fn redeem(
    tx: &mut Tx,
    purpose: Purpose,
    token: &str,
    now: Timestamp,
) -> Result<Option<Redeemed>> {
    let taken = one_time::take(tx, purpose, &secret::digest(token)).await?;
    Ok(taken.filter(|taken| now < taken.expires_at))
}

/// Whose a token is that still counts, and counts from then on as well.
pub async fn find_one_time(
    tx: &mut Tx,
    purpose: Purpose,
    token: &str,
    now: Timestamp,
) -> Result<Option<Redeemed>> {
    let found = one_time::find(tx, purpose, &secret::digest(token)).await?;
    Ok(found.filter(|found| now < found.expires_at))
}

/// Has tokens of the user count no more.
pub async fn revoke_one_time(tx: &mut Tx, user: UserId, purpose: Purpose) -> Result<()> {
    Ok(one_time::delete_all(tx, user, purpose).await?)
}

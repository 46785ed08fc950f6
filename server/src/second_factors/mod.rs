//! Second factors: what a user shows beside their password (contract `application-core.md`,
//! 4.10).
//!
//! An authenticator app has a secret and makes codes from it, by RFC 6238. The same secret is
//! kept here, encrypted. A code counts once. Ten backup codes are for those who have lost their
//! device; each counts once too.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod http;
mod store;
pub mod wire;

use db::Tx;
use totp_rs::{Algorithm, Builder, Totp};

use crate::{
    error::{Error, Result},
    id::{self, UserId},
    installation::Vault,
    work::Work,
};

/// What authenticator apps call us.
const ISSUER: &str = "Frontdesk";

/// Seconds for which a code is shown, and how many codes before and after it are taken, since
/// clocks differ.
const STEP: u64 = 30;
const SKEW: u16 = 1;

const BACKUP_CODES: usize = 10;

/// Bytes of a secret.
const SECRET: usize = 20;

/// What backup codes are signed for.
const BACKUP: &str = "backup code";

/// What a user has set up.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub is_on: bool,
    pub has_backup_codes: bool,
}

/// What an authenticator app is to know.
#[derive(Clone, Debug)]
pub struct SetUp {
    pub secret: String,
    pub url: String,
}

/// What somebody shows.
#[derive(Clone, Debug)]
pub enum Code {
    Otp(String),
    Backup(String),
}

/// A secret as it is kept.
struct Kept {
    secret: String,
    is_on: bool,
}

/// Whether a code is asked for.
pub async fn is_on(tx: &mut Tx, user: UserId) -> Result<bool> {
    Ok(store::find(tx, user).await?.is_some_and(|kept| kept.is_on))
}

pub async fn standing(tx: &mut Tx, user: UserId) -> Result<Standing> {
    let is_on = is_on(tx, user).await?;
    Ok(Standing { is_on, has_backup_codes: store::has_codes(tx, user).await? })
}

/// Makes a secret, which counts when a code has shown that the user has it.
pub async fn begin(work: &mut Work<'_>, vault: &Vault, user: UserId, email: &str) -> Result<SetUp> {
    if is_on(work.tx, user).await? {
        return Err(already_on());
    }
    let secret = id::key::<SECRET>();
    let locked = vault.lock(&place(user), &secret)?;
    store::replace(work, user, &locked).await?;
    let totp = totp(&secret, email)?;
    let url = totp.to_url().map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(SetUp { secret: totp.secret().to_base32(), url })
}

/// Has codes asked for from now on. Returns backup codes, unless there are some.
pub async fn turn_on(
    work: &mut Work<'_>,
    vault: &Vault,
    user: UserId,
    code: &str,
) -> Result<Option<Vec<String>>> {
    let kept = store::find(work.tx, user).await?.ok_or_else(wrong_code)?;
    if kept.is_on {
        return Err(already_on());
    }
    if !takes_otp(work, vault, user, &kept, code).await? {
        return Err(wrong_code());
    }
    store::turn_on(work, user).await?;
    if store::has_codes(work.tx, user).await? {
        return Ok(None);
    }
    renew_codes(work, vault, user).await.map(Some)
}

/// Gives the user other backup codes. Those they had count no more.
pub async fn renew_backup_codes(
    work: &mut Work<'_>,
    vault: &Vault,
    user: UserId,
    code: &str,
) -> Result<Vec<String>> {
    let kept = on(work, user).await?;
    if !takes_otp(work, vault, user, &kept, code).await? {
        return Err(wrong_code());
    }
    renew_codes(work, vault, user).await
}

/// Has no codes asked for any more. The password has been looked at.
pub async fn turn_off(work: &mut Work<'_>, vault: &Vault, user: UserId, code: &Code) -> Result<()> {
    on(work, user).await?;
    if !admits(work, vault, user, code).await? {
        return Err(wrong_code());
    }
    forget(work, user).await
}

/// Has no codes asked for, whoever wants that.
pub async fn forget(work: &mut Work<'_>, user: UserId) -> Result<()> {
    store::delete_codes(work, user).await?;
    Ok(store::delete(work, user).await?)
}

/// Whether a code lets the user in. It does not do so again.
pub async fn admits(work: &mut Work<'_>, vault: &Vault, user: UserId, code: &Code) -> Result<bool> {
    let Some(kept) = store::find(work.tx, user).await?.filter(|kept| kept.is_on) else {
        return Ok(false);
    };
    match code {
        Code::Otp(code) => takes_otp(work, vault, user, &kept, code).await,
        Code::Backup(code) => {
            let digest = vault.sign(BACKUP, &code.trim().to_uppercase());
            Ok(store::take_code(work, user, &digest).await? > 0)
        }
    }
}

async fn takes_otp(
    work: &mut Work<'_>,
    vault: &Vault,
    user: UserId,
    kept: &Kept,
    code: &str,
) -> Result<bool> {
    let secret = vault.unlock(&place(user), &kept.secret)?;
    let now = u64::try_from(work.now.seconds()).unwrap_or_default();
    let Some(step) = totp(&secret, "")?.check(code.trim(), now) else { return Ok(false) };
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    Ok(store::take_step(work, user, step).await? > 0)
}

async fn renew_codes(work: &mut Work<'_>, vault: &Vault, user: UserId) -> Result<Vec<String>> {
    store::delete_codes(work, user).await?;
    let mut codes: Vec<String> = Vec::with_capacity(BACKUP_CODES);
    while codes.len() < BACKUP_CODES {
        let code = id::code();
        if !codes.contains(&code) {
            store::insert_code(work, user, &vault.sign(BACKUP, &code)).await?;
            codes.push(code);
        }
    }
    Ok(codes)
}

async fn on(work: &mut Work<'_>, user: UserId) -> Result<Kept> {
    let kept = store::find(work.tx, user).await?.filter(|kept| kept.is_on);
    kept.ok_or_else(|| Error::refused("MFA is not enabled"))
}

fn totp(secret: &[u8], email: &str) -> Result<Totp> {
    // A colon would end the name there.
    let name = email.replace(':', " ");
    let builder = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(SKEW)
        .with_step_duration(STEP)
        .with_account_name(name)
        .with_issuer(Some(ISSUER))
        .with_secret(secret.to_vec());
    builder.build().map_err(|error| Error::Internal(Box::new(error)))
}

/// Where a secret belongs.
fn place(user: UserId) -> String {
    format!("second factor of user {user}")
}

fn already_on() -> Error {
    Error::refused("MFA is already enabled")
}

fn wrong_code() -> Error {
    Error::refused("Invalid verification code")
}

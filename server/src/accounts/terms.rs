//! The terms of an account: what whoever runs the installation sets of it, and its members do
//! not (contract `realtime-client-platform.md`, 5.2).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Account, AccountChange, Status, alone, changed, check, features, save, show};
use crate::{
    error::{Problems, Result},
    json::Object,
    validate::LONG,
    work::Work,
};

/// What is to change of the terms.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Terms {
    pub status: Option<Status>,
    /// Features to be switched on or off. The others stay as they are.
    pub features: Option<Object>,
    /// Take the place of those that are kept.
    pub limits: Option<Object>,
    /// Take the place of those that are kept.
    pub custom_attributes: Option<Object>,
}

/// Changes an account from outside, with its terms.
pub async fn change(work: &mut Work<'_>, change: &AccountChange, terms: &Terms) -> Result<Account> {
    check(change)?;
    alone(work).await?;
    let before = show(work).await?;
    let account = on_terms(changed(&before, change), terms)?;
    save(work, before, account).await
}

fn on_terms(account: Account, terms: &Terms) -> Result<Account> {
    let mut problems = Problems::default();
    for (field, set) in [
        ("features", &terms.features),
        ("limits", &terms.limits),
        ("custom_attributes", &terms.custom_attributes),
    ] {
        problems.at_most_if(field, set.as_ref().map(Object::as_str), LONG);
    }
    let features = match &terms.features {
        Some(said) => features::switched(&account.features, said),
        None => Ok(account.features.clone()),
    };
    let features = features.unwrap_or_else(|sentence| {
        problems.say("features", sentence);
        Object::empty()
    });
    problems.check()?;
    Ok(Account {
        status: terms.status.unwrap_or(account.status),
        features,
        limits: terms.limits.clone().unwrap_or(account.limits),
        custom_attributes: terms.custom_attributes.clone().unwrap_or(account.custom_attributes),
        ..account
    })
}

//! Resolves conversations in which nothing happens: one after another, each in a transaction
//! of its own, so that nobody who works at the same time is kept waiting, and one that cannot be
//! resolved is in the way of no other.

use std::time::Duration;

use jobs::{Backoff, Failure, Kind, Next};
use tokio::time::Instant;

use crate::{
    accounts::auto_resolve::ResolveIdle,
    app::{App, TheProduct},
    clock::Timestamp,
    conversations::auto_resolve,
    error::{Error, Result},
    tasks::{Stored, Task as _},
    work::Work,
};

/// How long an account is at it, before it is the turn of others.
const TURN: Duration = Duration::from_mins(1);

/// Nobody else sees to it, so it is never given up, and others become due meanwhile.
const BACKOFF: Backoff =
    Backoff { most: Duration::from_mins(5), failures: u32::MAX, ..Backoff::PATIENT };

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    let resolve = move |job| {
        let app = app.clone();
        async move {
            let Stored { account, .. } = Stored::<ResolveIdle>::read(&job)?;
            resolve(&app, TheProduct(account)).await
        }
    };
    Kind::new(ResolveIdle::KIND, resolve).backoff(BACKOFF)
}

async fn resolve(app: &App, who: TheProduct) -> Result<Next, Failure> {
    match resolve_due(app, who).await {
        Ok(Some(next)) => Ok(Next::At(next.0)),
        // The account does not want it any more, or is gone.
        Ok(None) | Err(Error::NotFound) => Ok(Next::Done),
        Err(error) => Err(Failure::for_now(error)),
    }
}

/// Resolves what is due, and tells when it is to be looked again. What cannot be resolved is passed
/// over, and is why this fails in the end.
async fn resolve_due(app: &App, who: TheProduct) -> Result<Option<Timestamp>> {
    let end = Instant::now() + TURN;
    let (mut failed, mut passed_over, mut resolved) = (None, 0, 0);
    loop {
        let due = async move |work: &mut Work<'_>| auto_resolve::due(work, passed_over).await;
        let due = app.read(&who, due).await?;
        for id in &due {
            let id = *id;
            let resolve = async move |work: &mut Work<'_>| auto_resolve::resolve(work, id).await;
            match app.write(&who, resolve).await {
                // It may have gone in the meantime.
                Ok(()) | Err(Error::NotFound) => resolved += 1,
                Err(error) => {
                    let account = who.0;
                    tracing::warn!(%error, account.id = %account, conversation.display_id = %id,
                        "a conversation in which nothing happens cannot be resolved now");
                    passed_over += 1;
                    failed = failed.or(Some(error));
                }
            }
            if Instant::now() > end {
                return match failed {
                    Some(error) if resolved == 0 => Err(error),
                    _ => Ok(Some(app.clock.now())),
                };
            }
        }
        if due.len() < auto_resolve::BATCH {
            break;
        }
    }
    match failed {
        Some(error) => Err(error),
        None => app.read(&who, async |work: &mut Work<'_>| auto_resolve::next(work).await).await,
    }
}

//! Resolves conversations in which nothing happens: one after another, each in a transaction
//! of its own, so that nobody who works at the same time is kept waiting.

use jobs::{Failure, Kind, Next};

use super::outcome;
use crate::{
    accounts::auto_resolve::ResolveIdle,
    app::{App, TheProduct},
    clock::Timestamp,
    conversations::auto_resolve,
    error::{Error, Result},
    tasks::{Stored, Task as _},
    work::Work,
};

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    Kind::new(ResolveIdle::KIND, move |job| {
        let app = app.clone();
        async move {
            let Stored { account, .. } = Stored::<ResolveIdle>::read(&job)?;
            resolve(&app, TheProduct(account)).await
        }
    })
}

async fn resolve(app: &App, who: TheProduct) -> Result<Next, Failure> {
    match resolve_due(app, who).await {
        Ok(Some(next)) => Ok(Next::At(next.0)),
        done => outcome(done.map(drop)),
    }
}

/// Resolves what is due, and tells when it is to be looked again.
async fn resolve_due(app: &App, who: TheProduct) -> Result<Option<Timestamp>> {
    for id in app.read(&who, async |work: &mut Work<'_>| auto_resolve::due(work).await).await? {
        let resolved =
            app.write(&who, async move |work: &mut Work<'_>| auto_resolve::resolve(work, id).await);
        match resolved.await {
            // It has gone in the meantime.
            Err(Error::NotFound) => {}
            resolved => resolved?,
        }
    }
    app.read(&who, async |work: &mut Work<'_>| auto_resolve::next(work).await).await
}

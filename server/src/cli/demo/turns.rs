//! Writing in turns with others.

use std::time::Instant;

use db::Kind;

use crate::{
    app::{App, TheProduct},
    error::Result,
    id::AccountId,
    work::Work,
};

/// Runs a transaction, and leaves the database alone for a while afterwards.
///
/// The embedded database has one write lock. Those who wait for it look again now and
/// then; if it were taken again at once, they might never find it free.
pub async fn write<T, F>(app: &App, account: AccountId, body: F) -> Result<T>
where
    F: AsyncFn(&mut Work<'_>) -> Result<T> + Send + Sync + 'static,
    T: Send + 'static,
{
    let started = Instant::now();
    let value = app.write(&TheProduct(account), body).await?;
    if app.db.kind() == Kind::Sqlite {
        tokio::time::sleep(started.elapsed() / 8).await;
    }
    Ok(value)
}

//! Removes files that nobody needs: their bytes first, so that none are left of which nobody
//! knows. Whoever ends in between does it again.

use db::Tx;
use jobs::{Failure, Kind, Next};

use crate::{
    app::App,
    error::Result,
    files::{self, Sweep},
    tasks::Task as _,
};

/// Files that are forgotten in one transaction.
const AT_ONCE: i64 = 100;

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    Kind::new(Sweep::KIND, move |_| {
        let app = app.clone();
        async move { sweep(&app).await.map(|()| Next::Done).map_err(Failure::for_now) }
    })
}

pub async fn sweep(app: &App) -> Result<()> {
    let now = app.clock.now();
    loop {
        let doomed =
            app.db.read(async move |tx: &mut Tx| files::doomed(tx, now, AT_ONCE).await).await?;
        if doomed.is_empty() {
            return Ok(());
        }
        for (_, key) in &doomed {
            app.storage.remove(key).await?;
        }
        let ids: Vec<i64> = doomed.iter().map(|(id, _)| id.0).collect();
        app.db.write(async move |tx: &mut Tx| files::delete_doomed(tx, &ids, now).await).await?;
    }
}

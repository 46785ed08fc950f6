//! Writes to users about themselves, and sends what was written.

use jobs::{Failure, Job, Kind, Next};

use super::mail;
use crate::{
    app::{App, TheProduct},
    tasks::{Stored, Task as _},
    users::Letter,
    work::Work,
};

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    let write = move |job: Job| {
        let app = app.clone();
        async move { write(&app, Stored::<Letter>::read(&job)?).await }
    };
    Kind::new(Letter::KIND, write).at_once(mail::BESIDE_EACH_OTHER).lease(mail::LEASE)
}

async fn write(
    app: &App,
    Stored { account, task: letter }: Stored<Letter>,
) -> Result<Next, Failure> {
    if !app.mailer.is_set_up() {
        tracing::warn!(
            "a user waits for a mail that is not sent, since SMTP_ADDRESS is not set: \
             `frontdesk user password` gives them a password"
        );
        return Ok(Next::Done);
    }
    let frontend_url = app.config.server.frontend_url.clone();
    let who = TheProduct(account);
    let written =
        app.write(&who, async move |work: &mut Work<'_>| letter.write(work, &frontend_url).await);
    match written.await.map_err(Failure::for_now)? {
        Some(written) => mail::send(app, &written).await,
        None => Ok(Next::Done),
    }
}

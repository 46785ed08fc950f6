//! Sends the mails that were asked for.

use std::time::Duration;

use jobs::{Failure, Job, Kind, Next};

use crate::{
    app::App,
    mail::{Mail, Problem},
    tasks::{Stored, Task as _},
};

/// Mails that are sent at the same time.
pub(super) const BESIDE_EACH_OTHER: usize = 4;

/// After how long nobody waits for the server any more.
pub(super) const LEASE: Duration = Duration::from_mins(13);

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    let send = move |job: Job| {
        let app = app.clone();
        async move { send(&app, &Stored::<Mail>::read(&job)?.task).await }
    };
    Kind::new(Mail::KIND, send).at_once(BESIDE_EACH_OTHER).lease(LEASE)
}

pub(super) async fn send(app: &App, mail: &Mail) -> Result<Next, Failure> {
    if !app.mailer.is_set_up() {
        tracing::debug!(subject = mail.subject, "a mail is not sent: SMTP_ADDRESS is not set");
        return Ok(Next::Done);
    }
    match app.mailer.send(mail).await {
        Ok(()) => Ok(Next::Done),
        Err(problem @ Problem::ForNow(_)) => Err(Failure::for_now(problem)),
        Err(problem @ Problem::ForGood(_)) => Err(Failure::for_good(problem)),
    }
}

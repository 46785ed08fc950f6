//! Tells members of notifications where they are: by mail, and in their browsers.

mod letter;
mod push;
mod vapid;

use jobs::{Failure, Job, Kind, Next};

use crate::{
    app::{App, TheProduct},
    error::{Error, Result},
    id::{AccountId, DisplayId},
    notifications::alerts::{self, Alert, Push},
    tasks::{Stored, Task as _},
    work::Work,
};

pub use push::kind as push_kind;
pub use vapid::Vapid;

/// Members who are told at the same time.
const BESIDE_EACH_OTHER: usize = 4;

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    let tell = move |job: Job| {
        let app = app.clone();
        async move {
            let Stored { account, task } = Stored::<Alert>::read(&job)?;
            tell(&app, account, task).await.map_err(Failure::for_now)?;
            Ok(Next::Done)
        }
    };
    Kind::new(Alert::KIND, tell).at_once(BESIDE_EACH_OTHER)
}

/// Has the mail sent, and each browser told.
async fn tell(app: &App, account: AccountId, alert: Alert) -> Result<()> {
    let who = TheProduct(account);
    let Alert { notification, notice } = alert;
    let due =
        app.read(&who, async move |work: &mut Work<'_>| alerts::due(work, alert).await).await?;
    let Some(due) = due else { return Ok(()) };
    let mail = due.by_mail.as_ref().filter(|_| app.mailer.is_set_up());
    let mail = mail.map(|said| letter::mail(account, &app.config.server.frontend_url, &due, said));
    let browsers: Vec<i64> = due.browsers.iter().map(|browser| browser.id).collect();
    app.write(&who, async move |work: &mut Work<'_>| {
        if let Some(mail) = &mail {
            work.enqueue(mail.clone()).await?;
        }
        for subscription in &browsers {
            let subscription = *subscription;
            work.enqueue(Push { notification, subscription, notice }).await?;
        }
        Ok::<_, Error>(())
    })
    .await
}

/// Where a conversation is looked at.
fn address(frontend_url: &str, account: AccountId, conversation: DisplayId) -> String {
    format!("{frontend_url}/app/accounts/{account}/conversations/{conversation}")
}

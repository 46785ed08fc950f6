//! What goes on without being asked: tasks are done, and events become effects.
//!
//! [`kinds`] has every kind of task on one page, with the action that does it. What other
//! processes on the same database leave to do is heard of in [`neighbours`].

mod automation;
mod condition;
mod hourly;
mod housekeeping;
mod idle;
mod letters;
mod mail;
pub mod neighbours;
mod sealing;

use std::{sync::Arc, time::Duration};

use jobs::{Failure, Kind, Next, Workers};

use crate::{
    agents,
    app::{App, TheProduct},
    automation_rules::RuleRemoval,
    bulk_actions, campaigns,
    conversations::{seen::ReadByContact, sla, snooze::EndOfSnooze, transcript::Transcript},
    csat, custom_roles,
    delivery::{self, Dispatcher, indexer},
    error::{Error, Result},
    funnels,
    help_center::portals::PortalRemoval,
    inboxes, macros, notifications,
    removal::{Removal, account::AccountRemoval, system_bot::SystemBotRemoval},
    sla_policies,
    tasks::{Action, Stored},
    transfer,
    webhooks::deliveries,
    work::Work,
};

pub use condition::condition;

/// For how long tasks that are under way may go on when it is time to stop.
const GRACE: Duration = Duration::from_secs(5);

/// After how long it is looked for tasks of processes that ended before they could tell.
const LOOK_ANYWAY: Duration = Duration::from_secs(10);

/// How often presence is swept.
const SWEEP: Duration = Duration::from_mins(1);

/// Every kind of task.
pub fn kinds(app: &App) -> Vec<Kind> {
    vec![
        action::<agents::Changed>(app),
        action::<agents::Restricted>(app),
        action::<custom_roles::Narrowed>(app),
        action::<Removal>(app),
        action::<AccountRemoval>(app),
        action::<RuleRemoval>(app),
        action::<SystemBotRemoval>(app),
        action::<bulk_actions::Rest>(app),
        action::<macros::execute::Rest>(app),
        action::<campaigns::due::Due>(app),
        action::<campaigns::removal::CampaignRemoval>(app),
        action::<csat::ask::Ask>(app),
        action::<funnels::Rearrangement>(app),
        action::<inboxes::AssignWaiting>(app),
        action::<inboxes::HoursChanged>(app),
        action::<sla::Deadline>(app),
        action::<sla_policies::LookAgain>(app),
        action::<EndOfSnooze>(app),
        action::<ReadByContact>(app),
        action::<PortalRemoval>(app),
        action::<Transcript>(app),
        automation::kind(app),
        idle::kind(app),
        letters::kind(app),
        mail::kind(app),
        action::<notifications::Revive>(app),
        delivery::tell_kind(app),
        delivery::call_kind(app),
        delivery::alert_kind(app),
        delivery::push_kind(app),
        action::<deliveries::Forget>(app),
        transfer::sweep::kind(app),
        transfer::fetch::kind(app),
        transfer::fetch::kind_of_bots(app),
        transfer::import::kind(app),
        transfer::export::kind(app),
        housekeeping::kind(app),
        sealing::kind(app),
    ]
}

/// Those who do the tasks.
pub fn workers(app: &App) -> Workers {
    let clock = app.clock.clone();
    let now = Arc::new(move || clock.now().0);
    let workers = Workers::new(app.db.clone(), now, app.bells.tasks.clone(), kinds(app));
    match app.db.kind() {
        // A process that serves from a file is alone there.
        db::Kind::Sqlite => workers,
        db::Kind::Postgres => workers.look_anyway(LOOK_ANYWAY),
    }
}

/// Asks for the tasks that there always are.
pub async fn begin(app: &App) -> Result<()> {
    hourly::begin(app, [housekeeping::ROUND, sealing::ROUND]).await
}

/// Goes on until it is time to stop, and finishes what was begun.
pub async fn run(app: &App) {
    let workers = workers(app);
    if let Err(error) = Box::pin(begin(app)).await {
        tracing::warn!(%error, "nothing that is old is removed until the next start");
    }
    let tasks = async {
        // In boxes, since all of this is held for as long as the server runs.
        let attend = Box::pin(app.db.attend(Box::pin(recover(&workers))));
        let _attendance = tokio::select! {
            attendance = attend => attendance,
            () = app.stopping() => return,
        };
        workers.run(app.stopping(), GRACE).await;
    };
    tokio::join!(
        condition::report(app),
        tasks,
        dispatch(app),
        Box::pin(indexer::run(app)),
        neighbours::run(app),
        Box::pin(neighbours::overhear(app)),
        sweep_presence(app)
    );
}

/// Has everybody told what happens, until it is time to stop. It is a task of its own, which can
/// make room for the sockets that read what it says.
async fn dispatch(app: &App) {
    let dispatcher = Dispatcher::new(app.clone());
    #[expect(clippy::disallowed_methods, reason = "it is waited for")]
    let told = tokio::spawn(dispatcher.run());
    if let Err(failed) = told.await
        && failed.is_panic()
    {
        std::panic::resume_unwind(failed.into_panic());
    }
}

/// Forgets, until it is time to stop, who is not there any more.
async fn sweep_presence(app: &App) {
    let mut stop = std::pin::pin!(app.stopping());
    loop {
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(SWEEP) => app.presence.sweep(app.clock.now()),
        }
    }
}

/// Gives back what was begun by a process that is no more.
async fn recover(workers: &Workers) {
    match workers.recover().await {
        Ok(0) => {}
        Ok(tasks) => tracing::info!(tasks, "what a process that ended early had begun goes on"),
        Err(error) => {
            tracing::warn!(%error, "tasks of a process that ended early are begun again later");
        }
    }
}

/// Tasks that are one action in one transaction of their account.
fn action<T: Action>(app: &App) -> Kind {
    let app = app.clone();
    Kind::new(T::KIND, move |job| {
        let app = app.clone();
        async move {
            let Stored { account, task } = Stored::<T>::read(&job)?;
            let who = TheProduct(account);
            outcome(app.write(&who, async move |work: &mut Work<'_>| task.act(work).await).await)
        }
    })
}

/// What becomes of a task. What it was about may be gone, and then there is nothing to do.
fn outcome(done: Result<()>) -> Result<Next, Failure> {
    match done {
        Ok(()) | Err(Error::NotFound) => Ok(Next::Done),
        Err(error) if error.may_pass() => Err(Failure::for_now(error)),
        Err(error) => Err(Failure::for_good(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::outcome;
    use crate::error::Error;

    #[test]
    fn what_may_pass_is_tried_again_and_what_is_gone_is_done() {
        for error in [db::Error::TooSlow, db::Error::Reference, db::Error::Busy] {
            let failure = outcome(Err(error.clone().into())).unwrap_err();
            assert!(!failure.is_final, "{error}");
        }
        assert!(outcome(Err(Error::NotFound)).is_ok());
        assert!(outcome(Err(Error::refused("No."))).unwrap_err().is_final);
    }
}

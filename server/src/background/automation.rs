//! Has the rules of an account look at what has happened, and does what they say.

use jobs::{Failure, Job, Kind, Next};

use crate::{
    app::{App, TheProduct},
    automation_rules::{
        Trigger,
        run::{self, Verdict},
    },
    error::Result,
    id::AccountId,
    tasks::{Stored, Task as _},
    work::Work,
};

/// Events that rules look at at the same time.
const BESIDE_EACH_OTHER: usize = 4;

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    let look = move |job: Job| {
        let app = app.clone();
        async move {
            let Stored { account, task } = Stored::<Trigger>::read(&job)?;
            look(&app, account, task).await.map(|()| Next::Done).map_err(Failure::for_now)
        }
    };
    Kind::new(Trigger::KIND, look).at_once(BESIDE_EACH_OTHER)
}

/// Each rule has a transaction of its own, so that one that fails is in the way of no other. All
/// of them are looked at again then; what was done is not done again.
async fn look(app: &App, account: AccountId, trigger: Trigger) -> Result<()> {
    let who = TheProduct(account);
    let about = trigger.clone();
    let verdicts =
        app.read(&who, async move |work: &mut Work<'_>| run::consider(work, &about).await).await?;
    let mut done = Ok(());
    for verdict in verdicts {
        let trigger = trigger.clone();
        let followed = app.write(&who, async move |work: &mut Work<'_>| match &verdict {
            Verdict::Fits(rule) => run::act(work, &trigger, *rule).await,
            Verdict::Broken(rule, problem) => run::note_broken(work, *rule, problem).await,
        });
        done = followed.await.and(done);
    }
    done
}

//! Has the rules of an account look at what has happened, and does what they say.

use std::sync::Arc;

use jobs::{Failure, Job, Kind, Next};

use crate::{
    app::{App, TheProduct},
    automation_rules::{
        AutomationRule, Trigger,
        run::{self, Verdict, Waiting},
    },
    custom_attributes::Definition,
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

/// Each rule is looked at and done on its own, so that one that fails is in the way of no other.
/// All of them are looked at again then; what was done is not done again.
async fn look(app: &App, account: AccountId, trigger: Trigger) -> Result<()> {
    let who = TheProduct(account);
    let about = trigger.clone();
    let waiting = app.read(&who, async move |work: &mut Work<'_>| run::waiting(work, &about).await);
    let Waiting { rules, custom } = waiting.await?;
    let (custom, mut done) = (Arc::new(custom), Ok(()));
    for rule in rules {
        let followed = follow(app, &who, &trigger, rule, custom.clone()).await;
        done = followed.and(done);
    }
    done
}

async fn follow(
    app: &App,
    who: &TheProduct,
    trigger: &Trigger,
    rule: AutomationRule,
    custom: Arc<Vec<Definition>>,
) -> Result<()> {
    let about = trigger.clone();
    let considered = app.read(who, async move |work: &mut Work<'_>| {
        run::consider(work, &about, &rule, &custom).await
    });
    let Some(verdict) = considered.await? else { return Ok(()) };
    let about = trigger.clone();
    let followed = app.write(who, async move |work: &mut Work<'_>| match &verdict {
        Verdict::Fits(rule) => run::act(work, &about, *rule).await,
        Verdict::Broken(rule, problem) => run::note_broken(work, *rule, problem).await,
    });
    followed.await
}

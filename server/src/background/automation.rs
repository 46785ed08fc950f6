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
    error::{Error, Result},
    id::AccountId,
    tasks::{Stored, Task as _},
    work::Work,
};

/// Events that rules look at at the same time.
const BESIDE_EACH_OTHER: usize = 4;

/// How often conditions may take too long for an event, one time after the other: then it is not the
/// database that is slow, and everybody else waits for them.
const TRIES_OF_SLOW: u32 = 5;

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    let look = move |job: Job| {
        let app = app.clone();
        async move {
            let Stored { account, task } = Stored::<Trigger>::read(&job)?;
            let is_last = job.failures + 1 >= TRIES_OF_SLOW;
            look(&app, account, task, is_last).await.map(|()| Next::Done).map_err(Failure::for_now)
        }
    };
    Kind::new(Trigger::KIND, look).at_once(BESIDE_EACH_OTHER)
}

/// Each rule is looked at and done on its own, so that one that fails is in the way of no other.
/// All of them are looked at again then; what was done is not done again.
async fn look(app: &App, account: AccountId, trigger: Trigger, is_last: bool) -> Result<()> {
    let who = TheProduct(account);
    let about = trigger.clone();
    let waiting = app.read(&who, async move |work: &mut Work<'_>| run::waiting(work, &about).await);
    let Waiting { rules, custom } = waiting.await?;
    let (custom, mut done) = (Arc::new(custom), Ok(()));
    for rule in rules {
        let followed = follow(app, &who, &trigger, rule, custom.clone(), is_last).await;
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
    is_last: bool,
) -> Result<()> {
    let (about, id) = (trigger.clone(), rule.id);
    let considered = app.read(who, async move |work: &mut Work<'_>| {
        run::consider(work, &about, &rule, &custom).await
    });
    let verdict = match considered.await {
        Ok(Some(verdict)) => verdict,
        Ok(None) => return Ok(()),
        Err(error @ Error::TooSlow) if is_last => Verdict::Broken(id, error.to_string()),
        Err(error) => return Err(error),
    };
    let about = trigger.clone();
    let followed = app.write(who, async move |work: &mut Work<'_>| match &verdict {
        Verdict::Fits(rule) => run::act(work, &about, *rule).await,
        Verdict::Broken(rule, problem) => run::note_broken(work, *rule, problem).await,
    });
    followed.await
}

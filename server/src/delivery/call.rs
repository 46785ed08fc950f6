//! Tells an address that a rule or a macro names of a conversation (contract
//! `realtime-client-platform.md`, 2.8): the conversation as it is by then, unsigned and without
//! headers of ours. It is tried again for a while when nobody is there to take it.

use std::time::Duration;

use jobs::{Backoff, Failure, Job, Kind, Next};
use outbound::{
    Problem, Redirects, Request, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};

use super::{hooks::wire, news::News, tell::without_login};
use crate::{
    actions::sending::Call,
    app::{App, TheProduct},
    conversations,
    error::{Error, Result},
    id::AccountId,
    memberships,
    tasks::{Stored, Task as _},
    work::Work,
};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Addresses that are told something at the same time.
const BESIDE_EACH_OTHER: usize = 16;

/// After how long nobody waits for an answer any more, beside what one may take.
const LEASE: Duration = Duration::from_mins(1);

/// Bytes of an answer that are read.
const ANSWER: usize = 1_000;

/// From ten seconds to an hour, for about three hours.
const BACKOFF: Backoff =
    Backoff { first: Duration::from_secs(10), most: Duration::from_hours(1), failures: 10 };

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    let lease = LEASE + app.config.webhooks.timeout;
    let call = move |job: Job| {
        let app = app.clone();
        async move {
            let Stored { account, task } = Stored::<Call>::read(&job)?;
            call(&app, account, task).await
        }
    };
    Kind::new(Call::KIND, call).at_once(BESIDE_EACH_OTHER).lease(lease).backoff(BACKOFF)
}

async fn call(app: &App, account: AccountId, call: Call) -> Result<Next, Failure> {
    let (who, url) = (TheProduct(account), call.url.clone());
    let body = app.read(&who, async move |work: &mut Work<'_>| body(work, &call).await).await;
    let Some(body) = body.map_err(Failure::for_now)? else { return Ok(Next::Done) };
    let (url, login) = without_login(&url);
    let mut request = Request::post(url, body)
        .header(CONTENT_TYPE, JSON)
        .header(ACCEPT, JSON)
        .redirects(Redirects::SeeOther)
        .within(app.config.webhooks.timeout)
        .beginning(ANSWER);
    if let Some(login) = login {
        request = request.header(AUTHORIZATION, login);
    }
    let answer = app.outbound.send(request).await.map_err(|error| match error.problem {
        // Nothing is there to come back.
        Problem::RefusedAddress | Problem::InvalidUrl(_) => Failure::for_good(error),
        _ => Failure::for_now(error),
    })?;
    if answer.status.is_success() {
        return Ok(Next::Done);
    }
    let refused = format!("the address answered {}", answer.status);
    Err(if may_be_taken_later(answer.status) {
        Failure::for_now(refused)
    } else {
        Failure::for_good(refused)
    })
}

/// Whether an address that answers so may take later what it has not taken now.
fn may_be_taken_later(status: StatusCode) -> bool {
    !status.is_client_error()
        || [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_EARLY, StatusCode::TOO_MANY_REQUESTS]
            .contains(&status)
}

/// What the address is told. Nothing of a conversation that is gone, or that whoever has it told
/// does not see any more.
async fn body(work: &mut Work<'_>, call: &Call) -> Result<Option<String>> {
    if !memberships::act_as(work, call.by).await? {
        return Ok(None);
    }
    let Some(found) = conversations::still_seen(work, call.conversation).await? else {
        return Ok(None);
    };
    let news = News::about(work, vec![found], Vec::new(), Vec::new()).await?;
    let details = news.conversations.get(&call.conversation);
    Ok::<_, Error>(
        details.map(|details| wire::action(&news, details, call.event.clone(), call.by.is_some())),
    )
}

//! Tells addresses what waits for them (contract `realtime-client-platform.md`, 2.2).

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use jobs::{Failure, Job, Kind, Next as Again};
use outbound::{
    Redirects, Request, Url,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue},
};
use percent_encoding::percent_decode_str;
use tokio::time::Instant;

use super::consequences;
use crate::{
    app::{App, TheProduct},
    error::{Error, Result},
    id::AccountId,
    metrics::Outcome,
    tasks::{Stored, Task as _},
    webhooks::deliveries::{
        self, Attempt, Delivery, Endpoint, Kind as Of, Next, Schedule, State, Target, Tell,
    },
    work::Work,
};

const DELIVERY: HeaderName = HeaderName::from_static("x-chatwoot-delivery");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-chatwoot-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("x-chatwoot-signature");
/// The same for every address that is told of the same event, however often.
const EVENT: HeaderName = HeaderName::from_static("x-frontdesk-event");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Addresses that are told something at the same time.
const BESIDE_EACH_OTHER: usize = 32;

/// For how long one address is told what waits before it is the turn of others.
const TURN: Duration = Duration::from_secs(5);

/// After how long nobody waits for the end of a turn any more, beside what the last attempt
/// may take.
const LEASE: Duration = Duration::from_mins(2);

/// How long a bot that is busy is given before it is told once more. People are waiting, so
/// it is not tried for long (contract 2.9).
const PAUSES_OF_BOTS: [Duration; 2] = [Duration::from_secs(3); 2];

/// Bytes of an answer that are kept.
const ANSWER: usize = 1_000;

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    let lease = LEASE + app.config.webhooks.timeout;
    let tell = move |job: Job| {
        let app = app.clone();
        async move {
            let Stored { account, task } = Stored::<Tell>::read(&job)?;
            tell(&app, account, task.0).await.map_err(Failure::for_now)
        }
    };
    Kind::new(Tell::KIND, tell).at_once(BESIDE_EACH_OTHER).lease(lease)
}

/// Tells an address what is due, until its turn is over.
async fn tell(app: &App, account: AccountId, endpoint: Endpoint) -> Result<Again> {
    let who = TheProduct(account);
    let schedule = Arc::new(schedule(app, endpoint));
    let end = Instant::now() + TURN;
    while Instant::now() < end {
        let schedule = Arc::clone(&schedule);
        let next = app.read(&who, async move |work: &mut Work<'_>| {
            deliveries::next(work, endpoint, &schedule).await
        });
        match next.await? {
            Next::Due(delivery, target) => drop(attempt(app, account, *delivery, &target).await?),
            Next::Hopeless(delivery) => give_up(app, account, *delivery).await?,
            Next::At(time) => return Ok(Again::At(time.0)),
            Next::Nothing => return Ok(Again::Done),
            Next::Gone => {
                let forget =
                    async move |work: &mut Work<'_>| deliveries::forget_later(work, endpoint).await;
                app.write(&who, forget).await?;
                return Ok(Again::Done);
            }
        }
    }
    Ok(Again::At(app.clock.now().0))
}

/// Tells an address something at once, whatever waits for it, and does not try again.
pub async fn tell_now(app: &App, account: AccountId, delivery: Delivery) -> Result<()> {
    let (who, endpoint) = (TheProduct(account), delivery.endpoint);
    let target = app
        .read(&who, async move |work: &mut Work<'_>| deliveries::target(work, endpoint).await)
        .await?
        .ok_or(Error::NotFound)?;
    let attempt = Attempt { is_final: true, ..send(app, &delivery, &target).await };
    note(app, account, delivery, attempt).await.map(drop)
}

/// Tries to deliver, and notes what became of that.
async fn attempt(
    app: &App,
    account: AccountId,
    delivery: Delivery,
    target: &Target,
) -> Result<State> {
    let attempt = send(app, &delivery, target).await;
    let is_final = delivery.endpoint.kind == Of::AgentBot && !is_passing(&attempt);
    note(app, account, delivery, Attempt { is_final, ..attempt }).await
}

/// Whether a bot may take it in a moment that it does not take now.
fn is_passing(attempt: &Attempt) -> bool {
    matches!(attempt.status, Some(429 | 500))
}

async fn note(
    app: &App,
    account: AccountId,
    delivery: Delivery,
    attempt: Attempt,
) -> Result<State> {
    let schedule = schedule(app, delivery.endpoint);
    let who = TheProduct(account);
    let noted = app.write(&who, async move |work: &mut Work<'_>| {
        let state = deliveries::note(work, &delivery, &attempt, &schedule).await?;
        consequences::follow(work, &delivery, &attempt, state).await?;
        Ok::<_, Error>(state)
    });
    let state = noted.await?;
    app.metrics.told(match state {
        State::Delivered => Outcome::Delivered,
        State::GivenUp => Outcome::GivenUp,
        State::InLine | State::SetAside => Outcome::Failed,
    });
    Ok(state)
}

/// When it is tried again what an address did not take.
fn schedule(app: &App, endpoint: Endpoint) -> Schedule {
    let settings = &app.config.webhooks;
    let pauses = match endpoint.kind {
        Of::AgentBot => PAUSES_OF_BOTS.to_vec(),
        Of::Webhook | Of::Inbox => settings.retry_after.clone(),
    };
    Schedule { pauses, disable_after: settings.disable_after }
}

/// Does not try to deliver to an address that takes nothing at the moment.
async fn give_up(app: &App, account: AccountId, delivery: Delivery) -> Result<()> {
    let why = Attempt {
        began_at: app.clock.now(),
        took: Duration::ZERO,
        status: None,
        answer: None,
        problem: Some("not tried, since nothing was taken just before".to_owned()),
        is_final: true,
    };
    let who = TheProduct(account);
    let noted = app.write(&who, async move |work: &mut Work<'_>| {
        deliveries::give_up(work, &delivery, &why).await?;
        consequences::follow(work, &delivery, &why, State::GivenUp).await
    });
    noted.await?;
    app.metrics.told(Outcome::GivenUp);
    Ok(())
}

async fn send(app: &App, delivery: &Delivery, target: &Target) -> Attempt {
    let began_at = app.clock.now();
    let started = Instant::now();
    let request = request(delivery, target, began_at.seconds())
        .within(app.config.webhooks.timeout)
        .beginning(ANSWER);
    let answered = app.outbound.send(request).await;
    let took = started.elapsed();
    let blank =
        Attempt { began_at, took, status: None, answer: None, problem: None, is_final: false };
    match answered {
        Ok(answer) => Attempt {
            status: Some(answer.status.as_u16()),
            answer: Some(String::from_utf8_lossy(&answer.body).replace('\0', "")),
            problem: (!answer.status.is_success()).then(|| answer.status.to_string()),
            ..blank
        },
        Err(error) => Attempt { problem: Some(error.to_string()), ..blank },
    }
}

fn request(delivery: &Delivery, target: &Target, now: i64) -> Request {
    let (url, login) = without_login(&target.url);
    let uuid = HeaderValue::try_from(&delivery.uuid).expect("a UUID makes a header");
    let mut request = Request::post(url, delivery.body.clone())
        .header(CONTENT_TYPE, JSON)
        .header(ACCEPT, JSON)
        .header(DELIVERY, uuid)
        .redirects(Redirects::SeeOther);
    if let Some(event) = delivery.event_id {
        request = request.header(EVENT, event.0.into());
    }
    if let Some(login) = login {
        request = request.header(AUTHORIZATION, login);
    }
    request.signed(&target.secret, now, TIMESTAMP, SIGNATURE)
}

/// An address, and the login that stands in it, as a header has that.
pub(super) fn without_login(address: &str) -> (String, Option<HeaderValue>) {
    let given = || (address.to_owned(), None);
    let Ok(mut url) = Url::parse(address) else { return given() };
    if url.username().is_empty() && url.password().is_none() {
        return given();
    }
    let spelled = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (name, password) = (spelled(url.username()), spelled(url.password().unwrap_or_default()));
    let login = format!("Basic {}", BASE64.encode(format!("{name}:{password}")));
    if url.set_username("").is_err() || url.set_password(None).is_err() {
        return given();
    }
    (url.into(), HeaderValue::try_from(login).ok())
}

#[cfg(test)]
mod tests {
    use super::without_login;

    #[test]
    fn a_login_in_an_address_is_sent_as_a_header() {
        let (url, login) = without_login("https://me:p%40ss@hooks.test/a?b=c");
        assert_eq!(url, "https://hooks.test/a?b=c");
        assert_eq!(login.unwrap(), "Basic bWU6cEBzcw==");
        assert_eq!(without_login("https://hooks.test/").1, None);
    }
}

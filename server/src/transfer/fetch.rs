//! Fetches pictures of contacts and of bots from addresses that somebody else has chosen.

use std::time::Duration;

use axum::http::header::CONTENT_TYPE;
use jobs::{Failure, Job, Kind, Next};
use outbound::{Redirects, Request};

use super::receive::{self, Accepts, Arrival};
use crate::{
    agent_bots::picture::{self as of_bots, FetchBotPicture},
    app::{App, TheProduct},
    contacts::picture::{self as of_contacts, FetchPicture},
    error::{Error, Result},
    files::avatar,
    id::AccountId,
    tasks::{Stored, Task as _},
    work::Work,
};

/// Pictures that are fetched at the same time.
const BESIDE_EACH_OTHER: usize = 2;

/// How long one may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);

/// After how long nobody waits for it any more.
const LEASE: Duration = Duration::from_mins(2);

/// Fetches pictures of contacts.
pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    let fetch = move |job: Job| {
        let app = app.clone();
        async move {
            let Stored { account, task } = Stored::<FetchPicture>::read(&job)?;
            outcome(fetch_of_contact(&app, account, task).await)
        }
    };
    Kind::new(FetchPicture::KIND, fetch).at_once(BESIDE_EACH_OTHER).lease(LEASE)
}

/// Fetches pictures of bots.
pub fn kind_of_bots(app: &App) -> Kind {
    let app = app.clone();
    let fetch = move |job: Job| {
        let app = app.clone();
        async move {
            let Stored { account, task } = Stored::<FetchBotPicture>::read(&job)?;
            outcome(fetch_of_bot(&app, account, task).await)
        }
    };
    Kind::new(FetchBotPicture::KIND, fetch).at_once(BESIDE_EACH_OTHER).lease(LEASE)
}

fn outcome(fetched: Result<()>) -> Result<Next, Failure> {
    match fetched {
        Err(error @ (Error::Unavailable(_) | Error::Uncertain(_) | Error::Internal(_))) => {
            Err(Failure::for_now(error))
        }
        // What is not there, or no picture, is nobody's to repair.
        _ => Ok(Next::Done),
    }
}

async fn fetch_of_contact(app: &App, account: AccountId, task: FetchPicture) -> Result<()> {
    let whose = format!("contact {}", task.contact);
    let Some(signed) = fetch(app, Some(account), &task.url, &whose).await? else { return Ok(()) };
    app.write(&TheProduct(account), async move |work: &mut Work<'_>| {
        of_contacts::take_fetched(work, &task, &signed).await
    })
    .await
}

/// The picture of a bot that an app manages belongs to no account.
async fn fetch_of_bot(app: &App, account: AccountId, task: FetchBotPicture) -> Result<()> {
    let whose = format!("agent bot {}", task.bot);
    let Some(signed) = fetch(app, None, &task.url, &whose).await? else { return Ok(()) };
    app.write(&TheProduct(account), async move |work: &mut Work<'_>| {
        of_bots::take_fetched(work, &task, &signed).await
    })
    .await
}

/// A picture from an address, by its signed id, if there is one.
async fn fetch(
    app: &App,
    account: Option<AccountId>,
    url: &str,
    whose: &str,
) -> Result<Option<String>> {
    let most = usize::try_from(avatar::MOST_BYTES).unwrap_or(usize::MAX);
    let request = Request::get(url).within(PATIENCE).whole(most);
    let answer = app.outbound.send(request.redirects(Redirects::Follow)).await;
    let answer = match answer {
        Ok(answer) if answer.status.is_success() => answer,
        Ok(answer) => {
            let status = answer.status.as_u16();
            tracing::info!(whose, status, "a picture is not there");
            return Ok(None);
        }
        Err(error) => {
            tracing::info!(whose, %error, "a picture cannot be fetched");
            return Ok(None);
        }
    };
    let said = answer.headers.get(CONTENT_TYPE).and_then(|said| said.to_str().ok());
    let arrival = Arrival {
        account,
        filename: answer.url.path(),
        content_type: said.unwrap_or_default(),
        accepts: Accepts::Picture,
    };
    let bytes = futures_util::stream::iter([Ok(answer.body)]);
    let blob = receive::receive(app, arrival, bytes).await?;
    Ok(Some(app.links.signed_id(blob.id)))
}

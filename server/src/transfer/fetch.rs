//! Fetches pictures of contacts and of bots from addresses that somebody else has chosen, and files
//! that a member names instead of bringing them (contract `behaviour.md`, 10.6).

use std::{sync::Arc, time::Duration};

use axum::http::header::CONTENT_TYPE;
use jobs::{Failure, Job, Kind, Next};
use outbound::{Answer, Problem, Redirects, Request};

use super::receive::{self, Accepts, Arrival};
use crate::{
    agent_bots::picture::{self as of_bots, FetchBotPicture},
    app::{App, TheProduct},
    contacts::picture::{self as of_contacts, FetchPicture},
    error::{Error, Result},
    files::{Blob, avatar},
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

/// Bytes that a file may have which a member names. It is in memory as a whole for a while.
pub const MOST_BYTES: u64 = 40 * 1024 * 1024;

/// The field in which they name it.
const NAMED: &str = "external_url";

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
        Err(error) if error.may_pass() => Err(Failure::for_now(error)),
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
    let answer = match ask(app, url, avatar::MOST_BYTES).await {
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
    let blob = keep(app, account, answer, Accepts::Picture).await?;
    Ok(Some(app.links.signed_id(blob.id)))
}

/// A picture or a film from an address that a member names, who waits for it.
pub async fn bring(app: &App, account: AccountId, url: &str) -> Result<Blob> {
    let turn = Arc::clone(&app.fetching_turns).acquire_owned();
    let turn = tokio::time::timeout(PATIENCE, turn).await;
    let busy = || Error::Unavailable("Too many files are being fetched".to_owned());
    let _turn = turn.map_err(|_| busy())?.map_err(|_| busy())?;
    let most = Accepts::Fetched.most(app);
    let answer = ask(app, url, most).await.map_err(|error| match error.problem {
        Problem::InvalidUrl(_) | Problem::RefusedAddress => refused("Invalid URL provided"),
        Problem::AnswerTooLarge => too_large(),
        _ => refused("Failed to fetch file from URL"),
    })?;
    if !answer.status.is_success() {
        return Err(refused(format!("Failed to fetch file from URL: {}", answer.status)));
    }
    keep(app, Some(account), answer, Accepts::Fetched).await
}

/// Whether a file of this type is taken from an address that a member names.
pub fn is_wanted(content_type: &str) -> bool {
    content_type.starts_with("image/") || content_type.starts_with("video/")
}

pub fn unsupported() -> Error {
    refused("File type not supported (only images and videos are allowed)")
}

pub fn too_large() -> Error {
    refused("File exceeds the maximum allowed size")
}

fn refused(why: impl Into<String>) -> Error {
    Error::said(NAMED, why)
}

async fn ask(app: &App, url: &str, most: u64) -> Result<Answer, outbound::Error> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let request = Request::get(url).within(PATIENCE).whole(most);
    app.outbound.send(request.redirects(Redirects::Follow)).await
}

/// Stores what was fetched, under the name that it has in its address.
async fn keep(
    app: &App,
    account: Option<AccountId>,
    answer: Answer,
    accepts: Accepts,
) -> Result<Blob> {
    let said = answer.headers.get(CONTENT_TYPE).and_then(|said| said.to_str().ok());
    let arrival = Arrival {
        account,
        filename: answer.url.path(),
        content_type: said.unwrap_or_default(),
        accepts,
    };
    let bytes = futures_util::stream::iter([Ok(answer.body)]);
    receive::receive(app, arrival, bytes).await
}

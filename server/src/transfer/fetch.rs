//! Fetches pictures of contacts from addresses that somebody else has chosen.

use std::time::Duration;

use axum::http::header::CONTENT_TYPE;
use jobs::{Failure, Job, Kind, Next};
use outbound::{Redirects, Request};

use super::receive::{self, Accepts, Arrival};
use crate::{
    app::{App, TheProduct},
    contacts::picture::{self, FetchPicture},
    error::{Error, Result},
    files::avatar,
    tasks::{Stored, Task as _},
    work::Work,
};

/// Pictures that are fetched at the same time.
const BESIDE_EACH_OTHER: usize = 2;

/// How long one may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);

/// After how long nobody waits for it any more.
const LEASE: Duration = Duration::from_mins(2);

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    let fetch = move |job: Job| {
        let app = app.clone();
        async move {
            let Stored { account, task } = Stored::<FetchPicture>::read(&job)?;
            match fetch(&app, TheProduct(account), task).await {
                Err(error @ (Error::Unavailable(_) | Error::Uncertain(_) | Error::Internal(_))) => {
                    Err(Failure::for_now(error))
                }
                // What is not there, or no picture, is nobody's to repair.
                _ => Ok(Next::Done),
            }
        }
    };
    Kind::new(FetchPicture::KIND, fetch).at_once(BESIDE_EACH_OTHER).lease(LEASE)
}

async fn fetch(app: &App, who: TheProduct, task: FetchPicture) -> Result<()> {
    let most = usize::try_from(avatar::MOST_BYTES).unwrap_or(usize::MAX);
    let request = Request::get(&task.url).within(PATIENCE).whole(most);
    let answer = app.outbound.send(request.redirects(Redirects::Follow)).await;
    let answer = match answer {
        Ok(answer) if answer.status.is_success() => answer,
        Ok(answer) => {
            let status = answer.status.as_u16();
            tracing::info!(contact.id = %task.contact, status, "a picture is not there");
            return Ok(());
        }
        Err(error) => {
            tracing::info!(contact.id = %task.contact, %error, "a picture cannot be fetched");
            return Ok(());
        }
    };
    let said = answer.headers.get(CONTENT_TYPE).and_then(|said| said.to_str().ok());
    let arrival = Arrival {
        account: Some(who.0),
        filename: answer.url.path(),
        content_type: said.unwrap_or_default(),
        accepts: Accepts::Picture,
    };
    let bytes = futures_util::stream::iter([Ok(answer.body)]);
    let blob = receive::receive(app, arrival, bytes).await?;
    let signed = app.links.signed_id(blob.id);
    app.write(&who, async move |work: &mut Work<'_>| {
        picture::take_fetched(work, &task, &signed).await
    })
    .await
}

//! A notification in a browser: encrypted for it, and brought by its push service (RFC 8030
//! and 8291).

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use db::Tx;
use jobs::{Backoff, Failure, Job, Kind, Next};
use outbound::{Problem, Request, StatusCode, Url, header::AUTHORIZATION};
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;
use web_push_native::{Auth, WebPushBuilder, p256::PublicKey};

use super::{Vapid, address};
use crate::{
    app::{App, TheProduct},
    error::Result,
    id::AccountId,
    notifications::{
        alerts::{self, Push},
        details::Details,
        subscriptions::{self, Subscription},
    },
    tasks::{Stored, Task as _},
    work::Work,
};

/// Browsers that are told at the same time.
const BESIDE_EACH_OTHER: usize = 8;

/// A notification is of the moment: after some minutes it is not tried any more.
const AGAIN: Backoff =
    Backoff { first: Duration::from_secs(10), most: Duration::from_mins(5), failures: 5 };

/// For how long a push service may try to bring it.
const WORTH_TELLING: Duration = Duration::from_hours(24);

/// What a browser has said of itself.
#[derive(Deserialize)]
struct Browser {
    endpoint: String,
    p256dh: String,
    auth: String,
}

/// What it is told.
#[derive(Serialize)]
struct Message {
    title: String,
    tag: String,
    url: String,
}

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    let vapid: Arc<OnceCell<Vapid>> = Arc::default();
    let push = move |job: Job| {
        let (app, vapid) = (app.clone(), Arc::clone(&vapid));
        async move {
            let Stored { account, task } = Stored::<Push>::read(&job)?;
            let vapid = vapid.get_or_try_init(|| Vapid::of(&app)).await;
            Box::pin(push(&app, vapid.map_err(Failure::for_now)?, account, task)).await
        }
    };
    Kind::new(Push::KIND, push).at_once(BESIDE_EACH_OTHER).backoff(AGAIN)
}

async fn push(app: &App, vapid: &Vapid, account: AccountId, push: Push) -> Result<Next, Failure> {
    let who = TheProduct(account);
    let told = app
        .read(&who, async move |work: &mut Work<'_>| alerts::pushed(work, push).await)
        .await
        .map_err(Failure::for_now)?;
    let Some((details, browser)) = told else { return Ok(Next::Done) };
    let message = Message::of(app, account, &details);
    // A browser that cannot be written to never could.
    let Some(request) = request(app, vapid, &browser, &message) else {
        return forget(app, &browser).await;
    };
    let answer = app.outbound.send(request).await.map_err(failure)?;
    match answer.status {
        status if status.is_success() => Ok(Next::Done),
        StatusCode::NOT_FOUND
        | StatusCode::GONE
        | StatusCode::UNAUTHORIZED
        | StatusCode::FORBIDDEN
        | StatusCode::BAD_REQUEST => forget(app, &browser).await,
        status => Err(Failure::for_now(format!("the push service answers {status}"))),
    }
}

/// An address that must not be asked is no push service.
fn failure(error: outbound::Error) -> Failure {
    match error.problem {
        Problem::RefusedAddress | Problem::InvalidUrl(_) => Failure::for_good(error),
        _ => Failure::for_now(error),
    }
}

/// The push service knows nobody there any more.
async fn forget(app: &App, browser: &Subscription) -> Result<Next, Failure> {
    let id = browser.id;
    let gone = app.db.write(async move |tx: &mut Tx| subscriptions::forget(tx, id).await).await;
    gone.map(|()| Next::Done).map_err(Failure::for_now)
}

fn request(
    app: &App,
    vapid: &Vapid,
    subscription: &Subscription,
    message: &Message,
) -> Option<Request> {
    let browser: Browser = serde_json::from_str(subscription.attributes.as_str()).ok()?;
    let bytes = |text: &str| BASE64URL.decode(text.trim_end_matches('=')).ok();
    let key = PublicKey::from_sec1_bytes(&bytes(&browser.p256dh)?).ok()?;
    let auth = bytes(&browser.auth).filter(|auth| auth.len() == 16)?;
    let address: Url = browser.endpoint.parse().ok()?;
    let contact = &app.config.server.frontend_url;
    let shown = vapid.authorization(&address, contact, app.clock.now())?;
    let body = serde_json::to_vec(message).ok()?;
    let built =
        WebPushBuilder::new(browser.endpoint.parse().ok()?, key, Auth::clone_from_slice(&auth))
            .with_valid_duration(WORTH_TELLING)
            .build(body)
            .ok()?;
    let (head, body) = built.into_parts();
    let request = Request::post(browser.endpoint, body).header(AUTHORIZATION, shown);
    Some(head.headers.into_iter().fold(request, |request, (name, value)| match name {
        Some(name) => request.header(name, value),
        None => request,
    }))
}

impl Message {
    fn of(app: &App, account: AccountId, details: &Details) -> Self {
        let id = details.conversation.conversation.display_id;
        let notification = &details.notification;
        Message {
            title: details.title(),
            tag: format!("{}_{id}_{}", notification.kind.as_str(), notification.id),
            url: address(&app.config.server.frontend_url, account, id),
        }
    }
}

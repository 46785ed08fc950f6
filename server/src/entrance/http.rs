//! Endpoints of the entrance (contract `application-core.md`, 4).

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Entry, Inside,
    confirmation::{self, Confirmation},
    password::{self, Address, NewPassword},
    sign_in::{self, SignIn},
    sign_up::{self, SignUp, SignedUp},
    wire,
};
use crate::{
    access::Credential,
    app::{App, NOWHERE},
    audits,
    error::{Error, Result},
    http::{
        Admitted, Call, Described, Done, Form, Input, Json, Lead, MaybeSignedIn, credentials,
        headers,
    },
    id::{AccountId, UserId},
    profile::{self, Profile},
    sessions,
    work::Work,
};

impl Form for SignIn {}
impl Form for Address {}
impl Form for NewPassword {}
impl Form for Confirmation {}
impl Form for SignUp {}

impl IntoResponse for Entry {
    fn into_response(self) -> Response {
        match self {
            Entry::In(inside) => {
                let Inside { session, profile } = *inside;
                let data = profile::wire::User::from(profile);
                Admitted { session, body: wire::Data { data } }.into_response()
            }
            Entry::SecondFactor(ticket) => {
                let wanted = Json(wire::CodeWanted::by(ticket));
                (StatusCode::PARTIAL_CONTENT, wanted).into_response()
            }
        }
    }
}

impl IntoResponse for SignedUp {
    fn into_response(self) -> Response {
        match self {
            SignedUp::Asked { email } => {
                Json(Answered::Asked(wire::Asked { email })).into_response()
            }
            SignedUp::In(account, inside) => {
                let Inside { session, profile } = *inside;
                let body = Answered::signed_up(account, profile);
                Admitted { session, body }.into_response()
            }
            SignedUp::Known(account, profile) => {
                Json(Answered::signed_up(account, *profile)).into_response()
            }
        }
    }
}

impl Described for Entry {
    fn describe(call: &mut Call<'_>) {
        call.answers::<wire::Data<profile::wire::User>>(StatusCode::OK);
        call.says(StatusCode::OK, &headers::SESSION);
        call.answers::<wire::CodeWanted>(StatusCode::PARTIAL_CONTENT);
        call.refuses(StatusCode::UNAUTHORIZED);
        call.refuses(StatusCode::TOO_MANY_REQUESTS);
    }
}

impl Described for SignedUp {
    fn describe(call: &mut Call<'_>) {
        call.answers::<Answered>(StatusCode::OK);
        call.says(StatusCode::OK, &headers::SESSION.map(headers::Header::at_times));
        call.refuses(StatusCode::FORBIDDEN);
        call.refuses(StatusCode::NOT_FOUND);
    }
}

/// What whoever signs up is told: an address to confirm, or who they are.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
#[serde(untagged)]
enum Answered {
    Asked(wire::Asked),
    In(Box<wire::Data<wire::SignedUp>>),
}

impl Answered {
    fn signed_up(account: AccountId, profile: Profile) -> Self {
        Answered::In(Box::new(wire::Data { data: wire::SignedUp::of(account, profile) }))
    }
}

pub async fn sign_in(app: App, Input(shown): Input<SignIn>) -> Result<Entry> {
    sign_in::sign_in(&app, shown).await
}

/// Where browsers are sent that were led here by something other than our pages.
pub async fn turn_away(app: App) -> Result<Lead> {
    let frontend_url = app.config.server.frontend_url.trim_end_matches('/');
    let page = format!("{frontend_url}/app/login?error=access-denied");
    HeaderValue::try_from(page).map(Lead::to).map_err(|error| Error::Internal(error.into()))
}

pub async fn validate(app: App, headers: HeaderMap) -> Result<Admitted<wire::Valid>> {
    let unknown = || Error::NotSignedIn("Invalid login credentials".into());
    let (user, session) = at_hand(&app, &headers).await?.ok_or_else(unknown)?;
    let profile =
        app.read(&NOWHERE, async move |work: &mut Work<'_>| profile::show(work, user).await);
    Ok(Admitted { session, body: wire::Valid::of(profile.await?) })
}

pub async fn sign_out(app: App, headers: HeaderMap) -> Result<Json<wire::SignedOut>> {
    let shown = credentials::session(&headers).ok_or(Error::NobodySignedOut)?;
    let closed = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        let session = sessions::find(work.tx, &shown, work.now).await?;
        let session = session.ok_or(Error::NobodySignedOut)?;
        audits::signed_out(work, session.user).await?;
        sessions::close(work, session.id).await
    });
    closed.await?;
    Ok(Json(wire::SignedOut { success: true }))
}

pub async fn ask_password(app: App, Input(address): Input<Address>) -> Result<Json<wire::Message>> {
    password::ask(&app, address).await?;
    let message = "Request for password reset is successful. A email with instructions will be \
                   sent to your email if it exists.";
    Ok(Json(wire::Message { message }))
}

pub async fn set_password(app: App, Input(new): Input<NewPassword>) -> Result<Entry> {
    password::set(&app, new).await
}

pub async fn confirm(app: App, Input(shown): Input<Confirmation>) -> Result<Entry> {
    confirmation::confirm(&app, shown).await
}

pub async fn resend_confirmation(app: App, Input(address): Input<Address>) -> Result<Done> {
    confirmation::ask(&app, address).await?;
    Ok(Done)
}

pub async fn sign_up(
    MaybeSignedIn(caller): MaybeSignedIn,
    app: App,
    Input(new): Input<SignUp>,
) -> Result<SignedUp> {
    match caller {
        Some(caller) => sign_up::add_account(&app, caller.user, new).await,
        None => sign_up::sign_up(&app, new).await,
    }
}

pub async fn sign_up_at_once(app: App, Input(new): Input<SignUp>) -> Result<SignedUp> {
    sign_up::sign_up_at_once(&app, new).await
}

/// The user whose session a request shows, and the session as it is to be shown again.
async fn at_hand(app: &App, headers: &HeaderMap) -> Result<Option<(UserId, sessions::Issued)>> {
    let Some(shown) = credentials::session(headers) else { return Ok(None) };
    let credential = Credential::Session(shown.clone());
    match app.access.user(&app.db, &credential, app.clock.now()).await {
        Ok((user, pass)) => Ok(credentials::again(shown, pass).map(|session| (user, session))),
        Err(Error::SignedOut) => Ok(None),
        Err(error) => Err(error),
    }
}

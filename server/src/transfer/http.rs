//! Endpoints for the bytes of files (contract `application-core.md`, 3.10 and 17.16). Whoever
//! has a link that was signed here may follow it; nobody is asked who they are.

use std::ops::Range;

use axum::{
    body::Body,
    extract::{FromRequestParts, RawPathParams, Request},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
            CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, IF_RANGE,
            RANGE, X_CONTENT_TYPE_OPTIONS,
        },
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use db::Tx;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    announce, announce::Announced, fetch, range::Asked, receive, receive::Accepts, thumbnails,
};
use crate::{
    app::App,
    conversations,
    error::{Error, Result},
    files::{self, Blob, kind},
    http::{
        Agent, Allowance, Arriving, At, Brings, Call, Described, Form, Input, Json, Lead,
        NoContent, Responder, Upload, headers,
    },
    id::{BlobId, DisplayId},
    links::{Disposition, SMALL},
    validate::filled,
    work::Work,
};

/// For how long the answer that leads to a file may be kept, and for how long that goes on
/// leading there.
const LEADS_FOR: std::time::Duration = std::time::Duration::from_mins(10);
const REMEMBERED: HeaderValue = HeaderValue::from_static("max-age=300, private");

/// The bytes of a file never change.
const FOR_EVER: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// What a file may do that somebody opens in a browser: be looked at, if it is of a kind for
/// that, and nothing else.
const SHOWN: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; img-src 'self'; media-src 'self'; object-src 'self'; style-src 'unsafe-inline'",
);
const LOCKED_AWAY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// What the name of a file may hold in a header as it is.
const IN_HEADER: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A part of the path that holds what was signed here, or names a size.
pub struct Named {
    signed: String,
    variation: Option<String>,
}

/// How a file is wanted.
#[derive(JsonSchema, Deserialize)]
pub struct Wanted {
    disposition: Option<String>,
}

impl Form for Wanted {}

/// A file that is brought for whatever will need it.
#[derive(JsonSchema, Deserialize)]
pub struct Brought {
    /// The file; its signed id where it was brought before.
    attachment: Option<String>,
    /// Where there is a picture or a film to be fetched, if none is brought.
    external_url: Option<String>,
}

impl Form for Brought {}

impl Brings for Brought {
    const FIELDS: &[&str] = &["attachment"];
    const ACCEPTS: Accepts = Accepts::Anything;
}

/// A file that nobody needs yet, and where it is found.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Uploaded {
    file_url: String,
    blob_key: String,
    blob_id: String,
}

impl Uploaded {
    fn of(app: &App, blob: Blob) -> Self {
        Uploaded {
            file_url: app.links.to_blob(blob.id, &blob.filename),
            blob_id: app.links.signed_id(blob.id),
            blob_key: blob.key,
        }
    }
}

impl Form for announce::NewUpload {
    const WRAPPER: Option<&'static str> = Some("blob");
}

impl FromRequestParts<App> for Named {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let params = RawPathParams::from_request_parts(parts, app).await;
        let params = params.map_err(|_| Error::NotFound)?;
        let named = |wanted| {
            let mut all = params.iter().filter(|(name, _)| *name == wanted);
            all.next().map(|(_, value)| value.to_owned())
        };
        Ok(Named { signed: named("signed").ok_or(Error::NotFound)?, variation: named("variation") })
    }
}

impl Described for Named {
    fn describe(call: &mut Call<'_>) {
        call.refuses(StatusCode::NOT_FOUND);
    }
}

/// The bytes of a file, all or some of them, or that the caller has them.
pub struct Bytes(Response);

impl IntoResponse for Bytes {
    fn into_response(self) -> Response {
        self.0
    }
}

impl Described for Bytes {
    fn describe(call: &mut Call<'_>) {
        for (status, what) in [
            (StatusCode::OK, "Its bytes"),
            (StatusCode::PARTIAL_CONTENT, "Some of its bytes"),
            (StatusCode::NOT_MODIFIED, "The caller has it already"),
            (StatusCode::RANGE_NOT_SATISFIABLE, "It has no such part"),
        ] {
            call.answers_otherwise(status, what);
            call.says(status, &OF_BYTES);
        }
        for status in [StatusCode::PARTIAL_CONTENT, StatusCode::RANGE_NOT_SATISFIABLE] {
            call.says(status, &[headers::CONTENT_RANGE]);
        }
    }
}

/// What is said of a file, whatever comes of it.
const OF_BYTES: [headers::Header; 6] = [
    headers::ACCEPT_RANGES,
    headers::CACHE_CONTROL,
    headers::CONTENT_DISPOSITION,
    headers::CONTENT_SECURITY_POLICY,
    headers::CONTENT_TYPE_OPTIONS,
    headers::ETAG,
];

/// Takes a file that a rule, a macro or a message will name by the id that it has then.
pub async fn upload(
    agent: Agent,
    app: App,
    Upload(brought): Upload<Brought>,
) -> Result<Json<Uploaded>> {
    let missing = || Error::said("attachment", "No file or URL provided");
    let (brought, named) = (filled(brought.attachment), filled(brought.external_url));
    if let (None, Some(url)) = (&brought, named) {
        let blob = fetch::bring(&app, agent.account, &url).await?;
        note(&app, &agent).await?;
        return Ok(Json(Uploaded::of(&app, blob)));
    }
    let signed = brought.ok_or_else(missing)?;
    let id = app.links.blob_of(&signed).ok_or_else(missing)?;
    let blob = find(&app, id).await?;
    if blob.account_id != Some(agent.account) {
        return Err(Error::NotFound);
    }
    note(&app, &agent).await?;
    Ok(Json(Uploaded::of(&app, blob)))
}

/// Notes that a file has come, so that a request that is sent again is told the same. What came
/// twice is left to nobody, and goes after a day.
async fn note(app: &App, agent: &Agent) -> Result<()> {
    app.write(agent, async |_: &mut Work<'_>| Ok::<_, Error>(())).await
}

/// Leads to a file.
pub async fn show(app: App, named: Named, Input(wanted): Input<Wanted>) -> Result<Lead> {
    let blob = blob_of(&app, &named).await?;
    let disposition = match wanted.disposition.as_deref() {
        Some("attachment") => Disposition::Attachment,
        _ => Disposition::Inline,
    };
    Ok(leading_to(&app, &blob, disposition))
}

/// Leads to the small picture of one.
pub async fn show_small(app: App, named: Named) -> Result<Lead> {
    if named.variation.as_deref() != Some(SMALL) {
        return Err(Error::NotFound);
    }
    let blob = blob_of(&app, &named).await?;
    let small = thumbnails::of(&app, &blob).await?;
    Ok(leading_to(&app, &small, Disposition::Inline))
}

/// The bytes of a file, or a part of them.
pub async fn read(app: App, named: Named, headers: HeaderMap) -> Result<Bytes> {
    let now = app.clock.now();
    let (id, disposition) = app.links.bytes_of(&named.signed, now).ok_or(Error::NotFound)?;
    let blob = find(&app, id).await?;
    let size = u64::try_from(blob.byte_size).unwrap_or_default();
    let tag = format!("\"{}\"", blob.checksum);
    let header = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let mut response = Response::new(Body::empty());
    describe(response.headers_mut(), &blob, disposition, &tag)?;
    if header(IF_NONE_MATCH).is_some_and(|known| known.split(',').any(|it| it.trim() == tag)) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Ok(Bytes(response));
    }
    let is_same = header(IF_RANGE).is_none_or(|known| known == tag);
    match Asked::of(header(RANGE).filter(|_| is_same), size) {
        Asked::Nothing => {
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            response.headers_mut().insert(CONTENT_RANGE, text(format!("bytes */{size}"))?);
        }
        Asked::Part(part) => {
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            let range = format!("bytes {}-{}/{size}", part.start, part.end - 1);
            response.headers_mut().insert(CONTENT_RANGE, text(range)?);
            fill(&app, &blob, &mut response, part).await?;
        }
        Asked::Whole => fill(&app, &blob, &mut response, 0..size).await?,
    }
    Ok(Bytes(response))
}

/// Announces a file that is brought next, for a message of a conversation.
pub async fn announce(
    responder: Responder,
    app: App,
    At(id): At<DisplayId>,
    Input(new): Input<announce::NewUpload>,
) -> Result<Json<Announced>> {
    app.read(&responder, async move |work: &mut Work<'_>| {
        conversations::find(work, id).await.map(drop)
    })
    .await?;
    Ok(Json(announce::announce(&app, &responder, new).await?))
}

/// Takes the bytes of a file that was announced.
pub async fn bring(app: App, named: Named, request: Request) -> Result<NoContent> {
    let blob = app.links.upload_of(&named.signed, app.clock.now()).ok_or(Error::NotFound)?;
    let blob = app.db.read(async move |tx: &mut Tx| files::find(tx, blob).await).await?;
    let blob = blob.filter(|blob| !blob.is_stored).ok_or(Error::NotFound)?;
    let most = u64::try_from(blob.byte_size).unwrap_or_default();
    // One byte more is enough to tell that there are too many.
    let allowance = Allowance::new(most.saturating_add(64 * 1024), u64::MAX);
    let patience = app.config.server.request_timeout;
    let arriving = Arriving::new(request.into_body(), allowance, patience);
    receive::receive_announced(&app, &blob, arriving).await?;
    Ok(NoContent)
}

async fn blob_of(app: &App, named: &Named) -> Result<Blob> {
    let id = app.links.blob_of(&named.signed).ok_or(Error::NotFound)?;
    find(app, id).await
}

async fn find(app: &App, id: BlobId) -> Result<Blob> {
    let found = app.db.read(async move |tx: &mut Tx| files::find(tx, id).await).await?;
    found.filter(|blob| blob.is_stored).ok_or(Error::NotFound)
}

fn leading_to(app: &App, blob: &Blob, disposition: Disposition) -> Lead {
    let until = app.clock.now().plus(LEADS_FOR);
    let there = app.links.to_bytes(blob.id, &blob.filename, disposition, until);
    let place = HeaderValue::try_from(there).expect("what is encoded for a path makes a header");
    Lead { place, kept: Some(REMEMBERED) }
}

/// Says what a file is. Only what is safe to look at is shown; everything else is put into a
/// folder, as what it is only if no browser would run it.
fn describe(headers: &mut HeaderMap, blob: &Blob, wanted: Disposition, tag: &str) -> Result<()> {
    let is_shown = kind::is_shown(&blob.content_type);
    let disposition = if is_shown { wanted } else { Disposition::Attachment };
    let content_type =
        if kind::is_run(&blob.content_type) { kind::UNKNOWN } else { &blob.content_type };
    let plain: String =
        blob.filename.chars().map(|it| if is_plain(it) { it } else { '_' }).collect();
    let encoded = utf8_percent_encode(&blob.filename, IN_HEADER);
    let disposition =
        format!("{}; filename=\"{plain}\"; filename*=UTF-8''{encoded}", disposition.as_str());
    headers.insert(CONTENT_TYPE, text(content_type.to_owned())?);
    headers.insert(CONTENT_DISPOSITION, text(disposition)?);
    headers.insert(ETAG, text(tag.to_owned())?);
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(CACHE_CONTROL, FOR_EVER);
    headers.insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.insert(CONTENT_SECURITY_POLICY, if is_shown { SHOWN } else { LOCKED_AWAY });
    Ok(())
}

fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || " -_.()+,=@".contains(character)
}

async fn fill(app: &App, blob: &Blob, response: &mut Response, part: Range<u64>) -> Result<()> {
    response.headers_mut().insert(CONTENT_LENGTH, (part.end - part.start).into());
    if part.is_empty() {
        return Ok(());
    }
    let bytes = app.storage.read(&blob.key, Some(part)).await?;
    *response.body_mut() = Body::from_stream(bytes);
    Ok(())
}

fn text(text: String) -> Result<HeaderValue> {
    HeaderValue::try_from(text).map_err(|error| Error::Internal(error.into()))
}

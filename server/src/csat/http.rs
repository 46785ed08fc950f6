//! Endpoints for surveys (contract `behaviour.md`, 6.6 and 8.6, and
//! `realtime-client-platform.md`, 3.6). Those of contacts are open to whoever has the link.

use axum::{
    body::Body,
    extract::FromRequestParts,
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE},
        request::Parts,
    },
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use db::Tx;
use futures_util::stream::{self, StreamExt as _};

use super::{
    Details, ReviewChange, Sorted, Wanted,
    answer::{self, Answer, Asked},
    page, table,
    wire::{CsatMetrics, CsatResponse, CsatSurvey},
};
use crate::{
    app::{Acts as _, App, TheProduct},
    clock::Timestamp,
    contacts::sheets,
    csat,
    error::{Error, Result},
    http::{Analyst, At, Call, Described, Form, Input, Json, Listed, Page, Part, Table, path_part},
    id::{AccountId, ConversationId, CsatResponseId},
    page as pages,
    work::Work,
};

/// Answers that are read at once for a table.
const AT_ONCE: u64 = 500;

/// The page asks for its style, its script and the survey, and for nothing else.
const OURS_ONLY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

const TABLE: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8");
const FILENAME: HeaderValue = HeaderValue::from_static("attachment; filename=\"csat_report.csv\"");

impl Form for Wanted {}
impl Form for Sorted {}
impl Form for Answer {}
impl Form for ReviewChange {}

/// The conversation that a link names.
pub struct Link(String);

impl FromRequestParts<App> for Link {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        path_part(parts, app, "uuid").await.map(Link)
    }
}

impl Described for Link {
    fn describe(call: &mut Call<'_>) {
        call.refuses(StatusCode::NOT_FOUND);
    }
}

impl Link {
    async fn place(self, app: &App) -> Result<(AccountId, ConversationId)> {
        app.db.read(async move |tx: &mut Tx| answer::place(tx, &self.0).await).await
    }
}

pub async fn list(
    analyst: Analyst,
    app: App,
    Input((wanted, (sorted, part))): Input<(Wanted, (Sorted, pages::Part))>,
) -> Result<Listed<Vec<CsatResponse>>> {
    let (found, next) = app
        .read(&analyst, async move |work| csat::list(work, &wanted, sorted, &part).await)
        .await?;
    let render = |details| CsatResponse::of(analyst.account(), details);
    Ok(Listed { list: found.into_iter().map(render).collect(), next })
}

pub async fn review(
    analyst: Analyst,
    app: App,
    At(id): At<CsatResponseId>,
    Input(change): Input<ReviewChange>,
) -> Result<Json<CsatResponse>> {
    let details =
        app.write(&analyst, async move |work| csat::review(work, id, &change).await).await?;
    Ok(Json(CsatResponse::of(analyst.account(), details)))
}

pub async fn metrics(
    analyst: Analyst,
    app: App,
    Input(wanted): Input<Wanted>,
) -> Result<Json<CsatMetrics>> {
    let counted = app.read(&analyst, async move |work| csat::metrics(work, &wanted).await).await?;
    Ok(Json(counted.into()))
}

/// What was answered, as a table. It is written while it is read.
pub async fn download(analyst: Analyst, app: App, Input(wanted): Input<Wanted>) -> Result<Table> {
    let account = analyst.account();
    let header = stream::once(async { Ok::<_, Error>(Bytes::from(table::header())) });
    let ending = table::ending(&wanted);
    let who = TheProduct(account);
    let begin = (app, wanted, (Timestamp(0), CsatResponseId(0)));
    let rows = stream::try_unfold(begin, move |(app, wanted, place)| async move {
        let asked = wanted.clone();
        let found = app.read(&who, async move |work: &mut Work<'_>| {
            let found = csat::after(work, &asked, place, AT_ONCE).await?;
            Ok::<_, Error>((found, work.links.base().to_owned()))
        });
        let (found, base) = found.await?;
        let Some(last) = found.last().map(Details::place) else { return Ok(None) };
        let line = |details: &Details| sheets::line(table::row(account, &base, details));
        let lines: Vec<u8> = found.iter().flat_map(line).collect();
        Ok(Some((Bytes::from(lines), (app, wanted, last))))
    });
    let ending = stream::once(async { Ok(Bytes::from(ending)) });
    let body = Body::from_stream(header.chain(rows).chain(ending));
    Ok(Table { kind: TABLE, disposition: FILENAME, body })
}

pub async fn show(app: App, link: Link) -> Result<Json<CsatSurvey>> {
    let (account, id) = link.place(&app).await?;
    let who = TheProduct(account);
    let asked =
        app.read(&who, async move |work: &mut Work<'_>| answer::show(work, id).await).await?;
    Ok(Json(CsatSurvey::of(account, asked)))
}

pub async fn answer(app: App, link: Link, Input(given): Input<Answer>) -> Result<Json<CsatSurvey>> {
    let (account, id) = link.place(&app).await?;
    let who = TheProduct(account);
    let asked: Asked = app
        .write(&who, async move |work: &mut Work<'_>| answer::answer(work, id, &given).await)
        .await?;
    Ok(Json(CsatSurvey::of(account, asked)))
}

pub async fn survey(app: App, Link(uuid): Link) -> Result<Page> {
    let read = app.db.read(async move |tx: &mut Tx| answer::language(tx, &uuid).await);
    Ok(Page(shown("text/html; charset=utf-8", page::page(read.await?))))
}

pub async fn style() -> Part {
    Part(shown("text/css; charset=utf-8", page::STYLE))
}

pub async fn script() -> Part {
    Part(shown("text/javascript; charset=utf-8", page::SCRIPT))
}

fn shown(kind: &'static str, text: impl Into<Body>) -> Response {
    let kind = HeaderValue::from_static(kind);
    ([(CONTENT_TYPE, kind), (CONTENT_SECURITY_POLICY, OURS_ONLY)], text.into()).into_response()
}

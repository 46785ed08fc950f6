//! Endpoints for what was missed (contract `behaviour.md`, 6.7).

use axum::{body::Body, http::HeaderValue};
use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};

use super::{
    Wanted, table,
    wire::{Metrics, Page},
};
use crate::{
    app::{Acts as _, App, TheProduct},
    applied_slas,
    contacts::sheets,
    conversations::details::Details,
    error::{Error, Result},
    http::{Admin, Form, Input, Json, Listed, Table},
    id::AppliedSlaId,
    page as pages,
    work::Work,
};

/// Conversations that are read at once for a table.
const AT_ONCE: u64 = 200;

const TABLE: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8");
const FILENAME: HeaderValue =
    HeaderValue::from_static("attachment; filename=\"breached_conversation.csv\"");

impl Form for Wanted {}

pub async fn list(
    admin: Admin,
    app: App,
    Input((wanted, part)): Input<(Wanted, pages::Part)>,
) -> Result<Listed<Page>> {
    let current_page = part.page.get();
    let mut found =
        app.read(&admin, async move |work| applied_slas::list(work, &wanted, &part).await).await?;
    let next = found.next.take();
    Ok(Listed { list: Page::of(current_page, found), next })
}

pub async fn metrics(
    admin: Admin,
    app: App,
    Input(wanted): Input<Wanted>,
) -> Result<Json<Metrics>> {
    let counted =
        app.read(&admin, async move |work| applied_slas::metrics(work, &wanted).await).await?;
    Ok(Json(counted.into()))
}

/// What was missed, as a table. It is written while it is read.
pub async fn download(admin: Admin, app: App, Input(wanted): Input<Wanted>) -> Result<Table> {
    wanted.check()?;
    let account = admin.account();
    let header = stream::once(async { Ok::<_, Error>(Bytes::from(table::header())) });
    let who = TheProduct(account);
    let begin = (app, wanted, Some(AppliedSlaId(0)));
    let rows = stream::try_unfold(begin, move |(app, wanted, place)| async move {
        let Some(place) = place else { return Ok(None) };
        let asked = wanted.clone();
        let found = app.read(&who, async move |work: &mut Work<'_>| {
            let (found, last) = applied_slas::after(work, &asked, place, AT_ONCE).await?;
            Ok::<_, Error>((found, last, work.links.base().to_owned()))
        });
        let (found, last, base) = found.await?;
        let line = |details: &Details| sheets::line(table::row(account, &base, details));
        let lines: Vec<u8> = found.iter().flat_map(line).collect();
        Ok::<_, Error>(Some((Bytes::from(lines), (app, wanted, last))))
    });
    let body = Body::from_stream(header.chain(rows));
    Ok(Table { kind: TABLE, disposition: FILENAME, body })
}

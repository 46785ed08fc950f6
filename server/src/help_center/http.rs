//! Endpoints of the help center that are open to anybody (contract `behaviour.md`, 8.4 and 8.5).
//!
//! A portal is found by its slug on every host. A host that is the domain of a portal shows that
//! portal only, so that nobody puts their own pages under the name of somebody else. Hosts that
//! nobody has named are not turned away: programs reach a server by many names.

use axum::{
    extract::FromRequestParts,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, HOST},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    articles,
    pages::{self, Look, Page, layout::Theme},
    portals::{self, domain},
    public::{PublicArticle, PublicArticles, PublicCategory, PublicPortal},
    reading::{self, USUAL, Wanted},
};
use crate::{
    app::{App, NOWHERE},
    error::{Error, Result},
    http::{
        Call, Described, Form, Html, Input, Json, Lead, Page as Written, Part, Payload, path_part,
    },
    id::AccountId,
    page,
    work::Work,
};

const STYLE: HeaderValue = HeaderValue::from_static("text/css; charset=utf-8");
const XML: HeaderValue = HeaderValue::from_static("application/xml; charset=utf-8");
const PICTURE: HeaderValue = HeaderValue::from_static("image/png");
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const FOR_A_DAY: HeaderValue = HeaderValue::from_static("private, max-age=86400");

/// The smallest picture there is: one point that cannot be seen.
const POINT: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\x0bIDATx\xdac`\0\x02\0\0\x05\0\x01\xe9\xfa\xdc\xd8\0\0\0\0IEND\xaeB`\x82";

/// How a page is wanted.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// Nothing but what it is about, to stand in another page.
    pub show_plain_layout: Option<bool>,
    /// `light` or `dark`; otherwise what the browser prefers.
    pub theme: Option<String>,
}

impl Form for Wish {}
impl Form for Wanted {}

/// What a path names: a portal, and what is in it.
pub struct Visit {
    slug: String,
    locale: String,
    /// A category or an article.
    part: String,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let slug = path_part(parts, app, "slug").await?;
        let locale = path_part(parts, app, "locale").await.unwrap_or_default();
        let part = path_part(parts, app, "part").await.unwrap_or_default();
        match of_host(app, &parts.headers).await? {
            Some(own) if own != slug => Err(Error::NotFound),
            _ => Ok(Visit { slug, locale, part }),
        }
    }
}

impl Described for Visit {
    fn describe(call: &mut Call<'_>) {
        call.refuses(StatusCode::NOT_FOUND);
    }
}

/// What somebody reads: a page, JSON where that is asked for, or a page that says that there is
/// nothing.
pub struct Read(Response);

/// Where the address of a portal leads.
pub enum Way {
    There(Lead),
    Nowhere(Read),
}

impl IntoResponse for Read {
    fn into_response(self) -> Response {
        self.0
    }
}

impl IntoResponse for Way {
    fn into_response(self) -> Response {
        match self {
            Way::There(lead) => lead.into_response(),
            Way::Nowhere(page) => page.into_response(),
        }
    }
}

impl Described for Read {
    fn describe(call: &mut Call<'_>) {
        Written::describe(call);
        call.answers_otherwise(StatusCode::NOT_MODIFIED, "The caller has this already");
        describe_none(call);
    }
}

impl Described for Way {
    fn describe(call: &mut Call<'_>) {
        Lead::describe(call);
        describe_none(call);
    }
}

fn describe_none(call: &mut Call<'_>) {
    call.answers_otherwise(StatusCode::NOT_FOUND, "A page that says that there is none");
    call.says(StatusCode::NOT_FOUND, &Written::SAYS);
}

/// What a domain begins with, if it is that of a portal.
pub async fn front(app: App, headers: HeaderMap, Input(wish): Input<Wish>) -> Result<Read> {
    let slug = of_host(&app, &headers).await?.ok_or(Error::NotOffered)?;
    let look = wish.look(&app);
    let home = read(&app, async move |work: &mut Work<'_>| {
        let locale = reading::default_locale(work, &slug).await?;
        reading::home(work, &slug, &locale).await
    });
    Ok(Read(shown(pages::home(&home.await?, &look))))
}

pub async fn portal(app: App, visit: Visit, Input(wish): Input<Wish>) -> Result<Way> {
    let slug = visit.slug.clone();
    let home = read(&app, async move |work: &mut Work<'_>| {
        let portal = portals::open(work, &slug).await?;
        Ok::<_, Error>(pages::to_home(&portal, &portal.locales.default_locale))
    });
    match home.await {
        Ok(home) => {
            let home = wish.look(&app).at(&home);
            let place =
                HeaderValue::try_from(home).map_err(|error| Error::Internal(error.into()))?;
            Ok(Way::There(Lead::to(place)))
        }
        Err(error) => missing(&app, visit, &wish, error).await.map(Way::Nowhere),
    }
}

/// The portal in a language: a page, or JSON where the path ends in `.json`.
pub async fn home(app: App, visit: Visit, Input(wish): Input<Wish>) -> Result<Read> {
    if let Some(locale) = visit.locale.strip_suffix(".json") {
        let (slug, locale, links) = (visit.slug, locale.to_owned(), app.links.clone());
        let told = read(&app, async move |work: &mut Work<'_>| {
            let place = reading::place(work, &slug, &locale).await?;
            let count = reading::count(work, &place).await?;
            Ok::<_, Error>(PublicPortal::of(work.account, &place, count, &links))
        });
        return Ok(Read(Json(told.await?).into_response()));
    }
    let (slug, locale) = (visit.slug.clone(), visit.locale.clone());
    let home =
        read(&app, async move |work: &mut Work<'_>| reading::home(work, &slug, &locale).await);
    match home.await {
        Ok(home) => Ok(Read(shown(pages::home(&home, &wish.look(&app))))),
        Err(error) => missing(&app, visit, &wish, error).await,
    }
}

pub async fn categories(app: App, visit: Visit) -> Result<Json<Payload<Vec<PublicCategory>>>> {
    let Visit { slug, locale, .. } = visit;
    let place =
        read(&app, async move |work: &mut Work<'_>| reading::place(work, &slug, &locale).await);
    Ok(Payload::of(PublicCategory::all(&place.await?)))
}

/// The same, by the name that some programs ask for.
pub async fn categories_json(app: App, visit: Visit) -> Result<Json<Payload<Vec<PublicCategory>>>> {
    categories(app, visit).await
}

pub async fn category(
    app: App,
    visit: Visit,
    Input((wish, page::Wanted { page, .. })): Input<(Wish, page::Wanted)>,
) -> Result<Read> {
    let (slug, locale, part) = (visit.slug.clone(), visit.locale.clone(), visit.part.clone());
    let found = read(&app, async move |work: &mut Work<'_>| {
        reading::category(work, &slug, &locale, &part, page).await
    });
    match found.await {
        Ok((place, section)) => {
            Ok(Read(shown(pages::category(&place, &section, page, &wish.look(&app)))))
        }
        Err(error) => missing(&app, visit, &wish, error).await,
    }
}

/// Articles of a language, whatever category the path names.
pub async fn articles_of_category(
    app: App,
    visit: Visit,
    wanted: Input<(Wanted, page::Wanted)>,
) -> Result<Json<PublicArticles>> {
    articles(app, visit, wanted).await
}

pub async fn articles(
    app: App,
    visit: Visit,
    Input((wanted, page)): Input<(Wanted, page::Wanted)>,
) -> Result<Json<PublicArticles>> {
    let Visit { slug, locale, .. } = visit;
    let window = page.window(USUAL);
    let found = read(&app, async move |work: &mut Work<'_>| {
        let listing = reading::listing(work, &slug, &locale, &wanted, window).await?;
        Ok::<_, Error>((work.account, listing))
    });
    let (account, listing): (AccountId, _) = found.await?;
    let links = app.links.clone();
    Ok(Json(aside(move || PublicArticles::of(account, listing, &links)).await?))
}

pub async fn search(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    Input((wanted, (wish, page))): Input<(Wanted, (Wish, page::Wanted))>,
) -> Result<Read> {
    if asks_for_json(&headers) {
        return Ok(Read(articles(app, visit, Input((wanted, page))).await?.into_response()));
    }
    let (slug, locale, page) = (visit.slug.clone(), visit.locale.clone(), page.page);
    let found = read(&app, async move |work: &mut Work<'_>| {
        reading::found(work, &slug, &locale, &wanted, page).await
    });
    match found.await {
        Ok(listing) => {
            let look = wish.look(&app);
            Ok(Read(shown(aside(move || pages::results(&listing, page, &look)).await?)))
        }
        Err(error) => missing(&app, visit, &wish, error).await,
    }
}

/// Whether a program asks, and not a browser.
fn asks_for_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|kinds| kinds.to_str().ok()).unwrap_or_default();
    accepted.contains("application/json") && !accepted.contains("text/html")
}

/// An article: a page, or JSON, or the picture by which it is noted that somebody has read it.
pub async fn article(app: App, visit: Visit, Input(wish): Input<Wish>) -> Result<Read> {
    if let Some(part) = visit.part.strip_suffix(".json") {
        return told(&app, visit.slug.clone(), part.to_owned()).await.map(Read);
    }
    if let Some(part) = visit.part.strip_suffix(".png") {
        return viewed(&app, visit.slug.clone(), part.to_owned()).await.map(Read);
    }
    let (slug, part) = (visit.slug.clone(), visit.part.clone());
    let reading =
        read(&app, async move |work: &mut Work<'_>| reading::article(work, &slug, &part).await);
    match reading.await {
        Ok(reading) => {
            let look = wish.look(&app);
            Ok(Read(shown(aside(move || pages::article(&reading, &look)).await?)))
        }
        Err(error) => missing(&app, visit, &wish, error).await,
    }
}

pub async fn sitemap(app: App, visit: Visit) -> Result<Part> {
    let slug = visit.slug;
    let all = read(&app, async move |work: &mut Work<'_>| reading::all(work, &slug).await);
    let (portal, addresses) = all.await?;
    let map = pages::sitemap(&portal, &addresses, app.links.base());
    Ok(Part(([(CONTENT_TYPE, XML)], map).into_response()))
}

pub async fn style() -> Part {
    let headers = [(CONTENT_TYPE, STYLE), (CACHE_CONTROL, FOR_EVER)];
    Part((headers, pages::STYLE).into_response())
}

async fn told(app: &App, slug: String, article: String) -> Result<Response> {
    let links = app.links.clone();
    let told = read(app, async move |work: &mut Work<'_>| {
        let (place, details) = reading::details(work, &slug, &article).await?;
        let count = reading::count(work, &place).await?;
        let portal = PublicPortal::beside_articles(work.account, &place, count, &links);
        Ok::<_, Error>(PublicArticle::of(work.account, details, portal))
    });
    Ok(Json(told.await?).into_response())
}

async fn viewed(app: &App, slug: String, article: String) -> Result<Response> {
    // Nothing is written for what nobody may read, or made up.
    let (account, id) =
        read(app, async move |work: &mut Work<'_>| reading::viewed(work, &slug, &article).await)
            .await?;
    let noted = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        work.account = account;
        Ok::<_, Error>(articles::count_view(work, id).await?)
    });
    noted.await?;
    Ok(([(CONTENT_TYPE, PICTURE), (CACHE_CONTROL, FOR_A_DAY)], POINT).into_response())
}

/// Reads as somebody who belongs to no account, until it is known whose portal it is.
async fn read<T, F>(app: &App, body: F) -> Result<T>
where
    F: AsyncFn(&mut Work<'_>) -> Result<T> + Send + Sync + 'static,
    T: Send + 'static,
{
    app.read(&NOWHERE, body).await
}

/// Makes what may be long beside those threads that answer everybody.
async fn aside<T: Send + 'static>(make: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let made = tokio::task::spawn_blocking(make).await;
    made.map_err(|error| Error::Internal(Box::new(error)))
}

/// The portal whose domain the request is sent to.
async fn of_host(app: &App, headers: &HeaderMap) -> Result<Option<String>> {
    let header = headers.get(HOST).and_then(|host| host.to_str().ok());
    let Some(host) = header.and_then(domain::asked_for) else { return Ok(None) };
    if domain::asked_for(app.links.base()).as_ref() == Some(&host) {
        return Ok(None);
    }
    let found = app
        .db
        .read(async move |tx: &mut Tx| portals::of_host(tx, &host).await.map_err(Error::from));
    found.await
}

/// A page that says that there is nothing, as far as it can be told in the portal itself.
async fn missing(app: &App, visit: Visit, wish: &Wish, error: Error) -> Result<Read> {
    if !matches!(error, Error::NotFound) {
        return Err(error);
    }
    let look = wish.look(app);
    let place = read(app, async move |work: &mut Work<'_>| {
        let locale = reading::default_locale(work, &visit.slug).await?;
        let asked_for = reading::place(work, &visit.slug, &visit.locale).await;
        match asked_for {
            Err(Error::NotFound) => reading::place(work, &visit.slug, &locale).await,
            place => place,
        }
    });
    let page = match place.await {
        Ok(place) => pages::missing(&place, &look),
        Err(Error::NotFound) => pages::nowhere(&look),
        Err(error) => return Err(error),
    };
    Ok(Read((StatusCode::NOT_FOUND, shown(page)).into_response()))
}

fn shown(page: Page) -> Response {
    let Page { html, policy } = page;
    Html { html, policy }.into_response()
}

impl Wish {
    fn look(&self, app: &App) -> Look {
        Look {
            plain: self.show_plain_layout.unwrap_or_default(),
            theme: self.theme.as_deref().and_then(Theme::of),
            links: app.links.clone(),
        }
    }
}

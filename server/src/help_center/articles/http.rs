//! Endpoints for articles (contract `behaviour.md`, 8.3).

use super::{
    ArticleChange,
    list::{self, Wanted},
    wire::{Article, Articles},
};
use crate::{
    app::{Acts as _, App},
    error::Result,
    help_center::{articles, categories::Reordering, portals::http::Editor},
    http::{Agent, At, Done, Form, Input, Json, Payload, Slug},
    id::ArticleId,
    page,
    work::Work,
};

/// Articles on a page.
const PAGE: u64 = 25;

impl Form for Wanted {}

impl Form for ArticleChange {
    const WRAPPER: Option<&'static str> = Some("article");
}

pub async fn list(
    agent: Agent,
    app: App,
    Slug(slug): Slug,
    Input((wanted, page)): Input<(Wanted, page::Wanted)>,
) -> Result<Json<Articles>> {
    let window = page.window(PAGE);
    let found = app
        .read(&agent, async move |work: &mut Work<'_>| {
            list::page(work, &slug, &wanted, window).await
        })
        .await?;
    Ok(Json(Articles::of(agent.account, page.page, found)))
}

pub async fn show(
    editor: Editor,
    app: App,
    Slug(slug): Slug,
    At(id): At<ArticleId>,
) -> Result<Json<Payload<Article>>> {
    let (article, portal) = app
        .read(&editor, async move |work: &mut Work<'_>| articles::show(work, &slug, id).await)
        .await?;
    Ok(Payload::of(Article::of(editor.account(), article, &portal)))
}

/// What an article is changed from: the same as is shown of it.
pub async fn edit(
    editor: Editor,
    app: App,
    slug: Slug,
    id: At<ArticleId>,
) -> Result<Json<Payload<Article>>> {
    show(editor, app, slug, id).await
}

pub async fn create(
    editor: Editor,
    app: App,
    Slug(slug): Slug,
    Input(new): Input<ArticleChange>,
) -> Result<Json<Payload<Article>>> {
    let (article, portal) =
        app.write(&editor, async move |work| articles::create(work, &slug, &new).await).await?;
    Ok(Payload::of(Article::of(editor.account(), article, &portal)))
}

pub async fn update(
    editor: Editor,
    app: App,
    Slug(slug): Slug,
    At(id): At<ArticleId>,
    Input(change): Input<ArticleChange>,
) -> Result<Json<Payload<Article>>> {
    let (article, portal) = app
        .write(&editor, async move |work| articles::update(work, &slug, id, &change).await)
        .await?;
    Ok(Payload::of(Article::of(editor.account(), article, &portal)))
}

pub async fn delete(
    editor: Editor,
    app: App,
    Slug(slug): Slug,
    At(id): At<ArticleId>,
) -> Result<Done> {
    app.write(&editor, async move |work| articles::delete(work, &slug, id).await).await?;
    Ok(Done)
}

pub async fn reorder(
    editor: Editor,
    app: App,
    Slug(slug): Slug,
    Input(wanted): Input<Reordering>,
) -> Result<Done> {
    app.write(&editor, async move |work| articles::reorder(work, &slug, &wanted).await).await?;
    Ok(Done)
}

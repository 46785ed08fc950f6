//! Endpoints for categories (contract `behaviour.md`, 8.2).

use super::{
    CategoryChange, Reordering, Wanted,
    wire::{Categories, Category},
};
use crate::{
    app::{Acts as _, App},
    error::Result,
    help_center::{categories, portals::http::Editor},
    http::{Agent, At, Done, Form, Input, Json, Payload, Slug},
    id::CategoryId,
    page,
    work::Work,
};

/// Categories on a page.
const PAGE: u64 = 1_000;

impl Form for Wanted {}
impl Form for Reordering {}

impl Form for CategoryChange {
    const WRAPPER: Option<&'static str> = Some("category");
}

pub async fn list(
    agent: Agent,
    app: App,
    Slug(slug): Slug,
    Input((wanted, page)): Input<(Wanted, page::Wanted)>,
) -> Result<Json<Categories>> {
    let all = app
        .read(&agent, async move |work: &mut Work<'_>| categories::list(work, &slug, &wanted).await)
        .await?;
    let count = all.len();
    let shown = page.window(PAGE).of(all);
    Ok(Json(Categories::of(agent.account, page.page, count, shown)))
}

pub async fn show(
    agent: Agent,
    app: App,
    Slug(slug): Slug,
    At(id): At<CategoryId>,
) -> Result<Json<Payload<Category>>> {
    let category = app
        .read(&agent, async move |work: &mut Work<'_>| categories::show(work, &slug, id).await)
        .await?;
    Ok(Payload::of(Category::of(agent.account, category)))
}

pub async fn create(
    editor: Editor,
    app: App,
    Slug(slug): Slug,
    Input(new): Input<CategoryChange>,
) -> Result<Json<Payload<Category>>> {
    let category =
        app.write(&editor, async move |work| categories::create(work, &slug, &new).await).await?;
    Ok(Payload::of(Category::of(editor.account(), category)))
}

pub async fn update(
    editor: Editor,
    app: App,
    Slug(slug): Slug,
    At(id): At<CategoryId>,
    Input(change): Input<CategoryChange>,
) -> Result<Json<Payload<Category>>> {
    let category = app
        .write(&editor, async move |work| categories::update(work, &slug, id, &change).await)
        .await?;
    Ok(Payload::of(Category::of(editor.account(), category)))
}

pub async fn delete(
    editor: Editor,
    app: App,
    Slug(slug): Slug,
    At(id): At<CategoryId>,
) -> Result<Done> {
    app.write(&editor, async move |work| categories::delete(work, &slug, id).await).await?;
    Ok(Done)
}

pub async fn reorder(
    editor: Editor,
    app: App,
    Slug(slug): Slug,
    Input(wanted): Input<Reordering>,
) -> Result<Done> {
    app.write(&editor, async move |work| categories::reorder(work, &slug, &wanted).await).await?;
    Ok(Done)
}

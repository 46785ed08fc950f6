//! Categories: what the articles of a portal are sorted by (contract `behaviour.md`, 8.2).
//!
//! A category is of one language. It may be a part of another, say the same as one of another
//! language, and be related to any. There are so few in a portal that they are read together
//! ([`Shelf`]), and everything that is shown of one is found in there.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod http;
mod store;
pub mod wire;

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Deserialize;

use super::portals::{self, Portal, locales::Locales, slug};
use crate::{
    error::{Error, Problems, Result},
    events::{Event, Name},
    id::{CategoryId, PortalId},
    patch::Patch,
    validate::SHORT,
    work::Work,
};

/// Categories of a portal.
const MOST: usize = 1_000;

/// Categories that one is related to.
const MOST_RELATED: usize = 50;

/// Characters of what is said of a category, which is shown in lists.
const DESCRIPTION: usize = 1_000;

/// Between two positions that nobody has chosen.
pub const STEP: i64 = 10;

#[derive(Clone, Debug)]
pub struct Category {
    pub id: CategoryId,
    pub name: String,
    pub slug: String,
    pub locale: String,
    pub description: Option<String>,
    /// An emoji, or nothing.
    pub icon: String,
    pub position: i64,
    pub parent: Option<CategoryId>,
    /// The one of another language that it says the same as.
    pub associated: Option<CategoryId>,
}

/// All categories of a portal, by position.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    categories: Vec<Category>,
    related: Vec<(CategoryId, CategoryId)>,
    /// How many articles are in each.
    articles: HashMap<CategoryId, i64>,
}

/// A category with all that is shown of it.
#[derive(Clone, Debug)]
pub struct Details {
    pub category: Category,
    pub related: Vec<Category>,
    pub parent: Option<Category>,
    pub root: Option<Category>,
    pub articles: i64,
}

/// What a request says of a category, new or known.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "name": "Payments", "slug": "payments", "locale": "en" }]))]
#[serde(default)]
pub struct CategoryChange {
    pub name: Option<String>,
    pub description: Patch<String>,
    pub position: Option<i64>,
    pub slug: Option<String>,
    pub locale: Option<String>,
    pub icon: Patch<String>,
    pub parent_category_id: Patch<CategoryId>,
    pub associated_category_id: Patch<CategoryId>,
    /// Added to a new category. A known one has these from then on, if there are any.
    pub related_category_ids: Option<Vec<CategoryId>>,
}

/// Which categories are wanted.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Wanted {
    pub locale: Option<String>,
}

/// Where things are to stand, by their ids.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Reordering {
    pub positions_hash: Option<BTreeMap<String, i64>>,
}

impl Reordering {
    /// Each id with its position.
    pub fn positions(&self) -> Result<Vec<(i64, i64)>> {
        let wanted = self.positions_hash.as_ref().ok_or(Error::Missing("positions_hash"))?;
        if wanted.len() > MOST {
            let problem = format!("has too many positions (maximum is {MOST})");
            return Err(Error::invalid("positions_hash", problem));
        }
        let position = |(id, position): (&String, &i64)| {
            let id = id.parse().map_err(|_| Error::invalid("positions_hash", "must name ids"))?;
            Ok((id, *position))
        };
        wanted.iter().map(position).collect()
    }
}

impl Shelf {
    /// What is in a portal. Articles are counted that anybody may read, or all.
    pub async fn load(work: &mut Work<'_>, portal: PortalId, only_public: bool) -> Result<Self> {
        Ok(Shelf {
            categories: store::list(work, portal).await?,
            related: store::related(work, portal).await?,
            articles: store::count_articles(work, portal, only_public).await?,
        })
    }

    pub fn all(&self) -> &[Category] {
        &self.categories
    }

    pub fn get(&self, id: CategoryId) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// Those with a slug, one for each language.
    pub fn of_slug(&self, slug: &str) -> Vec<CategoryId> {
        let named = self.categories.iter().filter(|category| category.slug == slug);
        named.map(|category| category.id).collect()
    }

    pub fn articles_in(&self, id: CategoryId) -> i64 {
        self.articles.get(&id).copied().unwrap_or_default()
    }

    pub fn details(&self, category: &Category) -> Details {
        let known = |id: Option<CategoryId>| id.and_then(|id| self.get(id)).cloned();
        let of_this = self.related.iter().filter(|(of, _)| *of == category.id);
        Details {
            related: of_this.filter_map(|(_, other)| known(Some(*other))).collect(),
            parent: known(category.parent),
            root: known(category.associated),
            articles: self.articles_in(category.id),
            category: category.clone(),
        }
    }

    /// Whether a category is above another, however far.
    fn is_above(&self, upper: CategoryId, lower: CategoryId) -> bool {
        let parent = |id: &CategoryId| self.get(*id).and_then(|category| category.parent);
        let above = std::iter::successors(Some(lower), parent);
        above.take(self.categories.len() + 1).any(|id| id == upper)
    }
}

/// The categories of a portal that are wanted, by position.
pub async fn list(work: &mut Work<'_>, slug: &str, wanted: &Wanted) -> Result<Vec<Details>> {
    let portal = portals::find(work, slug).await?;
    let shelf = Shelf::load(work, portal.id, false).await?;
    let is_wanted = |category: &&Category| {
        wanted.locale.as_ref().is_none_or(|locale| *locale == category.locale)
    };
    Ok(shelf.all().iter().filter(is_wanted).map(|category| shelf.details(category)).collect())
}

pub async fn show(work: &mut Work<'_>, slug: &str, id: CategoryId) -> Result<Details> {
    let portal = portals::find(work, slug).await?;
    let shelf = Shelf::load(work, portal.id, false).await?;
    shelf.get(id).map(|category| shelf.details(category)).ok_or(Error::NotFound)
}

pub async fn create(work: &mut Work<'_>, slug: &str, new: &CategoryChange) -> Result<Details> {
    let portal = portals::keep(work, slug).await?;
    let shelf = Shelf::load(work, portal.id, false).await?;
    if shelf.all().len() >= MOST {
        return Err(Error::refused(format!("A portal has at most {MOST} categories.")));
    }
    let last = shelf.all().iter().map(|category| category.position).max().unwrap_or(0);
    let blank = Category {
        id: CategoryId(0),
        name: String::new(),
        slug: String::new(),
        locale: portal.locales.default_locale.clone(),
        description: None,
        icon: String::new(),
        position: last.saturating_add(STEP),
        parent: None,
        associated: None,
    };
    let category = settled(&portal, &shelf, blank, new)?;
    let id = store::insert(work, portal.id, &category).await.map_err(taken)?;
    relate(work, &shelf, id, new).await?;
    told(work, &portal, Name::CategoryCreated, id).await
}

pub async fn update(
    work: &mut Work<'_>,
    slug: &str,
    id: CategoryId,
    change: &CategoryChange,
) -> Result<Details> {
    let portal = portals::keep(work, slug).await?;
    let before = store::lock(work, portal.id, id).await?.ok_or(Error::NotFound)?;
    let shelf = Shelf::load(work, portal.id, false).await?;
    let was_in = before.locale.clone();
    let category = settled(&portal, &shelf, before, change)?;
    store::update(work, &category).await.map_err(taken)?;
    if category.locale != was_in {
        store::translate_articles(work, &category).await?;
    }
    if change.related_category_ids.as_ref().is_some_and(|related| !related.is_empty()) {
        store::unrelate(work, id).await?;
        relate(work, &shelf, id, change).await?;
    }
    told(work, &portal, Name::CategoryUpdated, id).await
}

/// Removes a category. Its articles stay, and are in none.
pub async fn delete(work: &mut Work<'_>, slug: &str, id: CategoryId) -> Result<()> {
    let portal = portals::keep(work, slug).await?;
    store::lock(work, portal.id, id).await?.ok_or(Error::NotFound)?;
    store::delete(work, id).await?;
    work.emit(Event::new(Name::CategoryDeleted).about(id)).await
}

/// Says where categories stand among the others.
pub async fn reorder(work: &mut Work<'_>, slug: &str, wanted: &Reordering) -> Result<()> {
    let portal = portals::keep(work, slug).await?;
    let positions = wanted.positions()?;
    let shelf = Shelf::load(work, portal.id, false).await?;
    if positions.iter().any(|(id, _)| shelf.get(CategoryId(*id)).is_none()) {
        return Err(Error::NotFound);
    }
    for (id, position) in positions {
        store::place(work, CategoryId(id), position).await?;
    }
    Ok(())
}

/// Refuses a language that a portal is not there in.
pub fn check_locale(locales: &Locales, locale: &str, of: &str) -> Result<()> {
    if locales.allows(locale) {
        return Ok(());
    }
    let allowed = locales.allowed_locales.iter().map(|it| format!("{it:?}")).collect::<Vec<_>>();
    let shown: String = locale.chars().take(50).collect();
    let allowed = allowed.join(", ");
    Err(Error::said(
        "locale",
        format!("Locale {shown} of {of} is not part of portal's [{allowed}]."),
    ))
}

/// The category as the request has it, if all of it may be so.
fn settled(
    portal: &Portal,
    shelf: &Shelf,
    category: Category,
    change: &CategoryChange,
) -> Result<Category> {
    let category = category.changed(change)?;
    check_locale(&portal.locales, &category.locale, "category")?;
    let others = [
        ("parent_category_id", &change.parent_category_id),
        ("associated_category_id", &change.associated_category_id),
    ];
    for (field, other) in others {
        match other.value() {
            Some(id) if *id == category.id || shelf.get(*id).is_none() => {
                return Err(Error::invalid(field, "must be another category of the portal"));
            }
            _ => {}
        }
    }
    if category.parent.is_some_and(|parent| shelf.is_above(category.id, parent)) {
        return Err(Error::invalid("parent_category_id", "must not be a part of this category"));
    }
    Ok(category)
}

async fn relate(
    work: &mut Work<'_>,
    shelf: &Shelf,
    id: CategoryId,
    change: &CategoryChange,
) -> Result<()> {
    let related = change.related_category_ids.as_deref().unwrap_or_default();
    if related.len() > MOST_RELATED {
        let problem = format!("has too many categories (maximum is {MOST_RELATED})");
        return Err(Error::invalid("related_category_ids", problem));
    }
    if related.iter().any(|other| *other == id || shelf.get(*other).is_none()) {
        let problem = "must be other categories of the portal";
        return Err(Error::invalid("related_category_ids", problem));
    }
    let related: Vec<i64> = related.iter().map(|other| other.0).collect();
    Ok(store::relate(work, id, &related).await?)
}

fn taken(error: db::Error) -> Error {
    match error {
        db::Error::Taken(_) => {
            Error::invalid("locale", "should be unique in the category and portal")
        }
        error => error.into(),
    }
}

async fn told(work: &mut Work<'_>, portal: &Portal, name: Name, id: CategoryId) -> Result<Details> {
    work.emit(Event::new(name).about(id)).await?;
    let shelf = Shelf::load(work, portal.id, false).await?;
    shelf.get(id).map(|category| shelf.details(category)).ok_or(Error::NotFound)
}

impl Category {
    fn changed(self, change: &CategoryChange) -> Result<Self> {
        let category = Category {
            name: change.name.clone().unwrap_or(self.name),
            slug: change.slug.clone().unwrap_or(self.slug),
            locale: change.locale.clone().filter(|it| !it.is_empty()).unwrap_or(self.locale),
            description: change.description.clone().over(self.description),
            icon: change.icon.clone().over(Some(self.icon)).unwrap_or_default(),
            position: change.position.unwrap_or(self.position),
            parent: change.parent_category_id.clone().over(self.parent),
            associated: change.associated_category_id.clone().over(self.associated),
            ..self
        };
        let mut problems = Problems::default();
        problems.present("name", &category.name);
        problems.at_most("name", &category.name, SHORT);
        slug::check(&mut problems, &category.slug);
        problems.at_most_if("description", category.description.as_deref(), DESCRIPTION);
        problems.at_most("icon", &category.icon, SHORT);
        problems.check()?;
        Ok(category)
    }
}

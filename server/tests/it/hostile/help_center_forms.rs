//! What can be sent to the routes of the help center.

use serde_json::json;

use super::forms::{Form, Kind, LONG, SHORT};
use crate::isolation::Records;

pub fn help_center(own: &Records) -> Vec<Form> {
    let path = format!("portals/{}", own.shelf.portal);
    let portal = |form: Form| {
        form.takes(SHORT, &["name", "slug", "page_title"])
            .takes(LONG, &["header_text"])
            .takes(Kind::Word, &["custom_domain", "homepage_link", "color", "blob_id"])
            .takes(Kind::Bool, &["archived"])
            .takes(Kind::Object, &["config"])
            .takes(Kind::Number, &["inbox_id"])
    };
    let category = |form: Form| {
        form.takes(SHORT, &["name", "slug", "icon"])
            .takes(LONG, &["description"])
            .takes(Kind::Word, &["locale"])
            .takes(Kind::Number, &["position", "parent_category_id", "associated_category_id"])
            .takes(Kind::Numbers, &["related_category_ids"])
    };
    let article = |form: Form| {
        form.takes(SHORT, &["title", "slug"])
            .takes(LONG, &["content", "description"])
            .takes(Kind::Word, &["locale"])
            .takes(Kind::Choice, &["status"])
            .takes(Kind::Number, &["position", "category_id", "author_id", "associated_article_id"])
            .takes(Kind::Object, &["meta"])
    };
    let (of_portal, below) = ("/{account}/portals/{slug}", |more: &str| format!("{path}{more}"));
    let positions = |id: i64| json!({ "positions_hash": { id.to_string(): 3 } });
    let (shelf, reorder) = (&own.shelf, Kind::Object);
    vec![
        portal(Form::new("POST", "/{account}/portals", "portals"))
            .valid(json!({ "name": "New", "slug": "new" })),
        portal(Form::new("PUT PATCH", of_portal, &path)).valid(json!({ "name": "New" })),
        Form::new(
            "POST",
            "/{account}/portals/{slug}/send_instructions",
            below("/send_instructions"),
        )
        .valid(json!({ "email": "ops@x.test" }))
        .takes(Kind::Word, &["email"]),
        category(Form::new("POST", "/{account}/portals/{slug}/categories", below("/categories")))
            .valid(json!({ "name": "New", "slug": "new", "locale": "en" })),
        category(Form::new(
            "PUT PATCH",
            "/{account}/portals/{slug}/categories/{id}",
            below(&format!("/categories/{}", shelf.category)),
        ))
        .valid(json!({ "name": "New" })),
        Form::new(
            "POST",
            "/{account}/portals/{slug}/categories/reorder",
            below("/categories/reorder"),
        )
        .valid(positions(shelf.category))
        .takes(reorder, &["positions_hash"]),
        article(Form::new("POST", "/{account}/portals/{slug}/articles", below("/articles")))
            .valid(json!({ "title": "New" })),
        article(Form::new(
            "PUT PATCH",
            "/{account}/portals/{slug}/articles/{id}",
            below(&format!("/articles/{}", shelf.article)),
        ))
        .valid(json!({ "title": "New" })),
        Form::new("POST", "/{account}/portals/{slug}/articles/reorder", below("/articles/reorder"))
            .valid(positions(shelf.article))
            .takes(reorder, &["positions_hash"]),
    ]
}

//! Schemas, as the page tells of them.

use maud::{Markup, PreEscaped, html};
use schemars::Schema;
use serde_json::Value;

use crate::http::reference::schemas::Named;

/// How deep fields are told of where they stand.
const DEEPEST: usize = 3;

/// All that are told of by name.
pub fn all(schemas: &Named) -> Markup {
    html! {
        section aria-labelledby="schemas" {
            h2 #schemas { "Schemas" }
            @for (name, schema) in &schemas.0 {
                article.schema #(anchor(name)) {
                    h3 { a href={ "#" (anchor(name)) } { (name) } }
                    @if let Some(description) = text(schema, "description") { (prose(description)) }
                    (of(schema, 0))
                }
            }
        }
    }
}

/// The fields of what is read or answered.
pub fn fields(schema: &Schema) -> Markup {
    of(schema.as_value(), 0)
}

fn of(schema: &Value, depth: usize) -> Markup {
    let properties = schema.get("properties").and_then(Value::as_object);
    let required = schema.get("required").and_then(Value::as_array);
    html! {
        @if let Some(properties) = properties {
            dl.fields {
                @for (name, property) in properties {
                    @let is_required = required.is_some_and(|all| all.iter().any(|it| it == name));
                    dt {
                        code { (name) } span.kind { (kind(property)) }
                        @if !is_required { span.optional { "optional" } }
                    }
                    dd {
                        @if let Some(description) = text(property, "description") {
                            (prose(description))
                        }
                        (within(property, depth))
                    }
                }
            }
        } @else {
            p.format { (kind(schema)) }
            @if schema.get("items").is_some() { (within(schema, depth)) }
        }
    }
}

/// What a field holds that has fields of its own.
fn within(schema: &Value, depth: usize) -> Markup {
    let inner = schema.get("items").unwrap_or(schema);
    let has_more = inner.get("properties").is_some() && depth < DEEPEST;
    html! {
        @if has_more { details { summary { "fields" } (of(inner, depth + 1)) } }
    }
}

/// What a value is, in a few words.
pub fn kind(schema: &Value) -> Markup {
    if let Some(place) = text(schema, "$ref") {
        let name = place.rsplit('/').next().unwrap_or_default();
        return html! { a href={ "#" (anchor(name)) } { (name) } };
    }
    if let Some(items) = schema.get("items") {
        return html! { "list of " (kind(items)) };
    }
    if let Some(names) = schema.get("enum").and_then(Value::as_array) {
        let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
        return html! { (names.join(" | ")) };
    }
    for several in ["anyOf", "oneOf"] {
        let Some(all) = schema.get(several).and_then(Value::as_array) else { continue };
        return html! {
            @for (at, one) in all.iter().enumerate() { @if at > 0 { " or " } (kind(one)) }
        };
    }
    let kinds = match schema.get("type") {
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or ")
        }
        _ => "anything".to_owned(),
    };
    html! {
        (kinds)
        @if let Some(format) = text(schema, "format").filter(|format| *format != "int64") {
            ", " (format)
        }
    }
}

/// What is said in Markdown.
pub fn prose(text: &str) -> Markup {
    PreEscaped(comrak::markdown_to_html(text, &comrak::Options::default()))
}

fn text<'a>(schema: &'a Value, key: &str) -> Option<&'a str> {
    schema.get(key)?.as_str()
}

fn anchor(name: &str) -> String {
    format!("schema-{name}")
}

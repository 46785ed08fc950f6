//! Refusals, as the page tells of them: once for each part of the API.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{
    super::document::{Content, Document, Response},
    schema::prose,
};

/// All that endpoints share, with what is answered.
pub fn all(responses: &BTreeMap<String, Response>) -> Markup {
    html! {
        section aria-labelledby="refusals" {
            h2 #refusals { "Refusals" }
            @for (name, response) in responses {
                @if let Response::Own { description, content, .. } = response {
                    article.schema #(anchor(name)) {
                        h3 { a href={ "#" (anchor(name)) } { (spaced(name)) } }
                        (prose(description))
                        @for content in content.values() { (examples(content)) }
                    }
                }
            }
        }
    }
}

/// A refusal where an endpoint has it.
pub fn shared(document: &Document, status: &str, response: &Response) -> Markup {
    let Response::Shared(reference) = response else { return html! {} };
    let name = reference.at.rsplit('/').next().unwrap_or_default();
    let description = match document.components.responses.get(name) {
        Some(Response::Own { description, .. }) => description,
        _ => "",
    };
    html! {
        p.answer {
            span.status data-class=(&status[..1]) { (status) }
            a href={ "#" (anchor(name)) } { (description.replace('`', "")) }
        }
    }
}

fn examples(content: &Content) -> Markup {
    html! {
        @for example in content.examples.values() {
            details {
                summary { (example.summary) }
                pre tabindex="0" { code { (json(&example.value)) } }
            }
        }
    }
}

fn json(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).expect("an example is JSON")
}

/// `Sign in 401` for `SignIn401`.
fn spaced(name: &str) -> String {
    let mut spaced = String::new();
    let mut before = ' ';
    for letter in name.chars() {
        let begins = letter.is_uppercase() || (letter.is_numeric() && !before.is_numeric());
        if begins && !spaced.is_empty() {
            spaced.push(' ');
            spaced.extend(letter.to_lowercase());
        } else {
            spaced.push(letter);
        }
        before = letter;
    }
    spaced
}

fn anchor(name: &str) -> String {
    format!("refusal-{name}")
}

//! The reference as a page to read, at `/docs`. It is one file of HTML with a style and a script
//! beside it, and asks nothing of other hosts.

mod refusals;
mod schema;

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, html};

use super::{
    document::{Content, Document, Operation, Parameter, Reference, Response},
    headers::Header,
};

pub const STYLE: &str = include_str!("page.css");
pub const SCRIPT: &str = include_str!("page.js");

/// An operation, where it is.
struct Entry<'a> {
    method: &'a str,
    path: &'a str,
    operation: &'a Operation,
}

/// The whole page.
pub fn page(document: &Document) -> String {
    let title = format!("{} API", document.info.title);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href="/docs/page.css";
                script src="/docs/page.js" defer {}
            }
            body {
                a.skip href="#content" { "Skip to the reference" }
                aside {
                    h1 { a href="#content" { (title) } }
                    p.version {
                        (document.info.version) " · " a href="/openapi.json" { "openapi.json" }
                    }
                    input #find type="search" placeholder="Find an endpoint"
                        aria-label="Find an endpoint";
                    nav aria-label="Endpoints" {
                        @for tag in &document.tags {
                            (contents(tag.name, &entries(document, tag.name)))
                        }
                        section { h2 { a href="#refusals" { "Refusals" } } }
                        section { h2 { a href="#schemas" { "Schemas" } } }
                    }
                }
                main #content {
                    (introduction(document))
                    @for tag in &document.tags {
                        section aria-labelledby=(anchor(tag.name)) {
                            h2 #(anchor(tag.name)) { (tag.name) }
                            @for entry in entries(document, tag.name) {
                                (operation(document, &entry))
                            }
                        }
                    }
                    (refusals::all(&document.components.responses))
                    (schema::all(&document.components.schemas))
                }
            }
        }
    };
    page.into_string()
}

/// The operations of a part, in the order of the route table. What PUT does is left out where
/// PATCH does the same.
fn entries<'a>(document: &'a Document, tag: &str) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    for (path, methods) in &document.paths {
        let told = methods.iter().filter(|(method, operation)| {
            let is_told = *method == "put" && methods.contains_key("patch");
            operation.tags.contains(&tag) && !is_told
        });
        entries.extend(told.map(|(method, operation)| Entry { method, path, operation }));
    }
    entries
}

fn contents(tag: &str, entries: &[Entry<'_>]) -> Markup {
    html! {
        section {
            h2 { a href={ "#" (anchor(tag)) } { (tag) } }
            ul {
                @for entry in entries {
                    li data-find={ (entry.method) " " (entry.path) " " (entry.operation.summary) } {
                        a href={ "#" (entry.operation.name) } {
                            (badge(entry.method)) span { (entry.operation.summary) }
                        }
                    }
                }
            }
        }
    }
}

fn introduction(document: &Document) -> Markup {
    html! {
        section.introduction {
            (schema::prose(document.info.description))
            h2 #getting-in { "Getting in" }
            p {
                "Show an access token in the header " code { "api_access_token" }
                ": the one of your profile, a personal access token, or the one of an agent bot. "
                "An application that people sign in to shows what "
                a href="#entrance.sign_in" { "signing in" }
                " has told it, in " code { "access-token" } ", " code { "client" } " and "
                code { "uid" } ", or in " code { "Authorization" } ". Answers repeat it."
            }
            pre { code {
                "curl -H 'api_access_token: " span.fill { "YOUR_TOKEN" } "' \\\n"
                "  http://127.0.0.1:3000/api/v1/profile"
            } }
        }
    }
}

fn operation(document: &Document, entry: &Entry<'_>) -> Markup {
    let Entry { method, path, operation } = entry;
    let is_both = *method == "patch" && document.paths[*path].contains_key("put");
    html! {
        article #(operation.name) {
            header {
                h3 { a href={ "#" (operation.name) } { (operation.summary) } }
                p.path { (badge(method)) @if is_both { (badge("put")) } code { (path_of(path)) } }
                @if !operation.description.is_empty() { p.who { (operation.description) } }
            }
            div.told {
                @if !operation.parameters.is_empty() { (parameters(&operation.parameters)) }
                @if let Some(body) = &operation.request_body {
                    h4 { "Body" }
                    @let formats: Vec<&str> = body.content.keys().copied().collect();
                    p.format { (formats.join(" or ")) }
                    @if let Some(content) = body.content.values().next() {
                        (schema::fields(&content.schema))
                    }
                }
                h4 { "Answers" }
                @for (status, response) in &operation.responses {
                    (answer(document, status, response))
                }
            }
            div.shown { (request(entry)) (shown_answer(operation)) }
        }
    }
}

fn parameters(parameters: &[Parameter]) -> Markup {
    html! {
        h4 { "Parameters" }
        dl.fields {
            @for parameter in parameters {
                dt {
                    code { (parameter.name) }
                    span.kind { (schema::kind(parameter.schema.as_value())) }
                    span.place { (parameter.place) }
                }
                dd { @if let Some(text) = &parameter.description { (schema::prose(text)) } }
            }
        }
    }
}

fn answer(document: &Document, status: &str, response: &Response) -> Markup {
    let Response::Own { description, headers, content } = response else {
        return refusals::shared(document, status, response);
    };
    let content = content.values().next();
    html! {
        details.answer open[content.is_some() && status.starts_with('2')] {
            summary { span.status data-class=(&status[..1]) { (status) } (description) }
            (said(document, headers))
            @if let Some(content) = content { (schema::fields(&content.schema)) }
        }
    }
}

/// What is said in headers that not every answer has.
fn said(document: &Document, headers: &BTreeMap<&'static str, Reference>) -> Markup {
    let own = headers.iter().filter(|(name, _)| !Header::is_everywhere(name));
    let told = own.filter_map(|(name, reference)| {
        let key = reference.at.rsplit('/').next()?;
        Some((name, document.components.headers.get(key)?))
    });
    html! {
        dl.fields {
            @for (name, header) in told {
                dt {
                    code { (name) } span.place { "header" }
                    @if !header.required { span.optional { "optional" } }
                }
                dd { (schema::prose(header.description)) }
            }
        }
    }
}

/// The request as it is sent from a terminal.
fn request(entry: &Entry<'_>) -> Markup {
    let Entry { method, path, operation } = entry;
    let method = method.to_uppercase();
    let body = operation.request_body.as_ref().and_then(|body| json_of(&body.content));
    html! {
        h4 { "Request" }
        pre.request { code {
            "curl" @if method != "GET" { " -X " (method) }
            " http://127.0.0.1:3000" (path_of(path))
            @if !operation.security.is_empty() {
                " \\\n  -H 'api_access_token: " span.fill { "YOUR_TOKEN" } "'"
            }
            @if body.is_some() { " \\\n  -H 'content-type: application/json'" }
            @if let Some(body) = body { " \\\n  -d '" (body) "'" }
        } }
    }
}

fn shown_answer(operation: &Operation) -> Markup {
    let succeeds = |(status, _): &(&String, &Response)| status.starts_with('2');
    let Some((status, Response::Own { content, .. })) = operation.responses.iter().find(succeeds)
    else {
        return html! {};
    };
    html! {
        @if let Some(body) = json_of(content) {
            h4 { "Answer" span.status data-class="2" { (status) } }
            pre tabindex="0" { code { (body) } }
        }
    }
}

fn json_of(content: &BTreeMap<&'static str, Content>) -> Option<String> {
    let example = content.get("application/json")?.example.as_ref()?;
    Some(serde_json::to_string_pretty(example).expect("an example is JSON"))
}

/// A path whose parts to fill in stand out.
fn path_of(path: &str) -> Markup {
    html! {
        @for (at, part) in path.split('/').enumerate() {
            @if at > 0 { "/" }
            @if part.starts_with('{') { span.fill { (part) } } @else { (part) }
        }
    }
}

fn badge(method: &str) -> Markup {
    html! { span.method data-method=(method) { (method) } }
}

fn anchor(tag: &str) -> String {
    tag.to_lowercase().replace(' ', "-")
}

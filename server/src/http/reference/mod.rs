//! The API reference: an OpenAPI 3.1 document that is put together from the route table.
//!
//! What an endpoint reads and answers and who may call it stands in the signature of its
//! handler, and is read from there ([`describe`]); what it is for is said in the table itself.
//! So nothing is said twice, and a test holds every answer to what is said of it
//! (`docs/decisions/0008-api-reference.md`).

mod callers;
mod describe;
mod document;
mod examples;
mod forms;
pub mod headers;
pub mod http;
mod page;
mod parts;
mod refusals;
mod schemas;
mod security;

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use indexmap::IndexMap;
use schemars::json_schema;

use self::{
    document::{Components, Info, License, Operation, Parameter, Reference, Response, Server, Tag},
    headers::Header,
    refusals::Area,
};
use super::{
    routes,
    table::{Endpoint, Row, Table},
};

pub use self::{
    callers::Caller,
    describe::{Call, Described, Signature},
    document::Document,
    schemas::Schemas,
};

const ABOUT: &str = "\
Frontdesk answers the requests that clients of Chatwoot send, and some more.

Bodies are JSON; forms, also those with files, are read as well, and parameters may stand in \
the query. A number is also read from a text (`\"5\"`), and `true` and `false` too. A body may \
put its parameters under the name of what it is about: `{\"label\": {\"title\": \"vip\"}}` is \
`{\"title\": \"vip\"}`.

In forms, lists have `[]` behind their names (`labels[]=vip`), and the fields of objects stand in \
brackets (`message[content]=Hello`).

Refusals have a `message` for people. What is wrong with a field is a 422 that names it in \
`attributes`. Every answer has an `X-Request-Id`, by which it is found in the log, and says in \
`RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` how many requests are left, if they \
are counted.";

/// The reference to the endpoints of a table.
pub fn document(table: &Table) -> Document {
    let mut schemas = Schemas::default();
    let mut refused = BTreeSet::new();
    let mut tags: Vec<Tag> = Vec::new();
    let mut paths: IndexMap<String, IndexMap<String, Operation>> = IndexMap::new();
    for row in table.rows() {
        if tags.iter().all(|tag| tag.name != row.about) {
            tags.push(Tag { name: row.about });
        }
        let (path, parameters) = named_parts(&row.path);
        let at = paths.entry(path).or_default();
        for endpoint in &row.calls {
            let operation =
                described(row, endpoint, parameters.clone(), &mut schemas, &mut refused);
            at.insert(endpoint.method.as_str().to_lowercase(), operation);
        }
    }
    let mut responses = refusals::refusals(&mut schemas, &refused);
    let schemas = schemas.named();
    for operation in paths.values_mut().flat_map(IndexMap::values_mut) {
        operation.contents().for_each(|content| content.show(&schemas));
    }
    responses.values_mut().flat_map(Response::contents).for_each(|content| content.show(&schemas));
    Document {
        openapi: "3.1.0",
        info: Info {
            title: "Frontdesk",
            version: env!("CARGO_PKG_VERSION"),
            description: ABOUT,
            license: License { name: "AGPL-3.0-or-later", identifier: "AGPL-3.0-or-later" },
        },
        servers: vec![Server { url: "/" }],
        tags,
        paths,
        components: Components {
            schemas,
            responses,
            headers: headers::all(),
            security_schemes: security::schemes(),
        },
    }
}

fn described(
    row: &Row,
    endpoint: &Endpoint,
    parameters: Vec<Parameter>,
    schemas: &mut Schemas,
    refused: &mut BTreeSet<(Area, u16)>,
) -> Operation {
    let operation = Operation {
        name: name_of(row, endpoint),
        summary: endpoint.summary,
        tags: vec![row.about],
        parameters,
        ..Operation::default()
    };
    let method = endpoint.method.clone();
    let mut call = Call { method, operation, schemas, refused: BTreeSet::new() };
    (endpoint.describe)(&mut call);
    for (status, what) in endpoint.answers {
        call.answers_otherwise(*status, what);
    }
    // Whoever asks too often is refused wherever they ask.
    call.refuses(StatusCode::TOO_MANY_REQUESTS);
    for status in endpoint.refuses {
        call.refuses(StatusCode::from_u16(*status).expect("it is a status"));
    }
    finished(call, Area::of(&row.path), refused)
}

/// An operation with what the front door adds: refusals in the words of its area, and headers.
fn finished(call: Call<'_>, area: Area, refused: &mut BTreeSet<(Area, u16)>) -> Operation {
    let Call { method, mut operation, refused: statuses, .. } = call;
    let mut added: Vec<Header> = headers::EVERYWHERE.iter().chain(area.says()).copied().collect();
    if security::may_be_session(&operation.security) {
        added.extend(headers::SESSION.map(Header::at_times));
    }
    let has_key = operation.parameters.iter().any(|it| it.name == "Idempotency-Key");
    if method == Method::POST && has_key {
        added.push(headers::IDEMPOTENCY_REPLAYED.at_times());
    }
    for response in operation.responses.values_mut() {
        let Response::Own { headers, .. } = response else { continue };
        for header in &added {
            headers.entry(header.name).or_insert_with(|| header.reference());
        }
    }
    repeat_to_who_has_it(&mut operation);
    for status in statuses {
        let own = operation.responses.entry(status.to_string());
        own.or_insert_with(|| {
            refused.insert((area, status));
            Response::Shared(area.refusal(status))
        });
    }
    operation
}

/// Who has an answer already is told its headers again.
fn repeat_to_who_has_it(operation: &mut Operation) {
    let told: Vec<(&str, Reference)> = match operation.responses.get("200") {
        Some(Response::Own { headers, .. }) => {
            headers.iter().map(|(name, header)| (*name, header.clone())).collect()
        }
        _ => return,
    };
    if let Some(Response::Own { headers, .. }) = operation.responses.get_mut("304") {
        headers.extend(told);
    }
}

/// `labels.update` for `frontdesk::labels::http::update`, which a PATCH leads to, and
/// `labels.update.put` for the PUT that does the same.
fn name_of(row: &Row, endpoint: &Endpoint) -> String {
    let parts = endpoint.handler.split("::").skip(1).filter(|part| *part != "http");
    let name = parts.collect::<Vec<_>>().join(".");
    let first = row.calls.iter().find(|call| call.handler == endpoint.handler);
    if first.is_some_and(|first| first.method == endpoint.method) {
        return name;
    }
    format!("{name}.{}", endpoint.method.as_str().to_lowercase())
}

/// A path with names for its parts that tell what they are, and these parts:
/// `/labels/{label_id}` for `/labels/{id}`.
fn named_parts(path: &str) -> (String, Vec<Parameter>) {
    let (mut named, mut parameters) = (String::new(), Vec::new());
    let mut before = "";
    for part in path.split('/').skip(1) {
        named.push('/');
        let Some(own) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else {
            named.push_str(part);
            before = part;
            continue;
        };
        let is_id = matches!(own, "account" | "id" | "sub");
        let name = if is_id { format!("{}_id", one_of(before)) } else { own.to_owned() };
        let schema = if is_id {
            json_schema!({ "type": "integer", "format": "int64" })
        } else {
            json_schema!({ "type": "string" })
        };
        named += &["{", &name, "}"].concat();
        let (place, required) = ("path", true);
        parameters.push(Parameter { name, place, required, description: None, schema });
    }
    (named, parameters)
}

/// One of several: `inbox` of `inboxes`, `reply` of `replies`, `label` of `labels`.
fn one_of(several: &str) -> String {
    let ends = [("ies", "y"), ("xes", "x"), ("s", "")];
    let one = |(end, single): (&str, &str)| Some(several.strip_suffix(end)?.to_owned() + single);
    ends.into_iter().find_map(one).unwrap_or_else(|| several.to_owned())
}

/// Every endpoint, by its method and its path as the route table spells it.
pub fn endpoints() -> Vec<(String, String)> {
    let table = routes::table();
    let of_row = |row: &Row| {
        let path = row.path.clone();
        let call = move |call: &Endpoint| (call.method.to_string(), path.clone());
        row.calls.iter().map(call).collect::<Vec<_>>()
    };
    table.rows().iter().flat_map(of_row).collect()
}

/// The reference to this server, as JSON.
pub fn text() -> String {
    serde_json::to_string_pretty(&document(&routes::table())).expect("a document is JSON")
}

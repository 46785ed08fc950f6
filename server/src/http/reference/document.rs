//! The parts of an OpenAPI 3.1 document, as far as ours has them.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::Schema;
use serde::Serialize;
use serde_json::Value;

use super::{examples::example, schemas::Named};

#[derive(Serialize)]
pub struct Document {
    pub openapi: &'static str,
    pub info: Info,
    pub servers: Vec<Server>,
    pub tags: Vec<Tag>,
    /// By path, and in it by method, in the order of the route table.
    pub paths: IndexMap<String, IndexMap<String, Operation>>,
    pub components: Components,
}

#[derive(Serialize)]
pub struct Info {
    pub title: &'static str,
    pub version: &'static str,
    pub description: &'static str,
    pub license: License,
}

#[derive(Serialize)]
pub struct License {
    pub name: &'static str,
    pub identifier: &'static str,
}

#[derive(Serialize)]
pub struct Server {
    pub url: &'static str,
}

#[derive(Serialize)]
pub struct Tag {
    pub name: &'static str,
}

#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    #[serde(rename = "operationId")]
    pub name: String,
    pub summary: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    pub tags: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_body: Option<RequestBody>,
    pub responses: BTreeMap<String, Response>,
    /// What is to be shown: all of one of these. Empty where nobody is asked who they are.
    pub security: Vec<BTreeMap<&'static str, Vec<&'static str>>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    pub name: String,
    #[serde(rename = "in")]
    pub place: &'static str,
    pub required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub schema: Schema,
}

#[derive(Clone, Debug, Serialize)]
pub struct RequestBody {
    pub required: bool,
    pub content: BTreeMap<&'static str, Content>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Content {
    pub schema: Schema,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
    /// Several examples, where there is no typical one.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub examples: IndexMap<&'static str, Example>,
    /// How fields of forms are written that are no texts.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub encoding: BTreeMap<String, Encoding>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Example {
    pub summary: &'static str,
    pub value: Value,
}

#[derive(Clone, Debug, Serialize)]
pub struct Encoding {
    pub style: &'static str,
    pub explode: bool,
}

/// Something that is told in another place.
#[derive(Clone, Debug, Serialize)]
pub struct Reference {
    #[serde(rename = "$ref")]
    pub at: String,
}

/// What an answer says in a header.
#[derive(Clone, Debug, Serialize)]
pub struct Header {
    pub description: &'static str,
    pub required: bool,
    pub schema: Schema,
    pub example: Value,
}

#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Response {
    Shared(Reference),
    Own {
        description: String,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        headers: BTreeMap<&'static str, Reference>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        content: BTreeMap<&'static str, Content>,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Components {
    pub schemas: Named,
    pub responses: BTreeMap<String, Response>,
    pub headers: BTreeMap<String, Header>,
    pub security_schemes: BTreeMap<&'static str, SecurityScheme>,
}

/// Something that is shown to be let in: under a name of its own, or in `Authorization`.
#[derive(Default, Serialize)]
pub struct SecurityScheme {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    place: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<&'static str>,
    description: &'static str,
}

impl SecurityScheme {
    pub fn key(place: &'static str, name: &'static str, description: &'static str) -> Self {
        let (place, name) = (Some(place), Some(name));
        SecurityScheme { kind: "apiKey", place, name, description, ..Self::default() }
    }

    pub fn bearer(description: &'static str) -> Self {
        SecurityScheme { kind: "http", scheme: Some("bearer"), description, ..Self::default() }
    }
}

impl Operation {
    /// All that is read and answered.
    pub fn contents(&mut self) -> impl Iterator<Item = &mut Content> {
        let read = self.request_body.iter_mut().flat_map(|body| body.content.values_mut());
        read.chain(self.responses.values_mut().flat_map(Response::contents))
    }
}

impl Response {
    pub fn own(what: &str) -> Self {
        Response::Own {
            description: what.to_owned(),
            headers: BTreeMap::new(),
            content: BTreeMap::new(),
        }
    }

    pub fn contents(&mut self) -> impl Iterator<Item = &mut Content> {
        let content = match self {
            Response::Own { content, .. } => Some(content),
            Response::Shared(_) => None,
        };
        content.into_iter().flat_map(BTreeMap::values_mut)
    }
}

impl Content {
    /// Adds an example, if there is none.
    pub fn show(&mut self, schemas: &Named) {
        if !self.examples.is_empty() {
            return;
        }
        self.example = Some(example(self.schema.as_value(), schemas));
    }
}

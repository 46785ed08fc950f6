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
}

#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Response {
    Shared {
        #[serde(rename = "$ref")]
        at: String,
    },
    Own {
        description: String,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        content: BTreeMap<&'static str, Content>,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Components {
    pub schemas: Named,
    pub responses: BTreeMap<String, Response>,
    pub security_schemes: BTreeMap<&'static str, SecurityScheme>,
}

/// Something that is shown in a header.
#[derive(Serialize)]
pub struct SecurityScheme {
    #[serde(rename = "type")]
    pub kind: &'static str,
    #[serde(rename = "in")]
    pub place: &'static str,
    pub name: &'static str,
    pub description: &'static str,
}

impl Operation {
    /// All that is read and answered.
    pub fn contents(&mut self) -> impl Iterator<Item = &mut Content> {
        let read = self.request_body.iter_mut().flat_map(|body| body.content.values_mut());
        read.chain(self.responses.values_mut().flat_map(Response::contents))
    }
}

impl Response {
    pub fn contents(&mut self) -> impl Iterator<Item = &mut Content> {
        let content = match self {
            Response::Own { content, .. } => Some(content),
            Response::Shared { .. } => None,
        };
        content.into_iter().flat_map(BTreeMap::values_mut)
    }
}

impl Content {
    /// Adds an example.
    pub fn show(&mut self, schemas: &Named) {
        self.example = Some(example(self.schema.as_value(), schemas));
    }
}

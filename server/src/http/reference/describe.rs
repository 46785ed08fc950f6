//! What the signature of a handler says of its endpoint.
//!
//! Each type that stands in one says its part: who may call ([`callers`](super::callers)), what is
//! read, what is answered.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode},
};
use schemars::{JsonSchema, Schema, json_schema};

use super::{
    document::{Content, Operation, RequestBody, Response},
    forms::{FORM, MULTIPART, form, with_files},
    headers::{self, Header},
    parts::{content_of, in_query, together},
    schemas::Schemas,
};
use crate::{
    app::App,
    error::Result,
    http::{
        Admitted, At, Begun, Brings, Done, FromParameters, Guest, Input, Json, Kept, Lead, Listed,
        NoContent, Page, Part, Peer, Slug, Sub, Table, Upload,
    },
};

/// A function that handles requests and whose signature can be read.
pub trait Signature<Parts> {
    fn describe(call: &mut Call<'_>);
}

/// A type that stands in such a signature.
pub trait Described {
    fn describe(call: &mut Call<'_>);
}

/// An endpoint that is being described.
pub struct Call<'a> {
    pub method: Method,
    pub operation: Operation,
    pub schemas: &'a mut Schemas,
    /// By which statuses it is refused, unless it answers something of its own by them.
    pub refused: BTreeSet<u16>,
}

impl Call<'_> {
    /// Reads parameters, and files in some of them.
    fn reads(&mut self, parts: Vec<Schema>, files: &[&str]) {
        let schema = together(parts);
        self.refuses(StatusCode::BAD_REQUEST);
        self.refuses(StatusCode::UNPROCESSABLE_ENTITY);
        if self.method == Method::GET {
            self.operation.parameters.extend(in_query(&schema));
            return;
        }
        self.refuses(StatusCode::PAYLOAD_TOO_LARGE);
        let required = schema.get("required").is_some();
        let mut content = BTreeMap::new();
        if schema.get("properties").is_some() {
            content.insert(FORM, form(&schema));
            content.insert(MULTIPART, with_files(form(&schema), files));
        }
        content.insert("application/json", content_of(schema));
        self.operation.request_body = Some(RequestBody { required, content });
    }

    /// Answers JSON.
    pub fn answers<T: JsonSchema>(&mut self, status: StatusCode) {
        let schema = self.schemas.answered::<T>();
        let content = BTreeMap::from([("application/json", content_of(schema))]);
        self.responds(status, content);
        if self.method == Method::GET {
            self.says(status, &[headers::ETAG]);
            self.answers_otherwise(StatusCode::NOT_MODIFIED, "The caller has this already");
        }
    }

    pub fn answers_nothing(&mut self, status: StatusCode) {
        self.responds(status, BTreeMap::new());
    }

    /// Answers something that is told in words only, or tells in words what is answered.
    pub fn answers_otherwise(&mut self, status: StatusCode, what: &str) {
        let own = Response::own(what);
        match self.operation.responses.entry(status.as_u16().to_string()).or_insert(own) {
            Response::Own { description, .. } => what.clone_into(description),
            Response::Shared(_) => {}
        }
    }

    /// Says something in headers of an answer.
    pub fn says(&mut self, status: StatusCode, said: &[Header]) {
        let answer = self.operation.responses.get_mut(status.as_str());
        if let Some(Response::Own { headers, .. }) = answer {
            headers.extend(said.iter().map(|header| (header.name, header.reference())));
        }
    }

    /// May answer in another format than JSON.
    pub fn answers_as(&mut self, format: &'static str, status: StatusCode) {
        let answer = self.operation.responses.get_mut(status.as_str());
        if let Some(Response::Own { content, .. }) = answer {
            content.insert(format, content_of(json_schema!({ "type": "string" })));
        }
    }

    fn responds(&mut self, status: StatusCode, answered: BTreeMap<&'static str, Content>) {
        let mut response = Response::own(status.canonical_reason().unwrap_or_default());
        if let Response::Own { content, .. } = &mut response {
            *content = answered;
        }
        self.operation.responses.insert(status.as_u16().to_string(), response);
    }

    /// May answer why not.
    pub fn refuses(&mut self, status: StatusCode) {
        self.refused.insert(status.as_u16());
    }
}

macro_rules! silent {
    ($($kind:ty),+ $(,)?) => { $(
        impl Described for $kind {
            fn describe(_: &mut Call<'_>) {}
        }
    )+ };
}

silent!(App, Guest, HeaderMap, Peer, Request, axum::response::Response);

impl<T> Described for At<T> {
    fn describe(call: &mut Call<'_>) {
        call.refuses(StatusCode::NOT_FOUND);
    }
}

impl<T> Described for Sub<T> {
    fn describe(call: &mut Call<'_>) {
        call.refuses(StatusCode::NOT_FOUND);
    }
}

impl Described for Slug {
    fn describe(call: &mut Call<'_>) {
        call.refuses(StatusCode::NOT_FOUND);
    }
}

impl<T: FromParameters> Described for Input<T> {
    fn describe(call: &mut Call<'_>) {
        let parts = T::schemas(call.schemas);
        call.reads(parts, &[]);
    }
}

impl<T: Brings> Described for Upload<T> {
    fn describe(call: &mut Call<'_>) {
        let parts = T::schemas(call.schemas);
        call.reads(parts, T::FIELDS);
    }
}

impl<T: Described> Described for Result<T> {
    fn describe(call: &mut Call<'_>) {
        T::describe(call);
        if call.method != Method::GET {
            call.refuses(StatusCode::UNPROCESSABLE_ENTITY);
        }
        call.refuses(StatusCode::SERVICE_UNAVAILABLE);
    }
}

impl<T: JsonSchema> Described for Json<T> {
    fn describe(call: &mut Call<'_>) {
        call.answers::<T>(StatusCode::OK);
    }
}

impl<T: JsonSchema> Described for Listed<T> {
    fn describe(call: &mut Call<'_>) {
        call.answers::<T>(StatusCode::OK);
        call.says(StatusCode::OK, &[headers::NEXT_CURSOR.at_times()]);
    }
}

impl<T: Described> Described for Kept<T> {
    fn describe(call: &mut Call<'_>) {
        T::describe(call);
        call.says(StatusCode::OK, &[headers::CACHE_CONTROL]);
    }
}

impl<T: JsonSchema> Described for Admitted<T> {
    fn describe(call: &mut Call<'_>) {
        call.answers::<T>(StatusCode::OK);
        call.says(StatusCode::OK, &headers::SESSION);
    }
}

impl Described for Done {
    fn describe(call: &mut Call<'_>) {
        call.answers_nothing(StatusCode::OK);
    }
}

impl Described for Begun {
    fn describe(call: &mut Call<'_>) {
        call.answers_nothing(StatusCode::OK);
        call.says(StatusCode::OK, &[headers::MESSAGE, headers::LOCATION]);
    }
}

impl Described for NoContent {
    fn describe(call: &mut Call<'_>) {
        call.answers_nothing(StatusCode::NO_CONTENT);
    }
}

impl Described for Lead {
    fn describe(call: &mut Call<'_>) {
        call.answers_nothing(StatusCode::FOUND);
        let said = [headers::LOCATION, headers::CACHE_CONTROL.at_times()];
        call.says(StatusCode::FOUND, &said);
    }
}

impl Described for Table {
    fn describe(call: &mut Call<'_>) {
        call.answers_nothing(StatusCode::OK);
        call.answers_as("text/csv", StatusCode::OK);
        call.answers_otherwise(StatusCode::OK, "A table of comma-separated values");
        call.says(StatusCode::OK, &[headers::CONTENT_DISPOSITION]);
    }
}

impl Described for Page {
    fn describe(call: &mut Call<'_>) {
        call.answers_nothing(StatusCode::OK);
        call.answers_as("text/html", StatusCode::OK);
        call.answers_otherwise(StatusCode::OK, "A page of HTML");
        call.says(StatusCode::OK, &Page::SAYS);
    }
}

impl Described for Part {
    fn describe(call: &mut Call<'_>) {
        call.answers_nothing(StatusCode::OK);
        call.says(StatusCode::OK, &Part::SAYS);
    }
}

macro_rules! signatures {
    ($(($($part:ident),*))+) => { $(
        impl<F, Answering, $($part),*> Signature<($($part,)*)> for F
        where
            F: Fn($($part),*) -> Answering,
            Answering: Future,
            Answering::Output: Described,
            $($part: Described),*
        {
            fn describe(call: &mut Call<'_>) {
                $($part::describe(call);)*
                Answering::Output::describe(call);
            }
        }
    )+ };
}

signatures! { () (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, G) }

//! What the signature of a handler says of its endpoint.
//!
//! Each type that stands in one says its part: who may call, what is read, what is answered.

use std::collections::BTreeMap;

use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode},
};
use schemars::{JsonSchema, Schema, json_schema};

use super::{
    document::{Content, Operation, RequestBody, Response},
    parts::{
        auth_token, chosen_conversation, content_of, idempotency_key, in_query, together,
        website_token, with_files,
    },
    schemas::Schemas,
};
use crate::{
    app::App,
    error::Result,
    http::{
        Admin, Admitted, Agent, Analyst, Arrival, At, Begun, Brings, Chat, Destination, Done,
        Entrance, FromParameters, Guest, InPerson, Input, Json, Kept, Listed, MaybeSignedIn,
        NoContent, Opening, OwnAccount, OwnAccountAdmin, Peer, Platform, Responder, SignedIn,
        SiteEntrance, Slug, Sub, Upload, Visitor,
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
}

/// Who is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    Administrators,
    Analysts,
    Editors,
    Agents,
    AgentsAndBots,
    Users,
    UsersInPerson,
}

impl Caller {
    const fn in_words(self) -> &'static str {
        match self {
            Caller::Administrators => "For administrators of the account.",
            Caller::Analysts => {
                "For administrators of the account, and agents whose custom role lets them read \
                 reports."
            }
            Caller::Editors => {
                "For administrators of the account, and agents whose custom role lets them write \
                 the help center."
            }
            Caller::Agents => "For agents and administrators of the account.",
            Caller::AgentsAndBots => "For agents, administrators and agent bots.",
            Caller::Users => "For every user.",
            Caller::UsersInPerson => "For users themselves, not for tokens of their programs.",
        }
    }
}

impl Call<'_> {
    fn is_for(&mut self, caller: Caller) {
        caller.in_words().clone_into(&mut self.operation.description);
        let all = |names: &[&'static str]| names.iter().map(|name| (*name, Vec::new())).collect();
        let (token, session) =
            (all(&["api_access_token"]), all(&["access-token", "client", "uid"]));
        self.operation.security = vec![token, session];
        self.refuses(StatusCode::UNAUTHORIZED);
        self.is_done_once();
    }

    /// A POST may come with a key, since it is known whose it is.
    fn is_done_once(&mut self) {
        if self.method == Method::POST {
            self.operation.parameters.push(idempotency_key());
            self.refuses(StatusCode::CONFLICT);
        }
    }

    /// Within the account that the path names.
    pub fn is_for_members(&mut self, caller: Caller) {
        self.is_for(caller);
        self.refuses(StatusCode::NOT_FOUND);
    }

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
        if !files.is_empty() {
            content.insert("multipart/form-data", content_of(with_files(&schema, files)));
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
            self.answers_otherwise(StatusCode::NOT_MODIFIED, "The caller has this already");
        }
    }

    pub fn answers_nothing(&mut self, status: StatusCode) {
        self.responds(status, BTreeMap::new());
    }

    /// Answers something that is told in words only.
    pub fn answers_otherwise(&mut self, status: StatusCode, what: &str) {
        let response = Response::Own { description: what.to_owned(), content: BTreeMap::new() };
        self.operation.responses.insert(status.as_u16().to_string(), response);
    }

    /// May answer in another format than JSON.
    pub fn answers_as(&mut self, format: &'static str, status: StatusCode) {
        let answer = self.operation.responses.get_mut(status.as_str());
        if let Some(Response::Own { content, .. }) = answer {
            content.insert(format, content_of(json_schema!({ "type": "string" })));
        }
    }

    fn responds(&mut self, status: StatusCode, content: BTreeMap<&'static str, Content>) {
        let description = status.canonical_reason().unwrap_or_default().to_owned();
        let response = Response::Own { description, content };
        self.operation.responses.insert(status.as_u16().to_string(), response);
    }

    /// May answer why not.
    pub fn refuses(&mut self, status: StatusCode) {
        let status = status.as_u16().to_string();
        let at = format!("#/components/responses/{status}");
        self.operation.responses.entry(status).or_insert(Response::Shared { at });
    }
}

macro_rules! callers {
    ($($kind:ty: $method:ident($caller:ident);)+) => { $(
        impl Described for $kind {
            fn describe(call: &mut Call<'_>) {
                call.$method(Caller::$caller);
            }
        }
    )+ };
}

callers! {
    Admin: is_for_members(Administrators);
    Agent: is_for_members(Agents);
    Analyst: is_for_members(Analysts);
    InPerson: is_for(UsersInPerson);
    OwnAccount: is_for_members(Agents);
    OwnAccountAdmin: is_for_members(Administrators);
    Responder: is_for_members(AgentsAndBots);
    SignedIn: is_for(Users);
}

macro_rules! silent {
    ($($kind:ty),+ $(,)?) => { $(
        impl Described for $kind {
            fn describe(_: &mut Call<'_>) {}
        }
    )+ };
}

silent!(App, Guest, HeaderMap, Peer, Request, axum::response::Response);

impl Described for MaybeSignedIn {
    fn describe(call: &mut Call<'_>) {
        call.is_for(Caller::UsersInPerson);
        "For everybody. Who is signed in is recognised."
            .clone_into(&mut call.operation.description);
        call.operation.security.push(BTreeMap::new());
    }
}

impl Described for Platform {
    fn describe(call: &mut Call<'_>) {
        "For platform apps, of what they have made or were granted."
            .clone_into(&mut call.operation.description);
        call.operation.security = vec![BTreeMap::from([("api_access_token", Vec::new())])];
        call.refuses(StatusCode::UNAUTHORIZED);
        call.is_done_once();
    }
}

impl Described for Entrance {
    fn describe(call: &mut Call<'_>) {
        "For everybody who knows the inbox.".clone_into(&mut call.operation.description);
        call.refuses(StatusCode::UNAUTHORIZED);
        call.refuses(StatusCode::NOT_FOUND);
    }
}

impl Described for Visitor {
    fn describe(call: &mut Call<'_>) {
        "For the contact who is known in the inbox by the source id that the path names."
            .clone_into(&mut call.operation.description);
        call.refuses(StatusCode::UNAUTHORIZED);
        call.refuses(StatusCode::NOT_FOUND);
        call.is_done_once();
    }
}

impl Described for SiteEntrance {
    fn describe(call: &mut Call<'_>) {
        "For visitors of the website that `website_token` names in the query."
            .clone_into(&mut call.operation.description);
        call.operation.parameters.push(website_token(true));
        call.refuses(StatusCode::UNAUTHORIZED);
        call.refuses(StatusCode::NOT_FOUND);
    }
}

impl Described for Opening {
    fn describe(call: &mut Call<'_>) {
        SiteEntrance::describe(call);
    }
}

impl Described for Arrival {
    fn describe(call: &mut Call<'_>) {
        "For visitors of the website that `website_token` names, in the query or in the body."
            .clone_into(&mut call.operation.description);
        Input::<Destination>::describe(call);
        call.operation.parameters.push(website_token(false));
        call.refuses(StatusCode::UNAUTHORIZED);
        call.refuses(StatusCode::NOT_FOUND);
    }
}

impl Described for Chat {
    fn describe(call: &mut Call<'_>) {
        "For the visitor of a website whose token is shown in `X-Auth-Token`."
            .clone_into(&mut call.operation.description);
        let named = [website_token(false), chosen_conversation(), auth_token()];
        call.operation.parameters.extend(named);
        call.refuses(StatusCode::UNAUTHORIZED);
        call.refuses(StatusCode::NOT_FOUND);
        call.is_done_once();
    }
}

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
    }
}

impl<T: Described> Described for Kept<T> {
    fn describe(call: &mut Call<'_>) {
        T::describe(call);
    }
}

impl<T: JsonSchema> Described for Admitted<T> {
    fn describe(call: &mut Call<'_>) {
        call.answers::<T>(StatusCode::OK);
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
    }
}

impl Described for NoContent {
    fn describe(call: &mut Call<'_>) {
        call.answers_nothing(StatusCode::NO_CONTENT);
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

//! Rows of the route table: a path, and for each of its methods what it is for and who handles
//! it. A table becomes the router, and what the API reference is read from.

use std::any::type_name;

use axum::{
    Router,
    handler::Handler,
    http::{Method, StatusCode},
    routing::{MethodFilter, MethodRouter},
};

use super::reference::{Call, Signature};
use crate::app::App;

#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
    /// What the next rows are about, and how their paths begin.
    about: &'static str,
    prefix: &'static str,
}

pub struct Row {
    pub path: String,
    pub about: &'static str,
    pub calls: Vec<Endpoint>,
    router: MethodRouter<App>,
}

/// What is done at a path by one method.
#[derive(Clone)]
pub struct Endpoint {
    pub method: Method,
    pub summary: &'static str,
    /// The path of the function that does it.
    pub handler: &'static str,
    pub describe: fn(&mut Call<'_>),
    /// What it answers, where its signature does not tell.
    pub answers: &'static [(StatusCode, &'static str)],
    /// The statuses by which it refuses something, where its signature does not tell.
    pub refuses: &'static [u16],
}

/// What is done at a path, by method.
#[derive(Default)]
pub struct Endpoints {
    calls: Vec<Endpoint>,
    router: MethodRouter<App>,
}

impl Table {
    /// Begins with rows about something else.
    pub fn about(self, about: &'static str) -> Self {
        Table { about, ..self }
    }

    /// Begins with rows whose paths are below another.
    pub fn below(self, prefix: &'static str) -> Self {
        Table { prefix, ..self }
    }

    pub fn at(mut self, path: &str, endpoints: Endpoints) -> Self {
        let Endpoints { calls, router } = endpoints;
        let path = format!("{}{path}", self.prefix);
        self.rows.push(Row { path, about: self.about, calls, router });
        self
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub fn router(self) -> Router<App> {
        let add = |router: Router<App>, row: Row| router.route(&row.path, row.router);
        self.rows.into_iter().fold(Router::new(), add)
    }
}

impl Endpoints {
    fn on<H, T, S>(mut self, method: Method, summary: &'static str, handler: H) -> Self
    where
        H: Handler<T, App> + Signature<S>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).expect("it is a usual method");
        self.router = self.router.on(filter, handler);
        let (handler, describe) = (type_name::<H>(), H::describe);
        self.calls.push(Endpoint {
            method,
            summary,
            handler,
            describe,
            answers: &[],
            refuses: &[],
        });
        self
    }

    /// Says what the endpoint answers that was named last.
    pub fn answering(mut self, answers: &'static [(StatusCode, &'static str)]) -> Self {
        self.last().for_each(|call| call.answers = answers);
        self
    }

    /// Says by which statuses the endpoint that was named last refuses something.
    pub fn refusing(mut self, refuses: &'static [u16]) -> Self {
        self.last().for_each(|call| call.refuses = refuses);
        self
    }

    /// The endpoint that was named last, which may have two methods.
    fn last(&mut self) -> impl Iterator<Item = &mut Endpoint> {
        let last = self.calls.last().map(|call| call.handler);
        self.calls.iter_mut().filter(move |call| Some(call.handler) == last)
    }

    /// Changes are sent as PUT or as PATCH, which mean the same.
    pub fn update<H, T, S>(self, summary: &'static str, handler: H) -> Self
    where
        H: Handler<T, App> + Signature<S>,
        T: 'static,
    {
        self.on(Method::PATCH, summary, handler.clone()).on(Method::PUT, summary, handler)
    }
}

macro_rules! methods {
    ($($name:ident: $method:ident),+) => {
        impl Endpoints {
            $(
                pub fn $name<H, T, S>(self, summary: &'static str, handler: H) -> Self
                where
                    H: Handler<T, App> + Signature<S>,
                    T: 'static,
                {
                    self.on(Method::$method, summary, handler)
                }
            )+
        }
    };
}

macro_rules! beginnings {
    ($($name:ident),+) => { $(
        pub fn $name<H, T, S>(summary: &'static str, handler: H) -> Endpoints
        where
            H: Handler<T, App> + Signature<S>,
            T: 'static,
        {
            Endpoints::default().$name(summary, handler)
        }
    )+ };
}

methods! { get: GET, post: POST, put: PUT, patch: PATCH, delete: DELETE }

beginnings! { get, post, put, patch, delete, update }

//! What a request asks for, read into the type that an action takes.

use std::borrow::Cow;

use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
    http::{Method, Uri, header::CONTENT_TYPE},
};
use schemars::{JsonSchema, Schema};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    blanks, idempotent,
    lenient::Refused,
    parameters::{self, Parameters},
    reference::Schemas,
};
use crate::{
    app::App,
    error::{Error, Problems, Result},
    page,
};

/// The parameters of a request, from its query and its body.
pub struct Input<T>(pub T);

/// A type that says what one request may say.
pub trait Form: DeserializeOwned + JsonSchema {
    /// The key that a body may put its parameters under: `{"team": {"name": …}}` and
    /// `{"name": …}` are the same where this is `team` (contract 1.2).
    const WRAPPER: Option<&'static str> = None;

    /// What stands beside that key, not under it.
    const BESIDE: &'static [&'static str] = &[];

    /// Whether the text `null` means null, as the forms of browsers have it (contract 9.1).
    const SPELLS_NULL: bool = false;

    /// Whether clients want what is wrong sorted by fields (contract `behaviour.md`, 6.1).
    const SORTS_PROBLEMS: bool = false;
}

impl Form for page::Wanted {}
impl Form for page::Part {}

/// Something that parameters can be read into: a form, or two that share them.
pub trait FromParameters: Sized {
    const WRAPPER: Option<&'static str>;
    const BESIDE: &'static [&'static str] = &[];
    const SPELLS_NULL: bool;
    const SORTS_PROBLEMS: bool;

    fn from_parameters(parameters: &Value) -> Result<Self>;

    /// What the reference says of them, for each form.
    fn schemas(known: &mut Schemas) -> Vec<Schema>;
}

impl<T: Form> FromParameters for T {
    const WRAPPER: Option<&'static str> = T::WRAPPER;
    const BESIDE: &'static [&'static str] = T::BESIDE;
    const SPELLS_NULL: bool = T::SPELLS_NULL;
    const SORTS_PROBLEMS: bool = T::SORTS_PROBLEMS;

    fn from_parameters(parameters: &Value) -> Result<Self> {
        read(parameters)
    }

    fn schemas(known: &mut Schemas) -> Vec<Schema> {
        vec![known.read::<T>()]
    }
}

impl<A: Form, B: FromParameters> FromParameters for (A, B) {
    const WRAPPER: Option<&'static str> = A::WRAPPER;
    const SPELLS_NULL: bool = A::SPELLS_NULL;
    const SORTS_PROBLEMS: bool = A::SORTS_PROBLEMS || B::SORTS_PROBLEMS;

    fn from_parameters(parameters: &Value) -> Result<Self> {
        Ok((read(parameters)?, B::from_parameters(parameters)?))
    }

    fn schemas(known: &mut Schemas) -> Vec<Schema> {
        let mut schemas = vec![known.read::<A>()];
        schemas.extend(B::schemas(known));
        schemas
    }
}

impl<T: FromParameters> FromRequest<App> for Input<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        finished(said(request, app).await?).map(Input)
    }
}

/// Everything that a request says, in its query and its body.
async fn said(request: Request, app: &App) -> Result<Parameters> {
    let mut parameters = from_query_of(request.uri())?;
    let keyed = idempotent::of(request.extensions()).cloned();
    if request.method() == Method::GET {
        // A filter that is left blank is none.
        parameters.retain(|_, value| *value != "");
    }
    for (name, value) in body(request, app).await? {
        parameters.insert(name, value);
    }
    if let Some(keyed) = keyed {
        keyed.says(Value::Object(parameters.clone()).to_string().as_bytes());
    }
    Ok(parameters)
}

pub(super) fn from_query_of(uri: &Uri) -> Result<Parameters> {
    uri.query().map_or_else(|| Ok(Parameters::new()), parameters::from_query)
}

/// Reads parameters, once all of them are there.
pub(super) fn finished<T: FromParameters>(parameters: Parameters) -> Result<T> {
    let parameters = tidied(parameters, T::WRAPPER, T::BESIDE, T::SPELLS_NULL)?;
    let read = T::from_parameters(&parameters);
    read.map_err(|error| if T::SORTS_PROBLEMS { error.by_field() } else { error })
}

fn tidied(
    mut parameters: Parameters,
    wrapper: Option<&'static str>,
    beside: &[&str],
    spells_null: bool,
) -> Result<Value> {
    parameters::refuse_nul(&parameters)?;
    if let Some(wrapper) = wrapper {
        parameters = unwrapped(parameters, wrapper, beside)?;
    }
    if spells_null {
        for value in parameters.values_mut().filter(|value| **value == "null") {
            value.take();
        }
    }
    Ok(Value::Object(parameters))
}

fn unwrapped(
    mut parameters: Parameters,
    wrapper: &'static str,
    beside: &[&str],
) -> Result<Parameters> {
    match parameters.remove(wrapper) {
        Some(Value::Object(mut wrapped)) => {
            let beside = parameters.into_iter().filter(|(name, _)| beside.contains(&name.as_str()));
            wrapped.extend(beside);
            Ok(wrapped)
        }
        _ if parameters.is_empty() => Err(Error::Missing(wrapper)),
        _ => Ok(parameters),
    }
}

/// Reads a value into a type. What does not fit is refused by the name of its field.
pub fn read<T: DeserializeOwned>(value: &Value) -> Result<T> {
    blanks::read(value).map_err(named)
}

fn named(refused: serde_path_to_error::Error<Refused>) -> Error {
    let path = refused.path().to_string();
    let problem = refused.into_inner().problem;
    // Serde names a field that is missing in its text, not in the path.
    if let Some(field) = problem.strip_prefix("missing field `") {
        let field = field.trim_end_matches('`').to_owned();
        return Error::invalid(field, crate::validate::BLANK);
    }
    let field = if path == "." { Cow::from("base") } else { path.into() };
    let mut problems = Problems::default();
    // What is quoted first is said of itself, not of the field.
    if problem.starts_with(['\'', '"']) {
        problems.say(field, problem);
    } else {
        problems.add(field, problem);
    }
    Error::Invalid(problems)
}

async fn body(request: Request, app: &App) -> Result<Parameters> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_owned();
    let limits = &app.config.server;
    let most = limits.max_body_bytes;
    let arriving =
        tokio::time::timeout(limits.request_timeout, to_bytes(request.into_body(), most));
    let body = match arriving.await {
        Err(_) => return Err(Error::Malformed("the body did not arrive in time".to_owned())),
        Ok(Ok(body)) => body,
        Ok(Err(error)) if is_too_large(&error) => return Err(Error::TooLarge(most)),
        Ok(Err(_)) => return Err(Error::Malformed("the body did not arrive whole".to_owned())),
    };
    if body.trim_ascii().is_empty() {
        return Ok(Parameters::new());
    }
    if kind.starts_with("multipart/form-data") {
        return multipart(&kind, body).await;
    }
    // Tools that forget to say so send JSON all the same.
    let looks_like_json = body.trim_ascii_start().starts_with(b"{");
    if kind.starts_with("application/x-www-form-urlencoded") && !looks_like_json {
        let text = std::str::from_utf8(&body)
            .map_err(|_| Error::Malformed("the body is not valid UTF-8".to_owned()))?;
        return parameters::from_query(text.trim());
    }
    parameters::from_json(&body)
}

async fn multipart(kind: &str, body: bytes::Bytes) -> Result<Parameters> {
    let malformed = |error: multer::Error| Error::Malformed(format!("the body: {error}"));
    let boundary = multer::parse_boundary(kind).map_err(malformed)?;
    let stream = futures_util::stream::once(async { Ok::<_, std::convert::Infallible>(body) });
    let mut fields = multer::Multipart::new(stream, boundary);
    let mut parameters = Parameters::new();
    let mut count = 0;
    while let Some(field) = fields.next_field().await.map_err(malformed)? {
        count += 1;
        parameters::refuse_many(count)?;
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name() {
            None => {}
            // What browsers send for a field of files in which none was chosen.
            Some("") => continue,
            Some(_) => {
                let name = name.trim_end_matches("[]").to_owned();
                return Err(Error::invalid(name, "cannot be a file here"));
            }
        }
        let bytes = field.bytes().await.map_err(malformed)?;
        let text = String::from_utf8(bytes.into())
            .map_err(|_| Error::Malformed(format!("the field {name} is not valid UTF-8")))?;
        parameters::insert(&mut parameters, &name, Value::String(text))?;
    }
    Ok(parameters)
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if cause.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        source = cause.source();
    }
    false
}

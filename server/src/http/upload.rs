//! Requests that bring files.

use axum::{
    body::Body,
    extract::{FromRequest, RawPathParams, Request},
    http::header::CONTENT_TYPE,
};
use futures_util::{Stream, TryStreamExt as _};
use multer::{Field, Multipart};
use serde_json::Value;

use super::{
    arriving::{Allowance, Arriving},
    idempotent,
    input::{self, FromParameters},
    parameters::{self, Parameters},
    visitor,
};
use crate::{
    app::App,
    error::{Error, Result},
    id::AccountId,
    transfer::receive::{self, Accepts, Arrival},
};

/// How many files of the largest size a request may bring in all.
const LARGEST_TOGETHER: u64 = 5;

/// Bytes that may come before there is anything to do with them: the headers of a part, and
/// what comes at once.
const HEADERS: u64 = 1024 * 1024;

/// Files that a request may bring. Those of a field are counted by whoever takes them.
const MOST_FILES: usize = 20;

/// The parameters of a request that may bring files. A file is stored as it arrives, and stands
/// among the parameters as the id by which it can be taken, as if it had been uploaded before.
///
/// Who may bring any is to be asked first: by an extractor that comes before this one.
pub struct Upload<T>(pub T);

/// Parameters among which there may be files.
pub trait Brings: FromParameters {
    /// The fields that take files, as a form names them.
    const FIELDS: &[&str];
    const ACCEPTS: Accepts;
}

/// A file that has arrived.
struct Received {
    /// What stands for it among the parameters.
    id: String,
    checksum: String,
}

impl<T: Brings> FromRequest<App> for Upload<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default().to_owned();
        if !kind.starts_with("multipart/form-data") {
            return input::Input::from_request(request, app).await.map(|read| Upload(read.0));
        }
        let boundary = multer::parse_boundary(&kind).map_err(malformed)?;
        let keyed = idempotent::of(request.extensions()).cloned();
        let (mut parts, body) = request.into_parts();
        let account = account_of(&mut parts, app).await;
        let mut parameters = input::from_query_of(&parts.uri)?;
        let (sent, files) = read::<T>(app, account, body, boundary).await?;
        parameters.extend(sent);
        if let Some(keyed) = keyed {
            keyed.says(by_contents(&parameters, &files).as_bytes());
        }
        input::finished(parameters).map(Upload)
    }
}

/// The account that the path names, or that whoever has been let in belongs to, if there is one.
async fn account_of(parts: &mut axum::http::request::Parts, app: &App) -> Option<AccountId> {
    use axum::extract::FromRequestParts as _;
    if let Some(account) = visitor::account_of(parts) {
        return Some(account);
    }
    let named = RawPathParams::from_request_parts(parts, app).await.ok()?;
    let account = named.iter().find(|(name, _)| *name == "account")?;
    account.1.parse().ok().map(AccountId)
}

async fn read<T: Brings>(
    app: &App,
    account: Option<AccountId>,
    body: Body,
    boundary: String,
) -> Result<(Parameters, Vec<Received>)> {
    let server = &app.config.server;
    let texts = server.max_body_bytes as u64;
    let in_all = T::ACCEPTS.most(app) * LARGEST_TOGETHER + texts;
    let allowance = Allowance::new(in_all, HEADERS);
    let arriving = Arriving::new(body, allowance.clone(), server.request_timeout);
    let mut fields = Multipart::new(arriving, boundary);
    let mut parameters = Parameters::new();
    let mut files = Vec::new();
    let (mut count, mut text_left) = (0, server.max_body_bytes);
    while let Some(field) = fields.next_field().await.map_err(malformed)? {
        allowance.used();
        count += 1;
        parameters::refuse_many(count)?;
        let name = field.name().unwrap_or_default().to_owned();
        let value = match field.file_name().map(str::to_owned) {
            None => text(field, &name, &allowance, &mut text_left, server.max_body_bytes).await?,
            // What browsers send for a field of files in which none was chosen.
            Some(filename) if filename.is_empty() => continue,
            Some(filename) => {
                if !T::FIELDS.contains(&name.as_str()) {
                    let name = name.trim_end_matches("[]").to_owned();
                    return Err(Error::invalid(name, "cannot be a file here"));
                }
                if files.len() == MOST_FILES {
                    return Err(Error::invalid("attachments", "exceeded maximum allowed"));
                }
                let said = field.content_type().map(ToString::to_string).unwrap_or_default();
                let (filename, said) = (filename.as_str(), said.as_str());
                let arrival =
                    Arrival { account, filename, content_type: said, accepts: T::ACCEPTS };
                let bytes = portions(field, allowance.clone());
                let blob = receive::receive(app, arrival, bytes).await?;
                let id = app.links.signed_id(blob.id);
                files.push(Received { id: id.clone(), checksum: blob.checksum });
                id
            }
        };
        parameters::insert(&mut parameters, &name, Value::String(value))?;
    }
    Ok((parameters, files))
}

/// What a request says, with files by what is in them: when it is sent again, they have other ids.
fn by_contents(parameters: &Parameters, files: &[Received]) -> String {
    let mut text = Value::Object(parameters.clone()).to_string();
    for Received { id, checksum } in files {
        text = text.replace(id, checksum);
    }
    text
}

async fn text(
    mut field: Field<'_>,
    name: &str,
    allowance: &Allowance,
    left: &mut usize,
    most: usize,
) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(portion) = field.chunk().await.map_err(malformed)? {
        allowance.used();
        *left = left.checked_sub(portion.len()).ok_or(Error::TooLarge(most))?;
        bytes.extend_from_slice(&portion);
    }
    String::from_utf8(bytes)
        .map_err(|_| Error::Malformed(format!("the field {name} is not valid UTF-8")))
}

fn portions(
    field: Field<'_>,
    allowance: Allowance,
) -> impl Stream<Item = Result<bytes::Bytes>> + Unpin + Send {
    field.map_err(malformed).inspect_ok(move |_| allowance.used())
}

/// What is wrong with a body: as it was found while it arrived, or as it is read.
fn malformed(error: multer::Error) -> Error {
    if let multer::Error::StreamReadFailed(cause) = error {
        return match cause.downcast::<Error>() {
            Ok(found) => *found,
            Err(cause) => Error::Malformed(format!("the body: {cause}")),
        };
    }
    Error::Malformed(format!("the body: {error}"))
}

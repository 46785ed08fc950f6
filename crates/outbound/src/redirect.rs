//! Where a redirect leads, and with what.
//!
//! A redirect is followed with a GET and never with the body, so nothing is brought to anybody
//! twice, or to somebody who was not chosen. To another origin go none of the caller's headers
//! but `accept`: any of them could be a secret between the caller and the first.

use bytes::Bytes;
use hyper::{HeaderMap, Method, StatusCode, header};

use crate::{Problem, request::Hop, target};

/// Which redirects are followed. Others are answers like any other. The target of each is judged
/// like the first URL, and none leads from https to http.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redirects {
    /// None.
    Never,
    /// 303 alone, which says that something was accepted and where to read about it; three
    /// times at most.
    SeeOther,
    /// 301, 302 and 303, and 307 and 308 if there is no body to bring; five times at most.
    Follow,
}

impl Redirects {
    fn most(self) -> usize {
        match self {
            Redirects::Never => 0,
            Redirects::SeeOther => 3,
            Redirects::Follow => 5,
        }
    }

    fn are_followed(self, status: StatusCode, method: &Method) -> bool {
        let is_get = method == Method::GET;
        match self {
            Redirects::Never => false,
            Redirects::SeeOther => status == StatusCode::SEE_OTHER,
            Redirects::Follow => match status.as_u16() {
                301..=303 => true,
                307 | 308 => is_get,
                _ => false,
            },
        }
    }
}

/// The request that an answer leads to, after so many that were followed before; or `None` if
/// the answer is to be handed back.
pub(crate) fn next(
    redirects: Redirects,
    followed: usize,
    hop: &Hop,
    status: StatusCode,
    headers: &HeaderMap,
) -> Result<Option<Hop>, Problem> {
    let Some(location) = headers.get(header::LOCATION) else { return Ok(None) };
    if !redirects.are_followed(status, &hop.method) {
        return Ok(None);
    }
    if followed >= redirects.most() {
        return Err(Problem::BadRedirect("leads to too many others"));
    }
    let location = std::str::from_utf8(location.as_bytes()).ok();
    let url = location
        .and_then(|location| hop.url.join(location).ok())
        .ok_or(Problem::BadRedirect("leads to what is not a URL"))?;
    target::check(&url)?;
    if hop.url.scheme() == "https" && url.scheme() == "http" {
        return Err(Problem::BadRedirect("leads from https to http"));
    }
    let is_same_origin = url.origin() == hop.url.origin();
    let headers = hop
        .headers
        .iter()
        .filter(|(name, _)| {
            if is_same_origin {
                !name.as_str().starts_with("content-")
            } else {
                *name == header::ACCEPT
            }
        })
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Ok(Some(Hop { method: Method::GET, url, headers, body: Bytes::new() }))
}

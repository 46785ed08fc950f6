//! What is sent.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::{
    HeaderMap, Method,
    header::{self, HeaderName, HeaderValue},
};
use url::Url;

use crate::{Problem, Redirects, answer::Keep, signature, target};

/// Headers that the exchange itself sets. To let callers set them would let whoever chooses
/// headers for them say where one request ends and another begins.
const OF_THE_EXCHANGE: [HeaderName; 10] = [
    header::HOST,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::EXPECT,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
];

/// A request to a URL that somebody else has chosen.
#[derive(Clone)]
pub struct Request {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) redirects: Redirects,
    pub(crate) timeout: Option<Duration>,
    pub(crate) keep: Option<Keep>,
}

impl Request {
    /// Asks for what is there. It is read when the request is sent, and refused then if it is
    /// not a URL.
    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::GET, url.into(), Bytes::new())
    }

    /// Brings something there. What it is, is said by a header `content-type` of the caller.
    pub fn post(url: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self::new(Method::POST, url.into(), body.into())
    }

    fn new(method: Method, url: String, body: Bytes) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body,
            redirects: Redirects::Never,
            timeout: None,
            keep: None,
        }
    }

    /// Sets a header. Those of the exchange itself (`host`, `connection`, `content-length`,
    /// `transfer-encoding` and their like) are set by it alone; saying them has no effect.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Signs the body as it is now: sets one header to the time, in seconds since 1970, and the
    /// other to the [`signature`] of both.
    #[must_use]
    pub fn signed(
        self,
        secret: &str,
        timestamp: i64,
        timestamp_header: HeaderName,
        signature_header: HeaderName,
    ) -> Self {
        let value = HeaderValue::try_from(signature(secret, timestamp, &self.body))
            .expect("letters and digits are the value of a header");
        self.header(timestamp_header, timestamp.into()).header(signature_header, value)
    }

    /// Which redirects are followed. None are, unless this is said; then they are answers.
    #[must_use]
    pub fn redirects(self, redirects: Redirects) -> Self {
        Self { redirects, ..self }
    }

    /// How long all of it may take, redirects included; otherwise
    /// [`Options::timeout`](crate::Options::timeout).
    #[must_use]
    pub fn within(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// Wants all of the body of a success, or an error if that has more than so many bytes;
    /// otherwise [`Options::most`](crate::Options::most) of them. Of an answer that is no
    /// success, the beginning is kept.
    #[must_use]
    pub fn whole(self, most: usize) -> Self {
        Self { keep: Some(Keep::Whole(most)), ..self }
    }

    /// Wants so many of the first bytes of the body, or those that come. Once the other side
    /// has said its status, nothing that happens to the body is an error.
    #[must_use]
    pub fn beginning(self, most: usize) -> Self {
        Self { keep: Some(Keep::Beginning(most)), ..self }
    }
}

/// One request on the wire, of which a redirect makes another.
pub(crate) struct Hop {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Hop {
    pub fn new(
        method: Method,
        url: &str,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Self, Problem> {
        Ok(Self { method, url: target::parse(url)?, headers, body })
    }

    /// The request as the client takes it.
    pub fn to_http(
        &self,
        user_agent: &HeaderValue,
    ) -> Result<hyper::Request<Full<Bytes>>, Problem> {
        let mut request = hyper::Request::new(Full::new(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = target::to_uri(&self.url)?;
        let mut headers = self.headers.clone();
        for name in OF_THE_EXCHANGE {
            headers.remove(name);
        }
        headers.entry(header::USER_AGENT).or_insert_with(|| user_agent.clone());
        headers.entry(header::ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        // What is small when it is packed can be large when it is not.
        headers.entry(header::ACCEPT_ENCODING).or_insert(HeaderValue::from_static("identity"));
        *request.headers_mut() = headers;
        Ok(request)
    }
}

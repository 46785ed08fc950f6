//! A bucket of S3, or of a server that speaks like it.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{future::BoxFuture, stream::try_unfold};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::Body;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect},
    rt::{TokioExecutor, TokioTimer},
};
use object_store::{
    BackoffConfig, ClientOptions, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody,
        HttpResponse, HttpResponseBody, HttpService,
    },
};

use crate::{
    config::{FileService, Files},
    error::{Error, Result},
};

/// The region of servers that have none.
const REGION: &str = "us-east-1";

/// How often, and for how long, it is tried again what a bucket did not take. Somebody waits.
const RETRIES: usize = 3;
const PATIENCE: Duration = Duration::from_secs(10);

/// After how long nobody waits any more for the server to say how it went.
const SILENCE: Duration = Duration::from_mins(1);

/// Speaks HTTP to the bucket, with the TLS that everything else here has.
#[derive(Clone, Debug)]
struct Connector(Client<HttpsConnector<connect::HttpConnector>, HttpRequestBody>);

impl Connector {
    fn new() -> Self {
        let mut tls = outbound::system_tls();
        // Which of them are spoken is said below.
        tls.alpn_protocols.clear();
        let tls = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .build();
        Self(Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(tls))
    }

    async fn ask(self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let asked = tokio::time::timeout(SILENCE, self.0.request(request)).await;
        let answer = asked.map_err(|late| HttpError::new(HttpErrorKind::Timeout, late))?.map_err(
            |error| {
                let kind = if error.is_connect() {
                    HttpErrorKind::Connect
                } else {
                    HttpErrorKind::Request
                };
                HttpError::new(kind, error)
            },
        )?;
        Ok(answer.map(|body| {
            let broken = |error| HttpError::new(HttpErrorKind::Interrupted, error);
            heard_of(body.map_err(broken), SILENCE)
        }))
    }
}

/// A body of which something is heard again and again until it ends. What stays away for longer
/// than `silence` is not waited for.
fn heard_of<B>(body: B, silence: Duration) -> HttpResponseBody
where
    B: Body<Data = Bytes, Error = HttpError> + Send + Sync + 'static,
{
    let rest = try_unfold(Box::pin(body), move |mut body| async move {
        let late = |late| HttpError::new(HttpErrorKind::Timeout, late);
        match tokio::time::timeout(silence, body.frame()).await.map_err(late)? {
            Some(frame) => Ok(Some((frame?, body))),
            None => Ok(None),
        }
    });
    HttpResponseBody::new(StreamBody::new(rest))
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

impl HttpService for Connector {
    fn call<'me, 'asked>(
        &'me self,
        request: HttpRequest,
    ) -> BoxFuture<'asked, Result<HttpResponse, HttpError>>
    where
        'me: 'asked,
        Self: 'asked,
    {
        Box::pin(self.clone().ask(request))
    }
}

/// The bucket that the settings name.
pub fn bucket(files: &Files) -> Result<AmazonS3> {
    let region = if files.region.is_empty() { REGION } else { &files.region };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&files.bucket)
        .with_region(region)
        .with_http_connector(Connector::new())
        .with_retry(RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: RETRIES,
            retry_timeout: PATIENCE,
        });
    if !files.access_key_id.is_empty() {
        builder = builder
            .with_access_key_id(&files.access_key_id)
            .with_secret_access_key(files.secret_access_key.reveal());
    }
    if files.service == FileService::S3Compatible {
        builder = builder
            .with_endpoint(endpoint(files))
            .with_allow_http(true)
            .with_virtual_hosted_style_request(!files.force_path_style);
    }
    builder
        .build()
        .map_err(|error| Error::Unavailable(format!("the store of files cannot be used: {error}")))
}

/// Where the bucket is asked for: its name is part of the host, or comes after it in the path.
fn endpoint(files: &Files) -> String {
    let endpoint = files.endpoint.trim_end_matches('/');
    match endpoint.split_once("://") {
        Some((scheme, host)) if !files.force_path_style => {
            format!("{scheme}://{}.{host}", files.bucket)
        }
        _ => endpoint.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use futures_util::{StreamExt as _, stream};
    use http_body_util::StreamBody;
    use hyper::body::Frame;
    use object_store::client::HttpErrorKind;

    use super::heard_of;

    #[tokio::test]
    async fn a_body_that_stops_in_the_middle_is_not_waited_for() {
        let beginning = stream::iter(["a", "b"]);
        let beginning = beginning.map(|part| Ok(Frame::data(Bytes::from_static(part.as_bytes()))));
        let body = StreamBody::new(beginning.chain(stream::pending()));

        let heard = heard_of(body, Duration::from_millis(100)).bytes_stream();

        let heard = tokio::time::timeout(Duration::from_secs(30), heard.collect::<Vec<_>>());
        let mut heard = heard.await.expect("it ends");
        assert_eq!(heard.pop().unwrap().unwrap_err().kind(), HttpErrorKind::Timeout);
        let parts: Vec<Bytes> = heard.into_iter().map(Result::unwrap).collect();
        assert_eq!(parts, ["a", "b"]);
    }
}

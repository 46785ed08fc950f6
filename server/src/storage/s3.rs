//! A bucket of S3, or of a server that speaks like it.

use std::time::Duration;

use futures_util::future::BoxFuture;
use http_body_util::BodyExt as _;
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
            HttpResponseBody::new(body.map_err(broken))
        }))
    }
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

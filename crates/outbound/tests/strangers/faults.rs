//! What goes wrong has a name, and says whether the request may have arrived.

use std::sync::Arc;

use outbound::{Error, Options, Outbound, Problem, Request};
use rcgen::{CertificateParams, CertifiedKey, KeyPair, date_time_ymd, generate_simple_self_signed};
use rustls::{
    RootCertStore, ServerConfig,
    crypto::ring,
    server::{NoClientAuth, WebPkiClientVerifier, danger::ClientCertVerifier},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

use crate::support::{Step, Stranger, answer, client, names, options, say};

/// A certificate of `example.com` that vouches for itself.
pub fn authority() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(["example.com".to_owned()]).unwrap()
}

/// Shows a certificate to those who connect.
pub fn tls(own: &CertifiedKey<KeyPair>) -> TlsAcceptor {
    acceptor(own, Arc::new(NoClientAuth))
}

/// Shows a certificate, and wants to see one too.
fn mutual_tls(own: &CertifiedKey<KeyPair>) -> TlsAcceptor {
    let mut roots = RootCertStore::empty();
    roots.add(own.cert.der().clone()).unwrap();
    let provider = Arc::new(ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
    acceptor(own, verifier.build().unwrap())
}

fn acceptor(own: &CertifiedKey<KeyPair>, guests: Arc<dyn ClientCertVerifier>) -> TlsAcceptor {
    let key = own.signing_key.serialize_der().try_into().unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(guests)
        .with_single_cert(vec![own.cert.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Asks a server that shows a certificate, which is trusted or not.
async fn ask(own: &CertifiedKey<KeyPair>, host: &str, is_trusted: bool) -> Result<String, Error> {
    let stranger = Stranger::secure(tls(own), |_| answer(200, "secure")).await;
    let authorities = if is_trusted { vec![own.cert.der().clone()] } else { Vec::new() };
    let outbound = Outbound::new(Options { authorities, ..options() }).unwrap();
    let url = format!("https://{host}:{}/", stranger.address.port());

    let answer = outbound.send(Request::post(url, "{}")).await;

    let heard = stranger.heard().len();
    assert_eq!(heard, usize::from(answer.is_ok()), "nothing is said before TLS is trusted");
    answer.map(|answer| String::from_utf8(answer.body.to_vec()).unwrap())
}

fn is_tls_fault(error: &Error, words: &str) {
    assert!(matches!(error.problem, Problem::Tls(_)), "{error:?}");
    assert!(error.to_string().starts_with("Could not make a secure connection: "), "{error}");
    assert!(error.to_string().contains(words), "{error}");
    assert!(!error.may_have_arrived);
}

#[tokio::test]
async fn a_server_is_whom_its_certificate_says() {
    let own = authority();

    assert_eq!(ask(&own, "example.com", true).await.unwrap(), "secure");
    is_tls_fault(&ask(&own, "example.com", false).await.unwrap_err(), "UnknownIssuer");
    is_tls_fault(&ask(&own, "other.example.com", true).await.unwrap_err(), "not valid for name");
    is_tls_fault(&ask(&own, "127.0.0.1", true).await.unwrap_err(), "not valid for name");
}

#[tokio::test]
async fn a_certificate_has_its_time() {
    let signing_key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(["example.com".to_owned()]).unwrap();
    params.not_before = date_time_ymd(2001, 1, 1);
    params.not_after = date_time_ymd(2002, 1, 1);
    let own = CertifiedKey { cert: params.self_signed(&signing_key).unwrap(), signing_key };

    is_tls_fault(&ask(&own, "example.com", true).await.unwrap_err(), "expired");
}

#[tokio::test]
async fn a_server_that_wants_a_certificate_says_so_later() {
    let own = authority();
    let stranger = Stranger::secure(mutual_tls(&own), |_| answer(200, "secure")).await;
    let authorities = vec![own.cert.der().clone()];
    let outbound = Outbound::new(Options { authorities, ..options() }).unwrap();

    let url = format!("https://example.com:{}/", stranger.address.port());
    let error = outbound.send(Request::post(url, "{}")).await.unwrap_err();

    assert!(matches!(error.problem, Problem::Tls(_)), "{error:?}");
    assert!(error.to_string().contains("CertificateRequired"), "{error}");
}

#[tokio::test]
async fn a_server_without_tls_is_not_secure() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://example.com:{}/", listener.local_addr().unwrap().port());
    let mut speaking = JoinSet::new();
    speaking.spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        let _ = socket.read_to_end(&mut Vec::new()).await;
    });

    let error = client().send(Request::post(url, "{}")).await.unwrap_err();

    is_tls_fault(&error, "corrupt message");
}

#[tokio::test]
async fn who_does_not_listen_was_not_asked() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);

    let url = format!("http://example.com:{port}/");
    let error = client().send(Request::post(url, "{}")).await.unwrap_err();

    let problem = Problem::CannotConnect("connection refused".to_owned());
    assert_eq!(error, Error { problem, may_have_arrived: false });
}

#[tokio::test]
async fn a_name_without_addresses_leads_nowhere() {
    let fails: outbound::Resolver =
        Arc::new(|_| Box::pin(async { Err(std::io::Error::other("no")) }));
    for resolver in [names(|_| Vec::new()), fails] {
        let outbound = Outbound::new(Options { resolver, ..options() }).unwrap();

        let error = outbound.send(Request::get("http://nowhere.invalid/")).await.unwrap_err();

        assert_eq!(error, Error { problem: Problem::CannotResolve, may_have_arrived: false });
    }
}

#[tokio::test]
async fn what_is_not_a_url_is_not_asked() {
    let error = client().send(Request::get("http://a:b@example.com/")).await.unwrap_err();

    let problem = Problem::InvalidUrl("must not contain a user name or password");
    assert_eq!(error, Error { problem, may_have_arrived: false });
    assert_eq!(error.to_string(), "URL must not contain a user name or password");
}

#[tokio::test]
async fn a_connection_that_breaks_may_have_carried_the_request() {
    let closing = Stranger::new(|_| vec![Step::Close]).await;
    let resetting = Stranger::abrupt(|_| vec![Step::Close]).await;
    let mumbling = Stranger::new(|_| vec![say("good morning\r\n\r\n"), Step::Wait]).await;
    let short = Stranger::new(|_| {
        vec![say("HTTP/1.1 200 X\r\ncontent-length: 10\r\n\r\nhello"), Step::Close]
    })
    .await;
    let contradictory = Stranger::new(|_| {
        vec![say("HTTP/1.1 200 X\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"), Step::Wait]
    })
    .await;
    for stranger in [closing, resetting, mumbling, short, contradictory] {
        let url = stranger.url("example.com", "/");
        let error = client().send(Request::post(url, "{}")).await.unwrap_err();

        assert_eq!(error.problem.code(), "broken", "{error}");
        assert!(error.may_have_arrived);
        assert_eq!(stranger.asked(), ["POST /"], "it is not sent again");
    }
}

#[tokio::test]
async fn a_beginning_of_a_broken_answer_is_an_answer() {
    let stranger = Stranger::new(|_| {
        vec![say("HTTP/1.1 200 X\r\ncontent-length: 10\r\n\r\nhello"), Step::Close]
    })
    .await;

    let request = Request::post(stranger.url("example.com", "/"), "{}").beginning(1024);
    let answer = client().send(request).await.unwrap();

    assert_eq!(answer.status, 200);
    assert_eq!((&answer.body[..], answer.is_whole), (&b"hello"[..], false));
}

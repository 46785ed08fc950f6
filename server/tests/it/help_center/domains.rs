//! Whether the domain of a portal leads here.

use std::{net::Ipv4Addr, sync::Arc};

use frontdesk::help_center::portals::reached::{self, Reached, Status};
use futures_util::future::join;
use outbound::{Options, Outbound, Reach, header::HeaderValue};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};

use super::portal;
use crate::support::Desk;

const DOMAIN: &str = "help.acme.test";
const WORD: &str = "the word";

#[tokio::test]
async fn a_domain_that_does_not_lead_here_is_told_with_the_reason() {
    let desk = Desk::open().await;
    portal(&desk, "help", json!({})).await;
    let ask = async || desk.agent().get("portals/help/ssl_status").await;
    ask().await.says(422, "Custom domain is not configured");
    let domain = json!({ "custom_domain": "nowhere.invalid" });
    desk.admin().patch("portals/help", domain).await.is(200);

    let told = ask().await.is(200).body;

    assert_eq!(told["status"], "pending_validation");
    assert_eq!(told["verification_errors"], json!(["Host name could not be resolved"]));
    desk.agent().get("portals/other/ssl_status").await.is(404);
    let word = desk.nobody().get("/.well-known/frontdesk").await.is(200).text;
    assert_eq!((word.len(), word), (43, desk.app.vault.word()));
    for _ in 0..10 {
        ask().await;
    }
    ask().await.is(429);
    desk.close().await;
}

#[tokio::test]
async fn a_domain_is_active_when_this_installation_answers_there_securely() {
    let here = reached(DOMAIN, WORD).await;
    assert_eq!((here.status, here.verification_errors), (Status::Active, Vec::new()));
    let elsewhere = reached(DOMAIN, "another word").await;
    assert_eq!(elsewhere.status, Status::PendingValidation);
    assert_eq!(elsewhere.verification_errors, ["The domain does not lead to this server"]);
    let unsafe_there = reached("other.acme.test", WORD).await;
    assert_eq!(unsafe_there.status, Status::PendingValidation);
    assert!(unsafe_there.verification_errors[0].starts_with("Could not make a secure connection"));
}

/// What is told of a domain where a server has a certificate for a name and answers so.
async fn reached(certified: &str, answer: &'static str) -> Reached {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed([certified.to_owned()]).unwrap();
    let certificate: CertificateDer<'static> = cert.der().clone();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let tls = ServerConfig::builder().with_no_client_auth();
    let tls =
        TlsAcceptor::from(Arc::new(tls.with_single_cert(vec![certificate.clone()], key).unwrap()));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = async move {
        let Ok(mut socket) = tls.accept(listener.accept().await.unwrap().0).await else { return };
        let mut heard = [0; 1_000];
        let length = socket.read(&mut heard).await.unwrap();
        assert!(heard[..length].starts_with(b"GET /.well-known/frontdesk HTTP/1.1\r\n"));
        let length = answer.len();
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{answer}");
        socket.write_all(answer.as_bytes()).await.unwrap();
        socket.shutdown().await.ok();
    };
    let outbound = Outbound::new(Options {
        reach: Reach::Anywhere,
        resolver: Arc::new(|_| Box::pin(async { Ok(vec![Ipv4Addr::LOCALHOST.into()]) })),
        authorities: vec![certificate],
        ..Options::new(HeaderValue::from_static("Frontdesk"))
    });
    let (outbound, host) = (outbound.unwrap(), format!("{DOMAIN}:{port}"));
    let ((), told) = join(server, reached::ask(&outbound, &host, WORD)).await;
    told
}

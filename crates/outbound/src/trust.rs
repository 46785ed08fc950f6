//! Whose word counts for who a server is.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::CertificateDer};

/// A certificate that was given as an authority is not one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a certificate authority cannot be used: {0}")]
pub struct UnusableAuthority(String);

/// TLS 1.2 and 1.3, trusting the authorities of the system and those given besides.
///
/// The system's are found where OpenSSL would find them, so `SSL_CERT_FILE` and `SSL_CERT_DIR`
/// count. Where there are none, as in a container with nothing else in it, Mozilla's take their
/// place; where there are some, those that its people have removed stay removed.
pub fn tls(besides: &[CertificateDer<'static>]) -> Result<ClientConfig, UnusableAuthority> {
    let system = rustls_native_certs::load_native_certs().certs;
    let mut roots = authorities(system);
    for certificate in besides {
        roots.add(certificate.clone()).map_err(|error| UnusableAuthority(error.to_string()))?;
    }
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring speaks both versions of TLS")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// The same, trusting those of the system alone.
pub fn system_tls() -> ClientConfig {
    tls(&[]).expect("no authority was given that could be none")
}

fn authorities(system: Vec<CertificateDer<'static>>) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(system);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    roots
}

#[cfg(test)]
mod tests {
    use rustls::pki_types::CertificateDer;

    use super::{authorities, tls};

    #[test]
    fn a_system_without_authorities_has_those_of_mozilla() {
        let own = rcgen::generate_simple_self_signed(["example.com".to_owned()]).unwrap();

        assert_eq!(authorities(vec![own.cert.der().clone()]).len(), 1);
        assert!(authorities(Vec::new()).len() > 50);
    }

    #[test]
    fn what_is_no_certificate_is_not_taken_for_an_authority() {
        let refused = tls(&[CertificateDer::from(vec![1, 2, 3])]).unwrap_err();

        assert!(refused.to_string().starts_with("a certificate authority cannot be used: "));
    }
}

//! The host that a portal is found at besides: `help.acme.example`.

use outbound::Url;

use crate::{
    error::{Error, Result},
    links::Links,
};

/// Characters of the name of a host.
const LONGEST: usize = 253;

/// The host that is meant, in small letters, whether it is said alone or as an address. None if
/// it is left blank.
pub fn host(said: &str, links: &Links) -> Result<Option<String>> {
    let said = said.trim();
    if said.is_empty() {
        return Ok(None);
    }
    let host = host_of(said).ok_or_else(|| Error::invalid("custom_domain", "is invalid"))?;
    // A portal there would stand in the place of the product.
    if host_of(links.base()).as_ref() == Some(&host) {
        return Err(Error::invalid("custom_domain", "must not be the address of this server"));
    }
    Ok(Some(host))
}

fn host_of(said: &str) -> Option<String> {
    let said = said.to_lowercase();
    let has_scheme = said.starts_with("https://") || said.starts_with("http://");
    let address = if has_scheme { said } else { format!("https://{said}") };
    let url = Url::parse(&address).ok()?;
    let host = url.domain()?.trim_end_matches('.');
    let is_one = host.contains('.')
        && host.len() <= LONGEST
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        && url.username().is_empty();
    is_one.then(|| host.to_owned())
}

/// The host that the header of a request names, without its port.
pub fn asked_for(header: &str) -> Option<String> {
    host_of(header)
}

#[cfg(test)]
mod tests {
    use super::host;
    use crate::links::Links;

    fn meant(said: &str) -> Option<String> {
        host(said, &Links::new("https://desk.test:8443/", "", b"a key")).unwrap()
    }

    #[test]
    fn a_host_is_read_from_whatever_names_it() {
        let help = Some("help.acme.test".to_owned());
        assert_eq!(meant("help.acme.test"), help);
        assert_eq!(meant(" HTTPS://x.y "), Some("x.y".to_owned()));
        assert_eq!(meant("https://Help.Acme.test/de?x=1"), help);
        assert_eq!(meant("help.acme.test:8080"), help);
        assert_eq!(meant("hilfe.käse.test"), Some("hilfe.xn--kse-qla.test".to_owned()));
        assert_eq!(meant("  "), None);
    }

    #[test]
    fn what_is_no_host_of_others_is_refused() {
        let links = Links::new("https://desk.test:8443/", "", b"a key");
        let long = format!("{}.test", "x".repeat(250));
        for said in ["desk.test", "localhost", "127.0.0.1", "[::1]", "a b.test", "a@b.test", &long]
        {
            assert!(host(said, &links).is_err(), "{said}");
        }
    }
}

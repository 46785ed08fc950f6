//! Signatures by which a receiver knows who has sent something.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// `sha256=` and, in hexadecimal, the HMAC-SHA256 of `{timestamp}.{body}` under the bytes of the
/// secret. `timestamp` is in seconds since 1970; it is part of what is signed, so that something
/// old cannot be sent again as new.
pub fn signature(secret: &str, timestamp: i64, body: &[u8]) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key may have any length");
    mac.update(timestamp.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    let mut text = String::from("sha256=");
    for byte in mac.finalize().into_bytes() {
        write!(text, "{byte:02x}").expect("a text can be written to");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn a_signature_is_what_other_programs_compute() {
        // printf '1700000000.{"event":"ping"}' | openssl dgst -sha256 -hmac secret
        assert_eq!(
            signature("secret", 1_700_000_000, br#"{"event":"ping"}"#),
            "sha256=4d39bd2442f073b6bc62e95d0297ce25475582a17389ab860abdc778fe1d9f77"
        );
    }

    #[test]
    fn time_and_body_and_secret_are_all_signed() {
        let signed = signature("a", 1, b"1");
        for other in [signature("b", 1, b"1"), signature("a", 2, b"1"), signature("a", 1, b"2")] {
            assert_ne!(signed, other);
        }
    }
}

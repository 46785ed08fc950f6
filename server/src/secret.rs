//! Secrets that somebody shows: what is kept of them, and how they are compared.
//!
//! They are long and random, so one digest is enough for them. Passwords are kept in
//! another way ([`users`](crate::users)).

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// What is kept of a secret, by which it is known again: a SHA-256 in hexadecimal digits.
pub fn digest(secret: &str) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(secret.as_bytes()) {
        write!(text, "{byte:02x}").expect("a string takes any text");
    }
    text
}

/// Whether two texts are the same. How long it takes tells nothing but their length.
pub fn is_same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::{digest, is_same};

    #[test]
    fn a_digest_is_that_of_other_tools() {
        // printf secret | sha256sum
        let known = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
        assert!(is_same(&digest("secret"), known));
        assert!(!is_same(&digest("Secret"), known));
    }
}

//! What an inbox is called in mails.

use std::sync::LazyLock;

use regex::Regex;

/// A name without what would mean something in a header or in an address (contract
/// `behaviour.md`, 9.7). Nothing may be left of it.
pub fn in_mails(name: &str) -> String {
    static SPECIAL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"[\\<>@"!#$%&*+=?^`{|}~:;]"#).expect("the pattern is valid"));
    static CONTROL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[\p{Cc}\s]+").expect("the pattern is valid"));
    static EDGES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[\p{P}\s]+|[\p{P}\s]+$").expect("the pattern is valid"));
    let plain = SPECIAL.replace_all(name, "");
    let spaced = CONTROL.replace_all(&plain, " ");
    EDGES.replace_all(&spaced, "").into_owned()
}

#[cfg(test)]
mod tests {
    use super::in_mails;

    #[test]
    fn what_means_something_in_a_header_is_left_out() {
        let cases = [
            ("Support", "Support"),
            ("Acme <help@acme.test>", "Acme helpacme.test"),
            ("A\r\nBcc: x\u{7}y", "A Bcc x y"),
            ("  -- Sales  &  Care! --", "Sales Care"),
            ("Müller's Büro, 2. Stock", "Müller's Büro, 2. Stock"),
            ("@#$%", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(in_mails(name), expected, "{name:?}");
        }
    }
}

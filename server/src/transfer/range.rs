//! Which part of a file is asked for (RFC 9110, 14).

use std::ops::Range;

/// What a request asks for, of a file of so many bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Whole,
    Part(Range<u64>),
    /// A part that is not there.
    Nothing,
}

impl Asked {
    /// Reads the header. What cannot be understood, and several parts at once, mean all of it.
    pub fn of(header: Option<&str>, size: u64) -> Self {
        let Some(spec) = header.and_then(|header| header.trim().strip_prefix("bytes=")) else {
            return Asked::Whole;
        };
        let Some((first, last)) = spec.split_once('-') else { return Asked::Whole };
        let (first, last) = (first.trim(), last.trim());
        let number = |text: &str| -> Option<u64> {
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| text.parse().unwrap_or(u64::MAX))
        };
        match (number(first), number(last)) {
            (Some(first), Some(last)) if first > last => Asked::Whole,
            (Some(first), _) if first >= size && is_part(last) => Asked::Nothing,
            (Some(first), Some(last)) => Asked::Part(first..size.min(last.saturating_add(1))),
            (Some(first), None) if last.is_empty() => Asked::Part(first..size),
            (None, Some(0)) if first.is_empty() => Asked::Nothing,
            (None, Some(_)) if first.is_empty() && size == 0 => Asked::Nothing,
            (None, Some(count)) if first.is_empty() => {
                Asked::Part(size.saturating_sub(count)..size)
            }
            _ => Asked::Whole,
        }
    }
}

fn is_part(last: &str) -> bool {
    last.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::Asked::{self, Nothing, Part, Whole};

    #[test]
    fn parts_are_within_the_file() {
        let of = |header| Asked::of(Some(header), 10);
        assert_eq!(of("bytes=2-4"), Part(2..5));
        assert_eq!(of("bytes=2-"), Part(2..10));
        assert_eq!(of("bytes=-3"), Part(7..10));
        assert_eq!(of("bytes=-99"), Part(0..10));
        assert_eq!(of("bytes=9-99999999999999999999999"), Part(9..10));
        for not_there in ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999-"] {
            assert_eq!(of(not_there), Nothing, "{not_there}");
        }
        for other in ["bytes=4-2", "bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=a-b", "bytes"] {
            assert_eq!(of(other), Whole, "{other}");
        }
        assert_eq!(Asked::of(None, 10), Whole);
        assert_eq!(Asked::of(Some("bytes=0-"), 0), Nothing);
    }
}

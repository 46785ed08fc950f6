//! Numbers of conversations of which somebody types a part.

/// Numbers that are looked for at most: the highest.
const MOST: usize = 1_000;

/// The highest numbers from 1 to `highest` that have these digits somewhere, the highest first.
/// They are made rather than looked for, so that it does not matter how many conversations
/// there are.
pub fn containing(digits: &str, highest: i64) -> Vec<i64> {
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let Some(part) = digits.parse::<i64>().ok().filter(|_| is_number) else { return Vec::new() };
    let Some(width) = u32::try_from(digits.len()).ok().and_then(power) else {
        // Nothing can stand before or after so many digits.
        let is_whole = part <= highest && !digits.starts_with('0');
        return if is_whole { vec![part] } else { Vec::new() };
    };
    let mut found = Vec::new();
    // How many digits follow the part.
    for unit in (0..19).map_while(power).take_while(|unit| *unit <= highest) {
        let Some(block) = unit.checked_mul(width) else { break };
        // What stands before the part: something, if the part begins with a zero.
        let least = i64::from(digits.starts_with('0'));
        let ranges = (least..=highest / block).rev().filter_map(|before| {
            let lowest = before.checked_mul(block)?.checked_add(part.checked_mul(unit)?)?;
            (lowest <= highest).then(|| (lowest..=highest.min(lowest + (unit - 1))).rev())
        });
        found.extend(ranges.flatten().filter(|number| *number > 0).take(MOST));
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.dedup();
    found.truncate(MOST);
    found
}

fn power(exponent: u32) -> Option<i64> {
    10_i64.checked_pow(exponent)
}

#[cfg(test)]
mod tests {
    use super::{MOST, containing};

    #[test]
    fn they_are_those_that_contain_the_digits() {
        for highest in [0, 1, 9, 10, 99, 100, 1_234, 20_007] {
            for digits in ["0", "1", "7", "00", "07", "10", "12", "123", "007", "2000", "99999"] {
                let expected: Vec<i64> = (1..=highest)
                    .rev()
                    .filter(|n| n.to_string().contains(digits))
                    .take(MOST)
                    .collect();
                assert_eq!(containing(digits, highest), expected, "{digits} up to {highest}");
            }
        }
    }

    #[test]
    fn what_is_no_number_is_in_none() {
        for text in ["", "a", "1a", "-1", "+1", "1.0", "١", "99999999999999999999"] {
            assert_eq!(containing(text, 1_000), [0; 0], "{text}");
        }
        assert_eq!(containing("9223372036854775807", i64::MAX), [i64::MAX]);
        assert_eq!(containing("9223372036854775807", 1_000), [0; 0]);
        assert_eq!(containing("0000000000000000001", i64::MAX), [0; 0]);
    }
}

//! Slugs: what stands in the addresses of portals, categories and articles. Letters of any script
//! make one.

use unicode_normalization::char::is_combining_mark;

use crate::{
    error::Problems,
    validate::{BLANK, INDEXED, SHORT},
};

/// Characters of a slug that is made of a title.
const OF_TITLE: usize = 120;

/// Refuses what is no slug.
pub fn check(problems: &mut Problems, slug: &str) {
    let may_stand = |character: char| is_of_word(character) || "-_".contains(character);
    if slug.trim().is_empty() {
        problems.add("slug", BLANK);
    } else if !slug.chars().all(may_stand) {
        problems.add("slug", "must be made of letters, digits, - and _");
    }
    problems.at_most("slug", slug, SHORT);
    problems.fits_index("slug", Some(slug), INDEXED);
}

/// `How to pay?` as `how-to-pay`.
pub fn of_title(title: &str) -> String {
    let folded = title.to_lowercase();
    let words = folded.split(|character: char| !is_of_word(character));
    let slug = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    let slug: String = slug.chars().take(OF_TITLE).collect();
    slug.trim_end_matches('-').to_owned()
}

/// Letters, digits, and the marks without which words of some scripts are none.
fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character)
}

#[cfg(test)]
mod tests {
    use super::{check, of_title};
    use crate::error::Problems;

    #[test]
    fn a_title_becomes_a_slug_in_any_script() {
        assert_eq!(of_title("How to pay?"), "how-to-pay");
        assert_eq!(of_title("  Größe & Maße / 2026 "), "größe-maße-2026");
        assert_eq!(of_title("返品について"), "返品について");
        assert_eq!(of_title("धन वापसी क्यों?"), "धन-वापसी-क्यों");
        assert_eq!(of_title("?!"), "");
        for title in ["How to pay?", "返品について", &"long words ".repeat(100)] {
            let mut problems = Problems::default();
            check(&mut problems, &of_title(title));
            assert!(problems.check().is_ok(), "{title}");
        }
    }
}

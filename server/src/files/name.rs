//! What files are called. A name is for people to read; it never says where anything is.

/// Characters of a name at most.
const LONGEST: usize = 255;

/// Characters of an extension at most. What is longer is none.
const LONGEST_EXTENSION: usize = 16;

/// What a file is called that has no name.
const NAMELESS: &str = "file";

/// A name as it is kept: the last part of a path, without characters that cannot be seen or
/// that make a name read as another.
pub fn cleaned(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last.chars().filter(|character| !is_deceptive(*character)).collect();
    let visible = visible.trim().trim_end_matches('.');
    if visible.trim_start_matches('.').is_empty() {
        return NAMELESS.to_owned();
    }
    shortened(visible)
}

/// The letters behind the last dot, in lower case.
pub fn extension(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let is_one = !stem.is_empty()
        && (1..=LONGEST_EXTENSION).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_one.then(|| extension.to_lowercase())
}

/// Control characters, those that turn the direction of writing, and those without a width.
fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(character, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffd}')
}

/// A name that is too long keeps its beginning and its extension.
fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let end = extension(name).map_or_else(String::new, |extension| format!(".{extension}"));
    let beginning: String = name.chars().take(LONGEST - end.len()).collect();
    beginning + &end
}

#[cfg(test)]
mod tests {
    use super::{cleaned, extension};

    #[test]
    fn names_are_only_names() {
        assert_eq!(cleaned("../../etc/passwd"), "passwd");
        assert_eq!(cleaned(r"C:\Users\lea\photo.PNG"), "photo.PNG");
        assert_eq!(cleaned("a\r\nSet-Cookie: x\0.png"), "aSet-Cookie: x.png");
        assert_eq!(cleaned("invoice\u{202e}gpj.exe"), "invoicegpj.exe");
        for nothing in ["", " ", ".", "..", "a/", "\0"] {
            assert_eq!(cleaned(nothing), "file", "{nothing:?}");
        }
        let long = cleaned(&format!("{}.pdf", "ä".repeat(300)));
        assert_eq!(long.chars().count(), 255);
        assert!(long.ends_with("ä.pdf"));
    }

    #[test]
    fn extensions_are_letters_behind_the_last_dot() {
        assert_eq!(extension("a.tar.GZ").as_deref(), Some("gz"));
        for none in ["a", ".png", "a.", "a.b c", "a.é"] {
            assert_eq!(extension(none), None, "{none}");
        }
    }
}

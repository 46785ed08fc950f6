//! The words of a text, as they are looked for: without regard to case, accents and the many
//! ways in which Unicode writes the same.
//!
//! Texts are cut here, messages as well as articles, and for both engines alike. A word is what
//! stands between white space and punctuation. Scripts that write no spaces (Chinese, Japanese,
//! Thai, and Korean, which hardly separates its words) are cut into every character and every two
//! that follow each other. A symbol, such as an emoji, is a word of its own.

use std::collections::BTreeSet;

use unicode_normalization::{
    UnicodeNormalization as _,
    char::{canonical_combining_class, decompose_compatible},
};

/// Characters of a word that are looked at.
const LONGEST: usize = 40;

/// Bytes of the words that a text is found by, all together. PostgreSQL keeps hardly more of
/// one text.
const MOST: usize = 200_000;

/// What somebody looks for. The last word may be one that they are still typing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    pub words: BTreeSet<String>,
    /// How one more word begins.
    pub beginning: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    /// Of a script that writes no spaces.
    Unspaced,
    Symbol,
    Between,
}

/// Characters of one kind that follow each other.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    kind: Kind,
    characters: Vec<char>,
}

/// Every word of a text, as far as there is room for them.
pub fn of(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut room = MOST;
    for word in runs(text).iter().flat_map(Run::words) {
        if words.contains(&word) {
            continue;
        }
        if word.len() > room {
            break;
        }
        room -= word.len();
        words.insert(word);
    }
    words
}

/// What a text must have for this to be found in it.
pub fn sought(text: &str) -> Sought {
    let mut runs = runs(text);
    let is_typed =
        |run: &Run| run.kind == Kind::Word && (2..LONGEST).contains(&run.characters.len());
    let beginning = runs.pop_if(|last| is_typed(last)).map(|last| last.characters.iter().collect());
    Sought { words: runs.iter().flat_map(Run::least).collect(), beginning }
}

impl Sought {
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.beginning.is_none()
    }
}

impl Run {
    fn words(&self) -> Vec<String> {
        let mut words = self.least();
        if self.kind == Kind::Unspaced {
            words.extend(self.characters.iter().map(char::to_string));
        }
        words
    }

    /// The words without which the run is not there.
    fn least(&self) -> Vec<String> {
        let characters = &self.characters;
        match self.kind {
            Kind::Word => vec![characters.iter().take(LONGEST).collect()],
            Kind::Unspaced if characters.len() > 1 => {
                characters.windows(2).map(|pair| pair.iter().collect()).collect()
            }
            Kind::Unspaced | Kind::Symbol => characters.iter().map(char::to_string).collect(),
            Kind::Between => Vec::new(),
        }
    }
}

/// A text in runs, without what stands between them.
fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut before = Kind::Between;
    let mut add = |character: char| {
        let kind = kind(character);
        match runs.last_mut() {
            _ if kind == Kind::Between => {}
            Some(run) if kind == before => run.characters.push(character),
            _ => runs.push(Run { kind, characters: vec![character] }),
        }
        before = kind;
    };
    for character in text.nfkc() {
        if kind(character) == Kind::Unspaced {
            add(character);
            continue;
        }
        decompose_compatible(character, |part| {
            if canonical_combining_class(part) == 0 {
                part.to_uppercase().flat_map(char::to_lowercase).for_each(&mut add);
            }
        });
    }
    runs
}

fn kind(character: char) -> Kind {
    match character {
        // Thai, Lao, Burmese, Khmer, kana, Han, Hangul.
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Kind::Unspaced,
        _ if character.is_alphanumeric() => Kind::Word,
        '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' => Kind::Symbol,
        _ => Kind::Between,
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, MOST, of, sought};

    fn words(text: &str) -> String {
        of(text).into_iter().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn case_accents_and_ways_of_writing_do_not_matter() {
        assert_eq!(words("Ärger über ÉCLAIRS"), "arger eclairs uber");
        assert_eq!(words("E\u{301}clairs"), words("éclairs"));
        assert_eq!(words("STRASSE Straße"), "strasse");
        assert_eq!(words("ΛΟΓΟΣ λόγος"), "λογοσ");
        assert_eq!(words("ﬁne Ｆｕｌｌ ①"), "1 fine full");
        assert_eq!(words("Ёлка"), "елка");
        assert_eq!(words("שָׁלוֹם"), "שלום");
        assert_eq!(words("İstanbul ıslak"), "islak istanbul");
    }

    #[test]
    fn words_stand_between_white_space_and_punctuation() {
        assert_eq!(
            words("lea.b@example.net, no. 12-B; \"don't\""),
            "12 b don example lea net no t"
        );
        assert_eq!(words(" \t?!…%_ "), "");
        assert_eq!(words("ok👍🏽 ✔"), "ok ✔ 🏽 👍");
    }

    #[test]
    fn what_is_written_without_spaces_is_cut_into_ones_and_twos() {
        assert_eq!(words("東京都"), "京 京都 東 東京 都");
        assert_eq!(words("A社へ"), "a へ 社 社へ");
        assert_eq!(sought("東京都").words.into_iter().collect::<Vec<_>>(), ["京都", "東京"]);
        assert_eq!(sought("京").words.into_iter().collect::<Vec<_>>(), ["京"]);
        assert!(of("무료배송").contains("배송"));
        assert!(of("สวัสดีครับ").is_superset(&sought("ดีครับ").words));
    }

    #[test]
    fn the_last_word_may_be_a_beginning() {
        let looked_for = sought("Invoice no. 12");
        assert_eq!(looked_for.words.into_iter().collect::<Vec<_>>(), ["invoice", "no"]);
        assert_eq!(looked_for.beginning.as_deref(), Some("12"));
        assert_eq!(sought("plan b").beginning, None, "one letter is a word");
        assert!(sought("?!").is_empty());
    }

    #[test]
    fn what_is_very_long_is_found_by_its_beginning() {
        let long = "x".repeat(10_000);
        assert_eq!(of(&long).first().map(String::len), Some(LONGEST));
        assert!(sought(&long).words.is_subset(&of(&long)));
        let many: Vec<String> = (0..150_000_u32).map(|number| format!("{number:x}")).collect();
        let bytes: usize = of(&many.join(" ")).iter().map(String::len).sum();
        assert!(bytes <= MOST && bytes > MOST - 10);
    }
}

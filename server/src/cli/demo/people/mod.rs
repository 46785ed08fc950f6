//! Who people are: names, cities and addresses from many places, none of a real person.

mod cultures;

use rand::{SeedableRng as _, seq::SliceRandom as _};

use super::chance::Chance;
use cultures::CULTURES;

/// A place, and what people are called there.
#[derive(Debug)]
pub struct Culture {
    pub country: &'static str,
    pub code: &'static str,
    pub language: &'static str,
    /// The number that telephone numbers of the country begin with.
    pub calling: &'static str,
    pub cities: &'static [&'static str],
    given: &'static [&'static str],
    family: &'static [&'static str],
    order: Order,
}

/// Which name comes first.
#[derive(Clone, Copy, Debug)]
enum Order {
    GivenFirst,
    FamilyFirst,
}

#[derive(Clone, Debug)]
pub struct Person {
    pub name: String,
    /// What they are called in a greeting.
    pub given: &'static str,
    /// The part of an e-mail address that is theirs alone.
    pub mailbox: String,
    pub culture: &'static Culture,
}

/// Everybody there could be, in an order of chance.
#[derive(Debug)]
pub struct People {
    /// A culture, a given name and a family name of it.
    names: Vec<(usize, usize, usize)>,
}

impl People {
    pub fn new(seed: u64) -> Self {
        let mut names = Vec::new();
        for (culture, of) in CULTURES.iter().enumerate() {
            for given in 0..of.given.len() {
                names.extend((0..of.family.len()).map(|family| (culture, given, family)));
            }
        }
        names.shuffle(&mut Chance::seed_from_u64(seed));
        Self { names }
    }

    /// The person with this number. Later ones may share a name, but never a mailbox.
    pub fn person(&self, number: usize) -> Person {
        let (culture, given, family) = self.names[number % self.names.len()];
        let culture = &CULTURES[culture];
        let (given, given_spelled) = spelled(culture.given[given]);
        let (family, family_spelled) = spelled(culture.family[family]);
        let name = match culture.order {
            Order::GivenFirst => format!("{given} {family}"),
            Order::FamilyFirst => format!("{family} {given}"),
        };
        let mut mailbox = format!("{}.{}", ascii(given_spelled), ascii(family_spelled));
        let namesakes = number / self.names.len();
        if namesakes > 0 {
            mailbox.push_str(&(namesakes + 1).to_string());
        }
        Person { name, given, mailbox, culture }
    }
}

/// A name, and its spelling in Latin letters.
fn spelled(name: &'static str) -> (&'static str, &'static str) {
    name.split_once('=').unwrap_or((name, name))
}

/// A name as it is written in an e-mail address.
fn ascii(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for character in name.to_lowercase().chars() {
        match character {
            'a'..='z' => out.push(character),
            'ß' => out.push_str("ss"),
            'ä' | 'æ' => out.push_str("ae"),
            'ö' | 'ø' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            other => out.extend(plain(other)),
        }
    }
    out
}

/// The letter below the marks, for those that the names have.
fn plain(letter: char) -> Option<char> {
    const LETTERS: [(&str, char); 18] = [
        ("áàâãåąăạảấầậẩẫắằặẳẵ", 'a'),
        ("çćč", 'c'),
        ("ďđ", 'd'),
        ("éèêëęěẹẻẽếềểễệ", 'e'),
        ("ğ", 'g'),
        ("íìîïıĩỉị", 'i'),
        ("łľ", 'l'),
        ("ñńň", 'n'),
        ("óòôõőơọỏốồổỗộớờởỡợ", 'o'),
        ("ř", 'r'),
        ("śšş", 's'),
        ("ťţ", 't'),
        ("úùûůűưũụủứừửữự", 'u'),
        ("ýỳỷỹỵ", 'y'),
        ("źžż", 'z'),
        ("ṣș", 's'),
        ("ț", 't'),
        ("ķ", 'k'),
    ];
    LETTERS.iter().find(|(marked, _)| marked.contains(letter)).map(|(_, plain)| *plain)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{People, ascii};

    #[test]
    fn everybody_has_a_mailbox_of_their_own_in_plain_letters() {
        let people = People::new(1);
        let count = 3 * people.names.len();
        let mailboxes: HashSet<String> =
            (0..count).map(|number| people.person(number).mailbox).collect();
        assert_eq!(mailboxes.len(), count);
        for mailbox in &mailboxes {
            let (given, family) = mailbox.split_once('.').unwrap();
            assert!(given.len() > 1 && family.len() > 1, "{mailbox}");
            assert!(mailbox.chars().all(|c| c.is_ascii_alphanumeric() || c == '.'), "{mailbox}");
        }
    }

    #[test]
    fn names_keep_all_their_letters_in_an_address() {
        assert_eq!(ascii("Größer"), "groesser");
        assert_eq!(ascii("Nguyễn"), "nguyen");
        assert_eq!(ascii("İpek"), "ipek");
        assert_eq!(ascii("Çağrı"), "cagri");
        assert_eq!(ascii("Chih-Ming"), "chihming");
    }
}

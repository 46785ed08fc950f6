//! Texts with their choices made and their gaps filled.

use super::{
    chance::{Chance, below, between, pick},
    people::Person,
};

pub const PRODUCTS: &[&str] = &[
    "oak side table",
    "linen blanket",
    "reading lamp",
    "tea kettle",
    "wool rug",
    "bread box",
    "folding chair",
    "wall clock",
    "set of six bowls",
    "balcony planter",
    "bookshelf",
    "coffee grinder",
    "desk organiser",
    "cast-iron pan",
    "storage basket",
    "picture frame",
];

const DEVICES: &[&str] = &["the phone", "the tablet", "the laptop", "the office computer"];

const BROWSERS: &[&str] = &["the built-in browser", "a private window", "the desktop browser"];

pub const PLANS: &[&str] = &["Starter", "Team", "Company"];

/// What a conversation is about: everything that fills the gaps of its texts.
#[derive(Debug)]
pub struct Facts {
    pub name: &'static str,
    pub agent: &'static str,
    pub city: &'static str,
    pub email: String,
    pub order: String,
    pub invoice: String,
    pub tracking: String,
    pub code: String,
    /// In cents.
    pub amount: u64,
    pub product: &'static str,
    pub days: u64,
    pub version: String,
    pub device: &'static str,
    pub browser: &'static str,
    pub plan: &'static str,
}

impl Facts {
    pub fn new(chance: &mut Chance, contact: &Person, email: String) -> Self {
        Self {
            name: contact.given,
            agent: "",
            city: pick(chance, contact.culture.cities),
            email,
            order: format!("QM-{}", between(chance, 100_000, 999_999)),
            invoice: format!("2{}-{:05}", below(chance, 10), below(chance, 100_000)),
            tracking: format!("PX{}", between(chance, 10_000_000, 99_999_999)),
            code: code(chance),
            amount: between(chance, 9, 240) * 100 + 90,
            product: pick(chance, PRODUCTS),
            days: between(chance, 2, 9),
            version: format!("4.{}.{}", below(chance, 12), below(chance, 6)),
            device: pick(chance, DEVICES),
            browser: pick(chance, BROWSERS),
            plan: pick(chance, PLANS),
        }
    }

    /// The amount as a customer writes it.
    pub fn money(&self) -> String {
        format!("{}.{:02}", self.amount / 100, self.amount % 100)
    }

    /// The text as it is said here.
    pub fn fill(&self, chance: &mut Chance, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 32);
        let mut rest = text;
        while let Some(at) = rest.find(['[', '{']) {
            out.push_str(&rest[..at]);
            let close = if rest[at..].starts_with('[') { ']' } else { '}' };
            let end = rest[at..].find(close).expect("what is opened in a text is closed") + at;
            let inside = &rest[at + 1..end];
            if close == ']' {
                let choices: Vec<&str> = inside.split('|').collect();
                let choice = pick(chance, &choices);
                out.push_str(&self.fill(chance, choice));
            } else {
                self.put(&mut out, inside);
            }
            rest = &rest[end + 1..];
        }
        out.push_str(rest);
        out
    }

    fn put(&self, out: &mut String, gap: &str) {
        let text = match gap {
            "name" => self.name,
            "agent" => self.agent,
            "city" => self.city,
            "email" => &self.email,
            "order" => &self.order,
            "invoice" => &self.invoice,
            "tracking" => &self.tracking,
            "code" => &self.code,
            "amount" => return out.extend(["€", &self.money()]),
            "product" => self.product,
            "days" => return out.push_str(&self.days.to_string()),
            "version" => &self.version,
            "device" => self.device,
            "browser" => self.browser,
            "plan" => self.plan,
            other => unreachable!("a text has a gap for {other}, which nothing fills"),
        };
        out.push_str(text);
    }
}

/// A code that can be read out.
fn code(chance: &mut Chance) -> String {
    const LETTERS: &[u8] = b"ACDEFHJKLMNPRTUVWXY";
    (0..6).map(|_| char::from(LETTERS[below(chance, LETTERS.len())])).collect()
}

#[cfg(test)]
mod tests {
    use super::Facts;
    use crate::cli::demo::{
        chance,
        people::People,
        themes::{CASES, talk},
    };

    #[test]
    fn every_text_can_be_said() {
        let mut chance = chance::of(1, 1);
        let person = People::new(1).person(1);
        let facts = Facts::new(&mut chance, &person, "me@example.com".to_owned());
        let pairs = |pairs: &[(&'static str, &'static str)]| -> Vec<&'static str> {
            pairs.iter().flat_map(|(question, answer)| [*question, *answer]).collect()
        };
        let mut texts = [talk::PROMISES, talk::QUESTIONS, talk::NUDGES, talk::THANKS].concat();
        texts.extend([talk::GREETINGS_AGAIN, talk::NOTES].concat());
        texts.extend(pairs(talk::EXCHANGES));
        for case in CASES {
            texts.extend([case.openings, case.details, case.notes, case.solutions].concat());
            texts.extend(case.again);
            texts.push(case.handover.1);
            texts.extend(pairs(case.exchanges));
        }
        for text in texts {
            for _ in 0..4 {
                let said = facts.fill(&mut chance, text);
                assert!(!said.contains(['[', ']', '{', '}', '|']), "{said}");
            }
        }
    }
}

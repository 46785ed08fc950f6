//! The contacts of the account, added in the order in which they became known.

use indicatif::ProgressBar;
use serde_json::{Map, Value, json};

use super::{
    calendar::{Busy, Calendar},
    chance::{self, Chance, below, between, percent, pick},
    desk::COMPANY,
    people::{People, Person},
    turns,
    words::PLANS,
};
use crate::{
    app::App,
    clock::Timestamp,
    contacts::{self, ContactChange, Place},
    error::Result,
    id::{AccountId, ContactId},
    patch::Patch,
    work::Work,
};

/// Contacts in one transaction. Indexing what they are found by makes them expensive.
const TOGETHER: usize = 60;

/// A contact that is to be added.
struct Newcomer {
    number: usize,
    moment: Timestamp,
    change: ContactChange,
    is_vip: bool,
}

/// Adds everybody and returns their ids in the order of their numbers. `starts` says who
/// became known with their first conversation, and when.
pub async fn add_all(
    app: &App,
    account: AccountId,
    seed: u64,
    people: &People,
    starts: &[Option<Busy>],
    calendar: &Calendar,
    progress: &ProgressBar,
) -> Result<Vec<ContactId>> {
    let mut order: Vec<(Option<Busy>, u64, usize)> = starts
        .iter()
        .enumerate()
        .map(|(number, start)| (*start, age(&mut of(seed, number)), number))
        .collect();
    // Those known longest are first, the newest last.
    order.sort_unstable_by_key(|(start, age, number)| (*start, std::cmp::Reverse(*age), *number));
    let mut ids = vec![ContactId(0); starts.len()];
    for together in order.chunks(TOGETHER) {
        let newcomer = |(start, age, number): &(Option<Busy>, u64, usize)| {
            let moment = match start {
                Some(start) => calendar.at(*start),
                None => Timestamp(calendar.beginning().0 - i64::try_from(*age).unwrap_or(0)),
            };
            newcomer(seed, people, *number, moment)
        };
        let newcomers: Vec<Newcomer> = together.iter().map(newcomer).collect();
        let added = turns::write(app, account, async move |work| {
            let mut added = Vec::with_capacity(newcomers.len());
            for newcomer in &newcomers {
                added.push((newcomer.number, add(work, newcomer).await?));
            }
            Ok(added)
        });
        for (number, id) in added.await? {
            ids[number] = id;
        }
        progress.inc(together.len() as u64);
    }
    Ok(ids)
}

async fn add(work: &mut Work<'_>, newcomer: &Newcomer) -> Result<ContactId> {
    work.now = newcomer.moment;
    let (contact, _) = contacts::create(work, &newcomer.change, &Place::default()).await?;
    if newcomer.is_vip {
        contacts::set_labels(work, contact.id, &["vip".to_owned()]).await?;
    }
    Ok(contact.id)
}

/// The e-mail address of the contact with this number.
pub fn address(person: &Person, number: usize) -> String {
    const DOMAINS: [&str; 4] = ["example.com", "example.org", "example.net", "mail.example"];
    format!("{}@{}", person.mailbox, DOMAINS[number % DOMAINS.len()])
}

fn of(seed: u64, number: usize) -> Chance {
    chance::of(seed.rotate_left(32), number)
}

/// For how many microseconds a contact had been known when the history began.
fn age(chance: &mut Chance) -> u64 {
    const YEAR: u64 = 365 * 86_400 * 1_000_000;
    between(chance, 0, YEAR)
}

fn newcomer(seed: u64, people: &People, number: usize, moment: Timestamp) -> Newcomer {
    let mut chance = of(seed, number);
    age(&mut chance);
    let person = people.person(number);
    let email = Some(address(&person, number)).filter(|_| percent(&mut chance, 92));
    // 555 is the code of no place, so nobody is called by mistake.
    let phone = Some(format!("+{}555{number:07}", person.culture.calling));
    let phone = phone.filter(|_| percent(&mut chance, 55) || email.is_none());
    let identifier = Some(format!("customer-{}", 100_000 + number));
    let identifier = identifier.filter(|_| percent(&mut chance, 70));
    let set = |text: Option<String>| text.map_or(Patch::Keep, Patch::Set);
    let change = ContactChange {
        name: Patch::Set(person.name.clone()),
        email: set(email),
        phone_number: set(phone),
        identifier: set(identifier),
        additional_attributes: Some(home(&mut chance, &person).into()),
        custom_attributes: Some(habits(&mut chance, moment).into()),
        ..ContactChange::default()
    };
    Newcomer { number, moment, change, is_vip: percent(&mut chance, 5) }
}

fn home(chance: &mut Chance, person: &Person) -> Map<String, Value> {
    let culture = person.culture;
    let mut home = vec![
        ("city", json!(pick(chance, culture.cities))),
        ("country", json!(culture.country)),
        ("country_code", json!(culture.code)),
    ];
    if percent(chance, 25) {
        let family = person.mailbox.split('.').next_back().unwrap_or(COMPANY);
        let kinds = ["Interiors", "Café", "Studio", "Guest House", "Office"];
        let name =
            format!("{}{} {}", family[..1].to_uppercase(), &family[1..], pick(chance, &kinds));
        home.push(("company_name", json!(name)));
    }
    home.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn habits(chance: &mut Chance, since: Timestamp) -> Map<String, Value> {
    let habits = [
        ("plan", json!(pick(chance, PLANS))),
        ("orders", json!(1 + below(chance, 40))),
        ("customer_since", json!(&since.iso()[..10])),
        ("newsletter", json!(percent(chance, 40))),
    ];
    habits.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

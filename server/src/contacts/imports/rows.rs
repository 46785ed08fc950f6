//! What a row of a table says of a contact, and what becomes of it (contract `behaviour.md`,
//! 10.5).
//!
//! A contact is known by their identifier, else by their e-mail address, else by their telephone
//! number. Whoever is known is changed by what the row says, and what it leaves blank stays. Every
//! other column is a custom attribute.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::{
    contacts::{
        Contact, ContactChange, at_work, changes, check_fields, save, search, sheets,
        sheets::Record, store,
    },
    custom_attributes::{self, Definition, DisplayType, Model, check},
    error::{Error, Result, TAKEN},
    id::ContactId,
    json::Object,
    patch::Patch,
    work::Work,
};

/// Columns that are not custom attributes. A table has at least one of them.
pub const KNOWN: [&str; 4] = ["identifier", "email", "name", "phone_number"];

/// Columns that are also kept where clients look for them.
const ADDITIONAL: [&str; 2] = ["company", "city"];

/// What has become of rows.
#[derive(Debug, Default)]
pub struct Outcome {
    pub created: i64,
    pub updated: i64,
    /// Where those begin that were refused, and why.
    pub refused: Vec<(usize, String)>,
}

/// What became of a row that was not refused.
enum Taken {
    Created(Contact),
    Updated(Contact),
}

/// The contacts whom rows are about, as far as they are there, by all that they are known by.
#[derive(Default)]
struct Acquaintances {
    contacts: HashMap<ContactId, Contact>,
    by: HashMap<(&'static str, String), ContactId>,
}

/// Takes some rows of a table whose columns have these names.
pub async fn take(work: &mut Work<'_>, names: &[String], rows: &[Record]) -> Result<Outcome> {
    let definitions = custom_attributes::of_model(work, Model::ContactAttribute).await?;
    let said: Vec<(usize, Result<ContactChange>)> =
        rows.iter().map(|row| (row.at, read(names, &definitions, &row.cells))).collect();
    let mut known = Acquaintances::make(work, &said).await?;
    let mut outcome = Outcome::default();
    let mut added = [0, 0];
    for (at, said) in said {
        let taken = match said {
            Ok(said) => take_one(work, &known, &definitions, &said).await,
            Err(refused) => Err(refused),
        };
        match taken {
            Ok(Taken::Created(contact)) => {
                outcome.created += 1;
                added[usize::from(contact.is_resolved())] += 1;
                known.meet(contact);
            }
            Ok(Taken::Updated(contact)) => {
                outcome.updated += 1;
                known.meet(contact);
            }
            Err(Error::Invalid(problems)) => outcome.refused.push((at, problems.to_string())),
            Err(error) => return Err(error),
        }
    }
    for (resolved, count) in [(false, added[0]), (true, added[1])] {
        if count > 0 {
            store::count(work, resolved, count).await?;
        }
    }
    Ok(outcome)
}

/// What a row says of a contact.
fn read(names: &[String], definitions: &[Definition], cells: &[String]) -> Result<ContactChange> {
    if cells.iter().skip(names.len()).any(|cell| !cell.trim().is_empty()) {
        return Err(Error::said("base", "The row has more cells than there are columns"));
    }
    let mut change = ContactChange::default();
    let (mut custom, mut additional) = (Map::new(), Map::new());
    for (name, cell) in names.iter().zip(cells) {
        let cell = sheets::meant(cell);
        if cell.is_empty() || name.is_empty() {
            continue;
        }
        let said = Patch::Set(cell.to_owned());
        match name.as_str() {
            "identifier" => change.identifier = said,
            "email" => change.email = Patch::Set(cell.to_lowercase()),
            "name" => change.name = said,
            "phone_number" => change.phone_number = Patch::Set(international(cell)),
            _ => {
                custom.insert(name.clone(), value(definitions, name, cell));
                if ADDITIONAL.contains(&name.as_str()) {
                    additional.insert(name.clone(), cell.into());
                }
            }
        }
    }
    let is_somebody = [&change.identifier, &change.email, &change.name, &change.phone_number]
        .iter()
        .any(|said| said.is_mentioned());
    if !is_somebody {
        return Err(Error::said("base", format!("The row has none of {}", KNOWN.join(", "))));
    }
    change.custom_attributes = Some(Object::from(custom));
    change.additional_attributes = Some(Object::from(additional));
    Ok(change)
}

/// A telephone number with the plus sign that it begins with.
fn international(number: &str) -> String {
    if number.starts_with('+') { number.to_owned() } else { format!("+{number}") }
}

/// A cell as the custom attribute that it is.
fn value(definitions: &[Definition], key: &str, cell: &str) -> Value {
    let kind = definitions.iter().find(|known| known.key == key).map(|known| known.display_type);
    match kind {
        Some(DisplayType::Number | DisplayType::Currency | DisplayType::Percent) => {
            let number = serde_json::from_str(cell).ok().filter(Value::is_number);
            number.unwrap_or_else(|| cell.into())
        }
        Some(DisplayType::Checkbox) if cell.eq_ignore_ascii_case("true") => true.into(),
        Some(DisplayType::Checkbox) if cell.eq_ignore_ascii_case("false") => false.into(),
        _ => cell.into(),
    }
}

async fn take_one(
    work: &mut Work<'_>,
    known: &Acquaintances,
    definitions: &[Definition],
    said: &ContactChange,
) -> Result<Taken> {
    let before = known.find(said).cloned();
    let blank = Contact::blank(work.now);
    let after = before.clone().unwrap_or_else(|| blank.clone()).changed(said);
    check_fields(before.as_ref().unwrap_or(&blank), &after)?;
    let stored = &before.as_ref().unwrap_or(&blank).custom_attributes;
    check::of_contact(definitions, stored, &after.custom_attributes)?;
    known.check_free(&after)?;
    let after = at_work(work, before.as_ref().unwrap_or(&blank), after).await?;
    let Some(before) = before else {
        let contact = store::insert(work, &after).await?;
        search::index(work, &contact).await?;
        return Ok(Taken::Created(contact));
    };
    let changes = before.changes_to(&after);
    if !changes.is_empty() {
        save(work, &before, &after).await?;
    }
    changes::tell(work, &before, changes).await?;
    Ok(Taken::Updated(after))
}

impl Acquaintances {
    /// Looks up whom rows are about, and keeps everybody else from changing them.
    async fn make(work: &mut Work<'_>, said: &[(usize, Result<ContactChange>)]) -> Result<Self> {
        let mut known = Acquaintances::default();
        let said = said.iter().filter_map(|(_, said)| said.as_ref().ok());
        let (mut identifiers, mut emails, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
        for change in said {
            identifiers.extend(change.identifier.value().cloned());
            emails.extend(change.email.value().cloned());
            numbers.extend(change.phone_number.value().cloned());
        }
        for contact in store::lock_known(work, &identifiers, &emails, &numbers).await? {
            known.meet(contact);
        }
        Ok(known)
    }

    /// Knows a contact by what they are known by now, and by nothing else.
    fn meet(&mut self, contact: Contact) {
        if let Some(before) = self.contacts.get(&contact.id) {
            for (field, text) in marks(before) {
                self.by.remove(&(field, text.clone()));
            }
        }
        for (field, text) in marks(&contact) {
            self.by.insert((field, text.clone()), contact.id);
        }
        self.contacts.insert(contact.id, contact);
    }

    /// The contact whom a row is about.
    fn find(&self, said: &ContactChange) -> Option<&Contact> {
        let fields = [
            ("identifier", &said.identifier),
            ("email", &said.email),
            ("phone_number", &said.phone_number),
        ];
        let id = fields
            .into_iter()
            .find_map(|(field, text)| self.by.get(&(field, text.value()?.clone())));
        self.contacts.get(id?)
    }

    /// Refuses what somebody else is known by.
    fn check_free(&self, contact: &Contact) -> Result<()> {
        let taken = marks(contact).find(|(field, text)| {
            self.by.get(&(*field, (*text).clone())).is_some_and(|id| *id != contact.id)
        });
        taken.map_or(Ok(()), |(field, _)| Err(Error::invalid(field, TAKEN)))
    }
}

/// What a contact is known by.
fn marks(contact: &Contact) -> impl Iterator<Item = (&'static str, &String)> {
    let marks = [
        ("identifier", &contact.identifier),
        ("email", &contact.email),
        ("phone_number", &contact.phone_number),
    ];
    marks.into_iter().filter_map(|(field, text)| Some((field, text.as_ref()?)))
}

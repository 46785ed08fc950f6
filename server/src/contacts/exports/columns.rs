//! The columns that a table of contacts may have.

use serde_json::Value;

use crate::{clock::Timestamp, contacts::Contact, json::Object};

/// Those that there are when none are named.
const USUAL: [&str; 4] = ["id", "name", "email", "phone_number"];

type Cell = fn(&Contact) -> String;

/// What a column is called, and what stands in it.
const COLUMNS: [(&str, Cell); 13] = [
    ("id", |contact| contact.id.to_string()),
    ("name", |contact| contact.name.clone()),
    ("email", |contact| contact.email.clone().unwrap_or_default()),
    ("phone_number", |contact| contact.phone_number.clone().unwrap_or_default()),
    ("identifier", |contact| contact.identifier.clone().unwrap_or_default()),
    ("contact_type", |contact| contact.contact_type.as_str().to_owned()),
    ("blocked", |contact| contact.blocked.to_string()),
    ("location", |contact| text(&contact.additional_attributes, "city")),
    ("country_code", |contact| text(&contact.additional_attributes, "country")),
    ("additional_attributes", |contact| contact.additional_attributes.as_str().to_owned()),
    ("custom_attributes", |contact| contact.custom_attributes.as_str().to_owned()),
    ("last_activity_at", |contact| {
        contact.last_activity_at.map(Timestamp::iso).unwrap_or_default()
    }),
    ("created_at", |contact| contact.created_at.iso()),
];

/// Those of the columns that there are, each once; the usual ones, if that leaves none.
pub fn wanted(names: &[String]) -> Vec<String> {
    let mut wanted: Vec<String> = Vec::new();
    for name in names {
        if COLUMNS.iter().any(|(known, _)| known == name) && !wanted.contains(name) {
            wanted.push(name.clone());
        }
    }
    if wanted.is_empty() { USUAL.map(str::to_owned).to_vec() } else { wanted }
}

/// A contact as a row of a table with these columns.
pub fn row(columns: &[String], contact: &Contact) -> Vec<String> {
    let cell = |name: &String| {
        let column = COLUMNS.iter().find(|(known, _)| known == name);
        column.map_or_else(String::new, |(_, cell)| cell(contact))
    };
    columns.iter().map(cell).collect()
}

fn text(attributes: &Object, key: &str) -> String {
    match attributes.to_map().remove(key) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    }
}

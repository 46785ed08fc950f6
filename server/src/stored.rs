//! Enumerations, with the name that clients know each value by and the number that it is
//! stored as. Both are those of the contract.

use serde_json::Value;

/// Writes how an enumeration is stored, sent and read.
///
/// A client sends a value by its name or by its number (contract `application-core.md`,
/// 1.3), and is told the names when it sends neither.
#[macro_export]
macro_rules! stored {
    ($($kind:ident { $($variant:ident = $number:literal $name:literal),+ $(,)? })+) => { $(
        impl $kind {
            /// Every value with its name, in the order of their numbers.
            pub const NAMED: &'static [(&'static str, Self)] = &[$(($name, $kind::$variant)),+];

            pub fn as_str(self) -> &'static str {
                match self { $($kind::$variant => $name),+ }
            }
        }

        impl From<$kind> for i64 {
            fn from(value: $kind) -> i64 {
                match value { $($kind::$variant => $number),+ }
            }
        }

        impl From<$kind> for db::Value<'_> {
            fn from(value: $kind) -> Self {
                db::Value::Int(value.into())
            }
        }

        impl From<$kind> for sea_query::Value {
            fn from(value: $kind) -> Self {
                i64::from(value).into()
            }
        }

        impl db::FromCell for $kind {
            fn from_cell(cell: db::Cell<'_>) -> db::Result<Self> {
                match i64::from_cell(cell)? {
                    $($number => Ok($kind::$variant),)+
                    other => Err(db::Error::Shape(format!("no {} {other}", stringify!($kind)))),
                }
            }
        }

        $crate::looks_like! {
            $kind: { "type": "string", "enum": [$($name),+] };
        }

        impl serde::Serialize for $kind {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $kind {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(from)?;
                $crate::stored::meant(&value, stringify!($kind), Self::NAMED)
                    .map_err(serde::de::Error::custom)
            }
        }
    )+ };
}

/// The value of a kind that is meant by its name or by its number.
pub fn meant<T: Copy>(sent: &Value, kind: &str, values: &[(&str, T)]) -> Result<T, String> {
    let by_number = sent.as_u64().and_then(|number| values.get(usize::try_from(number).ok()?));
    let by_name = || values.iter().find(|(name, _)| Some(*name) == sent.as_str());
    by_number.or_else(by_name).map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
        format!("'{}' is not a valid {} ({})", shown(sent), in_words(kind), names.join(", "))
    })
}

/// What was sent, as far as anyone would read it.
fn shown(sent: &Value) -> String {
    const MOST: usize = 50;
    let text = sent.as_str().map_or_else(|| sent.to_string(), str::to_owned);
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// `MessageType` as clients write it: `message_type`.
fn in_words(kind: &str) -> String {
    let mut words = String::new();
    for character in kind.chars() {
        if character.is_uppercase() && !words.is_empty() {
            words.push('_');
        }
        words.extend(character.to_lowercase());
    }
    words
}

//! What a field takes, and what it cannot take.

use serde_json::{Value, json};

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text of so many characters at most.
    Text(usize),
    /// A text that is one of a list, or of a certain form.
    Word,
    Bool,
    Number,
    /// A number that may have a fraction.
    Seconds,
    Choice,
    Object,
    Numbers,
    Texts,
}

use Kind::{Bool, Choice, Number, Numbers, Object, Seconds, Text, Texts, Word};

pub const SHORT: Kind = Text(255);
pub const LONG: Kind = Text(20_000);

impl Kind {
    /// Values that a field of this kind cannot take.
    pub fn refuses(self) -> Vec<Value> {
        let mut bad = match self {
            Text(most) => vec![json!({}), json!([]), json!(["x"]), json!("x".repeat(most + 1))],
            Word => vec![json!({}), json!(["x"]), json!("no such thing"), json!("x".repeat(2_100))],
            Bool => vec![json!({}), json!([]), json!([true])],
            Seconds => {
                vec![json!("many"), json!(1e300), json!("NaN"), json!(-1), json!({}), json!([1])]
            }
            Number => vec![
                json!("many"),
                json!(1.5),
                json!(1e300),
                json!(u64::MAX),
                json!("9223372036854775808"),
                json!("NaN"),
                json!("0x10"),
                json!(true),
                json!({}),
                json!([1]),
            ],
            Choice => vec![
                json!("nonsense"),
                json!("Open\n"),
                json!(99),
                json!(-1),
                json!(1.5),
                json!(u64::MAX),
                json!(true),
                json!({}),
                json!(["open"]),
                json!("x".repeat(20_001)),
            ],
            Object => vec![json!("x"), json!(5), json!(true), json!([]), json!([{}])],
            Numbers => {
                vec![json!("x"), json!(5), json!({}), json!(["x"]), json!([[1]]), json!([null])]
            }
            Texts => {
                vec![json!({}), json!(5), json!([{}]), json!([[]]), json!(["x".repeat(20_001)])]
            }
        };
        let hidden = "a\0b";
        bad.push(match self {
            Object => json!({ "a": { hidden: 1 } }),
            Numbers | Texts => json!([hidden]),
            _ => json!(hidden),
        });
        bad
    }
}

//! Reads parameters into types the way clients expect: by what a value means.
//!
//! Forms and queries have only texts, and many clients send numbers as texts in JSON
//! too. So `"5"` is a number where a number is wanted, `"false"` and `"0"` are booleans,
//! and `5` is a text where a text is wanted (contract `application-core.md`, 1.3).
//! What cannot be meant is refused with a sentence, to be read after the field's name, and what is
//! left blank is in [`blanks`](super::blanks).

use std::fmt;

use serde::{
    Deserializer,
    de::{self, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

/// A parameter that is about to be read.
pub struct Lenient<'a>(pub &'a Value);

/// Why a parameter was refused.
#[derive(Debug)]
pub struct Refused {
    pub problem: String,
    /// Whether a list or an object was wanted, which nothing else stands for.
    pub wants_many: bool,
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.problem)
    }
}

impl std::error::Error for Refused {}

impl de::Error for Refused {
    fn custom<T: fmt::Display>(problem: T) -> Self {
        Refused { problem: problem.to_string(), wants_many: false }
    }

    fn unknown_variant(found: &str, expected: &'static [&'static str]) -> Self {
        de::Error::custom(format!("\"{found}\" is not one of {}", expected.join(", ")))
    }
}

fn must_be<T>(what: &str) -> Result<T, Refused> {
    Err(Refused { problem: format!("must be {what}"), wants_many: false })
}

fn must_be_many<T>(what: &str) -> Result<T, Refused> {
    Err(Refused { problem: format!("must be {what}"), wants_many: true })
}

impl Lenient<'_> {
    fn integer(&self) -> Result<i64, Refused> {
        match self.0 {
            Value::Number(number) => match number.as_i64() {
                Some(integer) => Ok(integer),
                None if number.is_f64() => must_be("a whole number"),
                None => must_be("a smaller number"),
            },
            Value::String(text) => text.trim().parse().or_else(|_| must_be("a whole number")),
            _ => must_be("a whole number"),
        }
    }

    fn float(&self) -> Result<f64, Refused> {
        let float = match self.0 {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        float.filter(|float| float.is_finite()).map_or_else(|| must_be("a number"), Ok)
    }

    fn boolean(&self) -> Result<bool, Refused> {
        match self.0 {
            Value::Bool(bool) => Ok(*bool),
            Value::Number(number) => Ok(number.as_f64() != Some(0.0)),
            Value::String(text) if !text.is_empty() => {
                Ok(!matches!(text.as_str(), "0" | "f" | "F" | "false" | "FALSE" | "off" | "OFF"))
            }
            _ => must_be("true or false"),
        }
    }
}

macro_rules! integers {
    ($($method:ident),*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
            visitor.visit_i64(self.integer()?)
        }
    )* };
}

impl<'de> Deserializer<'de> for Lenient<'de> {
    type Error = Refused;

    integers!(
        deserialize_i8,
        deserialize_i16,
        deserialize_i32,
        deserialize_i64,
        deserialize_u8,
        deserialize_u16,
        deserialize_u32,
        deserialize_u64
    );

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(bool) => visitor.visit_bool(*bool),
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(integer), _) => visitor.visit_i64(integer),
                (None, Some(integer)) => visitor.visit_u64(integer),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or_default()),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => visitor.visit_seq(Items(items.iter())),
            Value::Object(map) => visitor.visit_map(Fields::of(map)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_bool(self.boolean()?)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_f64(self.float()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_f64(self.float()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.0 {
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Number(number) => visitor.visit_string(number.to_string()),
            Value::Bool(bool) => visitor.visit_str(if *bool { "true" } else { "false" }),
            _ => must_be("a text"),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(Items(items.iter())),
            _ => must_be_many("a list"),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.0 {
            Value::Object(map) => visitor.visit_map(Fields::of(map)),
            _ => must_be_many("an object"),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.deserialize_map(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        let name = match self.0 {
            Value::String(name) => Some(name.as_str()),
            Value::Number(number) => {
                let at = number.as_u64().and_then(|number| usize::try_from(number).ok());
                at.and_then(|at| variants.get(at).copied())
            }
            _ => None,
        };
        match name {
            Some(name) => visitor.visit_enum(Variant(name)),
            None => must_be(&format!("one of {}", variants.join(", "))),
        }
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

struct Items<'a>(std::slice::Iter<'a, Value>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Refused;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Refused> {
        self.0.next().map(|item| seed.deserialize(Lenient(item))).transpose()
    }
}

struct Fields<'a> {
    rest: serde_json::map::Iter<'a>,
    value: Option<&'a Value>,
}

impl<'a> Fields<'a> {
    fn of(map: &'a Map<String, Value>) -> Self {
        Self { rest: map.iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Refused;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Refused> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        let key: de::value::BorrowedStrDeserializer<'de, Refused> =
            de::value::BorrowedStrDeserializer::new(key);
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Refused> {
        let value = self.value.take().expect("a value is asked for after its key");
        seed.deserialize(Lenient(value))
    }
}

/// An enumeration is sent as the name of one of its variants, or as its number.
struct Variant<'a>(&'a str);

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Refused;
    type Variant = Unit;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Unit), Refused> {
        Ok((seed.deserialize(self.0.into_deserializer())?, Unit))
    }
}

struct Unit;

impl<'de> de::VariantAccess<'de> for Unit {
    type Error = Refused;

    fn unit_variant(self) -> Result<(), Refused> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Refused> {
        must_be("a name")
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Refused> {
        must_be("a name")
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Refused> {
        must_be("a name")
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::Lenient;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Form {
        id: i64,
        on: bool,
        name: String,
        kind: Option<Kind>,
        #[serde(default)]
        list: Vec<i64>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Open,
    }

    fn read(value: &serde_json::Value) -> Result<Form, String> {
        serde_path_to_error::deserialize(Lenient(value))
            .map_err(|error| format!("{} {}", error.path(), error.inner()))
    }

    #[test]
    fn values_are_taken_by_what_they_mean() {
        let form = read(&json!({
            "id": " 5 ", "on": "0", "name": 7, "kind": "open", "list": ["1", 2], "more": {}
        }));
        let expected =
            Form { id: 5, on: false, name: "7".into(), kind: Some(Kind::Open), list: vec![1, 2] };
        assert_eq!(form, Ok(expected));
        let numbered = read(&json!({ "id": 5, "on": 0, "name": "7", "kind": 0 }));
        assert_eq!(numbered.map(|form| form.kind), Ok(Some(Kind::Open)));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_by_name() {
        let refused = |value| read(&value).unwrap_err();
        let base = json!({ "id": 1, "on": true, "name": "x" });
        let with = |key: &str, value| {
            let mut form = base.clone();
            form[key] = value;
            refused(form)
        };
        assert_eq!(with("id", json!("many")), "id must be a whole number");
        assert_eq!(with("id", json!(1.5)), "id must be a whole number");
        assert_eq!(with("id", json!(u64::MAX)), "id must be a smaller number");
        assert_eq!(with("name", json!({})), "name must be a text");
        assert_eq!(with("kind", json!("shut")), "kind \"shut\" is not one of open");
        assert_eq!(with("kind", json!("0")), "kind \"0\" is not one of open");
        assert_eq!(with("kind", json!(1)), "kind must be one of open");
        assert_eq!(with("list", json!([1, {}])), "list[1] must be a whole number");
    }
}

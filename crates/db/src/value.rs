//! Values bound to a statement.

use std::borrow::Cow;

/// A value for a placeholder. Texts are borrowed where they can be.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Int(i64),
    Float(f64),
    Bool(bool),
    /// A text, or JSON as text.
    Text(Cow<'a, str>),
    /// For `= any($1)`.
    Ints(Cow<'a, [i64]>),
    /// For `= any($1)`.
    Texts(Cow<'a, [String]>),
}

impl Value<'_> {
    /// The same value, borrowing nothing.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Int(int) => Value::Int(int),
            Value::Float(float) => Value::Float(float),
            Value::Bool(bool) => Value::Bool(bool),
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Ints(list) => Value::Ints(Cow::Owned(list.into_owned())),
            Value::Texts(list) => Value::Texts(Cow::Owned(list.into_owned())),
        }
    }
}

/// The values of a statement, in order: `args![account, title]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*] };
}

macro_rules! from {
    ($($source:ty => $make:expr),* $(,)?) => { $(
        impl<'a> From<$source> for Value<'a> {
            fn from(value: $source) -> Self {
                ($make)(value)
            }
        }
    )* };
}

from! {
    i64 => Value::Int,
    i32 => |int| Value::Int(i64::from(int)),
    u32 => |int| Value::Int(i64::from(int)),
    f64 => Value::Float,
    bool => Value::Bool,
    String => |text| Value::Text(Cow::Owned(text)),
    &'a str => |text| Value::Text(Cow::Borrowed(text)),
    &'a String => |text: &'a String| Value::Text(Cow::Borrowed(text)),
    &'a [i64] => |list| Value::Ints(Cow::Borrowed(list)),
    &'a Vec<i64> => |list: &'a Vec<i64>| Value::Ints(Cow::Borrowed(list)),
    Vec<i64> => |list| Value::Ints(Cow::Owned(list)),
    &'a [String] => |list| Value::Texts(Cow::Borrowed(list)),
    &'a Vec<String> => |list: &'a Vec<String>| Value::Texts(Cow::Borrowed(list)),
    Vec<String> => |list| Value::Texts(Cow::Owned(list)),
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl<'a> From<&'a Option<String>> for Value<'a> {
    fn from(value: &'a Option<String>) -> Self {
        value.as_deref().map_or(Value::Null, Into::into)
    }
}

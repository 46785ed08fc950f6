//! Queries built by `sea-query`, handed to the engines.

use std::borrow::Cow;

use sea_query::{PostgresQueryBuilder, SelectStatement, SqliteQueryBuilder, Values};

use crate::{Error, Result, Value};

pub(crate) fn for_sqlite(query: &SelectStatement) -> Result<(String, Vec<Value<'static>>)> {
    let (text, values) = query.build(SqliteQueryBuilder);
    Ok((text, bound(values)?))
}

pub(crate) fn for_postgres(query: &SelectStatement) -> Result<(String, Vec<Value<'static>>)> {
    let (text, values) = query.build(PostgresQueryBuilder);
    Ok((text, bound(values)?))
}

fn bound(values: Values) -> Result<Vec<Value<'static>>> {
    values.into_iter().map(value).collect()
}

fn value(value: sea_query::Value) -> Result<Value<'static>> {
    use sea_query::Value as Sea;
    Ok(match value {
        Sea::Bool(bool) => bool.into(),
        Sea::Int(int) => int.into(),
        Sea::BigInt(int) => int.into(),
        Sea::BigUnsigned(int) => int
            .map(i64::try_from)
            .transpose()
            .map_err(|_| Error::Value("a number is too large".to_owned()))?
            .into(),
        Sea::Double(float) => float.into(),
        Sea::String(text) => text.map_or(Value::Null, |text| Value::Text(Cow::Owned(text))),
        Sea::Array(_, items) => texts(items.map_or_else(Vec::new, |items| *items))?.into(),
        other => return Err(Error::Value(format!("{other:?} cannot be bound"))),
    })
}

/// Lists are bound as lists of texts.
fn texts(items: Vec<sea_query::Value>) -> Result<Vec<String>> {
    let text = |item| match value(item)? {
        Value::Text(text) => Ok(text.into_owned()),
        other => Err(Error::Value(format!("{other:?} cannot be in a list"))),
    };
    items.into_iter().map(text).collect()
}

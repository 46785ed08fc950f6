//! Values to and from PostgreSQL's binary format.

use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

use crate::{Cell, Error, Result, Value, row::NO_COLUMN};

type Boxed = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Value<'_> {
    #[expect(clippy::cast_precision_loss, reason = "the column is a float")]
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        match (self, wanted) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(int), &Type::INT4) => i32::try_from(*int)?.to_sql(wanted, out),
            (Value::Int(int), &Type::INT2) => i16::try_from(*int)?.to_sql(wanted, out),
            (Value::Int(int), &Type::FLOAT8) => (*int as f64).to_sql(wanted, out),
            (Value::Int(int), &Type::INT8) => int.to_sql(wanted, out),
            // What is compared with nothing that has a type, as in an empty list's `1 = 2`, is
            // taken for a text.
            (Value::Int(int), &Type::TEXT) => int.to_string().to_sql(wanted, out),
            (Value::Float(float), &Type::FLOAT8) => float.to_sql(wanted, out),
            (Value::Bool(bool), &Type::BOOL) => bool.to_sql(wanted, out),
            (Value::Text(text), &Type::JSONB) => {
                // The version of the format.
                out.extend_from_slice(&[1]);
                text.to_sql(&Type::TEXT, out)
            }
            (Value::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::JSON) => {
                text.to_sql(&Type::TEXT, out)
            }
            (Value::Ints(list), &Type::INT8_ARRAY) => list.as_ref().to_sql(wanted, out),
            (Value::Texts(list), &Type::TEXT_ARRAY) => list.as_ref().to_sql(wanted, out),
            (value, wanted) => Err(format!("{value:?} bound where {wanted} is expected").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A column of a PostgreSQL row.
pub(crate) fn cell(row: &tokio_postgres::Row, at: usize) -> Result<Cell<'_>> {
    if at >= row.len() {
        return Err(Error::Shape(NO_COLUMN.to_owned()));
    }
    row.try_get::<_, Borrowed<'_>>(at)
        .map(|borrowed| borrowed.0)
        .map_err(|error| Error::Shape(error.to_string()))
}

struct Borrowed<'a>(Cell<'a>);

impl<'a> FromSql<'a> for Borrowed<'a> {
    fn from_sql(found: &Type, raw: &'a [u8]) -> Result<Self, Boxed> {
        let cell = match *found {
            Type::INT8 => Cell::Int(i64::from_sql(found, raw)?),
            Type::INT4 => Cell::Int(i32::from_sql(found, raw)?.into()),
            Type::INT2 => Cell::Int(i16::from_sql(found, raw)?.into()),
            Type::FLOAT8 => Cell::Float(f64::from_sql(found, raw)?),
            Type::BOOL => Cell::Bool(bool::from_sql(found, raw)?),
            Type::JSONB => Cell::Text(text(raw.get(1..).unwrap_or_default())?),
            Type::TEXT | Type::VARCHAR | Type::JSON | Type::NAME => Cell::Text(text(raw)?),
            _ => return Err(format!("a column of type {found}").into()),
        };
        Ok(Self(cell))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Boxed> {
        Ok(Self(Cell::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn text(raw: &[u8]) -> Result<&str, Boxed> {
    std::str::from_utf8(raw).map_err(Into::into)
}

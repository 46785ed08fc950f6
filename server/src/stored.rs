//! How enumerations are stored: by the number that the contract gives them.

/// Writes the conversions of an enumeration to and from its column.
#[macro_export]
macro_rules! stored {
    ($($name:ident { $($variant:ident = $number:literal),+ $(,)? })+) => { $(
        impl From<$name> for i64 {
            fn from(value: $name) -> i64 {
                match value { $($name::$variant => $number),+ }
            }
        }

        impl TryFrom<i64> for $name {
            type Error = ();

            fn try_from(number: i64) -> Result<Self, ()> {
                match number { $($number => Ok($name::$variant),)+ _ => Err(()) }
            }
        }

        impl From<$name> for db::Value<'_> {
            fn from(value: $name) -> Self {
                db::Value::Int(value.into())
            }
        }

        impl From<$name> for sea_query::Value {
            fn from(value: $name) -> Self {
                i64::from(value).into()
            }
        }

        impl db::FromCell for $name {
            fn from_cell(cell: db::Cell<'_>) -> db::Result<Self> {
                let number = i64::from_cell(cell)?;
                $name::try_from(number)
                    .map_err(|()| db::Error::Shape(format!("no {} {number}", stringify!($name))))
            }
        }
    )+ };
}

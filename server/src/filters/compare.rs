//! What a rule compares, as a condition on columns.

use db::Kind;
use jiff::{ToSpan as _, civil::Date};
use sea_query::{
    Alias, BinOper, Condition, Expr, ExprTrait as _, Func, IntoCondition as _, LikeExpr, Query,
};
use serde_json::Value;

use super::{Fold, LONGEST_PART, Source, Subject, invalid_value, start_of};
use crate::{
    clock::Timestamp,
    custom_attributes::{Definition, DisplayType},
    error::{Error, Result},
    labels::tags,
    work::Work,
};

/// Where the labels of a record are kept.
#[derive(Clone, Copy, Debug)]
pub struct Tagging {
    pub table: &'static str,
    pub record: &'static str,
}

/// A rule whose operator and values are known to fit together in number.
pub(super) struct Comparison<'a> {
    pub subject: &'a Subject,
    pub operator: &'a str,
    pub key: &'a str,
    pub values: &'a [Value],
    pub now: Timestamp,
    pub engine: Kind,
}

impl Comparison<'_> {
    pub fn invalid_value(&self) -> Error {
        invalid_value(self.key)
    }

    /// Whether the operator compares what is before and what is after.
    pub fn is_ordering(&self) -> bool {
        matches!(self.operator, "is_greater_than" | "is_less_than" | "days_before")
    }

    pub fn standard(&self, source: Source) -> Result<Condition> {
        match source {
            Source::Text(column, fold) => self.text(self.column(column), fold),
            Source::Additional(key, fold) => {
                self.text(self.json("additional_attributes", key), fold)
            }
            Source::Number(column) => self.number(self.column(column)),
            Source::Nothing => self.number(Expr::val(None::<i64>).cast_as("bigint")),
            Source::Named(column, names) => self.named(self.column(column), names),
            Source::Boolean(column) => self.boolean(self.column(column)),
            Source::Date(column) => self.date_column(&self.column(column)),
            Source::Labels => unreachable!("labels are not a column"),
        }
    }

    /// A custom attribute: what is stored is text, and is compared as what it means.
    pub fn custom(&self, definition: &Definition) -> Result<Condition> {
        let stored = self.json("custom_attributes", &definition.key);
        match (self.operator, definition.display_type) {
            ("is_present", _) => Ok(stored.is_not_null().into_condition()),
            ("is_not_present", _) => Ok(stored.is_null().into_condition()),
            ("contains" | "does_not_contain", _) => self.text(stored, Fold::Caseless),
            (_, DisplayType::Date) => self.stored_date(stored),
            (_, DisplayType::Number | DisplayType::Currency | DisplayType::Percent) => {
                self.stored_number(stored)
            }
            _ if self.is_ordering() => Err(self.invalid_value()),
            (_, DisplayType::Checkbox) => self.stored_boolean(stored),
            _ => self.stored_text(stored),
        }
    }

    pub async fn labels(&self, work: &mut Work<'_>) -> Result<Condition> {
        let Tagging { table, record } = self.subject.tagging;
        let mut carried = Query::select();
        carried
            .expr(Expr::Constant(1.into()))
            .from(table)
            .and_where(Expr::col((table, record)).equals((self.subject.table(), "id")));
        if !matches!(self.operator, "is_present" | "is_not_present") {
            let names = self.compared_values().iter().map(|value| self.spelled(value));
            let names = names.collect::<Result<Vec<String>>>()?;
            let ids = tags::ids(work, &names).await?;
            carried.and_where(Expr::col((table, "tag_id")).is_in(ids));
        }
        let carries = Expr::exists(carried);
        Ok(match self.operator {
            "equal_to" | "is_present" => carries.into_condition(),
            _ => carries.not().into_condition(),
        })
    }

    fn text(&self, text: Expr, fold: Fold) -> Result<Condition> {
        // Parts of a text are looked for without regard to case, however it is compared.
        let is_part = matches!(self.operator, "contains" | "does_not_contain");
        let text = match fold {
            Fold::Caseless => Expr::from(Func::lower(text)),
            Fold::Exact if is_part => Expr::from(Func::lower(text)),
            Fold::Exact | Fold::Lower | Fold::Phone => text,
        };
        match self.operator {
            "is_present" => Ok(text.is_not_null().into_condition()),
            "is_not_present" => Ok(text.is_null().into_condition()),
            "contains" => self.containing(&text),
            "does_not_contain" => {
                let none = self.containing(&text)?.not();
                Ok(Condition::any().add(none).add(text.is_null()))
            }
            "not_equal_to" => Ok(text.is_not_in(self.folded(fold)?).into_condition()),
            _ => Ok(text.is_in(self.folded(fold)?).into_condition()),
        }
    }

    fn containing(&self, text: &Expr) -> Result<Condition> {
        let mut any = Condition::any();
        for value in self.values {
            let part = self.spelled(value)?;
            if part.chars().count() > LONGEST_PART {
                return Err(self.invalid_value());
            }
            any = any.add(text.clone().like(containing(part.to_lowercase().trim())));
        }
        Ok(any)
    }

    fn number(&self, number: Expr) -> Result<Condition> {
        Ok(match self.operator {
            "is_present" => number.is_not_null().into_condition(),
            "is_not_present" => number.is_null().into_condition(),
            "contains" | "does_not_contain" => self.text(number.cast_as("text"), Fold::Exact)?,
            "not_equal_to" => number.is_not_in(self.integers()?).into_condition(),
            _ => number.is_in(self.integers()?).into_condition(),
        })
    }

    fn named(&self, number: Expr, names: &[(&str, i64)]) -> Result<Condition> {
        let mut wanted = Vec::new();
        for value in self.values {
            let name = self.spelled(value)?;
            // An unknown name matches nothing.
            let meant = names.iter().filter(|(known, _)| *known == name);
            wanted.extend(meant.map(|(_, stored)| *stored));
        }
        Ok(match self.operator {
            "not_equal_to" => {
                Condition::all().add(number.clone().is_not_null()).add(number.is_not_in(wanted))
            }
            _ => number.is_in(wanted).into_condition(),
        })
    }

    fn boolean(&self, column: Expr) -> Result<Condition> {
        let wanted = self.wanted_boolean()? == (self.operator != "not_equal_to");
        Ok(column.eq(wanted).into_condition())
    }

    /// Whole days are compared, so a moment is on the day it belongs to in UTC.
    fn date_column(&self, moment: &Expr) -> Result<Condition> {
        let start = |day: Date| start_of(day).ok_or_else(|| self.invalid_value());
        let condition = match self.operator {
            "is_greater_than" => {
                let next = self.day()?.checked_add(1.day()).map_err(|_| self.invalid_value())?;
                moment.clone().gte(start(next)?.0)
            }
            _ => moment.clone().lt(start(self.day_before()?)?.0),
        };
        Ok(condition.into_condition())
    }

    fn stored_date(&self, stored: Expr) -> Result<Condition> {
        let first = |expression: Expr| {
            Func::cust("substr")
                .arg(expression)
                .arg(Expr::val(1_i64).cast_as("integer"))
                .arg(Expr::val(10_i64).cast_as("integer"))
        };
        let day = Expr::from(first(stored.clone()));
        Ok(match self.operator {
            "is_greater_than" => day.gt(self.day()?.to_string()).into_condition(),
            "is_less_than" | "days_before" => {
                day.lt(self.day_before()?.to_string()).into_condition()
            }
            "not_equal_to" => missing_or(stored, day.ne(self.day()?.to_string())),
            _ => day.eq(self.day()?.to_string()).into_condition(),
        })
    }

    fn stored_number(&self, stored: Expr) -> Result<Condition> {
        let number = self.as_number(stored);
        // Of numbers that are written as texts, the first counts.
        let numbers = match self.values {
            [first @ Value::String(_), ..] => std::slice::from_ref(first),
            _ => self.compared_values(),
        };
        let wanted = numbers.iter().map(|value| self.float(value));
        let wanted = wanted.collect::<Result<Vec<f64>>>()?;
        let first = *wanted.first().ok_or_else(|| self.invalid_value())?;
        Ok(match self.operator {
            "is_greater_than" => number.gt(first).into_condition(),
            "is_less_than" => number.lt(first).into_condition(),
            "days_before" => return Err(self.invalid_value()),
            "not_equal_to" => missing_or(number.clone(), number.is_not_in(wanted)),
            _ => number.is_in(wanted).into_condition(),
        })
    }

    fn stored_boolean(&self, stored: Expr) -> Result<Condition> {
        // One engine writes a JSON boolean as 1 or 0, the other as true or false.
        let written = if self.wanted_boolean()? { ["1", "true"] } else { ["0", "false"] };
        Ok(match self.operator {
            "not_equal_to" => missing_or(stored.clone(), stored.is_not_in(written)),
            _ => stored.is_in(written).into_condition(),
        })
    }

    fn stored_text(&self, stored: Expr) -> Result<Condition> {
        let first = self.values.first().ok_or_else(|| self.invalid_value())?;
        let wanted = self.spelled(first)?.to_lowercase();
        let lower = Expr::from(Func::lower(stored.clone()));
        Ok(match self.operator {
            "not_equal_to" => missing_or(stored, lower.ne(wanted)),
            _ => lower.eq(wanted).into_condition(),
        })
    }

    fn column(&self, name: &'static str) -> Expr {
        Expr::col((self.subject.table(), name))
    }

    /// A key of a JSON column, as text.
    fn json(&self, column: &'static str, key: &str) -> Expr {
        self.column(column).binary(BinOper::Custom("->>"), Expr::val(key)).cast_as("text")
    }

    /// A stored text as the number it spells, or null when it spells none.
    fn as_number(&self, stored: Expr) -> Expr {
        let spells_one = match self.engine {
            Kind::Postgres => {
                let pattern = r"^ *-?(\d{1,100}\.?\d{0,100}|\.\d{1,100}) *$";
                stored.clone().binary(BinOper::Custom("~"), Expr::val(pattern))
            }
            Kind::Sqlite => {
                let text = Expr::from(Func::cust("trim").arg(stored.clone()));
                let like = |pattern| text.clone().binary(BinOper::Custom("glob"), pattern);
                let unlike = |pattern| text.clone().binary(BinOper::Custom("not glob"), pattern);
                like("*[0-9]*").and(unlike("*[^0-9.-]*")).and(unlike("?*-*")).and(unlike("*.*.*"))
            }
        };
        let number = stored.cast_as(Alias::new("double precision"));
        Expr::case(spells_one, number).into()
    }

    fn folded(&self, fold: Fold) -> Result<Vec<String>> {
        let values = self.compared_values().iter().map(|value| {
            let text = self.spelled(value)?;
            Ok(match fold {
                Fold::Exact => text,
                Fold::Lower | Fold::Caseless => text.to_lowercase(),
                Fold::Phone => format!("+{}", text.replace('+', "")),
            })
        });
        values.collect()
    }

    fn compared_values(&self) -> &[Value] {
        if self.subject.first_value_only { &self.values[..1] } else { self.values }
    }

    fn integers(&self) -> Result<Vec<i64>> {
        let read = |value| integer(value).ok_or_else(|| self.invalid_value());
        self.compared_values().iter().map(read).collect()
    }

    fn float(&self, value: &Value) -> Result<f64> {
        let float = match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        float.filter(|float| float.is_finite()).ok_or_else(|| self.invalid_value())
    }

    fn wanted_boolean(&self) -> Result<bool> {
        match self.values.first() {
            Some(Value::Bool(wanted)) => Ok(*wanted),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(true),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(false),
            _ => Err(self.invalid_value()),
        }
    }

    fn spelled(&self, value: &Value) -> Result<String> {
        spelled(value).ok_or_else(|| self.invalid_value())
    }

    /// The day that the first value names; the time of a date-time does not matter.
    fn day(&self) -> Result<Date> {
        let text = self.values.first().and_then(Value::as_str).unwrap_or_default();
        let day = text.get(..10).and_then(|day| day.parse().ok());
        day.ok_or_else(|| self.invalid_value())
    }

    /// The day before which something is: one that is named, or so many days ago.
    fn day_before(&self) -> Result<Date> {
        if self.operator != "days_before" {
            return self.day();
        }
        let days = self.values.first().and_then(|value| match value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => {
                let digits = text.trim().find(|c: char| !c.is_ascii_digit() && c != '-');
                text.trim()[..digits.unwrap_or(text.trim().len())].parse().ok()
            }
            _ => None,
        });
        let days = days.ok_or_else(|| self.invalid_value())?;
        let today = jiff::Timestamp::from_microsecond(self.now.0)
            .map_err(|_| self.invalid_value())?
            .to_zoned_datetime(jiff::tz::TimeZone::UTC)
            .date();
        let span = jiff::Span::new().try_days(days).map_err(|_| self.invalid_value())?;
        today.checked_sub(span).map_err(|_| self.invalid_value())
    }
}

/// The id that a value stands for. Clients send what was chosen from a list whole.
pub(super) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Object(item) => item.get("id").and_then(Value::as_i64),
        _ => None,
    }
}

/// The text that a value stands for.
pub(super) fn spelled(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(bool) => Some(bool.to_string()),
        Value::Object(item) => match item.get("id")? {
            Value::String(id) => Some(id.clone()),
            Value::Number(id) => Some(id.to_string()),
            _ => None,
        },
        Value::Null | Value::Array(_) => None,
    }
}

fn missing_or(stored: Expr, condition: Expr) -> Condition {
    Condition::any().add(stored.is_null()).add(condition)
}

/// A pattern for texts that contain this one.
pub fn containing(part: &str) -> LikeExpr {
    let escaped = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    LikeExpr::new(format!("%{escaped}%")).escape('\\')
}

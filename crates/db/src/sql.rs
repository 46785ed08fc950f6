//! Statements: one portable text, and what each engine is given.

use std::borrow::Cow;

/// A statement that runs on both engines.
///
/// It is written in the SQL that both understand, with `$1`, `$2`, … for values and
/// `= any($1)` for "is in this list". SQLite is given `?1` and `in (select …)` instead,
/// and a final `for update` is left out: its writer holds the lock already.
/// Write one with [`sql!`](crate::sql!), which does that work once.
pub struct Sql {
    portable: Cow<'static, str>,
    sqlite: Cow<'static, str>,
}

impl Sql {
    /// Takes a statement in the portable form.
    pub fn portable(text: impl Into<Cow<'static, str>>) -> Self {
        let portable = text.into();
        let sqlite = Cow::Owned(for_sqlite(&portable));
        Self { portable, sqlite }
    }

    pub fn as_str(&self) -> &str {
        &self.portable
    }

    pub(crate) fn sqlite(&self) -> &str {
        &self.sqlite
    }
}

/// A statement, prepared once for the life of the process.
///
/// Takes what `format!` takes, so that column lists can be named: `{COLUMNS}`. Braces
/// that belong to the SQL are doubled. Never put input from outside into the text.
///
/// ```
/// const COLUMNS: &str = "id, title";
/// let list = db::sql!("select {COLUMNS} from labels where account_id = $1");
/// assert_eq!(list.as_str(), "select id, title from labels where account_id = $1");
/// ```
#[macro_export]
macro_rules! sql {
    ($($text:tt)*) => {{
        static SQL: std::sync::LazyLock<$crate::Sql> =
            std::sync::LazyLock::new(|| $crate::Sql::portable(format!($($text)*)));
        &*SQL
    }};
}

/// Rewrites placeholders, and `= any($n)` into a membership test over a JSON list.
/// Quoted texts are left as they are.
fn for_sqlite(portable: &str) -> String {
    const LIST: &str = "= any($";
    let mut out = String::with_capacity(portable.len() + 32);
    let mut rest = without_lock(portable);
    while let Some(at) = rest.find(['$', '\'', '=']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('\'') {
            let end = rest[1..].find('\'').map_or(rest.len(), |end| end + 2);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if let Some(number) = rest.strip_prefix(LIST) {
            let end = number.find(')').unwrap_or(number.len());
            out.push_str("in (select value from json_each(?");
            out.push_str(&number[..end]);
            out.push(')');
            rest = &number[end..];
        } else {
            out.push(if rest.starts_with('$') { '?' } else { '=' });
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

fn without_lock(portable: &str) -> &str {
    const LOCKS: [&str; 4] = [" for update", " for no key update", " for share", " for key share"];
    let text = portable.trim_end();
    let before = |lock| match text.rsplit_once(lock)? {
        (before, "") => Some(before),
        (before, table) if table.strip_prefix(" of ").is_some_and(is_name) => Some(before),
        _ => None,
    };
    LOCKS.into_iter().find_map(before).unwrap_or(portable)
}

fn is_name(text: &str) -> bool {
    text.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

#[cfg(test)]
mod tests {
    use super::for_sqlite;

    #[test]
    fn placeholders_are_numbered_and_lists_are_membership_tests() {
        assert_eq!(for_sqlite("select $2, $1"), "select ?2, ?1");
        assert_eq!(for_sqlite("a = '$1' and b=$1"), "a = '$1' and b=?1");
        assert_eq!(
            for_sqlite("id = any($1) and x = $2"),
            "id in (select value from json_each(?1)) and x = ?2"
        );
        assert_eq!(
            for_sqlite("select a from b where c = $1 for update of b"),
            "select a from b where c = ?1"
        );
    }
}

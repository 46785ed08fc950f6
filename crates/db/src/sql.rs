//! Statements: one portable text, and what each engine is given.

use std::borrow::Cow;

use crate::{Error, error::Misuse};

/// What begins or ends a transaction or a part of one.
const CONTROL: [&str; 8] =
    ["abort", "begin", "commit", "end", "release", "rollback", "savepoint", "start"];

/// A statement that runs on both engines.
///
/// It is written in the SQL that both understand, with `$1`, `$2`, … for values and
/// `= any($1)` for "is in this list". SQLite is given `?1` and `in (select …)` instead,
/// and a final lock (`for update`, `for share`, …) is left out: its writer is alone already.
/// Write one with [`sql!`](crate::sql!), which does that work once.
pub struct Sql {
    portable: Cow<'static, str>,
    sqlite: Cow<'static, str>,
    /// The word it begins with, if that is not for a body to say.
    control: Option<&'static str>,
}

impl Sql {
    /// Takes a statement in the portable form.
    pub fn portable(text: impl Into<Cow<'static, str>>) -> Self {
        let portable = text.into();
        let sqlite = Cow::Owned(for_sqlite(&portable));
        let control = control_word(&portable);
        Self { portable, sqlite, control }
    }

    pub fn as_str(&self) -> &str {
        &self.portable
    }

    pub(crate) fn sqlite(&self) -> &str {
        &self.sqlite
    }

    /// Why a body may not run this, if it may not.
    pub(crate) fn refusal(&self) -> Option<Error> {
        self.control.map(|word| Error::engine(Misuse::Control(word)))
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

fn control_word(text: &str) -> Option<&'static str> {
    let first = first_word(text);
    CONTROL.into_iter().find(|word| word.eq_ignore_ascii_case(first))
}

/// The word a statement begins with, behind comments and empty statements.
fn first_word(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest
            .trim_start_matches(|character: char| character.is_whitespace() || character == ';');
        if let Some(comment) = rest.strip_prefix("--") {
            rest = comment.split_once('\n').map_or("", |(_, after)| after);
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else {
            let end = rest.find(|character: char| !character.is_ascii_alphabetic());
            return &rest[..end.unwrap_or(rest.len())];
        }
    }
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

/// The statement without a lock at its end, with or without the table it names.
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
    use super::{control_word, for_sqlite};

    #[test]
    fn what_begins_or_ends_a_transaction_is_known_by_its_first_word() {
        assert_eq!(control_word("commit"), Some("commit"));
        assert_eq!(control_word(" ;\n-- so\n/* be it */ Rollback to body"), Some("rollback"));
        assert_eq!(control_word("START TRANSACTION"), Some("start"));
        assert_eq!(control_word("update endings set title = 'commit'"), None);
        assert_eq!(control_word("-- commit"), None);
    }

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
        assert_eq!(for_sqlite("select a from b for no key update"), "select a from b");
    }
}

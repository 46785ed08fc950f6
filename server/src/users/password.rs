//! Passwords: what they must hold, and how they are kept.

use argon2::{Argon2, PasswordHasher as _};

use crate::error::{Error, Problems, Result};

/// A password that can no longer be read.
#[derive(Clone)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Hashes a password that follows the rules of contract `application-core.md`, 4.9.
    ///
    /// This is slow on purpose; do not call it inside a transaction.
    pub fn of(password: &str) -> Result<Self> {
        check(password)?;
        let hash = Argon2::default()
            .hash_password(password.as_bytes())
            .map_err(|error| Error::Internal(error.to_string().into()))?;
        Ok(Self(hash.to_string()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("***")
    }
}

fn check(password: &str) -> Result<()> {
    let length = password.chars().count();
    let mut problems = Problems::default();
    if length < 6 {
        problems.add("password", "is too short (minimum is 6 characters)");
    }
    if length > 128 {
        problems.add("password", "is too long (maximum is 128 characters)");
    }
    let holds = |kind: fn(&char) -> bool| password.chars().any(|character| kind(&character));
    let kinds = [
        (holds(char::is_ascii_uppercase), "uppercase character"),
        (holds(char::is_ascii_lowercase), "lowercase character"),
        (holds(char::is_ascii_digit), "number"),
        (holds(char::is_ascii_punctuation), "special character"),
    ];
    for (held, kind) in kinds {
        if !held {
            problems.add("password", format!("must contain at least 1 {kind}"));
        }
    }
    problems.check()
}

#[cfg(test)]
mod tests {
    use super::PasswordHash;

    #[test]
    fn a_password_needs_every_kind_of_character() {
        assert!(PasswordHash::of("Secret#1").unwrap().as_str().starts_with("$argon2id$"));
        let problems = PasswordHash::of("aa").unwrap_err().to_string();
        assert!(problems.contains("Password is too short (minimum is 6 characters)"));
        assert!(problems.contains("Password must contain at least 1 special character"));
    }
}

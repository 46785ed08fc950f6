//! Passwords: what they must hold, and how they are kept.
//!
//! Hashes that come from elsewhere may be of bcrypt. They are taken as they are, and
//! replaced when their owner signs in.

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};

use crate::error::{Error, Problems, Result};

/// How our hashes begin.
const OURS: &str = "$argon2id$";

/// The hash of a password that nobody knows.
const OF_NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$\
    tXqG7a0V4m7wmf2qzJ0yWQ$Wb7cVb1i2mY6pP3o0G0lq5xq0Jm6o8m4n3mS9Jw1yTE";

/// Bytes of a password that can be right at most.
const LONGEST: usize = 4 * 128;

/// A password that can no longer be read.
#[derive(Clone)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Hashes a password that follows the rules of contract `application-core.md`, 4.9.
    ///
    /// This is slow on purpose; do not call it inside a transaction.
    pub fn of(password: &str) -> Result<Self> {
        check_password(password)?;
        Self::of_any(password)
    }

    /// Hashes a password whatever it holds, as one that its owner has had for long.
    pub fn of_any(password: &str) -> Result<Self> {
        let hash = Argon2::default()
            .hash_password(password.as_bytes())
            .map_err(|error| Error::Internal(error.to_string().into()))?;
        Ok(Self(hash.to_string()))
    }

    /// A hash as it was stored.
    pub fn stored(hash: String) -> Self {
        Self(hash)
    }

    /// A hash that no password has, for those who have none: to find that out then takes as
    /// long as it does for others.
    pub fn of_nobody() -> Self {
        Self(OF_NOBODY.to_owned())
    }

    /// Whether this is the hash of the password. As slow as to make one.
    pub fn is_of(&self, password: &str) -> bool {
        let password = if password.len() > LONGEST { "" } else { password };
        if self.is_ours() {
            Argon2::default().verify_password(password.as_bytes(), self.as_str()).is_ok()
        } else {
            bcrypt::verify(password, self.as_str()).unwrap_or(false)
        }
    }

    /// Whether it was made as we make them.
    pub fn is_ours(&self) -> bool {
        self.0.starts_with(OURS)
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

/// Refuses a password that does not follow the rules.
pub fn check_password(password: &str) -> Result<()> {
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
    use argon2::{Argon2, PasswordHasher as _};

    use super::{OF_NOBODY, PasswordHash};

    #[test]
    fn a_password_needs_every_kind_of_character() {
        assert!(PasswordHash::of("Secret#1").unwrap().as_str().starts_with("$argon2id$"));
        let problems = PasswordHash::of("aa").unwrap_err().to_string();
        assert!(problems.contains("Password is too short (minimum is 6 characters)"));
        assert!(problems.contains("Password must contain at least 1 special character"));
    }

    #[test]
    fn a_hash_of_ours_or_of_bcrypt_knows_its_password() {
        let ours = PasswordHash::of("Secret#1").unwrap();
        assert!(ours.is_ours() && ours.is_of("Secret#1") && !ours.is_of("Secret#2"));
        assert!(!ours.is_of(&"x".repeat(100_000)));
        for prefix in ["2a", "2b", "2y"] {
            let hash = bcrypt::hash("Secret#1", 5).unwrap().replacen("2b", prefix, 1);
            let theirs = PasswordHash::stored(hash);
            assert!(!theirs.is_ours() && theirs.is_of("Secret#1") && !theirs.is_of("Secret#2"));
        }
        assert!(!PasswordHash::stored("neither".to_owned()).is_of("neither"));
    }

    #[test]
    fn the_hash_of_nobody_takes_as_long_as_others() {
        let parameters = |hash: &str| hash.rsplitn(3, '$').nth(2).map(str::to_owned);
        let ours = Argon2::default().hash_password(b"x").unwrap().to_string();
        assert_eq!(parameters(OF_NOBODY), parameters(&ours));
        assert_eq!(OF_NOBODY.len(), ours.len());
        assert!(!PasswordHash::of_nobody().is_of(""));
    }
}

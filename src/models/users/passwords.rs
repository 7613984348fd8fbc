//! Hashing and judging passwords: off the async threads, a few at a time.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::{SaltString, rand_core::OsRng},
};
use loco_rs::model::{ModelError, ModelResult};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Characters that a password has (NIST SP 800-63B asks for 8 at least and 64 accepted).
const LENGTH: std::ops::RangeInclusive<usize> = 8..=128;

/// What checking a password told.
#[derive(Debug, Clone, Copy)]
pub struct Verified {
    pub matches: bool,
    /// The hash was made with less work than is asked for today.
    pub weak: bool,
}

/// Argon2id with 19 MiB, two passes and one lane (OWASP's minimum), so many at a time.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// The hash of a password that nobody has, so that an unknown name costs the same work.
    decoy: Arc<str>,
}

impl Passwords {
    /// # Errors
    /// When the system gives no randomness.
    pub fn new(at_a_time: usize) -> ModelResult<Self> {
        let nobody = format!("{:032x}", rand::random::<u128>());
        Ok(Self {
            turns: Arc::new(Semaphore::new(at_a_time)),
            decoy: hash(&nobody)?.into(),
        })
    }

    /// The hash to keep, as a PHC string.
    ///
    /// # Errors
    /// When hashing fails.
    pub async fn hash(&self, password: &str) -> ModelResult<String> {
        let password = password.to_owned();
        self.in_turn(move || hash(&password)).await?
    }

    /// Compares with `known`, or with the decoy where there is none.
    pub(super) async fn verify(&self, password: &str, known: Option<String>) -> ModelResult<Verified> {
        let password = password.to_owned();
        let exists = known.is_some();
        let known = known.unwrap_or_else(|| self.decoy.to_string());
        self.in_turn(move || {
            let known = PasswordHash::new(&known).map_err(ModelError::to_msg)?;
            let matches = argon2().verify_password(password.as_bytes(), &known).is_ok();
            Ok(Verified {
                matches: matches && exists,
                weak: is_weak(&known),
            })
        })
        .await?
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> ModelResult<T> {
        let turn = self
            .turns
            .clone()
            .acquire_owned()
            .await
            .map_err(ModelError::wrap)?;
        spawn_blocking(move || {
            let _turn = turn;
            work()
        })
        .await
        .map_err(ModelError::wrap)
    }
}

/// The key of the text that says why nobody should have this password.
pub(super) async fn check(password: &str, about: &[&str]) -> Result<(), &'static str> {
    if !LENGTH.contains(&password.chars().count()) {
        return Err("password-length");
    }
    let password = password.to_owned();
    let about: Vec<String> = about.iter().map(|&word| word.to_owned()).collect();
    let guessed = spawn_blocking(move || {
        let about: Vec<&str> = about.iter().map(String::as_str).collect();
        zxcvbn::zxcvbn(&password, &about).score() < zxcvbn::Score::Two
    });
    match guessed.await {
        Ok(false) => Ok(()),
        _ => Err("password-common"),
    }
}

fn hash(password: &str) -> ModelResult<String> {
    let salt = SaltString::generate(&mut OsRng);
    let hash = argon2()
        .hash_password(password.as_bytes(), &salt)
        .map_err(ModelError::to_msg)?;
    Ok(hash.to_string())
}

fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

fn is_weak(known: &PasswordHash<'_>) -> bool {
    let (asked, id) = (Params::DEFAULT, Algorithm::Argon2id.ident());
    Params::try_from(known).map_or(true, |params| {
        known.algorithm != id || params.m_cost() < asked.m_cost() || params.t_cost() < asked.t_cost()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_is_what_owasp_asks_for_at_least() {
        let asked = Params::DEFAULT;
        assert!(asked.m_cost() >= 19 * 1024 && asked.t_cost() >= 2 && asked.p_cost() >= 1);
    }

    #[tokio::test]
    async fn a_weaker_hash_is_seen() {
        let params = Params::new(8 * 1024, 1, 1, None).expect("valid");
        let salt = SaltString::generate(&mut OsRng);
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password(b"a weak hash", &salt)
            .expect("hashes")
            .to_string();
        let passwords = Passwords::new(1).expect("random");
        let verified = passwords
            .verify("a weak hash", Some(weak))
            .await
            .expect("verifies");
        assert!(verified.matches && verified.weak);
        let strong = passwords.hash("a weak hash").await.expect("hashes");
        let verified = passwords
            .verify("a weak hash", Some(strong))
            .await
            .expect("verifies");
        assert!(verified.matches && !verified.weak);
    }

    #[tokio::test]
    async fn common_short_and_endless_passwords_are_refused() {
        assert_eq!(check("1234567", &[]).await, Err("password-length"));
        assert_eq!(check("password1", &[]).await, Err("password-common"));
        assert_eq!(
            check("maria.silva", &["maria.silva"]).await,
            Err("password-common")
        );
        assert_eq!(check(&"x".repeat(129), &[]).await, Err("password-length"));
        assert_eq!(check("correct horse battery staple", &[]).await, Ok(()));
        let long = "vt4#kQ9!".repeat(8);
        assert_eq!(check(&long, &[]).await, Ok(()), "64 characters are accepted");
    }
}

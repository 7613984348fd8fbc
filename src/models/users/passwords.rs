//! Hashing and judging passwords: off the async threads, a few at a time.

use std::sync::{Arc, Mutex, PoisonError};

use argon2::{Algorithm, Params, PasswordHash};
use loco_rs::model::{ModelError, ModelResult};
use tokio::{sync::Semaphore, task::spawn_blocking};

mod memory;

use memory::Memory;

/// Characters that a password has (NIST SP 800-63B asks for 8 at least and 64 accepted).
const LENGTH: std::ops::RangeInclusive<usize> = 8..=128;

/// Characters of a password that are judged: the rest can't make it easier to guess, and a hundred and more
/// of the kind that stands for letters (`4@8`) take a second.
const JUDGED: usize = 24;

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
    /// One for each turn that has been taken; whoever has a turn takes it out and puts it back.
    spare: Arc<Mutex<Vec<Memory>>>,
    /// The hash of a password that nobody has, so that an unknown name costs the same work.
    decoy: Arc<str>,
}

impl Passwords {
    /// # Errors
    /// When the system gives no randomness.
    pub fn new(at_a_time: usize) -> ModelResult<Self> {
        let nobody = format!("{:032x}", rand::random::<u128>());
        let mut memory = Memory::default();
        let decoy = memory.hash(&nobody).map_err(ModelError::to_msg)?.into();
        Ok(Self {
            turns: Arc::new(Semaphore::new(at_a_time)),
            spare: Arc::new(Mutex::new(vec![memory])),
            decoy,
        })
    }

    /// The hash to keep, as a PHC string.
    ///
    /// # Errors
    /// When hashing fails.
    pub async fn hash(&self, password: &str) -> ModelResult<String> {
        let password = password.to_owned();
        let hash = self.in_turn(move |memory| memory.hash(&password)).await?;
        hash.map_err(ModelError::to_msg)
    }

    /// Compares with `known`, or with the decoy where there is none.
    pub(super) async fn verify(&self, password: &str, known: Option<String>) -> ModelResult<Verified> {
        let password = password.to_owned();
        let exists = known.is_some();
        let known = known.unwrap_or_else(|| self.decoy.to_string());
        self.in_turn(move |memory| {
            let known = PasswordHash::new(&known).map_err(ModelError::to_msg)?;
            Ok(Verified {
                matches: memory.matches(&password, &known) && exists,
                weak: is_weak(&known),
            })
        })
        .await?
    }

    /// # Errors
    /// The key of the text that says why nobody should have this password.
    pub(in crate::models) async fn judge(&self, password: &str, about: &[&str]) -> Result<(), &'static str> {
        if !LENGTH.contains(&password.chars().count()) {
            return Err("password-length");
        }
        let beginning: String = password.chars().take(JUDGED).collect();
        let about: Vec<String> = about.iter().map(|&word| word.to_owned()).collect();
        let guessed = self.in_turn(move |_| {
            let about: Vec<&str> = about.iter().map(String::as_str).collect();
            zxcvbn::zxcvbn(&beginning, &about).score() < zxcvbn::Score::Two
        });
        match guessed.await {
            Ok(false) => Ok(()),
            _ => Err("password-common"),
        }
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> ModelResult<T> {
        let turn = self
            .turns
            .clone()
            .acquire_owned()
            .await
            .map_err(ModelError::wrap)?;
        let spare = self.spare.clone();
        spawn_blocking(move || {
            let _turn = turn;
            let kept = spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut memory = kept.unwrap_or_default();
            let done = work(&mut memory);
            spare.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
            done
        })
        .await
        .map_err(ModelError::wrap)
    }
}

fn is_weak(known: &PasswordHash<'_>) -> bool {
    let (asked, id) = (Params::DEFAULT, Algorithm::Argon2id.ident());
    Params::try_from(known).map_or(true, |params| {
        known.algorithm != id || params.m_cost() < asked.m_cost() || params.t_cost() < asked.t_cost()
    })
}

#[cfg(test)]
mod tests {
    use argon2::{
        Argon2, PasswordHasher, PasswordVerifier, Version,
        password_hash::{SaltString, rand_core::OsRng},
    };

    use super::*;

    #[tokio::test]
    async fn what_is_hashed_in_used_memory_is_what_others_hash() {
        let passwords = Passwords::new(1).expect("random");
        for password in ["one", "two", "a much longer one"] {
            let hash = passwords.hash(password).await.expect("hashes");
            let known = PasswordHash::new(&hash).expect("a PHC string");
            let theirs = Argon2::default();
            assert!(theirs.verify_password(password.as_bytes(), &known).is_ok());
            let salt = SaltString::generate(&mut OsRng);
            let hash = theirs.hash_password(password.as_bytes(), &salt).expect("hashes");
            for (typed, matches) in [(password, true), ("another", false), ("", false)] {
                let known = Some(hash.to_string());
                let verified = passwords.verify(typed, known).await.expect("verifies");
                assert_eq!(verified.matches, matches, "{typed}");
            }
        }
        for unreadable in [
            "$2b$12$abcdefghijklmnopqrstuv",
            "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ",
        ] {
            let verified = passwords.verify("", Some(unreadable.to_owned())).await;
            assert!(!verified.is_ok_and(|verified| verified.matches), "{unreadable}");
        }
    }

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
        let passwords = Passwords::new(1).expect("random");
        assert_eq!(passwords.judge("1234567", &[]).await, Err("password-length"));
        assert_eq!(passwords.judge("password1", &[]).await, Err("password-common"));
        assert_eq!(
            passwords.judge("maria.silva", &["maria.silva"]).await,
            Err("password-common")
        );
        assert_eq!(
            passwords.judge(&"x".repeat(129), &[]).await,
            Err("password-length")
        );
        assert_eq!(passwords.judge("correct horse battery staple", &[]).await, Ok(()));
        let long = "vt4#kQ9!".repeat(8);
        assert_eq!(
            passwords.judge(&long, &[]).await,
            Ok(()),
            "64 characters are accepted"
        );
    }
}

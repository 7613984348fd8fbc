//! Codes of six digits, another one every thirty seconds (RFC 6238).

use chrono::{DateTime, Utc};
use loco_rs::model::{ModelError, ModelResult};
use totp_rs::{Builder, Secret, Totp};

/// What an authenticator calls the account's site.
const ISSUER: &str = "Banter";

/// Digits of a code.
const DIGITS: usize = 6;

/// 160 random bits in base32, as RFC 4226 has it in section 4.
pub fn new_secret() -> String {
    Secret::new_stack(rand::random()).to_base32()
}

/// What a camera reads: the secret, and whose it is.
pub fn address(secret: &str, username: &str, site: &str) -> ModelResult<String> {
    // The colon divides the issuer from the account.
    let account = format!("{username}@{site}").replace(':', "-");
    let builder = builder(secret)?
        .with_issuer(Some(ISSUER))
        .with_account_name(account);
    let totp = builder.build().map_err(ModelError::to_msg)?;
    totp.to_url().map_err(ModelError::to_msg)
}

/// The step of time that the code is of: this one, or the one before or after, because clocks differ.
pub fn step(secret: &str, typed: &str, now: DateTime<Utc>) -> ModelResult<Option<i64>> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let totp: Totp = builder(secret)?.build().map_err(ModelError::to_msg)?;
    let now = u64::try_from(now.timestamp()).map_err(ModelError::wrap)?;
    let step = totp.check(&digits, now).map(i64::try_from).transpose();
    step.map_err(ModelError::wrap)
}

fn builder(secret: &str) -> ModelResult<Builder> {
    let secret = Secret::try_from_base32(secret).map_err(ModelError::to_msg)?;
    Ok(Builder::new().with_secret(secret).with_skew(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `12345678901234567890`, the secret of the RFC's examples.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).expect("a time")
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six of its eight digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            let step = step(SECRET, code, at(seconds)).expect("it computes");
            assert_eq!(step, Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn a_clock_may_be_off_by_one_step() {
        for (seconds, good) in [
            (0, true),
            (29, true),
            (59, true),
            (60, true),
            (89, true),
            (90, false),
        ] {
            let step = step(SECRET, "287082", at(seconds)).expect("it computes");
            assert_eq!(step.is_some(), good, "{seconds}");
        }
    }

    #[test]
    fn only_six_digits_are_a_code() {
        for (typed, good) in [
            (" 287 082 ", true),
            ("28708", false),
            ("2870822", false),
            ("２８７０８２", false),
            ("28708x", false),
            ("", false),
        ] {
            assert_eq!(
                step(SECRET, typed, at(59)).expect("it computes").is_some(),
                good,
                "{typed}"
            );
        }
    }

    #[test]
    fn an_address_names_the_site_and_the_account() {
        let address = address(SECRET, "maria", "chat.example.org").expect("it is made");
        assert!(
            address.starts_with("otpauth://totp/Banter:maria%40chat.example.org?"),
            "{address}"
        );
        assert!(address.contains(&format!("secret={SECRET}")) && address.contains("issuer=Banter"));
        super::address(SECRET, "maria", "::1").expect("it is made");
    }

    #[test]
    fn every_secret_is_another() {
        let secret = new_secret();
        assert_eq!(secret.len(), 32);
        assert_ne!(secret, new_secret());
    }
}

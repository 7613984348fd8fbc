//! What an authenticator app shows.

use chrono::Utc;
use totp_rs::{Builder, Secret};

/// The code of a secret now, or so many steps of thirty seconds later.
pub fn code(secret: &str, steps: i64) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).expect("base32");
    let totp = Builder::new().with_secret(secret).build().expect("a secret");
    let at = u64::try_from(Utc::now().timestamp() + 30 * steps).expect("after 1970");
    totp.generate(at).to_string()
}

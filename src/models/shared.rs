//! What the start has set up for all of this process.

use loco_rs::{Error, Result, app::AppContext};

/// # Errors
/// Where nothing has put one there.
pub fn shared<T: Clone + Send + Sync + 'static>(ctx: &AppContext) -> Result<T> {
    let found = ctx.shared_store.get::<T>();
    found.ok_or_else(|| Error::string("an initializer has not run"))
}

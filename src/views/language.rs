//! The language of what is rendered now: that of the request, or of those who get a frame.
//!
//! Kept beside the running task, so that no call has to carry it along.

use tokio::task_local;

use crate::models::languages::Language;

task_local! {
    static CURRENT: Language;
}

/// English where nobody has said otherwise: in tasks, for one.
#[must_use]
pub fn current() -> Language {
    CURRENT.try_with(|language| *language).unwrap_or_default()
}

/// What `render` makes, in `language`.
pub fn within<T>(language: Language, render: impl FnOnce() -> T) -> T {
    CURRENT.sync_scope(language, render)
}

/// `future`, with all that it renders in `language`.
pub fn speaking<F: Future>(language: Language, future: F) -> impl Future<Output = F::Output> {
    CURRENT.scope(language, future)
}

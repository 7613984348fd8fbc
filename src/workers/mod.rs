//! Work that nobody waits for. Each calls one verb of the models, or sends a mail.

mod erase_group;
mod fetch_preview;
mod send_reset_link;
mod tell_change;

pub use erase_group::EraseGroup;
pub use fetch_preview::FetchPreview;
pub use send_reset_link::SendResetLink;
pub use tell_change::{Job as ChangeToTell, TellChange};

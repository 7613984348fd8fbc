//! Work that nobody waits for. Each calls one verb of the models.

mod erase_group;
mod fetch_preview;

pub use erase_group::EraseGroup;
pub use fetch_preview::FetchPreview;

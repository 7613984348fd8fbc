//! Work that nobody waits for. Each calls one verb of the models.

mod erase_group;

pub use erase_group::EraseGroup;

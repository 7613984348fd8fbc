//! The one writer of timelines.

//! The domain, without HTTP.

mod journal;

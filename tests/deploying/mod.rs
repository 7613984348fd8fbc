//! The binaries as operators run them.

mod files;

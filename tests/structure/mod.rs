//! The house rules about which folder may use what.

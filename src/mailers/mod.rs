//! What is said by mail, from a worker.
//!
//! Sent at once, not by another job as Loco's `Mailer` does: a job stays in the queue's table, and a link in it would be
//! there for whoever reads the database.

mod accounts;
mod letter;

pub use accounts::{change, reset_link};

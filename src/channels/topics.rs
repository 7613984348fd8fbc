//! What one can subscribe to.

/// A stream of frames with one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// The timeline of one group and who is in it.
    Group(i64),
    /// What concerns one user on every page: sidebar, unread, notifications. Has no cursor.
    User(i64),
}

//! What one can subscribe to.

/// A stream of frames with one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// The timeline of one group and who is in it.
    Group(i64),
    /// What concerns one user on every page: sidebar, unread, notifications. Has no cursor.
    User(i64),
    /// What happens in one group beside its timeline, under the name of a channel: only the pages that show it listen. Has
    /// no cursor, so what nobody hears is gone.
    Beside(i64, &'static str),
}

impl Topic {
    /// The group that it is of.
    #[must_use]
    pub const fn group_id(self) -> Option<i64> {
        match self {
            Self::Group(id) | Self::Beside(id, _) => Some(id),
            Self::User(_) => None,
        }
    }
}

//! Who sits where, and how much is said.

/// Some rooms of one size, and the loads that they are put under.
#[derive(Debug)]
pub struct Scenario {
    pub name: &'static str,
    pub rooms: usize,
    /// Members of each room.
    pub members: usize,
    /// Whether every member has a socket open; otherwise posts are only kept.
    pub listening: bool,
    /// Members of each room who write, one post at a time each: in the closed loop the posts in flight.
    pub authors: usize,
    /// Posts that are due each second in the open loop, in all rooms together: what both servers can bear.
    pub posts_per_second: u32,
}

pub const ALL: [Scenario; 4] = [
    Scenario {
        name: "100",
        rooms: 1,
        members: 100,
        listening: true,
        authors: 16,
        posts_per_second: 250,
    },
    Scenario {
        name: "1000",
        rooms: 1,
        members: 1000,
        listening: true,
        authors: 8,
        posts_per_second: 40,
    },
    Scenario {
        name: "50x20",
        rooms: 50,
        members: 20,
        listening: true,
        authors: 8,
        posts_per_second: 500,
    },
    Scenario {
        name: "posts",
        rooms: 1,
        members: 64,
        listening: false,
        authors: 64,
        posts_per_second: 500,
    },
];

/// Everybody: no scenario has more members.
pub const PEOPLE: usize = 1000;

//! Live delivery, over real sockets.

mod access;
mod catching_up;
mod delivery;
mod languages;
mod membership;
mod old_defects;
mod pressure;
mod protocol;
mod typing;
mod unread;

//! What handlers take: types that can't be built without the right to what they name.

mod chosen_language;
mod client;
mod current_attachment;
mod current_group;
mod current_message;
mod current_user;
mod fresh_link;
mod last_group;
mod next;
mod path;
mod pending_sign_in;
mod shared;

pub use chosen_language::ChosenLanguage;
pub use client::{ClientIp, Scripted};
pub use current_attachment::CurrentAttachment;
pub use current_group::{CurrentGroup, ManagedGroup, ModeratedGroup};
pub use current_message::CurrentMessage;
pub use current_user::{Administrator, CurrentUser, SessionCookie, Visit};
pub use fresh_link::FreshLink;
pub use last_group::LastGroup;
pub use next::Next;
pub use pending_sign_in::PendingSignIn;
pub use shared::Shared;

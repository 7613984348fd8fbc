//! An account that goes: what somebody wrote stays, and is nobody's.
//!
//! The row stays too, without anything that says who it was, so that their messages keep an author. Their name is in
//! use for ever: links to it, in what others wrote, never lead to somebody else.

use std::collections::BTreeSet;

use chrono::Utc;
use loco_rs::{
    app::AppContext,
    model::{ModelError, ModelResult},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, sea_query::OnConflict,
};
use serde_json::json;

use super::{Model, Passwords, Role, Shutting, StandingError, conclude, lock, names};
use crate::{
    models::{
        attachments,
        audit_events::{Action, Audit},
        memberships,
        messages::{Journal, live},
        reserved_names,
        sessions::hash,
        signals::Signal,
        transactions::begin_write,
    },
    workers::EraseGroup,
};

mod lines;
mod places;
mod rows;

pub use places::owned_alone;
use places::{Forget, Places};

/// What is shown in place of a name.
pub const NOBODY: &str = "Deleted account";

/// What the names of those who are gone begin with: no account has it.
const GONE: &str = "deleted:";

/// Why somebody's account stays.
#[derive(Debug, thiserror::Error)]
pub enum DeletionError {
    #[error("the password is wrong")]
    Wrong,
    #[error("the name was not typed")]
    Confirm,
    /// Groups would have nobody who owns them.
    #[error("some groups have no other owner")]
    Owns,
    #[error(transparent)]
    Standing(#[from] StandingError),
}

impl From<ModelError> for DeletionError {
    fn from(error: ModelError) -> Self {
        Self::Standing(error.into())
    }
}

impl Model {
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }

    /// Deletes one's own account: `confirm` is one's name, typed to be sure.
    ///
    /// # Errors
    /// [`DeletionError`]; nothing has changed then.
    pub async fn delete_own(
        self,
        ctx: &AppContext,
        passwords: &Passwords,
        password: &str,
        confirm: &str,
    ) -> Result<(), DeletionError> {
        let known = Some(self.password_hash.clone());
        if !passwords.verify(password, known).await?.matches {
            return Err(DeletionError::Wrong);
        }
        if names::key(confirm) != self.username_key {
            return Err(DeletionError::Confirm);
        }
        if !owned_alone(&ctx.db, self.id).await?.is_empty() {
            return Err(DeletionError::Owns);
        }
        let id = self.id;
        Ok(self.delete(ctx, Some(id)).await?)
    }

    /// Deletes an account, by the user `actor` or the operator. What they own passes on, as for who is shut out.
    ///
    /// # Errors
    /// [`StandingError::LastAdministrator`] where nobody would administer the installation.
    pub async fn delete(self, ctx: &AppContext, actor: Option<i64>) -> Result<(), StandingError> {
        // Looked for before the transaction: nobody waits while long rooms are read.
        let named = lines::naming(&ctx.db, &self).await?;
        let txn = begin_write(&ctx.db).await?;
        let user = lock(&txn, self.id).await?;
        if user.is_deleted() {
            return Ok(());
        }
        let id = user.id;
        let mut signals = if user.is_active() {
            let shutting = Shutting {
                action: Action::UserDeleted,
                details: json!({}),
                actor,
                for_good: true,
            };
            user.clone().shut_out(&txn, shutting).await?
        } else {
            Audit::new(Action::UserDeleted)
                .by(actor)
                .user(id)
                .record(&txn)
                .await?;
            let heirs = memberships::succeed(&txn, id).await?;
            heirs
                .into_iter()
                .map(|user_id| Signal::Groups { user_id })
                .collect()
        };
        let places = Places::read(&txn, id).await?;
        places.close(&txn).await?;
        signals.extend(places.partners.iter().map(|&user_id| Signal::Groups { user_id }));
        let mut files = rows::forget(&txn, id).await?;
        files.extend(user.picture.clone());
        lines::rewrite(&txn, &named, &user.username).await?;
        reserve(&txn, &user.username_key).await?;
        anonymise(&txn, user).await?;
        conclude(ctx, txn, &signals).await?;
        attachments::discard(&ctx.storage, files).await;
        tell(ctx, places, named.iter().map(|line| line.group_id)).await;
        Ok(())
    }
}

/// Whether this was somebody's name, and they are gone.
///
/// # Errors
/// When the database fails.
pub async fn is_reserved(db: &impl ConnectionTrait, name: &str) -> ModelResult<bool> {
    let found = reserved_names::Entity::find_by_id(hash(&names::key(name)));
    Ok(found.one(db).await?.is_some())
}

async fn reserve(txn: &DatabaseTransaction, key: &str) -> Result<(), DbErr> {
    let row = reserved_names::ActiveModel {
        key_hash: Set(hash(key)),
    };
    let once = OnConflict::column(reserved_names::Column::KeyHash)
        .do_nothing()
        .to_owned();
    reserved_names::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Leaves nothing in the row that says who it was.
async fn anonymise(txn: &DatabaseTransaction, user: Model) -> Result<(), DbErr> {
    let now = Utc::now().fixed_offset();
    let name = format!("{GONE}{}", user.id);
    let mut row = user.into_active_model();
    row.username = Set(name.clone());
    row.username_key = Set(name);
    row.email = Set(None);
    row.email_key = Set(None);
    // No password has it.
    row.password_hash = Set(String::new());
    row.role = Set(Role::Member.as_str().to_owned());
    row.display_name = Set(Some(NOBODY.to_owned()));
    row.display_name_key = Set(None);
    row.pronouns = Set(None);
    row.bio = Set(None);
    row.status_emoji = Set(None);
    row.status_text = Set(None);
    row.status_until = Set(None);
    row.picture = Set(None);
    row.deactivated_at = Set(Some(now));
    row.deleted_at = Set(Some(now));
    row.updated_at = Set(now);
    row.update(txn).await?;
    Ok(())
}

/// Has open pages read what they show again, and the rows of groups that nobody sees any more deleted. What fails is
/// only late.
async fn tell(ctx: &AppContext, places: Places, named: impl Iterator<Item = i64>) {
    for group_id in &places.gone {
        if let Err(error) = EraseGroup::enqueue(ctx, *group_id).await {
            tracing::error!(%error, group.id = group_id, "the rows of a deleted group are left for the next start");
        }
    }
    let shown: BTreeSet<i64> = places.shown.into_iter().chain(named).collect();
    let own = live::journal(ctx).is_err();
    let journal = live::journal(ctx).unwrap_or_else(|_| Journal::start(ctx.db.clone(), None, 1));
    for group_id in shown {
        if places.gone.contains(&group_id) {
            continue;
        }
        if let Err(error) = journal.change(group_id, Forget).await {
            tracing::warn!(%error, group.id = group_id, "open pages show an account that is gone until they are read again");
        }
    }
    if own {
        journal.close().await;
    }
}

/// Whether somebody of this name is gone.
#[must_use]
pub fn is_gone(username: &str) -> bool {
    username.starts_with(GONE)
}

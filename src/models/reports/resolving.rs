//! What those who keep order make of a report.

use chrono::Utc;
use loco_rs::{
    app::AppContext,
    model::{ModelError, ModelResult},
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use super::{Column, Entity, Model, Scope, tell, told};
use crate::models::{
    attachments,
    audit_events::{Action, Audit},
    groups,
    memberships::{Ban, Remove},
    messages::{ChangeError, JournalError, Revise, Revision, live},
    signals, site_bans,
    transactions::begin_write,
    users::{self, StandingError},
};

/// What is done about what was reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Dismiss,
    /// The message goes.
    Delete,
    /// Its author leaves the group, for now or for good.
    Remove,
    Ban,
    /// Its author leaves the whole site for good. Administrators only.
    BanFromSite,
}

impl Act {
    /// Each by the name that a form and the database have for it.
    pub const NAMES: [(&str, Self); 5] = [
        ("dismissed", Self::Dismiss),
        ("deleted", Self::Delete),
        ("removed", Self::Remove),
        ("banned", Self::Ban),
        ("banned-site", Self::BanFromSite),
    ];

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, act)| *act)
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, act)| *act == self);
        found.map_or("dismissed", |(name, _)| name)
    }
}

/// Why a report stays open.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// None that is open here for this person.
    #[error("no such report")]
    NotFound,
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Change(#[from] ChangeError),
    #[error(transparent)]
    Standing(#[from] StandingError),
    #[error(transparent)]
    App(#[from] loco_rs::Error),
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl From<DbErr> for ResolveError {
    fn from(error: DbErr) -> Self {
        Self::Model(error.into())
    }
}

/// Does it as `user`, to whom `scope` is open, and closes all reports of the message with it.
///
/// # Errors
/// [`ResolveError`]; the report is open still.
pub async fn resolve(
    ctx: &AppContext,
    user: &users::Model,
    scope: Scope,
    report_id: i64,
    act: Act,
) -> Result<(), ResolveError> {
    let found = Entity::find_by_id(report_id)
        .find_also_related(groups::Entity)
        .filter(scope.open(user.id))
        .one(&ctx.db)
        .await?;
    let Some((report, Some(group))) = found else {
        return Err(ResolveError::NotFound);
    };
    let (actor_id, user_id) = (user.id, report.author_id);
    match act {
        Act::Dismiss => {}
        Act::Delete => delete(ctx, user, scope, &report).await?,
        Act::Remove => {
            live::change(ctx, group.id, Remove { actor_id, user_id }).await?;
        }
        Act::Ban => {
            live::change(ctx, group.id, Ban { actor_id, user_id }).await?;
        }
        Act::BanFromSite if scope == Scope::Site => {
            let author = users::find(&ctx.db, user_id).await?;
            let terms = site_bans::Terms::for_report(&report.reason);
            site_bans::ban(ctx, author, &terms, Some(actor_id)).await?;
        }
        Act::BanFromSite => return Err(ResolveError::NotFound),
    }
    Ok(close(ctx, user, &group, &report, act.as_str()).await?)
}

/// Who keeps order deletes as anywhere. Administrators may delete what was reported to them, and nothing else of a group
/// that is none of theirs.
async fn delete(
    ctx: &AppContext,
    user: &users::Model,
    scope: Scope,
    report: &Model,
) -> Result<(), ResolveError> {
    let files = attachments::keys_of(&ctx.db, [report.message_id]).await?;
    let revision = Revision {
        group_id: report.group_id,
        message_id: report.message_id,
        actor_id: user.id,
        what: match scope {
            Scope::Group(_) => Revise::Delete,
            Scope::Site => Revise::TakeDown,
        },
    };
    live::journal(ctx)?.revise(revision).await?;
    attachments::discard(&ctx.storage, files).await;
    Ok(())
}

/// Closes every report of the message, and lets go of the copies.
async fn close(
    ctx: &AppContext,
    user: &users::Model,
    group: &groups::Model,
    report: &Model,
    resolution: &str,
) -> ModelResult<()> {
    let txn = begin_write(&ctx.db).await?;
    let nothing = || Expr::value(Option::<String>::None);
    Entity::update_many()
        .col_expr(Column::Html, nothing())
        .col_expr(Column::Files, nothing())
        .col_expr(Column::ResolvedAt, Expr::value(Utc::now().fixed_offset()))
        .col_expr(Column::ResolverId, Expr::value(user.id))
        .col_expr(Column::Resolution, Expr::value(resolution))
        .filter(Column::MessageId.eq(report.message_id))
        .filter(Column::ResolvedAt.is_null())
        .exec(&txn)
        .await?;
    Audit::new(Action::ReportResolved)
        .by(user.id)
        .user(report.author_id)
        .group(group.id)
        .with(json!({ "message": report.message_id, "report": report.id, "resolution": resolution }))
        .record(&txn)
        .await?;
    let told = told(&txn, group).await?;
    signals::send(&txn, told.iter().copied()).await?;
    txn.commit().await?;
    tell(ctx, &told).await;
    Ok(())
}

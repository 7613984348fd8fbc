//! The reports that wait to be looked at.

use std::collections::HashMap;

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{Column, Entity, Model};
use crate::models::{
    groups::{self, Kind},
    messages::{self, Author},
    users,
};

/// Reports that are shown at once.
const PAGE: u64 = 50;

/// Whose queue it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Of those who keep order in this group.
    Group(i64),
    /// Of the administrators: all.
    Site,
}

/// A report with what it takes to show it.
#[derive(Debug)]
pub struct Listed {
    pub report: Model,
    pub group: groups::Model,
    pub author: Author,
    pub reporter: Author,
    /// The message is there still.
    pub is_live: bool,
}

impl Scope {
    /// What is open here for `viewer_id`: never what is about themself, nor, but for administrators, of a direct chat.
    pub(super) fn open(self, viewer_id: i64) -> Condition {
        let open = Condition::all()
            .add(Column::ResolvedAt.is_null())
            .add(Column::AuthorId.ne(viewer_id));
        match self {
            Self::Group(id) => open
                .add(Column::GroupId.eq(id))
                .add(groups::Column::Kind.ne(Kind::Direct.as_str())),
            Self::Site => open,
        }
    }
}

/// How many there are.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &impl ConnectionTrait, scope: Scope, viewer_id: i64) -> ModelResult<u64> {
    let reports = Entity::find()
        .inner_join(groups::Entity)
        .filter(groups::Column::DeletedAt.is_null())
        .filter(scope.open(viewer_id));
    Ok(reports.count(db).await?)
}

/// The oldest of them.
///
/// # Errors
/// When the database fails.
pub async fn open(db: &impl ConnectionTrait, scope: Scope, viewer_id: i64) -> ModelResult<Vec<Listed>> {
    let reports = Entity::find()
        .find_also_related(groups::Entity)
        .filter(groups::Column::DeletedAt.is_null())
        .filter(scope.open(viewer_id))
        .order_by_asc(Column::Id)
        .limit(PAGE)
        .all(db)
        .await?;
    let people = reports
        .iter()
        .flat_map(|(report, _)| [report.author_id, report.reporter_id]);
    let people: HashMap<i64, Author> = users::Entity::find()
        .filter(users::Column::Id.is_in(people))
        .all(db)
        .await?
        .iter()
        .map(|user| (user.id, Author::from(user)))
        .collect();
    let ids = reports.iter().map(|(report, _)| report.message_id);
    let live: Vec<i64> = messages::Entity::find()
        .select_only()
        .column(messages::Column::Id)
        .filter(messages::Column::Id.is_in(ids))
        .filter(messages::Column::DeletedAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let listed = reports.into_iter().filter_map(|(report, group)| {
        Some(Listed {
            group: group?,
            author: people.get(&report.author_id)?.clone(),
            reporter: people.get(&report.reporter_id)?.clone(),
            is_live: live.contains(&report.message_id),
            report,
        })
    });
    Ok(listed.collect())
}

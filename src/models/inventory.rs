//! All groups, as the operator counts them.

use std::collections::HashMap;

use loco_rs::model::ModelResult;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    groups::{Column, Entity, Kind, Model},
    memberships,
};

/// Groups of a page.
const PAGE: u64 = 200;

/// Which groups are counted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Inventory {
    pub kind: Option<Kind>,
    pub archived: Option<bool>,
}

/// A group with the number of its members.
#[derive(Debug)]
pub struct Counted {
    pub group: Model,
    pub members: u64,
}

impl Inventory {
    /// The next groups by id, after `after`; none at the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(self, db: &impl ConnectionTrait, after: i64) -> ModelResult<Vec<Counted>> {
        let mut groups = Entity::find().filter(Column::Id.gt(after));
        if let Some(kind) = self.kind {
            groups = groups.filter(Column::Kind.eq(kind.as_str()));
        }
        groups = match self.archived {
            Some(true) => groups.filter(Column::ArchivedAt.is_not_null()),
            Some(false) => groups.filter(Column::ArchivedAt.is_null()),
            None => groups,
        };
        let groups = groups.order_by_asc(Column::Id).limit(PAGE).all(db).await?;
        let members = members(db, groups.iter().map(|group| group.id)).await?;
        let counted = groups.into_iter().map(|group| Counted {
            members: members.get(&group.id).copied().unwrap_or(0),
            group,
        });
        Ok(counted.collect())
    }
}

async fn members(
    db: &impl ConnectionTrait,
    groups: impl IntoIterator<Item = i64>,
) -> ModelResult<HashMap<i64, u64>> {
    let counts: Vec<(i64, i64)> = memberships::Entity::find()
        .select_only()
        .column(memberships::Column::GroupId)
        .column_as(memberships::Column::Id.count(), "members")
        .filter(memberships::Column::GroupId.is_in(groups))
        .group_by(memberships::Column::GroupId)
        .into_tuple()
        .all(db)
        .await?;
    let counts = counts.into_iter();
    Ok(counts
        .map(|(group, count)| (group, count.unsigned_abs()))
        .collect())
}

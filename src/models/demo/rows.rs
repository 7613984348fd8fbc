//! The rows of the demo, with times in the past, which no verb of the domain would give them.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ConnectionTrait, EntityTrait,
};

use super::{
    DemoError, Line,
    script::{Group, Script},
};
use crate::models::{
    groups::{self, Kind},
    memberships,
    messages::{self, Body, new_client_id},
    settings,
    users::{self, Role, names},
};

/// Messages of one statement.
const CHUNK: usize = 500;

/// The accounts, the administrator first. One hash is enough for all.
pub(super) async fn people(
    txn: &impl ConnectionTrait,
    script: &Script,
    beginning: DateTime<Utc>,
    hash: &str,
) -> ModelResult<Vec<users::Model>> {
    let mut people = Vec::new();
    for (minute, person) in (0..).zip(&script.people) {
        let at = (beginning + TimeDelta::minutes(minute)).fixed_offset();
        let role = if person.administrator {
            Role::Administrator
        } else {
            Role::Member
        };
        let row = users::ActiveModel {
            id: NotSet,
            username: Set(person.name.clone()),
            username_key: Set(names::key(&person.name)),
            email: Set(None),
            email_key: Set(None),
            password_hash: Set(hash.to_owned()),
            role: Set(role.as_str().to_owned()),
            deactivated_at: Set(None),
            created_at: Set(at),
            updated_at: Set(at),
            ..Default::default()
        };
        let user = row.insert(txn).await?;
        if person.administrator {
            settings::claim_administrator(txn, user.id).await?;
        }
        people.push(user);
    }
    people.sort_by_key(|user| user.role() != Role::Administrator);
    Ok(people)
}

/// The groups with their members, who have read all but what others wrote in the last hour. Their ids, in the
/// order of the script.
pub(super) async fn groups(
    txn: &impl ConnectionTrait,
    script: &Script,
    people: &[users::Model],
    lines: &[Line<'_>],
) -> ModelResult<Vec<i64>> {
    let user_ids = by_name(people);
    let mut ids = Vec::new();
    for (index, group) in script.groups.iter().enumerate() {
        let own: Vec<&Line<'_>> = lines.iter().filter(|line| line.group == index).collect();
        let first = own.first().map_or_else(Utc::now, |line| line.at);
        let at = (first - TimeDelta::minutes(1)).fixed_offset();
        let key = names::key(&group.name);
        let row = groups::ActiveModel {
            id: NotSet,
            kind: Set(group.kind.as_str().to_owned()),
            name: Set(group.name.clone()),
            topic: Set(group.topic.clone()),
            last_seq: Set(own.last().map_or(0, |line| line.seq)),
            reset_seq: Set(0),
            created_at: Set(at),
            updated_at: Set(at),
            unique_key: Set(unique_key(group, &key, &user_ids)),
            name_key: Set(key),
            archived_at: Set(None),
            deleted_at: Set(None),
        };
        let id = keep(txn, group, row).await?;
        let members = group.roles().filter_map(|(name, role)| {
            let read = own.iter().rfind(|line| !line.fresh || line.author == name);
            Some(memberships::ActiveModel {
                id: NotSet,
                group_id: Set(id),
                user_id: Set(*user_ids.get(name)?),
                role: Set(role.as_str().to_owned()),
                last_read_seq: Set(read.map_or(0, |line| line.seq)),
                created_at: Set(at),
                attention: NotSet,
                muted_until: NotSet,
            })
        });
        memberships::Entity::insert_many(members)
            .exec_without_returning(txn)
            .await?;
        ids.push(id);
    }
    Ok(ids)
}

/// The messages as the journal would have written them.
pub(super) async fn messages(
    txn: &impl ConnectionTrait,
    group_ids: &[i64],
    people: &[users::Model],
    lines: &[Line<'_>],
) -> Result<(), DemoError> {
    let user_ids = by_name(people);
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines {
        let unreadable = |why: &str| DemoError::Unreadable(format!("{why}: {}", line.text));
        let body = Body::parse(line.text).map_err(unreadable)?;
        let author_id = *user_ids.get(line.author).ok_or_else(|| unreadable("by nobody"))?;
        rows.push(messages::ActiveModel {
            id: NotSet,
            group_id: Set(group_ids[line.group]),
            author_id: Set(author_id),
            seq: Set(line.seq),
            version: Set(line.seq),
            client_id: Set(new_client_id()),
            // Of no request, so none can repeat it.
            request_hash: Set(new_client_id() + &new_client_id()),
            body: Set(body.text),
            html: Set(body.html),
            created_at: Set(line.at.fixed_offset()),
            edited_at: Set(None),
            deleted_at: Set(None),
            line: Set(None),
            reply_to_id: Set(None),
            thread_id: Set(None),
            replies: Set(0),
        });
    }
    for chunk in rows.chunks(CHUNK) {
        messages::Entity::insert_many(chunk.iter().cloned())
            .exec_without_returning(txn)
            .await?;
    }
    Ok(())
}

/// Makes the group; the one where newcomers arrive is there already.
async fn keep(txn: &impl ConnectionTrait, group: &Group, mut row: groups::ActiveModel) -> ModelResult<i64> {
    if !group.default {
        return Ok(row.insert(txn).await?.id);
    }
    row.id = Set(settings::default_group_id(txn).await?);
    Ok(row.update(txn).await?.id)
}

fn unique_key(group: &Group, name_key: &str, user_ids: &HashMap<&str, i64>) -> Option<String> {
    match group.kind {
        Kind::Public => Some(format!("public:{name_key}")),
        Kind::Direct => {
            let ids = group.roles().filter_map(|(name, _)| user_ids.get(name));
            let (lower, higher) = (ids.clone().min()?, ids.max()?);
            Some(format!("direct:{lower}:{higher}"))
        }
        Kind::Private => None,
    }
}

fn by_name(people: &[users::Model]) -> HashMap<&str, i64> {
    let pairs = people.iter().map(|user| (user.username.as_str(), user.id));
    pairs.collect()
}

//! What is in the file, one part after the other.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use loco_rs::{app::AppContext, model::ModelResult};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};

use super::{Export, Stopped, about};
use crate::models::{
    attachments, blocks, bookmarks, drafts, forwards, groups, memberships, mentions, messages, reactions,
    reports, revisions, sessions, users,
};

/// Rows that are read at once.
const PAGE: u64 = 500;

/// A file of rows, a page of them after the other.
macro_rules! pages {
    // The rows that the model of this name exports.
    ($export:expr, $db:expr, $id:expr, $model:ident) => {
        pages!($export, concat!(stringify!($model), ".jsonl"), |after| {
            crate::models::$model::exported($db, $id, after)
        });
    };
    ($export:expr, $name:expr, |$after:ident| $page:expr) => {
        $export.begin($name).await?;
        let mut next = Some(0);
        while let Some($after) = next {
            let (values, following) = $page.await?;
            $export.lines(&values).await?;
            next = following;
        }
        $export.end().await?;
    };
}

pub(super) async fn write(ctx: &AppContext, user: &users::Model, export: &mut Export) -> Result<(), Stopped> {
    let db = &ctx.db;
    let id = user.id;
    export.json("export.json", &about()).await?;
    export.json("profile.json", &profile(user)).await?;
    export.json("sessions.json", &signed_in(db, id).await?).await?;
    export
        .json("memberships.json", &memberships_of(db, id).await?)
        .await?;
    export.json("blocks.json", &blocked(db, id).await?).await?;
    export.json("drafts.json", &begun(db, id).await?).await?;
    pages!(export, "messages.jsonl", |after| messages_of(db, id, after));
    pages!(export, "reactions.jsonl", |after| reactions_of(db, id, after));
    pages!(export, "bookmarks.jsonl", |after| bookmarks_of(db, id, after));
    pages!(export, "mentions.jsonl", |after| mentions_of(db, id, after));
    pages!(export, "reports.jsonl", |after| reports_of(db, id, after));
    // pages-inject (do not remove)
    if let Some(key) = &user.picture {
        match user.read_picture(&ctx.storage, key).await {
            Ok((picture, _)) => {
                let once = futures_util::stream::iter([Ok::<_, std::io::Error>(picture.into())]);
                export.copy("picture", once).await?;
            }
            Err(error) => tracing::warn!(%error, user.id = user.id, "a picture could not be exported"),
        }
    }
    pages!(export, "uploads.jsonl", |after| uploads_of(db, id, after));
    let mut after = Some(0);
    while let Some(from) = after {
        let (files, next) = uploads(db, id, from).await?;
        for file in files {
            match file.read(&ctx.storage).await {
                Ok(bytes) => export.copy(&place(&file), bytes).await?,
                // What is listed and lost is not all that is theirs.
                Err(error) => tracing::warn!(%error, attachment.id = file.id, "a file could not be exported"),
            }
        }
        after = next;
    }
    Ok(())
}

fn profile(user: &users::Model) -> Value {
    json!({
        "id": user.id,
        "username": user.username,
        "email": user.email,
        "display_name": user.display_name,
        "pronouns": user.pronouns,
        "bio": user.bio,
        "status": user.status().map(|status| json!({
            "emoji": status.emoji, "text": status.text, "until": status.until.map(at),
        })),
        "role": user.role().as_str(),
        "created_at": at(user.created_at),
    })
}

async fn signed_in(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<Vec<Value>> {
    let sessions = sessions::list(db, user_id).await?;
    let value = |session: &sessions::Model| {
        json!({
            "device": session.device,
            "created_at": at(session.created_at),
            "used_at": at(session.used_at()),
            "expires_at": at(session.expires_at),
        })
    };
    Ok(sessions.iter().map(value).collect())
}

async fn memberships_of(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<Vec<Value>> {
    let rows = memberships::Entity::find()
        .find_also_related(groups::Entity)
        .filter(memberships::Column::UserId.eq(user_id))
        .filter(groups::Column::DeletedAt.is_null())
        .order_by_asc(memberships::Column::Id)
        .all(db)
        .await?;
    let value = |(member, group): (memberships::Model, Option<groups::Model>)| {
        let group = group?;
        Some(json!({
            "group_id": group.id,
            "kind": group.kind().as_str(),
            "name": group.name,
            "role": member.role,
            "last_read_seq": member.last_read_seq,
            "attention": member.attention,
        }))
    };
    Ok(rows.into_iter().filter_map(value).collect())
}

async fn blocked(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<Vec<Value>> {
    let people = blocks::people(db, user_id).await?;
    Ok(people
        .iter()
        .map(|user| json!({ "username": user.username }))
        .collect())
}

async fn begun(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<Vec<Value>> {
    let drafts = drafts::Entity::find()
        .filter(drafts::Column::UserId.eq(user_id))
        .filter(drafts::Column::Body.ne(""))
        .all(db)
        .await?;
    let value = |draft: &drafts::Model| {
        let thread = Some(draft.thread_id).filter(|id| *id != 0);
        json!({ "group_id": draft.group_id, "thread_id": thread, "text": draft.body, "reply_to_id": draft.reply_to_id })
    };
    Ok(drafts.iter().map(value).collect())
}

/// What they wrote, with what it said before. What it forwards or answers is somebody else's: an id.
async fn messages_of(
    db: &impl ConnectionTrait,
    user_id: i64,
    after: i64,
) -> ModelResult<(Vec<Value>, Option<i64>)> {
    let written = messages::Entity::find()
        .filter(messages::Column::AuthorId.eq(user_id))
        .filter(messages::Column::Id.gt(after))
        .filter(messages::Column::Line.is_null())
        .filter(messages::Column::DeletedAt.is_null())
        .order_by_asc(messages::Column::Id)
        .limit(PAGE)
        .all(db)
        .await?;
    let ids: Vec<i64> = written.iter().map(|message| message.id).collect();
    let mut earlier: HashMap<i64, Vec<Value>> = HashMap::new();
    let revisions = revisions::Entity::find()
        .filter(revisions::Column::MessageId.is_in(ids.iter().copied()))
        .order_by_asc(revisions::Column::Id)
        .all(db)
        .await?;
    for revision in revisions {
        let said = json!({ "text": revision.body, "at": at(revision.created_at) });
        earlier.entry(revision.message_id).or_default().push(said);
    }
    let forwarding = forwarding(db, &ids).await?;
    let value = |message: &messages::Model| {
        json!({
            "id": message.id,
            "group_id": message.group_id,
            "seq": message.seq,
            "text": message.body,
            "created_at": at(message.created_at),
            "edited_at": message.edited_at.map(at),
            "earlier": earlier.get(&message.id).cloned().unwrap_or_default(),
            "reply_to_id": message.reply_to_id,
            "forwards": forwarding.contains(&message.id),
        })
    };
    Ok((written.iter().map(value).collect(), next(&ids)))
}

/// Those of these messages that forward something.
async fn forwarding(db: &impl ConnectionTrait, ids: &[i64]) -> ModelResult<HashSet<i64>> {
    let ids: Vec<i64> = forwards::Entity::find()
        .select_only()
        .column(forwards::Column::MessageId)
        .filter(forwards::Column::MessageId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().collect())
}

async fn reactions_of(
    db: &impl ConnectionTrait,
    user_id: i64,
    after: i64,
) -> ModelResult<(Vec<Value>, Option<i64>)> {
    let rows = reactions::Entity::find()
        .filter(reactions::Column::UserId.eq(user_id))
        .filter(reactions::Column::Id.gt(after))
        .order_by_asc(reactions::Column::Id)
        .limit(PAGE)
        .all(db)
        .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let value = |row: &reactions::Model| json!({ "message_id": row.message_id, "emoji": row.emoji, "created_at": at(row.created_at) });
    Ok((rows.iter().map(value).collect(), next(&ids)))
}

async fn bookmarks_of(
    db: &impl ConnectionTrait,
    user_id: i64,
    after: i64,
) -> ModelResult<(Vec<Value>, Option<i64>)> {
    let rows = bookmarks::Entity::find()
        .filter(bookmarks::Column::UserId.eq(user_id))
        .filter(bookmarks::Column::Id.gt(after))
        .order_by_asc(bookmarks::Column::Id)
        .limit(PAGE)
        .all(db)
        .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let value =
        |row: &bookmarks::Model| json!({ "message_id": row.message_id, "created_at": at(row.created_at) });
    Ok((rows.iter().map(value).collect(), next(&ids)))
}

async fn mentions_of(
    db: &impl ConnectionTrait,
    user_id: i64,
    after: i64,
) -> ModelResult<(Vec<Value>, Option<i64>)> {
    let rows = mentions::Entity::find()
        .filter(mentions::Column::UserId.eq(user_id))
        .filter(mentions::Column::Id.gt(after))
        .order_by_asc(mentions::Column::Id)
        .limit(PAGE)
        .all(db)
        .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let value = |row: &mentions::Model| json!({ "message_id": row.message_id, "group_id": row.group_id });
    Ok((rows.iter().map(value).collect(), next(&ids)))
}

/// What they said themself, without the copy.
async fn reports_of(
    db: &impl ConnectionTrait,
    user_id: i64,
    after: i64,
) -> ModelResult<(Vec<Value>, Option<i64>)> {
    let rows = reports::Entity::find()
        .filter(reports::Column::ReporterId.eq(user_id))
        .filter(reports::Column::Id.gt(after))
        .order_by_asc(reports::Column::Id)
        .limit(PAGE)
        .all(db)
        .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let value = |row: &reports::Model| {
        json!({
            "message_id": row.message_id,
            "reason": row.reason,
            "note": row.note,
            "created_at": at(row.created_at),
        })
    };
    Ok((rows.iter().map(value).collect(), next(&ids)))
}

/// What they uploaded, but for copies of what others did.
async fn uploads(
    db: &impl ConnectionTrait,
    user_id: i64,
    after: i64,
) -> ModelResult<(Vec<attachments::Model>, Option<i64>)> {
    let mut files = attachments::Entity::find()
        .filter(attachments::Column::UploaderId.eq(user_id))
        .filter(attachments::Column::Id.gt(after))
        .order_by_asc(attachments::Column::Id)
        .limit(PAGE)
        .all(db)
        .await?;
    let ids: Vec<i64> = files.iter().map(|file| file.id).collect();
    let of: Vec<i64> = files.iter().filter_map(|file| file.message_id).collect();
    let copies = forwarding(db, &of).await?;
    files.retain(|file| file.message_id.is_none_or(|id| !copies.contains(&id)));
    Ok((files, next(&ids)))
}

async fn uploads_of(
    db: &impl ConnectionTrait,
    user_id: i64,
    after: i64,
) -> ModelResult<(Vec<Value>, Option<i64>)> {
    let (files, next) = uploads(db, user_id, after).await?;
    Ok((files.iter().map(upload).collect(), next))
}

fn upload(file: &attachments::Model) -> Value {
    json!({
        "file": place(file),
        "name": file.name,
        "media_type": file.media_type,
        "bytes": file.bytes,
        "description": file.alt,
        "group_id": file.group_id,
        "message_id": file.message_id,
        "created_at": at(file.created_at),
    })
}

/// By its id: what it is called may be anything.
fn place(file: &attachments::Model) -> String {
    let ending = file.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_plain = (1..=8).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric());
    if is_plain {
        format!("uploads/{}.{ending}", file.id)
    } else {
        format!("uploads/{}", file.id)
    }
}

/// Where to go on after a page; `None` after the last.
fn next(ids: &[i64]) -> Option<i64> {
    ids.last().copied().filter(|_| ids.len() as u64 == PAGE)
}

/// RFC 3339 in UTC.
fn at(time: DateTime<FixedOffset>) -> String {
    time.with_timezone(&Utc)
        .to_rfc3339_opts(SecondsFormat::Secs, true)
}

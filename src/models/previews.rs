//! What a link in a message leads to: its title, a few words and a picture, below the message.
//!
//! A worker looks at it after the message is kept. What it finds is a page, which is never changed; the journal gives
//! it to the message as a change like any other. Whatever goes wrong, the message has no preview, and nobody is told.

use std::{collections::HashMap, sync::Arc, time::Duration};

use bytes::Bytes;
use chrono::{DateTime, FixedOffset, SubsecRound, TimeDelta, Utc};
use loco_rs::{
    app::AppContext,
    model::{ModelError, ModelResult},
    storage::Storage,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{OnConflict, Query},
};
use sha2::{Digest, Sha256};
use tokio::{
    sync::Semaphore,
    task::spawn_blocking,
    time::{Instant, timeout_at},
};
use url::Url;

pub use super::_entities::{pages, previews};
use super::{
    attachments::{self, Pictures, new_key, place},
    messages::{self, JournalError, Posted, Revise, Revision, live},
    sessions::hex,
    shared::shared,
    throttles::Throttles,
};
use crate::{
    settings::{Settings, host_name},
    workers::FetchPreview,
};

mod addresses;
mod fetching;
mod reading;

use fetching::{Fetched, Fetcher, Refused, wanted};
use reading::Said;

impl sea_orm::ActiveModelBehavior for pages::ActiveModel {}
impl sea_orm::ActiveModelBehavior for previews::ActiveModel {}

/// For a page and its picture together.
const PATIENCE: Duration = Duration::from_secs(5);

/// Hours for which an address is not asked again, whatever it answered.
const FRESH: TimeDelta = TimeDelta::hours(6);

/// Jobs that may be on their way to the queue. Beyond, links go without.
static ASKING: Semaphore = Semaphore::const_new(64);

/// What a message shows of the first link in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Preview {
    #[default]
    None,
    /// Somebody has taken it away, and it stays away.
    Off,
    Of(Box<pages::Model>),
}

impl Preview {
    #[must_use]
    pub fn page(&self) -> Option<&pages::Model> {
        match self {
            Self::Of(page) => Some(page),
            Self::None | Self::Off => None,
        }
    }
}

impl pages::Model {
    /// Pixels across and down, of its picture.
    #[must_use]
    pub fn size(&self) -> Option<(u32, u32)> {
        let pixels = |side: Option<i32>| u32::try_from(side?).ok();
        self.picture.as_ref()?;
        Some((pixels(self.width)?, pixels(self.height)?))
    }

    /// Its picture, and the type.
    ///
    /// # Errors
    /// [`ModelError::EntityNotFound`] where it has none, or when it can't be read.
    pub async fn read_picture(&self, storage: &Storage) -> ModelResult<(Vec<u8>, &'static str)> {
        let key = self.picture.as_ref().ok_or(ModelError::EntityNotFound)?;
        attachments::read_picture(storage, &place(key)).await
    }
}

/// The previews of these messages, by message.
///
/// # Errors
/// When the database fails.
pub async fn of(
    db: &impl ConnectionTrait,
    message_ids: impl IntoIterator<Item = i64>,
) -> ModelResult<HashMap<i64, Preview>> {
    let message_ids: Vec<i64> = message_ids.into_iter().collect();
    if message_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = previews::Entity::find()
        .filter(previews::Column::MessageId.is_in(message_ids))
        .find_also_related(pages::Entity)
        .all(db)
        .await?;
    let of = |page: Option<pages::Model>| page.map_or(Preview::Off, |page| Preview::Of(Box::new(page)));
    Ok(rows
        .into_iter()
        .map(|(row, page)| (row.message_id, of(page)))
        .collect())
}

/// Has a worker look at the link of a message that has been kept, if there is one. Nobody waits for it.
pub(in crate::models) fn ask(ctx: &AppContext, throttles: &Throttles, posted: &Posted) {
    let Ok(settings) = shared::<Arc<Settings>>(ctx) else {
        return;
    };
    if link_of(ctx, &settings, posted).is_none() || throttles.preview(posted.author.id).is_err() {
        return;
    }
    let Ok(turn) = ASKING.try_acquire() else { return };
    let (ctx, message_id) = (ctx.clone(), posted.message.id);
    // The queue lies in the database, where a post would wait for its turn once more.
    tokio::spawn(async move {
        let _turn = turn;
        if let Err(error) = FetchPreview::enqueue(&ctx, message_id).await {
            tracing::warn!(%error, "a link will have no preview");
        }
    });
}

/// Looks at the link of a message, and gives it what it finds.
///
/// # Errors
/// When the database fails, or the journal is full or gone. What goes wrong elsewhere is no error.
pub async fn fetch(ctx: &AppContext, message_id: i64) -> ModelResult<()> {
    let settings = shared::<Arc<Settings>>(ctx).map_err(ModelError::wrap)?;
    let mut found = messages::find_all(&ctx.db, [message_id]).await?;
    let Some(posted) = found.remove(&message_id) else {
        return Ok(());
    };
    let Some(url) = link_of(ctx, &settings, &posted) else {
        return Ok(());
    };
    let page = match recent(&ctx.db, &url).await? {
        Some(page) => page,
        None => match look(ctx, &settings, &url).await? {
            Some(page) => page,
            None => return Ok(()),
        },
    };
    if page.title.is_empty() {
        return Ok(());
    }
    let revision = Revision {
        group_id: posted.message.group_id,
        message_id,
        actor_id: posted.author.id,
        what: Revise::Preview(Box::new(page)),
    };
    match live::journal(ctx)
        .map_err(ModelError::wrap)?
        .revise(revision)
        .await
    {
        Err(error @ (JournalError::Busy | JournalError::Storage(_))) => Err(ModelError::wrap(error)),
        // Deleted, edited or archived meanwhile, or its author has gone.
        _ => Ok(()),
    }
}

/// The first link of a message that wants a preview and has none yet. None of those that lead to this site.
fn link_of(ctx: &AppContext, settings: &Settings, posted: &Posted) -> Option<Url> {
    let wants = settings.previews.enabled && posted.preview == Preview::None && posted.is_live();
    if !wants {
        return None;
    }
    let own = host_name(&ctx.config.server.host);
    let links = reading::links(&posted.message.html);
    links
        .iter()
        .filter_map(|link| wanted(link, settings.previews.allow_loopback))
        .find(|url| url.host_str() != Some(own))
}

/// Whether a rendered message links to the page.
pub(in crate::models) fn is_linked(page: &pages::Model, html: &str) -> bool {
    let links = reading::links(html);
    let mut urls = links.iter().filter_map(|link| wanted(link, true));
    urls.any(|url| url.as_str() == page.url)
}

/// What the address said not long ago.
async fn recent(db: &impl ConnectionTrait, url: &Url) -> ModelResult<Option<pages::Model>> {
    Ok(pages::Entity::find()
        .filter(pages::Column::UrlHash.eq(hash(url)))
        .filter(pages::Column::FetchedAt.gt((Utc::now() - FRESH).fixed_offset()))
        .order_by_desc(pages::Column::FetchedAt)
        .one(db)
        .await?)
}

/// Asks the address, and keeps what it says, or that it says nothing. `None` where it is asked too often.
async fn look(ctx: &AppContext, settings: &Settings, url: &Url) -> ModelResult<Option<pages::Model>> {
    let fetcher = Fetcher {
        throttles: &shared(ctx).map_err(ModelError::wrap)?,
        allow_loopback: settings.previews.allow_loopback,
    };
    let until = Instant::now() + PATIENCE;
    let answered = timeout_at(until, fetcher.get(url, "text/html, application/xhtml+xml")).await;
    let said = match answered {
        Ok(Ok(page)) => read(page).await?,
        Ok(Err(Refused::TooMany)) => return Ok(None),
        Ok(Err(error)) => {
            tracing::debug!(%error, "a link has no preview");
            Said::default()
        }
        Err(_) => Said::default(),
    };
    let mut picture = None;
    if let Some(address) = said.picture.as_ref().filter(|_| !said.title.is_empty())
        && let Ok(Ok(found)) = timeout_at(until, fetcher.get(address, "image/*")).await
        && found.whole
    {
        picture = store(ctx, found.bytes).await?;
    }
    let (key, size) = picture.map_or((None, None), |(key, size)| (Some(key), Some(size)));
    let pixels = |side: u32| i32::try_from(side).ok();
    let row = pages::ActiveModel {
        id: NotSet,
        url_hash: Set(hash(url)),
        url: Set(url.to_string()),
        site: Set(said.site),
        title: Set(said.title),
        description: Set(said.description),
        picture: Set(key),
        width: Set(size.and_then(|(width, _)| pixels(width))),
        height: Set(size.and_then(|(_, height)| pixels(height))),
        fetched_at: Set(Utc::now().trunc_subsecs(6).fixed_offset()),
    };
    Ok(Some(
        pages::Entity::insert(row).exec_with_returning(&ctx.db).await?,
    ))
}

async fn read(fetched: Fetched) -> ModelResult<Said> {
    let kind = fetched.content_type.to_ascii_lowercase();
    if !kind.starts_with("text/html") && !kind.starts_with("application/xhtml+xml") {
        return Ok(Said::default());
    }
    let reading = move || reading::read(&fetched.bytes, &fetched.content_type, &fetched.url);
    spawn_blocking(reading).await.map_err(ModelError::wrap)
}

/// Stores a picture, made anew: where, and its size. `None` where it is none.
async fn store(ctx: &AppContext, bytes: Vec<u8>) -> ModelResult<Option<(String, (u32, u32))>> {
    let pictures = shared::<Pictures>(ctx).map_err(ModelError::wrap)?;
    let Ok((bytes, width, height)) = pictures.shrink(bytes).await else {
        return Ok(None);
    };
    let key = new_key();
    let stored = ctx.storage.upload(&place(&key), &Bytes::from(bytes)).await;
    stored.map_err(ModelError::wrap)?;
    Ok(Some((key, (width, height))))
}

/// Gives a message its preview, or, without a page, none for ever.
pub(in crate::models) async fn set(
    txn: &impl ConnectionTrait,
    message_id: i64,
    page_id: Option<i64>,
) -> ModelResult<()> {
    let row = previews::ActiveModel {
        message_id: Set(message_id),
        page_id: Set(page_id),
    };
    let replaced = OnConflict::column(previews::Column::MessageId)
        .update_column(previews::Column::PageId)
        .to_owned();
    previews::Entity::insert(row)
        .on_conflict(replaced)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Takes what a message shows, where it reads otherwise now and does not link there any more.
pub(in crate::models) async fn reconsider(
    txn: &impl ConnectionTrait,
    message: &messages::Model,
    preview: &mut Preview,
) -> ModelResult<()> {
    if preview.page().is_some_and(|page| !is_linked(page, &message.html)) {
        *preview = Preview::None;
        remove(txn, message.id).await?;
    }
    Ok(())
}

/// Takes what a message shows, for now or with the message.
pub(in crate::models) async fn remove(txn: &impl ConnectionTrait, message_id: i64) -> ModelResult<()> {
    previews::Entity::delete_by_id(message_id).exec(txn).await?;
    Ok(())
}

/// Deletes the pages from before that no message shows.
pub(in crate::models) async fn forget_unshown(
    db: &impl ConnectionTrait,
    before: DateTime<FixedOffset>,
) -> ModelResult<()> {
    pages::Entity::delete_many()
        .filter(pages::Column::FetchedAt.lt(before))
        .filter(pages::Column::Id.not_in_subquery(shown()))
        .exec(db)
        .await?;
    Ok(())
}

/// Which of these keys are of pictures that are shown, or fetched since.
pub(in crate::models) async fn pictures_among(
    db: &impl ConnectionTrait,
    keys: &[String],
    since: DateTime<FixedOffset>,
) -> ModelResult<Vec<String>> {
    let needed = Condition::any()
        .add(pages::Column::FetchedAt.gte(since))
        .add(pages::Column::Id.in_subquery(shown()));
    Ok(pages::Entity::find()
        .select_only()
        .column(pages::Column::Picture)
        .filter(pages::Column::Picture.is_in(keys))
        .filter(needed)
        .into_tuple()
        .all(db)
        .await?)
}

/// The ids of the pages that messages show. Those without one would make `NOT IN` find nothing.
fn shown() -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(previews::Column::PageId)
        .from(previews::Entity)
        .and_where(previews::Column::PageId.is_not_null())
        .to_owned()
}

fn hash(url: &Url) -> String {
    hex(&Sha256::digest(url.as_str()))
}

//! Starts the hub and the journal, takes up what was left undone, and shares what handlers take.

use std::sync::Arc;

use async_trait::async_trait;
use loco_rs::{
    Result,
    app::{AppContext, Initializer},
};

use super::database;
use crate::{
    channels::HubOptions,
    models::{
        attachments::Pictures,
        groups::{self, Standings},
        messages::{Journal, live::Hub},
        search,
        sessions::ActiveSessions,
        shared::shared,
        signals,
        throttles::Throttles,
        unread::{self, Reads},
        users::Passwords,
    },
    settings::Settings,
    views::{frames::HtmlFrames, templates},
    workers::EraseGroup,
};

pub struct Live;

#[async_trait]
impl Initializer for Live {
    fn name(&self) -> String {
        "live".to_owned()
    }

    async fn before_run(&self, ctx: &AppContext) -> Result<()> {
        let settings: Arc<Settings> = shared(ctx)?;
        database::check(&ctx.db, ctx.config.database.max_connections).await?;
        templates::check()?;
        let limits = &settings.limits;
        let frames = HtmlFrames::default();
        let hub: Arc<Hub> = Hub::start(
            frames.clone(),
            HubOptions {
                queue: limits.socket_queue,
                sockets_per_user: limits.sockets_per_user,
                leave_after: limits.presence_grace(),
            },
        );
        let journal = Journal::start(ctx.db.clone(), Some(hub.clone()), limits.journal_queue);
        for group_id in groups::left_over(&ctx.db).await? {
            EraseGroup::enqueue(ctx, group_id).await?;
        }
        signals::watch(ctx.db.clone(), &hub);
        unread::watch(ctx.db.clone(), &hub);
        search::follow(ctx.db.clone(), &hub);
        let store = &ctx.shared_store;
        store.insert(frames);
        store.insert(hub);
        store.insert(journal);
        store.insert(ActiveSessions::of(ctx.db.clone()));
        store.insert(Standings::of(ctx.db.clone()));
        store.insert(Reads::of(ctx.db.clone()));
        store.insert(Throttles::new(limits));
        store.insert(Passwords::new(limits.hashes_at_a_time)?);
        store.insert(Pictures::new(&settings.files));
        Ok(())
    }
}

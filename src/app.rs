//! What the app is made of: registration only.

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use axum::Router;
use loco_rs::{
    Result,
    app::{AppContext, Hooks, Initializer},
    bgworker::{BackgroundWorker, Queue},
    boot::{BootResult, ServeParams, StartMode, create_app},
    config::Config,
    controller::{AppRoutes, middleware::MiddlewareLayer},
    db::truncate_table,
    environment::Environment,
    task::Tasks,
};
use migration::Migrator;

use crate::{
    controllers,
    initializers::{configuration, database, live::Live, mail, serving, storage, web::Web},
    models::_entities::{attachments, memberships, messages, pages, sessions, users},
    settings::Settings,
    tasks,
    workers::{EraseGroup, FetchPreview, SendResetLink, TellChange},
};

pub struct App;

#[async_trait]
impl Hooks for App {
    fn app_name() -> &'static str {
        env!("CARGO_CRATE_NAME")
    }

    fn app_version() -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    async fn boot(mode: StartMode, environment: &Environment, config: Config) -> Result<BootResult> {
        create_app::<Self, Migrator>(mode, environment, config).await
    }

    async fn load_config(environment: &Environment) -> Result<Config> {
        configuration::load(environment)
    }

    async fn after_context(mut ctx: AppContext) -> Result<AppContext> {
        ctx.db = database::connect(&ctx.config.database).await?;
        let settings = Settings::from_config(&ctx.config)?;
        ctx.storage = Arc::new(storage::connect(&settings.files.folder)?);
        ctx.mailer = mail::connect(&settings.mail)?;
        ctx.shared_store.insert(Arc::new(settings));
        Ok(ctx)
    }

    async fn initializers(_: &AppContext) -> Result<Vec<Box<dyn Initializer>>> {
        Ok(vec![Box::new(Live), Box::new(Web)])
    }

    fn middlewares(ctx: &AppContext) -> Vec<Box<dyn MiddlewareLayer>> {
        controllers::middleware::of_loco(ctx)
    }

    fn routes(ctx: &AppContext) -> AppRoutes {
        controllers::context::bind(&of_controllers(), ctx)
    }

    async fn serve(app: Router, ctx: &AppContext, params: &ServeParams) -> Result<()> {
        serving::serve(app, ctx, params).await
    }

    async fn connect_workers(ctx: &AppContext, queue: &Queue) -> Result<()> {
        queue.register(EraseGroup::build(ctx)).await?;
        queue.register(FetchPreview::build(ctx)).await?;
        queue.register(SendResetLink::build(ctx)).await?;
        queue.register(TellChange::build(ctx)).await?;
        // workers-inject (do not remove)
        Ok(())
    }

    fn register_tasks(tasks: &mut Tasks) {
        tasks.register(tasks::AttachmentsSweep);
        tasks.register(tasks::DbEpoch);
        tasks.register(tasks::GroupsList);
        tasks.register(tasks::MessagesPurge);
        tasks.register(tasks::SearchIndex);
        tasks.register(tasks::SessionsPrune);
        tasks.register(tasks::UsersBan);
        tasks.register(tasks::UsersCreate);
        tasks.register(tasks::UsersDeactivate);
        tasks.register(tasks::UsersDelete);
        tasks.register(tasks::UsersList);
        tasks.register(tasks::UsersPromote);
        tasks.register(tasks::UsersReactivate);
        tasks.register(tasks::UsersResetLink);
        tasks.register(tasks::UsersResetSecondFactor);
        tasks.register(tasks::UsersUnban);
        // tasks-inject (do not remove)
    }

    async fn truncate(ctx: &AppContext) -> Result<()> {
        truncate_table(&ctx.db, attachments::Entity).await?;
        truncate_table(&ctx.db, messages::Entity).await?;
        truncate_table(&ctx.db, pages::Entity).await?;
        truncate_table(&ctx.db, memberships::Entity).await?;
        truncate_table(&ctx.db, sessions::Entity).await?;
        truncate_table(&ctx.db, users::Entity).await?;
        Ok(())
    }

    async fn seed(ctx: &AppContext, _: &Path) -> Result<()> {
        tasks::seed(ctx).await
    }
}

fn of_controllers() -> AppRoutes {
    AppRoutes::with_default_routes()
        .add_route(controllers::admin::routes())
        .add_route(controllers::assets::routes())
        .add_route(controllers::attachments::routes())
        .add_route(controllers::blocks::routes())
        .add_route(controllers::bookmarks::routes())
        .add_route(controllers::codes::routes())
        .add_route(controllers::commands::routes())
        .add_route(controllers::deletions::routes())
        .add_route(controllers::devices::routes())
        .add_route(controllers::drafts::routes())
        .add_route(controllers::exports::routes())
        .add_route(controllers::forwards::routes())
        .add_route(controllers::groups::routes())
        .add_route(controllers::home::routes())
        .add_route(controllers::invitations::routes())
        .add_route(controllers::languages::routes())
        .add_route(controllers::members::routes())
        .add_route(controllers::mentions::routes())
        .add_route(controllers::messages::routes())
        .add_route(controllers::notifications::routes())
        .add_route(controllers::password_resets::routes())
        .add_route(controllers::passwords::routes())
        .add_route(controllers::people::routes())
        .add_route(controllers::pins::routes())
        .add_route(controllers::previews::routes())
        .add_route(controllers::profiles::routes())
        .add_route(controllers::registrations::routes())
        .add_route(controllers::reports::routes())
        .add_route(controllers::revisions::routes())
        .add_route(controllers::search::routes())
        .add_route(controllers::security::routes())
        .add_route(controllers::sessions::routes())
        .add_route(controllers::shortcuts::routes())
        .add_route(controllers::socket::routes())
        .add_route(controllers::threads::routes())
        .add_route(controllers::two_factor::routes())
        .add_route(controllers::unread::routes())
}

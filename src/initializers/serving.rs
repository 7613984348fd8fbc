//! Serving, and stopping without losing anything.

use std::{future::pending, sync::Arc, time::Duration};

use axum::Router;
use loco_rs::{
    Error, Result,
    app::AppContext,
    boot::{ServeParams, shutdown_signal},
};
use tokio::{net::TcpListener, sync::watch, time::timeout};

use crate::{
    models::{messages::live, shared::shared},
    settings::Settings,
};

mod connections;
mod descriptors;
mod stream;

/// From the signal to the exit at most, a second short of the ten that are promised.
const DEADLINE: Duration = Duration::from_secs(9);

/// What the journal may take of it: the rest is for the sockets and the last answers.
const JOURNAL: Duration = Duration::from_secs(5);

/// Serves until SIGTERM or Ctrl-C, and drains.
///
/// # Errors
/// When the address can't be bound.
pub async fn serve(app: Router, ctx: &AppContext, params: &ServeParams) -> Result<()> {
    serve_until(shutdown_signal(), app, ctx, params).await
}

/// Serves until `told`, then drains: readiness fails, the journal takes nothing new and empties, sockets close
/// with 1012, requests in flight get their answers.
///
/// # Errors
/// When the address can't be bound.
pub async fn serve_until(
    told: impl Future<Output = ()>,
    app: Router,
    ctx: &AppContext,
    params: &ServeParams,
) -> Result<()> {
    let port = u16::try_from(params.port)
        .map_err(|_| Error::Message(format!("server.port is {}: a port is 1 to 65535", params.port)))?;
    let address = (params.binding.as_str(), port);
    let listener = TcpListener::bind(address).await.map_err(|error| {
        Error::Message(format!("{}:{port} can't be listened on: {error}", params.binding))
    })?;
    let settings: Arc<Settings> = shared(ctx)?;
    let (stop, mut stopping) = watch::channel(false);
    let serving = connections::serve(listener, app, &settings.limits, async move {
        // An error says that the sender has gone, and with it this function.
        let _ = stopping.wait_for(|stop| *stop).await;
    });
    let deadline = async {
        told.await;
        let draining = async {
            drain(ctx).await;
            stop.send_replace(true);
            // From here on the server ends by itself, when the last request has its answer.
            pending::<()>().await;
        };
        // Always over: nothing else ends it.
        let _ = timeout(DEADLINE, draining).await;
        tracing::warn!("some requests did not end in time and are cut");
    };
    tokio::select! {
        () = serving => {}
        () = deadline => {}
    }
    Ok(())
}

async fn drain(ctx: &AppContext) {
    tracing::info!("stopping: no more posts are taken");
    if let Ok(journal) = live::journal(ctx)
        && timeout(JOURNAL, journal.close()).await.is_err()
    {
        tracing::error!("the journal did not empty in time");
    }
    if let Some(hub) = live::hub(ctx) {
        hub.close().await;
    }
    tracing::info!("all posts are kept and all sockets closed");
}

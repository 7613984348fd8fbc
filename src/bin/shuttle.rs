//! The same app under Shuttle's runtime. Nothing outside this file knows of it.

use std::{
    future::pending,
    net::SocketAddr,
    pin::{Pin, pin},
    time::Duration,
};

use axum::Router;
use banter::{
    app::App,
    initializers::{configuration, serving, upkeep},
};
use loco_rs::{
    Error,
    app::{AppContext, Hooks},
    boot::{BootResult, ServeParams, StartMode},
    environment::Environment,
    logger,
};
use shuttle_runtime::{CustomError, DeploymentMetadata, SecretStore, Service, async_trait};
use tokio::{runtime::Handle, sync::oneshot, task::block_in_place, time::timeout};

/// How long a job may go on when all else has ended.
const LAST_JOB: Duration = Duration::from_millis(500);

#[shuttle_runtime::main]
async fn main(
    #[shuttle_runtime::Metadata] metadata: DeploymentMetadata,
    #[shuttle_runtime::Secrets] secrets: SecretStore,
) -> Result<Banter, shuttle_runtime::Error> {
    boot(&metadata, secrets).await.map(Banter).map_err(explain)
}

async fn boot(metadata: &DeploymentMetadata, secrets: SecretStore) -> loco_rs::Result<BootResult> {
    let environment = match metadata.env {
        shuttle_runtime::Environment::Local => Environment::Development,
        shuttle_runtime::Environment::Deployment => Environment::Production,
    };
    if environment == Environment::Production && secrets.get("DATABASE_URL").is_none() {
        return Err(Error::string(
            "DATABASE_URL is not among Shuttle's secrets: a database on a disk that goes with every deployment \
             would lose what was acknowledged",
        ));
    }
    let config = configuration::load_given(&environment, move |name| secrets.get(name))?;
    logger::init::<App>(&config.logger)?;
    App::boot(StartMode::ServerAndWorker, &environment, config).await
}

/// The booted app, which Shuttle serves by [`Service::bind`].
struct Banter(BootResult);

#[async_trait]
impl Service for Banter {
    async fn bind(mut self, address: SocketAddr) -> Result<(), shuttle_runtime::Error> {
        let BootResult {
            app_context: ctx,
            router,
            ..
        } = self.0;
        let router = router.ok_or_else(|| explain(Error::string("the app was booted without its routes")))?;
        let params = ServeParams {
            port: address.port().into(),
            binding: address.ip().to_string(),
        };
        let (stop, told) = oneshot::channel();
        let told = async move {
            // Its end without a word is a word, too.
            let _ = told.await;
        };
        let running = run(router, ctx, params, told);
        let mut server = Server {
            serving: Some(Box::pin(running)),
            stop: Some(stop),
        };
        server.served().await.map_err(explain)
    }
}

/// What `start --all` does: serves, works the queue off, and does the nightly work.
async fn run(
    router: Router,
    ctx: AppContext,
    params: ServeParams,
    told: impl Future<Output = ()>,
) -> loco_rs::Result<()> {
    let mut working = pin!(async {
        match &ctx.queue_provider {
            Some(queue) => queue.run(Vec::new()).await,
            None => pending().await,
        }
    });
    tokio::select! {
        served = serving::serve_until(told, router, &ctx, &params) => {
            if let Some(queue) = &ctx.queue_provider {
                queue.shutdown()?;
                // A job that takes longer stays in the queue.
                let _ = timeout(LAST_JOB, working).await;
            }
            served
        }
        worked = &mut working => worked,
        never = upkeep::run(&ctx, upkeep::NIGHTLY) => match never {},
    }
}

/// Shuttle stops a service by dropping it, in the middle of whatever it does; this one drains before it goes.
struct Server<F: Future> {
    /// `None` when it has ended.
    serving: Option<Pin<Box<F>>>,
    stop: Option<oneshot::Sender<()>>,
}

impl<F: Future> Server<F> {
    async fn served(&mut self) -> F::Output {
        let serving = self.serving.as_mut().expect("it is served once");
        let served = serving.await;
        self.serving = None;
        served
    }
}

impl<F: Future> Drop for Server<F> {
    fn drop(&mut self) {
        let Some(serving) = self.serving.take() else {
            return;
        };
        drop(self.stop.take());
        // Within the deadline that it has of itself.
        block_in_place(|| Handle::current().block_on(serving));
    }
}

fn explain(error: Error) -> shuttle_runtime::Error {
    let error = match error {
        Error::WithBacktrace { inner, .. } => *inner,
        error => error,
    };
    shuttle_runtime::Error::Custom(CustomError::new(error))
}

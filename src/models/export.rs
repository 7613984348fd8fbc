//! What is kept of somebody, as one file that they take along: `docs/export.md` says what is in it.
//!
//! Made while it is sent, a page of rows and a piece of a file at a time. Only what is theirs is in it: of what others
//! wrote, ids.

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream::unfold};
use loco_rs::{app::AppContext, model::ModelError};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::users;

mod archive;
mod content;

use archive::Archive;

/// Pieces that wait for whoever takes them.
const AHEAD: usize = 4;

/// A piece of the file, or that it ends before its end.
pub type Piece = Result<Bytes, std::io::Error>;

/// The file of `user`, as it is made. It stops with whoever reads it.
pub fn stream(ctx: &AppContext, user: users::Model) -> impl Stream<Item = Piece> + Send + use<> {
    let (pieces, taken) = mpsc::channel(AHEAD);
    let ctx = ctx.clone();
    tokio::spawn(async move {
        let mut export = Export {
            archive: Archive::default(),
            pieces,
        };
        let made = content::write(&ctx, &user, &mut export).await;
        match made {
            Ok(()) => export.finish().await,
            Err(Stopped::Gone) => {}
            Err(Stopped::Failed(error)) => {
                tracing::error!(%error, user.id = user.id, "somebody's data could not be read to its end");
                // Without its end the file can't be opened: nobody takes a part for all.
                let error = std::io::Error::other("the data could not be read");
                let _ = export.pieces.send(Err(error)).await;
            }
        }
    });
    unfold(
        taken,
        |mut taken| async move { Some((taken.recv().await?, taken)) },
    )
}

/// Why it ends early.
enum Stopped {
    /// Nobody takes it.
    Gone,
    Failed(loco_rs::Error),
}

impl From<ModelError> for Stopped {
    fn from(error: ModelError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<loco_rs::Error> for Stopped {
    fn from(error: loco_rs::Error) -> Self {
        Self::Failed(error)
    }
}

/// The file so far.
struct Export {
    archive: Archive,
    pieces: mpsc::Sender<Piece>,
}

impl Export {
    async fn send(&mut self, bytes: Vec<u8>) -> Result<(), Stopped> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.pieces
            .send(Ok(bytes.into()))
            .await
            .map_err(|_| Stopped::Gone)
    }

    /// A file of one JSON value.
    async fn json(&mut self, name: &str, value: &impl Serialize) -> Result<(), Stopped> {
        let text = serde_json::to_vec_pretty(value).map_err(loco_rs::Error::wrap)?;
        self.begin(name).await?;
        let written = self.archive.write(&text);
        self.send(written).await?;
        self.end().await
    }

    /// A file that comes bit by bit.
    async fn begin(&mut self, name: &str) -> Result<(), Stopped> {
        let begun = self.archive.begin(name);
        self.send(begun).await
    }

    async fn lines(&mut self, values: &[Value]) -> Result<(), Stopped> {
        let mut text = Vec::new();
        for value in values {
            serde_json::to_writer(&mut text, value).map_err(loco_rs::Error::wrap)?;
            text.push(b'\n');
        }
        let written = self.archive.write(&text);
        self.send(written).await
    }

    async fn end(&mut self) -> Result<(), Stopped> {
        let ended = self.archive.end();
        self.send(ended).await
    }

    /// A file as it is stored.
    async fn copy(
        &mut self,
        name: &str,
        mut file: impl Stream<Item = Result<Bytes, impl std::error::Error + Send + Sync + 'static>> + Unpin,
    ) -> Result<(), Stopped> {
        self.begin(name).await?;
        while let Some(piece) = file.next().await {
            let piece = piece.map_err(loco_rs::Error::wrap)?;
            let written = self.archive.write(&piece);
            self.send(written).await?;
        }
        self.end().await
    }

    async fn finish(self) {
        let end = self.archive.finish();
        // Who has gone misses nothing.
        let _ = self.pieces.send(Ok(end.into())).await;
    }
}

/// What a file says of itself.
fn about() -> Value {
    json!({ "format": "banter-export", "version": 1 })
}

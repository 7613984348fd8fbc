//! The bare programs: axum, and only what can't be left out.

use std::io;

use tokio::{net::TcpListener, runtime::Runtime};

mod frames;
mod rows;

/// The words that start them.
pub const FRAMES: &str = "serve-frames";
pub const ROWS: &str = "serve-rows";

/// Fans the frame in the file `frame` out, to the sockets of the room that somebody posts in.
///
/// # Errors
/// When the address or the file can't be used.
pub fn serve_frames(address: &str, frame: &str) -> io::Result<()> {
    let frame = std::fs::read_to_string(frame)?;
    Runtime::new()?.block_on(async { serve(address, frames::routes(&frame)?).await })
}

/// Inserts a row into the SQLite database `file` for every post, `batch` of them a transaction at most.
///
/// # Errors
/// When the address or the file can't be used.
pub fn serve_rows(address: &str, file: &str, batch: &str) -> io::Result<()> {
    let batch = batch.parse().map_err(io::Error::other)?;
    Runtime::new()?.block_on(async { serve(address, rows::routes(file, batch).await?).await })
}

async fn serve(address: &str, routes: axum::Router) -> io::Result<()> {
    use axum::serve::ListenerExt;
    let routes = routes.route("/_readiness", axum::routing::get(async || "ready"));
    let listener = TcpListener::bind(address).await?.tap_io(|stream| {
        // An error comes again at the first write.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, routes).await
}

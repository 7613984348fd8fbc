//! A connection's bytes, which end it when the other side takes none.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::OwnedSemaphorePermit,
};
use tokio_io_timeout::TimeoutWriter;

/// A connection that has its place among those that may be open, and keeps it when it becomes a socket.
pub(super) struct Stream {
    io: Pin<Box<TimeoutWriter<TcpStream>>>,
    _place: OwnedSemaphorePermit,
}

impl Stream {
    /// `stalled` is for how long the other side may take nothing that is written. Without anything to write it may be
    /// silent for as long as it likes.
    pub(super) fn new(stream: TcpStream, place: OwnedSemaphorePermit, stalled: Duration) -> Self {
        let mut io = TimeoutWriter::new(stream);
        io.set_timeout(Some(stalled));
        Self {
            io: Box::pin(io),
            _place: place,
        }
    }

    /// Writes what fits, and waits for nothing.
    pub(super) fn say(&self, bytes: &[u8]) {
        // Who reads nothing is not told.
        let _ = self.io.get_ref().try_write(bytes);
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.io.as_mut().poll_read(cx, buf)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.io.as_mut().poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.io.as_mut().poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.io.as_mut().poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.io.as_mut().poll_shutdown(cx)
    }
}

//! A socket to a stranger, plain or with TLS, that counts as open for as long as it is.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::{
    client::legacy::connect::{Connected, Connection as Connectable},
    rt::TokioIo,
};
use tokio::io::{AsyncRead, AsyncWrite};

/// Either kind of socket.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// How many connections are open, of those that were counted by it.
#[derive(Clone, Default)]
pub struct Count(Arc<()>);

impl Count {
    pub fn open(&self) -> usize {
        Arc::strong_count(&self.0) - 1
    }
}

/// A connection that the pool may keep.
pub struct Connection {
    stream: TokioIo<Box<dyn Stream>>,
    is_kept: bool,
    _counted: Count,
}

impl Connection {
    /// A connection that is used again if it `is_kept`.
    pub fn new(stream: Box<dyn Stream>, count: &Count, is_kept: bool) -> Self {
        Self { stream: TokioIo::new(stream), is_kept, _counted: count.clone() }
    }
}

impl Connectable for Connection {
    fn connected(&self) -> Connected {
        let connected = Connected::new();
        if !self.is_kept {
            connected.poison();
        }
        connected
    }
}

impl Read for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl Write for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

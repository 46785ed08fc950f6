//! Takes connections, answers their requests, and finishes what it accepted when told to stop.

use std::{convert::Infallible, time::Duration};

use axum::{body::Body, extract::Request};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use tokio::net::{TcpListener, TcpStream};

use super::{front::Front, routes};
use crate::app::App;

/// How much longer than a request may take to arrive is waited for those under way when it is
/// time to stop.
const GRACE: Duration = Duration::from_secs(5);

/// What a client says first that speaks HTTP/2 (RFC 9113, 3.4), and how often is looked whether
/// one that may do so has said more.
const HTTP_2: [u8; 24] = *b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const AGAIN: Duration = Duration::from_millis(20);

/// Serves until it is time to stop, then lets open requests finish.
pub async fn serve(app: App, listener: TcpListener) {
    let timeout = app.config.server.request_timeout;
    let front = Front::new(app.clone(), routes::router(app.clone()), std::process::id());
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(timeout);
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(app.stopping());

    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, usually: wait for some to be closed.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection was gone before it was served");
        }
        let front = front.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let front = front.clone();
            async move { Ok::<_, Infallible>(front.answer(request.map(Body::new), peer).await) }
        });
        let (builder, watcher, stopping) = (builder.clone(), open.watcher(), app.stopping());
        #[expect(clippy::disallowed_methods, reason = "`open` keeps track of it")]
        tokio::spawn(async move {
            let begins = tokio::select! {
                begins = begins(&stream, timeout) => begins,
                () = stopping => false,
            };
            if !begins {
                return;
            }
            let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
            if let Err(error) = watcher.watch(connection).await {
                tracing::debug!(error, "a connection ended early");
            }
        });
    }

    drop(listener);
    let open_requests = open.count();
    tracing::info!(connections = open_requests, "stopping: open requests are finished first");
    if tokio::time::timeout(timeout + GRACE, open.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    if tokio::time::timeout(GRACE, front.finish()).await.is_err() {
        tracing::warn!("some requests whose callers are gone did not finish in time");
    }
    if tokio::time::timeout(GRACE, app.hub.empty()).await.is_err() {
        tracing::warn!("some sockets were not closed in time");
    }
}

/// Waits for the first bytes of a request. From then on what comes too slowly is given up; until
/// then it would be waited for without end, since the first bytes may be those of HTTP/2. Whoever
/// wants that has it from the proxy.
async fn begins(stream: &TcpStream, timeout: Duration) -> bool {
    let looking = async {
        let mut first = [0; HTTP_2.len()];
        loop {
            match stream.peek(&mut first).await {
                Ok(0) | Err(_) => return false,
                Ok(length) if length == HTTP_2.len() && first == HTTP_2 => return false,
                Ok(length) if HTTP_2.starts_with(&first[..length]) => {
                    tokio::time::sleep(AGAIN).await;
                }
                Ok(_) => return true,
            }
        }
    };
    tokio::time::timeout(timeout, looking).await.unwrap_or(false)
}
